"""What is done with each record of a batch: it can be sent to another process, and never loses a row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.cli.options import make_assistant
from assistant.outcomes import Outcome, outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from assistant.bootstrap import Assistant
    from assistant.fields import Fields
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
class Job:
    """The command's own function, the fields of its records, its options, and how to make the program."""

    recipe: Recipe
    process: Callable[[dict[str, Any], Assistant], dict[str, Any]]
    fields: Fields
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
        return [
            outcome(number, record, self.assistant, self.process, self.fields, self.defaults) for number, record in rows
        ]
