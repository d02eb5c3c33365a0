"""Records into a file that is there whole or not at all: OUT.partial beside it until it is complete."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path


class RecordFile:
    """A file of records that is being written; nothing of it is seen under its own name before `commit`.

    Raises FileError for a target that cannot be written, a full disk included.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.schema = path, schema
        self.partial = path.with_name(path.name + ".partial")
        self._writer = pq.ParquetWriter(self.partial, schema)

    def begin_with(self, existing: Path) -> int:
        """Copy what an earlier run wrote, and return how many records that is.

        Raises BatchFileError where its columns are not ours: it is some other file.
        """
        table = pq.read_table(existing)
        self._writer.write_table(table)
        return int(table.num_rows)

    def write(self, batch: pa.RecordBatch) -> None:
        """Write records; columns that are not of the file's schema are left out."""
        self._writer.write_batch(batch.select(self.schema.names))

    def close(self) -> None:
        """Bring everything to the disk; the file is still OUT.partial."""
        self._writer.close()

    def commit(self) -> None:
        """Close, and put the file under its own name at once."""
        self.close()
        os.replace(self.partial, self.path)

    def discard(self) -> None:
        """Remove what was written."""
        self.close()
        self.partial.unlink(missing_ok=True)


def open_record_file(path: Path, schema: pa.Schema) -> RecordFile:
    """Open a .jsonl, .csv or .parquet file for records of a schema."""
    return RecordFile(path, schema)


def beside(out: Path | None, what: str) -> Path:
    """Return the file beside OUT for `what` ('skipped', 'rejected'), of the same kind; a folder or SMTP gets JSONL."""
    raise NotImplementedError
