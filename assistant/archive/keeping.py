"""How long things are kept: purging what is old, and taking out what tells who somebody is.

The trail keeps a line of either, with the case's number alone. It holds no buyer's data, so nothing in it has to go.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.archive import events, found, outbox, trail
from assistant.archive.answers import KEPT
from assistant.archive.cases import claim
from assistant.archive.columns import storable
from assistant.archive.dealings import cases_of
from assistant.archive.events import Event
from assistant.archive.files import drop_orphans
from assistant.archive.nouns import State
from assistant.archive.redaction import REDACTED, kept_of, masked, names_of
from assistant.archive.tables import answers, cases, entries, files
from assistant.archive.told import PURGED
from assistant.archive.told import REDACTED as TAKEN_OUT
from assistant.archive.urgency import ends
from assistant.model import Noun

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy import Connection, Row

    from assistant.database import Database

AT_ONCE = 500
MERGED_AT_ONCE = 500
GONE: dict[str, Any] = {"buyer": None, "buyer_key": None, "order_number": None, "salt": None, "first_words": REDACTED}


class Purge(Noun):
    """What a purge takes, and what is as old and yet kept, because a deadline of its plan still runs."""

    purged: tuple[int, ...]
    kept: tuple[int, ...]


class Keeping:
    """Purges and redacts."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def purge(self, keep_days: int, *, by: str, dry_run: bool = False) -> Purge:
        """Delete the cases that nobody has touched for so many days, with all that belongs to them.

        As long as a deadline runs, such as the last day of a chargeback, the evidence is needed and stays.
        """
        now = self._now()
        old, kept = self._old(now, keep_days)
        if not dry_run:
            for start in range(0, len(old), AT_ONCE):
                with self._database.writing() as connection:
                    _delete(connection, old[start : start + AT_ONCE], now, by, keep_days)
            with self._database.writing() as connection:  # what was answered about them is as old as they are
                connection.execute(answers.delete().where(answers.c.at < now - min(KEPT, timedelta(days=keep_days))))
            self._overwrite()
        return Purge(purged=tuple(old), kept=tuple(kept))

    def redact(self, number: int, *, by: str, version: int | None = None, keep_texts: bool = False) -> None:
        """Take out of a case what tells who the buyer is; reason, amounts, dates and country stay for the numbers.

        Only without its texts is a case surely without an address. With `keep_texts` they stay, and what is recognised
        in them is blacked out: the buyer's name, e-mail, phone and card numbers, the order's and the parcel's number.
        """
        now = self._now()
        with self._database.writing() as connection:
            self._redact(connection, number, version, now, by, keep_texts=keep_texts)
        self._overwrite()

    def redact_buyer(self, key: str, *, by: str, keep_texts: bool = False) -> tuple[int, ...]:
        """Redact every case of a buyer, by the key of `deciding.alerts.buyer_key` or his name; return their numbers.

        Either may be typed in other letters, upper and lower, and with other blanks. Cases of his orders that name no
        buyer, or one who is called so, are his too.
        """
        now = self._now()
        with self._database.writing() as connection:
            trail.lock(connection)
            numbers = _of_buyer(connection, key)
            for number in numbers:
                self._redact(connection, number, None, now, by, keep_texts=keep_texts)
        self._overwrite()
        return numbers

    def of_buyer(self, key: str) -> tuple[int, ...]:
        """Return the cases that `redact_buyer` would redact."""
        with self._database.reading() as connection:
            return _of_buyer(connection, key)

    def mentioning(self, words: Collection[str], but: Collection[int]) -> tuple[int, ...]:
        """Return the cases, but for some, in which one of a buyer's names, addresses or numbers stands as it is.

        Whoever is called so may be another one: these are for somebody to look at.
        """
        with self._database.reading() as connection:
            return tuple(number for number in found.mentioning(connection, words) if number not in but)

    def _redact(
        self, connection: Connection, number: int, version: int | None, now: datetime, by: str, *, keep_texts: bool
    ) -> None:
        before = claim(connection, number, version)
        names = names_of(before.order, before.reading)
        thread = connection.execute(sa.select(entries).where(entries.c.case_id == number)).all()
        for row in thread:
            values = masked(row, names, before.language) if keep_texts else {"text": REDACTED, "subject": None}
            values |= {"gloss": None, "findings": []}
            connection.execute(entries.update().where(entries.c.id == row.id), values)
        connection.execute(files.delete().where(files.c.case_id == number))
        drop_orphans(connection)
        connection.execute(answers.delete())  # they hold what was answered about any case
        values = {**GONE, **kept_of(before), "version": before.version + 1, "changed_at": now, "redacted_at": now}
        connection.execute(cases.update().where(cases.c.id == number), values)
        found.refresh(connection, number)
        trail.append(
            connection, now, by, TAKEN_OUT, number, before.version + 1, texts="masked" if keep_texts else "gone"
        )
        outbox.put(connection, now, events.gone(Event.CASE_REDACTED, number, before.version + 1))

    def _old(self, now: datetime, keep_days: int) -> tuple[list[int], list[int]]:
        query = sa.select(cases.c.id, cases.c.plan, cases.c.state, cases.c.snoozed_until).where(
            cases.c.changed_at < now - timedelta(days=keep_days)
        )
        old: list[int] = []
        kept: list[int] = []
        with self._database.reading() as connection:
            for row in connection.execute(query.order_by(cases.c.id)):
                # Earlier versions left the date behind when a snooze had ended before it.
                is_asleep = row.state == State.SNOOZED and row.snoozed_until is not None and row.snoozed_until > now
                (kept if is_asleep or _runs(row.plan, now) else old).append(row.id)
        return old, kept

    def _overwrite(self) -> None:
        """Leave no word of it in the file: SQLite's index forgets when it is merged, its log when it is emptied.

        PostgreSQL overwrites what is gone when it vacuums, which it does by itself.
        """
        if self._database.is_sqlite:
            pages = -MERGED_AT_ONCE  # below zero, it begins to merge the whole index
            while self._merge(pages):
                pages = MERGED_AT_ONCE
            self._database.empty_log()

    def _merge(self, pages: int) -> bool:
        """Merge a piece of the index and return whether there is more; between the pieces others may write."""
        changes = sa.text("SELECT total_changes()")
        with self._database.writing() as connection:
            before: int = connection.execute(changes).scalar_one()
            connection.execute(sa.text("INSERT INTO found (found, rank) VALUES ('merge', :pages)"), {"pages": pages})
            after: int = connection.execute(changes).scalar_one()
        return after - before > 1  # SQLite's own sign: one is the instruction itself


def _delete(connection: Connection, numbers: list[int], now: datetime, by: str, keep_days: int) -> None:
    trail.lock(connection)
    # Somebody may have written to one since it was found to be old.
    still = sa.select(cases.c.id, cases.c.version).where(
        cases.c.id.in_(numbers), cases.c.changed_at < now - timedelta(days=keep_days)
    )
    for row in connection.execute(still).all():
        connection.execute(cases.delete().where(cases.c.id == row.id))
        found.forget(connection, [row.id])
        trail.append(connection, now, by, PURGED, row.id, row.version + 1, keep_days=keep_days)
        outbox.put(connection, now, events.gone(Event.CASE_PURGED, row.id, row.version + 1))
    drop_orphans(connection)


def _of_buyer(connection: Connection, key: str) -> tuple[int, ...]:
    """Return the cases of a buyer; compared here: SQLite and PostgreSQL fold other alphabets each in its own way."""
    wanted = _folded(storable(key))
    columns = ("id", "buyer_key", "buyer", "order_number", "platform", "shop")
    known = {row.id: row for row in connection.execute(sa.select(*(cases.c[name] for name in columns)))}
    his = [row for row in known.values() if wanted and wanted in {_folded(row.buyer_key), _folded(row.buyer)}]
    of_orders = [
        number
        for row in his
        for number in (cases_of(connection, row.order_number, row.platform, row.shop) if row.order_number else ())
        if _may_be_of(known[number], row)
    ]
    return tuple(sorted({*(row.id for row in his), *of_orders}))


def _may_be_of(other: Row[Any], row: Row[Any]) -> bool:
    """Whether a case about the order of a buyer's case is his: a number may belong to two orders."""
    is_nobodys = other.buyer_key is None and other.buyer is None
    return is_nobodys or (other.buyer is not None and _folded(other.buyer) == _folded(row.buyer))


def _folded(name: str | None) -> str:
    """Return a name or a key as two of them are compared."""
    return " ".join(unicodedata.normalize("NFKC", name or "").casefold().split())


def _runs(plan: dict[str, Any] | None, now: datetime) -> bool:
    """Whether a deadline of a plan has not passed."""
    moments = [datetime.fromisoformat(clock["at"]) for clock in (plan or {}).get("clocks", ()) if clock.get("at")]
    return any(ends(moment) > now for moment in moments)
