"""The days of a return that was agreed: how many there are, which is the last, and what to do once it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.deciding.clocks import after
from assistant.deciding.history import agreed
from assistant.deciding.state import ON_ITS_WAY
from assistant.model import DisputeStage, Line, Reason, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from assistant.deciding.situation import Situation


def return_period(situation: Situation) -> int:
    """Return the days for sending goods back; who withdraws in the EU or UK has at least the 14 of the law."""
    platform = situation.playbook.platform
    days = situation.shop.returns.days or int(platform.amounts.return_days.value)
    legal = int(platform.law.withdrawal_days.value)
    return max(days, legal) if situation.fault == "buyer" and situation.is_protected else days


def return_ends(situation: Situation) -> date | None:
    """Return the last day for posting what was agreed to come back; None where it is under way or no day is known.

    In a dispute it is the platform's; where that is over, a longer one by the shop's word or by law may still run.
    """
    order, promise = situation.order, agreed(situation.history, situation.order.price)
    if promise is None or promise.remedy is not Remedy.RETURN_REFUND or promise.on is None:
        return None
    if situation.is_back or order.return_sent_on is not None:
        return None
    last = promise.on + timedelta(days=return_period(situation))
    clock = situation.playbook.platform.clocks.get("return_posted")
    if clock is None or situation.stage != DisputeStage.RETURN_AGREED:
        return last
    posted = after(promise.on, clock.limit, situation.playbook)
    return posted if posted >= situation.today or last < situation.today else last


def is_return_over(situation: Situation) -> bool:
    """Whether the buyer's last day for posting an agreed return has passed."""
    ends = return_ends(situation)
    return ends is not None and ends < situation.today


def is_about_return(cause: Reason, situation: Situation) -> bool:
    """Whether what the buyer has sent may be meant: goods are on their way back, or he has had them and waits."""
    promise = agreed(situation.history, situation.order.price)
    is_agreed = promise is not None and promise.remedy is Remedy.RETURN_REFUND
    is_sent = situation.order.return_sent_on is not None or situation.stage == DisputeStage.RETURN_AGREED
    return is_sent or is_agreed or (cause is Reason.REFUND_STATUS and situation.state not in ON_ITS_WAY)


def return_notes(situation: Situation) -> Iterator[Line]:
    """Yield what an agreed return means whose last day has passed (S0 no. 1 and 4)."""
    ends = return_ends(situation)
    if ends is None or ends >= situation.today:
        return
    is_platforms = "return_posted" in situation.playbook.platform.clocks
    if is_platforms and situation.stage == DisputeStage.RETURN_AGREED:
        yield Line(
            msgid="The buyer's last day to post the return was %(day)s: without a tracking number the money is yours "
            "by the platform's rule. Look there first, and promise no refund.",
            slots=(("day", ends),),
        )
        return
    yield Line(
        msgid="The buyer's last day to post the return was %(day)s: look whether it is on its way, and let the owner "
        "decide whether the agreement still stands.",
        slots=(("day", ends),),
    )
