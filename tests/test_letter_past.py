"""What a letter tells of the past: the newest of what was paid, sent or sent back, and nothing older than a promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from assistant.model import Offer, Reason
from tests.test_letter_days import letter

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant

PRICE = {"price": "40.00", "currency": "EUR", "status": "delivered", "delivered_on": "2026-10-28"}
PART, SECOND = "partial_refund done 5.00 2026-11-05", "partial_refund done 7.00 2026-11-08"
WHOLE, BACK = "full_refund done - 2026-11-10", "return_refund accepted 35.00 2026-11-10"
AGAIN, PROMISED = "reship done - 2026-11-09", "reship accepted - 2026-11-09"
CHECKING, PAID = "checking now where things stand", "was released on"


def past(*lines: str) -> tuple[Offer, ...]:
    """Return a history of lines such as 'partial_refund done 5.00 2026-11-05'; a dash is not known."""
    names = ("remedy", "outcome", "amount", "on")
    told = [dict(zip(names, line.split(), strict=True)) for line in lines]
    return tuple(Offer.model_validate({name: None if v == "-" else v for name, v in one.items()}) for one in told)


@pytest.mark.parametrize(
    ("history", "fields", "there", "missing"),
    [
        ((PART, BACK), {"return_received_on": "2026-11-17"}, ["Your return reached us on 17"], [PAID]),
        ((PART, BACK), {"return_sent_on": "2026-11-17"}, ["Your return was sent on 17"], [PAID]),
        ((PART, BACK), {}, [CHECKING], [PAID]),
        ((PART,), {"return_received_on": "2026-11-17"}, ["Your return reached us on 17"], [PAID]),
        ((WHOLE,), {"return_received_on": "2026-11-17"}, ["€40.00 was released on 10"], ["reached us"]),
        ((PART, AGAIN), {}, ["The replacement left on 9"], [PAID]),
        ((AGAIN, WHOLE), {}, ["€40.00 was released on 10"], ["replacement left"]),
        ((PROMISED,), {"return_received_on": "2026-11-17"}, [CHECKING], ["The next step is the refund"]),
        ((PART, SECOND), {}, ["€5.00 was released on 5", "€7.00 was released on 8"], [CHECKING]),
        ((PART, WHOLE), {}, ["€5.00 was released on 5", "€35.00 was released on 10"], [CHECKING]),
        ((PART, "partial_refund done - 2026-11-08"), {}, [CHECKING], [PAID]),
    ],
)  # fmt: skip
def test_a_question_for_the_refund_is_answered_with_what_happened_last(
    history: tuple[str, ...], fields: dict[str, Any], there: list[str], missing: list[str], assistant: Assistant
) -> None:
    body = letter(assistant, Reason.REFUND_STATUS, past(*history), **PRICE, **fields)
    assert [words for words in there if words not in body] == [], body
    assert [words for words in missing if words in body] == [], body


def test_a_letter_on_an_order_that_was_refunded_in_parts_names_each(assistant: Assistant) -> None:
    body = letter(assistant, Reason.DAMAGED, past(PART, WHOLE), **PRICE)
    assert "€5.00 was released on 5 November 2026. The refund of €35.00 was released on 10 November 2026." in body


@pytest.mark.parametrize(
    ("reason", "there", "missing"),
    [
        (Reason.ORDER_STATUS, "payment for this order has not reached us", "is being prepared"),
        (Reason.LATE_DELIVERY, "payment for this order has not reached us", "our warehouse"),
        (Reason.LATE_DELIVERY, "Thank you for your message", "frustrating"),
        (Reason.LOST_PARCEL, "payment for this order has not reached us", "has not been shipped"),
        (Reason.CHANGE_ORDER, "payment for this order has not reached us", "anything else"),
        (Reason.CHANGE_ORDER, "we can still change it", "this order has not been paid"),
        (Reason.CANCEL_ORDER, "this order has not been paid; we will not ship it", "can still be cancelled"),
    ],
)
def test_an_order_that_was_not_paid_is_not_told_to_be_on_its_way(
    reason: Reason, there: str, missing: str, assistant: Assistant
) -> None:
    body = letter(assistant, reason, status="unpaid")
    assert there in body
    assert missing not in body
    assert "has not reached us" not in letter(assistant, reason, status="paid")
