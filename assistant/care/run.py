"""A run into a file: killed at any moment, the next one ends with each message in it once."""

from __future__ import annotations

import platform
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from assistant.care.columns import MESSAGES, REJECTED, SKIPPED
from assistant.care.ledger import COMMITTING, digests
from assistant.care.made import Summary, made
from assistant.care.outlets import beside, open_record_file
from assistant.errors import BusyOutputError, DatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from assistant.care.ledger import Known, Ledger, Run
    from assistant.care.made import Made, Work

    Show = Callable[[int, int], None]

WHOLE = 1000  # parts of a file by which progress is told


class FileRun:
    """Writes messages into a file, which is there whole or not at all; each key is in it once, over many runs."""

    def __init__(self, work: Work, out: Path, ledger: Ledger | None) -> None:
        self._work, self._out, self._ledger = work, out, ledger
        self._lock = FileLock(out.with_name(out.name + ".lock"))

    def __call__(self, show: Show) -> Summary:
        """Run it; `show` is told how much of the file is done. Raises BusyOutputError where another run writes it."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise BusyOutputError(self._out) from None
        try:
            recovered = recover(self._ledger) if self._ledger else 0
            summary = self._run(show)
            summary.recovered = recovered
            return summary
        finally:
            self._lock.release()
            Path(self._lock.lock_file).unlink(missing_ok=True)

    def _run(self, show: Show) -> Summary:
        ledger, out = self._ledger, self._out
        run = ledger.begin("file", str(out.absolute()), platform.node(), self._work.today) if ledger else None
        files = _Files(out)
        summary = Summary()
        try:
            for one, progress in made(self._work, self._entering(run), ledger):
                summary.add(one)
                files.write(one)
                show(int(progress * WHOLE), summary.messages.total())
            files.close()
        except BaseException:
            files.discard()
            if ledger and run:
                with suppress(DatabaseError):  # it may be the database that went away; the next run takes it back
                    ledger.abandon(run)
            raise
        if ledger and run:
            ledger.committing(run)
        finish(out)
        if ledger and run:
            ledger.done(run)
        return summary

    def _entering(self, run: Run | None) -> Callable[[pa.RecordBatch], Mapping[str, Known]]:
        ledger = self._ledger
        if ledger is None or run is None:
            return lambda _messages: {}
        return lambda messages: ledger.enter(run, messages, digests(messages)) if messages.num_rows else {}


class _Files:
    """The three files of a run: messages, skipped orders, rejected rows."""

    def __init__(self, out: Path) -> None:
        self._messages = open_record_file(out, MESSAGES)
        if out.exists():
            self._messages.begin_with(out)
        self._skipped = open_record_file(beside(out, "skipped"), SKIPPED)
        self._rejected = open_record_file(beside(out, "rejected"), REJECTED)
        self._all = (self._messages, self._skipped, self._rejected)

    def write(self, one: Made) -> None:
        self._messages.write(one.messages)
        self._skipped.write(one.skipped)
        self._rejected.write(one.rejected)

    def close(self) -> None:
        for file in self._all:
            file.close()

    def discard(self) -> None:
        for file in self._all:
            file.discard()


def finish(out: Path) -> None:
    """Put the complete files of a run under their own names; what is there already stays."""
    for path in _files_of(out):
        partial = _partial(path)
        if partial.exists():
            partial.replace(path)


def _files_of(out: Path) -> tuple[Path, Path, Path]:
    return out, beside(out, "skipped"), beside(out, "rejected")


def _partial(path: Path) -> Path:
    return path.with_name(path.name + ".partial")


def recover(ledger: Ledger) -> int:
    """End the runs whose process has died and return how many: complete files take their place, the rest goes back."""
    dead = ledger.dead_runs(platform.node())
    for run in dead:
        if run.kind == "mail":
            ledger.mails.end(run.id)
            ledger.done(run)
        elif run.state == COMMITTING:
            finish(Path(run.target))
            ledger.done(run)
        else:
            for path in _files_of(Path(run.target)):
                _partial(path).unlink(missing_ok=True)
            ledger.abandon(run)
    return len(dead)
