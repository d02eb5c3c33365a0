"""Orders in CSV: encodings, quotation marks, line endings; what is damaged costs its own row."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.care.intake import read_orders
from assistant.care.rejects import rejected as worded
from assistant.errors import NotTextError
from assistant.writing.staff import ENGLISH
from tests.order_tables import DAY, HEADER, read, written

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("rows", [1, 3000])
def test_chinese_is_read_in_every_encoding(tmp_path: Path, encoding: str, rows: int) -> None:
    lines = "".join(f"81900214477102{n:02},等待买家收货,陶瓷杯 蓝色 {n},李雷\n" for n in range(rows))
    path = written(tmp_path / "orders.csv", "订单号,订单状态,商品名称,收件人\n" + lines, encoding)
    orders, rejected = read(path, platform="aliexpress", batch_rows=1000)
    assert rejected == [] or rows > 100
    assert orders[0]["item"] == "陶瓷杯 蓝色 0"
    assert {order["buyer_name"] for order in orders} == {"李雷"}
    assert len(orders) + len(rejected) == rows


@pytest.mark.parametrize(
    "text", ["李雷", "￥", "韩梅梅，上海", "Иван Петров", "①号 ★★★", "陶瓷杯 ABC 200 毫升", "李😀"]
)
def test_what_chinese_spreadsheets_write_is_gb18030(tmp_path: Path, text: str) -> None:
    orders, rejected = read(written(tmp_path / "orders.csv", f"order_id,item\n1,{text}\n", "gb18030"))
    assert rejected == []
    assert orders[0]["item"] == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "São Paulo, Größe"), ("cp1250", "Příliš žluťoučký"), ("cp1251", "НОВАЯ ЧАШКА"), ("koi8-r", "чашка"),
        ("cp1254", "Şişli çanta"), ("cp1255", "כוס כחולה"), ("cp1256", "محمد علي"), ("cp874", "ถ้วยสีน้ำเงิน"),
        ("shift_jis", "青いカップ"), ("big5", "藍色杯子兩個"),
    ],
)  # fmt: skip
def test_another_code_page_is_refused_and_never_read_as_chinese(tmp_path: Path, encoding: str, text: str) -> None:
    with pytest.raises(NotTextError, match=r"byte 1\d \(0x[0-9A-F]{2}\) is neither UTF-8 nor GB18030"):
        read_orders(written(tmp_path / "orders.csv", f"order_id,item\n1,{text}\n", encoding), DAY)


def test_a_damaged_byte_rejects_its_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    good = "1,shipped,чашка,Иван\n".encode()
    path.write_bytes(HEADER.encode() + good + b"2,shipped,\xd1\xff,Anna\n" + good.replace(b"1", b"3"))
    orders, rejected = read(path)
    assert [order["number"] for order in orders] == ["1", "3"]
    assert [(line["row"], line["field"]) for line in rejected] == [(3, "item")]
    assert "is not UTF-8" in rejected[0]["why"]


def test_nul_and_huge_cells_reject_their_rows(tmp_path: Path) -> None:
    huge = "x" * 5_000_000
    text = f'1,shipped,cup,A\n2,shipped,c\0p,B\n3,shipped,{huge},C\n4,shipped,"{huge}",D\n5,{huge},cup,E\n'
    text += "6,shipped,cup,F\n"
    orders, rejected = read(written(tmp_path / "orders.csv", HEADER + text))
    assert [order["number"] for order in orders] == ["1", "6"]
    assert [(line["row"], line["field"]) for line in rejected] == [(3, "item"), (4, "item"), (5, "item"), (6, "status")]
    assert "NUL" in rejected[0]["why"]
    assert "5,000,000 characters" in rejected[1]["why"]
    assert all(len(line["value"]) <= 200 for line in rejected)


def test_an_open_quotation_mark_takes_its_own_row_and_no_other(tmp_path: Path) -> None:
    text = '1,shipped,"cup,A\n2,shipped,cup,B\n3,shipped,"two\nlines",C\n'
    text += '4,shipped,5" bowl,D\n5,shipped,"a" b,E\n6,shipped,cup,F\n'
    orders, rejected = read(written(tmp_path / "orders.csv", HEADER + text))
    assert [order["number"] for order in orders] == ["2", "3", "4", "6"]
    assert [order["item"] for order in orders] == ["cup", "two\nlines", '5" bowl', "cup"]
    assert [line["row"] for line in rejected] == [2, 6]
    last = '1,shipped,cup,A\n2,shipped,"cup,B\n'
    orders, rejected = read(written(tmp_path / "orders.csv", HEADER + last))
    assert [order["number"] for order in orders] == ["1"]
    assert [line["row"] for line in rejected] == [3]


def test_what_is_open_or_endless_costs_its_own_row_in_a_large_file(tmp_path: Path) -> None:
    good = "".join(f'{number},shipped,"two\nlines",B\n' for number in range(300_000))
    text = HEADER + 'a,shipped,"cup,A\n' + good + "b,shipped," + "x" * 20_000_000 + ",C\nc,shipped,cup,D\n" + good[:5]
    orders, rejected = 0, []
    for batch in read_orders(written(tmp_path / "orders.csv", text), DAY):
        orders += len(batch.orders)
        rejected += worded(batch.refused, ENGLISH).to_pylist()
    assert orders == 300_001
    assert [line["row"] for line in rejected] == [2, 300_003, 300_005]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_one(tmp_path: Path, ending: str) -> None:
    text = (HEADER + "1,shipped,cup,A\n2,shipped,cup,B\n").replace("\n", ending)
    path = tmp_path / "orders.csv"
    path.write_bytes(text.encode())
    assert [order["number"] for order in read(path)[0]] == ["1", "2"]


def test_lines_above_the_header_are_passed_over(tmp_path: Path) -> None:
    text = "sep=;\nOrders of October;;;\n\norder_id;status;item;buyer name\n1;shipped;cup, blue;A\n"
    orders, rejected = read(written(tmp_path / "orders.csv", text))
    assert rejected == []
    assert orders == [
        {"row": 5, "number": "1", "status": "shipped", "item": "cup, blue", "items": 1, "buyer_name": "A"}
    ]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(st.text(st.sampled_from('ab",;\n\r"'), max_size=6), min_size=1, max_size=12),
    rows=st.integers(1, 4),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_cell_survives_and_batches_make_no_difference(
    tmp_path: Path, cells: list[str], rows: int, quoting: Any
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=quoting)
    writer.writerow(["order_id", "item", "status"])
    writer.writerows([[str(number), f"x{cell}x", "paid"] for number, cell in enumerate(cells)])
    path = written(tmp_path / "orders.csv", text.getvalue())
    orders, rejected = read(path, batch_rows=rows)
    assert rejected == []
    assert [order["item"] for order in orders] == [f"x{cell}x" for cell in cells]
    assert [order["row"] for order in orders] == list(range(2, len(cells) + 2))
