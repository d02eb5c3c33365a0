"""Orders in: every row of a seller's table is an order, an item of one, or says why not; no digit is ever lost."""

from __future__ import annotations

import csv
import io
import json
import tomllib
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.care.columns import ORDERS, REJECTED
from assistant.care.intake import HeaderMapping, Settings, load_mapping, read_orders, understood
from assistant.care.intake.aliases import parse_aliases
from assistant.care.intake.cells import is_clean
from assistant.care.rejects import rejected as worded
from assistant.errors import BatchFileError, DataError, FileError, NotTextError
from assistant.writing.staff import ENGLISH
from tests.conftest import ROOT, TODAY

if TYPE_CHECKING:
    from pathlib import Path

CASES = ROOT / "tests" / "cases" / "care" / "intake"
DAY = date(2026, 11, 20)


def case_names() -> list[str]:
    return sorted(path.stem for path in CASES.glob("*.toml"))


def read(path: Path, today: date = DAY, **options: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    orders, rejected = [], []
    for batch in read_orders(path, today, Settings(**options)):
        assert batch.orders.schema.equals(ORDERS)
        assert worded(batch.refused, ENGLISH).schema.equals(REJECTED)
        batch.orders.validate(full=True)
        orders += batch.orders.to_pylist()
        rejected += worded(batch.refused, ENGLISH).to_pylist()
    return [{key: value for key, value in order.items() if value is not None} for order in orders], rejected


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("name", case_names())
def test_case(name: str) -> None:
    wanted = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))
    mapping = HeaderMapping(constants=wanted.get("constants", {}), date_order=wanted.get("date_order"))
    orders, rejected = read(CASES / f"{name}.csv", wanted["today"], mapping=mapping)
    for order in orders:
        if "price" in order:
            order["price"] = f"{order['price'].normalize():f}"
    for order in wanted.get("orders", []):
        if "price" in order:
            order["price"] = f"{Decimal(order['price']).normalize():f}"
    assert orders == wanted.get("orders", [])
    told = [(line["row"], line["field"], line["value"]) for line in rejected]
    assert told == [(line["row"], line["field"], line["value"]) for line in wanted.get("rejected", [])]
    for line, expected in zip(rejected, wanted.get("rejected", []), strict=True):
        assert expected["why"] in line["why"]


# ---------------------------------------------------------------------------------------------- the same in every kind

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co")), min_size=1)
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


# ------------------------------------------------------------------------------------------ files that are no tables

HEADER = "order_id,status,item,buyer name\n"


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


# --------------------------------------------------------------------------------------------------------------- CSV


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


# -------------------------------------------------------------------------------------------------------------- XLSX


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


# ------------------------------------------------------------------------------------------------------------- JSONL


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


def test_a_json_field_that_first_comes_late_is_told(tmp_path: Path) -> None:
    lines = [json.dumps({"number": str(number)}) for number in range(1500)]
    lines[1200] = '{"number": "1200", "dispute": {"stage": "opened"}}'
    lines[1300] = '{"number": "1300", "kunde": "x"}'
    orders, rejected = read(written(tmp_path / "orders.jsonl", "\n".join(lines)))
    assert len(orders) == 1499
    assert orders[1200]["dispute_open"] is True
    assert [(line["row"], line["field"]) for line in rejected] == [(1301, "kunde")]


# ----------------------------------------------------------------------------------------------------------- Parquet


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
    orders, rejected = read(tmp_path / "orders.parquet", zone="Asia/Shanghai")
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


# ------------------------------------------------------------------------------------------------ orders and their rows


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
    assert [order["number"] for order in orders] == [str(number) for number in range(8)]
    assert [(line["row"], line["value"]) for line in rejected] == [(10, "3"), (11, "5")]
    assert "row 5 already, with the same content" in rejected[0]["why"]
    assert "Row 7 has the same order number with other content" in rejected[1]["why"]


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


# ------------------------------------------------------------------------------------------------------ words in cells


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
        ("language", "pt-BR", "buyer_language", "pt_BR"),
        ("language", "Portuguese", "buyer_language", "pt"),
        ("language", "西班牙语", "buyer_language", "es"),
        ("language", "zh-TW", "buyer_language", "zh_TW"),
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
        ("1,234", "USD", "1234"), ("24.9000", "USD", "24.90"),
        ("1.234", "EUR", None), ("1,234", "KWD", None), ("$5", "", None), ("5 of 6", "USD", None), ("24.90", "", None),
        ("25.5", "JPY", None), ("99999999999", "USD", None), ("USD 5", "EUR", None), ("-1", "USD", None),
        ("12000000", "VND", "12000000"),
    ],
)  # fmt: skip
def test_amount_is_read_or_refused(tmp_path: Path, text: str, currency: str, amount: str | None) -> None:
    path = written(tmp_path / "orders.csv", f'order_id,total,currency\n1,"{text}",{currency}\n')
    orders, rejected = read(path)
    assert len(orders) + len({line["row"] for line in rejected}) == 1
    assert (orders[0]["price"] if orders else None) == (Decimal(amount) if amount else None), rejected


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


# -------------------------------------------------------------------------------------------------------------- headers


def test_understood_shows_every_column_with_an_example(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.csv", "Order No.;Farbe;国家;Total\n1;;;\n2;rot;巴西;5,00\n", "utf-8-sig")
    found = understood(path)
    assert found.form == "CSV, semicolons, UTF-8"
    assert [(column.header, column.field, column.example) for column in found.columns] == [
        ("Order No.", "number", "1"),
        ("Farbe", None, "rot"),
        ("国家", "buyer_country", "巴西"),
        ("Total", "price", "5,00"),
    ]
    assert found.problems == ()
    assert understood(CASES / "shopify.csv").form == "CSV, commas, UTF-8, Shopify"
    assert understood(CASES / "taobao-gb18030.csv").form == "CSV, commas, GB18030, Taobao and Tmall"


def test_a_mapping_file_names_headers_and_what_holds_for_all(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.csv", "Bestellung,order id,Versand,Kunde\n1,a,03/04/2026,Anna\n")
    file = written(
        tmp_path / "mapping.toml",
        'date_order = "dmy"\n[headers]\nBestellung = "number"\n"order id" = ""\nversand = "shipped_on"\n'
        'KUNDE = "buyer_name"\n[constants]\nplatform = "taobao"\ncurrency = "CNY"\n',
    )
    orders, rejected = read(path, mapping=load_mapping(file))
    assert rejected == []
    assert orders == [
        {
            "row": 2,
            "number": "1",
            "platform": "taobao",
            "currency": "CNY",
            "shipped_on": date(2026, 4, 3),
            "buyer_name": "Anna",
        }
    ]


def test_every_defect_of_a_mapping_file_is_told(tmp_path: Path) -> None:
    file = written(
        tmp_path / "mapping.toml",
        'date_order = "ymd"\nnumbr = "x"\n[headers]\n"A" = "nummber"\n"B" = 5\n[constants]\nprice = "5"\n',
    )
    with pytest.raises(DataError) as caught:
        load_mapping(file)
    said = str(caught.value)
    assert len(caught.value.problems) == 5
    for part in ("date_order", "numbr", "did you mean 'number'", "'5' is not text", "'price'"):
        assert part in said
    path = written(tmp_path / "orders.csv", "Bestellung\n1\n")
    with pytest.raises(DataError, match="the mapping names a column that the file has not"):
        read_orders(path, DAY, Settings(mapping=HeaderMapping({"Bestellnummer": "number"})))


def test_defects_of_our_own_aliases_are_told() -> None:
    table = {"source": "xx", "as_of": TODAY, "verified": False}
    fields = {"number": ["Order"], "item": ["order"], "colour": ["Farbe"], "price": ["-"]}
    found, problems = parse_aliases(
        {"exports": [], "all": {**table, "fields": fields, "instead": {"number": ["ORDER"]}}}
    )
    assert found is None
    said = "\n".join(map(str, problems))
    for part in ("'order' is also number", "no field 'colour'", "no letter or digit", "stands in both lists"):
        assert part in said


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
