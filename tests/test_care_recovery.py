"""Runs that are taken for dead: ended once, and one that lives on after all sends and writes nothing twice."""

from __future__ import annotations

import platform
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest

from assistant.care.digests import digests
from assistant.care.ledger import Ledger, Settled
from assistant.care.recovery import recover
from assistant.care.states import MailState
from assistant.errors import RunTakenError
from assistant.holding import held
from tests.conftest import TODAY
from tests.test_care_ledger import messages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.care.ledger import Run
    from tests.servers import PostgreSQL

HERE, THERE = platform.node(), "another host"


@pytest.fixture
def ledger(archive_url: str) -> Iterator[Ledger]:
    with closing(Ledger(archive_url)) as kept:
        yield kept


@pytest.fixture
def other(archive_url: str) -> Iterator[Ledger]:
    """The same ledger, as another process has it."""
    with closing(Ledger(archive_url)) as kept:
        yield kept


def begun(ledger: Ledger, out: Path, host: str, state: MailState | None = None) -> Run:
    """Begin a run with the messages a, b and c, which then loses its lock and lives on."""
    run = ledger.begin("mail" if state else "file", str(out), host, TODAY)
    batch = messages("a", "b", "c")
    ledger.enter(run, batch, digests(batch), state)
    ledger._locks.close()
    return run


def test_an_email_that_another_run_may_send_is_not_sent(ledger: Ledger, other: Ledger, tmp_path: Path) -> None:
    run = begun(ledger, tmp_path / "sent.csv", THERE, MailState.PLANNED)
    ledger.mails.claim(run.id, "a")
    assert recover(other, tmp_path / "other.csv") == 1
    assert {key: entry.state for key, entry in other.known(["a", "b", "c"]).items()} == {"a": MailState.UNKNOWN}
    again = other.begin("mail", "other.csv", HERE, TODAY)
    assert set(other.enter(again, messages("a", "b"), digests(messages("a", "b")), MailState.PLANNED)) == {"a"}
    answer = Settled("a", MailState.SENT, "250 ok")
    for key in ("b", "c"):  # planned by the other one, and by nobody
        with pytest.raises(RunTakenError, match="another run has taken over"):
            ledger.mails.claim(run.id, key, answer)
    ledger.mails.settle(run.id, answer)
    assert not list(ledger.mails.undecided()), "the server has said that it has it"
    with pytest.raises(RunTakenError):
        ledger.enter(run, messages("d"), digests(messages("d")), MailState.PLANNED)
    other.mails.claim(again.id, "b")


def test_a_file_whose_messages_another_run_may_write_does_not_take_its_place(
    ledger: Ledger, other: Ledger, tmp_path: Path
) -> None:
    run = begun(ledger, tmp_path / "out.csv", THERE)
    assert recover(other, tmp_path / "other.csv") == 1
    assert not other.known(["a", "b", "c"])
    with pytest.raises(RunTakenError):
        ledger.enter(run, messages("d"), digests(messages("d")))
    with pytest.raises(RunTakenError):
        ledger.committing(run)
    ledger.abandon(run)


def test_what_was_about_to_be_in_its_place_is_not_given_back(ledger: Ledger, other: Ledger, tmp_path: Path) -> None:
    run = begun(ledger, tmp_path / "out.csv", THERE)
    (seen,) = other.dead_runs(HERE)
    ledger.committing(run)
    other.abandon(seen)
    assert set(other.known(["a", "b", "c"])) == {"a", "b", "c"}


def test_a_run_that_holds_its_output_lives_though_its_lock_is_lost(
    ledger: Ledger, other: Ledger, tmp_path: Path
) -> None:
    out, partial = tmp_path / "out.csv", tmp_path / "out.csv.partial"
    with held(out):
        run = begun(ledger, out, HERE)
        partial.write_text("what it has written so far", encoding="utf-8")
        assert recover(other, tmp_path / "other.csv") == 0
        assert partial.exists()
        ledger.committing(run)
    ledger.done(run)
    assert all(entry.ended for entry in other.known(["a", "b", "c"]).values())


def test_a_lost_connection_takes_its_locks_along_and_is_no_failure(postgresql: PostgreSQL) -> None:
    url = postgresql.new_database()
    with closing(Ledger(url)) as ledger, closing(Ledger(url)) as other, psycopg.connect(url) as admin:
        first, second = (ledger.begin("file", name, HERE, TODAY) for name in ("one", "two"))
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        ledger.done(first)
        assert [run.id for run in other.dead_runs(HERE)] == [second.id]
        other.leave(second)
        ledger.done(second)
        third = ledger.begin("file", "three", HERE, TODAY)
        assert other.dead_runs(HERE) == ()
        ledger.done(third)
