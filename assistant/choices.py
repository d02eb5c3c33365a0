"""What the staff choose by hand: names of families, a refund, a day; each wrong one is one sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from assistant.errors import FarDateError, NotADateError, SettingError, UnknownValueError
from assistant.lines import Line
from assistant.model import Channel, Reason, Request, Risk, Tone
from assistant.money import MAXIMUM, is_currency, is_finer, meanings, parse_amount, rounded, unit
from assistant.reading.language import LOCALES, as_language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from assistant.model import Order

FIRST_YEAR, LAST_YEAR = 1970, 2999
E = TypeVar("E", Reason, Risk, Request, Channel, Tone)
FAMILIES: dict[type, Line] = {
    Reason: Line(msgid="reason"),
    Risk: Line(msgid="risk"),
    Request: Line(msgid="request"),
    Channel: Line(msgid="channel"),
    Tone: Line(msgid="tone"),
}


def known(value: str, family: type[E]) -> E:
    """Return the member of a family. Raises UnknownValueError with the nearest name."""
    try:
        return family(value)
    except ValueError:
        raise UnknownValueError(FAMILIES[family], value, [str(member) for member in family]) from None


def known_language(language: str | None) -> str | None:
    """Return the language of a text, None is found out. Raises UnknownValueError where nobody reads it."""
    if language is not None and as_language(language).language not in LOCALES:
        raise UnknownValueError(Line(msgid="language"), language, LOCALES)
    return language


def staff_refund(value: str | None, order: Order) -> Decimal | None:
    """Return the staff's own refund: an amount of the order's currency, not finer than its smallest coin."""
    if value is None:
        return None
    given = (("value", value),)  # for the desk, which says it in other words, with the value
    parsed = parse_amount(value)
    if parsed is None or parsed[0] <= 0:
        raise SettingError(f"refund={value}", Line(msgid="a refund is an amount above 0, such as 8.40", slots=given))
    amount, currency = parsed
    if order.currency is None:
        why = Line(msgid="the order has no currency; add --set currency=USD (or its own)")
        raise SettingError(f"refund={value}", why)
    if currency is not None and currency != order.currency:
        why = Line(
            msgid="the order is in %(currency)s; give the refund in that currency",
            slots=(("currency", order.currency),),
        )
        raise SettingError(f"refund={value}", why)
    require_coins(f"refund={value}", amount, order.currency, value)
    return amount


def require_coins(setting: str, amount: Decimal, currency: str, written: str) -> None:
    """Refuse an amount that is finer than its currency's smallest coin, or may mean two. Raises SettingError."""
    meant = meanings(written, currency)
    if meant is not None:
        slots = (("value", written), ("more", meant[0]), ("less", meant[1]))
        raise SettingError(
            setting, Line(msgid="it may be %(more)s or %(less)s: write the one that is meant", slots=slots)
        )
    if is_finer(amount, currency):
        slots = (("currency", currency), ("unit", str(unit(currency))), ("value", written))
        raise SettingError(setting, Line(msgid="the smallest amount of %(currency)s is %(unit)s", slots=slots))


def iso_day(option: str, value: str) -> date:
    """Return a day on which something can be decided. Raises NotADateError, FarDateError."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise NotADateError(option, value) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise FarDateError(option, value, FIRST_YEAR, LAST_YEAR)
    return day


def amount_of(amount: str, currency: str) -> tuple[Decimal | None, str | None]:
    """Return an amount with its currency, neither where none is given. Raises SettingError."""
    if not amount:
        return None, None
    given = (("value", amount),)  # for the desk, as above
    parsed = parse_amount(amount)
    named = (parsed and parsed[1]) or currency.upper()
    if parsed is None or not 0 <= parsed[0] <= MAXIMUM:
        raise SettingError(f"amount={amount}", Line(msgid="an amount is written like 8.40", slots=given))
    if not is_currency(named):
        raise SettingError(f"amount={amount}", Line(msgid="name its currency, such as USD", slots=given))
    require_coins(f"amount={amount}", parsed[0], named, amount)
    return rounded(parsed[0], named), named


def require_day(typed: Mapping[str, str], today: date) -> None:
    """Refuse a day of dispatch that is none, or that has passed: nobody can promise it. Raises SettingError."""
    value = typed.get("ship_by")
    if value is None:
        return
    try:
        day = date.fromisoformat(value)
    except ValueError:
        why = Line(msgid="a date is written like 2026-10-01", slots=(("value", value),))
        raise SettingError(f"ship_by={value}", why) from None
    if day < today:
        slots = (("today", today.isoformat()), ("value", value))
        why = Line(msgid="the day has passed; name today, %(today)s, or a later one", slots=slots)
        raise SettingError(f"ship_by={value}", why)
