"""What was written under another key than it would have today: of another name, another notation, another platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from assistant.care.keys import begun, escaped, parted, unescaped, usual_key, usual_name
from assistant.care.ledger.bulk import held_under
from assistant.care.ledger.tables import MESSAGES, NUMBERS, PLATFORMS, RUNS, SHOPS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from assistant.care.keys import Owner

AT_ONCE = 10_000
ANY = ""  # every platform


class Form(NamedTuple):
    """A key, or its beginning, under which a message may be held.

    `shop` is another shop's name where it may be that shop's; `until` is the last run that may have written it there.
    """

    key: str
    shop: str | None = None
    until: int | None = None


def take_up(connection: sa.Connection, lacking: Collection[str]) -> None:
    """Note of a ledger that was kept before what the tables hold that it was lacking."""
    if SHOPS.name in lacking:
        _take_up_shops(connection)
    if PLATFORMS.name in lacking:
        last = connection.scalar(sa.select(sa.func.max(RUNS.c.id)))
        shops = list(connection.scalars(sa.select(SHOPS.c.name))) if last is not None else []
        _insert(connection, PLATFORMS, [{"shop": shop, "platform": ANY, "run": last} for shop in shops])


def _take_up_shops(connection: sa.Connection) -> None:
    """Note whose its messages are, and which numbers have another usual form."""
    shops, odd = set[str](), list[dict[str, str]]()
    for (key,) in connection.execute(sa.select(MESSAGES.c.key).execution_options(yield_per=AT_ONCE)):
        usual = usual_key(key)
        shops.add(key.partition("/")[0])
        if usual != key:
            odd.append({"key": usual, "held": key})
    _insert(connection, SHOPS, [{"name": name, "id": None} for name in sorted(shops)])
    _insert(connection, NUMBERS, list({row["key"]: row for row in odd}.values()))


def note_shops(connection: sa.Connection, shops: Iterable[str], owner: Owner) -> None:
    """Note by which shops messages are known; under its own id, a shop has the messages of its name too."""
    ids: dict[str, str | None] = {shop: shop for shop in shops}  # a table has named it: it is known which shop it is
    ids[owner.key] = None if owner.id is None else owner.key  # a name alone may change
    if owner.id is not None and owner.name is not None:
        ids.setdefault(escaped(owner.name), owner.key)
    there = set(connection.scalars(sa.select(SHOPS.c.name).where(SHOPS.c.name.in_(ids))))
    for name, known_as in ids.items():
        if name in there and known_as is not None:
            unknown = sa.update(SHOPS).where(SHOPS.c.name == name, SHOPS.c.id.is_(None))
            connection.execute(unknown.values(id=known_as))
    _insert(connection, SHOPS, [{"name": name, "id": ids[name]} for name in ids if name not in there])
    if owner.platform is not None:
        noted = sa.select(PLATFORMS.c.shop).where(PLATFORMS.c.platform == owner.platform)
        new = sorted(ids.keys() - set(connection.scalars(noted)))
        _insert(connection, PLATFORMS, [{"shop": shop, "platform": owner.platform, "run": None} for shop in new])


def other_keys(connection: sa.Connection, keys: Sequence[str], owner: Owner) -> Mapping[str, Sequence[Form]]:
    """Return under which keys each message may be held, the likeliest first; nothing where there are no other ones."""
    beginnings = _Beginnings(connection, owner)
    others = {one: list(beginnings.others(one)) for one in {key.partition("/")[0] for key in keys}}
    rewritten = connection.execute(sa.select(NUMBERS.c.key).limit(1)).first() is not None
    if not (rewritten or any(others.values())):
        return {}
    found: dict[str, list[Form]] = {}
    for key in keys:
        beginning, _, rest = key.partition("/")
        found[key] = [Form(key), *(form._replace(key=f"{form.key}/{rest}") for form in others[beginning])]
    held = held_under(connection, [form.key for forms in found.values() for form in forms]) if rewritten else {}
    return {
        key: [form._replace(key=one) for form in forms for one in (form.key, held.get(form.key)) if one is not None]
        for key, forms in found.items()
    }


class _Beginnings:
    """What else the keys of a shop's orders may begin with."""

    def __init__(self, connection: sa.Connection, owner: Owner) -> None:
        self._owner = owner
        shops = sa.select(SHOPS.c.name, SHOPS.c.id).order_by(SHOPS.c.name)
        self._ids = {row.name: row.id for row in connection.execute(shops)}
        self._called: dict[str, list[str]] = {}
        for name in self._ids:
            self._called.setdefault(usual_name(unescaped(name)), []).append(name)
        self._renamed = {known_as for name, known_as in self._ids.items() if known_as != name}
        self._platforms: dict[str, dict[str, int | None]] = {}
        for shop, platform, run in connection.execute(sa.select(PLATFORMS)):
            self._platforms.setdefault(shop, {})[platform] = run

    def others(self, beginning: str) -> Iterator[Form]:
        """Yield them, the likeliest first."""
        shop, platform = parted(beginning)
        for name, other in self._names(shop):
            for key, until in self._on(name, platform):
                if key != beginning:
                    yield Form(key, other, until)

    def _names(self, shop: str) -> Iterator[tuple[str, str | None]]:
        """Yield how else a shop may be called, with the name of what may be another shop.

        What may be another shop is asked only while no id says which it is.
        """
        owner, mine = self._owner, shop == self._owner.key
        yield shop, None
        bound = [name for name, known_as in self._ids.items() if mine and known_as == shop]
        names = [unescaped(name) for name in (shop, *bound)] + ([owner.name] if mine and owner.name else [])
        alike = [one for usual in dict.fromkeys(map(usual_name, names)) for one in self._called.get(usual, ())]
        own = dict.fromkeys([*bound, *(name for name in alike if self._is_a_name_alone(name))])
        yield from ((name, None) for name in own if name != shop)
        if mine and owner.id is None:
            # An id has said whose name this is, and without one nothing says that it is now another shop's.
            claimed = {known_as for name in (shop, *alike) if (known_as := self._ids.get(name)) is not None}
            for name, known_as in self._ids.items():
                if name != shop and name not in own and (known_as is None or known_as in claimed):
                    yield name, unescaped(known_as or name)

    def _is_a_name_alone(self, name: str) -> bool:
        """Whether a name may be any shop's that is called so: an id is nobody's name."""
        known_as = self._ids[name]
        return known_as is None or (known_as == name and name not in self._renamed)

    def _on(self, shop: str, platform: str | None) -> Iterator[tuple[str, int | None]]:
        """Yield how keys begin on a platform, None for the shop's own, which may have been another one before."""
        own, before = self._owner.platform, self._platforms.get(shop, {})
        yield begun(shop, platform), None
        if platform is None and own is not None and before.keys() - {ANY, own}:
            yield begun(shop, own), None
        if platform is not None and before.keys() & {platform, ANY}:
            yield shop, before[platform if platform in before else ANY]


def _insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, str | int | None]]) -> None:
    if rows:
        connection.execute(sa.insert(table), list(rows))
