"""What was written, by which run: a key is claimed before its message leaves, and a dead run is found and ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import sqlalchemy as sa

from assistant.care.keys import Owner, parted
from assistant.care.ledger.blocks import packed, read_block
from assistant.care.ledger.bulk import insert_messages, known_rows
from assistant.care.ledger.earlier import note_shops, other_keys, take_up
from assistant.care.ledger.keeping import Keeping
from assistant.care.ledger.locks import FileLocks, ServerLocks
from assistant.care.ledger.mails import Mails, end_mails
from assistant.care.ledger.tables import BLOCKS, DONE, MESSAGES, RUNS, SCHEMA
from assistant.care.states import MailState
from assistant.database import Database, file_of
from assistant.errors import FileError, RunTakenError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date


NOBODY = Owner()
OPEN, COMMITTING = "open", "committing"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the program: what it writes to, and how far it came."""

    id: int
    kind: str
    target: str
    host: str
    day: date
    state: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger has of a message: the digest of its text, its run, whether that has ended, and a mail's state.

    `key` is the one under which it is held; `shop` is another shop's name where it may be that shop's; `left` is a run
    that only another machine can end, on which its file is complete.
    """

    digest: int
    run: int
    block: int
    place: int
    ended: bool
    day: date
    state: str | None = None
    key: str = ""
    shop: str | None = None
    left: Run | None = None


class Ledger:
    """The ledger in a database; `url` is a file of SQLite or a PostgreSQL server. Raises DatabaseError throughout."""

    def __init__(self, url: str, *, is_looked_at: bool = False) -> None:
        self._database = Database(url)
        self._locks: FileLocks | ServerLocks = (
            FileLocks(self._database.place) if self._database.is_sqlite else ServerLocks(self._database)
        )
        if not is_looked_at:
            self._make()
        self._noted: set[str] = set()
        self.mails = Mails(self._database)
        self.keeping = Keeping(self._database)

    @classmethod
    def looked_at(cls, url: str) -> Self | None:
        """Open a ledger to look at, which makes and changes nothing; return None where there is none.

        Raises FileError where it is of an earlier version, which would have to be changed first.
        """
        path = file_of(url)
        if path is not None and not path.is_file():
            return None
        ledger = cls(url, is_looked_at=True)
        with ledger._database.reading() as connection:
            missing = SCHEMA.tables.keys() - set(sa.inspect(connection).get_table_names())
        if not missing:
            return ledger
        ledger.close()
        if RUNS.name in missing:
            return None
        what = Line(msgid="an earlier version has kept it, and nothing is changed by looking")
        step = Line(
            msgid="bring it up to date once with 'assistant care undecided' and the same --ledger, and look again"
        )
        raise FileError(ledger._database.place, what, step)

    def _make(self) -> None:
        with self._database.writing() as connection:
            lacking = SCHEMA.tables.keys() - set(sa.inspect(connection).get_table_names())
            SCHEMA.create_all(connection)
            take_up(connection, lacking)

    def close(self) -> None:
        """Let go of the locks and the connections."""
        self._locks.close()
        self._database.close()

    def begin(self, kind: str, target: str, host: str, day: date) -> Run:
        """Return a new run, which is alive as long as this process is."""
        with self._database.writing() as connection:
            values = {"kind": kind, "target": target, "host": host, "day": day, "state": OPEN}
            number = connection.execute(sa.insert(RUNS).values(**values)).inserted_primary_key[0]  # type: ignore[index]  # one row was inserted
            # Before anybody can see the run: a run without a lock is a dead one.
            self._locks.hold(number)
        return Run(number, kind, target, host, day, OPEN)

    def lifeless_runs(self) -> tuple[Run, ...]:
        """Return the runs that have not ended and whose lock is free, without taking them; nothing is written."""
        return tuple(run for run in self._unended() if not self._locks.is_held(run.id))

    def dead_runs(self) -> tuple[Run, ...]:
        """Return the runs that have not ended and whose lock is free; they are this process's now."""
        taken = {run.id for run in self._unended() if self._locks.take(run.id)}
        # How far each came is read once its lock is ours: until then it may have gone on, or ended.
        dead = [run for run in self._unended() if run.id in taken]
        for ended in taken.difference(run.id for run in dead):
            self._locks.release(ended)
        return tuple(dead)

    def leave(self, run: Run) -> None:
        """Let go of a run that `dead_runs` has returned, without ending it."""
        self._locks.release(run.id)

    def _unended(self) -> list[Run]:
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(RUNS).where(RUNS.c.state != DONE).order_by(RUNS.c.id)).all()
        return [Run(row.id, row.kind, row.target, row.host, row.day, row.state) for row in rows]

    def known(self, keys: Sequence[str], owner: Owner = NOBODY) -> Mapping[str, Known]:
        """Return what there is under these keys, or under those that the same messages had before."""
        with self._database.reading() as connection:
            return _known(connection, keys, owner)

    def enter(
        self,
        run: Run,
        messages: pa.RecordBatch,
        found: Sequence[int],
        state: str | None = None,
        owner: Owner = NOBODY,
    ) -> Mapping[str, Known]:
        """Claim the messages whose keys nobody has, all or none of them; return what there is under the others.

        `found` are the digests of the texts, `owner` is whose the messages are. Raises RunTakenError.
        """
        keys = messages["key"].to_pylist()
        shops = {parted(key.partition("/")[0])[0] for key in keys} - {owner.key} - self._noted
        with self._database.writing() as connection:
            # Before the table, as whoever ends a run does: two orders would deadlock.
            self._require_open(connection, run)
            if not self._database.is_sqlite:  # there a writer is alone already
                connection.exec_driver_sql("LOCK TABLE care_message IN SHARE ROW EXCLUSIVE MODE")
            if shops or not self._noted:
                note_shops(connection, shops, owner)
            known = _known(connection, keys, owner)
            new = [place for place, key in enumerate(keys) if key not in known]
            if new:
                entered = messages.take(pa.array(new)) if known else messages
                block = sa.insert(BLOCKS).values(run=run.id, texts=packed(entered))
                number = connection.execute(block).inserted_primary_key[0]  # type: ignore[index]  # one row was inserted
                fresh = [found[place] for place in new]
                insert_messages(connection, entered["key"].to_pylist(), fresh, (run.id, number, state))
        self._noted |= {owner.key, *shops}
        return known

    def committing(self, run: Run) -> None:
        """Note that a run's file is complete and about to take its place. Raises RunTakenError."""
        with self._database.writing() as connection:
            self._require_open(connection, run)
            connection.execute(sa.update(RUNS).where(RUNS.c.id == run.id).values(state=COMMITTING))

    def done(self, run: Run) -> None:
        """Note that a run has ended; another that found its file complete may have noted it already."""
        with self._database.writing() as connection:
            connection.execute(sa.update(RUNS).where(RUNS.c.id == run.id).values(state=DONE))
        self._locks.release(run.id)

    def done_without_record(self, run: Run) -> None:
        """End a run that sends e-mails in one step, so that it sends no more of them though its process may live."""
        with self._database.writing() as connection:
            if _is_open(connection, run):
                end_mails(connection, run.id)
                connection.execute(sa.update(RUNS).where(RUNS.c.id == run.id).values(state=DONE))
        self._locks.release(run.id)

    def abandon(self, run: Run) -> None:
        """Take back what a run has claimed and nobody has got: its file is not there, and not about to be."""
        with self._database.writing() as connection:
            if _is_open(connection, run):
                connection.execute(sa.delete(MESSAGES).where(MESSAGES.c.run == run.id))
                connection.execute(sa.delete(BLOCKS).where(BLOCKS.c.run == run.id))
                connection.execute(sa.delete(RUNS).where(RUNS.c.id == run.id))
        self._locks.release(run.id)

    def _require_open(self, connection: sa.Connection, run: Run) -> None:
        if not _is_open(connection, run):
            raise RunTakenError(self._database.place)

    def written(self, run: Run) -> frozenset[str]:
        """Return the keys of a run's messages that are to stand in its file: all of them, or the e-mails it sent."""
        wanted = (MESSAGES.c.run == run.id) & (MESSAGES.c.state.is_(None) | (MESSAGES.c.state == MailState.SENT))
        with self._database.reading() as connection:
            return frozenset(connection.scalars(sa.select(MESSAGES.c.key).where(wanted)))

    def texts(self, run: Run, state: MailState) -> Iterator[pa.Table]:
        """Yield the e-mails of a run that are in a state, some thousand at a time."""
        with self._database.reading() as connection:
            blocks = connection.execute(
                sa.select(BLOCKS.c.id).where(BLOCKS.c.run == run.id).order_by(BLOCKS.c.id)
            ).all()
        for (block,) in blocks:
            with self._database.reading() as connection:
                wanted = (MESSAGES.c.block == block) & (MESSAGES.c.run == run.id) & (MESSAGES.c.state == state)
                places = connection.execute(sa.select(MESSAGES.c.place).where(wanted).order_by(MESSAGES.c.place))
                numbers = [place for (place,) in places]
                texts = connection.execute(sa.select(BLOCKS.c.texts).where(BLOCKS.c.id == block)).scalar_one()
            yield read_block(texts).take(pa.array(numbers, pa.int64()))

    def message(self, entry: Known) -> dict[str, Any] | None:
        """Return a message as it was written, None where its text is not kept any more."""
        with self._database.reading() as connection:
            texts = connection.execute(sa.select(BLOCKS.c.texts).where(BLOCKS.c.id == entry.block)).scalar_one()
        row: dict[str, Any] | None = read_block(texts).slice(entry.place, 1).to_pylist()[0] if texts else None
        return row


def _is_open(connection: sa.Connection, run: Run) -> bool:
    """Whether nobody has ended a run or brought it further, which stays so until the transaction ends."""
    # Blocks that are entered meanwhile refer to the row: it is held against changes, and not against that.
    wanted = sa.select(RUNS.c.id).where(RUNS.c.id == run.id, RUNS.c.state == OPEN).with_for_update(key_share=True)
    return connection.execute(wanted).first() is not None


def _known(connection: sa.Connection, keys: Sequence[str], owner: Owner) -> Mapping[str, Known]:
    found = _held(connection, keys)
    missing = [key for key in keys if key not in found]
    forms = other_keys(connection, missing, owner) if missing else {}
    if forms:
        held = _held(connection, [form.key for listed in forms.values() for form in listed])
        for key, listed in forms.items():
            there = (form for form in listed if form.key in held)
            first = next((form for form in there if form.until is None or held[form.key].run <= form.until), None)
            if first:
                found[key] = replace(held[first.key], shop=first.shop)
    return found


def _held(connection: sa.Connection, keys: Sequence[str]) -> dict[str, Known]:
    rows = known_rows(connection, keys)
    wanted = sa.select(RUNS).where(RUNS.c.id.in_({run for _, _, run, *_ in rows}))
    runs = {run.id: run for run in connection.execute(wanted)} if rows else {}
    return {
        key: Known(digest, run, block, place, runs[run].state == DONE, runs[run].day, state, key)
        for key, digest, run, block, place, state in rows
    }
