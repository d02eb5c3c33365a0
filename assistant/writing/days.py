"""The days that a letter names: when we answer again, and how long there is for sending goods back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.deciding.clocks import after
from assistant.deciding.returning import return_ends, return_period

if TYPE_CHECKING:
    from datetime import date

    from assistant.writing.slots import Occasion


def report_by(occasion: Occasion) -> date:
    """Return the day of our next answer: before a parcel must leave, and before the protection's last days (U7)."""
    amounts, ends = occasion.playbook.platform.amounts, occasion.order.protection_ends_on
    day = after(occasion.today, amounts.report_days, occasion.playbook)
    lasts = [clock.due for clock in occasion.plan.clocks if clock.clock == "ship"]
    if ends is not None:
        lasts.append(ends - timedelta(days=int(amounts.protection_margin.value)))
    return min([day, *(last for last in lasts if last > occasion.today)])


def days_to_return(occasion: Occasion) -> int:
    """Return the days for sending goods back; of an agreed return those that are left, 0 on the last one."""
    ends = return_ends(occasion.situation) if occasion.is_return_agreed else None
    return return_period(occasion.situation) if ends is None else (ends - occasion.today).days
