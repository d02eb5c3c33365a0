"""Deadlines as an iCalendar file; the same deadlines give the same bytes, so a calendar updates what it has."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event

from assistant.errors import FileError
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from assistant.model import Clock
    from assistant.writing.staff import Wording

LASTS = timedelta(minutes=15)
BEFORE = timedelta(days=-1)


def write_calendar(path: Path, deadlines: Iterable[tuple[str | None, str, Clock]], word: Wording, today: date) -> None:
    """Write the clocks that have not passed, each with its order's name, and once by the order's identity.

    No buyer is named. Raises FileError.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//customer-message-assistant//EN")
    calendar.add("version", "2.0")
    written: set[str] = set()
    for order, identity, clock in deadlines:
        key = f"{identity}|{clock.clock}|{clock.rule}"
        if clock.days_left >= 0 and key not in written:  # of several messages about an order, or calendars refuse it
            written.add(key)
            calendar.add_component(_event(order, key, clock, word, today))
    try:
        path.write_bytes(calendar.to_ical())
    except OSError as error:
        raise FileError.unwritable(path, error.strerror, Line(msgid="name another file")) from error


def _event(order: str | None, key: str, clock: Clock, word: Wording, today: date) -> Event:
    what = word(clock.what)
    event = Event()
    event.add("uid", hashlib.sha256(key.encode()).hexdigest()[:32] + "@customer-message-assistant")
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("dtstart", clock.at.astimezone(UTC))
    event.add("dtend", clock.at.astimezone(UTC) + LASTS)
    event.add("summary", f"{order}: {what}" if order else what)
    event.add("description", "\n".join(_details(clock, word)))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", what)
    alarm.add("trigger", BEFORE)
    event.add_component(alarm)
    return event


def _details(clock: Clock, word: Wording) -> list[str]:
    lines = [f"{clock.rule} ({clock.source}, {clock.as_of})"]
    if clock.silence_costs is not None:
        lines.append(word(Line(msgid="Silence costs %(amount)s.", slots=(("amount", clock.silence_costs),))))
    if not clock.verified:
        lines.append(word(Line(msgid="(unconfirmed, check in your seller centre)")))
    return lines
