"""Records in and out of batch files: every row is either a record or says why it cannot be one; none disappears."""

from __future__ import annotations

import csv
import json
import re
from collections import deque
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from assistant.errors import AssistantError, BatchFileError
from assistant.fitting import as_json
from assistant.lines import Line, as_line, listed
from assistant.money import MOST_DIGITS
from assistant.syntax import NotUsableError, csv_defect, each_once, json_defect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Row = tuple[int, "dict[str, Any] | RowError"]

JSON_CELLS = ("order", "history")
LONGEST_CELL = 1_000_000
LONGEST_LINE = 4_000_000
DEEPEST = 60
SHOWN = 200
# The text itself is valid UTF-8, so half a character can only come in as an escape.
ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
TOO_LONG = Line(msgid="The line is longer than %(limit)s bytes: split it.", slots=(("limit", f"{LONGEST_LINE:,}"),))
NOT_UTF8 = Line(msgid="The row is not UTF-8: save the file as UTF-8.")
csv.field_size_limit(LONGEST_CELL)


class RowError(AssistantError):
    """One row cannot be used."""

    def __init__(self, field: str, value: object, why: Line | str) -> None:
        super().__init__(as_line(why))
        self.field, self.value = field, value


class TextLine(NamedTuple):
    """A line as it stands in the file, and what is wrong with its bytes."""

    number: int
    text: str
    defect: Line | None


class TextLines:
    """The lines of a file in UTF-8, of any length: what is too long or no UTF-8 is a line with a defect."""

    def __init__(self, file: IO[bytes]) -> None:
        self.bytes_read = 0
        self._file = file

    def __iter__(self) -> Iterator[TextLine]:
        """Yield the lines, reading on as they are asked for."""
        for number, (raw, too_long) in enumerate(self._raw(), start=1):
            defect = TOO_LONG if too_long else None
            try:
                text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                text = raw.decode("utf-8", errors="replace")
                defect = defect or NOT_UTF8
            yield TextLine(number, text, defect)

    def _raw(self) -> Iterator[tuple[bytes, bool]]:
        while raw := self._piece():
            too_long = len(raw) == LONGEST_LINE and not raw.endswith(b"\n")
            if too_long:
                while (rest := self._piece()) and not rest.endswith(b"\n"):
                    pass
                raw = raw[:SHOWN]
            yield raw, too_long

    def _piece(self) -> bytes:
        piece = self._file.readline(LONGEST_LINE)
        self.bytes_read += len(piece)
        return piece


class Source:
    """The rows of a .jsonl or .csv file in UTF-8, as (line number, record or what is wrong with it).

    `names` are the columns that a .csv file may have, `needs` the one that it must have. Raises BatchFileError where
    the columns are not understood.
    """

    def __init__(self, path: Path, file: IO[bytes], names: frozenset[str], needs: str | None = None) -> None:
        self._path, self._known, self._needs = path, names, needs
        self._lines = TextLines(file)

    @property
    def bytes_read(self) -> int:
        """How much of the file is behind us."""
        return self._lines.bytes_read

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows, reading on as they are asked for."""
        if self._path.suffix.lower() == ".jsonl":
            return self._json_records()
        return self._csv_records()

    def _json_records(self) -> Iterator[Row]:
        for line in self._lines:
            if line.defect:
                yield line.number, RowError("line", line.text, line.defect)
            elif line.text.strip():
                yield line.number, _json_record(line.text)

    def _csv_records(self) -> Iterator[Row]:
        lines = Rewindable(iter(self._lines))
        header = next(lines.texts(), "")
        if lines.consumed and lines.consumed[0].defect:
            raise first_line(self._path, lines.consumed[0].defect)
        delimiter = max(",;\t", key=header.count)
        _, cells = next(csv_rows(Rewindable(iter(lines.consumed[:1])), delimiter), (None, []))
        if isinstance(cells, Line):
            raise first_line(self._path, cells)
        self._check(names := [name.strip() for name in cells])
        for first, cells in csv_rows(lines, delimiter):
            if isinstance(cells, Line):
                yield first.number, RowError("line", first.text.rstrip("\n"), first.defect or cells)
            else:
                yield from _csv_record(names, cells, lines.consumed)

    def _check(self, names: list[str]) -> None:
        unknown = [name for name in names if name not in self._known]
        columns = ("columns", listed(sorted(self._known)))
        why: Line | None = None
        if not names:
            why = Line(msgid="the header is missing: the columns are %(columns)s", slots=(columns,))
        elif unknown:
            slots = (("name", unknown[0]), columns)
            why = Line(msgid="unknown column '%(name)s': the columns are %(columns)s", slots=slots)
        elif twice := repeated(names):
            why = twice
        elif self._needs and self._needs not in names:
            slots = (("name", self._needs), columns)
            why = Line(msgid="there is no column '%(name)s': the columns are %(columns)s", slots=slots)
        if why:
            raise BatchFileError(self._path, why)


def csv_rows(lines: Rewindable, delimiter: str) -> Iterator[tuple[TextLine, list[str] | Line]]:
    """Yield the first line of each row, and its cells or what is wrong with it."""
    while True:  # an open quotation mark swallows the rows below it: they are read again without the first
        lines.consumed.clear()
        try:
            for cells in csv.reader(lines.texts(), delimiter=delimiter, strict=True):
                yield lines.consumed[0], cells
                lines.consumed.clear()
        except csv.Error as error:
            yield lines.rewind(), csv_defect(error)
        else:
            return


def repeated(names: list[str]) -> Line | None:
    """Return that two columns have one name, if two have."""
    twice = [name for name in names if names.count(name) > 1]
    if not twice:
        return None
    return Line(msgid="there are two columns '%(name)s': keep the one that counts", slots=(("name", twice[0]),))


def first_line(path: Path, defect: Line) -> BatchFileError:
    """Return that a file's first line, its header, cannot be used."""
    return BatchFileError(path, Line(msgid="the first line: %(defect)s", slots=(("defect", defect),)), is_sentence=True)


class Rewindable:
    """Lines that can be given out once more: all that were consumed since the last record but the first."""

    def __init__(self, lines: Iterator[TextLine]) -> None:
        self.consumed: list[TextLine] = []
        self._lines, self._again = lines, deque[TextLine]()

    def texts(self) -> Iterator[str]:
        """Yield the texts; a line with a defect is empty, so that it cannot open a cell."""
        while True:
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is None:
                return
            self.consumed.append(line)
            yield "\n" if line.defect else line.text

    def rewind(self) -> TextLine:
        """Return the first consumed line and give the others out again."""
        first, *rest = self.consumed
        self._again.extendleft(reversed(rest))
        return first


def _json_record(line: str) -> dict[str, Any] | RowError:
    try:
        record = parsed(line)
    except ValueError as error:
        detail = json_defect(error)
        why = Line(msgid="The line is not usable JSON (%(detail)s): correct it.", slots=(("detail", detail),))
        return RowError("line", line, why)
    if not isinstance(record, dict):
        return RowError("line", line, Line(msgid="The line is not a JSON object: write one in braces."))
    return record


def parsed(text: str) -> object:
    """Return what a JSON text says, with exact decimals. Raises ValueError."""
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        raise NotUsableError(Line(msgid="more than %(most)s brackets inside one another", slots=(("most", DEEPEST),)))
    try:
        value = json.loads(text, parse_float=_exact, object_pairs_hook=each_once)
        if ESCAPED_SURROGATE.search(text):
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise NotUsableError(Line(msgid="half a character, a lone surrogate")) from None
    except ArithmeticError:
        raise NotUsableError(Line(msgid="a number that is too large")) from None
    return value


def _exact(text: str) -> Decimal:
    """Return a number with a point or an exponent. Raises NotUsableError, ArithmeticError."""
    number = Decimal(text)
    if abs(number.adjusted()) > MOST_DIGITS:
        raise NotUsableError(Line(msgid="a number of more than %(most)s digits", slots=(("most", MOST_DIGITS),)))
    return number


def _depth(text: str) -> int:
    """Return how many brackets stand inside one another at most."""
    depth = deepest = 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        deepest = max(deepest, depth)
    return deepest


def _csv_record(names: list[str], cells: list[str], consumed: list[TextLine]) -> Iterator[Row]:
    defective = [line for line in consumed if line.defect]
    row = consumed[0].number
    if defective:
        yield row, RowError("line", defective[0].text, defective[0].defect or NOT_UTF8)
    elif not cells:
        return
    elif len(cells) != len(names):
        slots = (("cells", len(cells)), ("names", len(names)))
        why = Line(msgid="The row has %(cells)s cells, not %(names)s: correct it.", slots=slots)
        yield row, RowError("line", cells, why)
    else:
        yield row, _with_json_cells(dict(zip(names, cells, strict=True)))


def _with_json_cells(record: dict[str, Any]) -> dict[str, Any] | RowError:
    for key in JSON_CELLS:
        if record.get(key, "").strip():
            try:
                record[key] = parsed(record[key])
            except ValueError as error:
                detail = json_defect(error)
                why = Line(msgid="The cell is not usable JSON (%(detail)s): correct it.", slots=(("detail", detail),))
                return RowError(key, record[key], why)
    return record


def shown(value: object) -> str:
    """Return enough of a value to find its row."""
    text = value if isinstance(value, str) else as_json(value)
    text = text.encode("utf-8", errors="replace").decode()
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
