"""Webhooks: written with the change, signed, sent until they are taken, by one desk; nothing of a buyer in them."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import tomllib
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from assistant.archive import (
    Archive,
    Change,
    ConflictError,
    Ending,
    Entry,
    Event,
    Kind,
    Label,
    NotFiledError,
    Offered,
    Result,
    Stage,
    State,
    Subscription,
    SwitchedOffError,
)
from assistant.archive import outbox as outboxes
from assistant.cli import cli
from assistant.desk.app import make_app
from assistant.desk.program import Program
from assistant.desk.setup import Setup
from assistant.errors import DatabaseGoneError
from assistant.model import Outcome, Remedy
from assistant.webhooks import sending
from assistant.webhooks.address import parse_address
from assistant.webhooks.errors import WebhookAddressError
from assistant.webhooks.sending import Failure
from assistant.webhooks.worker import (
    FACTOR,
    FIRST_WAIT,
    KEPT,
    LEASE,
    LONGEST_WAIT,
    POLL_SECONDS,
    REST,
    TRIES,
    Worker,
    wait,
)
from tests.conftest import EXAMPLES, ROOT, TODAY
from tests.filed import EMAIL, NOON, Clock, new, plan
from tests.receiver import DRIPPING, SILENT, Receiver, Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result as Ran

    from assistant.archive import Webhook

ALL = tuple(event for event in Event if event is not Event.WEBHOOK_TEST)
MESSAGE, REPLY, NOTE = "Where is my parcel?", "It is on its way, Ana.", "She sounds angry."
CASES = tomllib.loads((ROOT / "tests/cases/webhooks/addresses.toml").read_text(encoding="utf-8"))["case"]
DOCUMENT = (ROOT / "docs/webhooks.md").read_text(encoding="utf-8")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server that takes what is sent."""
    with Receiver() as running:
        yield running


@pytest.fixture
def worker(archive: Archive, clock: Clock) -> Worker:
    """Sends when the test says so, by the test's clock."""
    return Worker(archive, clock)


def subscribe(archive: Archive, url: str, *events: Event, **more: Any) -> tuple[Webhook, str]:
    return archive.webhooks.add(Subscription(url=url, events=events or ALL, **more), by="wei")


def documented() -> Callable[[str, dict[str, str], bytes], bool]:
    """Return what docs/webhooks.md tells receivers to do."""
    found = re.search(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)  # noqa: S102 - our own document
    checked: Callable[[str, dict[str, str], bytes], bool] = names["is_genuine"]
    return checked


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
    change(1, Change(ending=Ending(result=Result.DISPUTE_WON, amount=Decimal("2.5"), currency="USD")), by="wei")
    change(1, Change(entries=(Entry(kind=Kind.MESSAGE, text=MESSAGE),)), by="wei")
    archive.keeping.redact(1, by="wei")


# ---------- what is told ----------


def test_every_event_is_told_once_and_in_order(
    archive: Archive, clock: Clock, receiver: Receiver, worker: Worker
) -> None:
    subscribe(archive, receiver.url)
    whole_life(archive)
    archive.cases.file(new("", state=State.RESOLVED), by="wei")
    clock.now += timedelta(days=400)
    assert archive.keeping.purge(180, by="wei").purged == (1, 2)
    assert all(answer.is_taken for answer in worker.send_due())
    assert receiver.events == [
        "case.opened", "message.received", "case.changed", "reply.filed", "offer.made", "case.changed",
        "offer.proposed", "offer.approved", "offer.answered", "file.attached", "case.changed", "outcome.recorded",
        "case.closed", "message.received", "case.changed", "case.reopened", "case.redacted",
        "case.opened", "message.received", "case.closed", "case.purged", "case.purged",
    ]  # fmt: skip
    assert set(receiver.events) == set(map(str, ALL))
    assert len({one.identity for one in receiver.taken}) == len(receiver.taken)
    assert all((one.body["event"], one.body["id"]) == (one.name, one.identity) for one in receiver.taken)
    facts = {one.name: one.body for one in reversed(receiver.taken[:17])}
    assert facts["case.opened"] == {
        "event": "case.opened", "id": receiver.taken[0].identity, "occurred_at": "2026-11-20T12:00:00Z",
        "case": {"number": 1, "version": 1, "state": "open", "label": "white", "reason": "damaged", "platform": None},
    }  # fmt: skip
    assert facts["case.changed"]["changed"] == ["label", "assigned_to"]
    assert facts["message.received"]["message"] == {"number": 1, "channel": "letter", "locale": None}
    offer = {"number": 1, "remedy": "partial_refund", "amount": "5.00", "currency": "USD", "outcome": "offered"}
    assert facts["offer.made"]["offer"] == offer
    assert facts["offer.answered"]["offer"] == {**offer, "outcome": "refused"}
    assert facts["outcome.recorded"]["outcome"] == {"result": "dispute_won", "amount": "2.50", "currency": "USD"}
    assert facts["file.attached"]["file"] == {"size": 7, "media_type": "text/plain"}
    assert facts["case.redacted"]["case"] == {"number": 1, "version": 10}


def test_nothing_of_buyer_or_staff_leaves_unasked(archive: Archive, receiver: Receiver, worker: Worker) -> None:
    subscribe(archive, receiver.url)
    whole_life(archive)
    worker.send_due()
    said = b"".join(one.data for one in receiver.taken).decode()
    for part in (MESSAGE, REPLY, NOTE, "Ana", EMAIL, "8190021447710231", "RB473124828US", "wei", "mei", '"li"'):
        assert part not in said


def test_texts_and_numbers_are_told_to_who_asks_as_they_are_when_they_leave(
    archive: Archive, clock: Clock, receiver: Receiver, worker: Worker
) -> None:
    wanted = (Event.MESSAGE_RECEIVED, Event.REPLY_FILED)
    subscribe(archive, receiver.url, *wanted, with_messages=True, with_order_number=True)
    reply = Entry(kind=Kind.REPLY, text=REPLY, subject="Your parcel")
    for _ in range(3):
        archive.cases.file(new(MESSAGE), by="wei")
    archive.cases.change(1, Change(entries=(reply,)), by="wei")
    archive.keeping.redact(2, by="wei")
    clock.now += timedelta(days=181)
    archive.cases.change(1, Change(label=Label.RED), by="wei")
    archive.cases.change(2, Change(label=Label.RED), by="wei")
    archive.keeping.purge(180, by="wei")
    worker.send_due()
    told = {
        one.body[name]["number"]: (one.body["case"]["order_number"], one.body[name]["subject"], one.body[name]["text"])
        for one in receiver.taken
        for name in ("message", "reply")
        if name in one.body
    }
    number = "8190021447710231"
    assert told == {
        1: (number, None, MESSAGE),
        2: (None, None, "[redacted]"),
        3: (None, None, None),
        4: (number, "Your parcel", REPLY),
    }


def test_only_what_was_subscribed_to_is_written(archive: Archive, receiver: Receiver) -> None:
    archive.cases.file(new(), by="wei")
    assert archive.outbox.page() == ()
    subscribe(archive, receiver.url, Event.CASE_CLOSED)
    subscribe(archive, receiver.url, Event.CASE_CLOSED, Event.CASE_OPENED)
    archive.cases.file(new(state=State.RESOLVED), by="wei")
    assert [(one.webhook, str(one.event)) for one in reversed(archive.outbox.page())] == [
        (2, "case.opened"), (1, "case.closed"), (2, "case.closed"),
    ]  # fmt: skip


# ---------- with the change, or not at all ----------


def test_change_that_fails_leaves_nothing_to_be_told(
    archive: Archive, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(archive, receiver.url)
    archive.cases.file(new(), by="wei")
    before = archive.outbox.page()
    with pytest.raises(ConflictError):
        archive.cases.change(1, Change(label=Label.RED), by="wei", version=9)
    put = outboxes.put

    def fail(*arguments: Any) -> None:
        put(*arguments)
        raise RuntimeError

    monkeypatch.setattr(outboxes, "put", fail)
    with pytest.raises(RuntimeError):
        archive.cases.file(new(), by="wei")
    with pytest.raises(RuntimeError):
        archive.cases.change(1, Change(label=Label.RED), by="wei")
    assert archive.outbox.page() == before
    assert archive.cases.get(1).version == 1


FILES_FOR_EVER = """
import sys
from assistant.archive import Archive, Change, Label
from tests.filed import new

archive = Archive(sys.argv[1])
while True:
    number = archive.cases.file(new(), by="wei").number
    archive.cases.change(number, Change(label=Label.RED), by="wei")
    print(number, flush=True)
"""


def test_killed_program_tells_what_it_did_and_nothing_else(archive: Archive, archive_url: str) -> None:
    subscribe(archive, "http://localhost:1/", Event.CASE_OPENED, Event.CASE_CHANGED)
    for lines in (1, 4):
        with start(FILES_FOR_EVER, archive_url) as program:
            assert program.stdout is not None
            assert all(program.stdout.readline() for _ in range(lines))
            program.send_signal(signal.SIGKILL)
    cases = [archive.cases.get(row.number) for row in archive.worklist.search("parcel", limit=1000).rows]
    assert len(cases) >= 5
    happened = {(case.number, "case.opened") for case in cases}
    happened |= {(case.number, "case.changed") for case in cases if case.version == 2}
    told = [(one.case, str(one.event)) for one in archive.outbox.page(limit=1000)]
    assert sorted(told, key=str) == sorted(happened, key=str)


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


# ---------- signed ----------


def test_signature_is_what_the_document_says(
    archive: Archive, receiver: Receiver, worker: Worker, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret = subscribe(archive, receiver.url, Event.CASE_OPENED)
    archive.cases.file(new(), by="wei")
    worker.send_due()
    (one,) = receiver.taken
    assert one.headers["Assistant-Timestamp"] == str(int(NOON.timestamp()))
    signed = f"{int(NOON.timestamp())}.".encode() + one.data
    expected = hmac.digest(secret.encode(), signed, "sha256").hex()
    assert one.headers["Assistant-Signature"] == f"sha256={expected}"
    assert one.headers["Content-Type"] == "application/json"
    assert one.path == "/hooks?key=topsecret"
    is_genuine = documented()
    headers = dict(one.headers)
    monkeypatch.setattr("time.time", lambda: clock.now.timestamp() + 200)
    assert is_genuine(secret, headers, one.data)
    assert not is_genuine(secret + "x", headers, one.data)
    assert not is_genuine(secret, headers, one.data + b" ")
    later = {**headers, "Assistant-Timestamp": str(int(NOON.timestamp()) + 1)}
    assert not is_genuine(secret, later, one.data)
    monkeypatch.setattr("time.time", lambda: clock.now.timestamp() + 301)
    assert not is_genuine(secret, headers, one.data)


def test_secrets_are_different_and_in_no_list_or_trail(archive: Archive) -> None:
    made = [subscribe(archive, f"https://shop.example.com/{number}") for number in range(2)]
    secrets = [secret for _, secret in made]
    assert len(set(secrets)) == 2
    assert all(len(secret) >= 40 for secret in secrets)
    said = repr((archive.webhooks.all(), archive.trail.newest()))
    assert not any(secret in said for secret in secrets)
    archive.cases.file(new(), by="wei")
    assert not any(secret in repr(archive.outbox.claim(LEASE)) for secret in secrets)


# ---------- until it is taken ----------


@pytest.mark.parametrize("answer", [500, 400, 429, 302, 307, SILENT, DRIPPING])
def test_what_is_not_taken_is_tried_again_under_the_same_id(
    answer: int | str,
    archive: Archive,
    clock: Clock,
    receiver: Receiver,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "ANSWER_SECONDS", 0.3)
    subscribe(archive, receiver.url, Event.CASE_OPENED)
    archive.cases.file(new(), by="wei")
    receiver.answers = [answer]
    (first,) = worker.send_due()
    (waiting,) = archive.outbox.page(failed=True)
    said = f"HTTP {answer}" if isinstance(answer, int) else Failure.TIME_OUT
    assert (str(first), waiting.failure, waiting.stage, waiting.tries) == (said, said, Stage.WAITING, 1)
    assert worker.send_due() == []
    clock.now = max(waiting.due, NOON + REST)
    (second,) = worker.send_due()
    assert second.is_taken
    once, again = receiver.taken  # no third: a redirect is not followed
    assert (once.identity, once.data) == (again.identity, again.data)
    assert int(again.headers["Assistant-Timestamp"]) > int(once.headers["Assistant-Timestamp"])
    (delivered,) = archive.outbox.page()
    assert (delivered.stage, delivered.tries, delivered.status) == (Stage.DELIVERED, 2, 204)
    assert (delivered.failure, delivered.ended_at) == (None, clock.now)


def test_ten_tries_in_about_a_day_then_it_is_given_up_and_can_be_sent_again(
    archive: Archive, clock: Clock, receiver: Receiver, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.status = 503
    subscribe(archive, receiver.url, Event.CASE_OPENED)
    archive.cases.file(new(), by="wei")
    while archive.outbox.count(Stage.WAITING):
        assert len(worker.send_due()) == 1
        clock.now = archive.outbox.page()[0].due
    (given_up,) = archive.outbox.page(failed=True)
    assert (given_up.stage, given_up.tries, given_up.failure) == (Stage.GIVEN_UP, TRIES, "HTTP 503")
    assert timedelta(hours=20) < clock.now - NOON < timedelta(hours=31)
    assert caplog.messages == ["Webhook 1: delivery 1 is given up (HTTP 503)."]
    receiver.status = 200
    archive.outbox.resend(given_up.number)
    assert [str(answer) for answer in worker.send_due()] == ["HTTP 200"]
    assert len({one.identity for one in receiver.taken}) == 1
    assert len(receiver.taken) == TRIES + 1
    archive.outbox.resend(given_up.number)  # the receiver has lost it
    assert worker.send_due()[0].is_taken
    with pytest.raises(NotFiledError, match="assistant webhooks deliveries"):
        archive.outbox.resend(99)


@given(st.uuids().map(str), st.integers(1, TRIES - 1))
def test_waits_grow_by_three_up_to_eight_hours_and_are_the_same_each_time(delivery: str, tries: int) -> None:
    middle = min(timedelta(seconds=30) * 3 ** (tries - 1), timedelta(hours=8))
    assert 0.8 * middle <= wait(delivery, tries) <= 1.2 * middle
    assert wait(delivery, tries) == wait(delivery, tries)


def test_waits_of_what_failed_together_differ() -> None:
    assert len({wait(str(number), 3) for number in range(20)}) == 20


def test_gone_switches_off_until_somebody_switches_on(
    archive: Archive, receiver: Receiver, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    subscribe(archive, receiver.url, Event.CASE_OPENED)
    archive.cases.file(new(), by="wei")
    archive.cases.file(new(), by="wei")
    receiver.answers = [410]
    assert [answer.status for answer in worker.send_due()] == [410]
    assert archive.webhooks.get(1).switched_off_at == NOON
    assert [(one.stage, one.status) for one in archive.outbox.page()] == [(Stage.GIVEN_UP, None), (Stage.GIVEN_UP, 410)]
    archive.cases.file(new(), by="wei")
    assert worker.send_due() == []
    with pytest.raises(SwitchedOffError, match="assistant webhooks enable 1"):
        archive.outbox.resend(1)
    assert archive.outbox.resend_given_up() == 0
    archive.webhooks.enable(1, by="mei")
    assert archive.outbox.resend_given_up() == 2
    assert [answer.status for answer in worker.send_due()] == [204, 204]
    done = [(deed.who, deed.what) for deed in archive.trail.newest() if "webhook" in deed.what]
    assert done == [("mei", "webhook enabled"), ("its receiver", "webhook switched off"), ("wei", "webhook added")]
    assert caplog.messages == ["Webhook 1 is switched off: its receiver answered 410."]
    assert archive.verify().is_whole


def test_silent_receiver_rests_while_others_get_theirs(
    archive: Archive, clock: Clock, receiver: Receiver, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "ANSWER_SECONDS", 0.2)
    with Receiver() as silent:
        silent.status = SILENT  # type: ignore[assignment]  # this once for all answers
        subscribe(archive, silent.url, Event.CASE_OPENED)
        subscribe(archive, receiver.url, Event.CASE_OPENED)
        for _ in range(3):
            archive.cases.file(new(), by="wei")
        worker.send_due()
        assert (len(silent.taken), len(receiver.taken)) == (1, 3)
        clock.now += REST
        worker.send_due()
        assert len(silent.taken) >= 2


def test_host_that_is_not_there_and_one_that_refuses_are_told(
    archive: Archive, clock: Clock, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        subscribe(archive, f"http://127.0.0.1:{probe.getsockname()[1]}/", Event.CASE_OPENED)
        archive.cases.file(new(), by="wei")
        assert [answer.failure for answer in worker.send_due()] == [Failure.NO_CONNECTION]
    archive.webhooks.remove(1, by="wei")

    def nowhere(*_: Any, **__: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    subscribe(archive, "https://shop.example.com/", Event.CASE_OPENED)
    clock.now += REST
    archive.cases.file(new(), by="wei")
    assert [answer.failure for answer in worker.send_due()] == [Failure.UNKNOWN_HOST]


# ---------- killed, and shared ----------


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


def test_what_ended_is_forgotten_and_what_waits_is_not(
    archive: Archive, clock: Clock, receiver: Receiver, worker: Worker
) -> None:
    subscribe(archive, receiver.url, Event.CASE_OPENED)
    archive.cases.file(new(), by="wei")
    worker.send_due()
    archive.cases.file(new(), by="wei")
    clock.now += timedelta(days=31)
    assert archive.outbox.forget(timedelta(days=30)) == 1
    assert [one.case for one in archive.outbox.page()] == [2]


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


# ---------- where it may go ----------


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(map(str, case.values())))
def test_addresses(case: dict[str, Any]) -> None:
    said, url = case.get("said"), case["url"]
    options = {name: case.get(name, False) for name in ("insecure", "private")}
    if said is None:
        assert parse_address(url, **options).target.startswith("/")
        return
    with pytest.raises(WebhookAddressError) as refused:
        parse_address(url, **options)
    assert said in str(refused.value)
    assert "secret" not in str(refused.value)


@given(st.text(max_size=30).map(lambda text: f"https://{text}") | st.text(max_size=30))
def test_any_text_is_an_address_or_refused(url: str) -> None:
    with contextlib.suppress(WebhookAddressError):  # any other exception fails
        address = parse_address(url)
        assert address.host
        assert address.scheme in {"https", "http"}


@pytest.mark.parametrize(
    ("number", "private", "allowed"),
    [
        ("93.184.215.14", False, True),
        ("127.0.0.1", False, False),
        ("10.0.0.5", False, False),
        ("10.0.0.5", True, True),
        ("169.254.169.254", True, False),
        ("::ffff:169.254.169.254", True, False),
        ("100.64.0.1", False, False),
        ("2002:7f00:1::", False, False),
        ("2606:4700::1111", False, True),
    ],
)
def test_name_that_leads_elsewhere_since_is_not_followed(
    number: str,
    private: bool,  # noqa: FBT001 - a table of cases
    allowed: bool,  # noqa: FBT001 - the same
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected: list[Any] = []

    def connect(address: Any, *_: Any) -> Any:
        connected.append(address)
        raise ConnectionRefusedError

    good = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))
    found = [good, (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (number, 443, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", connect)
    to = Subscription(url="https://shop.example.com/", events=ALL, private=private)
    answer = sending.send(to, b"{}", {})
    assert answer.failure == (Failure.NO_CONNECTION if allowed else Failure.NOT_ALLOWED)
    assert bool(connected) is allowed
    assert all(address[0] in {number, "93.184.215.14"} for address in connected)  # not the name, looked up once more


def test_certificate_must_be_good_for_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shutil.which("openssl"), "openssl makes the certificate: install it (apt-get install openssl)"
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Receiver(context) as receiver:

        def answer(host: str) -> str:
            to = Subscription(url=f"https://{host}:{receiver.port}/hooks", events=ALL)
            return str(sending.send(to, b"{}", {"Assistant-Event": "x"}))

        assert answer("localhost") == Failure.NO_SECURE_CONNECTION
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert answer("localhost") == "HTTP 204"
        assert receiver.taken[0].headers["Host"] == f"localhost:{receiver.port}"
        assert answer("127.0.0.1") == Failure.NO_SECURE_CONNECTION
        assert len(receiver.taken) == 1


# ---------- the command ----------


@pytest.fixture
def run(archive_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a command with an archive of its own."""
    monkeypatch.setenv("DATABASE_URL", archive_url)

    def invoke(*arguments: object, code: int = 0) -> Ran:
        result = CliRunner().invoke(cli, ["webhooks", *map(str, arguments)])
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.stderr
        return result

    return invoke


def test_from_adding_to_removing_by_command(run: Callable[..., Ran], archive_url: str, receiver: Receiver) -> None:
    secret = run("add", receiver.url, "--events", "case.opened, case.closed", "--with-messages").stdout.strip()
    assert "not shown again" in run("add", "https://shop.example.com/x").stderr
    listed = run("list").stdout
    assert receiver.url in listed
    assert "with messages, on" in listed
    assert secret not in listed + run("list", "--json").stdout
    webhook = json.loads(run("list", "--json").stdout)["webhooks"][0]
    assert (webhook["events"], webhook["with_order_number"]) == (["case.opened", "case.closed"], False)
    run("remove", 2)
    assert "took the test (HTTP 204)" in run("test", 1).stderr
    assert receiver.events == ["webhook.test"]
    body = receiver.taken[0].data
    stamp = receiver.taken[0].headers["Assistant-Timestamp"].encode()
    signed = hmac.new(secret.encode(), stamp + b"." + body, hashlib.sha256).hexdigest()
    assert receiver.taken[0].headers["Assistant-Signature"] == f"sha256={signed}"
    with Archive(archive_url) as archive:
        archive.cases.file(new(), by="wei")
    receiver.answers = [500]
    assert "0 deliveries were taken, 1 were not; 1 wait." in run("send", code=1).stderr
    assert "waiting after 1 tries (HTTP 500)" in run("deliveries", "--failed", "--webhook", 1).stdout
    assert json.loads(run("resend", 1, "--json").stdout) == {"waiting": 1}
    assert json.loads(run("send", "--json").stdout) == {"taken": 1, "failed": 0, "waiting": 0}
    (delivery,) = json.loads(run("deliveries", "--json").stdout)["deliveries"]
    assert (delivery["event"], delivery["stage"], delivery["status"]) == ("case.opened", "delivered", 204)
    assert delivery["delivery"] == receiver.taken[-1].identity
    receiver.answers = [500]
    assert "did not take the test (HTTP 500)" in run("test", 1, code=1).stderr
    run("enable", 1)
    run("remove", 1)
    assert run("list").stdout == run("deliveries").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "http://shop.example.com/"), 1, "plain http"),
        (("add", "https://wei:secret@shop.example.com/"), 1, "holds a user"),
        (("add", "https://shop.example.com/", "--events", "case.open"), 2, "did you mean 'case.opened'"),
        (("add", "https://shop.example.com/", "--events", "webhook.test"), 2, "Unknown event"),
        (("add", "https://shop.example.com/", "--events", ","), 2, "Unknown event ''"),
        (("remove", "7"), 1, "There is no webhook 7 in the archive: 'assistant webhooks list'"),
        (("enable", "7"), 1, "There is no webhook 7"),
        (("test", "7"), 1, "There is no webhook 7"),
        (("resend", "7"), 1, "There is no delivery 7"),
        (("resend",), 2, "--given-up"),
        (("resend", "7", "--given-up"), 2, "--given-up"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_bad_input_is_one_sentence(
    arguments: tuple[str, ...], code: int, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    result = CliRunner().invoke(cli, ["webhooks", *arguments])
    assert result.exit_code == code
    assert said in result.stderr
    assert "secret" not in result.stderr


def test_logs_hold_no_address_and_no_buyer(
    archive: Archive, receiver: Receiver, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    subscribe(archive, receiver.url, with_messages=True, with_order_number=True)
    whole_life(archive)
    receiver.answers = [500, 302, 410]
    worker.send_due()
    for part in ("topsecret", "127.0.0.1", MESSAGE, "Ana", "8190021447710231"):
        assert part not in caplog.text
    trail = repr([deed for deed in archive.trail.newest() if "webhook" in deed.what])
    assert "'host': '127.0.0.1'" in trail
    assert "'with_messages': True" in trail
    assert "topsecret" not in trail


def test_document_names_every_event() -> None:
    assert re.findall(r"^\| `([a-z]+\.[a-z]+)`", DOCUMENT, re.MULTILINE) == list(Event)


def test_document_names_the_numbers_of_the_program() -> None:
    assert [TRIES, FACTOR, sending.ANSWER_SECONDS] == [10, 3, 10]
    waits = [FIRST_WAIT, LONGEST_WAIT, REST, KEPT]
    assert waits == [timedelta(seconds=30), timedelta(hours=8), timedelta(minutes=1), timedelta(days=30)]
    for part in ("ten times", "30 seconds", "three times", "8 hours", "within 10 seconds", "for a minute", "30 days"):
        assert part in " ".join(DOCUMENT.split())


def test_requests_carry_no_more_than_they_must(archive: Archive, receiver: Receiver, worker: Worker) -> None:
    subscribe(archive, receiver.url, Event.CASE_OPENED)
    archive.cases.file(new(), by="wei")
    worker.send_due()
    (one,) = receiver.taken
    assert isinstance(one, Taken)
    assert set(one.headers) == {
        "Host", "Accept-Encoding", "Content-Length", "Content-Type", "User-Agent", "Assistant-Delivery",
        "Assistant-Event", "Assistant-Timestamp", "Assistant-Signature",
    }  # fmt: skip
