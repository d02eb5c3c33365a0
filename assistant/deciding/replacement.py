"""A parcel that was sent in place of another: until when it may still come, and what waits for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.deciding.history import agreed, fresh
from assistant.deciding.ladder import Position
from assistant.deciding.rulebook.playbook import Rung
from assistant.deciding.state import ARRIVED
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
# Who writes this may mean the first parcel or the new one, whatever is known of the first.
EITHER = {Reason.DELIVERED_NOT_RECEIVED, Reason.RETURNED_TO_SENDER}
TOLD = {Remedy.EXPLAIN, Remedy.EXTEND_PROTECTION}
LEAST_DAYS = 7  # of a promise of a day or two: a new parcel is not paid for on top because a carrier took three


@dataclass(frozen=True, slots=True)
class Replacement:
    """When a parcel that was sent again left, and the last day on which it is waited for."""

    left_on: date
    until: date


def replacement_of(situation: Situation) -> Replacement | None:
    """Return the parcel that was sent again last, as long as it is waited for; None where it is not.

    Nobody is asked to wait into the last days of his protection (U7); one that was over before loses nothing by it.
    """
    found, ends, last = _on_its_way(situation), situation.wait_ends, situation.order.protection_ends_on
    if found is None or ends is None or last is None or last < found.left_on or ends > found.until:
        return found
    until = ends - timedelta(days=1)
    return None if until < situation.today else replace(found, until=until)


def _on_its_way(situation: Situation) -> Replacement | None:
    """Return the parcel that was sent again last, as long as it may still come."""
    left_on = max((day for day in _days_sent(situation) if day is not None), default=None)
    delivered_on = situation.order.delivered_on
    if left_on is None or (delivered_on is not None and delivered_on >= left_on):
        return None
    until = left_on + timedelta(days=_days_promised(situation))
    return None if until < situation.today else Replacement(left_on, until)


def _days_sent(situation: Situation) -> tuple[date | None, ...]:
    """Return the days of the parcels that were sent again; none where a procedure or the whole refund ended that."""
    stage = situation.stage_rule
    is_over = stage is not None and bool(stage.ladder) and not situation.is_undelivered
    if is_over or situation.is_refunded:
        return ()
    return tuple(o.on for o in situation.history if o.remedy is Remedy.RESHIP and o.outcome is Outcome.DONE)


def _days_promised(situation: Situation) -> int:
    """Return the days that the first parcel was promised in, at most the law's for any delivery.

    They count from the order: a parcel that left late was not promised in the few days that were left, or in none.
    """
    order, most = situation.order, int(situation.playbook.platform.law.delivery_days.value)
    start = order.ordered_on or order.shipped_on
    if start is None or order.promised_by is None or order.promised_by <= start:
        return most
    return min(most, max(LEAST_DAYS, (order.promised_by - start).days))


def is_either(found: Replacement, cause: Reason, situation: Situation) -> bool:
    """Whether nobody knows which of two parcels is meant, the first or the new one: by the buyer, or by the order."""
    done = situation.order.completed_on
    undated = situation.parcel in ARRIVED and situation.order.delivered_on is None
    return cause in EITHER or (undated and (done is None or done >= found.left_on))


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
    if rule.arrived == "yes" or (rule.fault == "none" and cause not in ABOUT_PARCEL):
        return
    coming, found = _on_its_way(situation), replacement_of(situation)
    if found is not None and is_either(found, cause, situation):
        yield Line(
            msgid="A new parcel left on %(day)s: find out whether this is about it or about the first one, and neither "
            "pay nor send anything on top of it before you know.",
            slots=(("day", found.left_on),),
        )
    elif found is not None:
        yield Line(
            msgid="A new parcel left on %(day)s and may come until %(until)s: say so, and neither pay nor send "
            "anything on top of it before then without the owner.",
            slots=(("day", found.left_on), ("until", found.until)),
        )
    elif coming is not None and situation.order.protection_ends_on:
        yield Line(
            msgid="A new parcel left on %(day)s, but the buyer's protection (until %(ends)s) does not cover the wait "
            "for it: extend it if you can; what you pay or send now comes on top of that parcel.",
            slots=(("day", coming.left_on), ("ends", situation.order.protection_ends_on)),
        )
    elif None in _days_sent(situation):
        yield Line(
            msgid="A new parcel was sent, but the history does not say on which day: find out where it is and enter "
            "the day before you pay or send anything on top of it."
        )
