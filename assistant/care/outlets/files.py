"""Records into a file that is there whole or not at all: OUT.partial beside it until it is complete."""

from __future__ import annotations

import csv
import json
import os
import shutil
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from assistant.care.outlets.lines import harmless, json_lines
from assistant.errors import BatchFileError, FileError
from assistant.lines import Line, listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = (".jsonl", ".csv", ".parquet")
BOM = b"\xef\xbb\xbf"
# Only here do values repeat; looking for repetitions in bodies costs as much as writing them.
REPEATING = ("step", "locale", "channel", "field", "why")
ADDED = ("day",)  # what earlier versions did not write: null for records of theirs
COPIED_AT_ONCE = 1_048_576
LINES_AT_ONCE = 4_096


class RecordFile:
    """A file of records that is being written; nothing of it is seen under its own name before `commit`.

    A spreadsheet reads Chinese in a CSV file only with a byte order mark, so there is one. Raises FileError for a
    target that cannot be written, a full disk included: then nothing of it is left.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.schema = path, schema
        self.partial = path.with_name(path.name + ".partial")
        self.rows = 0
        self._closed = False
        with self._failures():
            self._file = self.partial.open("wb")
        with self._failures():
            self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Remove what was written where it was not committed, or an error came."""
        if kind is not None or not self._closed:
            self.discard()

    def begin_with(self, existing: Path) -> None:
        """Take over what an earlier run wrote. Raises BatchFileError where its columns are not ours."""
        with self._failures(), existing.open("rb") as source:
            self._copy(existing, source)

    def write(self, batch: pa.RecordBatch) -> None:
        """Write records; columns that are not of the file's schema are left out, those that are new are null."""
        if not len(batch):
            return
        with self._failures():
            self._write(self._ours(batch))
        self.rows += len(batch)

    def close(self) -> None:
        """Bring everything to the disk; the file is still OUT.partial."""
        if self._closed:
            return
        with self._failures():
            self._finish()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        self._closed = True

    def commit(self) -> None:
        """Close, and put the file under its own name in one step."""
        self.close()
        with self._failures():
            self.partial.replace(self.path)
            sync_folder(self.path.parent)

    def discard(self) -> None:
        """Remove what was written."""
        self._closed = True
        self._abandon()
        with suppress(OSError):  # what cannot be flushed to a full disk is to be removed anyway
            self._file.close()
        self.partial.unlink(missing_ok=True)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (OSError, pa.ArrowException) as error:
            if hasattr(self, "_file"):
                self.discard()
            raise cannot_write(self.path, error) from error
        except BatchFileError:
            self.discard()
            raise

    def _ours(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        for name in ADDED:
            if name in self.schema.names and name not in batch.schema.names:
                batch = batch.append_column(name, pa.nulls(len(batch), self.schema.field(name).type))
        return batch.select(self.schema.names)

    @property
    def _earlier(self) -> pa.Schema:
        """The columns of a file that an earlier version has begun."""
        return pa.schema([field for field in self.schema if field.name not in ADDED])

    def _start(self) -> None:
        """Begin the file."""

    def _copy(self, existing: Path, source: IO[bytes]) -> None:
        """Copy an earlier file of the same kind, without its beginning."""
        raise NotImplementedError

    def _write(self, batch: pa.RecordBatch) -> None:
        raise NotImplementedError

    def _finish(self) -> None:
        """End the file."""

    def _abandon(self) -> None:
        """End the file that is removed then."""

    def _other(self, existing: Path) -> BatchFileError:
        why = Line(
            msgid="this file has other columns than %(columns)s: name another file with --out",
            slots=(("columns", listed(self.schema.names)),),
        )
        return BatchFileError(existing, why)


class JsonlFile(RecordFile):
    """A .jsonl file."""

    def _copy(self, existing: Path, source: IO[bytes]) -> None:
        try:
            first = json.loads(source.readline() or "null")
        except ValueError:
            raise self._other(existing) from None
        names = list(first) if isinstance(first, dict) else None
        if first is not None and names not in (self.schema.names, self._earlier.names):
            raise self._other(existing)
        source.seek(0)
        if names in (None, self.schema.names):
            _copy_lines(source, self._file)
            return
        for line in filter(bytes.strip, source):
            record = dict.fromkeys(self.schema.names) | json.loads(line)
            self._file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")

    def _write(self, batch: pa.RecordBatch) -> None:
        # In small parts the memory of one is that of the next; as a whole each step asks the system for new pages.
        for start in range(0, len(batch), LINES_AT_ONCE):
            self._file.write(json_lines(batch.slice(start, LINES_AT_ONCE)))


class CsvFile(RecordFile):
    """A .csv file."""

    def _start(self) -> None:
        self._file.write(BOM + _header(self.schema))

    def _copy(self, existing: Path, source: IO[bytes]) -> None:
        header = source.readline().removeprefix(BOM).replace(b"\r\n", b"\n")
        names = _names(header)
        if names == self.schema.names:
            _copy_lines(source, self._file)
        elif names == self._earlier.names:
            self._widen(source)
        else:
            raise self._other(existing)

    def _widen(self, source: IO[bytes]) -> None:
        """Copy the rest of a file of an earlier version."""
        if source.read(1) == b"":
            return
        source.seek(-1, os.SEEK_CUR)
        columns = self._earlier
        reader = pacsv.open_csv(
            source,
            read_options=pacsv.ReadOptions(column_names=columns.names),
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=columns, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
            ),
        )
        for batch in reader:
            self._write(self._ours(batch))

    def _write(self, batch: pa.RecordBatch) -> None:
        pacsv.write_csv(harmless(batch), self._file, pacsv.WriteOptions(include_header=False))


class ParquetFile(RecordFile):
    """A .parquet file."""

    def _start(self) -> None:
        repeating = [name for name in self.schema.names if name in REPEATING]
        self._writer = pq.ParquetWriter(self._file, self.schema, compression="zstd", use_dictionary=repeating)

    def _copy(self, existing: Path, source: IO[bytes]) -> None:
        earlier = pq.ParquetFile(source)
        if not any(earlier.schema_arrow.equals(columns) for columns in (self.schema, self._earlier)):
            raise self._other(existing)
        for batch in earlier.iter_batches():
            self.write(batch)

    def _write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch)

    def _finish(self) -> None:
        self._writer.close()

    def _abandon(self) -> None:
        with suppress(OSError, ValueError, pa.ArrowException):
            self._writer.close()
        self._writer.is_open = False  # else it tries once more when it is collected


_CLASSES: dict[str, type[RecordFile]] = {".jsonl": JsonlFile, ".csv": CsvFile, ".parquet": ParquetFile}


def open_record_file(path: Path, schema: pa.Schema) -> RecordFile:
    """Open a .jsonl, .csv or .parquet file for records. Raises BatchFileError for another kind, FileError."""
    kind = _CLASSES.get(path.suffix.lower())
    if kind is None:
        why = Line(
            msgid="'%(suffix)s' is not a kind of record file: use %(kinds)s",
            slots=(("suffix", path.suffix), ("kinds", listed(KINDS))),
        )
        raise BatchFileError(path, why)
    if path.is_dir():
        raise FileError(path, Line(msgid="is a folder"), Line(msgid="name a file with --out"))
    return kind(path, schema)


def beside(out: Path, what: str) -> Path:
    """Return the file beside OUT for `what`, 'skipped' or 'rejected': of its kind, JSONL for a folder or a server."""
    if out.suffix.lower() in KINDS:
        return out.with_name(f"{out.stem}.{what}{out.suffix}")
    return out.with_name(f"{out.name}.{what}.jsonl")


def cannot_write(path: Path, error: Exception) -> FileError:
    """Return a failure to write as a sentence with the next step."""
    detail = getattr(error, "strerror", None) or str(error)
    steps = {
        "FileNotFoundError": Line(msgid="make the folder first, or name another one"),
        "PermissionError": Line(msgid="choose a folder where you may write"),
        "IsADirectoryError": Line(msgid="name a file"),
        "NotADirectoryError": Line(msgid="name a file in a folder"),
    }
    other = Line(msgid="make room on the disk, or name another one, and run the command again")
    return FileError.unwritable(path, detail, steps.get(type(error).__name__, other))


def sync_folder(folder: Path) -> None:
    """Bring a new name in a folder to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _header(schema: pa.Schema) -> bytes:
    return ",".join(f'"{name}"' for name in schema.names).encode() + b"\n"


def _names(header: bytes) -> list[str]:
    """Return the names in a header, none where it is no line; a spreadsheet saves it without the quotation marks."""
    try:
        return next(csv.reader([header.decode("utf-8", "replace")]), [])
    except csv.Error:  # a file whose lines end with a bare carriage return is one line, and so is what is no table
        return []


def _copy_lines(source: IO[bytes], target: IO[bytes]) -> None:
    """Copy the rest of a file, so that what follows begins on a line of its own."""
    begin = source.tell()
    shutil.copyfileobj(source, target, COPIED_AT_ONCE)
    end = source.tell()
    if end > begin:
        source.seek(end - 1)
        if source.read(1) != b"\n":
            target.write(b"\n")
