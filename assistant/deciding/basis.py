"""What a plan rests on: the question as it counts for this order, the reason behind it, and the situation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.deciding.fair import weighed_risks
from assistant.deciding.history import payable
from assistant.deciding.ladder import wishes
from assistant.deciding.pieces import BY_PIECE, MOSTLY_ONE, count_of
from assistant.deciding.question import require_refund_within
from assistant.deciding.situation import Situation
from assistant.model import Reason

if TYPE_CHECKING:
    from datetime import date

    from assistant.deciding.question import Question
    from assistant.deciding.rulebook.playbook import Playbook
    from assistant.model import Order
    from assistant.shop import Shop

BY_CAUSE = {Reason.BAD_REVIEW}


def weighed(question: Question, playbook: Playbook, order: Order) -> Question:
    """Return the question with its risks, its wish and its history as they count; raises for a refund too much."""
    require_refund_within(question, order)
    heard = replace(question, risks=weighed_risks(question, playbook, order))
    return replace(heard.with_asked_part(), history=payable(question.history, order.price))


def situation_of(
    question: Question, cause: Reason, order: Order, playbook: Playbook, shop: Shop, today: date
) -> Situation:
    """Return what the order and the message make of a reason."""
    rule = playbook.rule(cause, is_empty=question.is_empty)
    is_part = cause is Reason.MISSING_ITEMS and not question.is_empty
    return Situation(
        order=order,
        playbook=playbook,
        shop=shop,
        today=today,
        risks=question.risks,
        history=question.history,
        refund=question.refund,
        tracking_numbers=question.tracking_numbers,
        fault=rule.fault,
        arrived=rule.arrived,
        wanted=wishes(question.requests),
        asked=question.asked,
        shortfall=question.shortfall if is_part else None,
        days=question.days,
        is_wholesale=question.wants_many and cause is Reason.DISCOUNT_REQUEST,
        concerned=question.concerned if cause in BY_PIECE else None,
        one_of=count_of(order) if cause in MOSTLY_ONE and question.concerned is None else 0,
        lacking_of=count_of(order) if is_part and question.shortfall is None else 0,
        counts_pieces=question.counts_pieces,
        is_hazard=question.is_hazard,
    )


def cause_of(question: Question, playbook: Playbook) -> Reason:
    """Return the reason that a message is handled as: behind a review, what it says is wrong (SEEDS 2.8)."""
    if question.reason in BY_CAUSE:
        for other in question.secondary:
            if playbook.reasons[other].fault != "none" and other not in BY_CAUSE:
                return other
    return question.reason
