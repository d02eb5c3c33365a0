"""Orders in workbooks: digits that Excel has lost are told, and no workbook takes more memory than there is."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from assistant.care.intake import read_orders
from assistant.errors import BatchFileError
from tests.order_tables import DAY, read

if TYPE_CHECKING:
    from pathlib import Path


def test_a_workbook_keeps_digits_or_says_that_they_are_lost(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["notes", "of October"])
    sheet = book.create_sheet("Orders")
    sheet.append(["Order No.", "Tracking Number", "Ship Date", "Total", "Currency"])
    sheet.append([8190021447710231, 12345, date(2026, 10, 1), 24.9, "USD"])
    sheet.append([81900214477102310, "LP1", "2026/10/02", 5, "USD"])
    sheet.append(["8190021447710231999", "8.19E+15", "2026-10-02", "5.00", "USD"])
    sheet.append([])
    sheet.append(["'0042", "0012", "2026年10月2日 08:00", 44.900000000000006, "USD"])
    sheet.append(["77", "LP3", 46296, 5, "USD"])
    book.save(tmp_path / "orders.xlsx")
    orders, rejected = read(tmp_path / "orders.xlsx")
    assert [(order["row"], order["number"], order["tracking_number"]) for order in orders] == [
        (2, "8190021447710231", "12345"),
        (6, "0042", "0012"),
    ]
    assert [order["price"] for order in orders] == [Decimal("24.90"), Decimal("44.90")]
    assert [order["shipped_on"] for order in orders] == [date(2026, 10, 1), date(2026, 10, 2)]
    assert [(line["row"], line["field"]) for line in rejected] == [
        (3, "number"), (4, "tracking_number"), (7, "shipped_on"),
    ]  # fmt: skip
    assert all("Digits are lost" in line["why"] for line in rejected[:2])
    assert "(perhaps 2026-10-01): format the column as dates" in rejected[2]["why"]


def test_a_number_of_a_sheet_has_no_thousands_point_and_a_text_may_have_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Order No.", "Refund Amount", "Currency"], ["1", 149.0, "JPY"], ["2", 20.125, "JPY"]):
        book.active.append(row)
    book.active.append(["3", "149.000", "JPY"])
    book.active.append(["4", "¥149.000", "JPY"])
    book.save(tmp_path / "orders.xlsx")
    orders, rejected = read(tmp_path / "orders.xlsx")
    assert [(order["number"], order["remedy_amount"]) for order in orders] == [("1", 149), ("4", 149_000)]
    assert [line["row"] for line in rejected] == [3, 4]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(BatchFileError, match=r"60,000,000 bytes unpacked: save the orders as \.csv"):
        read_orders(path, DAY)


def test_a_sheet_that_spans_more_than_memory_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["number"])
    book.active["XFD1048576"] = "x"
    book.save(path)
    with pytest.raises(
        BatchFileError, match=r"span 17,179,869,184 cells, more than 60,000,000: save the orders as \.csv"
    ):
        read_orders(path, DAY)
