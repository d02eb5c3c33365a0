"""What is fair to ask for: who holds back a bad review for no more than that does not extort."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.deciding.economics import already_refunded
from assistant.model import Remedy, Request, Risk

if TYPE_CHECKING:
    from assistant.deciding.question import Question
    from assistant.deciding.rulebook.playbook import Playbook, ReasonRule
    from assistant.model import Order


def weighed_risks(question: Question, playbook: Playbook, order: Order) -> tuple[Risk, ...]:
    """Return the risk signals as they count: extortion is one only where more is asked for than is fair.

    What reads as extortion in one language reads as a threat in another; the sum, where he names it, is the same.
    """
    rule = playbook.rule(question.reason, is_empty=question.is_empty)
    if Risk.EXTORTION not in question.risks or not _is_fair(question, rule, playbook, order):
        return question.risks
    return tuple(dict.fromkeys(Risk.REVIEW_THREAT if risk is Risk.EXTORTION else risk for risk in question.risks))


def _is_fair(question: Question, rule: ReasonRule, playbook: Playbook, order: Order) -> bool:
    """Whether the buyer asks for a sum and nothing else, and was offered it, or the ladder goes as far by itself."""
    asked, paid = question.asked, already_refunded(question.history, order.price)
    # 'All of it and $5 on top' names a small sum too.
    is_part_alone = set(question.requests) - {Request.INFORMATION} == {Request.PARTIAL_REFUND}
    if asked is None or paid is None or not is_part_alone or rule.fault in {"none", "buyer"}:
        return False
    offered = {offer.amount for offer in question.history if offer.remedy is Remedy.PARTIAL_REFUND}
    return asked in offered or paid + asked <= _most(question, rule, playbook, order)


def _most(question: Question, rule: ReasonRule, playbook: Playbook, order: Order) -> Decimal:
    """Return the largest part of the price that the ladder ever offers; 0 where it has none, or has no price."""
    price = order.price or Decimal(0)
    base = price if question.concerned is None else min(price, question.concerned.worth)
    shares = (playbook.share(rung) for rung in rule.ladder if Remedy.PARTIAL_REFUND in rung.remedies)
    missing = Decimal(0) if question.shortfall is None else question.shortfall.worth
    return max([base * share for share in shares if share is not None], default=Decimal(0)).max(missing)
