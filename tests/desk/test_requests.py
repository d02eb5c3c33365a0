"""What a request to the desk may bring: host names, forms, sizes, uploads, odd fields; what a page never holds."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from assistant.desk.errors import UploadKindError
from assistant.desk.numbers_page import span_of
from assistant.desk.pages import render, static_files
from assistant.desk.uploads import require_workbook
from tests.desk.visitor import csrf, fields, post

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.archive import Archive

DANGEROUS = re.compile(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.5", ""])
def test_foreign_host_name_is_refused_on_loopback(desk: TestClient, host: str) -> None:
    assert desk.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_own_names_are_served(desk: TestClient, host: str) -> None:
    assert desk.get("/", headers={"host": host}).status_code == 200


def test_names_of_a_reachable_desk(open_desk: Callable[..., TestClient]) -> None:
    client = open_desk("10.0.0.5", names=("desk.shop.example",))
    assert client.get("/login", headers={"host": "DESK.shop.example"}).status_code == 200
    assert client.get("/login", headers={"host": "other.example"}).status_code == 421


@pytest.mark.parametrize("path", ["/draft", "/file", "/ask", "/", "/staff-language", "/cases/1/note", "/bulk/triage"])
def test_form_of_another_site_is_refused(desk: TestClient, path: str) -> None:
    desk.get("/")
    assert desk.post(path, data={"text": "hello", "staff": "en"}).status_code == 403
    forged = desk.post(path, data={"text": "hello", "csrf": "x" * 32, "staff": "en"})
    assert forged.status_code == 403
    right = {"csrf": csrf(desk, "/"), "text": "hello", "staff": "en"}
    assert desk.post(path, data=right, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_pages_hold_no_inline_script_or_style(desk: TestClient) -> None:
    filed = post(desk, "/file", fields(), accept="application/json").json()
    for path in ("/", f"/?case={filed['case']}", "/cases", f"/cases/{filed['case']}", "/numbers", "/bulk", "/nowhere"):
        answer = desk.get(path)
        assert not DANGEROUS.search(answer.text), path
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"


def test_script_and_style_are_small() -> None:
    assert sum(len(content) for content, _, _ in static_files().values()) < 60_000


def test_message_with_script_is_shown_as_text(desk: TestClient) -> None:
    evil = "<script>alert(1)</script> my \"parcel\" is late <img src=x onerror=alert(2)> '{{7*7}}'"
    page = post(desk, "/draft", {"text": evil, "fact.buyer.name": "<b>Eve</b>", "fact.number": '"><script>'}).text
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize("path", ["/draft", "/api/read"])
def test_large_bodies_are_refused(desk: TestClient, path: str) -> None:
    body = b"text=" + b"a" * 10_000_000
    headers = {"content-type": "application/x-www-form-urlencoded", "x-csrf-token": csrf(desk, "/")}
    if path.startswith("/api"):
        headers["content-type"] = "application/json"
    assert desk.post(path, content=body, headers=headers).status_code == 413
    chunks = (b"a" * 100_000 for _ in range(100))
    assert desk.post(path, content=chunks, headers=headers).status_code == 413, "without a content-length"


def test_large_upload_is_refused(desk: TestClient) -> None:
    data = {"csrf": csrf(desk, "/")}
    for path in ("/bulk/triage", "/bulk/care", "/orders", "/cases/1/files"):
        answer = desk.post(path, data=data, files={"file": ("m.csv", b"text\n" + b"a" * 11_000_000)})
        assert answer.status_code == 413, path
        assert "send it in parts" in answer.text


def test_message_longer_than_a_thread_is_told(desk: TestClient) -> None:
    page = post(desk, "/draft", {"text": "late " * 60_000})
    assert page.status_code == 200
    assert "paste only the last messages" in page.text


def workbook(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts:
            file.writestr(name, content)
    return out.getvalue()


def test_zip_bomb_is_refused(desk: TestClient) -> None:
    bomb = workbook(*((f"xl/sheet{n}.xml", b"\0" * 40_000_000) for n in range(4)))
    assert len(bomb) < 1_000_000
    with pytest.raises(UploadKindError, match="unpack"):
        require_workbook("orders.xlsx", bomb)
    data = {"csrf": csrf(desk, "/")}
    assert desk.post("/bulk/triage", data=data, files={"file": ("m.xlsx", bomb)}).status_code == 415


def test_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(workbook(("xl/sheet.xml", b"\0" * 200_000_000)))
    at = bomb.rfind(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    bomb[22:26] = (1000).to_bytes(4, "little")
    with pytest.raises(UploadKindError):
        require_workbook("orders.xlsx", bytes(bomb))


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.xls", "a", "a.csv.zip"])
def test_other_kinds_of_uploads_are_refused(desk: TestClient, name: str) -> None:
    data = {"csrf": csrf(desk, "/")}
    assert desk.post("/bulk/triage", data=data, files={"file": (name, b"text\nhello\n")}).status_code == 415


def test_evidence_is_saved_never_opened(desk: TestClient) -> None:
    case = post(desk, "/file", fields(), accept="application/json").json()["case"]
    data = {"csrf": csrf(desk, "/"), "version": "1"}
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 40
    assert desk.post(f"/cases/{case}/files", data=data, files={"file": ("a.png", png)}).status_code == 303
    data["version"] = "2"
    html = {"file": ("a.png", b"<html><script>alert(1)</script>")}
    refused = desk.post(f"/cases/{case}/files", data=data, files=html)
    assert refused.status_code == 415
    assert f'href="/cases/{case}"' in refused.text, "there is a way back"
    address = re.search(rf"/cases/{case}/files/\w+", desk.get(f"/cases/{case}").text)
    assert address is not None
    answer = desk.get(address[0])
    assert answer.content == png
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"


def test_failure_is_logged_without_what_the_buyer_wrote(
    desk: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = TestClient(desk.app, base_url="http://localhost", raise_server_exceptions=False)
    headers = {"x-csrf-token": csrf(client, "/")}
    monkeypatch.setattr("assistant.desk.desk_page.work_on", lambda inputs, _: {}[inputs.text])
    answer = client.post("/draft", data={"text": "a secret of the buyer"}, headers=headers)
    assert answer.status_code == 500
    assert "secret of the buyer" not in answer.text + caplog.text
    assert "KeyError" in caplog.text


@pytest.mark.parametrize(
    "path",
    [
        "/cases/99999999999999999999", "/?case=99999999999999999999", "/cases/-1", "/cases/abc", "/cases?after=zzz",
        "/cases?q=%00", "/cases?q=%22%27*)(", f"/cases?label={'9' * 5000}", "/cases?label=%D9%A1",
        f"/cases/{'9' * 5000}", f"/?case={'9' * 5000}", f"/cases?after={'9' * 5000}",
        "/numbers?since=0001-01-01&until=9999-12-31", "/static/%2e%2e/frame.j2",
    ],
)  # fmt: skip
def test_odd_addresses_are_no_failure_of_ours(desk: TestClient, path: str) -> None:
    assert desk.get(path).status_code in {200, 404, 422}


@pytest.mark.parametrize(
    "odd",
    [
        {"text": "late \0 parcel"},
        {"language": "xx"},
        {"language": "../en"},
        {"order": "["},
        {"order": "[" * 5000},
        {"order": '{"items": ["a"]}', "fact.item.title": "x"},
        {"order": '{"buyer": "x", "dispute": 5}', "fact.buyer.name": "y"},
        {"order": '{"price": NaN, "currency": "USD"}'},
        {"order": '{"price": 1e999999999, "currency": "USD"}'},
        {"paste": "a,b\n" * 100},
        {"paste": '"unclosed,\nb'},
        {"paste": "number,item.quantity\n1," + "9" * 5000},
        {"option": "9" * 30},
        {"reason": "nope", "channel": "fax", "tone": "x"},
        {"slot.refund": "-5", "fact.currency": "USD"},
        {"fact.__class__": "x", "block.__class__": "y"},
    ],
)
def test_odd_fields_are_no_failure_of_ours(desk: TestClient, odd: dict[str, str]) -> None:
    assert post(desk, "/draft", {"text": "my parcel is late", **odd}).status_code == 200


@pytest.mark.parametrize(
    ("deed", "odd"),
    [
        ("label", {"label": "77"}),
        ("state", {"state": "zzz"}),
        ("end", {"result": "accepted", "amount": "1e99", "currency": "USD"}),
        ("end", {"result": "accepted", "amount": "5", "currency": "ZZ"}),
        ("__init__", {}),
    ],
)
def test_odd_deeds_are_refused_and_change_nothing(
    desk: TestClient, archive: Archive, deed: str, odd: dict[str, str]
) -> None:
    number = post(desk, "/file", fields(), accept="application/json").json()["case"]
    assert post(desk, f"/cases/{number}/{deed}", odd).status_code == 422
    assert archive.cases.get(number).version == 1
    assert post(desk, f"/cases/{number}/snooze", {"days": "999999999"}).status_code == 303


def test_an_error_page_is_not_made_where_everybody_waits(desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page waits for its turn to be made, so it must not be made by the loop that answers all of them."""
    made: list[str] = []

    def drawn(*args: Any, **values: Any) -> str:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        made.append(args[0])
        return render(*args, **values)

    monkeypatch.setattr("assistant.desk.failures.render", drawn)
    assert desk.get("/nosuch").status_code == 404
    assert desk.get("/cases/999999").status_code == 404
    assert made == ["error.j2", "error.j2"]


@pytest.mark.parametrize(
    ("since", "until", "span"),
    [
        ("2026-10-01", "2026-11-01", ("2026-10-01", "2026-11-01")),
        ("2026-11-01", "2026-10-01", ("2026-10-01", "2026-11-01")),
        ("2150-01-01", "2160-01-01", ("2100-01-01", "2100-01-01")),
        ("1000-01-01", "1001-01-01", ("2000-01-01", "2000-01-01")),
        ("soon", "2026-11-01", ("2026-08-22", "2026-11-20")),
    ],
)
def test_days_of_the_numbers_are_a_span(since: str, until: str, span: tuple[str, str]) -> None:
    request = Request({"type": "http", "query_string": f"since={since}&until={until}".encode()})
    assert tuple(map(str, span_of(request, date(2026, 11, 20)))) == span
