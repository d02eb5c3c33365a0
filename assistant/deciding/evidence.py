"""Evidence: what the buyer is asked for, what is known to be there, and what has still to be filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deciding.hazard import TRIED_OUT
from assistant.model import Evidence, Reason, Request, Risk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.deciding.ladder import Position
    from assistant.deciding.question import Question
    from assistant.deciding.rulebook.playbook import ReasonRule
    from assistant.model import Order

PICTURES = {
    "photo_item", "photo_packaging", "photo_received", "photo_doubt", "contents_photo", "size_photo", "comparison",
    "video_fault", "customs_notice",
}  # fmt: skip
NUMBER, PARTS = "order_number", "missing_parts"
ASKED_AGAIN = {"address_check", "return_tracking"}
PICTURED = {"buyer_photos", "customs_papers"}  # what the buyer has attached needs no further filing


def known(question: Question, order: Order) -> Evidence:
    """Return what is known of the buyer's evidence: by his message, or else by the order."""
    return question.evidence if question.evidence is not Evidence.UNKNOWN else order.evidence


def missing(kept: Sequence[str], question: Question, order: Order) -> tuple[str, ...]:
    """Return what of the evidence to keep is not filed yet; what the buyer has attached is."""
    held = {*order.evidence_held, *(PICTURED if known(question, order) is Evidence.ATTACHED else ())}
    return tuple(key for key in kept if key not in held)


def _has_said_it(question: Question) -> bool:
    """Whether a wish or a sum tells what a message without a reason is about: 'I was charged 24.90 twice'.

    'My bank is fetching the money' does not: what for stays to be asked.
    """
    unsaid = {Request.REFUND} if Risk.CHARGEBACK in question.risks else set()
    return question.names_sum or bool(set(question.requests) - unsaid)


def asks(rule: ReasonRule, place: Position, question: Question, order: Order) -> Iterator[str]:
    """Yield what the buyer is asked for: once, not again after an offer, and no picture that has come."""
    if question.history and place.rung is None:
        return
    if order.number is None and not question.knows_order and rule.fault != "none":
        yield NUMBER
    if question.reason is Reason.OTHER and Risk.EXTORTION in question.risks:
        return  # 'what can we do for you' would invite the demand again
    if question.reason is Reason.OTHER and _has_said_it(question):
        return  # the staff answer
    keys = rule.ask if place.rung is None or place.rung.ask is None else place.rung.ask
    own = place.rung is not None and place.rung.ask is not None  # what only this step asks for was not asked before
    for key in keys:
        again = bool(question.history) and not own and key not in ASKED_AGAIN
        if key == NUMBER:
            again = order.number is not None or question.knows_order
        if question.is_hazard and key in TRIED_OUT:
            continue
        said = key == PARTS and question.shortfall is not None
        if not (again or said) and not (known(question, order) is Evidence.ATTACHED and key in PICTURES):
            yield key
