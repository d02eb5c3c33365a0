"""The one door to the database: SQLite or PostgreSQL, reading and writing transactions, failures as our exceptions."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from assistant.errors import (
    DatabaseBusyError,
    DatabaseError,
    DatabaseFullError,
    DatabaseGoneError,
    DatabaseReadOnlyError,
    MissingExtraError,
)
from assistant.lines import Line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection

BUSY_SECONDS = 10
CONNECTIONS = 20
CONNECT_SECONDS = 5
NO_PATHS = ("file:", ":memory:")


class Database:
    """An engine with our transactions. Nothing is connected before the first one."""

    def __init__(self, url: str) -> None:
        self.url = _known_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.place = self.url.database or "in memory" if self.is_sqlite else _shown(self.url)
        try:
            self.engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        except (sa.exc.ArgumentError, ValueError):  # what stands in the query is looked at only here
            raise _no_url() from None
        self._joined: ContextVar[Connection | None] = ContextVar("joined", default=None)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One picture of the data, however many statements look at it. Raises DatabaseError."""
        options: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._connected(options) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Everything or nothing: what raises leaves no trace. Raises DatabaseError."""
        with self._connected({"writing": True}) as connection:
            yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is read and written meanwhile, by this thread, is one writing transaction. Raises DatabaseError."""
        with self.writing() as connection:
            token = self._joined.set(connection)
            try:
                yield
            finally:
                self._joined.reset(token)

    @contextmanager
    def _connected(self, options: dict[str, Any]) -> Iterator[Connection]:
        joined = self._joined.get()
        with self.failures():
            if joined is not None:
                yield joined
                return
            with self.engine.connect() as connection:
                connection.execution_options(**options)
                with connection.begin():
                    yield connection

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Raise what the driver raises as DatabaseError, for who holds a connection of his own."""
        try:
            yield
        except DBAPIError as error:
            raise self._failure(error) from error

    def _failure(self, error: DBAPIError) -> DatabaseError:
        """Return the exception of ours; the driver's text names statements and values, so it goes nowhere."""
        code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
        if code in {"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "53100"}:
            return DatabaseFullError(self.place)
        if code.startswith("SQLITE_READONLY") or code == "25006":
            return DatabaseReadOnlyError(self.place)
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or code in {"40001", "40P01", "55P03"}:
            return DatabaseBusyError(self.place)
        return DatabaseGoneError(self.place, code or type(error.orig).__name__)

    def empty_log(self) -> None:
        """Bring SQLite's log into its file and empty it, as far as others let it."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def insert_new(connection: Connection, table: sa.Table, values: dict[str, Any]) -> bool:
    """Insert a row, or leave the one of its key that is there, though it be of this very moment; return whether."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    inserted = insert(table).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(inserted, values).first() is not None


def file_of(url: str) -> Path | None:
    """Return the file of a database in SQLite, None for a server and what has no file. Raises DatabaseError."""
    known = _known_url(url)
    is_file = known.get_backend_name() == "sqlite" and known.database and not known.database.startswith(NO_PATHS)
    return Path(known.database) if is_file and known.database else None


def _known_url(text: str) -> URL:
    """Return a URL with its driver; a path is a file of SQLite, and `postgres://` is what many hosts still write."""
    if "://" not in text:
        text = f"sqlite:///{Path(text).absolute()}"
    try:
        url = make_url(text)
    except (sa.exc.ArgumentError, ValueError):  # a port that is no number is none of its own errors
        raise _no_url() from None
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise DatabaseGoneError(_shown(url), Line(msgid="only sqlite and postgresql are known"))
    return url


def _no_url() -> DatabaseGoneError:
    return DatabaseGoneError(Line(msgid="of DATABASE_URL"), Line(msgid="this is no URL of a database"))


def _shown(url: URL) -> str:
    """Return an address as a sentence names it: without its secrets, of which the query may hold one too."""
    return url.set(query={}).render_as_string()


def _sqlite(url: URL) -> sa.Engine:
    if url.database and not url.database.startswith(NO_PATHS):
        try:
            Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            Path(url.database).touch(mode=0o600)  # it holds what buyers wrote: nobody else on this machine reads it
        except OSError as error:
            why = error.strerror or Line(msgid="its folder cannot be made")
            raise DatabaseGoneError(url.database, why) from error
    engine = sa.create_engine(url, pool_size=CONNECTIONS, connect_args={"timeout": BUSY_SECONDS})
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    """Leave transactions to us: the driver's own begin only at the first write, too late for a picture that holds."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # what was answered as filed is on the disk
        "foreign_keys=ON",
        "secure_delete=ON",  # what is purged is overwritten
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and then writes may find that another has written between: it takes the lock first.
    writes = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> sa.Engine:
    url.render_as_string(hide_password=False).encode()  # half a character would fail in the driver, and only later
    try:
        return sa.create_engine(
            url,
            pool_pre_ping=True,
            pool_size=CONNECTIONS,
            connect_args={"connect_timeout": CONNECT_SECONDS, "options": "-c timezone=UTC"},
        )
    except ModuleNotFoundError:
        raise MissingExtraError(Line(msgid="A database in PostgreSQL"), "postgres") from None
