"""What webhooks tell: every event once and in order, with its change or not at all, nothing of a buyer unasked."""

from __future__ import annotations

import signal
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from assistant.archive import Archive, Change, ConflictError, Entry, Event, Kind, Label, Offered, State, Wanted
from assistant.archive import outbox as outboxes
from assistant.model import Remedy
from tests.filed import EMAIL, Clock, new
from tests.receiver import Receiver, Taken
from tests.subscribed import ALL, MESSAGE, NOTE, REPLY, start, subscribe, whole_life

if TYPE_CHECKING:
    from assistant.webhooks.worker import Worker


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
        "offer.proposed", "offer.approved", "offer.answered", "file.attached", "offer.made", "case.changed",
        "outcome.recorded", "case.closed", "offer.withdrawn", "outcome.recorded",
        "message.received", "case.changed", "case.reopened", "case.redacted",
        "case.opened", "message.received", "case.closed", "case.purged", "case.purged",
    ]  # fmt: skip
    assert set(receiver.events) == set(map(str, ALL))
    assert len({one.identity for one in receiver.taken}) == len(receiver.taken)
    assert all((one.body["event"], one.body["id"]) == (one.name, one.identity) for one in receiver.taken)
    facts = {one.name: one.body for one in reversed(receiver.taken[:20])}
    assert facts["case.opened"] == {
        "event": "case.opened", "id": receiver.taken[0].identity, "occurred_at": "2026-11-20T12:00:00Z",
        "case": {"number": 1, "version": 1, "state": "open", "label": "white", "reason": "damaged", "platform": None},
    }  # fmt: skip
    assert facts["case.changed"]["changed"] == ["label", "assigned_to"]
    assert facts["message.received"]["message"] == {"number": 1, "channel": "letter", "locale": None}
    offer = {"number": 1, "remedy": "partial_refund", "amount": "5.00", "currency": "USD", "outcome": "offered"}
    assert facts["offer.made"]["offer"] == offer
    assert facts["offer.answered"]["offer"] == {**offer, "outcome": "refused"}
    taken_back = {**offer, "number": 3, "amount": "2.50", "outcome": "accepted"}
    assert facts["offer.withdrawn"]["offer"] == taken_back
    assert facts["outcome.recorded"]["outcome"] == {"result": "accepted", "amount": "2.50", "currency": "USD"}
    assert facts["file.attached"]["file"] == {"size": 7, "media_type": "text/plain"}
    assert facts["case.redacted"]["case"] == {"number": 1, "version": 11}


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


def test_an_offer_that_a_reply_carried_is_made_whoever_allowed_it(archive: Archive, receiver: Receiver) -> None:
    subscribe(archive, receiver.url, Event.OFFER_MADE, Event.OFFER_PROPOSED, Event.OFFER_APPROVED)
    reply = Entry(kind=Kind.REPLY, text=REPLY)
    waiting = Offered(remedy=Remedy.FULL_REFUND, amount=Decimal(24), currency="USD", needs_approval=True)

    def told() -> list[str]:
        return [str(one.event) for one in reversed(archive.outbox.page())]

    unsent = new(MESSAGE, offers=(waiting,))
    archive.cases.file(unsent.model_copy(update={"entries": (*unsent.entries, reply)}), by="wei")
    archive.cases.change(1, Change(entries=(reply,), offers=(waiting,)), by="wei")
    assert told() == ["offer.made", "offer.made"]
    waits = Wanted(states=(), unapproved=True)
    assert [row.number for row in archive.worklist.page(waits).rows] == [1], "a lead still sees it"
    archive.cases.file(unsent, by="wei")
    archive.cases.approve(2, 3, by="mei")
    archive.cases.change(2, Change(entries=(reply,), carried=(3,)), by="wei")
    archive.cases.change(2, Change(entries=(reply,)), by="wei")
    assert told()[2:] == ["offer.proposed", "offer.approved", "offer.made"]


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


# ---------- no more than it must ----------


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
