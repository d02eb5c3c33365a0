"""A run to a mail server: each e-mail is claimed before it leaves, so that it leaves at most once."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.care.columns import REJECTED, SKIPPED
from assistant.care.folders import mail_of
from assistant.care.ledger import MailState, Settled, digests
from assistant.care.made import Summary, made
from assistant.care.outlets import Delivery, Refusal, beside, build_email, open_record_file
from assistant.care.records import record_sent, require_record
from assistant.care.run import WHOLE, alone_at, recover

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from assistant.care.ledger import Known, Ledger, Run
    from assistant.care.made import Work
    from assistant.care.outlets import Outcome, Sender, SmtpOutlet

BECOMES = {
    Delivery.SENT: MailState.SENT,
    Delivery.REFUSED: MailState.FAILED,
    Delivery.LATER: MailState.PLANNED,
    Delivery.UNKNOWN: MailState.UNKNOWN,
}


class MailRun:
    """Sends the messages that are e-mails; OUT gets the record of what was sent."""

    def __init__(
        self, work: Work, out: Path, ledger: Ledger, sender: Sender, connect: Callable[[], SmtpOutlet]
    ) -> None:
        self._work, self._out, self._ledger = work, out, ledger
        self._sender, self._connect = sender, connect

    def __call__(self, show: Callable[[int, int], None]) -> Summary:
        """Run it. Raises BusyOutputError, SendError where the server takes nothing; what was sent is kept."""
        with alone_at(self._out):
            recovered = recover(self._ledger)
            require_record(self._out)
            outlet = self._connect()
            run = self._ledger.begin("mail", str(self._out.absolute()), platform.node(), self._work.today)
            try:
                summary = self._planned(run)
                summary.recovered = recovered
                self._send(run, outlet, summary, show)
            finally:
                outlet.close()
                record_sent(self._ledger, run)
            return summary

    def _planned(self, run: Run) -> Summary:
        """Enter every message that is due, and tell of the other orders."""
        summary = Summary()

        def enter(messages: pa.RecordBatch) -> Mapping[str, Known]:
            return self._ledger.enter(run, messages, digests(messages), MailState.PLANNED) if messages.num_rows else {}

        with (
            open_record_file(beside(self._out, "skipped"), SKIPPED) as skipped,
            open_record_file(beside(self._out, "rejected"), REJECTED) as rejected,
        ):
            for one, _ in made(self._work, enter, self._ledger):
                summary.add(one)
                skipped.write(one.skipped)
                rejected.write(one.rejected)
            skipped.commit()
            rejected.commit()
        return summary

    def _send(self, run: Run, outlet: SmtpOutlet, summary: Summary, show: Callable[[int, int], None]) -> None:
        mails, planned = self._ledger.mails, summary.messages.total()
        before: Settled | None = None
        summary.messages.clear()
        try:
            for number, row in enumerate(self._rows(run), start=1):
                mail = build_email(mail_of(row), self._sender, datetime.now(UTC))
                if isinstance(mail, Refusal):  # the run has refused those before it planned them
                    continue
                mails.claim(row["key"], before)
                before = None  # on the disk; what follows is not known until the server has answered
                outcome = outlet.send(mail)
                before = Settled(row["key"], BECOMES[outcome.delivery], _said(outcome))
                _count(summary, row, outcome)
                show(WHOLE * number // max(1, planned), summary.messages.total())
        finally:
            if before is not None:
                mails.settle(before)

    def _rows(self, run: Run) -> Iterator[dict[str, str]]:
        for table in self._ledger.texts(run, MailState.PLANNED):
            yield from table.to_pylist()


def _count(summary: Summary, row: Mapping[str, str], outcome: Outcome) -> None:
    if outcome.delivery is Delivery.SENT:
        summary.messages[row["step"], row["locale"]] += 1
    elif outcome.delivery is Delivery.UNKNOWN:
        summary.unknown += 1
    elif outcome.delivery is Delivery.REFUSED:
        summary.failed += 1
    else:
        summary.later += 1


def _said(outcome: Outcome) -> str | None:
    words = f"{outcome.code or ''} {outcome.text}".strip()
    return words or None
