"""The subscriptions of other systems: where to, which events, and the secret with which deliveries are signed."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from assistant.archive import trail
from assistant.archive.errors import NotFiledError
from assistant.archive.events import Event
from assistant.archive.rows import known_number
from assistant.archive.tables import webhooks
from assistant.lines import Line
from assistant.model import Noun

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from assistant.database import Database

SECRET_BYTES = 32
COMMAND = "assistant webhooks list"


class Subscription(Noun):
    """What another system wants to hear, and what it may hear of it; `insecure` and `private` say where it may be."""

    url: str
    events: tuple[Event, ...]
    with_order_number: bool = False
    with_messages: bool = False
    insecure: bool = False
    private: bool = False


class Webhook(Subscription):
    """A subscription that is kept; its secret is not shown again."""

    number: int
    created_at: datetime
    switched_off_at: datetime | None


class Webhooks:
    """Subscriptions by number. All methods raise NotFiledError for a number that is not there."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def add(self, wanted: Subscription, *, by: str) -> tuple[Webhook, str]:
        """Keep a subscription; the text beside it is its secret, shown this once."""
        secret, now = secrets.token_urlsafe(SECRET_BYTES), self._now()
        values = {**wanted.model_dump(mode="json"), "secret": secret, "created_at": now, "free_at": now}
        with self._database.writing() as connection:
            row = connection.execute(webhooks.insert().returning(webhooks), values).one()
            # An address may hold a password of its own in its path, and the trail is for ever: only the host is told.
            host = urlsplit(wanted.url).hostname
            asked = {name: True for name in ("with_order_number", "with_messages") if getattr(wanted, name)}
            trail.append(
                connection, now, by, "webhook added", webhook=row.id, host=host, events=values["events"], **asked
            )
        return as_webhook(row), secret

    def all(self) -> tuple[Webhook, ...]:
        """Return the subscriptions, those that are switched off too."""
        with self._database.reading() as connection:
            return tuple(as_webhook(row) for row in connection.execute(sa.select(webhooks).order_by(webhooks.c.id)))

    def get(self, number: int) -> Webhook:
        """Return a subscription."""
        with self._database.reading() as connection:
            return as_webhook(found(connection, number))

    def secret(self, number: int) -> str:
        """Return what signs its deliveries."""
        with self._database.reading() as connection:
            secret: str = found(connection, number).secret
            return secret

    def remove(self, number: int, *, by: str) -> None:
        """End a subscription; its deliveries go with it, those that still wait too."""
        with self._database.writing() as connection:
            trail.lock(connection)  # nobody puts a delivery for it into the outbox meanwhile
            row = found(connection, number)
            connection.execute(webhooks.delete().where(webhooks.c.id == row.id))
            trail.append(connection, self._now(), by, "webhook removed", webhook=row.id)

    def enable(self, number: int, *, by: str) -> None:
        """Switch a subscription on again that its receiver has ended; what happened meanwhile is not made up for."""
        now = self._now()
        with self._database.writing() as connection:
            trail.lock(connection)
            row = found(connection, number)
            values = {"switched_off_at": None, "free_at": now, "claim": None}
            connection.execute(webhooks.update().where(webhooks.c.id == row.id), values)
            trail.append(connection, now, by, "webhook enabled", webhook=row.id)


def found(connection: Connection, number: int) -> sa.Row[Any]:
    """Return a subscription's row. Raises NotFiledError."""
    row = connection.execute(sa.select(webhooks).where(webhooks.c.id == known_number(number))).first()
    if row is None:
        raise NotFiledError(Line(msgid="webhook %(number)s", slots=(("number", number),)), COMMAND)
    return row


def as_webhook(row: sa.Row[Any]) -> Webhook:
    """Return a row as a noun, without its secret."""
    return Webhook(number=row.id, **{name: getattr(row, name) for name in Webhook.model_fields if name != "number"})
