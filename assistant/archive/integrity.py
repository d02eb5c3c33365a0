"""Says whether the archive is what it was: the trail's chain, and all that the trail tells of by seal or by number."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.archive.tables import cases, contents, entries, files, offers, trail
from assistant.archive.told import is_case, is_entry, is_offer, seal_of_file, told_by
from assistant.archive.trail import broken_at, end
from assistant.model import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row

    from assistant.archive.told import Told
    from assistant.database import Database

AT_ONCE = 200  # cases


class Fault(StrEnum):
    """What a case has that is not as the trail tells it; UNSEALED is what the trail says too little of."""

    GONE = "gone"
    FACTS = "facts"
    ENTRY = "entry"
    OFFER = "offer"
    FILE = "file"
    UNSEALED = "unsealed"


class Verdict(Noun):
    """How many lines the trail has and the digest of its last; where it breaks; which cases and files were altered.

    `altered_cases` have other texts than were filed, `altered_facts` another state, holder, reason, ending or order
    than the trail tells, `altered_offers` other offers, `altered_attachments` other files;
    `missing_cases` are gone without a purge. Of `unsealed_cases` the trail of an earlier version tells that files and
    offers are there, and not which file, nor the first answer to an offer, nor who had to agree to it; or nothing of
    a subject or of the order.
    """

    lines: int
    digest: str
    broken_at: int | None
    altered_cases: tuple[int, ...]
    altered_facts: tuple[int, ...]
    altered_offers: tuple[int, ...]
    altered_attachments: tuple[int, ...]
    missing_cases: tuple[int, ...]
    unsealed_cases: tuple[int, ...]
    altered_files: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was altered."""
        of_cases = (self.altered_cases, self.altered_facts, self.altered_offers, self.altered_attachments)
        return self.broken_at is None and not any((*of_cases, self.missing_cases, self.altered_files))


def verify(database: Database) -> Verdict:
    """Compare cases, texts, offers and files with what the trail says of them."""
    with database.reading() as connection:
        lines, digest = end(connection)
        found: dict[Fault, list[int]] = {fault: [] for fault in Fault}
        for number, fault in _faults(connection):
            found[fault].append(number)
        return Verdict(
            lines=lines,
            digest=digest,
            broken_at=broken_at(connection),
            altered_cases=tuple(found[Fault.ENTRY]),
            altered_facts=tuple(found[Fault.FACTS]),
            altered_offers=tuple(found[Fault.OFFER]),
            altered_attachments=tuple(found[Fault.FILE]),
            missing_cases=tuple(found[Fault.GONE]),
            unsealed_cases=tuple(found[Fault.UNSEALED]),
            altered_files=tuple(_altered_files(connection)),
        )


def _faults(connection: Connection) -> Iterator[tuple[int, Fault]]:
    """Yield what is wrong with each case of which the trail has a line."""
    last = 0
    told = sa.select(trail.c.case_id).distinct().order_by(trail.c.case_id).limit(AT_ONCE)
    while numbers := list(connection.scalars(told.where(trail.c.case_id > last))):
        first, last = numbers[0], numbers[-1]
        lines = _by_case(connection, trail, first, last)
        here = _by_case(connection, cases, first, last, cases.c.id)
        parts = [_by_case(connection, table, first, last) for table in (entries, offers, files)]
        for number in numbers:
            case = told_by(lines[number])
            if number in here:
                kept = (_by_number(part.get(number, [])) for part in parts)
                yield from ((number, fault) for fault in _of_case(case, here[number][0], *kept))
            elif not case.is_purged:
                yield number, Fault.GONE


def _of_case(
    told: Told,
    row: Row[Any],
    said: dict[int, Row[Any]],
    made: dict[int, Row[Any]],
    held: dict[int, Row[Any]],
) -> Iterator[Fault]:
    salt = row.salt
    if not is_case(row, told):
        yield Fault.FACTS
    if said.keys() != told.entries.keys() or not all(is_entry(said[one], told.entries[one], salt) for one in said):
        yield Fault.ENTRY
    if made.keys() != told.offers.keys() or not all(is_offer(made[one], told.offers[one]) for one in made):
        yield Fault.OFFER
    seals = {number: seal_of_file(salt or "", row.sha256, row.name) for number, row in held.items()}
    if len(held) != len(told.files) + told.plain_files or not told.files.items() <= seals.items():
        yield Fault.FILE
    if not told.is_sealed:
        yield Fault.UNSEALED


def _by_case(
    connection: Connection, table: sa.Table, first: int, last: int, of: sa.Column[Any] | None = None
) -> dict[int, list[Row[Any]]]:
    """Return the rows of some cases, by case."""
    column = table.c.case_id if of is None else of
    query = sa.select(table).where(column.between(first, last)).order_by(column, table.c.id)
    found = groupby(connection.execute(query), key=lambda row: getattr(row, column.name))
    return {number: list(rows) for number, rows in found}


def _by_number(rows: list[Row[Any]]) -> dict[int, Row[Any]]:
    return {row.id: row for row in rows}


def _altered_files(connection: Connection) -> Iterator[str]:
    """Yield the digests of contents that are others now, or not there any more."""
    held = sa.union(sa.select(contents.c.sha256), sa.select(files.c.sha256)).order_by("sha256")
    digests: list[Any] = list(connection.scalars(held))
    for digest in digests:
        data = connection.execute(sa.select(contents.c.data).where(contents.c.sha256 == digest)).scalar()
        if data is None or hashlib.sha256(bytes(data)).hexdigest() != digest:
            yield digest
