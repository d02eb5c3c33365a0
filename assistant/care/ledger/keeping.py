"""How long the ledger keeps what names buyers: texts go, key and digest stay, so that each message is there once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.care.ledger.blocks import WORDS, read_block, without_words
from assistant.care.ledger.tables import BLOCKS, DONE, MESSAGES, RUNS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from assistant.database import Database

FORGOTTEN = b""
KEPT = BLOCKS.c.texts != FORGOTTEN


class Keeping:
    """Forgets the texts of runs that have ended; a block stays in its place, for its number must not come again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forget(self, before: date) -> int:
        """Forget the texts of runs of earlier days, and what servers said of them; return of how many runs."""
        old = sa.select(RUNS.c.id).where(RUNS.c.state == DONE, RUNS.c.day < before)
        with self._database.writing() as connection:
            wanted = sa.select(BLOCKS.c.run).distinct().where(BLOCKS.c.run.in_(old), KEPT)
            runs = list(connection.scalars(wanted))
            for run in runs:
                connection.execute(sa.update(BLOCKS).where(BLOCKS.c.run == run).values(texts=FORGOTTEN))
                said = sa.update(MESSAGES).where(MESSAGES.c.run == run, MESSAGES.c.detail.is_not(None))
                connection.execute(said.values(detail=None))
        if runs:
            self._overwrite()
        return len(runs)

    def redact(self, concerns: Callable[[Mapping[str, Any]], bool]) -> int:
        """Forget the texts of the messages that concern somebody, and what servers said of them; return how many."""
        ended = sa.select(RUNS.c.id).where(RUNS.c.state == DONE)
        with self._database.reading() as connection:
            blocks = list(connection.scalars(sa.select(BLOCKS.c.id).where(BLOCKS.c.run.in_(ended), KEPT)))
        count = sum(self._redacted(block, concerns) for block in blocks)
        if count:
            self._overwrite()
        return count

    def _redacted(self, block: int, concerns: Callable[[Mapping[str, Any]], bool]) -> int:
        with self._database.writing() as connection:
            texts = connection.execute(sa.select(BLOCKS.c.texts).where(BLOCKS.c.id == block)).scalar_one()
            if not texts:  # forgotten meanwhile
                return 0
            messages = read_block(texts)
            rows = enumerate(messages.to_pylist())
            places = [place for place, row in rows if any(row[word] for word in WORDS) and concerns(row)]
            if places:
                left = without_words(messages, places)
                connection.execute(sa.update(BLOCKS).where(BLOCKS.c.id == block).values(texts=left))
                said = sa.update(MESSAGES).where(MESSAGES.c.block == block, MESSAGES.c.key == sa.bindparam("gone"))
                gone = [{"gone": key} for key in messages["key"].take(places).to_pylist()]
                connection.execute(said.values(detail=None), gone)
        return len(places)

    def _overwrite(self) -> None:
        """Leave no word of it in SQLite's log; PostgreSQL overwrites what is gone when it vacuums."""
        if self._database.is_sqlite:
            self._database.empty_log()
