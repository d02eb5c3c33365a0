"""What the desk files: replies and offers, by two at once, with a lead's approval; the case and what shows it."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from assistant.archive import Archive, Basis, Change, Entry, Kind, Offered, State
from assistant.cli import cli
from assistant.desk.app import make_app
from assistant.desk.setup import Setup
from assistant.errors import DatabaseGoneError
from assistant.model import Outcome
from tests.conftest import EXAMPLES, TODAY, example
from tests.desk.visitor import SECRET, csrf, fields, post, shown, sign_in
from tests.filed import new

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from assistant.desk.program import Program
    from tests.filed import Clock


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


def test_case_that_the_command_line_filed_shows_its_reply_and_the_gloss(desk: TestClient) -> None:
    order = str(EXAMPLES / "late-to-brazil.json")
    arguments = ["case", "add", "--order", order, "--today", str(TODAY), "--sent", example("late-to-brazil")[0]]
    added = CliRunner().invoke(cli, arguments)
    assert added.exit_code == 0, added.output
    page = desk.get(f"/cases/{int(added.stdout)}")
    assert page.status_code == 200
    assert ("in your language" in page.text, "edited after" in page.text) == (True, False)


@pytest.mark.parametrize("gloss", [{}, {"body": "Sorry."}, {"locale": "en"}])
def test_reply_with_half_a_gloss_is_shown(gloss: dict[str, str], desk: TestClient, archive: Archive) -> None:
    reply = Entry(kind=Kind.REPLY, text="Desculpe.", gloss=gloss)
    number = archive.cases.file(new().model_copy(update={"entries": (reply,)}), by="ann").number
    page = desk.get(f"/cases/{number}").text
    assert ("Desculpe." in page, "Sorry." in page) == (True, "body" in gloss)


@pytest.mark.parametrize("filed", ["{}\n", "\r\n{}\r\n"])
def test_message_that_the_case_has_is_not_filed_again(desk: TestClient, archive: Archive, filed: str) -> None:
    text = example("late-to-brazil")[0].strip().replace("\n", "\r\n" if "\r" in filed else "\n")
    entry = Entry(kind=Kind.MESSAGE, text=filed.format(text))
    number = archive.cases.file(new().model_copy(update={"entries": (entry,), "basis": Basis()}), by="ann").number
    post(desk, "/file", fields(case=str(number)), accept="application/json")
    assert [one.kind for one in archive.cases.get(number).entries] == [Kind.MESSAGE, Kind.REPLY]


def test_offers_are_made_on_the_day_of_the_desk(
    desk: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive.cases, "_now", lambda: datetime(2026, 11, 27, tzinfo=UTC))
    told = post(desk, "/file", fields(), accept="application/json").json()
    assert {offer.on for offer in archive.cases.get(told["case"]).offers} == {TODAY}


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


def test_case_that_waits_for_approval_or_a_reply_is_due_when_the_buyer_was_promised_one(
    desk: TestClient, archive: Archive, clock: Clock
) -> None:
    wanted = timedelta(hours=24)  # what shop.toml promises
    # The order has no clock of its own that would come before.
    given = {"text": "Is this lamp still on sale?", "reason": "product_question", "slot.answer": "Yes, it is."}
    asked = post(desk, "/ask", {**given, "key": "a"}, accept="application/json").json()
    number, begun = asked["case"], clock.now
    assert archive.cases.get(number).due == begun + wanted
    clock.now += timedelta(hours=2)
    post(desk, f"/cases/{number}/note", {"text": "asked the carrier"})
    post(desk, f"/cases/{number}/message", {"text": "HELLO??"})
    post(desk, "/ask", {**given, "text": "HELLO??", "case": str(number)}, accept="application/json")
    assert archive.cases.get(number).due == begun + wanted
    post(desk, "/file", {**given, "text": "HELLO??", "case": str(number)}, accept="application/json")
    assert archive.cases.get(number).due is None
    post(desk, f"/cases/{number}/message", {"text": "And in green?"})
    assert archive.cases.get(number).due == clock.now + wanted


def test_offers_of_another_case_of_the_order_are_not_made_again(desk: TestClient, archive: Archive) -> None:
    first = post(desk, "/file", fields(), accept="application/json").json()["case"]
    for offer in archive.cases.get(first).offers:
        archive.cases.answer(first, offer.number or 0, Outcome.REFUSED, by="ann")
    page = post(desk, "/draft", fields()).text
    assert f"Other cases about this order: {first}." in page
    second = post(desk, "/file", fields(), accept="application/json").json()["case"]
    again = {offer.remedy for offer in archive.cases.get(second).offers}
    assert not again & {offer.remedy for offer in archive.cases.get(first).offers}
    text, order = example("late-to-brazil")
    order = json.loads(json.dumps(order, default=str))
    plan = desk.post("/api/reply", json={"text": text, "order": order}).json()["plan"]
    assert f"Other cases about this order: {second}, {first}." in " ".join(plan["notes"])
    offered = {option["remedy"] for option in plan["options"] if option["offered"]}
    assert not offered & {str(offer.remedy) for offer in archive.cases.get(first).offers}
    other = desk.post("/api/reply", json={"text": text, "order": {**order, "platform": "ebay"}}).json()["plan"]
    assert "Other cases" not in " ".join(other["notes"])


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


def test_what_was_approved_is_taken_up_as_it_was_asked_for(
    archive: Archive, open_desk: Callable[..., TestClient]
) -> None:
    agent, lead = open_desk("10.0.0.5"), open_desk("10.0.0.5")
    sign_in(agent, "ann")
    sign_in(lead, "lea")
    given = fields(option="3", channel="chat", language="de")
    assert "needs approval" in post(agent, "/draft", given).text
    seen = shown(agent, given)
    own = {"block.question": f"{seen['block.question']} Gruß!"}
    asked = post(agent, "/ask", {**seen, **own}, accept="application/json").json()
    (proposed,) = archive.cases.get(asked["case"]).offers
    approve = {"offer": str(proposed.number), "version": str(asked["version"])}
    assert post(lead, f"/cases/{asked['case']}/approve", approve).status_code == 303
    page = agent.get(f"/?case={asked['case']}").text
    assert re.search(r'name="option" value="3" checked', page)
    assert html.unescape(re.findall(r'data-body="([^"]+)"', page)[0]) == asked["body"]
    assert "Gruß!" in asked["body"]
    assert "needs approval" not in page
    assert "Ask for approval" not in page
    assert "approved by lea" in page


def test_approval_that_comes_after_a_holding_reply_lets_the_draft_go(
    archive: Archive, open_desk: Callable[..., TestClient]
) -> None:
    agent, lead = open_desk("10.0.0.5"), open_desk("10.0.0.5")
    sign_in(agent, "ann")
    sign_in(lead, "lea")
    given = fields(option="3")  # a full refund
    asked = post(agent, "/ask", given, accept="application/json").json()
    number, mine = asked["case"], {**given, "case": str(asked["case"])}
    (proposed,) = archive.cases.get(number).offers
    holding = {**mine, "option": "", "reason": "order_status", "version": str(asked["version"])}
    assert post(agent, "/file", holding, accept="application/json").json()["ok"]
    version = archive.cases.get(number).version
    approve = {"offer": str(proposed.number), "version": str(version)}
    assert post(lead, f"/cases/{number}/approve", approve).status_code == 303
    assert "full_refund" not in [str(one.remedy) for one in archive.cases.history(number)], "nobody told the buyer yet"
    assert '<span class="badge good">approved by lea' in agent.get(f"/cases/{number}").text
    told = post(agent, "/file", {**mine, "version": str(version + 1)}, accept="application/json").json()
    assert told.get("why") is None
    assert "full_refund" in [str(one.remedy) for one in archive.cases.history(number)]
    refunds = [one for one in archive.cases.get(number).offers if one.remedy == proposed.remedy]
    assert [(one.number, one.approved_by) for one in refunds] == [(proposed.number, "lea")]


def test_lead_who_sends_what_was_proposed_has_approved_it(
    archive: Archive, open_desk: Callable[..., TestClient]
) -> None:
    agent, lead = open_desk("10.0.0.5"), open_desk("10.0.0.5")
    sign_in(agent, "ann")
    sign_in(lead, "lea")
    asked = post(agent, "/ask", fields(option="3"), accept="application/json").json()
    mine = fields(option="3", case=str(asked["case"]), version=str(asked["version"]))
    assert post(lead, "/file", mine, accept="application/json").json()["ok"]
    assert [offer.approved_by for offer in archive.cases.get(asked["case"]).offers] == ["lea"]
    assert "waits for approval" not in lead.get(f"/cases/{asked['case']}").text


def test_lead_needs_nobody(archive: Archive, remote: TestClient) -> None:
    lead = remote
    sign_in(lead, "lea")
    told = post(lead, "/file", fields(option="3"), accept="application/json").json()
    case = archive.cases.get(told["case"])
    assert [offer.approved_by for offer in case.offers] == ["lea"]
    assert case.plan is not None
    assert [one["remedy"] for one in case.plan["options"] if one["offered"]] == ["full_refund"]


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
        assert ("put off until" in desk.get(address).text) == (deed == "snooze"), deed
    case = archive.cases.get(told["case"])
    assert case.ending is not None
    assert (str(case.offers[0].outcome), int(case.label), str(case.ending.amount)) == ("accepted", 3, "12.50")
    page = desk.get(address).text
    assert "dispute won" in page
    assert "phoned the carrier" in page
    for wrong in ({"outcome": "perhaps", "offer": str(offer)}, {"outcome": "accepted", "offer": "999"}):
        assert post(desk, f"{address}/outcome", wrong).status_code in {404, 422}


def test_a_key_whose_first_request_is_not_answered_yet_is_a_conflict(
    desk: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive.answers, "claim", lambda *_: {})
    answer = post(desk, "/file", fields(key="k1"), accept="application/json")
    assert (answer.status_code, answer.json()["ok"]) == (409, False)
    assert "is not answered yet: wait a moment, then repeat it." in answer.json()["why"][0]


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


def test_numbers_reach_to_the_day_of_the_staff(tmp_path: Path, program: Program, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 28, 1, tzinfo=UTC)  # five in the afternoon of the day before
    with Archive(str(tmp_path / "other.db"), clock, ZoneInfo("America/Los_Angeles")) as archive:
        archive.cases.file(new(), by="ann")
        desk = TestClient(make_app(Setup(), archive, SECRET, program), base_url="http://localhost")
        assert "2026-08-29 to 2026-11-27,,1" in desk.get("/numbers.csv").text
        assert 'value="2026-11-27"' in desk.get("/numbers").text


def test_numbers_page_and_its_csv_tell_what_the_command_tells(
    desk: TestClient, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = post(desk, "/file", fields(), accept="application/json").json()["case"]
    end = {"result": "accepted", "amount": "50.25", "currency": "BRL"}
    assert post(desk, f"/cases/{number}/end", {**end, "version": "1"}).status_code == 303
    refused = post(desk, f"/cases/{number}/end", {**end, "amount": "999999"})
    assert refused.status_code == 422
    assert "above what is left of the order" in refused.text
    assert [str(offer.amount) for offer in archive.cases.get(number).offers if offer.amount] == ["50.25"]
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    shop = ("--shop", str(EXAMPLES / "shop.toml"), "--today", TODAY.isoformat())
    table = CliRunner().invoke(cli, ["case", "numbers", *shop, "--csv"]).stdout
    assert "spent_by_remedy,partial_refund,BRL,50.25" in table
    assert desk.get("/numbers.csv").text.removeprefix("\ufeff") == table
    assert "50.25" in desk.get("/numbers").text


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


def test_case_is_exported_as_evidence(desk: TestClient) -> None:
    told = post(desk, "/file", fields(), accept="application/json").json()
    answer = post(desk, f"/cases/{told['case']}/export", {})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        assert any(name.endswith("case.pdf") for name in bundle.namelist())
    assert "exported the case" in desk.get(f"/cases/{told['case']}").text


def test_offer_that_went_out_unapproved_is_answered_and_still_approved(archive: Archive, desk: TestClient) -> None:
    told = post(desk, "/file", fields(), accept="application/json").json()
    offer = Offered(remedy="full_refund", amount="9", currency="BRL", needs_approval=True)  # type: ignore[arg-type]  # pydantic reads them
    sent = Change(entries=(Entry(kind=Kind.REPLY, text="We refund you."),), offers=(offer,))
    number = archive.cases.change(told["case"], sent, by="ann").offers[-1].number
    page = desk.get(f"/cases/{told['case']}").text
    assert page.count("waits for approval") == 1
    assert page.count(f'name="offer" value="{number}"') == 2
    assert post(desk, f"/cases/{told['case']}/approve", {"offer": str(number)}).status_code == 303
    assert "waits for approval" not in desk.get(f"/cases/{told['case']}").text


def test_offer_without_reply_is_only_proposed(archive: Archive, desk: TestClient) -> None:
    told = post(desk, "/file", fields(), accept="application/json").json()
    offer = Offered(remedy="full_refund", amount="9", currency="BRL", needs_approval=True)  # type: ignore[arg-type]  # pydantic reads them
    archive.cases.change(told["case"], Change(offers=(offer,)), by="ann")
    page = desk.get(f"/cases/{told['case']}").text
    assert page.count("waits for approval") == 1
    assert f"#{told['case']}" in desk.get("/cases?state=all&who=approval").text
    assert f"#{told['case']}" not in desk.get("/cases?state=all&who=nobody").text
