"""Rows of one order that say different things: none of them is used, wherever in the file they stand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.order_tables import HEADER, read, written

if TYPE_CHECKING:
    from pathlib import Path

TABLE = HEADER.strip() + ",tracking number\n"


@pytest.mark.parametrize("rows", [1, 2, 100])
@pytest.mark.parametrize("later", ["refunded,cup,A,RB1", "in dispute,cup,A,RB1", "shipped,cup,A,RB2"])
def test_an_order_with_two_contents_is_not_used_at_all(tmp_path: Path, rows: int, later: str) -> None:
    text = f"{TABLE}1,shipped,cup,A,RB1\n2,shipped,cup,B,RB3\n3,shipped,cup,C,RB4\n1,{later}\n"
    orders, rejected = read(written(tmp_path / "orders.csv", text), batch_rows=rows, platform="own_shop")
    assert [order["number"] for order in orders] == ["2", "3"]
    assert [(one["row"], one["field"], one["value"]) for one in rejected] == [(2, "number", "1"), (5, "number", "1")]
    assert "Row 5 has the same order number with other content" in rejected[0]["why"]
    assert "Row 2 has the same order number with other content" in rejected[1]["why"]


@pytest.mark.parametrize("rows", [1, 100])
def test_items_of_an_order_that_stand_apart_do_not_contradict(tmp_path: Path, rows: int) -> None:
    text = f"{TABLE}1,shipped,cup,A,RB1\n2,shipped,cup,B,RB3\n1,shipped,book,A,RB1\n"
    orders, rejected = read(written(tmp_path / "orders.csv", text), batch_rows=rows, platform="own_shop")
    assert [(order["number"], order["item"]) for order in orders] == [("1", "cup"), ("2", "cup")]
    assert [(one["row"], one["why"].split(":")[0]) for one in rejected] == [
        (4, "The order stands in row 2 already, which is used")
    ]


def test_of_rows_that_stand_together_it_is_told_in_what_they_differ(tmp_path: Path) -> None:
    text = f"{TABLE}1,shipped,cup,A,RB1\n1,refunded,cup,A,RB2\n"
    orders, rejected = read(written(tmp_path / "orders.csv", text), platform="own_shop")
    assert orders == []
    assert [one["why"].split(": ")[0] for one in rejected] == [
        "Row 3 has the same order number with other content (status, tracking_number, refunded_in_full)",
        "Row 2 has the same order number with other content (status, tracking_number, refunded_in_full)",
    ]


@pytest.mark.parametrize("rows", [1, 100])
def test_a_copy_of_a_contradicted_row_is_told_with_the_other_one(tmp_path: Path, rows: int) -> None:
    text = (
        f"{TABLE}1,shipped,cup,A,RB1\n2,paid,cup,B,RB3\n1,shipped,cup,A,RB1\n2,paid,cup,B,RB3\n1,refunded,cup,A,RB1\n"
    )
    orders, rejected = read(written(tmp_path / "orders.csv", text), batch_rows=rows, platform="own_shop")
    assert [(order["row"], order["number"]) for order in orders] == [(3, "2")]
    assert [(one["row"], one["why"].split(" has ")[0].split(" already")[0]) for one in rejected] == [
        (2, "Row 6"),
        (4, "Row 6"),
        (5, "The order stands in row 3"),
        (6, "Row 2"),
    ]


@pytest.mark.parametrize("rows", [1, 100])
def test_a_row_that_cannot_be_read_may_say_anything_of_its_order(tmp_path: Path, rows: int) -> None:
    text = f"{TABLE}1,shipped,cup,A,RB1\n2,shipped,cup,B,RB3\n1,rückerstattt,cup,A,RB1\n"
    orders, rejected = read(written(tmp_path / "orders.csv", text), batch_rows=rows, platform="own_shop")
    assert [order["number"] for order in orders] == ["2"]
    assert [(one["row"], one["field"]) for one in rejected] == [(2, "number"), (4, "status")]


STATES = st.sampled_from(["shipped", "refunded", "in dispute", "cancelled", "delivered", "completed", "nonsense"])
ROWS = st.lists(st.tuples(st.integers(1, 6), STATES, st.sampled_from(["RB1", "RB2", ""])), min_size=1, max_size=24)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.integers(1, 9), st.integers(1, 3))
def test_what_is_used_is_what_every_row_of_the_order_says(
    tmp_path: Path, rows: list[tuple[int, str, str]], batch: int, shards: int
) -> None:
    names = [name for name, _, _ in rows]
    table = {
        "number": [f"N{name}" for name in names],
        "status": [state for _, state, _ in rows],
        "tracking_number": [tracking or None for _, _, tracking in rows],
    }
    pq.write_table(pa.table(table, schema=pa.schema(dict.fromkeys(table, pa.string()))), tmp_path / "orders.parquet")
    said: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for name, state, tracking in rows:
        said[f"N{name}"].add((state, tracking))
    agreed = {name for name, contents in said.items() if len(contents) == 1 and "nonsense" not in str(contents)}
    orders: list[dict[str, Any]] = []
    told: list[int] = []
    for shard in range(shards):
        used, rejected = read(tmp_path / "orders.parquet", batch_rows=batch, platform="own_shop", shard=(shard, shards))
        orders += used
        told += [one["row"] for one in rejected]
    assert {order["number"] for order in orders} == agreed
    assert len(orders) == len(agreed)
    assert sorted({*told, *(order["row"] for order in orders)}) == list(range(2, len(rows) + 2))


@pytest.mark.parametrize("shards", [1, 2, 5])
def test_a_number_is_the_same_beside_longer_ones(tmp_path: Path, shards: int) -> None:
    numbers = ["1", "2", *(f"{number:024d}" for number in range(10)), "1", "2"]
    pq.write_table(
        pa.table({"number": numbers, "tracking_number": [*"AB", *"CDEFGHIJKL", *"XB"]}), tmp_path / "t.parquet"
    )
    told = []
    for shard in range(shards):
        _, rejected = read(tmp_path / "t.parquet", batch_rows=2, shard=(shard, shards))
        told += [(one["row"], one["value"]) for one in rejected]
    assert sorted(told) == [(2, "1"), (14, "1"), (15, "2")]
