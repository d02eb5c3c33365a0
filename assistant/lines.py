"""Sentences for the staff that are not worded yet; below everything, because errors carry them too."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date  # noqa: TC003 - pydantic reads the annotations where a noun holds a line
from decimal import Decimal  # noqa: TC003 - the same
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of money in a staff line."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence for the staff: an English msgid of the domain 'ui' and its slots, worded at the edge.

    A slot may be text, a number, a date, a `Sum` (an amount with its currency) or a further Line.
    """

    msgid: str
    slots: tuple[tuple[str, str | int | date | Sum | Line], ...] = ()

    def __str__(self) -> str:
        """Return it in English, for the text of an exception; `Wording` also writes days and amounts out."""
        return self.msgid % dict(self.slots) if self.slots or "%%" in self.msgid else self.msgid


SLOT = re.compile(r"%\((\w+)\)s")
COMMAS = Line(msgid="%(one)s, %(other)s")
SENTENCES = Line(msgid="%(one)s %(other)s")
ROWS = Line(msgid="%(one)s\n%(other)s")


def joined(parts: Sequence[str | Line], by: Line) -> Line | str:
    """Return parts as one: COMMAS between them, SENTENCES after each other, or ROWS below each other."""
    if len(parts) < 2:  # noqa: PLR2004 - one is said alone, none is a mistake of the caller
        return parts[0]
    half = len(parts) // 2  # halved and not one by one: a file with a thousand defects must not nest a thousand deep
    return replace(by, slots=(("one", joined(parts[:half], by)), ("other", joined(parts[half:], by))))


def listed(names: Iterable[str | Line]) -> Line | str:
    """Return names as a list in a sentence, in their order."""
    return joined(list(names), COMMAS)


def as_line(text: Line | str) -> Line:
    """Return a text that is no sentence of ours as a line that says just that."""
    return text if isinstance(text, Line) else Line(msgid="%(text)s", slots=(("text", text),))


def recognised(text: str, lines: Iterable[Line]) -> Line | str:
    """Return what a library says as the first line that says the same, its slots filled; else the text itself."""
    for line in lines:
        parts = SLOT.split(line.msgid)
        pattern = "".join(re.escape(part) if at % 2 == 0 else f"(?P<{part}>.*?)" for at, part in enumerate(parts))
        if match := re.fullmatch(pattern, text, re.DOTALL):
            return replace(line, slots=tuple(match.groupdict().items()))
    return text
