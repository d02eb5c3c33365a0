"""Says whether the archive is what it was: the trail's chain, the texts by their seals, the files by their digests."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.archive.cases import seal
from assistant.archive.tables import cases, contents, entries, trail
from assistant.archive.trail import CHUNK, REDACTED, broken_at, end
from assistant.model import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from assistant.database import Database


class Verdict(Noun):
    """How many lines the trail has and the digest of its last; where it breaks; which cases and files were altered."""

    lines: int
    digest: str
    broken_at: int | None
    altered_cases: tuple[int, ...]
    altered_files: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was altered."""
        return self.broken_at is None and not self.altered_cases and not self.altered_files


def verify(database: Database) -> Verdict:
    """Compare everything with what the trail says of it."""
    with database.reading() as connection:
        lines, digest = end(connection)
        return Verdict(
            lines=lines,
            digest=digest,
            broken_at=broken_at(connection),
            altered_cases=tuple(sorted(set(_altered_cases(connection)))),
            altered_files=tuple(_altered_files(connection)),
        )


def _altered_cases(connection: Connection) -> Iterator[int]:
    """Yield the cases of which a text is not the one that was filed, or is missing; a redaction ends earlier seals."""
    number = 0
    last = sa.select(trail.c.case_id, sa.func.max(trail.c.id)).where(trail.c.what == REDACTED).group_by(trail.c.case_id)
    redacted = dict(map(tuple, connection.execute(last)))
    salts = sa.select(trail.c.id, trail.c.case_id, trail.c.details, cases.c.salt)
    while True:
        query = salts.join(cases, cases.c.id == trail.c.case_id).where(trail.c.id > number, cases.c.salt.is_not(None))
        rows = connection.execute(query.order_by(trail.c.id).limit(CHUNK)).all()
        if not rows:
            return
        number = rows[-1].id
        valid = [row for row in rows if row.id > redacted.get(row.case_id, 0)]
        told = [(row.case_id, row.salt, one) for row in valid for one in json.loads(row.details).get("entries", ())]
        texts = _texts(connection, [one["entry"] for _, _, one in told])
        yield from (case for case, salt, one in told if seal(salt, texts.get(one["entry"], "")) != one["seal"])


def _texts(connection: Connection, numbers: list[int]) -> dict[int, str]:
    query = sa.select(entries.c.id, entries.c.text).where(entries.c.id.in_(numbers))
    return dict(map(tuple, connection.execute(query)))


def _altered_files(connection: Connection) -> Iterator[str]:
    digests: list[Any] = list(connection.scalars(sa.select(contents.c.sha256).order_by(contents.c.sha256)))
    for digest in digests:
        data = connection.execute(sa.select(contents.c.data).where(contents.c.sha256 == digest)).scalar_one()
        if hashlib.sha256(bytes(data)).hexdigest() != digest:
            yield digest
