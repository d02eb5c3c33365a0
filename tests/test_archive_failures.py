"""What goes wrong around an archive: killed, full, read-only, gone, newer, busy, and many at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from assistant import database, resources
from assistant.archive import (
    Archive,
    ArchiveNewerError,
    Change,
    ConflictError,
    Entry,
    Kind,
    Label,
    Offered,
    found,
)
from assistant.archive.schema import HEAD, bring_up
from assistant.archive.tables import metadata
from assistant.cli import cli
from assistant.database import Database
from assistant.errors import DatabaseBusyError, DatabaseFullError, DatabaseGoneError, DatabaseReadOnlyError
from assistant.model import Outcome, Remedy
from tests.conftest import ROOT
from tests.filed import new

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.servers import PostgreSQL

FILES_FOR_EVER = """
import sys
from assistant.archive import Archive, Change, Entry, Kind
from tests.filed import new

archive = Archive(sys.argv[1])
while True:
    case = archive.cases.file(new("a parcel " * 200), by="wei")
    entries = (Entry(kind=Kind.REPLY, text="hello " * 200), Entry(kind=Kind.NOTE, text="note"))
    archive.cases.change(case.number, Change(entries=entries), by="wei", version=1)
    print(case.number, flush=True)
"""
REVISIONS = [one.revision for one in ScriptDirectory(str(resources.migrations_folder())).walk_revisions()]


def test_a_killed_program_leaves_no_case_half_there(archive_url: str) -> None:
    command = [sys.executable, "-c", FILES_FOR_EVER, archive_url]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done: set[int] = set()
    for killed_after in (1, 2, 5):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as program:
            assert program.stdout is not None
            done |= {int(program.stdout.readline()) for _ in range(killed_after)}
            program.send_signal(signal.SIGKILL)
    with Archive(archive_url) as archive:
        cases = [archive.cases.get(row.number) for row in archive.worklist.search("parcel", limit=1000).rows]
        assert {case.number for case in cases} >= done
        for case in cases:
            deeds = archive.trail.of_case(case.number)
            assert len(deeds) == case.version
            assert len(case.entries) == (1 if case.version == 1 else 3)
            assert case.skus == ("BULB", "LAMP-1")
        assert archive.verify().is_whole


def test_a_full_disk_is_one_sentence_and_nothing_is_half_there(tmp_path: Path) -> None:
    with Archive(str(tmp_path / "archive.db")) as archive:
        archive.cases.file(new(), by="wei")
        with archive._database.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        sa.event.listen(
            archive._database.engine, "begin", lambda one: one.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        )
        with pytest.raises(DatabaseFullError, match="nothing was written"):
            archive.cases.file(new("long " * 50_000), by="wei")
        assert [row.number for row in archive.worklist.page().rows] == [1]
        assert len(archive.trail.newest()) == 1


def test_a_read_only_file_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Archive(str(tmp_path / "archive.db")) as archive:
        archive.cases.file(new(), by="wei")
    # journal_mode cannot be set there, so the pragma of the set-up is the first to be refused
    with pytest.raises(DatabaseReadOnlyError, match="may only be read"):
        Archive(f"sqlite:///file:{tmp_path}/archive.db?mode=ro&immutable=1&uri=true").cases.file(new(), by="wei")
    assert not (tmp_path / "file:").exists()  # it is no folder


def test_a_read_only_server_is_one_sentence(postgresql: PostgreSQL) -> None:
    url = postgresql.new_database()
    with Archive(url) as archive:
        archive.cases.file(new(), by="wei")
        name = archive._database.url.database
        with archive._database.writing() as connection:
            connection.execute(sa.text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    with Archive(url) as archive:
        assert archive.cases.get(1)
        with pytest.raises(DatabaseReadOnlyError, match="may only be read"):
            archive.cases.file(new(), by="wei")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://wei:topsecret@127.0.0.1:1/x",
        "postgresql://wei@127.0.0.1:1/x?password=topsecret",
        "postgresql://wei:topsecret@127.0.0.1:54x99/x",
        "postgresql://wei@127.0.0.1:1/x?port=topsecret",
        "postgresql://wei:topsecret\udcff@127.0.0.1:1/x",
        "sqlite://wei:topsecret@localhost/x",
        "sqlite:///:memory:?timeout=topsecret",
        "mysql://wei:topsecret@localhost/x",
        "mysql://localhost/x?password=topsecret",
        "sqlite:////proc/no/archive.db",
        "://topsecret",
    ],
)
def test_an_archive_that_cannot_be_reached_is_one_sentence_without_the_password(url: str) -> None:
    with pytest.raises(DatabaseGoneError, match="check ASSISTANT_DATA or DATABASE_URL") as caught:
        Archive(url)
    assert "topsecret" not in str(caught.value)


def test_a_file_that_is_no_archive_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(b"my holiday photos" * 500)
    with pytest.raises(DatabaseGoneError, match="SQLITE_NOTADB"):
        Archive(str(path))
    assert path.read_bytes() == b"my holiday photos" * 500


def test_a_server_that_was_gone_for_a_moment_is_found_again(postgresql: PostgreSQL) -> None:
    with Archive(postgresql.new_database()) as archive:
        archive.cases.file(new(), by="wei")
        with archive._database.engine.connect() as connection:
            connection.execute(
                sa.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
            )
        assert archive.cases.get(1).number == 1


def test_an_archive_of_a_newer_program_is_left_alone(archive_url: str) -> None:
    with Archive(archive_url) as archive, archive._database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ArchiveNewerError, match="newer version '9999'"):
        Archive(archive_url)


def test_a_writer_that_holds_on_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    path = str(tmp_path / "archive.db")
    with Archive(path) as one, Archive(path) as other, one._database.writing():
        with pytest.raises(DatabaseBusyError, match="Another program"):
            other.cases.file(new(), by="wei")
        assert other.worklist.page().rows == ()


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", DatabaseFullError),
        ("25006", DatabaseReadOnlyError),
        ("40001", DatabaseBusyError),
        ("57P01", DatabaseGoneError),
    ],
)
def test_what_postgresql_says_becomes_ours(state: str, kind: type[Exception]) -> None:
    said = OperationalError("INSERT ...", {}, psycopg.errors.lookup(state)("a buyer's name"))
    failure = Database("postgresql://localhost/x")._failure(said)
    assert type(failure) is kind
    assert "name" not in str(failure)


def test_many_open_an_empty_archive_at_once(empty_url: str) -> None:
    def opened(_: int) -> int:
        with Archive(empty_url) as archive:
            return archive.cases.file(new(), by="wei").number

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(opened, range(4))) == [1, 2, 3, 4]


def test_many_at_one_case_lose_nothing(archive: Archive) -> None:
    archive.cases.file(new(), by="wei")

    def add(name: str) -> None:
        version = 1
        while True:
            try:
                change = Change(entries=(Entry(kind=Kind.NOTE, text=f"from {name}"),))
                archive.cases.change(1, change, by=name, version=version)
            except ConflictError as conflict:
                version = conflict.case.version
            else:
                return

    names = [f"staff {i}" for i in range(10)]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(add, names))
    case = archive.cases.get(1)
    assert case.version == 11
    assert sorted(entry.text for entry in case.entries[1:]) == sorted(f"from {name}" for name in names)
    assert [deed.version for deed in archive.trail.of_case(1)] == list(range(1, 12))
    assert archive.verify().is_whole


def test_whoever_changes_a_case_waits_in_the_same_line(archive: Archive) -> None:
    archive.cases.file(new(offers=(Offered(remedy=Remedy.RESHIP),)), by="wei")
    cases, files = archive.cases, archive.files
    deeds: list[Callable[[int], object]] = [
        lambda turn: cases.change(1, Change(label=Label(turn % 3)), by="wei"),
        lambda _: cases.answer(1, 1, Outcome.ACCEPTED, by="wei"),
        lambda turn: files.attach(1, f"{turn}.txt", str(turn).encode(), by="li"),
    ]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda deed: [deed(turn) for turn in range(15)], deeds))
    assert archive.cases.get(1).version == 46
    assert archive.verify().is_whole


@pytest.mark.parametrize("begun_at", [None, *REVISIONS])
def test_migrations_lead_to_the_tables_of_the_program(begun_at: str | None, empty_url: str) -> None:
    archive = Database(empty_url)
    if begun_at is not None:
        bring_up(archive, begun_at)
    bring_up(archive)
    with archive.reading() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _, name, kind, *__: not (kind == "table" and name.startswith("found"))},
        )
        assert context.get_current_revision() == HEAD == REVISIONS[0]
        assert compare_metadata(context, metadata) == []
    archive.close()


def test_cases_of_an_earlier_version_are_found_by_their_articles(archive_url: str) -> None:
    with Archive(archive_url) as archive:
        for _ in range(2):
            archive.cases.file(new("hello"), by="wei")
        with archive._database.writing() as connection:
            found.write(connection, [(number, ["hello"]) for number in (1, 2)])
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '0003'"))
        assert archive.worklist.search("lamp").rows == ()
    with Archive(archive_url) as archive:
        assert [row.number for row in archive.worklist.search("lamp").rows] == [2, 1]


def test_nobody_else_on_the_machine_reads_the_file(tmp_path: Path) -> None:
    with Archive(str(tmp_path / "data" / "archive.db")) as archive:
        archive.cases.file(new(), by="wei")
        modes = {path.name: oct(path.stat().st_mode & 0o077) for path in (tmp_path / "data").iterdir()}
        assert modes == {"archive.db": "0o0", "archive.db-wal": "0o0", "archive.db-shm": "0o0"}
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("command", [("case", "list"), ("care", "undecided"), ("desk", "user", "list")])
def test_a_mistyped_address_of_the_database_is_no_file(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:/wei:secret@db.example.com/x")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 1
    assert "The database of DATABASE_URL cannot be reached (this is no URL of a database)" in result.stderr
    assert "secret" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_archive_that_cannot_be_reached_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://wei:secret@127.0.0.1:1/x")
    result = CliRunner().invoke(cli, ["case", "list"])
    assert result.exit_code == 1
    assert result.stderr.startswith("assistant: The database postgresql")
    assert "secret" not in result.stderr
    assert result.stderr.count("\n") == 1
