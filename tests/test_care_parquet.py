"""Orders in Parquet: columns of any type, floats as they were meant, damage in one sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assistant.errors import BatchFileError, NotTextError
from tests.order_tables import read

if TYPE_CHECKING:
    from pathlib import Path


def test_parquet_of_any_types(tmp_path: Path) -> None:
    noon = [date(2026, 10, 1)]
    table = pa.table({
        "Order ID": pa.array([8190021447710231, 2]),
        "total": pa.array([24.9, None]),
        "currency": pa.array(["USD", "EUR"]).dictionary_encode(),
        "ship_date": pa.array(["2026-10-01T20:00:00Z"] * 2).cast(pa.timestamp("ns", "UTC")),
        "delivered": pa.array([*noon, None]).cast(pa.date64()),
        "tracking": pa.array([123456789012, None], pa.int64()),
        "remedy_amount": pa.array([Decimal("8.400000"), None], pa.decimal128(20, 6)),
        "first_order": pa.array([1, 0]),
        "buyer": pa.array(["Anna", "李雷"], pa.large_string()),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "orders.parquet")
    orders, rejected = read(tmp_path / "orders.parquet", zone_of=lambda _platform: "Asia/Shanghai")
    assert [line["field"] for line in rejected] == ["delivered_on"]  # in Shanghai it was shipped a day later
    assert orders == [
        {
            "row": 3,
            "number": "2",
            "currency": "EUR",
            "shipped_on": date(2026, 10, 2),
            "buyer_name": "李雷",
            "first_order": False,
        }
    ]
    orders, rejected = read(tmp_path / "orders.parquet")
    assert rejected == []
    assert orders[0]["number"] == "8190021447710231"
    assert orders[0]["price"] == Decimal("24.90")
    assert orders[0]["remedy_amount"] == Decimal("8.40")
    assert orders[0]["shipped_on"] == orders[0]["delivered_on"] == date(2026, 10, 1)


def test_parquet_with_numbers_that_were_floats(tmp_path: Path) -> None:
    table = pa.table({"number": pa.array([8190021447710231999.0, 12.0, None])})
    pq.write_table(table, tmp_path / "orders.parquet")
    orders, rejected = read(tmp_path / "orders.parquet")
    assert [order["number"] for order in orders] == ["12"]
    assert [line["row"] for line in rejected] == [2, 4]


def test_amounts_that_are_floats_are_as_they_were_meant(tmp_path: Path) -> None:
    prices = pa.array([24.9, 0.1 + 0.2, 1e6, float("nan"), 19.99], pa.float64())
    table = pa.table({"number": list("abcde"), "price": prices, "currency": ["EUR"] * 5})
    table = table.append_column("remedy_amount", prices.cast(pa.float32()))
    pq.write_table(table, tmp_path / "orders.parquet")
    orders, rejected = read(tmp_path / "orders.parquet")
    assert rejected == []
    wanted = [Decimal("24.90"), Decimal("0.3"), Decimal(1_000_000), None, Decimal("19.99")]
    assert [order.get("price") for order in orders] == wanted
    assert [order.get("remedy_amount") for order in orders] == wanted


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32(), pa.decimal128(30, 3), pa.decimal128(20, 6)])
def test_a_number_has_no_thousands_point(tmp_path: Path, kind: pa.DataType) -> None:
    amounts = pa.array([149.0, 1490.0, 20.125]).cast(kind)
    table = pa.table({"number": list("abc"), "remedy_amount": amounts, "currency": ["JPY"] * 3})
    pq.write_table(table, tmp_path / "orders.parquet")
    orders, rejected = read(tmp_path / "orders.parquet")
    assert [order["remedy_amount"] for order in orders] == [149, 1490]
    assert [line["row"] for line in rejected] == [4]


def test_parquet_that_is_nested_or_damaged_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.table({"number": pa.array([["1"]])}), path)
    with pytest.raises(BatchFileError, match=r"'number' .* is nested"):
        read(path)
    pq.write_table(pa.table({"number": pa.array([str(n) for n in range(5000)])}), path, compression="none")
    data = bytearray(path.read_bytes())
    data[10:2000] = b"\xff" * 1990
    path.write_bytes(data)
    with pytest.raises((BatchFileError, NotTextError)):
        read(path)
