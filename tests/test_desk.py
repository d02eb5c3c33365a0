"""The desk without a browser: who may enter, what a page lets in and out, the HTTP API, and what is filed."""

from __future__ import annotations

import asyncio
import csv
import html
import io
import json
import re
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from shutil import copy
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from assistant.archive import Archive, Change, Entry, Kind, Offered, State
from assistant.archive.archive import utc_now
from assistant.archive.nouns import Role, Scope
from assistant.cli import cli
from assistant.desk.app import make_app
from assistant.desk.errors import NeedsAccountError, UploadKindError
from assistant.desk.inputs import read_inputs
from assistant.desk.pages import render, static_files
from assistant.desk.program import Program
from assistant.desk.setup import Setup
from assistant.desk.uploads import require_workbook
from assistant.desk.work import assembled, work_on
from assistant.errors import DatabaseGoneError
from assistant.model import Channel
from tests.conftest import EXAMPLES, TODAY, example, example_names
from tests.filed import Clock
from tests.test_rejects import CHINESE, is_chinese
from tests.test_rejects import table as bad_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from assistant.bootstrap import Assistant

SECRET = "a secret for the tests that is long enough"  # noqa: S105 - of the tests alone
PASSWORD = "correct horse battery staple"  # noqa: S105 - the same
DANGEROUS = re.compile(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", re.IGNORECASE)


@pytest.fixture(scope="module")
def program() -> Program:
    """The program, its models loaded once for all tests."""
    return Program(Setup(shop=EXAMPLES / "shop.toml", today=TODAY))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an account of each role, to be copied: hashing passwords is slow on purpose."""
    path = tmp_path_factory.mktemp("prepared") / "archive.db"
    with Archive(str(path), Clock()) as opened:
        for name, role in (("ann", Role.AGENT), ("lea", Role.LEAD)):
            opened.accounts.add(name, PASSWORD, role, by="test")
    return path


@pytest.fixture
def archive(tmp_path: Path, prepared: Path) -> Iterator[Archive]:
    """An archive without cases and with an account of each role."""
    with Archive(str(copy(prepared, tmp_path / "archive.db")), Clock()) as opened:
        yield opened


@pytest.fixture
def open_desk(archive: Archive, program: Program) -> Callable[..., TestClient]:
    """Open a desk and return a client of it."""

    def opened(host: str = "127.0.0.1", **more: Any) -> TestClient:
        setup = Setup(shop=EXAMPLES / "shop.toml", today=TODAY, host=host, **more)
        app = make_app(setup, archive, SECRET, program)
        name = "localhost" if setup.is_local else host
        return TestClient(app, base_url=f"http://{name}", follow_redirects=False)

    return opened


@pytest.fixture
def desk(open_desk: Callable[..., TestClient]) -> TestClient:
    """A desk on loopback."""
    return open_desk()


@pytest.fixture
def remote(open_desk: Callable[..., TestClient]) -> TestClient:
    """A desk that others can reach."""
    return open_desk("10.0.0.5")


def csrf(client: TestClient, path: str = "/login") -> str:
    found = re.search(r'name="csrf" content="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def sign_in(client: TestClient, name: str) -> None:
    answer = client.post("/login", data={"name": name, "password": PASSWORD, "csrf": csrf(client)})
    assert answer.status_code == 303, answer.text


def fields(name: str = "late-to-brazil", **more: str) -> dict[str, str]:
    text, order = example(name)
    return {"text": text, "order": json.dumps(order, default=str), **more}


def post(client: TestClient, path: str, data: dict[str, str], **headers: str) -> Any:
    return client.post(path, data=data, headers={"x-csrf-token": csrf(client, "/"), **headers})


# ---------- who may enter ----------


def test_another_address_needs_an_account(tmp_path: Path) -> None:
    with (
        Archive(str(tmp_path / "empty.db")) as empty,
        pytest.raises(NeedsAccountError, match="assistant desk user add"),
    ):
        make_app(Setup(host="0.0.0.0"), empty, SECRET)  # noqa: S104 - that is what is refused


def test_command_refuses_another_address_without_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    result = CliRunner().invoke(cli, ["desk", "--host", "0.0.0.0", "--port", "0"])  # noqa: S104 - the same
    assert result.exit_code == 1
    assert "assistant desk user add" in result.stderr


def test_accounts_and_tokens_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    run = CliRunner().invoke
    assert run(cli, ["desk", "user", "add", "mei", "--role", "lead"], input=PASSWORD + "\n").exit_code == 0
    assert run(cli, ["desk", "user", "add", "bo"], input="short\n").exit_code == 1
    assert run(cli, ["desk", "user", "list"]).stdout == "mei\tlead\n"
    made = run(cli, ["desk", "token", "add", "mei", "--scope", "read"])
    with Archive(str(tmp_path / "archive.db")) as archive:
        assert archive.accounts.verify_token(made.stdout.strip()) is not None
        assert run(cli, ["desk", "user", "disable", "mei"]).exit_code == 0
        assert archive.accounts.verify_token(made.stdout.strip()) is None


def test_nothing_is_shown_before_signing_in(remote: TestClient) -> None:
    for path in ("/", "/cases", "/cases/1", "/numbers", "/numbers.csv", "/bulk", "/orders/find"):
        answer = remote.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
    assert remote.post("/api/read", json={"text": "hello"}).status_code == 401


def test_signing_in_and_out(remote: TestClient, archive: Archive) -> None:
    sign_in(remote, "ann")
    assert "ann" in remote.get("/").text
    archive.accounts.change("ann", by="test", role=Role.LEAD)
    assert remote.get("/").status_code == 303, "a changed account has to sign in again"
    sign_in(remote, "ann")
    assert remote.post("/logout", data={"csrf": csrf(remote, "/")}).status_code == 303
    assert remote.get("/").status_code == 303


def test_wrong_passwords_are_slowed_down(archive: Archive, remote: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive.accounts, "_now", utc_now)  # tries are counted by the machine's clock
    data = {"name": "ann", "password": "wrong password here"}
    codes = [remote.post("/login", data={**data, "csrf": csrf(remote)}).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
    right = remote.post("/login", data={"name": "ann", "password": PASSWORD, "csrf": csrf(remote)})
    assert right.status_code == 429, "nor does the right one help then"
    assert int(right.headers["retry-after"]) > 0


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(open_desk: Callable[..., TestClient]) -> None:
    cookie = open_desk("10.0.0.5", https=True).get("/login").headers["set-cookie"].lower()
    for word in ("httponly", "samesite=strict", "secure"):
        assert word in cookie


def test_tampered_session_counts_for_nothing(remote: TestClient) -> None:
    sign_in(remote, "ann")
    name, value = next(iter(remote.cookies.items()))
    remote.cookies.clear()
    remote.cookies.set(name, ("b" if value[0] == "a" else "a") + value[1:])
    assert remote.get("/").status_code == 303


# ---------- what a request may bring ----------


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
    assert desk.post(f"/cases/{case}/files", data=data, files=html).status_code == 415
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
        "/cases?q=%00", "/cases?q=%22%27*)(", "/numbers?since=0001-01-01&until=9999-12-31", "/static/%2e%2e/frame.j2",
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


# ---------- the HTTP API ----------


def test_api_answers_what_the_commands_answer(desk: TestClient, shop_assistant: Assistant) -> None:
    text, order = example("late-to-brazil")
    order = json.loads(json.dumps(order, default=str))
    said = desk.post("/api/reply", json={"text": text, "order": order, "id": "7"}).json()
    request = shop_assistant.request(shop_assistant.parse_order(order, (), "order"))
    reading = shop_assistant.read(text)
    wanted = shop_assistant.reply_json(shop_assistant.reply(reading, shop_assistant.in_language(request, reading)), "7")
    assert said == {"id": "7", **json.loads(json.dumps(wanted))}
    assert desk.post("/api/read", json={"text": text}).json() == wanted["reading"] | {"id": None}
    plan = desk.post("/api/plan", json={"reason": "damaged", "order": order, "risks": ["review_threat"]}).json()
    assert plan["options"]
    assert desk.post("/api/lint", json={"text": "Please write to me on WhatsApp"}).json()["findings"]


def test_api_reads_amounts_exactly(desk: TestClient) -> None:
    body = b'{"reason": "damaged", "order": {"price": 24.90, "currency": "USD"}}'
    answer = desk.post("/api/plan", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"{", 400, "no valid JSON"),
        (b"[]", 400, "no JSON object"),
        (b'{"text": 5}', 400, "'text'"),
        (b'{"text": "late", "colour": "red"}', 400, "'colour'"),
        (b'{"text": "   "}', 422, "empty"),
        (b'{"text": "late", "order": {"price": "abc"}}', 422, "'abc' is not an amount"),
        (b'{"text": "my parcel is late", "option": 9}', 422, "There is no option 9"),
        (b'{"text": "late", "today": "tomorrow"}', 422, "is not a date"),
        (b"\xff", 400, "not UTF-8"),
    ],
)
def test_api_says_in_one_sentence_what_is_wrong(desk: TestClient, body: bytes, status: int, said: str) -> None:
    answer = desk.post("/api/reply", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_api_takes_json_alone(desk: TestClient) -> None:
    answer = desk.post("/api/read", content=b'{"text": "late"}', headers={"content-type": "text/plain"})
    assert answer.status_code == 400


def test_api_token_opens_its_scope_alone(remote: TestClient, archive: Archive) -> None:
    _, secret = archive.accounts.add_token("ann", "robot", (Scope.READ,), by="test")
    headers = {"authorization": f"Bearer {secret}"}
    assert remote.post("/api/read", json={"text": "where is my parcel"}, headers=headers).status_code == 200
    assert remote.post("/api/lint", json={"text": "hello"}, headers=headers).status_code == 403
    assert remote.get("/cases", headers=headers).status_code == 303, "a token opens no page"
    archive.accounts.change("ann", by="test", disabled=True)
    assert remote.post("/api/read", json={"text": "hello"}, headers=headers).status_code == 401


def test_openapi_describes_the_four_calls(desk: TestClient) -> None:
    paths = desk.get("/api/openapi.json").json()["paths"]
    assert set(paths) == {"/api/read", "/api/plan", "/api/reply", "/api/lint"}
    schema = paths["/api/reply"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"text", "order", "history", "channel", "option"} <= set(schema["properties"])


# ---------- the draft ----------


@pytest.mark.parametrize("name", example_names())
@pytest.mark.parametrize("channel", list(Channel))
def test_blocks_put_together_are_the_body(shop_assistant: Assistant, name: str, channel: Channel) -> None:
    work = work_on(read_inputs(fields(name, channel=channel)), shop_assistant)
    assert work.draft is not None, work.failure
    assert assembled(work.draft, work.parts) == work.draft.body


def test_edited_block_stands_in_the_body_and_is_read(shop_assistant: Assistant) -> None:
    plain = work_on(read_inputs(fields()), shop_assistant)
    closing = next(part for part in plain.parts if part.name == "question")
    own = closing.text + " Escreva para o meu WhatsApp +55 11 91234-5678."
    edited = work_on(read_inputs(fields(**{"block.question": own, "was.question": closing.text})), shop_assistant)
    assert own in edited.body
    assert edited.is_edited
    assert {finding.rule for finding in edited.findings} > {finding.rule for finding in plain.findings}
    assert edited.obstacles


def test_changed_amount_of_an_edited_offer_is_an_error(shop_assistant: Assistant) -> None:
    given = fields("broken-in-transit", **{"slot.refund": "5.00"}, option="1")
    plain = work_on(read_inputs(given), shop_assistant)
    offer = next(part for part in plain.parts if part.name in {"options", "measures"})
    own = re.sub(r"\d+[.,]\d\d", "88.88", offer.text) + " 77.77"
    edited = work_on(
        read_inputs({**given, f"block.{offer.name}": own, f"was.{offer.name}": offer.text}), shop_assistant
    )
    assert "numbers_differ" in {finding.rule for finding in edited.findings}


def test_edit_of_a_block_that_changed_since_is_kept_beside_it(shop_assistant: Assistant) -> None:
    given = fields(**{"block.question": "Minha pergunta?", "was.question": "another text of ours"})
    part = next(one for one in work_on(read_inputs(given), shop_assistant).parts if one.name == "question")
    assert (part.text, part.earlier) == (part.ours, "Minha pergunta?")


def test_many_staff_at_once_get_the_same_as_one_alone(program: Program) -> None:
    given = [read_inputs(fields(name, channel=channel)) for name in example_names() for channel in ("letter", "chat")]

    def body(place: int) -> str:
        assistant = program.assistant(("en", "zh_CN")[place % 2])
        work = work_on(given[place % len(given)], assistant)
        assert work.draft is not None
        return work.draft.body + work.draft.gloss_body

    places = range(3 * len(given))
    alone = [body(place) for place in places]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(body, places)) == alone


def test_option_of_another_reason_gives_way(shop_assistant: Assistant) -> None:
    work = work_on(read_inputs(fields(option="9")), shop_assistant)
    assert work.draft is not None


def test_defects_of_the_order_are_all_told(desk: TestClient) -> None:
    page = post(desk, "/draft", fields(**{"fact.price": "abc", "fact.shipped_on": "yesterday"})).text
    assert "Price paid: “abc” is not an amount" in page
    assert "Shipped: “yesterday” is not a date" in page


def test_pasted_order_fills_the_fields(desk: TestClient) -> None:
    row = "number\tprice\tcurrency\tstatus\tbuyer.name\titem.title\n8190\t24.90\tUSD\tshipped\tAna\tBlue lamp"
    page = post(desk, "/draft", {"text": "where is my parcel", "paste": row}).text
    for value in ("8190", "24.90", "USD", "Ana", "Blue lamp"):
        assert f'value="{value}"' in page
    assert "One line is no order" in post(desk, "/draft", {"text": "", "paste": "8190 24.90"}).text


# ---------- filing ----------


def test_copy_files_message_reply_and_offers(desk: TestClient, archive: Archive) -> None:
    told = post(desk, "/file", fields(key="k1"), accept="application/json").json()
    case = archive.cases.get(told["case"])
    assert [entry.kind for entry in case.entries] == [Kind.MESSAGE, Kind.REPLY]
    assert case.entries[0].text == example("late-to-brazil")[0].strip()
    assert case.entries[1].text == told["body"]
    assert case.state is State.PENDING
    assert {str(offer.remedy) for offer in case.offers} == {"extend_protection", "reship"}
    again = post(desk, "/file", fields(key="k1"), accept="application/json").json()
    assert again == told, "the same key does it once"


def test_a_reply_whose_answer_is_lost_was_not_filed(
    desk: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise DatabaseGoneError("archive", "killed")

    with monkeypatch.context() as broken:
        broken.setattr(archive.answers, "give", lost)
        assert not post(desk, "/file", fields(key="k1"), accept="application/json").is_success
    assert set(archive.worklist.counts().values()) == {0}
    assert post(desk, "/file", fields(key="k1"), accept="application/json").json()["ok"]
    assert archive.worklist.counts()[State.PENDING] == 1


def test_incomplete_draft_is_not_copied_and_says_why(desk: TestClient) -> None:
    text = "Is the lamp also available in green, and does it fit an E14 socket?"
    given = {"text": text, "reason": "product_question"}
    refused = post(desk, "/file", given, accept="application/json")
    assert refused.status_code == 422
    assert refused.json()["why"] == ["Fill in what is missing: the answer to the buyer's question."]
    filled = post(desk, "/file", {**given, "slot.answer": "Yes, it is."}, accept="application/json")
    assert filled.json()["ok"]


def test_second_of_two_sees_what_the_first_did(desk: TestClient, archive: Archive) -> None:
    case = archive.cases.get(post(desk, "/file", fields(), accept="application/json").json()["case"])
    archive.cases.change(case.number, Change(entries=(Entry(kind=Kind.NOTE, text="called him"),)), by="lea")
    mine = fields(case=str(case.number), version=str(case.version))
    refused = post(desk, "/file", mine, accept="application/json")
    assert refused.status_code == 409
    assert "lea" in refused.json()["why"][0]
    assert refused.json()["conflict"] == case.version + 1
    page = post(desk, f"/cases/{case.number}/note", {"text": "mine", "version": str(case.version)})
    assert page.status_code == 409
    assert "lea" in page.text
    assert len(archive.cases.get(case.number).entries) == 3
    again = post(desk, "/file", {**mine, "version": str(case.version + 1)}, accept="application/json")
    assert again.json()["ok"]


def test_offers_of_the_case_are_not_made_again(desk: TestClient, archive: Archive) -> None:
    told = post(desk, "/file", fields(), accept="application/json").json()
    post(desk, f"/cases/{told['case']}/message", {"text": "No, that is not enough!", "version": "1"})
    page = desk.get(f"/?case={told['case']}").text
    assert "Offered in this case before" in page
    assert "No, that is not enough!" in page
    assert archive.cases.get(told["case"]).state is State.OPEN


def test_agent_waits_for_a_lead_who_approves(archive: Archive, open_desk: Callable[..., TestClient]) -> None:
    agent, lead = open_desk("10.0.0.5"), open_desk("10.0.0.5")
    sign_in(agent, "ann")
    sign_in(lead, "lea")
    given = fields(option="3")  # a full refund
    refused = post(agent, "/file", given, accept="application/json")
    assert refused.status_code == 422
    assert "agree first" in refused.json()["why"][0]
    asked = post(agent, "/ask", given, accept="application/json").json()
    case = archive.cases.get(asked["case"])
    assert [offer.needs_approval for offer in case.offers] == [True]
    mine = {**given, "case": str(case.number), "version": str(case.version)}
    assert post(agent, "/file", mine, accept="application/json").status_code == 422
    note = case.entries[-1]
    assert note.gloss
    assert note.gloss["locale"] == "en"
    assert note.gloss["body"]
    approve = {"offer": str(case.offers[0].number), "version": str(case.version)}
    assert post(agent, f"/cases/{case.number}/approve", approve).status_code == 403
    assert post(lead, f"/cases/{case.number}/approve", approve).status_code == 303
    told = post(agent, "/file", {**mine, "version": str(case.version + 1)}, accept="application/json").json()
    assert told["ok"]
    sent = archive.cases.get(case.number)
    assert [offer.approved_by for offer in sent.offers] == ["lea"]
    assert sent.entries[-1].by == "ann"


def test_lead_needs_nobody(archive: Archive, remote: TestClient) -> None:
    lead = remote
    sign_in(lead, "lea")
    told = post(lead, "/file", fields(option="3"), accept="application/json").json()
    assert [offer.approved_by for offer in archive.cases.get(told["case"]).offers] == ["lea"]


def test_one_click_each_on_the_case(desk: TestClient, archive: Archive) -> None:
    told = post(desk, "/file", fields(), accept="application/json").json()
    address = f"/cases/{told['case']}"
    offer = archive.cases.get(told["case"]).offers[0].number
    for deed, more in (
        ("outcome", {"offer": str(offer), "outcome": "accepted"}),
        ("label", {"label": "3"}),
        ("note", {"text": "phoned the carrier"}),
        ("snooze", {"days": "3"}),
        ("end", {"result": "dispute_won", "amount": "12.50", "currency": "BRL"}),
    ):
        version = str(archive.cases.get(told["case"]).version)
        assert post(desk, f"{address}/{deed}", {**more, "version": version}).status_code == 303, deed
    case = archive.cases.get(told["case"])
    assert case.ending is not None
    assert (str(case.offers[0].outcome), int(case.label), str(case.ending.amount)) == ("accepted", 3, "12.50")
    page = desk.get(address).text
    assert "dispute won" in page
    assert "phoned the carrier" in page
    for wrong in ({"outcome": "perhaps", "offer": str(offer)}, {"outcome": "accepted", "offer": "999"}):
        assert post(desk, f"{address}/outcome", wrong).status_code in {404, 422}


def test_worklist_search_and_numbers_show_the_case(desk: TestClient) -> None:
    told = post(desk, "/file", fields(), accept="application/json").json()
    assert f"#{told['case']}" in desk.get("/cases?state=pending").text
    assert f"#{told['case']}" not in desk.get("/cases?state=open").text
    assert f"#{told['case']}" in desk.get("/cases?q=Rafaela").text
    assert "Nothing was found." in desk.get("/cases?q=nobodyhasthisname").text
    assert desk.get("/cases?state=rubbish&label=x&reason=y&after=").status_code == 200
    table = desk.get("/numbers.csv").text
    assert "cases_by_reason,late_delivery,,1" in table
    assert "<svg" in desk.get("/numbers").text


def test_archive_that_is_gone_leaves_the_desk_working(desk: TestClient, archive: Archive, tmp_path: Path) -> None:
    token = csrf(desk, "/")
    archive.close()
    (tmp_path / "archive.db").unlink()
    (tmp_path / "archive.db").mkdir()
    draft = desk.post("/draft", data={"text": "where is my parcel"}, headers={"x-csrf-token": token})
    assert draft.status_code == 200
    refused = desk.post("/file", data=fields(), headers={"x-csrf-token": token, "accept": "application/json"})
    assert refused.status_code == 503
    page = desk.get("/cases")
    assert page.status_code == 503
    assert "kept in this browser" in page.text


# ---------- in bulk ----------


def waited(desk: TestClient, address: str) -> str:
    done = threading.Event()
    for _ in range(600):
        page = desk.get(f"{address}/progress").text
        if "data-running" not in page:
            return page
        done.wait(0.05)
    raise AssertionError(page)


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


def test_triage_of_a_table_without_messages_fails_with_a_sentence(desk: TestClient) -> None:
    data = {"csrf": csrf(desk, "/")}
    begun = desk.post("/bulk/triage", data=data, files={"file": ("m.csv", b"message\nhello\n")})
    assert "not known" in waited(desk, begun.headers["location"])


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


def test_care_is_looked_at_and_then_written_once(
    desk: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def begun(deed: str) -> str:
        data = {"csrf": csrf(desk, "/"), "deed": deed}
        answer = desk.post("/bulk/care", data=data, files={"file": ("orders.csv", ORDERS.encode())})
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


def test_case_is_exported_as_evidence(desk: TestClient) -> None:
    told = post(desk, "/file", fields(), accept="application/json").json()
    answer = post(desk, f"/cases/{told['case']}/export", {})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        assert any(name.endswith("case.pdf") for name in bundle.namelist())
    assert "exported the case" in desk.get(f"/cases/{told['case']}").text


def test_offer_without_reply_is_only_proposed(archive: Archive, desk: TestClient) -> None:
    told = post(desk, "/file", fields(), accept="application/json").json()
    offer = Offered(remedy="full_refund", amount="9", currency="BRL", needs_approval=True)  # type: ignore[arg-type]  # pydantic reads them
    archive.cases.change(told["case"], Change(offers=(offer,)), by="ann")
    page = desk.get(f"/cases/{told['case']}").text
    assert "waits for approval" in page
    assert f"#{told['case']}" in desk.get("/cases?state=all&who=approval").text
    assert f"#{told['case']}" not in desk.get("/cases?state=all&who=nobody").text
