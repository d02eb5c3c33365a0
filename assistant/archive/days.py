"""Days where the staff are: on which one a moment falls, and when one begins. Without a zone it is the machine's."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

# Beyond these no shop has filed anything, and a calendar ends where its last day has no next one.
FIRST, LAST = date(1900, 1, 1), date(9000, 1, 1)


def day_of(at: datetime, zone: tzinfo | None) -> date:
    """Return the day of a moment."""
    return at.astimezone(zone).date()


def begin_of(day: date, zone: tzinfo | None) -> datetime:
    """Return the moment at which a day begins."""
    midnight = datetime.combine(min(max(day, FIRST), LAST), time(), zone)
    return midnight if zone else midnight.astimezone()
