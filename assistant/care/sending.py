"""A run to a mail server: each e-mail is claimed before it leaves, so that it leaves at most once."""

from __future__ import annotations

import platform
from array import array
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.care.columns import REJECTED, SKIPPED
from assistant.care.digests import digests
from assistant.care.folders import mail_of
from assistant.care.intake import Refused
from assistant.care.ledger import Settled
from assistant.care.made import Summary, made
from assistant.care.outlets import Delivery, Refusal, beside, build_email, open_record_file
from assistant.care.records import record_sent, require_record
from assistant.care.recovery import recover
from assistant.care.rejects import rejected
from assistant.care.run import WHOLE, alone_at
from assistant.care.states import MailState
from assistant.errors import SendError
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from assistant.care.ledger import Known, Ledger, Run
    from assistant.care.made import Work
    from assistant.care.outlets import Outcome, Sender, SmtpOutlet
    from assistant.care.recovery import Outlook

BECOMES = {
    Delivery.SENT: MailState.SENT,
    Delivery.REFUSED: MailState.FAILED,
    Delivery.LATER: MailState.PLANNED,
    Delivery.UNKNOWN: MailState.UNKNOWN,
}
NOT_SENT = {
    Delivery.REFUSED: Line(
        msgid="The mail server has refused it (%(answer)s): see 'assistant care undecided', and decide."
    ),
    Delivery.LATER: Line(msgid="The mail server did not take it for now (%(answer)s): the next run tries again."),
    Delivery.UNKNOWN: Line(
        msgid="It is not known whether it has arrived (%(answer)s): see 'assistant care undecided', and decide."
    ),
}
NO_ANSWER = Line(msgid="no answer")


class MailRun:
    """Sends the messages that are e-mails; OUT gets the record of what was sent."""

    def __init__(
        self, work: Work, out: Path, ledger: Ledger, sender: Sender, connect: Callable[[], SmtpOutlet]
    ) -> None:
        self._work, self._out, self._ledger = work, out, ledger
        self._sender, self._connect = sender, connect

    def __call__(self, show: Callable[[int, int], None]) -> Summary:
        """Run it; what has left is kept. Raises BusyOutputError, RunTakenError, SendError where it takes nothing."""
        with alone_at(self._out):
            recovered, outlook = recover(self._ledger, self._out)
            require_record(self._out)
            outlet = self._connect()
            run = self._ledger.begin("mail", str(self._out.absolute()), platform.node(), self._work.today)
            try:
                summary, rows = self._planned(run, outlook)
                summary.recovered = recovered
                with self._told() as told:
                    self._send(run, outlet, summary, zip(rows, self._rows(run), strict=True), show, told)
            finally:
                outlet.close()
                record_sent(self._ledger, run)
            return summary

    def _planned(self, run: Run, outlook: Outlook) -> tuple[Summary, Sequence[int]]:
        """Enter every message that is due, and tell of the other orders; return the rows of those that are due."""
        summary, rows = Summary(), array("q")

        def enter(messages: pa.RecordBatch) -> Mapping[str, Known]:
            if not messages.num_rows:
                return {}
            owner = self._work.settings.owner
            return outlook.seen(self._ledger.enter(run, messages, digests(messages), MailState.PLANNED, owner))

        with (
            open_record_file(beside(self._out, "skipped"), SKIPPED) as skipped,
            open_record_file(beside(self._out, "rejected"), REJECTED) as refused,
        ):
            for one, _ in made(self._work, enter, self._ledger):
                summary.add(one)
                rows.extend(one.rows)
                skipped.write(one.skipped)
                refused.write(one.rejected)
            skipped.commit()
            refused.commit()
        return summary, rows

    @contextmanager
    def _told(self) -> Iterator[list[Refused]]:
        """Take rows that the server has not got, and add them to the rejected ones, however the sending ends."""
        told: list[Refused] = []
        try:
            yield told
        finally:
            path = beside(self._out, "rejected")
            if told:
                with open_record_file(path, REJECTED) as file:
                    file.begin_with(path)
                    file.write(rejected(told, self._work.word))
                    file.commit()

    def _send(
        self,
        run: Run,
        outlet: SmtpOutlet,
        summary: Summary,
        mails: Iterable[tuple[int, dict[str, str]]],
        show: Callable[[int, int], None],
        told: list[Refused],
    ) -> None:
        ledger, planned = self._ledger.mails, summary.messages.total()
        before: Settled | None = None
        summary.messages.clear()
        try:
            for number, (place, row) in enumerate(mails, start=1):
                mail = build_email(mail_of(row), self._sender, datetime.now(UTC))
                if isinstance(mail, Refusal):
                    told.append(Refused(place, "buyer_email", row["to"], mail.why))
                    continue
                ledger.claim(run.id, row["key"], before)
                before = None  # on the disk; what follows is not known until the server has answered
                try:
                    outcome = outlet.send(mail)
                except SendError:  # raised before anything is handed over
                    before = Settled(row["key"], MailState.PLANNED, None)
                    raise
                before = Settled(row["key"], BECOMES[outcome.delivery], _said(outcome))
                _count(summary, row, outcome)
                if outcome.delivery is not Delivery.SENT:
                    told.append(Refused(place, "buyer_email", row["to"], _not_sent(outcome)))
                show(WHOLE * number // max(1, planned), summary.messages.total())
        finally:
            if before is not None:
                ledger.settle(run.id, before)

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


def _not_sent(outcome: Outcome) -> Line:
    return replace(NOT_SENT[outcome.delivery], slots=(("answer", _said(outcome) or NO_ANSWER),))
