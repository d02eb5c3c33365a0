"""Webhooks that are subscribed, two cases to which everything happens, and a program to be killed meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.archive import Archive, Change, Ending, Entry, Event, Kind, Label, Offered, Result, Subscription
from assistant.model import Outcome, Remedy
from tests.conftest import ROOT
from tests.filed import new, plan

if TYPE_CHECKING:
    from assistant.archive import Webhook

ALL = tuple(event for event in Event if event is not Event.WEBHOOK_TEST)
MESSAGE, REPLY, NOTE = "Where is my parcel?", "It is on its way, Ana.", "She sounds angry."


def subscribe(archive: Archive, url: str, *events: Event, **more: Any) -> tuple[Webhook, str]:
    return archive.webhooks.add(Subscription(url=url, events=events or ALL, **more), by="wei")


def whole_life(archive: Archive) -> None:
    """Let everything happen to two cases that can."""
    file, change = archive.cases.file, archive.cases.change
    offer = Offered(remedy=Remedy.PARTIAL_REFUND, amount=Decimal(5), currency="USD")
    file(new(MESSAGE, plan(due="2026-12-01", costs="24.90")), by="wei")
    change(1, Change(entries=(Entry(kind=Kind.NOTE, text=NOTE),), label=Label.RED, assigned_to="li"), by="wei")
    change(1, Change(entries=(Entry(kind=Kind.REPLY, text=REPLY, channel="chat"),), offers=(offer,)), by="wei")
    change(1, Change(offers=(offer.model_copy(update={"needs_approval": True}),)), by="wei")
    archive.cases.approve(1, 2, by="mei")
    archive.cases.answer(1, 1, Outcome.REFUSED, by="wei")
    archive.files.attach(1, "Ana Souza.txt", b"a photo", by="wei")
    change(1, Change(ending=Ending(result=Result.ACCEPTED, amount=Decimal("2.5"), currency="USD")), by="wei")
    change(1, Change(ending=Ending(result=Result.REFUSED)), by="wei")
    change(1, Change(entries=(Entry(kind=Kind.MESSAGE, text=MESSAGE),)), by="wei")
    archive.keeping.redact(1, by="wei")


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
