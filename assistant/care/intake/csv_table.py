"""CSV: any of three delimiters and three encodings, parsed by the column; a ragged row is told, not repaired."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from assistant.care.columns import TEXT
from assistant.care.intake.cells import shown
from assistant.care.intake.encoding import DAMAGED, Utf8Reader
from assistant.care.intake.records import BadLine, Clean, Stray, blocks
from assistant.care.intake.tables import Block, Refused
from assistant.errors import BatchFileError
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
SAMPLE_LINES = 200
HEADER_WITHIN = 10
FIRST_BLOCK, SMALLEST_BLOCK, LARGEST_BLOCK = 4_194_304, 65_536, 67_108_864
MOST_CELLS = 2_000


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is cut: its delimiter, the row of its header, and that header."""

    delimiter: str
    header_row: int
    headers: tuple[str, ...]


class CsvTable:
    """A .csv file."""

    optional: Sequence[str] = ()

    def __init__(self, path: Path, known: Callable[[Sequence[str]], int]) -> None:
        self._path, self._size = path, path.stat().st_size
        with path.open("rb") as file:
            reader = Utf8Reader(path, file)
            sample = reader.read()
        self._sample = io.StringIO(sample.decode("utf-8", "replace"), newline="").readlines()[:SAMPLE_LINES]
        self._shape = _shape(self._sample, known)
        self.headers: Sequence[str] = self._shape.headers
        if not any(self.headers):
            raise BatchFileError(path, Line(msgid="the first row is no header: write the names of the columns there"))
        if len(self.headers) > MOST_CELLS:
            why = Line(
                msgid="it has %(count)s columns: this is hardly a table of orders",
                slots=(("count", f"{len(self.headers):,}"),),
            )
            raise BatchFileError(path, why)
        self.form = f"CSV, {DELIMITERS[self._shape.delimiter]}, {reader.name}"

    def examples(self) -> Sequence[str | None]:
        """Return the first cell with something in it of each column."""
        found: list[str | None] = [None] * len(self.headers)
        rows = _rows(self._sample, self._shape.delimiter)
        for row in rows[self._shape.header_row + 1 :]:
            for number, cell in enumerate(row[: len(found)]):
                found[number] = found[number] or shown(cell.strip()) or None
        return found

    def blocks(self, fields: Mapping[str, int], rows: int) -> Iterator[Block]:
        """Yield the rows. Raises NotTextError for a file in another encoding."""
        shape = self._shape
        skip, seen, length = shape.header_row + 1, 0, FIRST_BLOCK // rows

        def size() -> int:
            return min(max(length * rows, SMALLEST_BLOCK), LARGEST_BLOCK)

        with self._path.open("rb") as file:
            reader = Utf8Reader(self._path, file)
            for block in blocks(reader.read, shape.delimiter, size):
                parser = _Parser(shape, fields, seen, skip)
                table = parser.clean(block) if isinstance(block, Clean) else parser.stray(block)
                seen, skip = seen + parser.count, max(0, skip - parser.count)
                if isinstance(block, Clean) and parser.count:
                    length = len(block.text) // parser.count + 1
                table.progress = min(1.0, reader.bytes_read / max(1, self._size))
                _refuse_damage(table, reader.damage)
                yield from _pieces(table, rows)


class _Parser:
    """Parses one block; `count` is how many rows of the sheet it had."""

    def __init__(self, shape: Shape, fields: Mapping[str, int], seen: int, skip: int) -> None:
        self.count = 0
        self._shape, self._fields, self._seen, self._skip = shape, fields, seen, skip
        self._refused: list[Refused] = []
        self._ragged: list[int] = []

    def clean(self, block: Clean) -> Block:
        """Parse records whose quotation marks are all where they belong."""
        table = self._parsed(block.text, sorted(set(self._fields.values())))
        self.count = table.num_rows + len(self._ragged)
        places = np.ones(self.count, bool)
        places[self._ragged] = False
        index = np.flatnonzero(places)
        cells = {field: _one_chunk(table.column(f"c{at}")) for field, at in self._fields.items()}
        keep = index >= self._skip
        blank = np.logical_and.reduce([pc.is_null(cell).to_numpy(zero_copy_only=False) for cell in cells.values()])
        if blank.any():
            keep &= ~self._empty(block.text, blank)
        rows = pa.array(index + self._seen + 1, pa.int64())
        if not keep.all():
            mask = pa.array(keep)
            rows, cells = rows.filter(mask), {field: cell.filter(mask) for field, cell in cells.items()}
        return Block(rows, cells, [one for one in self._refused if one.row > self._seen + self._skip])

    def stray(self, block: Stray) -> Block:
        """Take records that were read one by one."""
        self.count = len(block.records)
        width = len(self._shape.headers)
        rows, good = [], []
        for row, record in enumerate(block.records, start=self._seen + 1):
            if row <= self._seen + self._skip:
                continue
            if isinstance(record, BadLine):
                self._refused.append(Refused(row, "line", shown(record.text), record.why))
            elif any(record) and len(record) != width:
                self._refused.append(self._ragged_row(row, len(record), ",".join(record)))
            elif any(record):
                rows.append(row)
                good.append(record)
        cells = {field: pa.array([row[at] or None for row in good], TEXT) for field, at in self._fields.items()}
        return Block(pa.array(rows, pa.int64()), cells, self._refused)

    def _parsed(self, text: bytes, columns: Sequence[int]) -> pa.Table:
        self._ragged, self._refused = [], []
        names = [f"c{number}" for number in range(len(self._shape.headers))]
        wanted = [f"c{number}" for number in columns]
        return pacsv.read_csv(
            pa.py_buffer(text),
            read_options=pacsv.ReadOptions(column_names=names, use_threads=False, block_size=len(text) + 1),
            parse_options=pacsv.ParseOptions(
                delimiter=self._shape.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=self._skip_ragged,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(wanted, TEXT),
                include_columns=wanted,
                strings_can_be_null=True,
                null_values=[""],
                check_utf8=False,
            ),
        )

    def _skip_ragged(self, row: Any) -> str:
        place = row.number - 1
        self._ragged.append(place)
        self._refused.append(self._ragged_row(self._seen + row.number, row.actual_columns, row.text))
        return "skip"

    def _ragged_row(self, row: int, found: int, text: str) -> Refused:
        why = Line(
            msgid="The row has %(found)s cells, and the header %(names)s: correct it.",
            slots=(("found", found), ("names", len(self._shape.headers))),
        )
        return Refused(row, "line", shown(text), why)

    def _empty(self, text: bytes, blank: np.ndarray) -> np.ndarray:
        """Return which of the blank rows have nothing in any other column either."""
        ragged, refused = self._ragged, self._refused
        table = self._parsed(text, range(len(self._shape.headers)))
        self._ragged, self._refused = ragged, refused
        for column in table.columns:
            blank = blank & pc.is_null(_one_chunk(column)).to_numpy(zero_copy_only=False)
        return blank


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    return (
        column.chunk(0)
        if column.num_chunks == 1
        else pa.concat_arrays(column.chunks)
        if column.chunks
        else pa.array([], TEXT)
    )


def _refuse_damage(block: Block, damage: Line | None) -> None:
    """Refuse the rows with a character that was not in the file's encoding."""
    if damage is None or not len(block.rows):
        return
    why = Line(msgid="A character is damaged (%(what)s): save the file as UTF-8 again.", slots=(("what", damage),))
    hurt = np.zeros(len(block.rows), bool)
    for field, cell in block.cells.items():
        found = pc.fill_null(pc.match_substring(cell, DAMAGED), False).to_numpy(zero_copy_only=False)
        for index in np.flatnonzero(found & ~hurt).tolist():
            block.refused.append(Refused(block.rows[index].as_py(), field, shown(cell[index].as_py()), why))
        hurt |= found
    mask = pa.array(~hurt)
    block.rows, block.cells = block.rows.filter(mask), {name: cell.filter(mask) for name, cell in block.cells.items()}


def _pieces(block: Block, rows: int) -> Iterator[Block]:
    """Yield a block in parts of so many rows at most; what was refused goes with the first one."""
    for start in range(0, max(1, len(block.rows)), rows):
        cells = {field: cell.slice(start, rows) for field, cell in block.cells.items()}
        yield Block(block.rows.slice(start, rows), cells, [] if start else block.refused, block.progress)


def _shape(sample: list[str], known: Callable[[Sequence[str]], int]) -> Shape:
    """Return the delimiter and the header's row with which the most headers are known, and the most columns found."""
    told = sample[0].strip().strip('"').lower() if sample else ""
    told = told.removeprefix("sep=") if told.startswith("sep=") else ""
    best: tuple[tuple[int, int, int], Shape] | None = None
    for delimiter in DELIMITERS:
        if told in DELIMITERS and delimiter != told:
            continue
        for place, row in enumerate(_rows(sample, delimiter)[:HEADER_WITHIN]):
            names = tuple(name.strip() for name in row)
            score = (known(names), -place, len(names)) if any(names) else (-1, 0, 0)
            if best is None or score > best[0]:
                best = score, Shape(delimiter, place, names)
    return best[1] if best else Shape(",", 0, ())


def _rows(lines: list[str], delimiter: str) -> list[list[str]]:
    """Return the records of some lines; one that is no valid CSV ends them."""
    found: list[list[str]] = []
    try:
        found.extend(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return found
    return found
