"""What the staff choose by hand: names of families, a refund, a day; each wrong one is one sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from assistant.errors import NotADateError, SettingError, UnknownValueError
from assistant.model import Channel, Reason, Request, Risk, Tone
from assistant.money import MAXIMUM, is_currency, parse_amount, rounded, unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from assistant.model import Order

STAFF_LOCALES = ("en", "zh_CN")
E = TypeVar("E", Reason, Risk, Request, Channel, Tone)


def staff_locale(wanted: str) -> str:
    """Return a locale that the staff can read. Raises UnknownValueError."""
    locale = {"zh": "zh_CN"}.get(wanted, wanted)
    if locale not in STAFF_LOCALES:
        raise UnknownValueError("staff language", wanted, STAFF_LOCALES)
    return locale


def known(kind: str, value: str, family: type[E]) -> E:
    """Return the member of a family. Raises UnknownValueError with the nearest name."""
    try:
        return family(value)
    except ValueError:
        raise UnknownValueError(kind, value, [str(member) for member in family]) from None


def staff_refund(value: str | None, order: Order) -> Decimal | None:
    """Return the staff's own refund: an amount of the order's currency, not finer than its smallest coin."""
    if value is None:
        return None
    parsed = parse_amount(value)
    if parsed is None or parsed[0] <= 0:
        raise SettingError(f"refund={value}", "a refund is an amount above 0, such as 8.40")
    amount, currency = parsed
    if order.currency is None:
        raise SettingError(f"refund={value}", "the order has no currency; add --set currency=USD (or its own)")
    if currency is not None and currency != order.currency:
        raise SettingError(f"refund={value}", f"the order is in {order.currency}; give the refund in that currency")
    if rounded(amount, order.currency) != amount:
        raise SettingError(f"refund={value}", f"the smallest amount of {order.currency} is {unit(order.currency)}")
    return amount


def iso_day(option: str, value: str) -> date:
    """Return a day. Raises NotADateError."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise NotADateError(option, value) from None


def amount_of(amount: str, currency: str) -> tuple[Decimal | None, str | None]:
    """Return an amount with its currency, neither where none is given. Raises SettingError."""
    if not amount:
        return None, None
    parsed = parse_amount(amount)
    named = (parsed and parsed[1]) or currency.upper()
    if parsed is None or not 0 <= parsed[0] <= MAXIMUM:
        raise SettingError(f"amount={amount}", "an amount is written like 8.40")
    if not is_currency(named):
        raise SettingError(f"amount={amount}", "name its currency, such as USD")
    return rounded(parsed[0], named), named


def require_day(typed: Mapping[str, str]) -> None:
    """Refuse a day that is none. Raises SettingError."""
    if "ship_by" in typed:
        try:
            date.fromisoformat(typed["ship_by"])
        except ValueError:
            raise SettingError(f"ship_by={typed['ship_by']}", "a date is written like 2026-10-01") from None
