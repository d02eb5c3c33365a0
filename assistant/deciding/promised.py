"""What the staff must know where a buyer asks after money or goods that nobody is known to have promised him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deciding.history import MATERIAL, deals
from assistant.model import Line, OrderState, Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.deciding.situation import Situation

# What stands open he may be asking for; only what was refused is none.
PROMISED = {Outcome.OFFERED, Outcome.ACCEPTED, Outcome.DONE}
# There money or goods are on their way back, or the platform or the bank decides on them; or nothing is known at all.
ELSEWHERE = {OrderState.RETURNED, OrderState.CLOSED, OrderState.CHARGEBACK, OrderState.UNKNOWN}


def promise_notes(cause: Reason, situation: Situation) -> Iterator[Line]:
    """Yield that nothing is known to be promised; 'Refund!' alone is read as asking where the refund is."""
    order = situation.order
    promised = any(one.remedy in MATERIAL and one.outcome in PROMISED for one in deals(situation.history))
    returning = order.return_sent_on is not None or order.return_received_on is not None
    if cause is not Reason.REFUND_STATUS or promised or returning or order.dispute or situation.state in ELSEWHERE:
        return
    yield Line(
        msgid="Neither the order nor its history tells of a refund, a return or a new parcel: if the buyer is asking "
        "for his money now, set what is wrong as the reason; if something was promised, add it to the history."
    )
