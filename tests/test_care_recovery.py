"""Runs that are taken for dead: ended once, and one that lives on after all sends and writes nothing twice."""

from __future__ import annotations

import platform
import time
from contextlib import closing
from typing import TYPE_CHECKING, NoReturn

import psycopg
import pytest

from assistant.care.digests import digests
from assistant.care.folders import Mailing
from assistant.care.ledger import Ledger, Settled
from assistant.care.made import preview
from assistant.care.recovery import foresee, recover
from assistant.care.run import FileRun
from assistant.care.standing import stand_at
from assistant.care.states import MailState
from assistant.errors import FileError, RunTakenError
from assistant.holding import held
from tests.care_process import caring, work_of
from tests.conftest import TODAY
from tests.test_care_ledger import messages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.care.ledger import Run
    from assistant.care.made import Summary
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
    for _ in range(1000):  # a server lets go a moment after its client has hung up
        if not ledger._locks.is_held(run.id):
            return run
        time.sleep(0.01)
    pytest.fail("the lock is held though its connection is closed")


def test_an_email_that_another_run_may_send_is_not_sent(ledger: Ledger, other: Ledger, tmp_path: Path) -> None:
    run = begun(ledger, tmp_path / "sent.csv", THERE, MailState.PLANNED)
    ledger.mails.claim(run.id, "a")
    assert recover(other, tmp_path / "other.csv")[0] == 1
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
    assert recover(other, tmp_path / "other.csv")[0] == 1
    assert not other.known(["a", "b", "c"])
    with pytest.raises(RunTakenError):
        ledger.enter(run, messages("d"), digests(messages("d")))
    with pytest.raises(RunTakenError):
        ledger.committing(run)
    ledger.abandon(run)


def test_what_was_about_to_be_in_its_place_is_not_given_back(ledger: Ledger, other: Ledger, tmp_path: Path) -> None:
    run = begun(ledger, tmp_path / "out.csv", THERE)
    (seen,) = other.dead_runs()
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
        assert recover(other, tmp_path / "other.csv")[0] == 0
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
        assert [run.id for run in other.dead_runs()] == [second.id]
        other.leave(second)
        ledger.done(second)
        third = ledger.begin("file", "three", HERE, TODAY)
        assert other.dead_runs() == ()
        ledger.done(third)


def test_a_dead_run_of_another_host_leaves_the_files_here_alone(tmp_path: Path) -> None:
    mine, partial = tmp_path / "out.jsonl", tmp_path / "out.jsonl.partial"
    partial.write_text("of a file here that has the same name", encoding="utf-8")
    with closing(Ledger(str(tmp_path / "ledger.db"))) as first:
        for kind in ("file", "mail"):
            first.begin(kind, str(mine), "another host", TODAY)
    with closing(Ledger(str(tmp_path / "ledger.db"))) as second:
        assert recover(second, tmp_path / "other.jsonl")[0] == 2
        assert recover(second, tmp_path / "other.jsonl")[0] == 0
    assert partial.exists()
    assert not mine.exists()


def orders(folder: Path, *numbers: int) -> Path:
    """Write orders on which a message is due, and return their file."""
    path = folder / "orders.csv"
    lines = [f"{number},own_shop,shipped,2026-11-18,DE,{number}@mail.example" for number in numbers]
    path.write_text("\n".join(["number,platform,status,shipped_on,country,email", *lines]) + "\n", encoding="utf-8")
    return path


def interrupted(folder: Path, out: Path, patch: pytest.MonkeyPatch, *, before: str, mailing: bool = False) -> None:
    """Begin a run on another machine that ends without a word when it would call a function."""
    ledger = Ledger(str(folder / "ledger.db"))
    with patch.context() as patched:
        patched.setattr(f"assistant.care.{before}", killed)
        patched.setattr("platform.node", lambda: THERE)
        with pytest.raises(Killed):
            run_of(folder, out, ledger, mailing=mailing)
    ledger.close()


class Killed(BaseException):
    """What stands for a signal."""


def killed(*_: object) -> NoReturn:
    raise Killed


def run_of(folder: Path, out: Path, ledger: Ledger, *, mailing: bool = False) -> Summary:
    work = work_of(folder / "orders.csv")
    return FileRun(work, out, ledger, Mailing(caring().sender(), TODAY) if mailing else None)(lambda _done, _rows: None)


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.parquet", "mails"])
def test_a_complete_file_of_a_machine_that_has_another_name_now_takes_its_place(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders(tmp_path, 1, 2)
    out, mailing = tmp_path / name, "." not in name
    interrupted(tmp_path, out, monkeypatch, before="run.finish", mailing=mailing)
    assert not out.exists()
    orders(tmp_path, 2, 3)
    with closing(Ledger(str(tmp_path / "ledger.db"))) as kept:
        assert {entry.ended for entry in foresee(kept, out).seen(kept.known(KEYS)).values()} == {True}
        summary = run_of(tmp_path, out, kept, mailing=mailing)
    assert (summary.recovered, summary.messages.total(), summary.rejected) == (1, 1, 0)
    assert stand_at(out, KEYS)
    assert not list(tmp_path.glob("*.partial"))


KEYS = [f"Lumen/{number}/shipped" for number in (1, 2, 3)]


def test_a_complete_file_that_is_on_another_machine_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders(tmp_path, 1, 2)
    out, partial = tmp_path / "out.csv", tmp_path / "out.csv.partial"
    interrupted(tmp_path, out, monkeypatch, before="run.finish")
    partial.rename(tmp_path / "there")
    partial.write_text("a file of this name that is another", encoding="utf-8")
    orders(tmp_path, 2, 3)
    with closing(Ledger(str(tmp_path / "ledger.db"))) as kept:
        refused = "does not hold its messages; move it away"
        with pytest.raises(FileError, match=refused):
            run_of(tmp_path, out, kept)
        with pytest.raises(FileError, match=refused):
            preview(work_of(tmp_path / "orders.csv"), kept, out, 1)
        for elsewhere in (tmp_path / "other.csv", None):
            assert preview(work_of(tmp_path / "orders.csv"), kept, elsewhere, 1)[0].rejected == 1
        partial.unlink()
        summary = run_of(tmp_path, out, kept)
        assert (summary.recovered, summary.messages.total(), summary.rejected) == (0, 1, 1)
        (told,) = summary.rejected_rows
        assert f"A run on {THERE} wrote it on 2026-11-20" in told["why"]
        assert f"bring {partial} from there" in told["why"]
        (tmp_path / "there").rename(partial)
        assert recover(kept, tmp_path / "other.csv")[0] == 1
    assert stand_at(out, KEYS[:2])


@pytest.mark.parametrize(("before", "would"), [("ledger.Ledger.committing", 3), ("run.finish", 1)])
def test_a_look_after_an_interrupted_run_counts_what_the_run_then_does(
    before: str, would: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders(tmp_path, 1, 2)
    out = tmp_path / "out.csv"
    interrupted(tmp_path, out, monkeypatch, before=before)
    orders(tmp_path, 1, 2, 3)
    with closing(Ledger(str(tmp_path / "ledger.db"))) as kept:
        seen = preview(work_of(tmp_path / "orders.csv"), kept, out, 1)[0]
        done = run_of(tmp_path, out, kept)
    assert (seen.messages.total(), seen.skipped) == (done.messages.total(), done.skipped)
    assert (done.messages.total(), done.recovered) == (would, 1)


def test_a_look_leaves_a_run_that_lives_alone(ledger: Ledger, other: Ledger, tmp_path: Path) -> None:
    run = ledger.begin("mail", str(tmp_path / "sent.csv"), HERE, TODAY)
    ledger.enter(run, messages("a", "b"), digests(messages("a", "b")), MailState.PLANNED)
    ledger.mails.claim(run.id, "a")
    assert not foresee(other, None).fates
    ledger.close()
    until = time.monotonic() + 20  # a server may take a moment to notice that a connection has gone
    while not (outlook := foresee(other, None)).fates and time.monotonic() < until:
        time.sleep(0.01)
    seen = outlook.seen(other.known(["a", "b"]))
    assert {key: (entry.state, entry.ended) for key, entry in seen.items()} == {"a": (MailState.UNKNOWN, True)}
    assert [one.id for one in other.dead_runs()] == [run.id]
