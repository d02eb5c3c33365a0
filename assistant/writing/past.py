"""What was done about an order before, and which of it answers the question where the money or the parcel is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.deciding.economics import REFUNDS, economics_of
from assistant.deciding.history import agreements, payable
from assistant.model import Outcome, Remedy
from assistant.writing.quantities import Cash

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from assistant.model import Offer, Order

# What a buyer waits for once it is agreed: until it is done, nothing older answers him.
AWAITED = {*REFUNDS, Remedy.RESHIP, Remedy.SEND_MISSING}


def past_facts(order: Order, history: Sequence[Offer]) -> dict[str, Any]:
    """Return the refunds and the parcel of before, and which of them, or of a return, is the `latest` to tell of."""
    refunds = refunds_made(order, history)
    reships = [o.on for o in history if o.remedy is Remedy.RESHIP and o.outcome is Outcome.DONE and o.on]
    reshipped_on = reships[-1] if reships else None
    latest = _latest(order, history, refunds, reshipped_on)
    return {"refunds_made": refunds, "reshipped_on": reshipped_on, "latest": latest}


def refunds_made(order: Order, history: Sequence[Offer]) -> tuple[tuple[Cash, date], ...]:
    """Return each refund with its day; none where one is not known: the others alone would pass for all of them."""
    made: list[tuple[Cash, date]] = []
    for place, offer in enumerate(history):
        if offer.remedy not in REFUNDS or offer.outcome is not Outcome.DONE:
            continue
        amount = offer.amount
        if amount is None and offer.remedy is not Remedy.PARTIAL_REFUND:
            amount = economics_of(order, history[:place]).left  # the whole price is what was left of it
        if amount is None or offer.on is None or order.currency is None:
            return ()
        made.append((Cash(amount, order.currency), offer.on))
    return tuple(made)


def _latest(
    order: Order, history: Sequence[Offer], refunds: Sequence[tuple[Cash, date]], reshipped_on: date | None
) -> str | None:
    """Return what happened last: `refund`, `replacement`, `return_received` or `return_sent`; None tells of nothing.

    While something is agreed and not done, what was done before is no answer, and of a return none where goods are
    agreed: its next step would be a refund.
    """
    is_refunded = bool(order.price) and economics_of(order, history).left == 0
    waits_for = {offer.remedy for offer, _ in agreements(payable(history, order.price))} & AWAITED
    days: dict[str, date | None] = {}
    if is_refunded or not waits_for:
        days |= {"refund": refunds[-1][1] if refunds else None, "replacement": reshipped_on}
    if not is_refunded and waits_for <= REFUNDS:
        received = order.return_received_on
        days |= {"return_received": received, "return_sent": None if received else order.return_sent_on}
    known = {name: day for name, day in days.items() if day is not None}
    return max(known, key=lambda name: known[name], default=None)
