"""A run of care in a process of its own, which a test kills: python -m tests.care_process ORDERS OUT LEDGER [URL]."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.bootstrap import Assistant
from assistant.care.folders import Mailing
from assistant.care.outlets import SmtpOutlet, parse_smtp_url
from assistant.care.run import FileRun
from assistant.care.sending import MailRun
from assistant.caring import Caring, open_ledger
from assistant.shop import Shop
from tests.conftest import TODAY

if TYPE_CHECKING:
    from assistant.care.made import Work

SMALL = 25  # orders a batch, so that a run has many moments to be killed at


def caring() -> Caring:
    """Return care for a shop of its own."""
    assistant = Assistant(None, TODAY)
    assistant.shop = Shop.model_validate(
        {
            "shop": {"name": "Lumen", "platform": "own_shop"},
            "care": {"sender": "Lumen <care@lumen.example>"},
        }
    )
    return Caring(assistant)


def work_of(orders: Path, *, mailed: bool = False) -> Work:
    """Return a run's work with small batches."""
    made = caring()
    work = made.work(orders, None, made.settings(made.steps(), mailed=mailed))
    return replace(work, reading=replace(work.reading, batch_rows=SMALL))


def main(orders: str, out: str, ledger: str, server: str | None = None) -> None:
    """Run, and print how many messages went out and how many are not known."""
    work = work_of(Path(orders), mailed=server is not None)
    kept = open_ledger(ledger)
    if server is None:
        summary = FileRun(work, Path(out), kept)(lambda _done, _rows: None)
    else:
        sender = caring().sender()
        work = replace(work, refused=Mailing(sender, TODAY).refused)
        settings = parse_smtp_url(server, {}, insecure=True)
        summary = MailRun(work, Path(out), kept, sender, lambda: SmtpOutlet(settings))(lambda _done, _rows: None)
    kept.close()
    sys.stdout.write(f"{summary.messages.total()} {summary.unknown}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
