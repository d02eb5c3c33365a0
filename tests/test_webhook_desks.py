"""Webhooks sent by desks: by several at once, by one that is killed, by one whose database is gone for a while."""

from __future__ import annotations

import signal
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from assistant.archive import Archive, Change, Event, Label, NotFiledError, Stage
from assistant.desk.app import make_app
from assistant.desk.program import Program
from assistant.desk.setup import Setup
from assistant.errors import DatabaseGoneError
from assistant.webhooks.worker import LEASE, POLL_SECONDS, Worker
from tests.conftest import EXAMPLES, TODAY
from tests.filed import Clock, new
from tests.receiver import SILENT, Receiver
from tests.subscribed import start, subscribe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SENDS = """
import sys
from assistant.archive import Archive
from assistant.webhooks.worker import Worker
from tests.filed import Clock

archive = Archive(sys.argv[1], Clock())
print("open", flush=True)
Worker(archive, Clock()).send_due()
"""


def test_desk_killed_in_the_middle_of_a_delivery_leaves_it_to_the_next(
    archive: Archive, archive_url: str, clock: Clock, receiver: Receiver, worker: Worker
) -> None:
    subscribe(archive, receiver.url, Event.CASE_OPENED)
    archive.cases.file(new(), by="wei")
    receiver.answers = [SILENT]
    with start(SENDS, archive_url) as program:
        receiver.wait_for(1)
        assert worker.send_due() == []  # it is somebody's
        program.send_signal(signal.SIGKILL)
    assert worker.send_due() == []
    clock.now += LEASE
    assert [answer.is_taken for answer in worker.send_due()] == [True]
    once, again = receiver.taken
    assert (once.identity, once.data) == (again.identity, again.data)


def test_several_desks_send_each_delivery_once(archive: Archive, archive_url: str, receiver: Receiver) -> None:
    with Receiver() as other:
        for url in (receiver.url, other.url, receiver.url):
            subscribe(archive, url, Event.CASE_OPENED, Event.CASE_CHANGED)
        for _ in range(15):
            archive.cases.change(archive.cases.file(new(), by="wei").number, Change(label=Label.RED), by="wei")
        desks = [Archive(archive_url, Clock()) for _ in range(3)]
        threads = [threading.Thread(target=Worker(desk, Clock()).send_due) for desk in desks for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for desk in desks:
            desk.close()
        taken = [*receiver.taken, *other.taken]
        assert len(taken) == len({one.identity for one in taken}) == 90
        assert archive.outbox.count(Stage.DELIVERED) == 90
        numbers = [one.body["case"]["number"] for one in other.taken]
        assert numbers == sorted(numbers)


def test_who_overstays_his_claim_changes_nothing(archive: Archive, clock: Clock, receiver: Receiver) -> None:
    subscribe(archive, receiver.url, Event.CASE_OPENED)
    archive.cases.file(new(), by="wei")
    late = archive.outbox.claim(LEASE)
    clock.now += LEASE
    prompt = archive.outbox.claim(LEASE)
    assert late is not None
    assert prompt is not None
    assert late.delivery == prompt.delivery
    archive.outbox.settle(prompt, Stage.WAITING, status=500, failure="HTTP 500", due=clock.now + timedelta(hours=1))
    archive.outbox.settle(late, Stage.DELIVERED, status=200)
    assert [(one.stage, one.tries, one.status) for one in archive.outbox.page()] == [(Stage.WAITING, 1, 500)]


def test_removed_while_it_is_being_sent_is_no_failure(archive: Archive, receiver: Receiver) -> None:
    subscribe(archive, receiver.url, Event.CASE_OPENED)
    archive.cases.file(new(), by="wei")
    claimed = archive.outbox.claim(LEASE)
    assert claimed is not None
    archive.webhooks.remove(1, by="wei")
    archive.outbox.settle(claimed, Stage.DELIVERED, status=200)
    archive.outbox.switch_off(claimed, 410)
    assert (archive.outbox.page(), archive.webhooks.all()) == ((), ())
    with pytest.raises(NotFiledError, match="assistant webhooks list"):
        archive.webhooks.get(1)


# ---------- beside the desk ----------


def test_open_desk_sends_what_happens(tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Program, "warm_in_background", lambda _: None)  # no model is needed here
    with Archive(str(tmp_path / "archive.db")) as archive:
        setup = Setup(shop=EXAMPLES / "shop.toml", today=TODAY)
        with TestClient(make_app(setup, archive, "secret" * 8, Program(setup)), base_url="http://localhost"):
            subscribe(archive, receiver.url, Event.CASE_OPENED)
            archive.cases.file(new(), by="wei")
            receiver.wait_for(1)
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("webhooks")]


def test_database_that_is_gone_for_a_while_is_told_once_and_found_again(
    made_archives: Callable[[str], str], receiver: Receiver, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("assistant.webhooks.worker.POLL_SECONDS", POLL_SECONDS / 100)
    with Archive(made_archives("sqlite")) as archive:
        subscribe(archive, receiver.url, Event.CASE_OPENED)
        archive.cases.file(new(), by="wei")
        claim, failures = archive.outbox.claim, iter(range(20))

        def gone(lease: timedelta) -> Any:
            if next(failures, None) is not None:
                raise DatabaseGoneError("archive.db", "SQLITE_IOERR")
            return claim(lease)

        monkeypatch.setattr(archive.outbox, "claim", gone)
        worker = Worker(archive)
        worker.start()
        receiver.wait_for(1)
        worker.stop()
        assert archive.outbox.page()[0].stage is Stage.DELIVERED
    assert caplog.messages
    assert all(message.startswith("Webhooks wait: The database archive.db") for message in caplog.messages)
    assert len(caplog.messages) <= 4
