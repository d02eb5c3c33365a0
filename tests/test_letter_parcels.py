"""What a letter says of the parcel: whether it has come, has come back, or has been replaced."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from assistant.deciding.replacement import EITHER, NOT_RECEIVED
from assistant.model import Offer, Outcome, Reason, Remedy
from tests.test_writing import FACTS, draft

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant

SENT: dict[str, Any] = {"status": "shipped", "shipped_on": "2026-10-13", "promised_by": "2026-11-15"}
CAME = {**SENT, "status": "delivered", "delivered_on": "2026-11-16"}
BACK: dict[str, Any] = {**SENT, "status": "returned"}
DUE = {**SENT, "promised_by": "2026-12-15"}
AGAIN = Offer(remedy=Remedy.RESHIP, on=date(2026, 11, 17), outcome=Outcome.DONE)
OLD = ["13 October", "15 November", "10 November", "waited long enough", "full price", "took so long", "RB473"]


def letter(assistant: Assistant, reason: Reason, history: tuple[Offer, ...] = (), **fields: Any) -> str:
    """Return a letter in English with the facts of an order."""
    order = assistant.parse_order({**FACTS, **fields}, (), "order")
    made, _ = draft(assistant, reason, order, "en", history=history)
    assert made.missing == ()
    return made.body


@pytest.mark.parametrize(
    ("reason", "fields", "said", "never"),
    [
        (Reason.LATE_DELIVERY, CAME, "was delivered on 16 November", ["not reached you yet", "is due by"]),
        (Reason.ORDER_STATUS, CAME, "was delivered on 16 November", ["on its way"]),
        (Reason.CANCEL_ORDER, CAME, "has already been delivered", ["can no longer stop it"]),
        (Reason.LOST_PARCEL, CAME, "was delivered on 16 November", ["has not reached you"]),
        (Reason.LATE_DELIVERY, SENT, "should have arrived by 15 November", ["is due by"]),
        (Reason.LATE_DELIVERY, DUE, "is due by 15 December", ["find a solution"]),
        (Reason.ORDER_STATUS, SENT, "should have arrived by 15 November", ["on its way"]),
        (Reason.LOST_PARCEL, SENT, "sorry about the worry", ["has not reached you", "waited long enough"]),
        (Reason.UNWANTED_ITEM, SENT, "Thank you for your message", ["not quite right"]),
    ],
)
def test_a_chargeback_changes_nothing_about_where_the_parcel_is(
    reason: Reason, fields: dict[str, Any], said: str, never: list[str], assistant: Assistant
) -> None:
    """The bank reads the letter: a parcel that came must not be said to be missing."""
    body = letter(assistant, reason, **fields, chargeback_on="2026-11-18")
    assert said in body
    assert [words for words in never if words in body] == []


@pytest.mark.parametrize(
    ("fields", "asked"),
    [(CAME, "proof of delivery"), (SENT, "can still be redirected"), ({"status": "completed"}, "where and to whom")],
)
def test_only_a_parcel_on_its_way_can_be_redirected(fields: dict[str, Any], asked: str, assistant: Assistant) -> None:
    body = letter(assistant, Reason.WRONG_ADDRESS, **fields)
    assert asked in body
    assert ("redirected" in body) is (fields is SENT)
    assert ("was delivered on 16 November" in body) is (fields is CAME)


@pytest.mark.parametrize(
    "reason",
    [
        Reason.LATE_DELIVERY,
        Reason.TRACKING_PROBLEM,
        Reason.DELIVERED_NOT_RECEIVED,
        Reason.LOST_PARCEL,
        Reason.WRONG_ADDRESS,
        Reason.CUSTOMS_HOLD,
        Reason.CANCEL_ORDER,
    ],
)
def test_a_parcel_that_came_back_undelivered_is_no_return_of_the_buyers(reason: Reason, assistant: Assistant) -> None:
    body = letter(assistant, reason, **BACK)
    assert "the parcel has come back to us." in body
    never = [
        "Your return",
        "took so long",
        "cannot see where",
        "neighbour",
        "is due by",
        "stop it",
        "should have arrived",
    ]
    assert [words for words in never if words in body] == []
    assert ("send your order again" in body) is (reason is not Reason.CANCEL_ORDER)


@pytest.mark.parametrize("reason", [Reason.THANKS, Reason.DISCOUNT_REQUEST, Reason.BAD_REVIEW])
def test_a_letter_about_something_else_does_not_tell_that_the_parcel_is_back(
    reason: Reason, assistant: Assistant
) -> None:
    """'Thank you, the new lamp is beautiful!': the first one lies in the warehouse, the new one does not."""
    new = Offer(remedy=Remedy.RESHIP, on=date(2026, 10, 25), outcome=Outcome.DONE)
    assert "has come back" not in letter(assistant, reason, (new,), **BACK)


@pytest.mark.parametrize("reason", [*sorted(NOT_RECEIVED), Reason.CANCEL_ORDER])
def test_a_chargeback_hides_no_parcel_that_came_back(reason: Reason, assistant: Assistant) -> None:
    """The bank reads the letter: what lies in the warehouse is neither on its way nor looked for."""
    body = letter(assistant, reason, **BACK, chargeback_on="2026-11-18")
    assert "the parcel has come back to us" in body
    assert [words for words in ("cannot see where", "stop it", "where it is", "shows no") if words in body] == []


@pytest.mark.parametrize("status", ["returned", "delivered", "closed"])
def test_a_chargeback_denies_no_return_that_we_have(status: str, assistant: Assistant) -> None:
    days = {"delivered_on": "2026-11-01", "return_sent_on": "2026-11-05", "return_received_on": "2026-11-16"}
    fields: dict[str, Any] = {**SENT, **days, "status": status, "chargeback_on": "2026-11-18"}
    body = letter(assistant, Reason.ORDER_STATUS, **fields)
    assert "the parcel has come back to us" in body
    assert "do not show yet" not in body
    assert "did not get to you" not in letter(assistant, Reason.TRACKING_PROBLEM, **fields)


@pytest.mark.parametrize("told", [{"return_sent_on": "2026-11-15"}, {"delivered_on": "2026-11-12"}])
def test_what_the_buyer_had_and_sent_back_is_his_return(told: dict[str, Any], assistant: Assistant) -> None:
    body = letter(assistant, Reason.LATE_DELIVERY, **BACK, **told)
    assert "Your return has reached us" in body
    assert "the parcel has come back" not in body


@pytest.mark.parametrize("fields", [SENT, DUE, BACK, {**CAME, "delivered_on": "2026-11-10"}])
@pytest.mark.parametrize("reason", sorted(NOT_RECEIVED - EITHER))
def test_who_waits_for_a_new_parcel_hears_of_that_one(
    reason: Reason, fields: dict[str, Any], assistant: Assistant
) -> None:
    body = letter(assistant, reason, (AGAIN,), **fields)
    assert "The replacement left on 17 November 2026." in body
    assert [words for words in OLD if words in body] == []


@pytest.mark.parametrize(
    ("reason", "fields"),
    [
        (Reason.DELIVERED_NOT_RECEIVED, {**CAME, "delivered_on": "2026-11-10"}),
        (Reason.RETURNED_TO_SENDER, SENT),
        (Reason.RETURNED_TO_SENDER, BACK),
        (Reason.LOST_PARCEL, {**SENT, "status": "delivered"}),
        (Reason.ORDER_STATUS, {**SENT, "status": "completed", "completed_on": "2026-11-19"}),
    ],
)
def test_a_letter_that_may_be_about_either_parcel_claims_nothing_of_one(
    reason: Reason, fields: dict[str, Any], assistant: Assistant
) -> None:
    """'The new one is shown as delivered too' is not answered by the day on which it left."""
    order = assistant.parse_order({**FACTS, **fields}, (), "order")
    made, plan = draft(assistant, reason, order, "en", history=(AGAIN,))
    assert made.missing == ("answer",)
    assert [words for words in (*OLD, "The replacement left", "has come back") if words in made.body] == []
    assert any("whether this is about it or about the first one" in str(note) for note in plan.notes)
