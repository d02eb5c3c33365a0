"""The sum of money that a buyer names for himself: more than that need not be offered."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.model import Answer, Request

if TYPE_CHECKING:
    from assistant.model import Order, Reading

# Who wants his money back and names a sum that is near the price has told what he paid, not what he wants.
TOLD_WHAT_HE_PAID = Decimal("0.5")


def asked_sum(reading: Reading, order: Order) -> Decimal | None:
    """Return the part of the price that the buyer asks for in words; None where he names none, or it is not sure.

    It is sure where he asks for a part and the message holds one sum, in the order's currency, below the price.
    'Refund' with up to half of the price in the same words is a part of it too: 'give me $2
    back and I wait'. Who refuses and wants his money names what he was offered: '$5 is a joke, I want a refund'.
    """
    price = order.price
    # 'Refund me $8 or it is one star' is read as a refusal too: it names the sum that he wants, and asks for a part.
    if reading.answer is Answer.REFUSES and Request.REFUND in reading.remedies:
        return None
    is_part = Request.PARTIAL_REFUND in reading.remedies
    places = [cause for cause in reading.why if cause.label == Request.REFUND]
    found = {
        amount.amount
        for amount in reading.facts.amounts
        if amount.may_be(order.currency)
        and (is_part or any(cause.start < amount.end and amount.start < cause.end for cause in places))
    }
    if price is None or len(found) != 1:
        return None
    (named,) = found
    limit = price if is_part else price * TOLD_WHAT_HE_PAID
    return named if 0 < named < price and named <= limit else None
