"""Headers: which column of a file is which of our fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.errors import Problem


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: its header, our field (None: it is not read), and an example out of it."""

    header: str
    field: str | None
    example: str | None


@dataclass(frozen=True, slots=True)
class Understood:
    """What is made of a file's columns; with a problem it cannot be read."""

    kind: str
    columns: tuple[Column, ...]
    problems: tuple[Problem, ...]
