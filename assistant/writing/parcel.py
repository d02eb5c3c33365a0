"""What a letter may say of the parcel: where it is, whether it has come, and where it can be followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.deciding.replacement import ABOUT_PARCEL, NOT_RECEIVED, is_either, replacement_of
from assistant.model import OrderState, Reason

if TYPE_CHECKING:
    from assistant.writing.slots import Occasion

TRACKED = {Reason.LATE_DELIVERY, Reason.ORDER_STATUS, Reason.CUSTOMS_HOLD, Reason.DELIVERED_NOT_RECEIVED}


def parcel_facts(occasion: Occasion) -> dict[str, Any]:
    """Return the slots about the parcel.

    `state` is the order's and `parcel` its parcel's: they differ while a chargeback runs, which is about the payment.
    What came `back` was sent back by the buyer, unless it was `undelivered`; it is told to who may write about it.
    Who waits for the new parcel that left on `replacement_on` has not got what he writes about; where that may be
    `either` of the two, the staff say what there is to say.
    """
    plan, situation = occasion.plan, occasion.situation
    new = replacement_of(situation) if plan.reason in NOT_RECEIVED else None
    either = new is not None and is_either(new, plan.reason, situation)
    is_back = situation.parcel is OrderState.RETURNED
    return {
        "state": str(plan.state),
        "parcel": str(situation.parcel),
        "arrived": occasion.arrived and new is None,
        "came_back": is_back and occasion.arrived,
        "back": is_back and not occasion.arrived and plan.reason in ABOUT_PARCEL and not either,
        "undelivered": is_back and not occasion.arrived and situation.is_undelivered,
        "replacement_on": new.left_on if new else None,
        "either": either,
        "in_time": situation.is_in_time,
        "came_in_time": occasion.arrived and new is None and not situation.came_late,
        "show_tracking": plan.reason in TRACKED and plan.state in {OrderState.IN_TRANSIT, OrderState.OVERDUE},
    }
