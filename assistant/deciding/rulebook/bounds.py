"""What a value can be at all, by its unit, its key and what its clock runs from: outside of that it is a slip."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from assistant.errors import Problem
from assistant.fitting import misfit, written
from assistant.lines import Line
from assistant.shop import known_zone

if TYPE_CHECKING:
    from assistant.deciding.rulebook.values import Unit


@dataclass(frozen=True, slots=True)
class Bounds:
    """The smallest and the largest number that can be meant."""

    least: Decimal | int
    most: Decimal | int


LONGEST_DAYS = 3650
BY_UNIT: dict[Unit, Bounds] = {
    "days": Bounds(0, LONGEST_DAYS),
    "working days": Bounds(0, 260),
    "years": Bounds(0, 10),
    "characters": Bounds(1, 100_000),
    "words": Bounds(1, 10_000),
    "lines": Bounds(1, 1000),
    "attachments": Bounds(0, 1000),
    "cases": Bounds(1, 10_000),
    "times": Bounds(1, 1000),
    "USD": Bounds(0, 1_000_000),
    "share of the price": Bounds(Decimal("0.01"), 1),
    "share of the next order": Bounds(Decimal("0.01"), 1),
}
# What letters promise in days, and what they are counted back from.
BY_KEY = {
    "amounts.protection_margin": Bounds(0, 60),
    "amounts.extension": Bounds(1, 180),
    "amounts.report_days": Bounds(1, 60),
    "amounts.return_days": Bounds(1, 90),
}
# A procedure that has begun is over within half a year; a purchase is remembered longer (guarantees, chargebacks).
PROCEDURE_DAYS = 180
PROCEDURES = ("dispute.", "history.", "return_sent_on", "return_received_on", "chargeback_on")
# Only before a day that lies ahead is there time to act, and after the end of the protection there is none left.
AHEAD = {"promised_by": Bounds(-PROCEDURE_DAYS, PROCEDURE_DAYS), "protection_ends_on": Bounds(-PROCEDURE_DAYS, 0)}
# Consumer law by key, or by the table of countries that it is in: 1 where more is better for the buyer, -1 where less.
LAW = {"law.withdrawal_days": 1, "law.guarantee_years": 1, "law.guarantees": 1, "law.delivery_days": -1}
GIVE_MORE = Line(msgid="the shop may give the buyer more than the law, never less")
SHARES = frozenset({"share of the price", "share of the next order"})


def bounds_of(key: str, unit: Unit, base: str | None) -> Bounds:
    """Return what the number of a key can be; `base` is the date that its clock runs from, where it is a clock's."""
    if base in AHEAD:
        return AHEAD[base]
    bounds = BY_KEY.get(key, BY_UNIT[unit])
    if base is None or unit == "years" or not base.startswith(PROCEDURES):
        return bounds
    return Bounds(bounds.least, min(bounds.most, PROCEDURE_DAYS))


def value_problem(where: str, key: str, value: Any, unit: str, base: str | None = None) -> Problem | None:
    """Return what is wrong with a value: another kind than its unit's, or a number outside of its bounds."""
    if unit == "time zone":
        return _zone_problem(where, value)
    if (unit == "flag") is not isinstance(value, bool):
        what = Line(
            msgid="%(value)s does not fit the unit '%(unit)s'", slots=(("value", written(value)), ("unit", unit))
        )
        return Problem(where, what, Line(msgid="a flag is true or false"))
    if unit == "flag" or unit not in BY_UNIT:
        return None
    number = _number(value, unit)
    if number is None:
        return misfit(where, value, _hint(unit))
    bounds = bounds_of(key, unit, base)
    if bounds.least <= number <= bounds.most:
        return None
    slots = (("value", str(value)), ("least", str(bounds.least)), ("most", str(bounds.most)))
    what = Line(msgid="%(value)s is not between %(least)s and %(most)s", slots=slots)
    return Problem(where, what, _hint(unit))


def law_problem(where: str, key: str, value: Any, law: Any) -> Problem | None:
    """Return that a shop's own value would take from the buyer what consumer law gives him."""
    better = LAW.get(key) or LAW.get(key.rpartition(".")[0])
    if better is None:
        return None
    less = Decimal(str(value)) - Decimal(str(law))
    return below_law(where, value, law, GIVE_MORE) if less * better < 0 else None


def below_law(where: str, value: Any, law: Any, hint: Line) -> Problem:
    """Return that a value is worse for the buyer than consumer law."""
    slots = (("value", str(value)), ("law", str(law)))
    return Problem(where, Line(msgid="%(value)s is worse for the buyer than consumer law's %(law)s", slots=slots), hint)


def _number(value: Any, unit: str) -> Decimal | None:
    """Return a value as a number; None where it is none, and for a part of something that is counted in wholes."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    is_counted = unit not in SHARES and unit != "USD"
    is_part = is_counted and number.is_finite() and number != number.to_integral_value()
    return number if number.is_finite() and not is_part else None


def _hint(unit: str) -> Line:
    if unit in SHARES:
        return Line(msgid='write it like "0.20"')
    if unit == "USD":
        return Line(msgid='write it like "24.90"')
    return Line(msgid="write a whole number of %(unit)s", slots=(("unit", unit),))


def _zone_problem(where: str, value: Any) -> Problem | None:
    try:
        known_zone(str(value))
    except ValueError:
        what = Line(msgid="'%(value)s' is no time zone, such as Asia/Shanghai", slots=(("value", str(value)),))
        return Problem(where, what)
    return None
