"""Whether a run is alive: it holds a lock that goes with its process, however that ends."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlalchemy.exc import DBAPIError

from assistant.errors import DatabaseError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from assistant.database import Database

HELD = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s "
    "AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
SPACE = 0x63617265  # 'care': the other half of the number of a lock in PostgreSQL, which the whole server shares


class FileLocks:
    """A lock file a run, beside the ledger's file."""

    def __init__(self, place: str) -> None:
        self._place = Path(place)
        self._held: dict[int, FileLock] = {}

    def hold(self, run: int) -> None:
        """Hold the lock of a run of our own."""
        self.take(run)

    def take(self, run: int) -> bool:
        """Whether the lock of a run could be taken, which means that its process is gone."""
        if run in self._held:
            return False
        lock = self._lock(run)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return False
        self._held[run] = lock
        return True

    def is_held(self, run: int) -> bool:
        """Whether somebody holds the lock of a run; nothing new is written to find out."""
        lock = self._lock(run)
        if run in self._held or not Path(lock.lock_file).exists():
            return run in self._held
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False

    def _lock(self, run: int) -> FileLock:
        return FileLock(self._place.with_name(f"{self._place.name}.run-{run}.lock"))

    def release(self, run: int) -> None:
        """Let go of a run that has ended."""
        lock = self._held.pop(run, None)
        if lock is not None:
            lock.release()
            with suppress(OSError):  # a file that stays behind says nothing: the lock is not its being there
                Path(lock.lock_file).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of all of them; their runs stay open, and the next process finds them."""
        for lock in self._held.values():
            lock.release()
        self._held.clear()


class ServerLocks:
    """An advisory lock a run, on a connection that lives as long as the process.

    It may be lost before: then the runs go on without a lock, and only the ledger's tables tell them that another has
    taken one over.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._held: set[int] = set()

    def _connected(self) -> Connection:
        if self._connection is None:
            connection = self._database.engine.connect()
            self._connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        return self._connection

    def hold(self, run: int) -> None:
        """Hold the lock of a run of our own."""
        self.take(run)

    def take(self, run: int) -> bool:
        """Whether the lock of a run could be taken, which means that its process is gone."""
        if run in self._held:
            return False
        taken = self._asked("SELECT pg_try_advisory_lock(%s, %s)", run)
        if taken:
            self._held.add(run)
        return taken

    def is_held(self, run: int) -> bool:
        """Whether somebody holds the lock of a run; it is not taken to find out, which others would see."""
        with self._database.reading() as connection:
            return bool(connection.exec_driver_sql(HELD, (SPACE, run)).scalar_one())

    def release(self, run: int) -> None:
        """Let go of a run that has ended."""
        if run in self._held:
            self._held.discard(run)
            with suppress(DatabaseError):  # a lock goes with its connection
                self._asked("SELECT pg_advisory_unlock(%s, %s)", run)

    def close(self) -> None:
        """Let go of all of them; their runs stay open, and the next process finds them."""
        if self._connection is not None:
            self._connection.invalidate()  # given back whole, it would keep its locks
            self._connection.close()
            self._connection = None
        self._held.clear()

    def _asked(self, question: str, run: int) -> bool:
        """Return what the server says of a lock. Raises DatabaseError; the next question gets another connection."""
        with self._database.failures():
            try:
                return bool(self._connected().exec_driver_sql(question, (SPACE, run)).scalar_one())
            except DBAPIError:
                self.close()
                raise
