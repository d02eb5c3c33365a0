"""A desk whose staff read Chinese: the page says in Chinese why a row, an order or a table was rejected."""

from __future__ import annotations

import csv
import html
import re
from typing import TYPE_CHECKING

import pytest

from tests.desk.visitor import csrf, post, waited
from tests.test_rejects import CHINESE, is_chinese
from tests.test_rejects import table as bad_table

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient


@pytest.fixture
def chinese_desk(desk: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A desk whose staff read Chinese."""
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    desk.post("/staff-language", data={"csrf": csrf(desk, "/"), "staff": "zh_CN"})
    return desk


def rejected_on(page: str) -> list[list[str]]:
    """Return the cells of the rejected rows of a page: row, field, value, why."""
    row = r'<tr><td class="number">(\d+)</td><td>(.*?)</td><td dir="auto">(.*?)</td><td>(.*?)</td></tr>'
    return [[html.unescape(cell) for cell in cells] for cells in re.findall(row, page, re.DOTALL)]


def problems_on(page: str) -> list[str]:
    """Return the list of what is wrong with an order, or with a table of them."""
    listed = re.search(r'<ul class="problems"[^>]*>(.*?)</ul>', page, re.DOTALL)
    assert listed is not None
    return [html.unescape(line) for line in re.findall(r"<li>(.*?)</li>", listed[1], re.DOTALL)]


@pytest.mark.parametrize("kind", ["care", "cards"])
@pytest.mark.parametrize("name", ["orders.csv", "orders.jsonl"])
def test_page_says_in_chinese_why_rows_of_orders_were_rejected(chinese_desk: TestClient, kind: str, name: str) -> None:
    data = {"csrf": csrf(chinese_desk, "/"), "deed": "write", "size": "90x54"}
    begun = chinese_desk.post(f"/bulk/{kind}", data=data, files={"file": (name, bad_table(name).encode())})
    rows = rejected_on(waited(chinese_desk, begun.headers["location"]))
    assert len(rows) > 10
    assert [row for row in rows if not is_chinese(row[3])] == []
    assert [row for row in rows if row[1] != "kunde" and not CHINESE.search(row[1])] == []
    assert not any("--" in row[3] or "[constants]" in row[3] for row in rows)
    files = re.findall(r"/bulk/[^\"]+(?:rejected|without)\.csv", waited(chinese_desk, begun.headers["location"]))
    assert files
    table = csv.DictReader(chinese_desk.get(files[0]).content.decode("utf-8-sig").splitlines())
    assert all(is_chinese(row["why"]) and "--" not in row["why"] for row in table)


def test_page_says_in_chinese_why_orders_were_not_taken_over(chinese_desk: TestClient) -> None:
    files = {"file": ("orders.csv", bad_table("orders.csv").encode())}
    page = chinese_desk.post("/orders", data={"csrf": csrf(chinese_desk, "/")}, files=files).text
    told = problems_on(page)
    assert len(told) == 20
    assert [line for line in told if not is_chinese(line)] == []
    assert told[0].startswith("第 2 行，订单状态：无法识别状态“blub”")


def test_page_says_in_chinese_what_is_wrong_with_a_pasted_row(chinese_desk: TestClient) -> None:
    heading, *rows = bad_table("orders.csv").splitlines()
    for row in rows[:20]:
        page = post(chinese_desk, "/draft", {"text": "late", "paste": f"{heading}\n{row}"}).text
        told = problems_on(page)
        assert all(is_chinese(line) and "：" in line for line in told), (row, told)


MESSAGES = (
    "id,text,order,history,platform,channel,reason,today,option\n"
    "1,,,,,,,,\n"
    '2,late,"{""price"": ""abc"", ""currency"": ""Taler"", ""colour"": 1, ""status"": ""blub""}",,,,,,\n'
    '3,late,"{""price"": ",,,,,,\n'
    "4,late,[1],,,,,,\n"
    "5,late,,{},,,,,\n"
    "6,late,,[1],,,,,\n"
    '7,late,,"[{""remedy"": ""hug""}]",,,,,\n'
    "8,late,,,nowhere,,,,\n"
    "9,late,,,,pigeon,,,\n"
    "10,late,,,,,boredom,,\n"
    "11,late,,,,,,tomorrow,\n"
    "12,late,,,,,,,first\n"
    "13,where is my parcel,,,,,,,99\n"
    "14,late,extra,,,,,,,\n"
    '15,"late\n'
)


def test_page_says_in_chinese_why_messages_were_rejected(chinese_desk: TestClient) -> None:
    data = {"csrf": csrf(chinese_desk, "/")}
    begun = chinese_desk.post("/bulk/triage", data=data, files={"file": ("messages.csv", MESSAGES.encode())})
    address = begun.headers["location"]
    rows = rejected_on(waited(chinese_desk, address))
    assert [int(row[0]) for row in rows] == list(range(2, 17))
    assert [row for row in rows if not is_chinese(row[3])] == []
    table = csv.DictReader(chinese_desk.get(f"{address}/rejected.csv").content.decode("utf-8-sig").splitlines())
    assert [row["why"] for row in table] == [row[3] for row in rows]


@pytest.mark.parametrize(
    ("path", "name", "content"),
    [
        ("care", "o.csv", b"colour,size\nred,XL\n"),
        ("care", "o.csv", b"order id,Order No,status\n1,2,paid\n"),
        ("care", "o.csv", b"order id\nCaf\xe9 M\xfcller\n"),
        ("care", "o.csv", b"\n"),
        ("care", "o.csv", b","),
        ("cards", "o.csv", ("a," * 3000).encode()),
        ("cards", "o.jsonl", b"nothing\n"),
        ("care", "o.csv", b"%PDF-1.7"),
        ("triage", "m.csv", b"text\xff\nlate\n"),
        ("triage", "m.csv", b"colour\nred\n"),
        ("triage", "m.csv", b"\nred\n"),
        ("care", "o.xlsx", b"PK\x03\x04"),
        ("care", "o.pdf", b"%PDF-1.7"),
    ],
)
def test_page_says_in_chinese_why_a_table_cannot_be_read(
    chinese_desk: TestClient, path: str, name: str, content: bytes
) -> None:
    data = {"csrf": csrf(chinese_desk, "/"), "deed": "look"}
    begun = chinese_desk.post(f"/bulk/{path}", data=data, files={"file": (name, content)})
    page = waited(chinese_desk, begun.headers["location"]) if begun.status_code == 303 else begun.text
    said = re.findall(r'(?:role="alert"|data-sentence)>([^<]+?)</', page)
    assert said
    assert [line for line in said if not is_chinese(html.unescape(line))] == []
