"""A webhook's deliveries: tried until they are taken, given up, switched off; a silent receiver holds up nobody."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.archive import Archive, Event, NotFiledError, Stage, SwitchedOffError
from assistant.webhooks import sending
from assistant.webhooks.sending import Failure
from assistant.webhooks.worker import KEPT, REST, TRIES, Worker, wait
from tests.filed import NOON, Clock, new
from tests.receiver import DRIPPING, SILENT, Receiver
from tests.subscribed import subscribe


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


def test_who_sends_without_a_desk_forgets_what_ended_too(
    archive: Archive, clock: Clock, receiver: Receiver, worker: Worker
) -> None:
    subscribe(archive, receiver.url, Event.CASE_OPENED)
    archive.cases.file(new(), by="wei")
    worker.send_due()
    clock.now += KEPT
    Worker(archive, clock).send_due()
    assert len(archive.outbox.page()) == 1
    clock.now += timedelta(seconds=1)
    Worker(archive, clock).send_due()
    assert archive.outbox.page() == ()
