"""How urgent an answer is: what silence costs at the deadlines, against what is offered."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.deciding.economics import NO_COST_NOW, REFUNDS
from assistant.deciding.ladder import ANGRY
from assistant.model import Line, OrderStatus, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.deciding.situation import Situation
    from assistant.model import Clock, Option

FREE = NO_COST_NOW | {Remedy.CONTEST, Remedy.CARRIER_CLAIM}


def urgent_notes(situation: Situation, options: Sequence[Option], clocks: Sequence[Clock]) -> Iterator[Line]:
    """Yield that the answer must not wait, with what silence costs where a deadline says so."""
    dispute = situation.order.dispute
    is_paid = situation.order.status is not OrderStatus.UNPAID
    is_open = dispute is not None and dispute.is_open
    # What was refunded in full may be paid again by silence in a dispute, which has to be told that it was.
    has_stake = is_paid and situation.claimed != 0 and (is_open or situation.economics.left != 0)
    if not has_stake or not (ANGRY & set(situation.risks) or is_open):
        return
    ahead = [clock.silence_costs for clock in clocks if clock.silence_costs and clock.days_left >= 0]
    ahead = [costs for costs in ahead if costs.amount]
    if not ahead:
        yield Line(msgid="Answer at once.")
        return
    stake = max(ahead, key=lambda cost: cost.amount)
    offers = [_cost(option, situation) for option in options if option.offered]
    if offers and all(cost is not None and cost < stake.amount for cost in offers):
        yield Line(msgid="Answer at once: silence costs more than any offer here.")
    else:
        yield Line(msgid="Answer at once: silence costs %(amount)s.", slots=(("amount", stake),))


def _cost(option: Option, situation: Situation) -> Decimal | None:
    """Return what an option costs the seller now; None is not known."""
    if option.remedy in REFUNDS:
        return option.amount
    if option.remedy is Remedy.RESHIP:
        return situation.second_parcel
    return Decimal(0) if option.remedy in FREE else None
