"""Rows that belong together: the items of an order are joined, and the second order of a number is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assistant.care.intake import read_orders
from assistant.care.rejects import rejected as worded
from assistant.writing.staff import ENGLISH
from tests.order_tables import DAY, HEADER, read, written

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 100])
def test_item_rows_are_joined_across_batches(tmp_path: Path, rows: int) -> None:
    text = HEADER + "1,shipped,cup,A\n1,,bowl,\n1,,spoon,\n2,shipped,cup,B\n3,shipped,cup,C\n3,,bowl,\n"
    orders, rejected = read(written(tmp_path / "orders.csv", text), batch_rows=rows)
    assert rejected == []
    assert [(order["row"], order["number"], order["items"]) for order in orders] == [
        (2, "1", 3),
        (5, "2", 1),
        (6, "3", 2),
    ]


def test_a_row_whose_number_is_lost_joins_no_other_order(tmp_path: Path) -> None:
    text = HEADER + "1,shipped,cup,A\n8.19E+15,shipped,cup,B\n8.19E+15,,bowl,\n2,shipped,cup,C\n"
    orders, rejected = read(written(tmp_path / "orders.csv", text))
    assert [(order["number"], order["items"]) for order in orders] == [("1", 1), ("2", 1)]
    assert [line["row"] for line in rejected] == [3]


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_a_second_order_of_a_number_is_told_with_the_first_one(tmp_path: Path, rows: int) -> None:
    numbers = [*range(8), 3, 5]
    table = pa.table({
        "number": [str(number) for number in numbers],
        "status": ["paid"] * 9 + ["shipped"],
        "shop": ["A"] * 9 + ["A"],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "orders.parquet")
    orders, rejected = read(tmp_path / "orders.parquet", batch_rows=rows)
    assert [order["number"] for order in orders] == ["0", "1", "2", "3", "4", "6", "7"]
    assert [(line["row"], line["value"]) for line in rejected] == [(7, "5"), (10, "3"), (11, "5")]
    assert "Row 11 has the same order number with other content" in rejected[0]["why"]
    assert "row 5 already, which is used" in rejected[1]["why"]
    assert "Row 7 has the same order number with other content" in rejected[2]["why"]


def test_two_shops_may_have_the_same_number(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.csv", "order_id,shop,status\n1,A,paid\n1,B,paid\n1,,paid\n1,B,paid\n")
    orders, rejected = read(path)
    assert [order.get("shop") for order in orders] == ["A", "B", None]
    assert [line["row"] for line in rejected] == [5]


def test_twins_are_found_in_a_large_file(tmp_path: Path) -> None:
    count = 700_000  # more than the first table of hashes holds
    numbers = pa.array([f"{number:016d}" for number in [*range(count), 5, count - 1, 300_000]])
    pq.write_table(pa.table({"number": numbers}), tmp_path / "orders.parquet")
    good, told = 0, []
    for batch in read_orders(tmp_path / "orders.parquet", DAY):
        good += len(batch.orders)
        told += worded(batch.refused, ENGLISH).to_pylist()
    assert good == count
    assert [(line["row"], line["why"].split(" already")[0]) for line in told] == [
        (count + 2, "The order stands in row 7"),
        (count + 3, f"The order stands in row {count + 1}"),
        (count + 4, "The order stands in row 300002"),
    ]


@pytest.mark.parametrize("nothing", ["nan", "None", " NaN ", "#N/A", "undefined", "<NA>"])
def test_what_programs_write_where_there_is_nothing_is_not_known(tmp_path: Path, nothing: str) -> None:
    rows = f"1,{nothing},{nothing},{nothing},{nothing}\n{nothing},Lamp,Ana,,\n"
    text = f"order_id,item,buyer name,tracking,carrier\n{rows}"
    orders, rejected = read(written(tmp_path / "orders.csv", text))
    assert orders == [{"row": 2, "number": "1", "items": 1}]
    assert [(line["row"], line["field"]) for line in rejected] == [(3, "number")]
