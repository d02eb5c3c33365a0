"""A run of care in a process of its own, which a test kills: python -m tests.care_process ORDERS OUT LEDGER [URL]."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from assistant.bootstrap import Assistant
from assistant.care.folders import Mailing
from assistant.care.outlets import SmtpOutlet, parse_smtp_url
from assistant.care.run import FileRun
from assistant.care.sending import MailRun
from assistant.caring import Caring, open_ledger
from assistant.shop import Shop
from tests.conftest import TODAY

SMALL = 25  # orders a batch, so that a run has many moments to be killed at


def main(orders: str, out: str, ledger: str, server: str | None = None) -> None:
    assistant = Assistant(None, TODAY)
    assistant.shop = Shop.model_validate(
        {
            "shop": {"name": "Lumen", "platform": "own_shop"},
            "care": {"sender": "Lumen <care@lumen.example>"},
        }
    )
    caring = Caring(assistant)
    work = caring.work(Path(orders), None, caring.settings(caring.steps(), mailed=server is not None))
    work = replace(work, reading=replace(work.reading, batch_rows=SMALL))
    kept = open_ledger(ledger)
    if server is None:
        summary = FileRun(work, Path(out), kept)(lambda _done, _rows: None)
    else:
        sender = caring.sender()
        work = replace(work, refused=Mailing(sender, TODAY).refused)
        settings = parse_smtp_url(server, {}, insecure=True)
        summary = MailRun(work, Path(out), kept, sender, lambda: SmtpOutlet(settings))(lambda _done, _rows: None)
    kept.close()
    sys.stdout.write(f"{summary.messages.total()} {summary.unknown}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
