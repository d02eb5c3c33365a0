"""A block of raw cells as orders of `columns.ORDERS`, each defect told by its row and field."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.columns import AMOUNT, DAY, FLAG, ORDERS, TEXT
from assistant.care.intake import fields as known
from assistant.care.intake.amounts import amounts
from assistant.care.intake.cells import Cleaned, Defect, as_text, links, looked_up, places, texts
from assistant.care.intake.dates import EARLIEST, LATEST, Notation, dates, iso_days
from assistant.care.intake.numbers import numbers
from assistant.care.intake.words import Bad, Said, words
from assistant.model import Line, Remedy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.care.intake.dates import Zones
    from assistant.care.intake.grouping import Grouped
    from assistant.care.intake.tables import Block

TIME_ZONES = timedelta(days=1)
OF_MONEY = pa.array([Remedy.PARTIAL_REFUND.value], TEXT)  # the others of money are refunds of the whole price
NO_NUMBER = Line(msgid="There is no order number: it could not be told whether the buyer was written to already.")
NO_CURRENCY = Line(
    msgid='The amount has no currency: add a column currency, or currency = "USD" under [constants] in a mapping file.'
)
YEAR = Line(msgid="The year is hardly meant: check the day.")


@dataclass(slots=True)
class Cleaner:
    """Turns grouped blocks into orders; `learn` has seen each of them before, whole."""

    today: date
    zone_of: Callable[[str | None], str | None]
    platform: str | None
    codes: str | None
    constants: Mapping[str, str]
    notation: Notation
    _cells: dict[str, pa.Array] = field(default_factory=dict)
    _size: int = 0
    _zones: Zones = ()

    def orders(self, grouped: Grouped) -> tuple[pa.RecordBatch, list[Defect]]:
        """Return every row as an order, a cell with a defect null, and the defects."""
        self._cells, self._size = dict(grouped.block.cells), len(grouped.block.rows)
        defects = list(grouped.defects)
        done: dict[str, pa.Array] = {"row": grouped.block.rows, "number": grouped.block.cells["number"]}
        with_defect = {defect.at for defect in defects}
        missing = places(pc.is_null(done["number"]))
        defects += [Defect(index, "number", "", NO_NUMBER) for index in missing if index not in with_defect]
        for name in (*known.NUMBERS[1:], *known.TEXTS, *known.WORDS, *known.FLAGS):
            done[name] = self._kept(self._column(name), defects)
        self._zones = self._zones_of(done["platform"])
        for name in (*known.DATES, *known.COUNTS):
            done[name] = self._kept(self._column(name), defects)
        self._amounts(done, defects)
        done["remedy"] = _remedies(done)
        self._states(done, defects)
        if pa.types.is_integer(grouped.items.type):
            done["items"] = pc.coalesce(done["items"], grouped.items)
        _check_days(done, self.today, defects)
        return pa.record_batch([done[name] for name in ORDERS.names], schema=ORDERS), defects

    def learn(self, block: Block) -> None:
        """Read the columns of ISO dates, and learn from the others how the file writes days and months."""
        present = [name for name in known.DATES if name in block.cells]
        _, platforms = self.whose(block)
        zones = self._zones_of(platforms)
        for name in present:
            days = iso_days(block.cells[name], zones)
            if days is not None:
                block.cells[name] = days
        self.notation.learn(block.cells[name] for name in present)

    def whose(self, block: Block) -> tuple[pa.Array, pa.Array]:
        """Return the shop and the platform of each row, null where it names none."""
        self._cells, self._size = block.cells, len(block.rows)
        return self._column("shop").values, self._column("platform").values

    def _zones_of(self, platforms: pa.Array) -> Zones:
        """Return the zones of the rows: each platform counts its days in one, and so does the shop's own."""
        named: dict[str | None, list[str | None]] = {}
        for platform in pc.unique(platforms).to_pylist():
            named.setdefault(self.zone_of(platform), []).append(platform)
        if len(named) == 1:
            return [(zone, None) for zone in named]
        return [(zone, pc.is_in(platforms, pa.array(those, TEXT))) for zone, those in named.items()]

    def _kept(self, cleaned: Cleaned, defects: list[Defect]) -> pa.Array:
        defects += cleaned.defects
        return cleaned.values

    def _column(self, name: str) -> Cleaned:
        """Return a column of ours that needs no other one."""
        values = self._cells.get(name)
        if values is None:
            constant = self.constants.get(name)
            if constant is None:
                return Cleaned(pa.nulls(self._size, _kind(name)))
            values = pa.array([constant] * self._size, TEXT)
        if name in known.NUMBERS:
            return numbers(values, name)
        if name in known.TEXTS:
            return links(values, name) if name == "tracking_url" else texts(values, name)
        if name in known.DATES:
            return dates(values, name, self.notation, self._zones)
        if name in known.COUNTS:
            return looked_up(values, name, pa.int64(), _count)
        if name in known.FLAGS:
            return _flags(values, name)
        return looked_up(values, name, TEXT, _MEANINGS[name])

    def _amounts(self, done: dict[str, pa.Array], defects: list[Defect]) -> None:
        """Read the amounts; a currency that only a cell names becomes the order's."""
        without_currency = {defect.at for defect in defects if defect.field == "currency"}
        for name in known.AMOUNTS:
            if name not in self._cells:
                done[name] = pa.nulls(self._size, ORDERS.field(name).type)
                continue
            cleaned, named = amounts(self._cells[name], name, done["currency"])
            done[name] = self._kept(cleaned, defects)
            if named is not None:
                done["currency"] = pc.coalesce(done["currency"], named)
        for name in known.AMOUNTS:
            lacking = pc.and_(pc.is_valid(done[name]), pc.is_null(done["currency"]))
            for index in places(lacking):
                if index not in without_currency:
                    without_currency.add(index)
                    defects.append(Defect(index, "currency", "", NO_CURRENCY))

    def _states(self, done: dict[str, pa.Array], defects: list[Defect]) -> None:
        """Read what columns of states say of status, dispute and refund; a column of its own wins."""
        said = {name: self._said(name, done["platform"], defects) for name in known.STATES}
        status, stage, payment = said["status"], said["dispute_stage"], said["payment_status"]
        cancelled = _where(pc.is_valid(done["cancelled_on"]), "cancelled", TEXT)
        done["status"] = pc.coalesce(cancelled, _part(status, "status", TEXT), _part(payment, "status", TEXT))
        opened = _where(pc.is_valid(done["dispute_opened_on"]), True, FLAG)
        # What we contest is a dispute, and nobody has said yet that it has ended.
        contested = _where(pc.equal(done["remedy"], Remedy.CONTEST.value), True, FLAG)
        open_now = (_part(status, "dispute_open", FLAG), _part(stage, "dispute_open", FLAG), opened, contested)
        done["dispute_open"] = pc.coalesce(done["dispute_open"], *open_now)
        done["dispute_stage"] = _part(stage, "dispute_stage", TEXT)
        refunded = (_part(payment, "refunded_in_full", FLAG), _part(status, "refunded_in_full", FLAG))
        done["refunded_in_full"] = pc.coalesce(done["refunded_in_full"], *refunded)

    def _said(self, name: str, platforms: pa.Array, defects: list[Defect]) -> pa.DictionaryArray:
        """Return a column of states by number, with what each distinct one says as its dictionary's values."""
        values = self._cells.get(name)
        if values is None or values.null_count == len(values):
            return _Stated(pa.nulls(self._size, pa.int32()), [])
        meaning = {"status": words().status, "dispute_stage": words().stage}.get(name)
        answers: dict[tuple[str, str | None], int] = {}
        listed: list[Said] = []

        def number(text: str, platform: str | None) -> int | Bad:
            found = meaning(text, platform) if meaning else words().payment(text)
            if isinstance(found, Bad):
                return found
            if (text, platform) not in answers:
                answers[text, platform] = len(listed)
                listed.append(found)
            return answers[text, platform]

        speaking = self.codes or self.platform
        if self.codes or pc.count_distinct(platforms, mode="all").as_py() <= 1:
            only = self.codes or (platforms[0].as_py() if self._size else None) or speaking
            cleaned = looked_up(values, name, pa.int32(), partial(number, platform=only))
        else:
            cleaned = _by_platform(values, name, platforms, speaking, number)
        defects += cleaned.defects
        return _Stated(cleaned.values, listed)


@dataclass(slots=True)
class _Stated:
    numbers: pa.Array
    said: list[Said]


def _part(stated: _Stated, name: str, kind: pa.DataType) -> pa.Array:
    if not stated.said:
        return pa.nulls(len(stated.numbers), kind)
    return pa.array([getattr(one, name) for one in stated.said], kind).take(stated.numbers)


def _by_platform(values: pa.Array, name: str, platforms: pa.Array, otherwise: str | None, number: Any) -> Cleaned:
    """Look up words that may mean something else on each platform."""
    whole = Cleaned(pa.nulls(len(values), pa.int32()))
    for platform in pc.unique(platforms).to_pylist():
        mask = pc.is_null(platforms) if platform is None else pc.fill_null(pc.equal(platforms, platform), False)
        part = pc.if_else(mask, as_text(values), pa.scalar(None, TEXT))
        cleaned = looked_up(part, name, pa.int32(), partial(number, platform=platform or otherwise))
        whole.defects += cleaned.defects
        whole.values = pc.coalesce(whole.values, cleaned.values)
    return whole


def _remedies(done: Mapping[str, pa.Array]) -> pa.Array:
    """Return the remedies; a refund of all that was paid, or of more, is a full one, whatever else it is called.

    Money whose remedy has no name is a partial refund: its sum is told, and nobody says that it was the whole.
    """
    remedy, price, paid = done["remedy"], done["price"], done["remedy_amount"]
    of_money = pc.or_(pc.is_null(remedy), pc.is_in(remedy, OF_MONEY))
    some = pc.fill_null(pc.greater(paid, pa.scalar(Decimal(0), AMOUNT)), False)
    whole = pc.and_(some, pc.fill_null(pc.greater_equal(paid, price), False))
    named = pc.if_else(pc.and_(some, pc.is_null(remedy)), OF_MONEY[0], remedy)
    return pc.if_else(pc.and_(of_money, whole), pa.scalar("full_refund", TEXT), named)


def _where(mask: pa.Array, value: Any, kind: pa.DataType) -> pa.Array:
    return pc.if_else(mask, pa.scalar(value, kind), pa.scalar(None, kind))


def _flags(values: pa.Array, name: str) -> Cleaned:
    if pa.types.is_boolean(values.type):
        return Cleaned(values)
    return looked_up(values, name, FLAG, words().consent if name == "marketing_consent" else words().flag)


def _kind(name: str) -> pa.DataType:
    if name in ORDERS.names:
        return ORDERS.field(name).type
    return DAY if name in known.DATES else TEXT


def _count(text: str) -> int | Bad:
    whole = text.removesuffix(".0")
    if whole.isascii() and whole.isdigit() and len(whole) <= 6:  # noqa: PLR2004 - a million items
        return int(whole)
    return Bad(Line(msgid="'%(text)s' is no number of items: write it like 2.", slots=(("text", text),)))


_MEANINGS: dict[str, Any] = {
    "platform": lambda text: words().platform(text),
    "currency": lambda text: words().currency(text),
    "buyer_country": lambda text: words().country(text),
    "buyer_language": lambda text: words().language(text),
    "remedy": lambda text: words().remedy(text),
}


def _check_days(done: Mapping[str, pa.Array], today: date, defects: list[Defect]) -> None:
    """Refuse days that cannot be: in the future where it is past, out of order, in another century."""
    for name in known.DATES:
        bounds = pc.min_max(done[name]).as_py()
        latest = today + TIME_ZONES if name in known.PAST else LATEST
        if bounds["min"] is None or (bounds["min"] >= EARLIEST and bounds["max"] <= latest):
            continue
        why = _after(today) if name in known.PAST else YEAR
        _refuse_days(defects, done[name], name, pc.greater(done[name], latest), why)
        _refuse_days(defects, done[name], name, pc.less(done[name], EARLIEST), YEAR)
    for earlier, later in known.IN_ORDER:
        wrong = pc.less(done[later], done[earlier])
        if wrong.null_count < len(wrong) and pc.any(wrong).as_py():
            why = Line(msgid="The day lies before %(field)s: check both days.", slots=(("field", earlier),))
            _refuse_days(defects, done[later], later, wrong, why)


def _after(today: date) -> Line:
    return Line(
        msgid="The day lies after today (%(today)s): correct it, or set the day with --today.",
        slots=(("today", today.isoformat()),),  # written like the days of the table, to be compared with them
    )


def _refuse_days(defects: list[Defect], column: pa.Array, name: str, wrong: pa.Array, why: Line) -> None:
    defects += [Defect(index, name, str(column[index].as_py()), why) for index in places(wrong)]
