"""The day on which something was, where somebody is: of a date and the time behind it, with or without an offset."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

# A time behind a date, or nothing: what the clock says, which half of the day, and the offset.
TIME = r"(?:[Tt\s]\s*(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(AM|PM|am|pm)?\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"


def local_day(day: date, time: Sequence[str | None], zone: str | None) -> date:
    """Return the day in a zone; without an offset or a zone it is the day that is written.

    `time` is what TIME has found behind the day. Raises ValueError where there is no such time.
    """
    if not time or not time[0]:
        return day
    hours, minutes, *seconds = time[0].split(":")
    half, offset = time[1], time[2]
    hour = int(hours) % 12 + (12 if half.lower() == "pm" else 0) if half else int(hours)
    second = seconds[0][:2] if seconds else "00"
    shift = "+00:00" if offset is None or offset.isalpha() else offset
    moment = datetime.fromisoformat(f"{day.isoformat()}T{hour:02}:{minutes}:{second}{shift}")
    try:
        return moment.astimezone(ZoneInfo(zone)).date() if offset and zone else day
    except OverflowError as error:
        raise ValueError(moment) from error
