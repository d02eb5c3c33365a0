"""Ending the runs whose process has died: complete files take their place, the rest goes back."""

from __future__ import annotations

import platform
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.care.folders import clear, finish, partial_of
from assistant.care.ledger import COMMITTING
from assistant.care.records import record_sent
from assistant.care.standing import stand_at
from assistant.care.states import MailState
from assistant.errors import BusyOutputError, FileError
from assistant.holding import held, is_held
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from assistant.care.ledger import Known, Ledger, Run


class Fate(Enum):
    """What becomes of a run whose process has died."""

    GIVEN_BACK = auto()  # nobody has got anything of it
    MAILED = auto()  # what it has sent is recorded, what it has not is given back
    PLACED = auto()  # its file is complete and here
    EMPTY = auto()  # its file is complete, and nothing in it is new
    LEFT = auto()  # its file is complete and on another machine


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the ledger has of messages, once dead runs have met their fates."""

    fates: Mapping[int, tuple[Run, Fate]]

    def seen(self, known: Mapping[str, Known]) -> Mapping[str, Known]:
        """Return the entries as they are then, without those that are given back."""
        if not self.fates:
            return known
        entries = ((key, self._seen(entry)) for key, entry in known.items())
        return {key: entry for key, entry in entries if entry is not None}

    def _seen(self, entry: Known) -> Known | None:
        if entry.run not in self.fates:
            return entry
        run, fate = self.fates[entry.run]
        if fate is Fate.GIVEN_BACK or entry.state == MailState.PLANNED:
            return None
        if fate is Fate.LEFT and entry.state is None:
            return replace(entry, left=run)
        # What was sent has arrived, wherever its record is.
        state = MailState.UNKNOWN if entry.state == MailState.CLAIMED else entry.state
        return replace(entry, ended=True, state=state)


def foresee(ledger: Ledger, out: Path | None) -> Outlook:
    """Return what `recover` would make of the dead runs; nothing is written.

    `out` is the output of the run to come, None where it would get a new place. Raises FileError as `recover` does.
    """
    host = platform.node()
    dead = (run for run in ledger.lifeless_runs() if not is_held(Path(run.target)))
    fates = {run.id: (run, _fate(ledger, run, host)) for run in dead}
    for run, fate in fates.values():
        if out is not None and fate is Fate.LEFT:
            _require_apart(run, out)
    return Outlook(fates)


def recover(ledger: Ledger, out: Path) -> tuple[int, Outlook]:
    """End the runs whose process has died; return how many, and the outlook on those that only another machine can end.

    `out` is the output that the caller holds. The open files of a run of another host are not here: what it claimed
    goes back, and no file is touched. Raises FileError where the caller would write over what such a run has left.
    """
    ended, host = 0, platform.node()
    left: dict[int, tuple[Run, Fate]] = {}
    for run in ledger.dead_runs():
        with _free(Path(run.target), out.absolute()) as is_free:
            fate = _fate(ledger, run, host) if is_free else None
            if fate is None or fate is Fate.LEFT:
                ledger.leave(run)
            else:
                _end(ledger, run, fate, ours=run.host == host, in_the_way=run.target == str(out.absolute()))
                ended += 1
            if fate is Fate.LEFT:
                _require_apart(run, out)
                left[run.id] = run, fate
    return ended, Outlook(left)


@contextmanager
def _free(target: Path, out: Path) -> Iterator[bool]:
    """Hold the output of a run; whether it could be had.

    A lock in a database goes with its connection, which may be lost while the run goes on; that of the output does not.
    """
    with ExitStack() as stack:
        try:
            if target != out:
                stack.enter_context(held(target))
        except BusyOutputError:
            yield False
            return
        except OSError:  # its folder is not here, or nobody may write there: nobody does
            pass
        yield True


def _fate(ledger: Ledger, run: Run, host: str) -> Fate:
    if run.state != COMMITTING:
        return Fate.MAILED if run.kind == "mail" else Fate.GIVEN_BACK
    if run.host == host:
        return Fate.PLACED
    keys = ledger.written(run)
    if not keys:
        return Fate.EMPTY
    # A container has a new name each time, a machine may get one: its files are here for all that. By their name alone
    # they could be those of another machine.
    return Fate.PLACED if stand_at(Path(run.target), keys) else Fate.LEFT


def _end(ledger: Ledger, run: Run, fate: Fate, *, ours: bool, in_the_way: bool) -> None:
    target = Path(run.target)
    if fate is Fate.GIVEN_BACK:
        if ours or in_the_way:
            clear(target)
        ledger.abandon(run)
    elif fate is Fate.MAILED and ours:
        record_sent(ledger, run)
    elif fate is Fate.MAILED:
        ledger.done_without_record(run)
    else:
        if fate is Fate.PLACED:
            finish(target)
        ledger.done(run)


def _require_apart(run: Run, out: Path) -> None:
    partial = partial_of(out.absolute())
    if run.target == str(out.absolute()) and partial.exists():
        what = Line(
            msgid="an interrupted run on %(host)s had a file of this name, and this one does not hold its messages",
            slots=(("host", run.host),),
        )
        raise FileError(partial, what, Line(msgid="move it away, or name another file with --out"))
