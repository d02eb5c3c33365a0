"""What the staff must know of an order of several pieces, of which the buyer may want to keep some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deciding.pieces import count_of
from assistant.deciding.refusals import refusal
from assistant.deciding.state import ARRIVED
from assistant.model import Line, OrderState, Reason, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.deciding.ladder import Position
    from assistant.deciding.situation import Situation

CANCELLED = {Reason.CANCEL_ORDER, Reason.UNWANTED_ITEM}
NOT_LEFT = {OrderState.NOT_SHIPPED, OrderState.UNKNOWN}
SENT_BACK = {Reason.UNWANTED_ITEM, Reason.DOES_NOT_FIT}


def cancelling_notes(cause: Reason, situation: Situation) -> Iterator[Line]:
    """Yield that a cancellation is of the whole order, where it has several pieces and has not left."""
    order = situation.order
    pieces = count_of(order) or len(order.items)
    if cause not in CANCELLED or situation.state not in NOT_LEFT or pieces <= 1:
        return
    # Where nobody knows whether the parcel has left, no ladder holds the option.
    has_option = situation.state is OrderState.NOT_SHIPPED and refusal(Remedy.CANCEL_REFUND, situation) is None
    if situation.counts_pieces and not has_option:
        yield Line(
            msgid="The buyer counts pieces, and the order has %(ordered)s: say in the answer which are cancelled.",
            slots=(("ordered", pieces),),
        )
    elif situation.counts_pieces:
        yield Line(
            msgid="The buyer counts pieces, and the order has %(ordered)s: say in the answer which are cancelled and "
            "what comes back for them. The option to cancel is for the whole order.",
            slots=(("ordered", pieces),),
        )
    else:
        yield Line(
            msgid="The order has %(ordered)s pieces, and cancelling it is for all of them: if the buyer wants to keep "
            "some, do not send this letter as it is.",
            slots=(("ordered", pieces),),
        )


def whole_return_notes(cause: Reason, place: Position, situation: Situation) -> Iterator[Line]:
    """Yield that the return that is offered is of the whole order, where the buyer may mean some of several pieces."""
    pieces = count_of(situation.order)
    is_counted = situation.concerned is not None or situation.own_return is not None
    is_offered = place.rung is not None and Remedy.RETURN_REFUND in place.rung.remedies
    if cause not in SENT_BACK or situation.state not in ARRIVED or pieces <= 1 or is_counted or not is_offered:
        return
    slots = (("ordered", pieces),)
    if situation.sets_return:
        yield Line(
            msgid="The order has %(ordered)s pieces, and a return is counted as one of all: if the buyer means only "
            "some, set the refund to what those cost.",
            slots=slots,
        )
    else:
        yield Line(
            msgid="The order has %(ordered)s pieces, and the return in this letter is of all of them: if the buyer "
            "means only some, do not send it as it is.",
            slots=slots,
        )
