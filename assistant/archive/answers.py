"""Answers to writing requests by idempotency key: the same request again gets the same answer and is not done again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.archive.columns import storable
from assistant.archive.errors import KeyReusedError
from assistant.archive.tables import answers
from assistant.database import insert_new

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from assistant.database import Database

KEPT = timedelta(days=2)
# Whoever claimed a key and gave no answer for so long is gone.
GIVEN_UP_AFTER = timedelta(minutes=1)


class Answers:
    """Claim, then act: whoever claims a key does the work and gives the answer; the others get it."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def claim(self, account: str, key: str, request: str) -> dict[str, Any] | None:
        """Return the answer that was given to this key, None where the caller is the first and now has to act.

        `request` is a digest of the request. Raises KeyReusedError where the key came with another one. An empty answer
        says that somebody is still at it.
        """
        now = self._now()
        account, key, request = map(storable, (account, key, request))
        here = (answers.c.account == account, answers.c.key == key)
        with self._database.writing() as connection:
            connection.execute(answers.delete().where(answers.c.at < now - KEPT))
            connection.execute(
                answers.delete().where(answers.c.response.is_(None), answers.c.at < now - GIVEN_UP_AFTER)
            )
            values = {"account": account, "key": key, "request": request, "response": None, "at": now}
            if insert_new(connection, answers, values):
                return None
            row = connection.execute(sa.select(answers).where(*here)).first()
        if row is None:  # given back at this moment
            return {}
        if row.request != request:
            raise KeyReusedError(key)
        return row.response or {}

    def give(self, account: str, key: str, response: dict[str, Any]) -> None:
        """Keep the answer."""
        account, key = map(storable, (account, key))
        here = (answers.c.account == account, answers.c.key == key)
        with self._database.writing() as connection:
            connection.execute(answers.update().where(*here), {"response": storable(response)})

    def release(self, account: str, key: str) -> None:
        """Give a key back after a failure: the request may be tried again."""
        account, key = map(storable, (account, key))
        here = (answers.c.account == account, answers.c.key == key, answers.c.response.is_(None))
        with self._database.writing() as connection:
            connection.execute(answers.delete().where(*here))
