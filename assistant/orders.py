"""Orders and histories out of JSON: every defect is a Problem, and all of them are reported at once."""

from __future__ import annotations

import difflib
import re
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from assistant.errors import Problem
from assistant.fitting import fitting, unknown
from assistant.lines import Line, listed
from assistant.model import Dispute, Item, Offer, Order
from assistant.money import finer, is_currency, is_finer, rounded
from assistant.order_values import Cleaner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from pydantic_core import ErrorDetails

# Each day lies after all before it; of those that are unknown nothing is said.
JOURNEY = ("ordered_on", "shipped_on", "delivered_on", "return_sent_on", "return_received_on")
IN_ORDER = (
    *combinations(JOURNEY, 2),
    ("ordered_on", "completed_on"),
    ("shipped_on", "completed_on"),
    ("delivered_on", "completed_on"),
    ("ordered_on", "promised_by"),
    ("ordered_on", "protection_ends_on"),
    ("ordered_on", "dispute.opened_on"),
    ("ordered_on", "dispute.escalated_on"),
    ("dispute.opened_on", "dispute.escalated_on"),
    ("ordered_on", "review.left_on"),
    ("ordered_on", "chargeback_on"),
)
PAST = ("ordered_on", "shipped_on", "delivered_on", "completed_on", "return_sent_on", "return_received_on",
        "chargeback_on", "dispute.opened_on", "dispute.escalated_on", "review.left_on")  # fmt: skip
STARS = range(1, 6)
ITEMS, NEAR = "items", 0.7
TIME_ZONES = timedelta(days=1)
YEARS = range(1995, 2200)
N = TypeVar("N", Order, Offer)
M = TypeVar("M", Order, Offer, Dispute)


def parse_order(
    data: object, where: str, today: date, zone: str | None = None
) -> tuple[Order | None, tuple[Problem, ...]]:
    """Read an order of DESIGN section 8; without an order there is at least one problem.

    A time with an offset is turned into `zone`, in which the platform counts its days, before its day is taken.
    """
    if not isinstance(data, dict):
        return None, (Problem(where, Line(msgid="an order is a JSON object with fields such as number and price")),)
    cleaner = Cleaner(zone)
    cleaned = cleaner.cleaned(data, where)
    if cleaned.get("dispute") == {}:
        del cleaned["dispute"]  # many programs write all fields of an order, also where nobody disputes it
    problems = cleaner.problems
    problems += _currency_problems(cleaned.get("currency"), cleaner.currencies, where)
    problems += cleaner.unclear(cleaned.get("currency"))
    order, found = _validated(Order, cleaned, where)
    problems += found
    if order is None or problems:
        return None, tuple(problems)
    days = {path: day for path, steps in _day_paths() if (day := _at(order, steps)) is not None}
    problems += _date_problems(days, where, today)
    problems += [impossible for path, day in days.items() for impossible in _impossible(f"{where}: {path}", day)]
    problems += _amount_problems(order, where)
    return (None if problems else _in_coins(order)), tuple(problems)


def parse_history(
    data: object, where: str, currency: str | None, zone: str | None = None
) -> tuple[tuple[Offer, ...], tuple[Problem, ...]]:
    """Read a list of offers made so far, oldest first; its amounts are in the order's currency."""
    if not isinstance(data, list):
        what = Line(msgid="a history is a JSON list of offers, each with remedy, amount, on and outcome")
        return (), (Problem(where, what),)
    cleaner = Cleaner(zone)
    problems = cleaner.problems
    offers: list[Offer] = []
    for number, row in enumerate(data):
        place = f"{where}[{number}]"
        if not isinstance(row, dict):
            what = Line(msgid="an offer is a JSON object with remedy, amount, on and outcome")
            problems.append(Problem(place, what))
            continue
        offer, found = _validated(Offer, cleaner.cleaned(row, place), place)
        problems += found
        if offer is None:
            continue
        wrong = [*_finer(f"{place}: amount", offer.amount, currency), *_impossible(f"{place}: on", offer.on)]
        problems += wrong
        if not wrong:
            offers.append(offer if currency is None else _rewritten(offer, "amount", currency))
    problems += cleaner.unclear(currency)
    hint = Line(msgid="a history is in the currency of its order")
    ours = currency or Line(msgid="no currency")
    problems += [
        Problem(place, _other_currency(other, ours), hint)
        for place, other in cleaner.currencies.items()
        if other != currency
    ]
    return tuple(offers), tuple(problems)


def field_paths() -> frozenset[str]:
    """Return every dotted path that `--set` may name, items left out."""
    return frozenset(path for path, _ in _paths(Order, ""))


@cache
def _day_paths() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the dotted paths of an order's days, items left out, each with its steps."""
    return tuple((path, tuple(path.split("."))) for path, kinds in _paths(Order, "") if date in kinds)


def _paths(noun: type[Any], prefix: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for name, field in noun.model_fields.items():
        kinds = _kinds(field.annotation)
        inner = [kind for kind in kinds if hasattr(kind, "model_fields")]
        if name == ITEMS:
            continue
        if inner:
            yield from _paths(inner[0], f"{prefix}{name}.")
        else:
            yield prefix + name, kinds


def _kinds(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__args__", None) or (annotation,)


def _validated(noun: type[N], data: Mapping[str, Any], where: str) -> tuple[N | None, list[Problem]]:
    try:
        return noun.model_validate(data), []
    except ValidationError as error:
        return None, [_problem(detail, noun, where) for detail in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, noun: type[Any], where: str) -> Problem:
    place = f"{where}: {'.'.join(str(part) for part in detail['loc'])}"
    value = str(detail["input"])
    match detail["type"]:
        case "extra_forbidden":
            path = tuple(str(part) for part in detail["loc"])
            return Problem(place, Line(msgid="there is no such field"), _field_advice(path, noun))
        case "enum" | "literal_error":
            return unknown(place, value, re.findall(r"'([^']+)'", str(detail.get("ctx", {}).get("expected", ""))))
        case "missing":
            return Problem(place, Line(msgid="this field is required"))
        case _:
            what = Line(msgid="'%(value)s' does not fit here", slots=(("value", value),))
            return Problem(place, what, fitting(detail["msg"].lower()))


def _field_advice(path: tuple[str, ...], noun: type[Any]) -> Line:
    """Return where a field of such a name stands, else all that there are."""
    is_item = noun is Order and path[0] == ITEMS and len(path) > 1
    places = {known.rpartition(".")[2]: known for known, _ in _paths(Item if is_item else noun, "")}
    if noun is Order and not is_item:
        places |= {field: f"{ITEMS}.{field}" for field in Item.model_fields if field not in places}
        places |= {part: part for part in (ITEMS, "buyer", "dispute", "review")}
    near = difflib.get_close_matches(path[-1], places, n=1, cutoff=NEAR)
    if near:
        return Line(msgid="did you mean '%(near)s'", slots=(("near", places[near[0]]),))
    return Line(msgid="choose one of %(names)s", slots=(("names", listed(sorted(places.values()))),))


def _currency_problems(currency: object, found: Mapping[str, str], where: str) -> list[Problem]:
    problems = []
    if currency is not None and not (isinstance(currency, str) and is_currency(currency)):
        what = Line(msgid="'%(value)s' is not an ISO 4217 code", slots=(("value", str(currency)),))
        problems.append(Problem(f"{where}: currency", what, Line(msgid="write it like USD")))
    wanted = currency if isinstance(currency, str) else next(iter(found.values()), None)
    for place, other in found.items():
        if other != wanted:
            hint = Line(msgid="an order has one currency; convert the amount first")
            problems.append(Problem(place, _other_currency(other, str(wanted)), hint))
    if currency is None and found and not problems:
        what = Line(
            msgid="amounts are in %(currency)s but the order names no currency", slots=(("currency", str(wanted)),)
        )
        problems.append(Problem(f"{where}: currency", what, Line(msgid="add the field currency to the order")))
    return problems


def _other_currency(other: str, ours: Line | str) -> Line:
    slots = (("other", other), ("currency", ours))
    return Line(msgid="the amount is in %(other)s but the order is in %(currency)s", slots=slots)


def _at(order: Order, steps: tuple[str, ...]) -> date | None:
    value: Any = order
    for part in steps:
        value = getattr(value, part, None)
    return value if isinstance(value, date) else None


def _date_problems(days: Mapping[str, date], where: str, today: date) -> list[Problem]:
    problems = []
    for earlier, later in IN_ORDER:
        first, second = days.get(earlier), days.get(later)
        if first and second and second < first:
            what = Line(
                msgid="%(later)s lies before %(field)s (%(earlier)s)",
                slots=(("later", str(second)), ("field", earlier), ("earlier", str(first))),
            )
            problems.append(Problem(f"{where}: {later}", what, Line(msgid="check both dates")))
    for path in PAST:
        day = days.get(path)
        if day and day - today > TIME_ZONES:
            what = Line(msgid="%(day)s lies after today (%(today)s)", slots=(("day", str(day)), ("today", str(today))))
            hint = Line(msgid="correct the date, or set the day with --today")
            problems.append(Problem(f"{where}: {path}", what, hint))
    return problems


def _impossible(place: str, day: date | None) -> list[Problem]:
    """Return that a day is none of an order's: what other programs write where they know none, 0001-01-01 or 9999."""
    if day is None or day.year in YEARS:
        return []
    hint = Line(msgid="leave out a day that nobody knows")
    return [Problem(place, Line(msgid="%(day)s is no day of an order", slots=(("day", str(day)),)), hint)]


def _amount_problems(order: Order, where: str) -> list[Problem]:
    problems = []
    amounts = (order.price, order.product_cost, order.shipping_cost, order.return_shipping_cost)
    if order.currency is None and any(amount is not None for amount in amounts):
        hint = Line(msgid='add the field, like "USD"')
        problems.append(Problem(f"{where}: currency", Line(msgid="the amounts have no currency"), hint))
    claimed = order.dispute.claimed if order.dispute else None
    problems += _finer(f"{where}: price", order.price, order.currency)
    problems += _finer(f"{where}: dispute.claimed", claimed, order.currency)
    if claimed is not None and order.price is not None and claimed > order.price:
        what = Line(
            msgid="%(claimed)s is above the price %(price)s",
            slots=(("claimed", str(claimed)), ("price", str(order.price))),
        )
        hint = Line(msgid="a claim cannot be more than the price; check both amounts")
        problems.append(Problem(f"{where}: dispute.claimed", what, hint))
    if order.review and order.review.stars is not None and order.review.stars not in STARS:
        what = Line(msgid="%(stars)s is not between 1 and 5", slots=(("stars", order.review.stars),))
        problems.append(Problem(f"{where}: review.stars", what))
    for number, item in enumerate(order.items):
        if item.quantity is not None and item.quantity < 1:
            what = Line(msgid="%(number)s is below 1", slots=(("number", item.quantity),))
            problems.append(Problem(f"{where}: items[{number}].quantity", what))
    return problems


def _finer(place: str, amount: Decimal | None, currency: str | None) -> list[Problem]:
    """Return that an amount cannot be paid in coins; what goods cost us is an average and may be finer."""
    if amount is None or currency is None or not is_currency(currency) or not is_finer(amount, currency):
        return []
    return [finer(place, amount, currency)]


def _in_coins(order: Order) -> Order:
    """Return the order with what is paid written in its currency's decimals, so that it is said so everywhere."""
    if order.currency is None:
        return order
    changes: dict[str, Any] = {}
    if order.price is not None:
        changes["price"] = rounded(order.price, order.currency)
    if order.dispute is not None:
        changes["dispute"] = _rewritten(order.dispute, "claimed", order.currency)
    return order.model_copy(update=changes) if changes else order


def _rewritten(noun: M, field: str, currency: str) -> M:
    amount = getattr(noun, field)
    return noun if amount is None else noun.model_copy(update={field: rounded(amount, currency)})


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
