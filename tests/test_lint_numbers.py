"""Numbers of an edited draft: a sum is the same in any notation, and nothing else takes its place."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import resources
from assistant.model import Reason
from assistant.money import rounded
from assistant.writing.formats import as_date, as_money, as_percent, as_period
from assistant.writing.lint.numbers import differing
from assistant.writing.lint.sums import NOTATIONS
from tests.conftest import TODAY
from tests.test_writing import FACTS, STATES, draft

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant
    from assistant.model import Option

LOCALES = resources.locale_names("replies")
CURRENCIES = ("USD", "EUR", "GBP", "JPY", "KRW", "KWD", "TWD", "CNY", "BRL", "RUB", "CAD", "THB", "VND", "SAR", "PLN")
locales, currencies = st.sampled_from(LOCALES), st.sampled_from(CURRENCIES)
# One writes ¥ for yen in Taiwan and for yuan in China, $ for two dollars; which is meant is not in the text.
SHARED = ({"JPY", "CNY"}, {"USD", "TWD"})
amounts = st.decimals("0.5", "99999", places=3)

OFFERS = (
    "A) We will refund you $8.10, and you keep the item.\n"
    "B) Please send the item back, and we will refund you $32.40.\n"
    "We answer within 24 hours, by 27 November 2026. Order 8190021447710231, parcel RB473124829US, 15% off, 1 lamp."
)


def changed(old: str, new: str, text: str = OFFERS) -> list[str]:
    edited = text.replace(old, new)
    assert edited != text
    return [edited[start:end] for _, start, end in differing(edited, text)]


@pytest.mark.parametrize(
    "new",
    [
        "$3240", "$3,240", "$3.240", "$324.0", "$3.24", "€32.40", "¥32.40", "CA$32.40", "32.40 €", "32,40 EUR", "$24",
        "$15", "24 USD", "24 euros", "3240", "$32,400", "＄３２４０", "$٣٢٤٠", "$३२४०", "$32.40 EUR", "₿32.40",
        "$8190021447710231",
    ],
)  # fmt: skip
def test_another_sum_is_found(new: str) -> None:
    assert changed("$32.40", new)


@pytest.mark.parametrize(
    "new",
    [
        "US$32.40", "32,40 $", "USD 32.40", "32.40 USD", "US$ 32,40", "32,40\u00a0US$", "$ 32.40", "＄３２．４０",
        "$٣٢٫٤٠", "$32.4", "\u200f32.40\u00a0US$", "32,40\u202f$US", "32.40 dollars", "32,40 долларов", "32.40美元",
        "$३२.४०", "$๓๒.๔๐", "32.40",
    ],
)  # fmt: skip
def test_the_same_sum_in_another_notation_is_the_same(new: str) -> None:
    assert not changed("$32.40", new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("24 hours", "48 hours"), ("27 November", "28 November"), ("7710231", "7710232"), ("RB47", "RB48"),
        ("15% off", "24% off"), ("15% off", "$15 off"), ("1 lamp", "2 lamps"), ("24 hours", "2.4 hours"),
    ],
)  # fmt: skip
def test_another_number_is_found(old: str, new: str) -> None:
    assert changed(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("24 hours", "٢٤ hours"), ("27 November 2026", "2026年11月27日".replace("11月", " November ")),
        ("15%", "15 %"), ("15%", "%15"), ("15%", "١٥٪"), ("We answer within 24 hours, by", "You hear from us by"),
        ("B) Please send the item back, and we will refund you $32.40.\n", ""),
        ("A) We will refund you", "A) So you get back"),
        ("15% off, 1 lamp.", "15% off, 1 lamp. Once more: $8.10 come back to you at once, and that is certain."),
    ],
)  # fmt: skip
def test_what_means_the_same_is_left_alone(old: str, new: str) -> None:
    assert not changed(old, new)


TERMS = (
    "We ordered it on 8 December 2026, and you can report it by 27 November 2026.\n"
    "You have 30 days, we answer within 24 hours, and $5.00 come back. The screen is 12 wide."
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("8 December", "8 November"), ("27 November", "30 November"), ("27 November", "24 November"),
        ("27 November 2026", "27 November 2025"), ("27 November", "27. Dezember"), ("27 November", "8 December"),
        ("27 November 2026", "27.12.2026"), ("27 November 2026", "2026年11月24日"), ("27 November 2026", "24/11/26"),
        ("27 November 2026", "24 ноября 2026 г."), ("27 November 2026", "November 24"),
        ("30 days", "5 days"), ("30 days", "30 months"), ("30 days", "30 weeks"), ("24 hours", "24 days"),
        ("30 days", "30 Monate"), ("24 hours", "24天"), ("30 days", "24 hours"), ("24 hours", "12-month"),
    ],
)  # fmt: skip
def test_another_day_or_period_is_found(old: str, new: str) -> None:
    assert changed(old, new, TERMS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("27 November 2026", "27.11.2026"), ("27 November 2026", "2026-11-27"), ("27 November 2026", "27/11/26"),
        ("8 December 2026", "12/8/2026"), ("8 December 2026", "2026-12-08"), ("8 December 2026", "December 8, 2026"),
        ("8 December 2026", "8. Dezember"), ("8 December 2026", "8 декабря 2026 г."), ("27 November", "27th November"),
        ("8 December 2026", "8 de diciembre de 2026"), ("8 December 2026", "2026년 12월 8일"), ("30 days", "30 Tage"),
        ("8 December 2026", "８ ธันวาคม 2569"), ("30 days", "30-day time"), ("24 hours", "24小时"),
        ("24 hours", "1 day"),
        ("30 days", "30 business days"), ("by 27 November 2026", "by the 27."), ("30 days", "30 дней"),
    ],
)  # fmt: skip
def test_the_same_day_or_period_in_another_notation_is_the_same(old: str, new: str) -> None:
    assert not changed(old, new, TERMS)


@given(day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), ours=locales, theirs=locales)
def test_every_locale_writes_the_same_day(day: date, ours: str, theirs: str) -> None:
    made, edited, later = (
        f"We pay on {as_date(one, locale)}."
        for one, locale in ((day, ours), (day, theirs), (day + timedelta(31), theirs))
    )
    assert not list(differing(edited, made))
    assert list(differing(later, made))


@given(count=st.integers(3, 99), unit=st.sampled_from(["hour", "day"]), ours=locales, theirs=locales)
def test_every_locale_writes_the_same_period(count: int, unit: str, ours: str, theirs: str) -> None:
    made, edited, other = (
        f"It takes {as_period(count, one, locale)}."
        for one, locale in ((unit, ours), (unit, theirs), ({"hour": "day", "day": "hour"}[unit], theirs))
    )
    assert not list(differing(edited, made))
    assert list(differing(other, made))


def test_a_sum_does_not_take_the_place_of_another() -> None:
    one, other, rest = OFFERS.split("\n")
    assert changed("$8.10", "$32.40") == ["$32.40"]
    assert changed("We will refund you $8.10", "We will gladly refund you $32.40") == ["$32.40"]
    assert changed("refund you $8.10", "refund you 24") == ["24"]
    swapped = OFFERS.replace("$8.10", "$X").replace("$32.40", "$8.10").replace("$X", "$32.40")
    assert len(list(differing(swapped, OFFERS))) == 2
    moved = "\n".join((other.replace("B)", "A)"), one.replace("A)", "B)"), rest))
    assert not list(differing(moved, OFFERS))


@given(amount=amounts, currency=currencies, ours=locales, theirs=locales)
def test_every_locale_writes_the_same_sum(amount: Decimal, currency: str, ours: str, theirs: str) -> None:
    amount = rounded(amount, currency)
    made, edited = (f"– {as_money(amount, currency, locale)}, {TODAY}" for locale in (ours, theirs))
    assert not list(differing(edited, made))


@given(
    amount=amounts,
    currency=currencies,
    ours=locales,
    theirs=locales,
    times=st.sampled_from(["10", "100", "0.1", "1000"]),
)
def test_no_locale_hides_a_sum_that_has_grown(
    amount: Decimal, currency: str, ours: str, theirs: str, times: str
) -> None:
    amount = rounded(amount, currency)
    grown = rounded(amount * Decimal(times), currency)
    # '1.234 KWD' is a thousandfold of '1,234 KWD' or the same, as the locale has it.
    if grown in {amount, 1000 * amount, amount / 1000}:
        return
    made, edited = as_money(amount, currency, ours), as_money(grown, currency, theirs)
    assert list(differing(f"We pay {edited}.", f"We pay {made}."))


@given(amount=amounts, one=currencies, other=currencies, locale=locales)
def test_no_locale_hides_another_currency(amount: Decimal, one: str, other: str, locale: str) -> None:
    if {one, other} in SHARED:
        return
    amount = Decimal(int(amount) + 1)
    made, edited = (as_money(rounded(amount, code), code, locale) for code in (one, other))
    assert bool(list(differing(f"We pay {edited}.", f"We pay {made}."))) is (one != other)


@pytest.mark.parametrize("locale", LOCALES)
def test_letters_are_clean_until_their_sums_are_changed(locale: str, shop_assistant: Assistant) -> None:
    tried = 0
    for currency, fields in zip(CURRENCIES, STATES.values(), strict=False):
        order = shop_assistant.parse_order({**FACTS, "currency": currency, "price": "2490", **fields}, (), "order")
        for reason in Reason:
            made, plan = draft(shop_assistant, reason, order, locale)
            assert not list(differing(made.body, made.body))
            for option in plan.options:
                ours, grown = (_money(option, times, locale) for times in (1, 10))
                if ours and grown and ours in made.body:
                    tried += 1
                    assert list(differing(made.body.replace(ours, grown), made.body)), made.body
    assert tried > 50


def _money(option: Option, times: int, locale: str) -> str | None:
    if option.amount is None or option.currency is None:
        return None
    return as_money(times * option.amount, option.currency, locale)


def test_notations_are_those_of_our_catalogues() -> None:
    assert set(NOTATIONS) == set(LOCALES)


def test_percentages_and_dates_keep_their_digits() -> None:
    for locale in LOCALES:
        text = f"{as_percent(Decimal('0.15'), locale)} – {as_date(TODAY, locale)}"
        assert not list(differing(text, text))
        assert list(differing(text.replace("15", "25").replace("١٥", "٢٥"), text))
