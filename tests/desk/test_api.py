"""The HTTP API of the desk: the answers of the commands, one sentence for what is wrong, tokens with a scope."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from assistant.archive.nouns import Scope
from tests.conftest import example

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

    from assistant.archive import Archive
    from assistant.bootstrap import Assistant


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
        (b'{"text": "late", "option": 1E+999999999}', 400, "a number of more than 30 digits"),
        (b'{"text": "late", "order": {"review": {"stars": 1E+999999999}}}', 400, "a number of more than 30 digits"),
        (b'{"text": "late", "order": {"price": -1E-999999999}}', 400, "a number of more than 30 digits"),
        (b'{"text": "late", "option": %s}' % (b"9" * 5000), 400, "a number that is too large"),
        (b'{"text": "late", "option": true}', 400, "not a number from 1 on"),
        (b'{"text": "late", "option": 1.0}', 400, "not a number from 1 on"),
    ],
)
def test_api_says_in_one_sentence_what_is_wrong(desk: TestClient, body: bytes, status: int, said: str) -> None:
    answer = desk.post("/api/reply", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("body", [{"text": ""}, {}, {"text": None}, {"text": 5}])
def test_api_names_a_field_once(desk: TestClient, body: dict[str, object]) -> None:
    answer = desk.post("/api/reply", json=body)
    assert answer.status_code == 400
    said = answer.json()["detail"]
    assert said.count("'text'") == 1
    assert not said.endswith("..")


@pytest.mark.parametrize("call", ["read", "lint", "reply"])
@pytest.mark.parametrize("language", ["english", "xx", "e" * 300])
def test_api_takes_no_language_that_it_does_not_know(desk: TestClient, call: str, language: str) -> None:
    answer = desk.post(f"/api/{call}", json={"text": "where is my parcel", "language": language})
    assert answer.status_code == 422
    assert "language" in answer.json()["detail"]


@pytest.mark.parametrize("language", ["pt", "pt_BR", "pt-BR", "zh_TW", "de"])
def test_api_takes_every_spelling_of_one_that_it_does(desk: TestClient, language: str) -> None:
    answer = desk.post("/api/read", json={"text": "where is my parcel", "language": language})
    assert answer.json()["language"] == language[:2]


def test_api_says_how_an_address_is_used(desk: TestClient) -> None:
    answer = desk.get("/api/read")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert "POST" in answer.json()["detail"]
    assert "first page" not in answer.json()["detail"]
    missing = desk.post("/api/raed", json={})
    assert missing.status_code == 404
    assert "/api/openapi.json" in missing.json()["detail"]
    page = desk.get("/bulk/triage/nothing/at/all")
    assert page.status_code == 404
    assert desk.get("/logout").headers["allow"] == "POST"


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


def test_api_tells_a_stranger_nothing_of_where_the_archive_is(
    remote: TestClient, archive: Archive, tmp_path: Path
) -> None:
    archive.close()
    (tmp_path / "archive.db").unlink()
    (tmp_path / "archive.db").mkdir()
    answer = remote.post("/api/read", json={"text": "hello"}, headers={"authorization": "Bearer x"})
    assert answer.status_code == 503
    assert answer.json()["detail"].startswith("The archive cannot be reached: ")
    assert str(tmp_path) not in answer.text


def test_openapi_describes_the_four_calls(desk: TestClient) -> None:
    described = desk.get("/api/openapi.json").json()
    paths = described["paths"]
    assert set(paths) == {"/api/read", "/api/plan", "/api/reply", "/api/lint"}
    for call in paths.values():
        assert {"200", "400", "401", "403", "413", "422", "500", "503"} == set(call["post"]["responses"])
        assert call["post"]["security"] == [{"token": []}]
    assert described["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    schemas = {
        name: call["post"]["requestBody"]["content"]["application/json"]["schema"] for name, call in paths.items()
    }
    assert {"text", "order", "history", "channel", "option"} <= set(schemas["/api/reply"]["properties"])
    assert {name: schema["required"] for name, schema in schemas.items()} == {
        "/api/read": ["text"],
        "/api/plan": ["reason"],
        "/api/reply": ["text"],
        "/api/lint": ["text"],
    }
    kinds = [one["type"] for one in schemas["/api/lint"]["properties"]["id"]["anyOf"]]
    assert kinds == ["string", "integer", "null"]


@pytest.mark.parametrize(("given", "status"), [("7", 200), (7, 200), (True, 400), ([7], 400), (7.5, 400)])
def test_api_takes_the_number_of_a_record_as_a_batch_does(desk: TestClient, given: object, status: int) -> None:
    answer = desk.post("/api/read", json={"text": "late", "id": given})
    assert answer.status_code == status
    assert answer.json().get("id", "7") == "7"
    assert status == 200 or "'id' is not text" in answer.json()["detail"]


def test_api_asks_for_the_reason_of_a_plan(desk: TestClient) -> None:
    answer = desk.post("/api/plan", json={"order": {}})
    assert (answer.status_code, "'reason'" in answer.json()["detail"]) == (400, True)


def test_a_day_at_the_end_of_the_calendar_is_no_failure_of_ours(desk: TestClient) -> None:
    order = {"price": "24.90", "currency": "USD", "shipped_on": "9999-12-30"}
    for today in ("9999-12-31", "0001-01-01"):
        for call in ("plan", "reply"):
            body = {"reason": "late_delivery", "order": order, "today": today}
            answer = desk.post(f"/api/{call}", json=body | ({"text": "late"} if call == "reply" else {}))
            assert answer.status_code in {200, 422}, answer.text
