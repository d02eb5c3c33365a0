"""Orders in JSON lines: every digit is kept, and every bad line is told."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from assistant.care.intake import Settings
from assistant.order_tables import as_order, rows_of
from tests.conftest import TODAY
from tests.order_tables import read, written

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.bootstrap import Assistant


def test_json_keeps_every_digit_and_tells_bad_lines(tmp_path: Path) -> None:
    lines = [
        '{"number": 81900214477102319999, "price": 24.90, "currency": "USD", "buyer": {"name": "李雷"}}',
        "{broken",
        '{"number": "2", "price": NaN}',
        '{"number": "3", "buyer": {"name": "\\ud800"}}',
        "[1]",
        '{"number": "5", "buyer": {"name": ["x"]}}',
        "",
        '{"number": "6", "items": [{"title": "Cup"}, {"title": "Bowl"}], "dispute": {"opened_on": "2026-10-05"}}',
        '{"number": "7", "dispute": {"stage": "closed", "opened_on": "2026-10-05"}, "evidence_held": []}',
        '{"number": "8", "preis": "5"}',
        '{"number": "9", "item": "' + "x" * 5_000_000 + '"}',
        '{"a":' * 700 + "1" + "}" * 700,
    ]
    orders, rejected = read(written(tmp_path / "orders.jsonl", "\n".join(lines)))
    assert orders[0]["number"] == "81900214477102319999"
    assert orders[0]["price"] == Decimal("24.90")
    assert orders[0]["buyer_name"] == "李雷"
    assert (orders[1]["number"], orders[1]["items"], orders[1]["item"], orders[1]["dispute_open"]) == (
        "6",
        2,
        "Cup",
        True,
    )
    assert orders[2]["dispute_open"] is False
    assert [order["number"] for order in orders] == ["81900214477102319999", "6", "7", "8"]
    assert [line["row"] for line in rejected] == [2, 3, 4, 5, 6, 11, 12]


def test_what_an_order_does_not_have_may_be_null(tmp_path: Path) -> None:
    lines = [
        '{"number": "1", "buyer": {"name": "Ana"}, "dispute": {"opened_on": "2026-10-05"}, "review": null}',
        '{"number": "2", "buyer": null, "dispute": null, "review": {"left_on": "2026-10-06"}, "items": null}',
    ]
    for order_of_lines in (lines, lines[::-1]):
        orders, rejected = read(written(tmp_path / "orders.jsonl", "\n".join(order_of_lines)))
        found = {order["number"]: (order.get("buyer_name"), order.get("dispute_open")) for order in orders}
        assert (found, rejected) == ({"1": ("Ana", True), "2": (None, None)}, [])


@pytest.mark.parametrize(
    ("dispute", "stage"),
    [
        (None, None),
        ({}, None),
        ({"stage": None, "opened_on": None, "claimed": None}, None),
        ({"stage": " ", "opened_on": ""}, None),
        ({"claimed": "5"}, "opened"),
        ({"stage": "", "opened_on": "2026-10-05"}, "opened"),
        ({"stage": " ", "reason": "damaged"}, "opened"),
        (
            {"stage": "UNKNOWN", "opened_on": None},
            "opened",
        ),  # eBay's own word: where it stands, not whether there is one
        ({"stage": "closed"}, "closed"),
    ],
)
def test_a_dispute_of_which_nothing_is_said_is_none_to_whoever_reads_the_order(
    dispute: dict[str, str | None] | None, stage: str | None, tmp_path: Path, assistant: Assistant
) -> None:
    order = {"number": "1", "platform": "ebay", "currency": "USD", "dispute": dispute}
    (row,) = rows_of(written(tmp_path / "orders.jsonl", json.dumps(order)), TODAY, Settings())
    assert isinstance(row, dict)
    for told in (order, as_order(row)):
        read_back = assistant.parse_order(told, (), "order")
        again = json.loads(read_back.model_dump_json(exclude_defaults=True))
        for one in (read_back, assistant.parse_order(again, (), "order")):
            assert (one.dispute.known_stage if one.dispute else None) == stage


def test_a_json_field_that_first_comes_late_is_told(tmp_path: Path) -> None:
    lines = [json.dumps({"number": str(number)}) for number in range(1500)]
    lines[1200] = '{"number": "1200", "dispute": {"stage": "opened"}}'
    lines[1300] = '{"number": "1300", "kunde": "x"}'
    orders, rejected = read(written(tmp_path / "orders.jsonl", "\n".join(lines)))
    assert len(orders) == 1499
    assert orders[1200]["dispute_open"] is True
    assert [(line["row"], line["field"]) for line in rejected] == [(1301, "kunde")]


def test_a_number_has_no_thousands_point_and_a_text_may_have_one(tmp_path: Path) -> None:
    cells = ("149.000", "1490.000", "20.125", "0.000", '"149.000"', '"¥149.000"')
    lines = [
        f'{{"number": "A{place}", "remedy_amount": {cell}, "currency": "JPY"}}' for place, cell in enumerate(cells)
    ]
    lines += ['{"number": "E", "remedy_amount": 1.500, "currency": "EUR"}']
    orders, rejected = read(written(tmp_path / "orders.jsonl", "\n".join(lines)))
    assert {order["number"]: order["remedy_amount"] for order in orders} == {
        "A0": 149, "A1": 1490, "A3": 0, "A5": 149_000, "E": Decimal("1.5"),
    }  # fmt: skip
    assert [line["row"] for line in rejected] == [3, 5]
    assert "finer than the smallest coin" in rejected[0]["why"]
    assert "in two ways: write 149 or 149000" in rejected[1]["why"]
