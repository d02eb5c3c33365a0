"""Translations that were fetched before, in one SQLite file; a text is kept as its hash, its translation masked."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from assistant.errors import FileError
from assistant.lines import Line

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "CREATE TABLE IF NOT EXISTS translations (key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT"


WAITS = 2.0  # seconds for another program that writes: to ask the service again costs less


class Cache:
    """Looks a translation up by provider, languages and masked text. Raises FileError where the file is unusable.

    What fails later is as if nothing was kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection, connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute(TABLE)
        except (OSError, sqlite3.Error) as error:
            what = Line(msgid="cannot be used as a cache (%(why)s)", slots=(("why", str(error)),))
            raise FileError(path, what, Line(msgid="remove it, or name another folder")) from error

    def get(self, *key: str) -> str | None:
        """Return what was kept, or None."""
        try:
            with closing(self._connect()) as connection, connection:
                row = connection.execute("SELECT text FROM translations WHERE key = ?", (_hash(key),)).fetchone()
        except sqlite3.Error:
            return None
        return str(row[0]) if row else None

    def put(self, text: str, *key: str) -> None:
        """Keep a translation; the newest counts."""
        with suppress(sqlite3.Error), closing(self._connect()) as connection, connection:
            connection.execute("INSERT OR REPLACE INTO translations VALUES (?, ?)", (_hash(key), text))

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=WAITS)


def _hash(key: tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(key).encode()).hexdigest()
