"""What is done with each record of a batch: it can be sent to another process, and never loses a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.cli.options import make_assistant
from assistant.errors import AssistantError, DataError, ModelFileError, UnknownValueError
from assistant.records import FIELDS, RowError, checked, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from assistant.bootstrap import Assistant
    from assistant.records import Row


@dataclass(frozen=True)
class Recipe:
    """How to make the program anew in another process: --shop, --today, --staff-language."""

    shop: Path | None
    today: str | None
    staff_language: str | None

    def assistant(self) -> Assistant:
        """Return the program."""
        return make_assistant(self.shop, self.today, self.staff_language)


@dataclass(frozen=True)
class Outcome:
    """What became of one row: its result, or the field, its value and why there is none."""

    row: int
    result: Mapping[str, Any] | None
    field: str = ""
    value: str = ""
    why: str = ""

    @property
    def rejection(self) -> dict[str, Any]:
        """Return the line for the file of rejected rows."""
        return {"row": self.row, "field": self.field, "value": self.value, "why": self.why}


@dataclass(frozen=True)
class Job:
    """The command's own function, the field it cannot do without, its options, and how to make the program."""

    recipe: Recipe
    process: Callable[[dict[str, Any], Assistant], dict[str, Any]]
    needs: str
    defaults: Mapping[str, Any]

    @cached_property
    def assistant(self) -> Assistant:
        """The program of this process; models are loaded with the first record."""
        return self.recipe.assistant()

    def __getstate__(self) -> dict[str, Any]:
        """Leave the program out: every process makes its own."""
        return {name: value for name, value in self.__dict__.items() if name != "assistant"}

    def run(self, rows: Sequence[Row]) -> list[Outcome]:
        """Return one outcome a row, in order."""
        return [self._outcome(number, record) for number, record in rows]

    def _outcome(self, row: int, record: dict[str, Any] | RowError) -> Outcome:
        try:
            return Outcome(row, self._result(record))
        except RowError as error:
            return Outcome(row, None, error.field, shown(error.value), str(error))

    def _result(self, record: dict[str, Any] | RowError) -> dict[str, Any]:
        if isinstance(record, RowError):
            raise record
        program = self.assistant
        try:
            known = checked(record, None if self.defaults.get(self.needs) else self.needs)
            day = known.get("today")
            return self.process({**self.defaults, **known}, program.on_day(_day(day)) if day else program)
        except (RowError, ModelFileError, MemoryError):  # the last two are faults of the machine, not of the row
            raise
        except DataError as error:
            field = "history" if error.problems[0].where.startswith("history") else "order"
            raise RowError(field, record.get(field), str(error).replace("\n", " ")) from error
        except AssistantError as error:
            field = error.kind if isinstance(error, UnknownValueError) and error.kind in FIELDS else self.needs
            raise RowError(field, record.get(field), str(error)) from error
        except Exception as error:
            # A defect of ours in one row must not lose the others.
            why = f"The program failed on it ({error!r}): please report it."
            raise RowError(self.needs, record.get(self.needs), why) from error


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise RowError("today", value, "The field 'today' is not a date: write it like 2026-10-01.") from None
