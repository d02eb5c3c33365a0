"""A long batch's results while it runs: beside their places, with a note of how far they are, so that it can go on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any, Self

from assistant import __version__
from assistant.cli.outputs import csv_writer, jsonl_writer
from assistant.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.cli.job import Outcome


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


class Journal:
    """Writes results and rejected rows of one run; after an interruption the same run goes on where it stood."""

    def __init__(self, source: Path, out: Path, command: Sequence[object], today: str, *, anew: bool) -> None:
        self.out, self.rejected = out, out.with_suffix(".rejected.jsonl")
        self._parts = [path.with_name(path.name + ".part") for path in (self.out, self.rejected)]
        self._note = out.with_name(out.name + ".part.json")
        run = _fingerprint(source, command)
        found = None if anew else self._found(run)
        self.resumed = found is not None
        self.progress = found or Progress(run, today)

    def __enter__(self) -> Self:
        """Open both files, cut to what the note says."""
        sizes = (self.progress.out_bytes, self.progress.rejected_bytes)
        try:
            self._files: list[IO[str]] = [_opened(path, size) for path, size in zip(self._parts, sizes, strict=True)]
        except OSError as error:
            raise _unwritable(self.out, error) from None
        header = self.out.suffix.lower() == ".csv"
        self._write = csv_writer(self._files[0], self._header()) if header else jsonl_writer(self._files[0])
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        """Close the files; what is written stays for the next run if this one did not end."""
        for file in self._files:
            file.close()

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Write the outcomes of the next rows, then the note."""
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
            beside = self._note.with_name(self._note.name + ".new")
            beside.write_text(json.dumps(asdict(self.progress)), encoding="utf-8")
            beside.replace(self._note)
        except OSError as error:
            raise _unwritable(self.out, error) from None

    def finish(self) -> None:
        """Move the files to their places."""
        try:
            for file in self._files:
                file.close()
            self._parts[0].replace(self.out)
            if self.progress.rejected:
                self._parts[1].replace(self.rejected)
            else:
                self.rejected.unlink(missing_ok=True)
                self._parts[1].unlink()
            self._note.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(self.out, error) from None

    def discard(self) -> None:
        """Remove what an earlier run left."""
        for path in (*self._parts, self._note):
            path.unlink(missing_ok=True)

    def _found(self, run: str) -> Progress | None:
        try:
            data: dict[str, Any] = json.loads(self._note.read_text(encoding="utf-8"))
            progress = Progress(**data)
            sizes = [path.stat().st_size for path in self._parts]
        except (OSError, ValueError, TypeError):
            return None
        whole = sizes[0] >= progress.out_bytes and sizes[1] >= progress.rejected_bytes
        return progress if progress.run == run and whole else None

    def _header(self) -> list[str]:
        if not self.progress.out_bytes:
            return []
        with self._parts[0].open(encoding="utf-8", newline="") as file:
            return file.readline().rstrip("\r\n").split(",")


def _opened(path: Path, size: int) -> IO[str]:
    file = path.open("r+" if size else "w", encoding="utf-8", newline="")
    file.truncate(size)
    file.seek(size)
    return file


def _fingerprint(source: Path, command: Sequence[object]) -> str:
    """Name a run: the file as it is now, the command with its options, and the program's version."""
    state = source.stat()
    whole = json.dumps([str(source.resolve()), state.st_size, state.st_mtime_ns, __version__, *map(repr, command)])
    return hashlib.sha256(whole.encode()).hexdigest()


def _unwritable(out: Path, error: OSError) -> FileError:
    return FileError(out, f"cannot be written ({error.strerror})", "make room or choose another place with --out")
