"""The record of what a run has sent: into OUT, each e-mail once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.care.columns import MESSAGES
from assistant.care.folders import finish
from assistant.care.outlets import open_record_file
from assistant.care.states import MailState
from assistant.errors import RunTakenError

if TYPE_CHECKING:
    from assistant.care.ledger import Ledger, Run


def require_record(out: Path) -> None:
    """Raise, before anything is sent, what `record_sent` would raise for this file afterwards."""
    with open_record_file(out, MESSAGES) as file:
        if out.exists():
            file.begin_with(out)


def record_sent(ledger: Ledger, run: Run) -> int:
    """End a run: what it sent is added to its file, what it only planned is given back. Returns how many are unknown.

    What was claimed and is not known to have been sent is left for somebody to decide. Raises RunTakenError where
    another run has ended it, which has not got its file: what it sent is added all the same.
    """
    unknown = ledger.mails.end(run.id)
    out = Path(run.target)
    file = open_record_file(out, MESSAGES)
    try:
        if out.exists():
            file.begin_with(out)
        for table in ledger.texts(run, MailState.SENT):
            for batch in table.to_batches():
                file.write(batch)
        file.close()
    except BaseException:
        file.discard()
        raise
    try:
        ledger.committing(run)
    except RunTakenError:
        finish(out)
        raise
    finish(out)
    ledger.done(run)
    return unknown
