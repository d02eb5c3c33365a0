"""A run into a file or a folder: killed at any moment, the next one ends with each message in it once."""

from __future__ import annotations

import platform
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from assistant.care.digests import digests
from assistant.care.folders import Files, finish
from assistant.care.made import Summary, made
from assistant.care.outlets import cannot_write
from assistant.errors import DatabaseError, FileError, RunTakenError
from assistant.holding import held
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from assistant.care.folders import Mailing
    from assistant.care.ledger import Known, Ledger, Run
    from assistant.care.made import Work
    from assistant.care.recovery import Outlook

    Show = Callable[[int, int], None]

WHOLE = 1000  # parts of a file by which progress is told


class FileRun:
    """Writes messages into a file or a folder of e-mails, complete or not at all; each key once, over many runs."""

    def __init__(self, work: Work, out: Path, ledger: Ledger | None, mailing: Mailing | None = None) -> None:
        self._work, self._out, self._ledger, self._mailing = work, out, ledger, mailing

    def __call__(self, show: Show) -> Summary:
        """Run it; `show` is told how much of the file is done. Raises BusyOutputError where another run writes it."""
        with alone_at(self._out):
            self._require_new()
            if self._ledger is None:
                return self._run(show, None)
            # With it comes the database's library, which a run without a ledger does not need.
            from assistant.care.recovery import recover

            recovered, outlook = recover(self._ledger, self._out)
            summary = self._run(show, outlook)
            summary.recovered = recovered
            return summary

    def _require_new(self) -> None:
        """Raise FileError where messages would stand twice in a file, because nothing remembers the first time."""
        if self._ledger is None and self._mailing is None and self._out.exists():
            detail = Line(msgid="is there already, and without a ledger nobody knows what stands in it")
            raise FileError(self._out, detail, Line(msgid="name another file with --out, or leave --no-ledger out"))

    def _run(self, show: Show, outlook: Outlook | None) -> Summary:
        ledger, out = self._ledger, self._out
        run = ledger.begin("file", str(out.absolute()), platform.node(), self._work.today) if ledger else None
        files: Files | None = None
        summary = Summary()
        try:
            files = Files(out, self._mailing)
            for one, progress in made(self._work, self._entering(run, outlook), ledger):
                summary.add(one)
                files.write(one)
                show(int(progress * WHOLE), summary.messages.total())
            files.close()
        except BaseException:
            if files:
                files.discard()
            if ledger and run:
                with suppress(DatabaseError):  # it may be the database that went away; the next run takes it back
                    ledger.abandon(run)
            raise
        if ledger and run:
            try:
                ledger.committing(run)
            except RunTakenError:  # of another failure it is not known whether it came after this was noted down
                files.discard()
                raise
        finish(out)
        if ledger and run:
            ledger.done(run)
        return summary

    def _entering(self, run: Run | None, outlook: Outlook | None) -> Callable[[pa.RecordBatch], Mapping[str, Known]]:
        ledger, owner = self._ledger, self._work.settings.owner
        if ledger is None or run is None or outlook is None:
            return lambda _messages: {}

        def enter(messages: pa.RecordBatch) -> Mapping[str, Known]:
            if not messages.num_rows:
                return {}
            return outlook.seen(ledger.enter(run, messages, digests(messages), owner=owner))

        return enter


@contextmanager
def alone_at(out: Path) -> Iterator[None]:
    """Hold an output for one run. Raises BusyOutputError where another holds it, FileError where nobody can."""
    with ExitStack() as stack:
        try:
            stack.enter_context(held(out))
        except OSError as error:
            raise cannot_write(out, error) from error
        yield
