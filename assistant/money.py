"""Money: amounts are Decimal with an ISO 4217 currency, rounded by that currency's own digits."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

from babel.core import get_global

from assistant.errors import Problem
from assistant.lines import Line

_DIGITS = get_global("currency_fractions")
# XXX stands for no currency and XTS for tests: nobody is paid in either.
_CURRENCIES: frozenset[str] = frozenset(get_global("all_currencies")) - {"XXX", "XTS"}
# An order in VND or IDR has seven or eight digits; what has more has lost its decimal point.
MAXIMUM = Decimal(1_000_000_000)
# A dozen signs, 1E-999999999, may stand for a thousand million digits: nothing that writes them out ever comes back.
MOST_DIGITS = 30
_GROUPED = re.compile(r"\+?(?!0)\d{1,3}\.\d{3}")


def is_currency(code: str) -> bool:
    """Whether a code is an ISO 4217 currency."""
    return code in _CURRENCIES


def unit(currency: str) -> Decimal:
    """Return the smallest amount of a currency: 0.01 USD, 1 JPY, 0.001 KWD."""
    digits = int(_DIGITS.get(currency, _DIGITS["DEFAULT"])[0])
    return Decimal(1).scaleb(-digits)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's unit."""
    return amount.quantize(unit(currency), ROUND_HALF_UP)


def rounded_down(amount: Decimal, currency: str) -> Decimal:
    """Round down to the currency's unit: what a limit allows."""
    return amount.quantize(unit(currency), ROUND_DOWN)


def is_finer(amount: Decimal, currency: str) -> bool:
    """Whether an amount cannot be paid in the currency's coins: 0.005 USD, 1980.50 JPY."""
    return amount != rounded_down(amount, currency)


def finer(place: str, amount: Decimal, currency: str) -> Problem:
    """Return that an amount is finer than the coins of its currency."""
    slots = (("value", f"{amount:f}"), ("currency", currency), ("unit", f"{unit(currency):f}"))
    what = Line(msgid="%(value)s is finer than the smallest coin of %(currency)s, %(unit)s", slots=slots)
    return Problem(place, what, Line(msgid="check the decimal point"))


def written(amount: Decimal, currency: str) -> str:
    """Return an amount with all decimals of its currency and the code: 20.00 USD, 1980 JPY."""
    return f"{rounded(amount, currency):f} {currency}"


def parse_amount(text: str) -> tuple[Decimal, str | None] | None:
    """Read '24.90', '24.90 USD' or 'USD 24.90'; None where it is not an amount in this notation."""
    currency: str | None = None
    number: str | None = None
    for part in text.split():
        if is_currency(part.upper()) and currency is None:
            currency = part.upper()
        elif number is None:
            number = part
        else:
            return None
    if number is None or "_" in number:  # Decimal takes 2_4.90 for 24.90
        return None
    try:
        amount = Decimal(number)
    except InvalidOperation:
        return None
    return (amount, currency) if amount.is_finite() and abs(amount.adjusted()) <= MOST_DIGITS else None


def meanings(text: str, currency: str) -> tuple[str, str] | None:
    """Return the two amounts that a text may mean where the currency has no coins: '50.000' is 50000 or 50.

    A point stands between the thousands in half of the countries that pay without coins; a guess is wrong by thousands.
    """
    figure = next((part for part in text.split() if _GROUPED.fullmatch(part)), None)
    if figure is None or unit(currency) != 1:
        return None
    return figure.lstrip("+").replace(".", ""), f"{rounded(Decimal(figure), currency):f}"


def unclear(place: str, text: str, currency: str) -> list[Problem]:
    """Return that an amount of the currency may mean two, if it does."""
    meant = meanings(text, currency)
    if meant is None:
        return []
    slots = (("value", text), ("more", meant[0]), ("less", meant[1]), ("currency", currency))
    what = Line(msgid="'%(value)s' may be %(more)s or %(less)s %(currency)s", slots=slots)
    return [Problem(place, what, Line(msgid="write the one that is meant, without a point"))]


def percent(share: Decimal) -> str:
    """Return a share in percent, with no more decimals than it has: 12.5 for 0.125."""
    return f"{(share * 100).normalize():f}"
