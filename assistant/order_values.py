"""The texts of an order's JSON as amounts and days; what is none is a problem."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.errors import Problem
from assistant.lines import Line
from assistant.local_days import TIME, local_day
from assistant.money import MAXIMUM, is_currency, parse_amount, unclear

if TYPE_CHECKING:
    from collections.abc import Mapping

MONEY_FIELDS = frozenset({
    "price", "product_cost", "shipping_cost", "return_shipping_cost", "reship_shipping_cost", "unit_price", "claimed",
    "amount",
})  # fmt: skip
THOUSANDTHS, FINER = -3, Decimal("0.0001")
DATE = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}}){TIME}")
DATE_FIELDS = frozenset({
    "ordered_on", "shipped_on", "promised_by", "delivered_on", "protection_ends_on", "completed_on", "return_sent_on",
    "return_received_on", "chargeback_on", "opened_on", "escalated_on", "left_on", "on",
})  # fmt: skip


class Cleaner:
    """Turns the texts of a JSON object into amounts and dates; gathers problems, and the currency of each amount."""

    def __init__(self, zone: str | None) -> None:
        self.problems: list[Problem] = []
        self.currencies: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._zone = zone

    def cleaned(self, data: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return the object without empty fields."""
        values = {key: self._value(key, raw, f"{where}: {key}") for key, raw in data.items()}
        return {key: value for key, value in values.items() if value is not None}

    def unclear(self, currency: object) -> list[Problem]:
        """Return the amounts whose text may mean two in the currency of the order."""
        if not (isinstance(currency, str) and is_currency(currency)):
            return []
        return [problem for place, text in self._written.items() for problem in unclear(place, text, currency)]

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

    def _refused(self, place: str, message: Line, hint: Line) -> None:
        self.problems.append(Problem(place, message, hint))

    def _amount(self, value: object, place: str) -> Decimal | None:
        is_number = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
        parsed = parse_amount(str(value)) if is_number else None
        if parsed is None:
            what = Line(msgid="'%(value)s' is not an amount", slots=(("value", str(value)),))
            self._refused(place, what, Line(msgid='write it like "24.90"'))
            return None
        amount, currency = parsed
        if isinstance(value, str):
            self._written[place] = value
        elif amount.as_tuple().exponent == THOUSANDTHS:
            # A number has its point where it means it, and is not to be doubted when it comes again as a text.
            amount = amount.quantize(FINER)
        if currency is not None:
            self.currencies[place] = currency
        if amount < 0:
            what = Line(msgid="%(value)s is negative", slots=(("value", str(amount)),))
            self._refused(place, what, Line(msgid="amounts are 0 or more; leave unknown ones out"))
            return None
        if amount > MAXIMUM:
            what = Line(msgid="%(value)s is above %(most)s", slots=(("value", str(amount)), ("most", str(MAXIMUM))))
            self._refused(place, what, Line(msgid="check the decimal point"))
            return None
        return amount

    def _date(self, value: object, place: str) -> date | None:
        match = DATE.fullmatch(value) if isinstance(value, str) else None
        try:
            if match:
                return local_day(date.fromisoformat(match[1]), match.groups()[1:], self._zone)
        except ValueError:
            match = None
        what = Line(msgid="'%(value)s' is not a date", slots=(("value", str(value)),))
        self._refused(place, what, Line(msgid="write it like 2026-10-01"))
        return None
