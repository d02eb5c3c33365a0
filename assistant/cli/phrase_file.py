"""The rows of a file of phrases: what another system has exported as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from assistant.errors import BatchFileError, FileError, Problem
from assistant.lines import Line, listed
from assistant.records import Rewindable, TextLine, csv_rows
from assistant.writing.own.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS = ("name", "locale", "text")


def rows(source: Path) -> Iterator[Phrase | Problem]:
    """Yield the phrases of a file, and what is wrong with a row that is none. Raises FileError, BatchFileError."""
    try:
        text = source.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError.unreadable(source, error, Line(msgid="save it as CSV in UTF-8")) from error
    # Not splitlines: it also parts at signs that stand inside a sentence, such as U+2028.
    parted = enumerate(io.StringIO(text, newline=None), start=1)
    lines = Rewindable(TextLine(number, line, None) for number, line in parted)
    header = next(lines.texts(), "")
    delimiter = max(",;\t", key=header.count)
    names = [name.strip().casefold() for name in next(csv.reader([header], delimiter=delimiter), [])]
    lacking = [name for name in COLUMNS if name not in names]
    if lacking:
        why = Line(
            msgid="there is no column '%(name)s': the columns are %(columns)s",
            slots=(("name", lacking[0]), ("columns", listed(COLUMNS))),
        )
        raise BatchFileError(source, why)
    for first, cells in csv_rows(lines, delimiter):
        if isinstance(cells, Line):
            yield Problem(f"{source}:{first.number}", cells)
        elif cells:
            values = dict(zip(names, cells, strict=False))
            yield Phrase(*(values.get(name, "").strip() for name in COLUMNS))
