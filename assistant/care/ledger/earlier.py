"""What was written under another key than it would have today: another name of the shop, a number written otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from assistant.care.keys import escaped, unescaped, usual_key
from assistant.care.ledger.bulk import held_under
from assistant.care.ledger.tables import MESSAGES, NUMBERS, SHOPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from assistant.care.keys import Owner

Form = tuple[str, "str | None"]
AT_ONCE = 10_000


def take_up(connection: sa.Connection) -> None:
    """Note of a ledger that was kept before whose its messages are, and which numbers have another usual form."""
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


def other_keys(connection: sa.Connection, keys: Sequence[str], owner: Owner) -> Mapping[str, Sequence[Form]]:
    """Return under which other keys each message may be held, the likeliest first, each with another shop's name.

    The name is None for the shop itself. What may be another shop is asked only while no id says which it is.
    """
    mine = owner.key
    unclaimed = sa.select(SHOPS.c.name).where(SHOPS.c.id.is_(None), SHOPS.c.name != mine).order_by(SHOPS.c.name)
    own = list(connection.scalars(sa.select(SHOPS.c.name).where(SHOPS.c.id == mine, SHOPS.c.name != mine)))
    if owner.id is not None and owner.name is not None:  # `note_shops` will give it to this shop
        own += connection.scalars(unclaimed.where(SHOPS.c.name == escaped(owner.name)))
    others = list(connection.scalars(unclaimed)) if owner.id is None else []
    rewritten = connection.execute(sa.select(NUMBERS.c.key).limit(1)).first() is not None
    if not (own or others or rewritten):
        return {}
    found: dict[str, list[Form]] = {}
    for key in keys:
        shop, _, rest = key.partition("/")
        more = [*((name, False) for name in own), *((name, True) for name in others)] if shop == mine else []
        found[key] = [(key, None), *((f"{name}/{rest}", unescaped(name) if other else None) for name, other in more)]
    held = held_under(connection, [form for forms in found.values() for form, _ in forms]) if rewritten else {}
    return {
        key: [(one, name) for form, name in forms for one in (form, held.get(form)) if one is not None]
        for key, forms in found.items()
    }


def _insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, str | None]]) -> None:
    if rows:
        connection.execute(sa.insert(table), list(rows))
