"""The archive: one door to everything that is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.archive.answers import Answers
from assistant.archive.cases import Cases
from assistant.archive.days import day_of
from assistant.archive.files import Files
from assistant.archive.integrity import verify
from assistant.archive.keeping import Keeping
from assistant.archive.numbers import Numbers
from assistant.archive.outbox import Outbox
from assistant.archive.schema import bring_up
from assistant.archive.trail import Trail
from assistant.archive.webhooks import Webhooks
from assistant.archive.worklist import Worklist
from assistant.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date, tzinfo
    from types import TracebackType
    from typing import Self

    from assistant.archive.accounts import Accounts
    from assistant.archive.export import Export
    from assistant.archive.integrity import Verdict


def utc_now() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)


class Archive:
    """An opened archive; threads may share it.

    `url` is a path or `sqlite:///...`, or `postgresql://...`; `resources.archive_url()` is the user's. Opening it runs
    the migrations that are still to run. `now` is its clock, and days are those of `zone`, the machine's without one.
    Every method raises ArchiveError or DatabaseError, each kind with its sentence.
    """

    def __init__(self, url: str, now: Callable[[], datetime] = utc_now, zone: tzinfo | None = None) -> None:
        self._database = Database(url)
        try:
            bring_up(self._database)
        except BaseException:
            self.close()
            raise
        self.now, self._zone = now, zone
        self.cases = Cases(self._database, now, zone)
        self.worklist = Worklist(self._database, now)
        self.trail = Trail(self._database)
        self.files = Files(self._database, now)
        self.numbers = Numbers(self._database, zone)
        self.keeping = Keeping(self._database, now)
        self.answers = Answers(self._database, now)
        self.webhooks = Webhooks(self._database, now)
        self.outbox = Outbox(self._database, now)

    @cached_property
    def export(self) -> Export:
        """Makes a zip of a case; loads the printing."""
        from assistant.archive.export import Export

        return Export(self._database, self.now)

    @cached_property
    def accounts(self) -> Accounts:
        """Who may work here; loads the hashing of passwords."""
        from assistant.archive.accounts import Accounts

        return Accounts(self._database, self.now)

    def today(self) -> date:
        """Return the day that it is where the staff are."""
        return day_of(self.now(), self._zone)

    def together(self) -> AbstractContextManager[None]:
        """Return a context in which all that this thread does is kept together, or nothing of it."""
        return self._database.together()

    def verify(self) -> Verdict:
        """Return whether trail, cases, texts, offers and files are what they were."""
        return verify(self._database)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
