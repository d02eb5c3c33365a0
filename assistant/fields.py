"""What a record of a batch or of the HTTP API may say, command by command; each of its fields is checked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from assistant.lines import Line, listed
from assistant.records import RowError

LISTS = ("risks", "requests")
TEXTS = ("id", "platform", "channel", "tone", "language", "reason", "today")
MOST_DIGITS = 4
MISSING = Line(msgid="The field '%(field)s' is missing or not text: fill it in.")


class Fields(NamedTuple):
    """The fields that a record for a command may have, and the one that it cannot do without."""

    names: frozenset[str]
    needs: str


HEARD = frozenset({"risks", "requests"})
OF_A_CASE = frozenset({"id", "today", "order", "history", "reason", "platform", "channel", "tone", "option"})
EVERY = OF_A_CASE | HEARD | {"text", "language"}
# One file may go through every command, so what another one uses is no mistake. But a reply hears threats and wishes in
# the words themselves: those that are named beside them would change nothing, and nobody would be told.
READ, LINT, PLAN = Fields(EVERY, "text"), Fields(EVERY, "text"), Fields(EVERY, "reason")
REPLY = Fields(EVERY - HEARD, "text")
IN_A_BATCH = EVERY  # of which clocks and alerts are told


def checked(record: dict[str, Any], names: frozenset[str], needs: str | None) -> dict[str, Any]:
    """Return a record whose fields are among the names and of the right kinds, without the empty ones.

    Raises RowError.
    """
    known = {key: value for key, value in record.items() if value not in (None, "")}
    for key, value in known.items():
        if key not in names:
            why = Line(msgid="There is no field '%(field)s' here: the fields are %(fields)s.")
            raise RowError(key, value, replace(why, slots=(("field", key), ("fields", listed(sorted(names))))))
    if isinstance(known.get("id"), int) and not isinstance(known["id"], bool):
        known["id"] = str(known["id"])
    for key in TEXTS:
        if not isinstance(known.get(key, ""), str):
            why = Line(msgid="The field '%(field)s' is not text: write it in quotation marks.")
            raise RowError(key, known[key], _about(key, why))
    for key in LISTS:
        if key in known:
            known[key] = _words(key, known[key])
    if "option" in known:
        known["option"] = _number(known["option"])
    if needs and not isinstance(known.get(needs), str):
        raise RowError(needs, record.get(needs), _about(needs, MISSING))
    return known


def _about(field: str, line: Line) -> Line:
    return replace(line, slots=(("field", field),))


def _words(key: str, value: object) -> list[str]:
    parts = [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise RowError(key, value, _about(key, Line(msgid="The field '%(field)s' is not a list of words.")))
    return parts


def _number(option: object) -> int:
    digits = str(option) if isinstance(option, int | str) and not isinstance(option, bool) else ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        raise RowError("option", option, Line(msgid="The field 'option' is not a number from 1 on."))
    return int(digits)
