"""The desk in bulk: messages, orders, care and cards out of tables, and no row that is left out."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from typing import TYPE_CHECKING

import openpyxl
import pytest

from assistant.desk.care_job import CareJob
from assistant.desk.errors import StoppedError
from assistant.desk.jobs import Job, Jobs, Stage
from tests.desk.visitor import csrf, post, waited
from tests.filed import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

    from assistant.desk.program import Program


def test_triage_answers_each_row_and_says_what_was_rejected(desk: TestClient) -> None:
    rows = 'id,text,platform\n1,where is my parcel,\n2,,\n3,"=cmd()|it arrived broken",aliexpress\n4,hello,nowhere\n'
    data = {"csrf": csrf(desk, "/"), "channel": "chat"}
    begun = desk.post("/bulk/triage", data=data, files={"file": ("messages.csv", rows.encode("gb18030"))})
    address = begun.headers["location"]
    page = waited(desk, address)
    assert "4 rows, 2 rejected" in page
    results = [json.loads(line) for line in desk.get(f"{address}/results.jsonl").text.splitlines()]
    assert [result["id"] for result in results] == ["1", "3"]
    assert all(result["draft"]["channel"] == "chat" for result in results)
    rejected = desk.get(f"{address}/rejected.csv").text
    assert "platform" in rejected
    assert "text" in rejected
    assert desk.get(f"{address}/nothing.csv").status_code == 404
    assert desk.get("/bulk/unknown").status_code == 404


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Bonjour François, où est mon colis ? Il était prévu mardi", "cp1252"),
        ("Où est-il ?", "cp1252"),
        ("Wo ist mein Päckchen? Größe fällt zu klein aus", "cp1252"),
        ("Где моя посылка?", "cp1251"),
        ("Πού είναι το δέμα μου;", "cp1253"),
    ],
)
def test_triage_does_not_read_another_code_page_as_chinese(desk: TestClient, text: str, encoding: str) -> None:
    files = {"file": ("m.csv", f"id,text\n1,{text}\n".encode(encoding))}
    refused = desk.post("/bulk/triage", data={"csrf": csrf(desk, "/")}, files=files)
    assert refused.status_code == 415
    assert "save it as .xlsx, or as CSV in UTF-8" in refused.text


def test_triage_of_a_table_without_messages_fails_with_a_sentence(desk: TestClient) -> None:
    data = {"csrf": csrf(desk, "/")}
    begun = desk.post("/bulk/triage", data=data, files={"file": ("m.csv", b"message\nhello\n")})
    assert "not known" in waited(desk, begun.headers["location"])


def test_rows_of_a_workbook_are_counted_as_its_sheet_counts_them(desk: TestClient) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = {2: ("id", "text", "platform"), 3: ("1", "late\nvery late\r\n\nreally", ""), 5: ("2", "", "")}
    rows |= {6: ("3", "late", "nowhere\nat all"), 9: ("4", "where is it?", ""), 10: ("5", "late", "mars")}
    for number, cells in rows.items():
        for column, cell in enumerate(cells, start=2):
            sheet.cell(number, column, cell or None)
    file = io.BytesIO()
    book.save(file)
    data = {"csrf": csrf(desk, "/")}
    begun = desk.post("/bulk/triage", data=data, files={"file": ("m.xlsx", file.getvalue())})
    address = begun.headers["location"]
    assert "5 rows, 3 rejected" in waited(desk, address)
    rejected = csv.DictReader(desk.get(f"{address}/rejected.csv").content.decode("utf-8-sig").splitlines())
    assert [(row["row"], row["field"]) for row in rejected] == [("5", "text"), ("6", "platform"), ("10", "platform")]
    results = [json.loads(line) for line in desk.get(f"{address}/results.jsonl").text.splitlines()]
    assert [result["id"] for result in results] == ["1", "4"]


ORDERS = (
    "Order ID,Order Status,Order Amount,Currency,Ship Date,Buyer Country,Product Name,Buyer Name\n"
    "8190021447710231,shipped,24.90,USD,2026-11-19,BR,Blue lamp,Ana\n"
    "8190021447710232,shipped,abc,USD,2026-11-19,BR,Red lamp,Bo\n"
)


def test_row_under_other_headings_is_understood(desk: TestClient) -> None:
    row = "\n".join(ORDERS.split("\n")[:2]).replace(",", "\t")
    page = post(desk, "/draft", {"text": "where is my parcel", "paste": row}).text
    for value in ("8190021447710231", "24.90", "USD", "Blue lamp", "Ana"):
        assert f'value="{value}"' in page
    wrong = post(desk, "/draft", {"text": "late", "paste": "colour\tsize\nred\tXL"})
    assert wrong.status_code == 200
    assert 'class="problems"' in wrong.text


def test_imported_orders_are_found_by_number_and_buyer(desk: TestClient) -> None:
    page = desk.post("/orders", data={"csrf": csrf(desk, "/")}, files={"file": ("orders.csv", ORDERS.encode())})
    assert "1 order taken over." in page.text
    assert "1 row rejected" in page.text
    for wanted in ("7710231", "ana"):
        found = desk.get("/orders/find", params={"q": wanted}).json()["orders"]
        assert [one["number"] for one in found] == ["8190021447710231"]
    order = json.loads(found[0]["json"])
    assert (order["price"], order["buyer"]["country"], order["items"][0]["title"]) == ("24.90", "BR", "Blue lamp")
    assert desk.get("/orders/find", params={"q": "nothing"}).json() == {"orders": []}


def test_orders_of_other_shops_and_platforms_with_the_same_number_are_each_at_hand(desk: TestClient) -> None:
    def imported(*rows: str) -> str:
        table = "\n".join(("Order ID,Shop,Platform,Buyer Name,Order Status", *rows)).encode()
        return desk.post("/orders", data={"csrf": csrf(desk, "/")}, files={"file": ("orders.csv", table)}).text

    def found(text: str) -> dict[str, str]:
        orders = desk.get("/orders/find", params={"q": text}).json()["orders"]
        return {one["name"]: json.loads(one["json"])["buyer"]["name"] for one in orders}

    imported("A5,,aliexpress,Ana,shipped")
    assert found("a5") == {"A5": "Ana"}
    assert "2 orders taken over." in imported("a5,LUMEN store,1688,王伟,shipped", "A5,Shop B,aliexpress,Bo,shipped")
    ana, wei, bo = "A5 · aliexpress · Lumen Store", "a5 · 1688 · LUMEN store", "A5 · aliexpress · Shop B"
    assert found("A5") == {ana: "Ana", wei: "王伟", bo: "Bo"}
    assert [found(name) for name in (ana, wei, bo)] == [{ana: "Ana"}, {wei: "王伟"}, {bo: "Bo"}]
    imported("#a5,Lumen Store,,Anna,shipped")
    assert sorted(found("A5").values()) == ["Anna", "Bo", "王伟"], "the same order, newly imported"


def test_the_dispute_of_an_imported_order_comes_along(desk: TestClient) -> None:
    rows = ("Order ID,Dispute status,Dispute opened", "7,in dispute,2026-11-17", "8,closed,", "9,no,")
    table = "\n".join(rows)
    desk.post("/orders", data={"csrf": csrf(desk, "/")}, files={"file": ("orders.csv", table.encode())})
    found = {one["number"]: json.loads(one["json"]) for one in desk.get("/orders/find?q=").json()["orders"]}
    assert found["7"]["dispute"] == {"stage": "opened", "opened_on": "2026-11-17"}
    assert found["8"]["dispute"] == {"stage": "closed"}
    assert "dispute" not in found["9"]


def test_care_is_looked_at_and_then_written_once(desk: TestClient) -> None:
    def begun(deed: str, orders: str = ORDERS) -> str:
        data = {"csrf": csrf(desk, "/"), "deed": deed}
        answer = desk.post("/bulk/care", data=data, files={"file": ("orders.csv", orders.encode())})
        return str(answer.headers["location"])

    looked = waited(desk, begun("look"))
    assert "Blue lamp" in looked
    assert "messages.csv" not in looked
    address = begun("write")
    assert "messages.csv" in waited(desk, address)
    assert "8190021447710231" in desk.get(f"{address}/messages.csv").text
    assert "abc" in desk.get(f"{address}/messages.rejected.csv").text
    again = begun("write")
    waited(desk, again)
    assert "8190021447710231" not in desk.get(f"{again}/messages.csv").text
    other = waited(desk, begun("write", ORDERS.replace("Blue lamp", "Green lamp")))
    assert "2 rejected" in other
    assert "Blue lamp" in other
    assert "Green lamp" in other


def test_cards_are_printed_with_a_picture_of_the_first_page(desk: TestClient) -> None:
    data = {"csrf": csrf(desk, "/"), "design": "plain", "size": "90x54", "sheet": "a4", "start": "3"}
    begun = desk.post("/bulk/cards", data=data, files={"file": ("orders.csv", ORDERS.encode())})
    address = begun.headers["location"]
    page = waited(desk, address)
    assert "1 rejected" in page
    assert desk.get(f"{address}/cards.pdf").content.startswith(b"%PDF-")
    picture = re.search(rf"{address}/[\w-]+\.png", page)
    assert picture is not None
    assert desk.get(picture[0]).content.startswith(b"\x89PNG")
    assert "not an amount" in desk.get(f"{address}/without.csv").text
    wrong = desk.post("/bulk/cards", data={**data, "size": "9x9"}, files={"file": ("o.csv", ORDERS.encode())})
    assert wrong.status_code == 422


def test_no_rejected_row_of_the_cards_is_left_out_of_their_file(desk: TestClient) -> None:
    bad = "order number,status,buyer name,country\n" + "".join(
        f"{one},paid,Ann,Atlantis\n" for one in range(7000, 7060)
    )
    data = {"csrf": csrf(desk, "/"), "design": "plain", "size": "90x54", "sheet": "", "start": "1"}
    begun = desk.post("/bulk/cards", data=data, files={"file": ("orders.csv", bad.encode())})
    address = begun.headers["location"]
    assert "60 rejected" in waited(desk, address)
    assert desk.get(f"{address}/without.csv").text.count("Atlantis") == 60


TWO_ORDERS = (
    "Order ID,Order Status,Order Amount,Currency,Ship Date,Buyer Country,Product Name,Buyer Name\n"
    "8190021447710231,shipped,24.90,USD,2026-11-19,BR,Blue lamp,Ana\n"
    "8190021447710232,flown,abc,USD,soon,BR,Red lamp,Bo\n"
)


@pytest.mark.parametrize("kind", ["care", "cards"])
def test_row_with_several_defects_is_one_row(desk: TestClient, kind: str) -> None:
    data = {"csrf": csrf(desk, "/"), "deed": "look", "design": "plain", "size": "90x54", "sheet": "", "start": "1"}
    begun = desk.post(f"/bulk/{kind}", data=data, files={"file": ("orders.csv", TWO_ORDERS.encode())})
    page = waited(desk, begun.headers["location"])
    assert "2 rows, 1 rejected" in page
    assert all(value in page for value in ("flown", "abc", "soon")), "each defect is told"


def test_order_with_several_defects_is_one_row(desk: TestClient) -> None:
    page = desk.post("/orders", data={"csrf": csrf(desk, "/")}, files={"file": ("o.csv", TWO_ORDERS.encode())}).text
    assert "1 order taken over. 1 row rejected:" in page


def test_a_job_that_is_stopped_in_line_never_begins(tmp_path: Path) -> None:
    jobs, free, begun = Jobs(), threading.Event(), list[str]()

    def wait(_job: Job) -> None:
        free.wait(60)

    first = Job("care", "a.csv", tmp_path / "a" / "a.csv", "ann", wait, NOON)
    second = Job("care", "b.csv", tmp_path / "b" / "b.csv", "ann", lambda job: begun.append(job.name), NOON)
    jobs.start(first)
    jobs.start(second).stopping.set()
    free.set()
    jobs._worker.shutdown()  # when both have had their turn
    assert (first.stage, second.stage, begun) == (Stage.DONE, Stage.STOPPED, [])


@pytest.mark.usefixtures("data")
def test_a_look_at_care_messages_can_be_stopped(program: Program, tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    table.write_text(ORDERS, "utf-8")
    job = Job("care", table.name, table, "ann", CareJob(program, "en", None), NOON)
    job.stopping.set()
    with pytest.raises(StoppedError):
        job.do(job)
