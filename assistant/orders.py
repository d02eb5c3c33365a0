"""Orders and histories out of JSON: every defect is a Problem, and all of them are reported at once."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from assistant.errors import Problem, advice
from assistant.model import Offer, Order
from assistant.money import MAXIMUM, is_currency, parse_amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

MONEY_FIELDS = frozenset({
    "price", "product_cost", "shipping_cost", "return_shipping_cost", "reship_shipping_cost", "unit_price", "claimed",
    "amount",
})  # fmt: skip
DATE = re.compile(r"(\d{4}-\d{2}-\d{2})([T ].*)?")
OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
DATE_FIELDS = frozenset({
    "ordered_on", "shipped_on", "promised_by", "delivered_on", "protection_ends_on", "completed_on", "return_sent_on",
    "return_received_on", "chargeback_on", "opened_on", "escalated_on", "left_on", "on",
})  # fmt: skip
IN_ORDER = (
    ("ordered_on", "shipped_on"),
    ("shipped_on", "delivered_on"),
    ("delivered_on", "completed_on"),
    ("ordered_on", "promised_by"),
    ("ordered_on", "protection_ends_on"),
    ("return_sent_on", "return_received_on"),
    ("ordered_on", "dispute.opened_on"),
    ("dispute.opened_on", "dispute.escalated_on"),
    ("ordered_on", "review.left_on"),
    ("ordered_on", "chargeback_on"),
)
PAST = ("ordered_on", "shipped_on", "delivered_on", "completed_on", "return_sent_on", "return_received_on",
        "chargeback_on", "dispute.opened_on", "dispute.escalated_on", "review.left_on")  # fmt: skip
STARS = range(1, 6)
TIME_ZONES = timedelta(days=1)
N = TypeVar("N", Order, Offer)


def parse_order(
    data: object, where: str, today: date, zone: str | None = None
) -> tuple[Order | None, tuple[Problem, ...]]:
    """Read an order of DESIGN section 8; without an order there is at least one problem.

    A time with an offset is turned into `zone`, in which the platform counts its days, before its day is taken.
    """
    if not isinstance(data, dict):
        return None, (Problem(where, "an order is a JSON object with fields such as number and price"),)
    cleaner = _Cleaner(zone)
    cleaned = cleaner.cleaned(data, where)
    problems = cleaner.problems
    problems += _currency_problems(cleaned.get("currency"), cleaner.currencies, where)
    order, found = _validated(Order, cleaned, where)
    problems += found
    if order is None or problems:
        return None, tuple(problems)
    problems += _date_problems(order, where, today)
    problems += _amount_problems(order, where)
    return (None if problems else order), tuple(problems)


def parse_history(
    data: object, where: str, currency: str | None, zone: str | None = None
) -> tuple[tuple[Offer, ...], tuple[Problem, ...]]:
    """Read a list of offers made so far, oldest first; its amounts are in the order's currency."""
    if not isinstance(data, list):
        return (), (Problem(where, "a history is a JSON list of offers, each with remedy, amount, on and outcome"),)
    cleaner = _Cleaner(zone)
    problems = cleaner.problems
    offers: list[Offer] = []
    for number, row in enumerate(data):
        place = f"{where}[{number}]"
        if not isinstance(row, dict):
            problems.append(Problem(place, "an offer is a JSON object with remedy, amount, on and outcome"))
            continue
        offer, found = _validated(Offer, cleaner.cleaned(row, place), place)
        problems += found
        if offer is not None:
            offers.append(offer)
    hint = "a history is in the currency of its order"
    problems += [
        Problem(place, f"the amount is in {other} but the order is in {currency or 'no currency'}", hint)
        for place, other in cleaner.currencies.items()
        if other != currency
    ]
    return tuple(offers), tuple(problems)


def field_paths() -> frozenset[str]:
    """Return every dotted path that `--set` may name, items left out."""
    return frozenset(_paths(Order, ""))


def _paths(noun: type[Any], prefix: str) -> Iterator[str]:
    for name, field in noun.model_fields.items():
        inner = [kind for kind in _kinds(field.annotation) if hasattr(kind, "model_fields")]
        if name == "items":
            continue
        if inner:
            yield from _paths(inner[0], f"{prefix}{name}.")
        else:
            yield prefix + name


def _kinds(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__args__", None) or (annotation,)


def _validated(noun: type[N], data: Mapping[str, Any], where: str) -> tuple[N | None, list[Problem]]:
    try:
        return noun.model_validate(data), []
    except ValidationError as error:
        return None, [_problem(detail, noun, where) for detail in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, noun: type[Any], where: str) -> Problem:
    location = ".".join(str(part) for part in detail["loc"])
    value, context = detail["input"], detail.get("ctx", {})
    name = str(detail["loc"][-1])
    match detail["type"]:
        case "extra_forbidden":
            known = [path.rsplit(".", 1)[-1] for path in _paths(noun, "")] + ["items", "buyer", "dispute", "review"]
            return Problem(f"{where}: {location}", "there is no such field", advice(name, sorted(set(known))))
        case "enum" | "literal_error":
            expected = re.findall(r"'([^']+)'", str(context.get("expected", "")))
            return Problem(f"{where}: {location}", f"'{value}' is not known", advice(str(value), expected))
        case "missing":
            return Problem(f"{where}: {location}", "this field is required")
        case _:
            return Problem(f"{where}: {location}", f"'{value}' does not fit here", detail["msg"].lower())


class _Cleaner:
    """Turns the texts of a JSON object into amounts and dates; gathers problems, and the currency of each amount."""

    def __init__(self, zone: str | None) -> None:
        self.problems: list[Problem] = []
        self.currencies: dict[str, str] = {}
        self._zone = zone

    def cleaned(self, data: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return the object without empty fields."""
        values = {key: self._value(key, raw, f"{where}: {key}") for key, raw in data.items()}
        return {key: value for key, value in values.items() if value is not None}

    def _value(self, key: str, raw: Any, place: str) -> Any:
        value = raw.strip() if isinstance(raw, str) else raw
        if value is None or value == "":
            return None
        if isinstance(value, dict):
            return self.cleaned(value, place)
        if isinstance(value, list):
            return [
                self.cleaned(row, f"{place}[{number}]") if isinstance(row, dict) else row
                for number, row in enumerate(value)
            ]
        if key in MONEY_FIELDS:
            return self._amount(value, place)
        return self._date(value, place) if key in DATE_FIELDS else value

    def _refused(self, place: str, message: str, hint: str) -> None:
        self.problems.append(Problem(place, message, hint))

    def _amount(self, value: object, place: str) -> Decimal | None:
        is_number = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
        parsed = parse_amount(str(value)) if is_number else None
        if parsed is None:
            self._refused(place, f"'{value}' is not an amount", 'write it like "24.90"')
            return None
        amount, currency = parsed
        if currency is not None:
            self.currencies[place] = currency
        if amount < 0:
            self._refused(place, f"{amount} is negative", "amounts are 0 or more; leave unknown ones out")
            return None
        if amount > MAXIMUM:
            self._refused(place, f"{amount} is above {MAXIMUM}", "check the decimal point")
            return None
        return amount

    def _date(self, value: object, place: str) -> date | None:
        match = DATE.fullmatch(value) if isinstance(value, str) else None
        try:
            if match:
                return self._day(match)
        except ValueError:
            match = None
        self._refused(place, f"'{value}' is not a date", "write it like 2026-10-01")
        return None

    def _day(self, match: re.Match[str]) -> date:
        if match[2] and self._zone and OFFSET.search(match[2]):
            return datetime.fromisoformat(match[0]).astimezone(ZoneInfo(self._zone)).date()
        return date.fromisoformat(match[1])


def _currency_problems(currency: object, found: Mapping[str, str], where: str) -> list[Problem]:
    problems = []
    if currency is not None and not (isinstance(currency, str) and is_currency(currency)):
        problems.append(Problem(f"{where}: currency", f"'{currency}' is not an ISO 4217 code", "write it like USD"))
    wanted = currency if isinstance(currency, str) else next(iter(found.values()), None)
    for place, other in found.items():
        if other != wanted:
            hint = "an order has one currency; convert the amount first"
            problems.append(Problem(place, f"the amount is in {other} but the order is in {wanted}", hint))
    if currency is None and found and not problems:
        hint = "add the field currency to the order"
        problems.append(Problem(f"{where}: currency", f"amounts are in {wanted} but the order names no currency", hint))
    return problems


def _at(order: Order, path: str) -> date | None:
    value: Any = order
    for part in path.split("."):
        value = getattr(value, part, None)
    return value if isinstance(value, date) else None


def _date_problems(order: Order, where: str, today: date) -> list[Problem]:
    problems = []
    for earlier, later in IN_ORDER:
        first, second = _at(order, earlier), _at(order, later)
        if first and second and second < first:
            hint = "check both dates"
            problems.append(Problem(f"{where}: {later}", f"{second} lies before {earlier} ({first})", hint))
    for path in PAST:
        day = _at(order, path)
        if day and day > today + TIME_ZONES:
            hint = "correct the date, or set the day with --today"
            problems.append(Problem(f"{where}: {path}", f"{day} lies after today ({today})", hint))
    return problems


def _amount_problems(order: Order, where: str) -> list[Problem]:
    problems = []
    amounts = (order.price, order.product_cost, order.shipping_cost, order.return_shipping_cost)
    if order.currency is None and any(amount is not None for amount in amounts):
        problems.append(Problem(f"{where}: currency", "the amounts have no currency", 'add the field, like "USD"'))
    claimed = order.dispute.claimed if order.dispute else None
    if claimed is not None and order.price is not None and claimed > order.price:
        hint = "a claim cannot be more than the price; check both amounts"
        problems.append(Problem(f"{where}: dispute.claimed", f"{claimed} is above the price {order.price}", hint))
    if order.review and order.review.stars is not None and order.review.stars not in STARS:
        problems.append(Problem(f"{where}: review.stars", f"{order.review.stars} is not between 1 and 5"))
    for number, item in enumerate(order.items):
        if item.quantity is not None and item.quantity < 1:
            problems.append(Problem(f"{where}: items[{number}].quantity", f"{item.quantity} is below 1"))
    return problems


def with_settings(data: Mapping[str, Any], settings: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the order's JSON with `--set` paths laid over it."""
    merged: dict[str, Any] = {key: (dict(value) if isinstance(value, dict) else value) for key, value in data.items()}
    for path, value in settings:
        target = merged
        *parents, last = path.split(".")
        for parent in parents:
            if not isinstance(target.get(parent), dict):
                target[parent] = {}
            target = target[parent]
        target[last] = value
    return merged
