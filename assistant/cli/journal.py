"""A long batch's results while it runs: beside their places, with a note of how far they are, so that it can go on."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Self

from assistant import __version__
from assistant.cli.outputs import csv_writer, jsonl_writer
from assistant.errors import FileError, InterruptedRunError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.outcomes import Outcome

SAMPLE = 1_000_000


@dataclass
class Progress:
    """How far a run is: rows read, and what of them stands in the two files, in rows and bytes."""

    run: str
    today: str
    rows: int = 0
    done: int = 0
    rejected: int = 0
    out_bytes: int = 0
    rejected_bytes: int = 0
    ended: bool = False


class Journal:
    """Writes results and rejected rows of one run; after an interruption the same run goes on where it stood.

    Raises InterruptedRunError where the note belongs to another run, unless that is to be forgotten (`anew`).
    """

    def __init__(self, source: Path, out: Path, command: Sequence[object], today: str, *, anew: bool) -> None:
        self.out, self.rejected = out, rejected_of(out)
        self._parts = [out.with_name(out.name + end) for end in (".part", ".rejected.part")]
        self._note = out.with_name(out.name + ".part.json")
        self._files: list[IO[str]] = []
        run = _fingerprint(source, out, command)
        found = None if anew else self._found()
        if found is not None and found.run != run:
            raise InterruptedRunError(out, found.rows)
        self.resumed = found is not None
        self.progress = found or Progress(run, today)

    def __enter__(self) -> Self:
        """Open both files, cut to what the note says; a run that had ended only needs to be moved to its place."""
        if self.progress.ended:
            return self
        sizes = (self.progress.out_bytes, self.progress.rejected_bytes)
        try:
            for path, size in zip(self._parts, sizes, strict=True):
                self._files.append(_opened(path, size))
        except OSError as error:
            raise unwritable(self.out, error) from None
        is_csv = self.out.suffix.lower() == ".csv"
        self._write = csv_writer(self._files[0], self._header()) if is_csv else jsonl_writer(self._files[0])
        return self

    def __exit__(self, *_reason: object) -> None:
        """Close the files; what is written stays for the next run if this one did not end."""
        for file in self._files:
            with suppress(OSError):  # a full disk: the note says how much of the file counts
                file.close()

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Write the outcomes of the next rows, then the note. Raises FileError."""
        good, bad = self._files
        try:
            for outcome in outcomes:
                if outcome.result is not None:
                    self._write(outcome.result)
                    self.progress.done += 1
                else:
                    bad.write(json.dumps(outcome.rejection, ensure_ascii=False) + "\n")
                    self.progress.rejected += 1
            self.progress.rows += len(outcomes)
            for file in self._files:
                file.flush()
            self.progress.out_bytes, self.progress.rejected_bytes = good.tell(), bad.tell()
            self._write_note()
        except OSError as error:
            raise unwritable(self.out, error) from None

    def finish(self) -> None:
        """Move the files to their places; killed in between, the same command moves what is left."""
        try:
            for file in self._files:
                file.close()
            self.progress.ended = True
            self._write_note()
            if self._parts[0].exists():
                self._parts[0].replace(self.out)
            if not self.progress.rejected:
                self.rejected.unlink(missing_ok=True)
                self._parts[1].unlink(missing_ok=True)
            elif self._parts[1].exists():
                self._parts[1].replace(self.rejected)
            self._note.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(self.out, error) from None

    def discard(self) -> None:
        """Remove what an earlier run left."""
        self.__exit__()
        for path in (*self._parts, self._note):
            path.unlink(missing_ok=True)

    def _write_note(self) -> None:
        beside = self._note.with_name(self._note.name + ".new")
        beside.write_text(json.dumps(asdict(self.progress)), encoding="utf-8")
        beside.replace(self._note)

    def _found(self) -> Progress | None:
        """Return the note of an interrupted run whose files are as long as it says."""
        try:
            progress = Progress(**json.loads(self._note.read_text(encoding="utf-8")))
            sizes = [path.stat().st_size for path in self._parts if not progress.ended]
            whole = progress.ended or (sizes[0] >= progress.out_bytes and sizes[1] >= progress.rejected_bytes)
        except (OSError, ValueError, TypeError):
            return None
        return progress if whole else None

    def _header(self) -> list[str]:
        if not self.progress.out_bytes:
            return []
        with self._parts[0].open(encoding="utf-8", newline="") as file:
            return file.readline().rstrip("\r\n").split(",")


def rejected_of(out: Path) -> Path:
    """Return where the rejected rows of a run lie; of two outputs that differ in their kind alone it is one file."""
    return out.with_suffix(".rejected.jsonl")


def _opened(path: Path, size: int) -> IO[str]:
    file = path.open("r+" if size else "w", encoding="utf-8", newline="")
    file.truncate(size)
    file.seek(size)
    return file


def _fingerprint(source: Path, out: Path, command: Sequence[object]) -> str:
    """Name a run: the file's size, its beginning and end, the command with its options, and the program's version."""
    size = source.stat().st_size
    with source.open("rb") as file:
        content = hashlib.sha256(file.read(SAMPLE))
        file.seek(max(0, size - SAMPLE))
        content.update(file.read(SAMPLE))
    whole = [str(source.resolve()), str(out.resolve()), size, content.hexdigest(), __version__, *map(repr, command)]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def unwritable(out: Path, error: OSError) -> FileError:
    """Return that the results cannot be written."""
    step = Line(msgid="make room or choose another place with --out")
    return FileError.unwritable(out, error.strerror, step)
