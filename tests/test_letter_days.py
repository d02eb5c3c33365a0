"""What a letter says of days: whether the wait was long, when the buyer hears from us, how long he may send back."""

from __future__ import annotations

import re
from copy import copy
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from assistant.care.letters import as_range
from assistant.catalogues import PROMISED
from assistant.errors import SettingError
from assistant.model import Offer, Outcome, Reason, Remedy
from tests.test_writing import FACTS, draft

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant


def letter(assistant: Assistant, reason: Reason, history: tuple[Offer, ...] = (), **fields: Any) -> str:
    order = assistant.parse_order({**FACTS, **fields}, (), "order")
    made, _ = draft(assistant, reason, order, "en", history=history)
    return made.body


def with_returns(assistant: Assistant, **returns: Any) -> Assistant:
    """Return the program for a shop with other terms of its returns."""
    other = copy(assistant)
    other.shop = assistant.shop.model_copy(update={"returns": assistant.shop.returns.model_copy(update=returns)})
    return other


@pytest.mark.parametrize(("promised_by", "waited"), [("2026-12-20", False), ("2026-11-10", True)])
def test_who_has_not_waited_beyond_the_promise_has_not_waited_long(
    promised_by: str,
    waited: bool,  # noqa: FBT001 - a case
    assistant: Assistant,
) -> None:
    body = letter(assistant, Reason.LOST_PARCEL, status="shipped", shipped_on="2026-10-18", promised_by=promised_by)
    assert ("waited long enough" in body) is waited
    assert ("ask the carrier to search" in body) is not waited


@pytest.mark.parametrize(("delivered_on", "late"), [("2026-11-12", False), ("2026-11-16", True), (None, True)])
def test_nobody_is_sorry_for_a_long_wait_that_was_none(
    delivered_on: str | None,
    late: bool,  # noqa: FBT001 - a case
    assistant: Assistant,
) -> None:
    order: dict[str, Any] = {"status": "delivered", "promised_by": "2026-11-15", "delivered_on": delivered_on}
    body = letter(assistant, Reason.LATE_DELIVERY, **order)
    assert ("took so long" in body) is late
    assert ("long wait is" in body) is late


def test_who_has_sent_it_back_is_not_asked_whether_it_arrived(assistant: Assistant) -> None:
    order: dict[str, Any] = {"status": "delivered", "delivered_on": "2026-11-01", "return_sent_on": "2026-11-17"}
    body = letter(assistant, Reason.ORDER_STATUS, **order)
    assert "Your return was sent on 17 November 2026" in body
    assert "have not received it" not in body


def test_we_answer_before_the_parcel_must_leave(assistant: Assistant) -> None:
    body = letter(assistant, Reason.LATE_DELIVERY, status="paid", ordered_on="2026-11-17")
    assert "24 November 2026" in body
    assert "25 November 2026" not in body


def test_a_day_of_dispatch_that_has_passed_is_not_promised(assistant: Assistant) -> None:
    order = assistant.parse_order({**FACTS, "status": "paid"}, (), "order")
    with pytest.raises(SettingError, match="19: the day has passed; name today, 2026-11-20, or a later one"):
        assistant.request(order, settings=(("ship_by", "2026-11-19"),))
    assert assistant.request(order, settings=(("ship_by", "2026-11-20"),)).typed == {"ship_by": "2026-11-20"}


@pytest.mark.parametrize(("completed_on", "returnable"), [("2026-11-15", True), ("2026-08-15", False)])
def test_a_cancellation_that_comes_too_late_promises_a_return_only_where_one_is_offered(
    completed_on: str,
    returnable: bool,  # noqa: FBT001 - a case
    assistant: Assistant,
) -> None:
    body = letter(assistant, Reason.CANCEL_ORDER, status="completed", completed_on=completed_on)
    assert "can no longer be cancelled" in body
    assert ("you can return it" in body) is returnable


RETURNS = {"recipient": "Wen Li", "address": "12 Harbour Road, Rotterdam", "carrier": "PostNL"}
HOLDS_OUT = "Once we have this"
OPEN = {"opened_on": "2026-11-01", "stage": "return_agreed"}


@pytest.mark.parametrize(
    ("agreed_on", "dispute", "there", "missing"),
    [
        (
            "2026-11-13",
            OPEN,
            ["Harbour Road", "within 3 days", "we will see to your refund"],
            ["do not send", HOLDS_OUT],
        ),
        ("2026-11-10", OPEN, ["Harbour Road", "we will see to your refund"], ["Please send it", "10 days"]),
        ("2026-11-04", OPEN, ["tracking number"], ["Harbour Road", "see to your refund", HOLDS_OUT]),
        ("2026-11-18", None, ["Harbour Road", "within 8 days", "What we agreed on stands"], []),
        ("2026-10-20", None, [], ["Harbour Road", "What we agreed on stands", "Please send it"]),
    ],
)
def test_an_agreed_return_has_the_days_that_are_left(
    agreed_on: str, dispute: dict[str, str] | None, there: list[str], missing: list[str], assistant: Assistant
) -> None:
    body = letter(
        with_returns(assistant, **RETURNS),
        Reason.WRONG_ITEM,
        history=(Offer(remedy=Remedy.RETURN_REFUND, on=date.fromisoformat(agreed_on), outcome=Outcome.ACCEPTED),),
        status="delivered",
        delivered_on="2026-10-12",
        dispute=dispute,
    )
    assert [words for words in there if words not in body] == []
    assert [words for words in missing if words in body] == []


def test_an_agreed_return_without_our_address_is_not_held_back_while_its_days_run(assistant: Assistant) -> None:
    promise = Offer(remedy=Remedy.RETURN_REFUND, on=date(2026, 11, 13), outcome=Outcome.ACCEPTED)
    body = letter(assistant, Reason.WRONG_ITEM, history=(promise,), status="delivered", dispute=OPEN)
    assert "do not send anything" not in body


@pytest.mark.parametrize(("joined", "waits"), [(True, False), (False, True)])
def test_the_platforms_own_return_is_not_held_back(
    joined: bool,  # noqa: FBT001 - a case
    waits: bool,  # noqa: FBT001 - a case
    assistant: Assistant,
) -> None:
    shop = with_returns(assistant, joined_free_return=joined)
    body = letter(shop, Reason.UNWANTED_ITEM, status="delivered", delivered_on="2026-11-14")
    assert "You send the item back" in body
    assert ("do not send anything yet" in body) is waits


@pytest.mark.parametrize("locale", ["en", *PROMISED])
def test_a_range_of_days_names_both_ends(locale: str) -> None:
    for shortest, longest in ((1, 2), (1, 3), (2, 11), (10, 25)):
        assert re.findall(r"\d+", as_range((shortest, longest), locale)) == [str(shortest), str(longest)]
