"""E-mails one by one: planned, claimed just before they leave, and then sent, failed, or not known to be either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from assistant.care.ledger.tables import MESSAGES
from assistant.care.states import UNDECIDED, MailState
from assistant.errors import RunTakenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.database import Database

ON_ITS_WAY = (MailState.CLAIMED, MailState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail of which somebody has to decide; `detail` is what the server said."""

    key: str
    state: MailState
    detail: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an e-mail; one that is planned again is given back."""

    key: str
    state: MailState
    detail: str | None


class Mails:
    """The e-mails of the ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, run: int, key: str, before: Settled | None = None) -> None:
        """Note that an e-mail is about to leave, and what became of the one before, in one step on the disk.

        Raises RunTakenError, and notes neither, where another run has taken this one over: it may send the e-mail.
        """
        planned = (MESSAGES.c.key == key) & (MESSAGES.c.run == run) & (MESSAGES.c.state == MailState.PLANNED)
        with self._database.writing() as connection:
            if before is not None:
                connection.execute(_settling(run, before))
            if not connection.execute(sa.update(MESSAGES).where(planned).values(state=MailState.CLAIMED)).rowcount:
                raise RunTakenError(self._database.place)

    def settle(self, run: int, settled: Settled) -> None:
        """Note what became of an e-mail of a run, unless somebody has decided about it meanwhile."""
        with self._database.writing() as connection:
            connection.execute(_settling(run, settled))

    def end(self, run: int) -> int:
        """Give back what a run has planned and not claimed; what it claimed may have left. Returns how many did."""
        with self._database.writing() as connection:
            return end_mails(connection, run)

    def release(self, key: str) -> bool:
        """Forget an e-mail that is known not to have arrived, so that it can be sent. Returns whether it was there."""
        with self._database.writing() as connection:
            where = (MESSAGES.c.key == key) & MESSAGES.c.state.in_(UNDECIDED)
            return connection.execute(sa.delete(MESSAGES).where(where)).rowcount > 0

    def confirm(self, key: str) -> bool:
        """Note that an e-mail of which it was not known has arrived. Returns whether it was there."""
        with self._database.writing() as connection:
            where = (MESSAGES.c.key == key) & MESSAGES.c.state.in_(UNDECIDED)
            return connection.execute(sa.update(MESSAGES).where(where).values(state=MailState.SENT)).rowcount > 0

    def undecided(self) -> Iterator[Mail]:
        """Yield the e-mails of which it is not known whether they arrived, and those that were refused."""
        with self._database.reading() as connection:
            columns = (MESSAGES.c.key, MESSAGES.c.state, MESSAGES.c.detail)
            wanted = MESSAGES.c.state.in_(UNDECIDED)
            for key, state, detail in connection.execute(sa.select(*columns).where(wanted).order_by(MESSAGES.c.key)):
                yield Mail(key, MailState(state), detail)


def end_mails(connection: sa.Connection, run: int) -> int:
    """Do what `Mails.end` does, within a transaction."""
    of_run = MESSAGES.c.run == run
    connection.execute(sa.delete(MESSAGES).where(of_run, MESSAGES.c.state == MailState.PLANNED))
    claimed = of_run & (MESSAGES.c.state == MailState.CLAIMED)
    return connection.execute(sa.update(MESSAGES).where(claimed).values(state=MailState.UNKNOWN)).rowcount


def _settling(run: int, settled: Settled) -> sa.Update | sa.Delete:
    # Not known is what a run that was taken over has left of it; the run itself knows better.
    where = (MESSAGES.c.key == settled.key) & (MESSAGES.c.run == run) & MESSAGES.c.state.in_(ON_ITS_WAY)
    if settled.state is MailState.PLANNED:  # not taken for now: the next run plans it anew
        return sa.delete(MESSAGES).where(where)
    return sa.update(MESSAGES).where(where).values(state=settled.state, detail=settled.detail)
