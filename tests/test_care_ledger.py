"""The ledger, in SQLite and in a real PostgreSQL: a key once, dead runs ended, e-mails claimed before they leave."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from assistant.care.digests import digests
from assistant.care.drafting import MESSAGE
from assistant.care.ledger import Ledger, Settled
from assistant.care.states import MailState
from assistant.errors import DatabaseError, FileError
from tests.conftest import TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = "here"


def messages(*keys: str, body: str = "Hello {key}") -> pa.RecordBatch:
    rows = [
        {
            "order": key, "step": "shipped", "locale": "en", "channel": "email", "to": f"{key}@mail.example",
            "subject": "On its way", "body": body.format(key=key), "key": key, "marketing": False,
        }
        for key in keys
    ]  # fmt: skip
    return pa.RecordBatch.from_pylist(rows, schema=MESSAGE)


@pytest.fixture
def ledger(archive_url: str) -> Iterator[Ledger]:
    with closing(Ledger(archive_url)) as kept:
        yield kept


def enter(ledger: Ledger, batch: pa.RecordBatch, state: MailState | None = None) -> int:
    """Enter messages in a run of their own and return how many were known already."""
    run = ledger.begin("mail" if state else "file", "out", HOST, TODAY)
    return len(ledger.enter(run, batch, digests(batch), state))


def test_a_key_is_entered_once(ledger: Ledger) -> None:
    batch = messages("a", "b")
    assert enter(ledger, batch) == 0
    assert enter(ledger, messages("b", "c")) == 1
    assert set(ledger.known(["a", "b", "c", "d"])) == {"a", "b", "c"}


def test_a_text_comes_back_as_it_was_written(ledger: Ledger) -> None:
    enter(ledger, messages("a", "b", body="\u2068שלום\u2069 {key}\nline\0"))
    assert (ledger.message(ledger.known(["b"])["b"]) or {})["body"] == "\u2068שלום\u2069 b\nline\0"


def test_a_changed_text_has_another_digest() -> None:
    assert digests(messages("a")) == digests(messages("a"))
    assert digests(messages("a")) != digests(messages("a", body="Hello, {key}"))


def test_a_run_that_lives_is_not_taken_for_a_dead_one(ledger: Ledger, archive_url: str) -> None:
    run = ledger.begin("file", "out", HOST, TODAY)
    with closing(Ledger(archive_url)) as other:
        assert other.dead_runs() == ()
        ledger.close()
        until = time.monotonic() + 20  # a server may take a moment to notice that a connection has gone
        while not (dead := other.dead_runs()) and time.monotonic() < until:
            time.sleep(0.01)
        assert [one.id for one in dead] == [run.id]


def test_what_an_abandoned_run_has_claimed_is_free_again(ledger: Ledger) -> None:
    run = ledger.begin("file", "out", HOST, TODAY)
    ledger.enter(run, messages("a"), digests(messages("a")))
    ledger.abandon(run)
    assert ledger.known(["a"]) == {}
    assert enter(ledger, messages("a")) == 0


def test_the_states_of_an_email(ledger: Ledger) -> None:
    run = ledger.begin("mail", "out", HOST, TODAY)
    batch = messages("sent", "refused", "later", "lost", "never")
    ledger.enter(run, batch, digests(batch), MailState.PLANNED)
    mails = ledger.mails
    mails.claim(run.id, "sent")
    mails.claim(run.id, "refused", Settled("sent", MailState.SENT, "250 ok"))
    mails.claim(run.id, "later", Settled("refused", MailState.FAILED, "550 no such user"))
    mails.claim(run.id, "lost", Settled("later", MailState.PLANNED, "451 not now"))
    assert [row["key"] for table in ledger.texts(run, MailState.PLANNED) for row in table.to_pylist()] == ["never"]
    assert mails.end(run.id) == 1  # the one that was claimed and not settled
    ledger.done(run)
    assert set(ledger.known(["sent", "refused", "later", "lost", "never"])) == {"sent", "refused", "lost"}
    assert [(mail.key, mail.state) for mail in mails.undecided()] == [
        ("lost", MailState.UNKNOWN),
        ("refused", MailState.FAILED),
    ]
    assert [row["key"] for table in ledger.texts(run, MailState.SENT) for row in table.to_pylist()] == ["sent"]


def test_an_undecided_email_is_decided_once(ledger: Ledger) -> None:
    run = ledger.begin("mail", "out", HOST, TODAY)
    batch = messages("a", "b")
    ledger.enter(run, batch, digests(batch), MailState.PLANNED)
    for key in ("a", "b"):
        ledger.mails.claim(run.id, key)
    assert not ledger.mails.release("a"), "it may be leaving now"
    assert ledger.mails.end(run.id) == 2
    assert ledger.mails.confirm("a")
    assert not ledger.mails.confirm("a")
    assert ledger.mails.release("b")
    assert set(ledger.known(["a", "b"])) == {"a"}


def test_two_at_once_enter_a_key_once(ledger: Ledger, archive_url: str) -> None:
    with closing(Ledger(archive_url)) as other:
        first, second = ledger.begin("file", "one", HOST, TODAY), other.begin("file", "two", HOST, TODAY)
        batch = messages("a", "b")
        assert ledger.enter(first, batch, digests(batch)) == {}
        known = other.enter(second, batch, digests(batch))
        assert {entry.run for entry in known.values()} == {first.id}
        assert not any(entry.ended for entry in known.values())


def test_a_look_makes_and_changes_nothing(archive_url: str) -> None:
    assert Ledger.looked_at(archive_url) is None, "an archive is there, and no ledger"
    with closing(Ledger(archive_url)) as kept:
        enter(kept, messages("a"))
    looked = Ledger.looked_at(archive_url)
    assert looked
    with closing(looked):
        assert set(looked.known(["a"])) == {"a"}
    with closing(Ledger(archive_url)) as kept, kept._database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE care_shop")
    with pytest.raises(FileError, match="bring it up to date once with 'assistant care undecided'"):
        Ledger.looked_at(archive_url)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(DatabaseError, match="cannot be reached"):
        Ledger(str(tmp_path / "file" / "ledger.db"))


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("no database, but long enough to be looked at" * 20, encoding="utf-8")
    with pytest.raises(DatabaseError, match=r"ledger\.db"):
        Ledger(str(tmp_path / "ledger.db"))


def test_a_day_is_kept_as_a_day(ledger: Ledger) -> None:
    enter(ledger, messages("a"))
    assert ledger.known(["a"])["a"].day == date(2026, 11, 20)


def test_texts_of_ended_runs_go_when_they_are_old_and_their_keys_stay(ledger: Ledger) -> None:
    batches = {"old": messages("a", "b"), "new": messages("c"), "running": messages("d")}
    days = {"old": TODAY - timedelta(days=31), "new": TODAY - timedelta(days=30), "running": TODAY - timedelta(days=99)}
    for name, batch in batches.items():
        run = ledger.begin("mail", name, HOST, days[name])
        ledger.enter(run, batch, digests(batch), MailState.PLANNED)
        for key in batch["key"].to_pylist():
            ledger.mails.claim(run.id, key)
            ledger.mails.settle(run.id, Settled(key, MailState.FAILED, f"550 no {key}@mail.example"))
        if name != "running":
            ledger.done(run)
    assert ledger.keeping.forget(TODAY - timedelta(days=30)) == 1
    assert ledger.keeping.forget(TODAY - timedelta(days=30)) == 0
    known = ledger.known(["a", "b", "c", "d"])
    assert [known[key].digest for key in "ab"] == digests(batches["old"])
    said = {key: ledger.message(entry) for key, entry in known.items()}
    assert (said["a"], said["b"]) == (None, None)
    assert [(said[key] or {})["to"] for key in "cd"] == ["c@mail.example", "d@mail.example"]
    assert [(mail.key, bool(mail.detail)) for mail in ledger.mails.undecided()] == [
        ("a", False), ("b", False), ("c", True), ("d", True)
    ]  # fmt: skip
    assert enter(ledger, messages("a", "e")) == 1
    assert (ledger.message(ledger.known(["e"])["e"]) or {})["to"] == "e@mail.example"


def test_the_text_of_a_buyer_goes_and_the_others_of_its_batch_stay(ledger: Ledger) -> None:
    batch = messages("a", "b")
    run = ledger.begin("file", "out", HOST, TODAY)
    ledger.enter(run, batch, digests(batch))
    assert ledger.keeping.redact(lambda message: message["to"] == "b@mail.example") == 0, "its run goes on"
    ledger.done(run)
    assert ledger.keeping.redact(lambda message: message["to"] == "b@mail.example") == 1
    assert ledger.keeping.redact(lambda message: message["to"] == "b@mail.example") == 0
    known = ledger.known(["a", "b"])
    assert known["b"].digest == digests(batch)[1]
    told = [ledger.message(known[key]) or {} for key in "ab"]
    assert [(one["to"], one["body"], one["key"]) for one in told] == [("a@mail.example", "Hello a", "a"), ("", "", "b")]
