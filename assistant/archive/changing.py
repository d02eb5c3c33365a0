"""What a change is to a case: the columns that it sets, the state that follows, and how the trail tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.archive.columns import from_basis, storable, when_due
from assistant.archive.nouns import Kind, State
from assistant.archive.told import READ_ANEW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import sqlalchemy as sa

    from assistant.archive.nouns import Change, Entry

# What of a change the trail tells from and to; none of it is a buyer's.
TOLD = ("state", "snoozed_until", "label", "assigned_to", "reason", "at_risk", "currency", "due", "result",
        "result_amount", "result_currency")  # fmt: skip
TOLD_FIRST = ("reason", "state", "label", "assigned_to")  # of a filing: what they are
NAMED = {"state": "state", "snoozed_until": "snoozed", "label": "label", "assigned_to": "assigned", "reason": "reason"}
RECEIVED, ENDED = "message received", "ended"


def changed(before: sa.Row[Any], change: Change, now: datetime) -> dict[str, Any]:
    """Return the columns that a change sets."""
    values: dict[str, Any] = {}
    if change.basis:
        values |= from_basis(change.basis, change.reason, before.platform, None)
    if change.reason:
        values["reason"] = str(change.reason)
    given = change.model_fields_set
    values |= {key: storable(getattr(change, key)) for key in ("snoozed_until", "assigned_to") if key in given}
    if change.label is not None:
        values["label"] = int(change.label)
    if change.ending:
        ending = change.ending
        values |= {
            "result": str(ending.result),
            "result_amount": ending.amount,
            "result_currency": storable(ending.currency),
        }
        values["ended_at"] = ending.at or now
    if state := change.state or _state_after(change):
        values["state"] = str(state)
        values["resolved_at"] = now if state is State.RESOLVED else None
        if state is not State.SNOOZED:
            values["snoozed_until"] = None
    if before.replied_at is None:
        values["replied_at"] = replied(change.entries, now)
    said = [entry.kind for entry in change.entries if entry.kind is not Kind.NOTE]
    if change.basis or said:
        merged = {**before._asdict(), **values}
        known = change.basis.reply_by if change.basis else before.due
        reply_by = None if Kind.REPLY in said[-1:] else change.reply_by or known
        values |= when_due(merged["plan"], reply_by, merged["at_risk"], merged["currency"], now)
    return values


def _state_after(change: Change) -> State | None:
    """Return the state that follows from what was done, where none is given."""
    if change.ending:
        return State.RESOLVED
    if not any(entry.kind is not Kind.NOTE for entry in change.entries):
        return None
    return State.OPEN if waits(change.entries) else State.PENDING


def waits(thread: Sequence[Entry]) -> bool:
    """Whether the buyer had the last word."""
    kinds = [entry.kind for entry in thread if entry.kind is not Kind.NOTE]
    return bool(kinds) and kinds[-1] is Kind.MESSAGE


def replied(thread: Sequence[Entry], now: datetime) -> datetime | None:
    """Return when the shop replied first, None where it has not."""
    return next((entry.at or now for entry in thread if entry.kind is Kind.REPLY), None)


def differences(before: sa.Row[Any], values: dict[str, Any]) -> dict[str, list[Any]]:
    """Return what of a case becomes another, from and to."""
    pairs = {key: [_told(getattr(before, key)), _told(values[key])] for key in TOLD if key in values}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def what_was_done(change: Change, told: Mapping[str, list[Any]]) -> str:
    """Return what the trail calls a change; a snooze that a new state ends is told by the state."""
    named = [NAMED[key] for key, (_, after) in told.items() if key in NAMED and (key, after) != ("snoozed_until", None)]
    return ", ".join([*_verbs(change), *named]) or "changed"


def _verbs(change: Change) -> list[str]:
    words = {Kind.MESSAGE: RECEIVED, Kind.REPLY: "replied", Kind.NOTE: "noted"}
    found = dict.fromkeys(words[entry.kind] for entry in change.entries)
    if change.offers:
        found["offered"] = None
    if change.basis:
        found[READ_ANEW] = None
    return [*found, *([ENDED] if change.ending else [])]


def _told(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
