"""Orders in: every row of a seller's table is an order, an item of one, or says why not, whatever kind of file."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.care.columns import ORDERS
from assistant.care.intake import HeaderMapping, read_orders
from assistant.errors import BatchFileError, DataError, FileError, NotTextError
from assistant.writing.formats import NOTHING
from tests.order_tables import CASES, DAY, HEADER, read, written

if TYPE_CHECKING:
    from pathlib import Path


def case_names() -> list[str]:
    return sorted(path.stem for path in CASES.glob("*.toml"))


@pytest.mark.parametrize("name", case_names())
def test_case(name: str) -> None:
    wanted = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))
    mapping = HeaderMapping(constants=wanted.get("constants", {}), date_order=wanted.get("date_order"))
    orders, rejected = read(CASES / f"{name}.csv", wanted["today"], mapping=mapping)
    for order in [*orders, *wanted.get("orders", [])]:
        for amount in {"price", "remedy_amount"}.intersection(order):
            order[amount] = f"{Decimal(order[amount]).normalize():f}"
    assert orders == wanted.get("orders", [])
    told = [(line["row"], line["field"], line["value"]) for line in rejected]
    assert told == [(line["row"], line["field"], line["value"]) for line in wanted.get("rejected", [])]
    for line, expected in zip(rejected, wanted.get("rejected", []), strict=True):
        assert expected["why"] in line["why"]


# ---------- the same in every kind ----------

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co")), min_size=1)
NAMES = NAMES.filter(lambda text: text not in NOTHING)  # a program's word for nothing is none in a CSV already
DAYS = st.dates(date(2026, 1, 1), date(2026, 11, 1))
AMOUNTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "item": NAMES.filter(lambda text: text[0] not in "='’" and not text.startswith("0000")),
    "status": st.sampled_from(["paid", "shipped", "delivered", "completed"]),
    "buyer_name": NAMES,
    "buyer_country": st.sampled_from(["BR", "DE", "CN", "US", "NO"]),
    "buyer_language": st.sampled_from(["pt_BR", "de", "zh_Hans"]),
    "tracking_number": st.from_regex(r"[A-Z]{2}\d{9}CN", fullmatch=True),
    "marketing_consent": st.booleans(),
    "review_left_on": DAYS,
    "remedy_done_on": DAYS,
    "promised_by": DAYS,
}


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw orders that have nothing wrong, the same fields in all of them, some of them unknown."""
    fields = draw(st.lists(st.sampled_from(sorted(PLAIN)), unique=True))
    numbers = draw(st.lists(st.from_regex(r"0?[1-9]\d{0,18}", fullmatch=True), min_size=1, max_size=6, unique=True))
    orders = []
    for number in numbers:
        order: dict[str, Any] = {
            "number": number,
            "price": draw(AMOUNTS),
            "currency": draw(st.sampled_from(["USD", "EUR"])),
        }
        order |= {field: draw(PLAIN[field] | st.none()) for field in fields}
        orders.append(order)
    return orders


def as_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def as_csv(path: Path, orders: list[dict[str, Any]], delimiter: str, encoding: str, space: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([space + name.upper().replace("_", " ") for name in orders[0]])
    writer.writerows([[space + as_cell(value) + space for value in order.values()] for order in orders])
    path.write_bytes(text.getvalue().encode(encoding))


def as_xlsx(path: Path, orders: list[dict[str, Any]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row, cells in enumerate([list(orders[0]), *[list(order.values()) for order in orders]], start=1):
        for column, value in enumerate(cells, start=1):
            cell = sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # a title that begins with = is no formula
    book.save(path)


def as_jsonl(path: Path, orders: list[dict[str, Any]]) -> None:
    lines = []
    for order in orders:
        nested: dict[str, Any] = {}
        for name, value in order.items():
            plain = (
                value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
            )
            if name.startswith("buyer_"):
                nested.setdefault("buyer", {})[name.removeprefix("buyer_")] = plain
            elif name == "review_left_on":
                nested["review"] = {"left_on": plain}
            elif name == "item":
                nested["items"] = [{"title": plain}] if plain else []
            else:
                nested[name] = plain
        lines.append(json.dumps(nested, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def as_parquet(path: Path, orders: list[dict[str, Any]]) -> None:
    columns = {}
    for name in orders[0]:
        values = [order[name] for order in orders]
        column = pa.array(values, ORDERS.field(name).type)
        if name == "price":
            column = column.cast(pa.decimal128(12, 2))
        elif name in {"status", "buyer_country"}:
            column = column.dictionary_encode()
        elif name == "item":
            column = column.cast(pa.large_string())
        elif name == "review_left_on":
            column = column.cast(pa.timestamp("ms"))
        columns[name] = column
    pq.write_table(pa.table(columns), path)


def expected(orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for order in orders:
        known = {name: value for name, value in order.items() if value is not None}
        found.append(known | ({"items": 1} if "item" in known else {}))
    return found


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=tables(), delimiter=st.sampled_from(",;\t"), space=st.sampled_from(["", " ", "  "]))
def test_every_kind_of_file_gives_the_same_orders(
    tmp_path: Path, orders: list[dict[str, Any]], delimiter: str, space: str
) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        as_csv(tmp_path / f"{encoding}.csv", orders, delimiter, encoding, space)
    as_xlsx(tmp_path / "orders.xlsx", orders)
    as_jsonl(tmp_path / "orders.jsonl", orders)
    as_parquet(tmp_path / "orders.parquet", orders)
    for name in ("utf-8.csv", "utf-8-sig.csv", "orders.xlsx", "orders.jsonl", "orders.parquet"):
        found, rejected = read(tmp_path / name)
        assert rejected == [], name
        for order in found:
            order.pop("row")
        assert found == expected(orders), name


# ---------- files that are no tables ----------


@pytest.mark.parametrize(
    ("name", "content", "error", "said"),
    [
        ("empty.csv", b"", BatchFileError, "the file is empty"),
        ("bom.csv", b"\xef\xbb\xbf", BatchFileError, "no header"),
        ("lines.csv", b"\n\n\n", BatchFileError, "no header"),
        ("old.xls", b"x", BatchFileError, "save it as .xlsx"),
        ("orders.pdf", b"%PDF", BatchFileError, "is not a kind of order table"),
        ("renamed.csv", b"PK\x03\x04rest", NotTextError, "another kind"),
        ("nul.csv", b"\0\1\2\3" * 100, NotTextError, "byte 1 is NUL"),
        (
            "latin.csv",
            HEADER.encode() + "1,shipped,Café crème brûlée,André Müller\n".encode("cp1252"),
            NotTextError,
            "byte 46 (0xE9)",
        ),
        (
            "cyrillic.csv",
            HEADER.encode() + "1,shipped,чашка,Иван Петров\n".encode("cp1251"),
            NotTextError,
            "neither UTF-8 nor",
        ),
        ("text.xlsx", HEADER.encode(), BatchFileError, "not an Excel workbook"),
        ("broken.xlsx", b"PK\x03\x04" + b"x" * 100, BatchFileError, "not an Excel workbook"),
        ("text.parquet", HEADER.encode(), BatchFileError, "not a Parquet file"),
        ("bad.jsonl", b"{broken\n[1]\n", BatchFileError, "none of the first lines"),
        ("other.csv", b"colour,size\nred,5\n", DataError, "no column is the order's number"),
        ("twice.csv", b"order id,order no,item\n1,2,cup\n", DataError, "'order id' and 'order no' are both number"),
    ],
)
def test_a_file_that_is_no_table_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, error: type[Exception], said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error) as caught:
        read_orders(path, DAY)
    assert said in str(caught.value)


def test_a_file_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_orders(tmp_path / "missing.csv", DAY)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(FileError, match="not a file"):
        read_orders(tmp_path / "folder.csv", DAY)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_header_alone_is_no_order_and_no_error(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"orders.{kind}"
    if kind == "csv":
        written(path, HEADER)
    elif kind == "parquet":
        pq.write_table(pa.table({"number": pa.array([], pa.string())}), path)
    else:
        book = openpyxl.Workbook()
        book.active.append(["number", "status"])
        book.save(path)
    assert read(path) == ([], [])
