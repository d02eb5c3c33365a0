"""The sum of money that a buyer names for himself: more than that need not be offered."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.model import Answer, Outcome, Request
from assistant.reading.facts.whole import asks_for_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Amount, Offer, Order, Reading

# Who wants his money back and names a sum that is near the price has told what he paid, not what he wants.
TOLD_WHAT_HE_PAID = Decimal("0.5")
# What he names of these is not what he wants, but what he was offered.
UNPAID = {Outcome.OFFERED, Outcome.REFUSED}


def asked_sum(reading: Reading, order: Order, history: Sequence[Offer]) -> Decimal | None:
    """Return the part of the price that the buyer asks for in words; None where he names none, or it is not sure.

    It is sure where he asks for a part and the message holds one sum, in the order's currency, below the price.
    'Refund' with up to half of the price in the same words is a part of it too: 'give me $2 back and I wait'. Who
    refuses and wants all of his money names what he was offered: 'you offered $5, I want a full refund'; 'refund me $8
    or it is one star' is read as a refusal too. Where the offer stands in the history and he names one greater sum
    beside it, he asks for that: 'no, $5 is too little, make it $10'.
    """
    price, wants_money = order.price, Request.REFUND in reading.remedies
    is_part = Request.PARTIAL_REFUND in reading.remedies
    sums = [amount for amount in reading.facts.amounts if amount.may_be(order.currency)]
    refuses = reading.answer is Answer.REFUSES
    turned_down = _offered(history) & {amount.amount for amount in sums} if refuses else set()
    if price is None or (refuses and wants_money and not turned_down and _wants_all(reading)):
        return None
    anywhere = not wants_money if turned_down else is_part
    found = {amount.amount for amount in sums if anywhere or _in_words(amount, reading)} - turned_down
    if len(found) != 1:
        return None
    (named,) = found
    limit = price if anywhere and is_part else price * TOLD_WHAT_HE_PAID
    return named if max(turned_down, default=0) < named < price and named <= limit else None


def _offered(history: Sequence[Offer]) -> set[Decimal]:
    return {offer.amount for offer in history if offer.amount is not None and offer.outcome in UNPAID}


def _wants_all(reading: Reading) -> bool:
    return any(asks_for_all(cause.text, reading.language) for cause in reading.why if cause.label == Request.REFUND)


def _in_words(amount: Amount, reading: Reading) -> bool:
    """Whether a sum stands in the words that ask for money back."""
    places = [cause for cause in reading.why if cause.label == Request.REFUND]
    return any(cause.start < amount.end and amount.start < cause.end for cause in places)
