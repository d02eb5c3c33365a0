"""Parquet: the wanted columns by row groups, as they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from assistant.care.intake.fields import FLAGS, STATES, WORDS
from assistant.care.intake.tables import Block
from assistant.errors import BatchFileError, NotTextError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

FEW_VALUES = (*WORDS, *STATES, *FLAGS, "shop", "carrier", "service")


class ParquetTable:
    """A .parquet file; rows are numbered as in a sheet with a header, so that the first one is row 2."""

    optional: Sequence[str] = ()

    def __init__(self, path: Path) -> None:
        self.form = "Parquet"
        self._path = path
        try:
            schema = pq.read_schema(path)
        except pa.ArrowInvalid as error:
            why = Line(msgid="this is not a Parquet file (%(why)s): export it again", slots=(("why", str(error)),))
            raise BatchFileError(path, why) from None
        self.headers: Sequence[str] = tuple(schema.names)
        self._schema = schema

    def examples(self) -> Sequence[str | None]:
        """Return the first cell with something in it of each column."""
        file = pq.ParquetFile(self._path)
        first = next(file.iter_batches(1000), None)
        if first is None:
            return [None] * len(self.headers)
        return [next((str(cell) for cell in column.to_pylist() if cell is not None), None) for column in first.columns]

    def blocks(self, fields: Mapping[str, int], rows: int) -> Iterator[Block]:
        """Yield the rows."""
        names = {field: self.headers[number] for field, number in fields.items()}
        for field, name in names.items():
            if pa.types.is_nested(self._schema.field(name).type):
                why = Line(
                    msgid="the column '%(name)s' (%(field)s) is nested: write plain values",
                    slots=(("name", name), ("field", field)),
                )
                raise BatchFileError(self._path, why)
        words = [name for field, name in names.items() if field in FEW_VALUES and self._is_text(name)]
        # Buffered beforehand, all of the file that was read would stay in memory.
        file = pq.ParquetFile(self._path, read_dictionary=words, pre_buffer=False)
        total = max(1, file.metadata.num_rows)
        done = 0
        try:
            for raw in file.iter_batches(rows, columns=list(dict.fromkeys(names.values())), use_threads=False):
                cells = {field: raw.column(name) for field, name in names.items()}
                numbers = pa.array(np.arange(done + 2, done + 2 + len(raw)))
                done += len(raw)
                self._check_utf8(cells)
                yield Block(numbers, cells, progress=done / total)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            why = Line(msgid="the file is damaged (%(why)s): export it again", slots=(("why", str(error)),))
            raise BatchFileError(self._path, why) from error

    def _is_text(self, name: str) -> bool:
        return bool(pa.types.is_string(self._schema.field(name).type))

    def _check_utf8(self, cells: Mapping[str, pa.Array]) -> None:
        for field, column in cells.items():
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                try:
                    column.validate(full=True)
                except pa.ArrowInvalid:
                    place = Line(
                        msgid="%(path)s: the column of %(field)s", slots=(("path", str(self._path)), ("field", field))
                    )
                    raise NotTextError(place, Line(msgid="it has bytes that are not UTF-8")) from None
