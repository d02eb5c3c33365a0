"""Files that cannot be read, written or understood, and the defects in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from assistant.errors.base import AssistantError
from assistant.lines import ROWS, Line, as_line, joined, recognised

if TYPE_CHECKING:
    from collections.abc import Sequence


# What an operating system says most often of a file; what it says besides stays in its own words.
OF_THE_SYSTEM = (
    Line(msgid="No such file or directory"),
    Line(msgid="Permission denied"),
    Line(msgid="Is a directory"),
    Line(msgid="Not a directory"),
    Line(msgid="File exists"),
    Line(msgid="File name too long"),
    Line(msgid="No space left on device"),
    Line(msgid="Read-only file system"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect in a hand-written file or an order: where it stands, what is wrong, what to do."""

    where: str
    message: Line | str
    hint: Line | str = ""

    def __str__(self) -> str:
        """Return the one sentence that the seller reads, in English."""
        return f"{self.where}: {self.message}" + (f"; {self.hint}" if self.hint else "")

    @property
    def line(self) -> Line:
        """The same, to be worded in the staff's language."""
        return Line(msgid="%(where)s: %(message)s", slots=(("where", self.where), ("message", self.what)))

    @property
    def what(self) -> Line | str:
        """What is wrong and what to do, without the place."""
        if not self.hint:
            return self.message
        return Line(msgid="%(message)s; %(hint)s", slots=(("message", self.message), ("hint", self.hint)))

    @property
    def record(self) -> dict[str, str]:
        """What programs read."""
        return {"where": self.where, "message": str(self.message), "hint": str(self.hint)}


def _said(why: object) -> Line | str:
    if isinstance(why, UnicodeDecodeError):
        return Line(msgid="byte %(byte)s is not UTF-8", slots=(("byte", why.start),))
    return recognised(str(why.strerror if isinstance(why, OSError) else why), OF_THE_SYSTEM)


class FileError(AssistantError):
    """A file that cannot be read or written."""

    def __init__(self, path: object, detail: Line, step: Line) -> None:
        super().__init__(
            Line(
                msgid="%(path)s: %(detail)s; %(step)s.",
                slots=(("path", str(path)), ("detail", detail), ("step", step)),
            )
        )
        self.detail, self.step = detail, step

    @classmethod
    def absent(cls, path: object) -> Self:
        """Return that a file to read is not there."""
        return cls(path, Line(msgid="there is no such file"), Line(msgid="check the path"))

    @classmethod
    def unreadable(cls, path: object, why: object, step: Line) -> Self:
        """Return that a file cannot be read, and why: an error, or what the system says."""
        return cls(path, Line(msgid="cannot be read (%(why)s)", slots=(("why", _said(why)),)), step)

    @classmethod
    def unwritable(cls, path: object, why: object, step: Line) -> Self:
        """Return that a file cannot be written, and why."""
        return cls(path, Line(msgid="cannot be written (%(why)s)", slots=(("why", _said(why)),)), step)


class DataError(AssistantError):
    """A file or an order with problems; the text lists all of them, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(as_line(joined([problem.line for problem in problems], ROWS)))
        self.problems = tuple(problems)


class ModelFileError(AssistantError):
    """Weights that are missing or do not match their checksum."""

    def __init__(self, path: object, detail: Line) -> None:
        super().__init__(
            Line(
                msgid="The model file %(path)s %(detail)s: install the package again.",
                slots=(("path", str(path)), ("detail", detail)),
            )
        )


class BatchFileError(AssistantError):
    """A batch file whose kind or columns are not understood."""

    def __init__(self, path: object, detail: Line, *, is_sentence: bool = False) -> None:
        slots = (("path", str(path)), ("detail", detail))
        # What is wrong with a line is a sentence of its own, with its full stop.
        super().__init__(
            Line(msgid="%(path)s: %(detail)s", slots=slots)
            if is_sentence
            else Line(msgid="%(path)s: %(detail)s.", slots=slots)
        )
