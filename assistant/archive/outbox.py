"""The outbox: what other systems are still to hear, written in the transaction of the change that it tells of.

A killed program loses and invents nothing: what is there is sent until the receiver has taken it, more than once if
need be, under the same id. Who sends claims a subscription for a while; nobody else sends to it then. Texts are not
kept here: they are read from the case when they are sent, so that what was redacted or purged meanwhile stays here.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from pydantic import Field

from assistant.archive import trail
from assistant.archive.errors import NotFiledError, SwitchedOffError
from assistant.archive.events import OF_ENTRY, Event, Happened
from assistant.archive.rows import known_number
from assistant.archive.tables import cases, deliveries, entries, webhooks
from assistant.archive.webhooks import Webhook, as_webhook
from assistant.lines import Line
from assistant.model import Noun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy import Connection

    from assistant.database import Database

COMMAND = "assistant webhooks deliveries"
SWITCHED_OFF = "the webhook is switched off"
BY_RECEIVER = "its receiver"  # who the trail names for an answer 410


class Stage(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Delivery(Noun):
    """One event for one subscription; `delivery` is its id, the same at each try.

    `due` is when it is tried next, `status` what HTTP answered last, `failure` what went wrong last.
    """

    number: int
    delivery: str
    webhook: int
    event: Event
    case: int | None
    occurred_at: datetime
    stage: Stage
    tries: int
    due: datetime
    status: int | None
    failure: str | None
    ended_at: datetime | None


class Claimed(Noun):
    """A delivery that is the caller's to send, until the claim's time has passed."""

    claim: str
    webhook: Webhook
    secret: str = Field(repr=False)
    delivery: Delivery
    body: dict[str, Any]


class Outbox:
    """Claims what is due, notes what became of it, lists it and puts it in line again."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def claim(self, lease: timedelta) -> Claimed | None:
        """Return a delivery that is due, of the subscription that has rested longest; None where there is none."""
        now = self._now()
        with self._database.reading() as connection:  # looking must not make writers wait
            if connection.execute(_ready(now)).first() is None:
                return None
        with self._database.writing() as connection:
            locked = _ready(now).with_for_update(of=webhooks, skip_locked=True)
            row = connection.execute(locked).first()
            if row is None:
                return None
            query = sa.select(deliveries).where(*_due(now), deliveries.c.webhook_id == row.id)
            one = connection.execute(query.order_by(deliveries.c.due, deliveries.c.id).limit(1)).first()
            if one is None:  # somebody has put it off since
                return None
            claim, webhook = secrets.token_hex(8), as_webhook(row)
            values = {"free_at": now + lease, "claim": claim}
            connection.execute(webhooks.update().where(webhooks.c.id == row.id), values)
            body = _body(connection, one, webhook)
            return Claimed(claim=claim, webhook=webhook, secret=row.secret, delivery=_delivery(one), body=body)

    def settle(
        self,
        claimed: Claimed,
        stage: Stage,
        *,
        status: int | None = None,
        failure: str | None = None,
        due: datetime | None = None,
        rest: timedelta = timedelta(0),
    ) -> None:
        """Note what became of a delivery and give its subscription back, after a rest.

        A waiting one is tried again when it is `due`. Who has overstayed his claim changes nothing that others did.
        """
        now = self._now()
        with self._database.writing() as connection:
            here = (webhooks.c.id == claimed.webhook.number, webhooks.c.claim == claimed.claim)
            connection.execute(webhooks.update().where(*here), {"free_at": now + rest, "claim": None})
            _note(connection, claimed, stage, now, status=status, failure=failure, due=due)

    def switch_off(self, claimed: Claimed, status: int) -> None:
        """End a subscription whose receiver wants no more; what still waits for it is given up."""
        now = self._now()
        with self._database.writing() as connection:
            trail.lock(connection)
            number = claimed.webhook.number
            off = {"switched_off_at": now, "claim": None}
            if not connection.execute(webhooks.update().where(webhooks.c.id == number), off).rowcount:
                return  # somebody has removed it meanwhile
            _note(connection, claimed, Stage.GIVEN_UP, now, status=status, failure=SWITCHED_OFF)
            others = (deliveries.c.webhook_id == number, deliveries.c.stage == Stage.WAITING)
            ended = {"stage": str(Stage.GIVEN_UP), "failure": SWITCHED_OFF, "ended_at": now}
            connection.execute(deliveries.update().where(*others), ended)
            trail.append(connection, now, BY_RECEIVER, "webhook switched off", webhook=number, status=status)

    def page(
        self, *, failed: bool = False, webhook: int | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[Delivery, ...]:
        """Return deliveries, the newest first: all, or those that failed and were not taken since.

        `before` is the number of the last one seen.
        """
        query = sa.select(deliveries).order_by(deliveries.c.id.desc()).limit(limit)
        if failed:
            query = query.where(deliveries.c.failure.is_not(None))
        if webhook is not None:
            query = query.where(deliveries.c.webhook_id == known_number(webhook))
        if before is not None:
            query = query.where(deliveries.c.id < known_number(before))
        with self._database.reading() as connection:
            return tuple(_delivery(row) for row in connection.execute(query))

    def resend(self, number: int) -> None:
        """Put a delivery in line again, with all its tries, under the same id.

        Raises NotFiledError, and SwitchedOffError where its subscription is.
        """
        here = deliveries.c.id == known_number(number)
        if self._again(here):
            return
        with self._database.reading() as connection:
            webhook = connection.execute(sa.select(deliveries.c.webhook_id).where(here)).scalar()
        if webhook is None:
            raise NotFiledError(Line(msgid="delivery %(number)s", slots=(("number", number),)), COMMAND)
        raise SwitchedOffError(webhook)

    def resend_given_up(self) -> int:
        """Put everything in line again that was given up and whose subscription stands; return how many."""
        return self._again(deliveries.c.stage == Stage.GIVEN_UP)

    def count(self, stage: Stage) -> int:
        """Return how many stand there."""
        with self._database.reading() as connection:
            query = sa.select(sa.func.count()).where(deliveries.c.stage == stage)
            return connection.execute(query).scalar_one()

    def forget(self, keep: timedelta) -> int:
        """Delete what ended so long ago, and return how many."""
        old = deliveries.c.ended_at < self._now() - keep
        with self._database.writing() as connection:
            return connection.execute(deliveries.delete().where(old)).rowcount

    def _again(self, *where: sa.ColumnElement[bool]) -> int:
        values = {"stage": str(Stage.WAITING), "tries": 0, "due": self._now(), "ended_at": None}
        stands = deliveries.c.webhook_id.in_(sa.select(webhooks.c.id).where(webhooks.c.switched_off_at.is_(None)))
        with self._database.writing() as connection:
            return connection.execute(deliveries.update().where(*where, stands), values).rowcount


def put(connection: Connection, now: datetime, happened: Iterable[Happened]) -> None:
    """Write what happened for every subscription that wants it, in the caller's transaction.

    The caller holds the trail's lock, so that no subscription is removed meanwhile.
    """
    query = sa.select(webhooks.c.id, webhooks.c.events).where(webhooks.c.switched_off_at.is_(None))
    wanting = connection.execute(query.order_by(webhooks.c.id)).all()
    if not wanting:
        return
    rows = [_row(one, row.id, now) for one in happened for row in wanting if str(one.event) in row.events]
    if rows:
        connection.execute(deliveries.insert(), rows)


def as_body(delivery: str, occurred_at: datetime, happened: Happened) -> dict[str, Any]:
    """Return what a receiver is told of an event."""
    head = {"event": str(happened.event), "id": delivery, "occurred_at": _moment(occurred_at)}
    return {**head, **({"case": happened.case} if happened.case else {}), **happened.facts}


def _row(happened: Happened, webhook: int, now: datetime) -> dict[str, Any]:
    delivery = str(uuid.uuid4())
    return {
        "delivery": delivery, "webhook_id": webhook, "event": str(happened.event), "case_id": happened.case["number"],
        "entry_id": happened.entry, "body": as_body(delivery, now, happened), "occurred_at": now,
        "stage": str(Stage.WAITING), "tries": 0, "due": now,
    }  # fmt: skip


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (deliveries.c.stage == Stage.WAITING, deliveries.c.due <= now)


def _ready(now: datetime) -> sa.Select[Any]:
    """The subscription that nobody sends to, that has something due, and has waited longest."""
    due = sa.exists().where(deliveries.c.webhook_id == webhooks.c.id, *_due(now))
    free = sa.select(webhooks).where(webhooks.c.switched_off_at.is_(None), webhooks.c.free_at <= now, due)
    return free.order_by(webhooks.c.free_at, webhooks.c.id).limit(1)


def _body(connection: Connection, row: sa.Row[Any], webhook: Webhook) -> dict[str, Any]:
    """Return what is sent: the facts as they were, and what may be asked for as it is now."""
    body: dict[str, Any] = row.body
    if webhook.with_order_number and row.case_id is not None:
        query = sa.select(cases.c.order_number).where(cases.c.id == row.case_id)
        body = {**body, "case": {**body["case"], "order_number": connection.execute(query).scalar()}}
    if webhook.with_messages and row.entry_id is not None:
        query = sa.select(entries.c.kind, entries.c.subject, entries.c.text).where(entries.c.id == row.entry_id)
        name = next(name for event, name in OF_ENTRY.values() if event == row.event)
        text = connection.execute(query).first()
        said: Mapping[str, Any] = text._asdict() if text else {"subject": None, "text": None}
        body = {**body, name: {**body[name], **{key: said[key] for key in ("subject", "text")}}}
    return body


def _note(
    connection: Connection,
    claimed: Claimed,
    stage: Stage,
    now: datetime,
    *,
    status: int | None,
    failure: str | None,
    due: datetime | None = None,
) -> None:
    before = claimed.delivery
    ended = None if stage is Stage.WAITING else now
    values: dict[str, Any] = {
        "stage": str(stage), "tries": before.tries + 1, "status": status, "failure": failure, "ended_at": ended,
        "due": due or before.due,
    }  # fmt: skip
    here = (deliveries.c.id == before.number, deliveries.c.stage == Stage.WAITING, deliveries.c.tries == before.tries)
    connection.execute(deliveries.update().where(*here), values)


def _delivery(row: sa.Row[Any]) -> Delivery:
    names = set(Delivery.model_fields) - {"number", "webhook", "case"}
    values = {name: getattr(row, name) for name in names}
    return Delivery(number=row.id, webhook=row.webhook_id, case=row.case_id, **values)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
