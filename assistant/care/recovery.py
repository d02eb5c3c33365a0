"""Ending the runs whose process has died: complete files take their place, the rest goes back."""

from __future__ import annotations

import platform
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.care.folders import clear, finish
from assistant.care.ledger import COMMITTING
from assistant.care.records import record_sent
from assistant.errors import BusyOutputError
from assistant.holding import held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.care.ledger import Ledger, Run


def recover(ledger: Ledger, out: Path) -> int:
    """End the runs whose process has died and return how many; `out` is the output that the caller holds.

    The files of a run of another host are not here: what it claimed goes back, and its files are not touched.
    """
    ended, host = 0, platform.node()
    for run in ledger.dead_runs(host):
        with _free(Path(run.target), out.absolute()) as is_free:
            if is_free:
                _end(ledger, run, ours=run.host == host)
                ended += 1
            else:
                ledger.leave(run)
    return ended


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


def _end(ledger: Ledger, run: Run, *, ours: bool) -> None:
    target = Path(run.target)
    if run.state == COMMITTING:
        finish(target)
        ledger.done(run)
    elif run.kind == "mail" and ours:
        record_sent(ledger, run)
    elif run.kind == "mail":
        ledger.done_without_record(run)
    else:
        if ours:
            clear(target)
        ledger.abandon(run)
