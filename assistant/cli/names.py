"""The staff's words for names that commands print: in English the name itself, which options take too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.deciding.rulebook.values import as_told
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

STATES = {
    "open": Line(msgid="open"),
    "pending": Line(msgid="pending"),
    "snoozed": Line(msgid="snoozed"),
    "resolved": Line(msgid="resolved"),
}
LABELS = {
    "white": Line(msgid="white"),
    "red": Line(msgid="red"),
    "orange": Line(msgid="orange"),
    "green": Line(msgid="green"),
    "blue": Line(msgid="blue"),
    "purple": Line(msgid="purple"),
}
ENDINGS = {
    "accepted": Line(msgid="accepted"),
    "refused": Line(msgid="refused"),
    "dispute_won": Line(msgid="dispute_won"),
    "dispute_lost": Line(msgid="dispute_lost"),
}
ROLES = {"agent": Line(msgid="agent"), "lead": Line(msgid="lead"), "admin": Line(msgid="admin")}
DELIVERIES = {
    "waiting": Line(msgid="waiting"),
    "delivered": Line(msgid="delivered"),
    "given_up": Line(msgid="given up"),
}
MAILS = {"claimed": Line(msgid="claimed"), "failed": Line(msgid="failed"), "unknown": Line(msgid="unknown")}
VALUES = {
    "days": Line(msgid="%(value)s days"),
    "working days": Line(msgid="%(value)s working days"),
    "years": Line(msgid="%(value)s years"),
    "characters": Line(msgid="%(value)s characters"),
    "words": Line(msgid="%(value)s words"),
    "lines": Line(msgid="%(value)s lines"),
    "attachments": Line(msgid="%(value)s attachments"),
    "times": Line(msgid="%(value)s times"),
    "cases": Line(msgid="%(value)s cases"),
    "flag": Line(msgid="%(value)s flag"),
    "share of the price": Line(msgid="%(value)s share of the price"),
    "share of the next order": Line(msgid="%(value)s share of the next order"),
    "share of the time until promised_by": Line(msgid="%(value)s share of the time until promised_by"),
    "time zone": Line(msgid="%(value)s time zone"),
}


def named(name: str, lines: Mapping[Any, Line]) -> Line | str:
    """Return a name to be worded; one for which there is no word as it is."""
    return lines.get(name, name)


def value_of(value: object, unit: str) -> Line:
    """Return a rule's value with its unit; a currency stands as it is."""
    said = as_told(value)
    if unit in VALUES:
        return replace(VALUES[unit], slots=(("value", said),))
    return Line(msgid="%(one)s %(other)s", slots=(("one", said), ("other", unit)))
