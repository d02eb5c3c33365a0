"""The audit trail: who did what when. It is only ever added to, holds no buyer's data, and each line seals the last.

A line's digest is taken over the line and the digest before it, so that a line that was changed or taken out breaks the
chain there. The database refuses both; the chain shows it where somebody went around the database.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.archive.columns import storable
from assistant.archive.nouns import Deed
from assistant.archive.rows import known_number
from assistant.archive.tables import trail
from assistant.archive.told import REDACTED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from assistant.database import Database

BEFORE_ALL = "0" * 64
LOCK = 7_431_002
CHUNK = 1000


class Trail:
    """Reads the trail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_case(self, number: int) -> tuple[Deed, ...]:
        """Return what was done with a case, oldest first; what was done remains after the case is purged."""
        with self._database.reading() as connection:
            return deeds(connection, number)

    def newest(self, limit: int = 100, before: int | None = None) -> tuple[Deed, ...]:
        """Return the last deeds of all, newest first; `before` is the number of the last one seen."""
        query = sa.select(trail).order_by(trail.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(trail.c.id < before)
        with self._database.reading() as connection:
            return tuple(_deed(row) for row in connection.execute(query))

    def redacted_since(self, number: int) -> tuple[int, bool]:
        """Return the number of the last line, and whether a case was redacted in a line after that of a number."""
        told = sa.exists().where(trail.c.id > number, trail.c.what == REDACTED)
        with self._database.reading() as connection:
            last, _ = end(connection)
            return last, last > number and bool(connection.scalar(sa.select(told)))


def lock(connection: Connection) -> None:
    """Wait until nobody else writes; whoever changes what is there does so first, lest two wait for each other.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def broken_at(connection: Connection) -> int | None:
    """Return the number of the first line that was changed or is missing; None where the trail is whole."""
    expected, number = BEFORE_ALL, 0
    while True:
        query = sa.select(trail).where(trail.c.id > number).order_by(trail.c.id).limit(CHUNK)
        rows = connection.execute(query).all()
        if not rows:
            return None
        for row in rows:
            number += 1
            line = _line(row.at, row.who, row.what, row.case_id, row.version, row.details)
            expected = _digest(number, line, expected)
            if row.id != number or row.digest != expected:
                return number


def end(connection: Connection) -> tuple[int, str]:
    """Return number and digest of the last line: kept elsewhere, they show a trail whose end was cut off."""
    row = connection.execute(sa.select(trail.c.id, trail.c.digest).order_by(trail.c.id.desc()).limit(1)).first()
    return (row.id, row.digest) if row else (0, BEFORE_ALL)


def deeds(connection: Connection, case: int, after_version: int = 0) -> tuple[Deed, ...]:
    """Return what was done with a case after a version."""
    query = (
        sa.select(trail)
        .where(trail.c.case_id == known_number(case), trail.c.version > after_version)
        .order_by(trail.c.id)
    )
    return tuple(_deed(row) for row in connection.execute(query))


def append(
    connection: Connection,
    at: datetime,
    who: str,
    what: str,
    case: int | None = None,
    version: int | None = None,
    **details: Any,
) -> None:
    """Add a line. Whoever writes waits here for whoever wrote before, until that one's transaction has ended."""
    lock(connection)
    who = storable(who)
    last, digest = end(connection)
    text = json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
    line = _line(at, who, what, case, version, text)
    row = {"at": at, "who": who, "what": what, "case_id": case, "version": version, "details": text}
    connection.execute(trail.insert().values(id=last + 1, digest=_digest(last + 1, line, digest), **row))


def _line(at: datetime, who: str, what: str, case: int | None, version: int | None, details: str) -> Sequence[Any]:
    return (at.isoformat(timespec="microseconds"), who, what, case, version, details)


def _digest(number: int, line: Sequence[Any], before: str) -> str:
    text = json.dumps([before, number, *line], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _deed(row: Row[Any]) -> Deed:
    return Deed(
        number=row.id,
        at=row.at,
        who=row.who,
        what=row.what,
        case=row.case_id,
        version=row.version,
        details=json.loads(row.details),
        digest=row.digest,
    )
