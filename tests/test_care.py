"""Care: which message is due, and that a million at once are the very letters that one by one would be."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
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
from assistant.care.skips import skipped
from assistant.care.steps import parse_timeline
from assistant.caring import Caring
from assistant.catalogues import PROMISED
from assistant.errors import DataError
from assistant.shop import Shop
from assistant.writing.formats import as_money
from assistant.writing.lint.patterns import SUSPECT, forms
from tests.care_reference import message
from tests.conftest import ROOT, TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.deciding.rulebook.playbook import MessageRules

LOCALES = ("en", *PROMISED)
DAYS = st.none() | st.integers(-70, 40).map(lambda days: TODAY + timedelta(days=days))
ODD = st.sampled_from([
    "Anna", "María José", "Иван Петров", "דנה כהן", "محمد علي", "佐藤 花子", "ธนพร", "Nguyễn Văn Ánh", "A\u0301ngel",
    "  two   spaces ", "{{ order.number }}", "%(buyer_name)s", "line\nbreak", "tab\there", "\u202eevil", "x" * 61,
    "12345", "", " ", "O'Brien & Sons <b>", "\ue000\ue001", "e-mail me@x.example", "WhatsApp +1 202 555 0143", "¿Qué?",
    "50 %", "%", "%%s", "zero\x00byte", "👍 Tom", "null", "N/A", "Win: https://x.example", "WWW.x.example",
    "J***n", "张＊＊", "nan", "amazon user",
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
    remedy=st.sampled_from([None, "partial_refund", "reship", "send_missing", "gift", "contest"]),
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
    remedy=st.sampled_from([None, "partial_refund", "reship", "send_missing", "gift", "contest"]),
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


def rules_of(platform: str) -> MessageRules:
    return caring()._assistant.playbook(platform).platform.messages


def one(known: dict[str, Any], today: date = TODAY) -> Merged:
    return merge(batch([known]), settings_of(), today)


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(ANY_ORDER, min_size=1, max_size=8) | st.lists(DUE_ORDER, min_size=8, max_size=40))
def test_columns_at_once_are_jinja_row_by_row(orders: list[dict[str, Any]]) -> None:
    used = settings_of()
    table = batch(orders)
    merged, numbers = merge(table, used, TODAY), used.profiles.of(table)
    wanted: list[dict[str, Any]] = []
    for place, known in enumerate(table.to_pylist()):
        profile = used.profiles.profiles[int(numbers[place])]
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


@pytest.mark.parametrize("locale", ["en", "he", "ja"])
@pytest.mark.parametrize(
    ("way", "stands"),
    [
        ({"unsubscribe_url": "https://lumen.example/off"}, "https://lumen.example/off"),
        (
            {"unsubscribe_url": "https://lumen.example/{address}/off"},
            "https://lumen.example/anna%2Bx%40mail.example/off",
        ),
        ({"unsubscribe_mail": "off@lumen.example"}, "mailto:off@lumen.example?subject=unsubscribe"),
    ],
)
def test_the_letter_says_the_buyers_own_way_out(locale: str, way: dict[str, str], stands: str) -> None:
    assistant = Assistant(None, TODAY)
    care = {"postal_address": "Calle Mayor 1, Madrid", "sender": "care@lumen.example", **way}
    assistant.shop = Shop.model_validate({"shop": {"name": "Lumen", "platform": "own_shop"}, "care": care})
    shop = Caring(assistant)
    known = order(
        platform="own_shop", shop="Lumen", delivered_on=TODAY - timedelta(days=5), shipped_on=TODAY - timedelta(days=9),
        buyer_email="anna+x@mail.example", buyer_language=locale, marketing_consent=True,
    )  # fmt: skip
    plain = order(**{**known, "number": "2", "marketing_consent": None})
    messages = merge(batch([known, plain]), shop.settings(shop.steps()), TODAY).messages.to_pylist()
    assert [message["marketing"] for message in messages] == [True, False]
    assert stands in messages[0]["body"]
    assert "{" not in messages[0]["body"]
    assert "mail.example" not in messages[1]["body"]
    assert shop.sender().unsubscribe_mail == way.get("unsubscribe_mail")


@pytest.mark.parametrize(
    "url", ["https://x.example/{adress}", "https://x.example/{", "ftp://x.example", "x.example/{address}"]
)
def test_a_way_out_that_would_lead_nowhere_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="unsubscribe_url"):
        Shop.model_validate({"care": {"unsubscribe_url": url}})


def cases() -> list[Any]:
    with (ROOT / "tests/cases/care/due.toml").open("rb") as file:
        return [pytest.param(case, id=case["name"]) for case in tomllib.load(file)["case"]]


@pytest.mark.parametrize("case", cases())
def test_the_message_that_is_due(case: dict[str, Any]) -> None:
    fields = {
        name: TODAY + timedelta(days=value) if name.endswith(("_on", "_by")) else value
        for name, value in case["order"].items()
    }
    table = batch([order(**fields)])
    used = settings_of()
    merged = merge(table, used, TODAY)
    if "why" in case:
        word = caring()._assistant.word
        assert skipped(table, merged, word).to_pylist()[0]["why"] == case["why"]
        return
    (found,) = merged.messages.to_pylist()
    assert found["step"] == case["step"]
    assert found["locale"] == case.get("locale", found["locale"])
    assert case.get("without", "\x00") not in found["body"]


def letters_of(locale: str) -> str:
    """Return every kind of letter in a locale, on a marketplace and from a shop of its own."""
    known: dict[str, Any] = {
        "buyer_language": locale, "buyer_country": "US", "buyer_name": "Anna", "item": "LED desk lamp", "items": 1,
        "currency": "USD", "carrier": "China Post", "tracking_number": "RB123456785CN",
        "tracking_url": "https://track.example/RB123456785CN", "buyer_email": "anna@mail.example",
        "marketing_consent": True, "protection_ends_on": date(2026, 12, 31),
    }  # fmt: skip
    shipped: dict[str, Any] = {"shipped_on": date(2026, 11, 18)}
    late: dict[str, Any] = {"shipped_on": date(2026, 10, 20)}
    kinds: list[dict[str, Any]] = [
        shipped | {"promised_by": date(2026, 12, 20)},
        shipped | {"service": "ePacket", "tracking_number": None, "buyer_name": None, "item": None},
        late | {"promised_by": date(2026, 12, 5)},
        late | {"promised_by": date(2026, 11, 24)},
        late | {"delivered_on": date(2026, 11, 14)},
        {"shipped_on": date(2026, 11, 5), "service": "ePacket"},
        *(
            late | {"remedy": remedy, "remedy_amount": Decimal("8.40"), "remedy_done_on": date(2026, 11, 15)}
            for remedy in ("partial_refund", "reship", "send_missing", "gift")
        ),
    ]
    orders = [order(**known | kind, platform=platform) for platform in ("aliexpress", "own_shop") for kind in kinds]
    merged = merge(batch(orders), settings_of(), TODAY)
    assert merged.messages.num_rows == len(orders), merged.decision.why
    return "\n\n———\n\n".join(f"{m['channel']} {m['subject']}\n\n{m['body']}" for m in merged.messages.to_pylist())


@pytest.mark.parametrize("locale", LOCALES)
def test_letters_stand_as_they_were_read(locale: str, snapshot: Callable[[str, str], None]) -> None:
    snapshot(f"care/{locale}.txt", letters_of(locale) + "\n")


@pytest.mark.parametrize("locale", LOCALES)
def test_no_letter_has_a_form_that_its_platform_forbids(locale: str) -> None:
    letters = letters_of(locale).split("\n\n———\n\n")
    for letter in letters[: len(letters) // 2]:
        found = list(forms(letter, rules_of("aliexpress"), ()))
        assert not found, letter


def test_what_holds_an_address_is_not_shown() -> None:
    known = order(shipped_on=TODAY - timedelta(days=1), buyer_country="US", buyer_name="w h a t s app +12025550143")
    merged = one(known | {"item": "Lamp, see www.lamps.example.com"})
    (found,) = merged.messages.to_pylist()
    assert merged.left_out == 2
    assert "lamps" not in found["body"]
    assert "555" not in found["body"]


FORBIDDEN = [
    "w h a t s a p p", "ｗｗｗ．ｌａｍｐｓ．ｃｏｍ", "whаtsapp", "加微信", "{{ buyer }}", "me (at) lamps (dot) com",
    "PayPal", "%(x)s", "<b>", "call +44 7700 900123", "call 202 555 0143", "lamps . com", "lamps dot com", "加V lamps",
    "威♥信 lamps", "一三八一二三四五六七八", "DE89-3704-0044-0532-0130-00", "[Your Name]", "lamp。com",
    "follow @lamps_x", "магазин.рф", "lamps点com", "What\u3164sApp", "微\ufe0f信", "tele\u034fgram", "PayP\u2800al",
]  # fmt: skip
PARTS = [
    "whats", "app", "@", ".com", "+1 20", "2555", "0143", "coupon", "вот", "сап", "％", "ｗ", " ", "a",
    "加", "V", "薇", "信", "\u3164", "\ufe0f", "[name]", "一三八", "。",
]  # fmt: skip


@pytest.mark.parametrize("text", FORBIDDEN)
def test_every_form_is_suspected(text: str) -> None:
    rules = rules_of("amazon")
    assert any(forms(text, rules, ()))
    assert pc.match_substring_regex(pa.array([text]), SUSPECT).to_pylist() == [True]


@given(st.text(max_size=40) | st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
@settings(deadline=None, max_examples=400)
def test_what_is_not_suspected_has_no_form(text: str) -> None:
    rules = rules_of("amazon")
    suspected = pc.match_substring_regex(pa.array([text]), SUSPECT).to_pylist() == [True]
    assert suspected or not any(forms(text, rules, ()))


@pytest.mark.parametrize(
    ("country", "hour", "night"),
    [
        ("DE", 12, False),
        ("DE", 20, True),  # nine in the evening in Berlin
        ("DE", 6, True),
        ("DE", 7, False),
        ("JP", 23, False),
        ("JP", 12, True),
        ("US", 12, True),  # in the morning in New York, in the night in Honolulu
        ("US", 18, False),
        (None, 3, False),
    ],
)
def test_nobody_is_woken(country: str | None, hour: int, night: bool) -> None:  # noqa: FBT001 - a column of the table
    now = datetime(2026, 11, 20, hour, tzinfo=UTC)
    assert settings_of().destinations.is_night(country, now) is night


@pytest.mark.parametrize(
    ("language", "country", "locale"),
    [
        ("zh_Hant_TW", "BR", "zh_TW"),
        ("zh_Hant_HK", None, "zh_TW"),
        ("zh_MO", None, "zh_TW"),
        ("zh_Hans_HK", "HK", "zh_CN"),
        ("zh", "TW", "zh_TW"),
        ("pt_PT", "PT", "pt_BR"),
        ("tlh", "BR", "pt_BR"),
    ],
)
def test_a_language_with_a_script_or_a_region_has_its_locale(language: str, country: str | None, locale: str) -> None:
    assert settings_of().destinations.locale(language, country) == locale


@pytest.mark.parametrize(
    "name",
    ["null", "N/A", "https://x.example", "a@x.example", "WWW.x.example", "J***n", "J••n", "AliExpress Shopper"],
)
def test_nobody_is_greeted_by_what_is_no_name(name: str) -> None:
    known = order(shipped_on=TODAY - timedelta(days=2), platform="own_shop", buyer_country="DE", buyer_name=name)
    assert name not in one({**known, "buyer_email": "a@mail.example"}).messages["body"][0].as_py()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("an***@mail.example", Why.NOT_AN_ADDRESS),
        ("ana@bücher.example", 0),
        ("用户@例子.公司", 0),
        ("a@x y.example", Why.NOT_AN_ADDRESS),
    ],
)
def test_a_masked_address_is_none_and_a_domain_may_be_in_any_script(address: str, why: int) -> None:
    known = order(shipped_on=TODAY - timedelta(days=2), platform="own_shop", buyer_country="DE", buyer_email=address)
    assert one(known).decision.why[0] == why


def test_a_service_is_a_word_and_not_a_part_of_one() -> None:
    service_of = caring().timeline.service_of
    assert service_of("AliExpress Standard Shipping", "Cainiao") is None
    assert service_of("AliExpress Standard", "E邮宝") == "epacket"
    assert service_of(None, "UPS Worldwide") == "express"
    assert service_of("Groups", None) is None


def test_a_broken_rule_is_said_with_its_place() -> None:
    data = resources.read_care()
    data["rules"] = [*data["rules"], {"step": "care", "base": "shipped_on", "service": "pigeon", "off": None}]
    with pytest.raises(DataError, match="pigeon"):
        parse_timeline(data)
