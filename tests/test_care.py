"""Care: which message is due, and that a million at once are the very letters that one by one would be."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa
import pytest
from babel import Locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import resources
from assistant.bootstrap import Assistant
from assistant.care.amounts import as_amount
from assistant.care.columns import ORDERS
from assistant.care.due import Why
from assistant.care.merge import Merged, Settings, merge
from assistant.caring import Caring
from assistant.catalogues import PROMISED
from assistant.shop import Shop
from assistant.writing.formats import as_money
from tests.care_reference import message
from tests.conftest import TODAY

LOCALES = ("en", *PROMISED)
DAYS = st.none() | st.integers(-70, 40).map(lambda days: TODAY + timedelta(days=days))
ODD = st.sampled_from([
    "Anna", "María José", "Иван Петров", "דנה כהן", "محمد علي", "佐藤 花子", "ธนพร", "Nguyễn Văn Ánh", "A\u0301ngel",
    "  two   spaces ", "{{ order.number }}", "%(buyer_name)s", "line\nbreak", "tab\there", "\u202eevil", "x" * 61,
    "12345", "", " ", "O'Brien & Sons <b>", "\ue000\ue001", "e-mail me@x.example", "WhatsApp +1 202 555 0143", "¿Qué?",
    "50 %", "%", "%%s", "zero\x00byte", "👍 Tom",
])  # fmt: skip
TEXTS = ODD | st.text(max_size=70)
CURRENCIES = ["USD", "EUR", "JPY", "KRW", "KWD", "BRL", "CNY", "UAH", "TRY", "SAR", "CLP", "IDR", "CHF", "XOF"]
AMOUNTS = st.none() | st.decimals(0, 10**9, places=2)


def order(**known: Any) -> dict[str, Any]:
    return {**dict.fromkeys(ORDERS.names), "row": 2, "number": "8190021447710231", **known}


ANY_ORDER = st.builds(
    order,
    number=st.integers(1, 10**18).map(str) | st.just("A/1%2"),
    shop=st.sampled_from([None, "Lumen/Store", "Лампы"]),
    platform=st.sampled_from([None, "aliexpress", "own_shop", "amazon", "tmall", "ebay"]),
    status=st.sampled_from([None, "paid", "shipped", "delivered", "completed", "cancelled", "unpaid"]),
    item=st.none() | TEXTS,
    items=st.sampled_from([None, 1, 2]),
    currency=st.sampled_from([None, "USD", "JPY", "KWD", "EUR"]),
    shipped_on=DAYS,
    promised_by=DAYS,
    delivered_on=DAYS,
    completed_on=DAYS,
    protection_ends_on=DAYS,
    carrier=st.none() | TEXTS,
    service=st.sampled_from([None, "ePacket", "DHL", "AliExpress Standard"]),
    tracking_number=st.none() | TEXTS,
    tracking_url=st.none() | st.just("https://track.example/RB1?x={y}"),
    buyer_name=st.none() | TEXTS,
    buyer_country=st.sampled_from([None, "US", "BR", "IL", "SA", "TW", "HU", "JP"]),
    buyer_language=st.none() | st.sampled_from(LOCALES),
    buyer_email=st.sampled_from([None, "anna@mail.example", "no address", "a@b"]),
    marketing_consent=st.sampled_from([None, True, False]),
    dispute_open=st.sampled_from([None, False, False, True]),
    conversation_open=st.sampled_from([None, False, False, True]),
    refunded_in_full=st.sampled_from([None, False, False, True]),
    remedy=st.sampled_from([None, "partial_refund", "reship", "send_missing", "gift"]),
    remedy_amount=AMOUNTS,
    remedy_done_on=DAYS,
    review_left_on=DAYS,
)

NEAR = st.integers(-12, 14).map(lambda days: TODAY + timedelta(days=days))
# Nothing stops these, so that letters are compared and not reasons.
DUE_ORDER = st.builds(
    order,
    number=st.integers(1, 10**18).map(str),
    platform=st.sampled_from(["aliexpress", "own_shop"]),
    item=ODD,
    currency=st.sampled_from(["USD", "JPY", "KWD"]),
    shipped_on=NEAR,
    promised_by=NEAR,
    delivered_on=st.none() | NEAR,
    protection_ends_on=DAYS,
    carrier=ODD,
    service=st.sampled_from([None, "ePacket", "DHL"]),
    tracking_number=ODD,
    tracking_url=st.none() | st.just("https://track.example/RB1?x={y}"),
    buyer_name=ODD,
    buyer_country=st.just("US"),
    buyer_language=st.sampled_from(LOCALES),
    buyer_email=st.just("anna@mail.example"),
    marketing_consent=st.sampled_from([None, True, False]),
    remedy=st.sampled_from([None, "partial_refund", "reship", "send_missing", "gift"]),
    remedy_amount=AMOUNTS,
    remedy_done_on=st.none() | NEAR,
    review_left_on=st.none() | DAYS,
)


def batch(orders: list[dict[str, Any]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(orders, schema=ORDERS)


@cache
def caring() -> Caring:
    assistant = Assistant(None, TODAY)
    assistant.shop = Shop.model_validate(
        {
            "shop": {"name": "Lumen Store", "agent": "Li Wei"},
            "care": {
                "postal_address": "Calle Mayor 1, Madrid",
                "unsubscribe_url": "https://lumen.example/stop",
                "transit": [{"service": "epacket", "country": "US", "days": [10, 25]}],
                "rules": [{"step": "care", "service": "express", "country": "US", "from": 2, "until": 9}],
            },
        }
    )
    return Caring(assistant)


def settings_of() -> Settings:
    return caring().settings(caring().steps())


def one(known: dict[str, Any], today: date = TODAY) -> Merged:
    return merge(batch([known]), settings_of(), today)


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(ANY_ORDER, min_size=1, max_size=8) | st.lists(DUE_ORDER, min_size=8, max_size=40))
def test_columns_at_once_are_jinja_row_by_row(orders: list[dict[str, Any]]) -> None:
    used = settings_of()
    table = batch(orders)
    merged = merge(table, used, TODAY)
    wanted: list[dict[str, Any]] = []
    for place, known in enumerate(table.to_pylist()):
        profile = used.profiles.profiles[int(merged.numbers[place])]
        expected = message(known, profile, used, TODAY)
        if isinstance(expected, Why):
            assert merged.decision.why[place] == expected, known
        else:
            assert merged.decision.why[place] == 0, known
            wanted.append(expected)
    assert merged.messages.to_pylist() == wanted


@pytest.mark.parametrize("locale", LOCALES)
@settings(deadline=None, max_examples=60)
@given(
    amount=st.decimals(0, 10**12, places=3) | st.integers(0, 10**6).map(Decimal),
    currency=st.sampled_from(
        ["USD", "EUR", "JPY", "KRW", "KWD", "BRL", "CNY", "UAH", "TRY", "SAR", "CLP", "IDR", "CHF", "XOF"]
    ),
)
def test_an_amount_is_what_babel_writes(locale: str, amount: Decimal, currency: str) -> None:
    assert as_amount(amount, currency, locale) == as_money(amount, currency, locale)


@pytest.mark.parametrize("country", sorted(Locale("en").territories))
def test_every_country_has_a_locale_with_a_catalogue(country: str) -> None:
    if len(country) == 2:
        found = settings_of().destinations.locale(None, country)
        assert found in resources.locale_names("care")
