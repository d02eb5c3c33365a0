"""What waits for a lead stays waiting: no answer and no ending that an agent records agrees to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.archive import Change, Entry, Kind, Offered
from assistant.model import Outcome, Remedy
from tests.desk.visitor import fields, post, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from assistant.archive import Archive

REFUND = Offered(remedy=Remedy.FULL_REFUND, amount="189.90", currency="BRL", needs_approval=True)  # type: ignore[arg-type]  # pydantic reads it
AGAIN = {"text": "Where is it now?", "reason": "late_delivery"}  # chosen by hand: what is read of so little may change
ABOVE = {"result": "accepted", "amount": "189.90", "currency": "BRL"}  # the shop's limit is 40 BRL


@pytest.fixture
def agent(open_desk: Callable[..., TestClient]) -> TestClient:
    """A client of somebody whose amounts have a limit."""
    client = open_desk("10.0.0.5")
    sign_in(client, "ann")
    return client


@pytest.fixture
def lead(open_desk: Callable[..., TestClient]) -> TestClient:
    """A client of somebody who approves."""
    client = open_desk("10.0.0.5")
    sign_in(client, "lea")
    return client


def asked(agent: TestClient) -> int:
    number: int = post(agent, "/ask", fields(option="3"), accept="application/json").json()["case"]
    return number


def sent(agent: TestClient, **more: str) -> int:
    number: int = post(agent, "/file", fields(**more), accept="application/json").json()["case"]
    return number


def ended(client: TestClient, number: int, **ending: str) -> int:
    status: int = post(client, f"/cases/{number}/end", ending).status_code
    return status


@pytest.mark.parametrize("number", ["3021554709981177", ""])
def test_what_is_agreed_for_one_order_lets_no_other_go(
    archive: Archive, agent: TestClient, lead: TestClient, number: str
) -> None:
    case = archive.cases.get(asked(agent))
    post(lead, f"/cases/{case.number}/approve", {"offer": str(case.offers[0].number)})
    mine, before = {"option": "3", "case": str(case.number)}, archive.cases.get(case.number)
    other = fields(**mine, **{"fact.number": number, "fact.buyer.name": "Somebody Else"})
    for client, deed in ((agent, "/file"), (agent, "/ask"), (lead, "/file")):
        refused = post(client, deed, other, accept="application/json")
        assert (refused.status_code, refused.json()["why"]) == (
            422,
            [f"This case is about the order {before.order_number}: begin a new case for another one."],
        )
    assert archive.cases.get(case.number) == before
    page = post(agent, "/draft", other).text
    assert "begin a new case" in page
    assert "Ask for approval" not in page
    same = fields(**mine, **{"fact.number": f" {before.order_number} "})
    assert post(agent, "/file", same, accept="application/json").json()["ok"]


@pytest.mark.parametrize("outcome", ["accepted", "done"])
def test_answer_of_a_proposal_needs_a_lead(archive: Archive, agent: TestClient, lead: TestClient, outcome: str) -> None:
    number = asked(agent)
    (offer,) = archive.cases.get(number).offers
    answer = {"offer": str(offer.number), "outcome": outcome}
    refused = post(agent, f"/cases/{number}/outcome", answer)
    assert refused.status_code == 403
    assert "ann may not do this: ask a lead or an admin." in refused.text
    assert archive.cases.get(number).offers == (offer,)
    assert archive.cases.history(number) == ()
    assert post(lead, f"/cases/{number}/outcome", answer).status_code == 303
    (after,) = archive.cases.get(number).offers
    assert (str(after.outcome), after.approved_by) == (outcome, "lea")


def test_what_went_out_without_leave_is_agreed_to_by_a_lead(
    archive: Archive, agent: TestClient, lead: TestClient
) -> None:
    number = sent(agent)
    for offer in archive.cases.get(number).offers:
        archive.cases.answer(number, offer.number or 0, Outcome.REFUSED, by="ann")
    reply = Change(entries=(Entry(kind=Kind.REPLY, text="We refund you."),), offers=(REFUND,))
    offer = archive.cases.change(number, reply, by="command line").offers[-1]
    deed = f"/cases/{number}/outcome"
    refused = post(agent, deed, {"offer": str(offer.number), "outcome": "accepted"})
    assert refused.status_code == 403
    assert f'href="/cases/{number}"' in refused.text  # the way back
    assert ended(agent, number, result="accepted") == 403
    form = agent.get(f"/cases/{number}").text.split(f'name="offer" value="{offer.number}"')[1].partition("</form>")[0]
    assert [word for word in ("accepted", "refused", "done") if f'value="{word}"' in form] == ["refused"]
    shown = lead.get(f"/cases/{number}").text.split(f'name="offer" value="{offer.number}"')[1].partition("</form>")[0]
    assert 'value="accepted"' in shown
    assert post(agent, deed, {"offer": str(offer.number), "outcome": "refused"}).status_code == 303
    assert post(agent, deed, {"offer": str(offer.number), "outcome": "done"}).status_code == 403
    assert ended(lead, number, result="accepted", amount="189.90", currency="BRL") == 303


def test_ending_above_the_limits_needs_a_lead(archive: Archive, agent: TestClient, lead: TestClient) -> None:
    number = sent(agent)
    before = archive.cases.get(number)
    assert ended(agent, number, **ABOVE) == 403
    assert archive.cases.get(number) == before
    assert ended(lead, number, **ABOVE) == 303
    case = archive.cases.get(number)
    assert case.ending is not None
    assert [(one.amount, one.approved_by) for one in case.offers if one.outcome is Outcome.ACCEPTED] == [
        (REFUND.amount, "lea")
    ]


def test_ending_with_an_amount_that_waits_for_approval_needs_a_lead(archive: Archive, agent: TestClient) -> None:
    number = asked(agent)
    assert ended(agent, number, **ABOVE) == 403
    assert archive.cases.get(number).ending is None


def test_agent_ends_a_case_within_the_limits_and_with_what_the_platform_decided(
    archive: Archive, agent: TestClient
) -> None:
    number = sent(agent)
    assert ended(agent, number, result="accepted", amount="30.00", currency="BRL") == 303
    assert ended(agent, number, result="accepted", amount="31.00", currency="BRL") == 303, "instead of the 30"
    assert ended(agent, sent(agent, **AGAIN), result="refused") == 303
    assert ended(agent, number, result="dispute_lost", amount="100", currency="BRL") == 303
    assert not any(offer.needs_approval for offer in archive.cases.get(number).offers)


def test_no_limit_is_passed_in_pieces(archive: Archive, agent: TestClient, lead: TestClient) -> None:
    first, second = sent(agent), sent(agent, **AGAIN)
    assert ended(agent, first, result="accepted", amount="30.00", currency="BRL") == 303
    assert ended(agent, second, result="accepted", amount="20.00", currency="BRL") == 403
    assert ended(lead, second, result="accepted", amount="20.00", currency="BRL") == 303
    assert [one.approved_by for one in archive.cases.get(second).offers if one.amount] == ["lea"]


def test_what_was_offered_twice_is_agreed_on_once(archive: Archive, desk: TestClient) -> None:
    number = sent(desk)
    part = Offered(remedy=Remedy.PARTIAL_REFUND, amount="100.00", currency="BRL")  # type: ignore[arg-type]  # pydantic reads it
    reply = Change(entries=(Entry(kind=Kind.REPLY, text="We refund you."),), offers=(part, part))
    first, second = archive.cases.change(number, reply, by="command line").offers[-2:]
    deed = f"/cases/{number}/outcome"
    assert post(desk, deed, {"offer": str(first.number), "outcome": "accepted"}).status_code == 303
    assert post(desk, deed, {"offer": str(second.number), "outcome": "accepted"}).status_code == 422
    assert post(desk, deed, {"offer": str(first.number), "outcome": "done"}).status_code == 303


def test_a_public_reply_to_a_review_offers_nothing(archive: Archive, desk: TestClient) -> None:
    case = archive.cases.get(sent(desk, channel="review", option="3"))
    assert (case.offers, [one.kind for one in case.entries][-1]) == ((), Kind.REPLY)


def test_the_whole_price_in_pieces_is_a_full_refund(archive: Archive, agent: TestClient) -> None:
    cheap = {"fact.price": "30.00"}  # below the limit of 40 BRL: only as a full refund it needs a lead
    first, second = sent(agent, **cheap), sent(agent, **AGAIN, **cheap)
    assert ended(agent, first, result="accepted", amount="12.00", currency="BRL") == 303
    assert ended(agent, second, result="accepted", amount="18.00", currency="BRL") == 403
    assert ended(agent, second, result="accepted", amount="17.00", currency="BRL") == 303
    assert not any(offer.approved_by for offer in archive.cases.get(second).offers)


def test_whoever_is_alone_at_his_machine_ends_a_case_as_he_likes(archive: Archive, desk: TestClient) -> None:
    number = sent(desk)
    assert ended(desk, number, **ABOVE) == 303
    case = archive.cases.get(number)
    assert [(one.amount, one.approved_by) for one in case.offers if one.outcome is Outcome.ACCEPTED] == [
        (REFUND.amount, None)
    ]
    assert [one.what for one in archive.trail.of_case(number)] == ["filed", "ended, state"]
    reply = Change(entries=(Entry(kind=Kind.REPLY, text="We refund you."),), offers=(REFUND,))
    other = {"fact.number": "3021554709981177"}  # of the first order nothing is left to pay back
    offer = archive.cases.change(sent(desk, **AGAIN, **other), reply, by="command line").offers[-1]
    deed = {"offer": str(offer.number), "outcome": "done"}
    assert post(desk, f"/cases/{number + 1}/outcome", deed).status_code == 303
    after = archive.cases.get(number + 1).offers[-1]
    assert (after.outcome, after.approved_by) == (Outcome.DONE, "desk")


def test_case_does_not_end_with_an_offer_accepted_that_nobody_knows(archive: Archive, desk: TestClient) -> None:
    before = archive.cases.get(sent(desk))
    refused = post(desk, f"/cases/{before.number}/end", {"result": "accepted"})
    assert refused.status_code == 422
    assert "press “accepted” beside it first" in refused.text
    assert archive.cases.get(before.number) == before
    meant = before.offers[0].number or 0
    assert (
        post(desk, f"/cases/{before.number}/outcome", {"offer": str(meant), "outcome": "accepted"}).status_code == 303
    )
    assert ended(desk, before.number, result="accepted") == 303
    assert [one.number for one in archive.cases.get(before.number).offers if one.outcome is Outcome.ACCEPTED] == [meant]
