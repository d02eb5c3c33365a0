"""What stands in a cell: countries, languages, amounts, dates and statuses in the words of platforms and shops."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.care.intake import HeaderMapping, Settings, read_orders
from assistant.care.intake.cells import is_clean
from tests.order_tables import DAY, read, written

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("header", "text", "field", "value"),
    [
        ("country", "巴西", "buyer_country", "BR"),
        ("country", "United States of America", "buyer_country", "US"),
        ("country", "USA", "buyer_country", "US"),
        ("country", "uk", "buyer_country", "GB"),
        ("country", "俄罗斯联邦", "buyer_country", "RU"),
        ("country", "中国台湾", "buyer_country", "TW"),
        ("country", "Türkiye", "buyer_country", "TR"),
        ("country", "Côte d’Ivoire", "buyer_country", "CI"),
        ("country", "no", "buyer_country", "NO"),
        ("country", "Deutschland", "buyer_country", "DE"),
        ("country", "Россия", "buyer_country", "RU"),
        ("language", "pt-BR", "buyer_language", "pt_BR"),
        ("language", "Portuguese", "buyer_language", "pt"),
        ("language", "西班牙语", "buyer_language", "es"),
        ("language", "zh-TW", "buyer_language", "zh_TW"),
        ("language", "Français", "buyer_language", "fr"),
        ("language", "iw", "buyer_language", "he"),
        ("language", "in-ID", "buyer_language", "id_ID"),
        ("language", "Chinese (Traditional)", "buyer_language", "zh_Hant"),
        ("currency", "rmb", "currency", "CNY"),
        ("currency", "美元", "currency", "USD"),
        ("currency", "€", "currency", "EUR"),
        ("platform", "速卖通", "platform", "aliexpress"),
        ("accepts marketing", "是", "marketing_consent", True),
        ("accepts marketing", "0", "marketing_consent", False),
        ("ship date", "20261001", "shipped_on", date(2026, 10, 1)),
        ("ship date", "1 Oct 2026 14:05", "shipped_on", date(2026, 10, 1)),
        ("ship date", "2026-10-01 23:30:00 -0700", "shipped_on", date(2026, 10, 1)),
        ("ship date", "0000-00-00 00:00:00", "shipped_on", None),
        ("ship date", "31/10/2026", "shipped_on", date(2026, 10, 31)),
        ("resolution", "全额退款", "remedy", "full_refund"),
        ("status", "IN_ISSUE", "dispute_open", True),
        ("status", "refunded", "refunded_in_full", True),
        ("dispute", "yes", "dispute_open", True),
        ("dispute", "0", "dispute_open", False),
        ("纠纷", "纠纷中", "dispute_open", True),
        ("纠纷", "无纠纷", "dispute_open", False),
        ("dispute status", "In dispute", "dispute_open", True),
        ("dispute status", "No dispute", "dispute_open", False),
        ("tracking_url", "track.example.com/?n=1", "tracking_url", "track.example.com/?n=1"),
        ("tracking", "'0012", "tracking_number", "0012"),
        ("tracking", "12E5", "tracking_number", "12E5"),
        ("order_no", "　8190021447710231 ", "number", "8190021447710231"),
    ],
)
def test_word_is_understood(tmp_path: Path, header: str, text: str, field: str, value: Any) -> None:
    headers, cells = ("order_id," + header, "1," + text) if field != "number" else (header, text)
    orders, rejected = read(written(tmp_path / "orders.csv", f"{headers},note\n{cells},x\n"))
    assert rejected == []
    assert orders[0].get(field) == value


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("24.90", "USD", "24.90"), ("US $24.90", "", "24.90"), ("$24.90", "USD", "24.90"), ("24,90 €", "", "24.90"),
        ("1.234,50", "EUR", "1234.50"), ("1,234.50", "USD", "1234.50"), ("1 234,50 ₽", "", "1234.50"),
        ("12,800", "JPY", "12800"), ("¥12800", "JPY", "12800"), ("R$ 1.234,50", "", "1234.50"), ("1.5", "KWD", "1.5"),
        ("1,234", "USD", "1234"), ("24.9000", "USD", "24.90"), ("149.000", "VND", None), ("0.500", "EUR", "0.5"),
        ("1.500", "EUR", None), ("R$ 1.500", "BRL", None), ("Rp 149.000", "IDR", "149000"), ("1.500", "KWD", "1.5"),
        ("1.234", "EUR", None), ("1,234", "KWD", None), ("$5", "", None), ("5 of 6", "USD", None), ("24.90", "", None),
        ("25.5", "JPY", None), ("99999999999", "USD", None), ("USD 5", "EUR", None), ("-1", "USD", None),
        ("12000000", "VND", "12000000"), ("99999999999999999999", "USD", None), ("US $99999999999999999999", "", None),
        ("9" * 5000, "USD", None), ("9" * 5000 + ",99", "EUR", None), ("1.123456", "", None),
        ("1.1234567", "USD", None),
        ("149.000", "JPY", None), ("149.000 JPY", "JPY", None), ("20.125", "JPY", None), ("1490.000", "JPY", "1490"),
        ("1.490.000", "VND", "1490000"), ("149.000 ₫", "VND", "149000"), ("0.000", "JPY", "0"), ("0.500", "JPY", None),
        ("0,500", "EUR", "0.5"), ("149.0000", "JPY", "149"),
        ("$" + "9" * 40 + ".5", "USD", None), ("9" * 20, "", None),
        ("0." + "0" * 30 + "1", "USD", None), ("1_0", "USD", None),
    ],
)  # fmt: skip
def test_amount_is_read_or_refused(tmp_path: Path, text: str, currency: str, amount: str | None) -> None:
    path = written(tmp_path / "orders.csv", f'order_id,total,currency\n1,"{text}",{currency}\n')
    orders, rejected = read(path)
    assert len(orders) + len({line["row"] for line in rejected}) == 1
    assert (orders[0]["price"] if orders else None) == (Decimal(amount) if amount else None), rejected


@pytest.mark.parametrize(
    ("text", "currency", "ways"),
    [
        ("149.000", "JPY", "write 149 or 149000."), ("20.125", "JPY", "write 20 or 20125."),
        ("1.500", "EUR", "write 1.50 or 1500."), ("1,234", "KWD", "write 1.234 or 1234."),
    ],
)  # fmt: skip
def test_an_amount_that_can_be_read_in_two_ways_is_told_with_both(
    tmp_path: Path, text: str, currency: str, ways: str
) -> None:
    path = written(tmp_path / "orders.csv", f'order_id,total,currency\n1,"{text}",{currency}\n')
    _, (line,) = read(path)
    assert (line["value"], line["why"]) == (text, f"'{text}' can be read in two ways: {ways}")
    for way in re.findall(r"[\d.]+\d", ways):
        _, rejected = read(written(path, f"order_id,total,currency\n1,{way},{currency}\n"))
        assert rejected == []


def test_an_amount_of_many_digits_rejects_its_own_row_alone(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.csv", f"order_id,total,currency\n1,{'9' * 20},USD\n2,5,USD\n")
    orders, (line,) = read(path)
    assert [(order["number"], order["price"]) for order in orders] == [("2", 5)]
    assert (line["row"], line["field"], line["value"]) == (2, "price", "9" * 20)
    assert "above 1,000,000,000" in line["why"]


def test_dates_of_both_notations_are_refused_where_they_can_be_misread(tmp_path: Path) -> None:
    text = "order_id,ship date\n1,25/10/2026\n2,10/25/2026\n3,05/05/2026\n4,01/02/2026\n"
    orders, rejected = read(written(tmp_path / "orders.csv", text))
    assert [order["number"] for order in orders] == ["1", "2", "3"]
    assert "may be 2026-02-01 or 2026-01-02" in rejected[0]["why"]
    stated = Settings(mapping=HeaderMapping(date_order="dmy"))
    batch = next(read_orders(tmp_path / "orders.csv", DAY, stated))
    assert batch.orders.column("number").to_pylist() == ["1", "3", "4"]


def test_a_status_means_what_its_platform_says(tmp_path: Path) -> None:
    text = "order_id,platform,status\n1,ebay,Completed\n2,taobao,交易成功\n3,,completed\n4,own_shop,交易成功\n"
    orders, rejected = read(written(tmp_path / "orders.csv", text))
    assert [order["status"] for order in orders] == ["paid", "completed", "completed", "completed"]
    assert rejected == []


def test_a_dispute_that_we_contest_is_open_until_the_table_says_otherwise(tmp_path: Path) -> None:
    text = "order_id,resolution,dispute status\n1,contest,\n2,contest,closed\n3,contest,no\n4,trace,\n"
    orders, rejected = read(written(tmp_path / "orders.csv", text))
    assert ([order.get("dispute_open") for order in orders], rejected) == ([True, False, False, None], [])


@pytest.mark.parametrize("moment", ["2026-11-17T{}:00:00+00:00", "17 Nov 2026 {}:00 UTC", "parquet"])
def test_a_moment_is_on_the_day_of_its_own_platform(tmp_path: Path, moment: str) -> None:
    zones = {"taobao": "Asia/Shanghai", "own_shop": "UTC"}
    platforms, hours = ("ebay", "own shop", "", "taobao", "taobao"), ("03", "03", "03", "20", "12")
    if moment == "parquet":
        moments = pa.array([datetime(2026, 11, 17, int(hour), tzinfo=UTC) for hour in hours])
        path = tmp_path / "orders.parquet"
        pq.write_table(pa.table({"number": list("12345"), "platform": platforms, "shipped_on": moments}), path)
    else:
        pairs = zip(platforms, hours, strict=True)
        rows = [f"{number},{name},{moment.format(hour)}" for number, (name, hour) in enumerate(pairs, start=1)]
        path = written(tmp_path / "orders.csv", "\n".join(["order_id,platform,ship date", *rows]))
    orders, rejected = read(path, zone_of=lambda platform: zones.get(platform or "", "America/Los_Angeles"))
    assert ([order["shipped_on"].day for order in orders], rejected) == ([16, 17, 16, 18, 17], [])


@given(text=st.text(max_size=4))
def test_clean_texts_need_nothing(text: str) -> None:
    if is_clean(pa.array([text, "x"])):
        assert text
        assert text == text.strip()
        assert not any(sign < " " for sign in text)


@given(days=st.integers(-400, 400), field=st.sampled_from(["ship date", "delivered", "promised date"]))
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_what_is_to_come_may_lie_in_the_future(tmp_path: Path, days: int, field: str) -> None:
    path = written(tmp_path / "orders.csv", f"order_id,{field}\n1,{DAY + timedelta(days=days)}\n")
    orders, rejected = read(path)
    assert (len(orders) == 1) == (days <= 1 or field == "promised date")
    assert len(orders) + len(rejected) == 1


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html", "-", "see the app", "a@b.example"])
def test_what_is_no_web_address_is_told(tmp_path: Path, text: str) -> None:
    orders, rejected = read(written(tmp_path / "orders.csv", f"order_id,tracking_url\n1,{text}\n"))
    assert orders == []
    assert [(line["field"], line["value"]) for line in rejected] == [("tracking_url", text)]


@pytest.mark.parametrize("code", ["XX", "SU", "EU"])
def test_an_unknown_code_of_a_country_is_not_guessed_at(tmp_path: Path, code: str) -> None:
    _, rejected = read(written(tmp_path / "orders.csv", f"order_id,country\n1,{code}\n"))
    assert "did you mean" not in rejected[0]["why"]


@pytest.mark.parametrize(
    ("said", "agreed"),
    [
        ("yes", True), ("Subscribed", True), ("Opt-in", True), ("已同意", True),
        ("no", False), ("not subscribed", False), ("PENDING", False), ("退订", False),
    ],
)  # fmt: skip
def test_consent_is_read_in_the_words_of_shops(tmp_path: Path, said: str, agreed: bool) -> None:  # noqa: FBT001 - a case
    text = f"order number,marketing consent,first order\n8190021447710231,{said},yes\n"
    (batch,) = read_orders(written(tmp_path / "orders.csv", text), DAY)
    assert batch.orders["marketing_consent"].to_pylist() == [agreed], batch.refused


def test_words_of_consent_answer_no_other_question(tmp_path: Path) -> None:
    text = "order number,marketing consent,dispute open\n8190021447710231,pending,pending\n"
    (batch,) = read_orders(written(tmp_path / "orders.csv", text), DAY)
    assert [one.field for one in batch.refused] == ["dispute_open"]
