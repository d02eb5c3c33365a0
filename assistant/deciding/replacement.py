"""A parcel that was sent in place of another: until when it may still come, and what waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.deciding.history import agreed, fresh
from assistant.deciding.ladder import Position
from assistant.deciding.rulebook.playbook import Rung
from assistant.model import Line, Outcome, Reason, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from assistant.deciding.rulebook.playbook import ReasonRule
    from assistant.deciding.situation import Situation

# What a buyer writes who has not got his parcel.
NOT_RECEIVED = {
    Reason.LATE_DELIVERY, Reason.TRACKING_PROBLEM, Reason.LOST_PARCEL, Reason.DELIVERED_NOT_RECEIVED,
    Reason.WRONG_ADDRESS, Reason.CUSTOMS_HOLD, Reason.RETURNED_TO_SENDER, Reason.ORDER_STATUS,
}  # fmt: skip
# Who writes this may mean the parcel too; who thanks for the new one does not mean the old one that came back.
ABOUT_PARCEL = NOT_RECEIVED | {
    Reason.CANCEL_ORDER, Reason.CHANGE_ORDER, Reason.UNWANTED_ITEM, Reason.REFUND_STATUS,
}  # fmt: skip
TOLD = {Remedy.EXPLAIN, Remedy.EXTEND_PROTECTION}


@dataclass(frozen=True, slots=True)
class Replacement:
    """When a parcel that was sent again left, and the last day on which it is waited for."""

    left_on: date
    until: date


def replacement_of(situation: Situation) -> Replacement | None:
    """Return the parcel that was sent again last, as long as it may still come; None where it is not waited for.

    It has as many days as the first one was promised in, at most the law's for any delivery; and nobody is asked to
    wait into the last days of his protection (U7).
    """
    order, stage = situation.order, situation.stage_rule
    sent = [one.on for one in situation.history if one.remedy is Remedy.RESHIP and one.outcome is Outcome.DONE]
    is_over = stage is not None and bool(stage.ladder) and not situation.is_undelivered
    if not any(sent) or is_over or situation.is_refunded:
        return None
    left_on = max(day for day in sent if day is not None)
    days = int(situation.playbook.platform.law.delivery_days.value)
    if order.shipped_on and order.promised_by:
        days = min(days, (order.promised_by - order.shipped_on).days)
    until, ends = left_on + timedelta(days=days), situation.wait_ends
    if ends is not None and left_on < ends <= until:
        until = ends - timedelta(days=1)
    has_come = order.delivered_on is not None and order.delivered_on >= left_on
    return None if has_come or until < situation.today else Replacement(left_on, until)


def with_replacement(place: Position, cause: Reason, rule: ReasonRule, situation: Situation) -> Position:
    """Return the position with the word of a new parcel on its way before what would come on top of it.

    Not where a procedure runs or something else is agreed, and not before what the staff themselves want to pay.
    """
    is_settled = rule.procedure or agreed(situation.history) is not None or situation.refund is not None
    if is_settled or cause not in NOT_RECEIVED or replacement_of(situation) is None:
        return place
    rungs, index = place.rungs, place.index
    here = fresh(rungs, index, situation.history) if place.rung is not None else ()
    if Remedy.EXPLAIN in here and set(here) <= TOLD:
        return place
    told = (Remedy.EXPLAIN, *(one for one in here if one is Remedy.EXTEND_PROTECTION))
    rest = tuple(one for one in here if one not in told)
    later = (rungs[index].model_copy(update={"remedies": rest}),) if rest else ()
    return Position((*rungs[:index], Rung(remedies=told, whole=told, ask=()), *later, *rungs[index + 1 :]), index)


def replacement_notes(cause: Reason, rule: ReasonRule, situation: Situation) -> Iterator[Line]:
    """Yield what the staff must know of a new parcel on its way, where the message may be about it or cost money."""
    found = replacement_of(situation)
    is_about = cause in ABOUT_PARCEL or rule.fault != "none"
    if found is None or rule.arrived == "yes" or not is_about:
        return
    yield Line(
        msgid="A new parcel left on %(day)s and may come until %(until)s: say so, and neither pay nor send anything "
        "on top of it before then without the owner.",
        slots=(("day", found.left_on), ("until", found.until)),
    )
