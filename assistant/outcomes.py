"""What becomes of each row of a batch: its result, or which field cannot be used and why; no row disappears."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.choices import iso_day
from assistant.deciding.question import RefundAboveClaimError, RefundAbovePriceError
from assistant.errors import (
    AssistantError,
    DataError,
    EmptyTextError,
    FarDateError,
    ModelFileError,
    NotADateError,
    SettingError,
    UnknownOptionError,
    UnknownValueError,
)
from assistant.fields import MISSING, checked
from assistant.lines import SENTENCES, Line, joined
from assistant.records import RowError, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.bootstrap import Assistant
    from assistant.fields import Fields

OF_THE_CASE = {"about", "earlier", "history"}
# The fields that errors are about. What --set gives is laid over the order, and fits that of one row and not another's.
OF_ERROR: tuple[tuple[type[AssistantError], str], ...] = (
    (NotADateError, "today"), (FarDateError, "today"), (UnknownOptionError, "option"), (SettingError, "order"),
    (RefundAbovePriceError, "order"), (RefundAboveClaimError, "order"),
)  # fmt: skip
OF_KIND = {"risk": "risks", "request": "requests", "evidence": "order", "setting for --set": "order"}


@dataclass(frozen=True)
class Outcome:
    """What became of one row: its result, or the field, its value and why there is none.

    `why` is in the staff's language; an `error` of ours that is behind it can be told in other words.
    """

    row: int
    result: Mapping[str, Any] | None
    field: str = ""
    value: str = ""
    why: str = ""
    error: AssistantError | None = None

    @property
    def rejection(self) -> dict[str, Any]:
        """Return the line for the file of rejected rows."""
        return {"row": self.row, "field": self.field, "value": self.value, "why": self.why}


def outcome(
    row: int,
    record: dict[str, Any] | RowError,
    program: Assistant,
    process: Callable[[dict[str, Any], Assistant], dict[str, Any]],
    fields: Fields,
    defaults: Mapping[str, Any],
) -> Outcome:
    """Return what becomes of one row; `fields` are those that a record may have."""
    try:
        return Outcome(row, _result(record, program, process, fields, defaults))
    except RowError as error:
        why = program.word(error.line)
        cause = error.__cause__ if isinstance(error.__cause__, AssistantError) else None
        return Outcome(row, None, error.field, shown(error.value), why, cause)


def _result(
    record: dict[str, Any] | RowError,
    program: Assistant,
    process: Callable[[dict[str, Any], Assistant], dict[str, Any]],
    fields: Fields,
    defaults: Mapping[str, Any],
) -> dict[str, Any]:
    if isinstance(record, RowError):
        raise record
    said: Mapping[str, Any] = record
    try:
        known = checked(record, fields.names, None if defaults.get(fields.needs) else fields.needs)
        day = known.get("today")
        # What --case N tells is not of a row that names an order of its own.
        is_other = "order" in known and "about" in defaults
        said = {key: value for key, value in defaults.items() if not (is_other and key in OF_THE_CASE)} | known
        return process(said, program.on_day(iso_day("today", day)) if day else program)
    except (RowError, ModelFileError, MemoryError):  # the last two are faults of the machine, not of the row
        raise
    except AssistantError as error:
        field = _field_of(error, said, fields)
        raise RowError(field, said.get(field), _why(error)) from error
    except Exception as error:
        # A defect of ours in one row must not lose the others.
        why = Line(msgid="The program failed on it (%(error)s): please report it.", slots=(("error", repr(error)),))
        raise RowError(fields.needs, said.get(fields.needs), why) from error


def _field_of(error: AssistantError, said: Mapping[str, Any], fields: Fields) -> str:
    """Return the field that cannot be used; what no other field is to blame for is the one that a record must have."""
    field = next((field for kind, field in OF_ERROR if isinstance(error, kind)), fields.needs)
    if isinstance(error, DataError):
        field = "history" if error.problems[0].where.startswith("history") else "order"
    if isinstance(error, UnknownValueError):
        field = OF_KIND.get(error.kind, error.kind)
        # An order names its platform too.
        field = "order" if field == "platform" and not said.get("platform") else field
    return field if field in fields.names else fields.needs


def _why(error: AssistantError) -> Line | str:
    if isinstance(error, DataError):
        return joined([problem.line for problem in error.problems], SENTENCES)
    if isinstance(error, NotADateError):
        return Line(msgid="The field 'today' is not a date: write it like 2026-10-01.")
    if isinstance(error, EmptyTextError):
        return replace(MISSING, slots=(("field", "text"),))
    return error.line
