"""What becomes of each row of a batch: its result, or which field cannot be used and why; no row disappears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.choices import iso_day
from assistant.errors import AssistantError, DataError, ModelFileError, NotADateError, UnknownValueError
from assistant.fields import checked
from assistant.lines import SENTENCES, Line, joined
from assistant.records import RowError, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.bootstrap import Assistant
    from assistant.fields import Fields

OF_THE_CASE = {"about", "earlier", "history"}


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
    """Return what becomes of one row; `fields` are those that the command uses."""
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
    needs = fields.needs
    try:
        known = checked(record, fields.names, None if defaults.get(needs) else needs)
        day = known.get("today")
        # What --case N tells is not of a row that names an order of its own.
        is_other = "order" in known and "about" in defaults
        given = {key: value for key, value in defaults.items() if not (is_other and key in OF_THE_CASE)}
        return process({**given, **known}, program.on_day(iso_day("today", day)) if day else program)
    except NotADateError:
        why = Line(msgid="The field 'today' is not a date: write it like 2026-10-01.")
        raise RowError("today", record.get("today"), why) from None
    except (RowError, ModelFileError, MemoryError):  # the last two are faults of the machine, not of the row
        raise
    except DataError as error:
        field = "history" if error.problems[0].where.startswith("history") else "order"
        raise RowError(
            field, record.get(field), joined([problem.line for problem in error.problems], SENTENCES)
        ) from error
    except AssistantError as error:
        field = error.kind if isinstance(error, UnknownValueError) and error.kind in fields.names else needs
        raise RowError(field, record.get(field), error.line) from error
    except Exception as error:
        # A defect of ours in one row must not lose the others.
        why = Line(msgid="The program failed on it (%(error)s): please report it.", slots=(("error", repr(error)),))
        raise RowError(needs, record.get(needs), why) from error
