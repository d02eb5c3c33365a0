"""The archive's tables as they are today; the way there from an older file stands in migrations/."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect

PARTS = Decimal(10_000)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zone, so it is put back when it is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the moment in UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the same
        """Return the moment with its zone."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value and value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """An amount as ten-thousandths in whole numbers: SQLite has no decimals, and sums must be exact."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - the same
        """Return the number of ten-thousandths."""
        return None if value is None else int((value * PARTS).quantize(Decimal(1), ROUND_HALF_UP))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - the same
        """Return the amount."""
        return None if value is None else Decimal(value) / PARTS


# SQLite numbers rows by itself only where the type is exactly INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")
metadata = MetaData()

cases = Table(
    "cases",
    metadata,
    Column("id", Number, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("snoozed_until", Moment),
    Column("label", Integer, nullable=False),
    Column("assigned_to", Text),
    Column("reason", Text),
    Column("secondary", JSON, nullable=False),
    Column("platform", Text),
    Column("shop", Text),
    Column("country", Text),
    Column("language", Text),
    Column("locale", Text),
    Column("order_number", Text),
    Column("buyer", Text),
    Column("buyer_key", Text),
    Column("at_risk", Amount),
    Column("currency", Text),
    Column("due", Moment),
    Column("urgency", Moment, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("replied_at", Moment),
    Column("resolved_at", Moment),
    Column("result", Text),
    Column("result_amount", Amount),
    Column("result_currency", Text),
    Column("ended_at", Moment),
    Column("first_words", Text, nullable=False),
    Column("order", JSON, nullable=False),
    Column("reading", JSON(none_as_null=True)),
    Column("plan", JSON(none_as_null=True)),
    Column("rules", JSON, nullable=False),
    Column("salt", Text),
    Column("redacted_at", Moment),
    # A number that was purged is never given again: the trail still speaks of it.
    sqlite_autoincrement=True,
)
# What filters stands in the index too, so that a list is filtered before the cases are fetched.
FILTERS = ("label", "reason", "platform", "country", "assigned_to", "snoozed_until")
Index("cases_state_urgency", cases.c.state, cases.c.urgency, cases.c.id, *(cases.c[name] for name in FILTERS))
Index("cases_urgency", cases.c.urgency, cases.c.id)
Index("cases_opened", cases.c.opened_at)
Index("cases_changed", cases.c.changed_at)
Index("cases_buyer", cases.c.buyer_key)
Index("cases_order", cases.c.order_number)

skus = Table(
    "case_skus",
    metadata,
    Column("case_id", Number, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("sku", Text, primary_key=True),
    Index("case_skus_sku", "sku"),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Number, primary_key=True),
    Column("case_id", Number, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text),
    Column("channel", Text),
    Column("locale", Text),
    Column("subject", Text),
    Column("text", Text, nullable=False),
    Column("gloss", JSON(none_as_null=True)),
    Column("findings", JSON, nullable=False),
    Index("entries_case", "case_id", "id"),
    sqlite_autoincrement=True,
)

offers = Table(
    "offers",
    metadata,
    Column("id", Number, primary_key=True),
    Column("case_id", Number, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("remedy", Text, nullable=False),
    Column("amount", Amount),
    Column("currency", Text),
    Column("made_on", Date, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("needs_approval", Boolean, nullable=False),
    Column("approved_by", Text),
    Index("offers_case", "case_id", "id"),
    sqlite_autoincrement=True,
)

contents = Table(
    "contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("id", Number, primary_key=True),
    Column("case_id", Number, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("sha256", String(64), ForeignKey("contents.sha256"), nullable=False),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Index("files_case", "case_id", "id"),
    Index("files_content", "sha256"),
    sqlite_autoincrement=True,
)

# No foreign key to cases: the trail outlives what is purged.
trail = Table(
    "trail",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("case_id", Number),
    Column("version", Integer),
    Column("details", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Index("trail_case", "case_id", "id"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("password", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Number, primary_key=True),
    Column("account", Text, ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
    sqlite_autoincrement=True,
)

logins = Table(
    "logins",
    metadata,
    Column("id", Number, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Index("logins_name", "name", "at"),
    Index("logins_address", "address", "at"),
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    Column("account", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request", Text, nullable=False),
    Column("response", JSON(none_as_null=True)),
    Column("at", Moment, nullable=False),
)

# `free_at` is from when somebody may send to it; until then who has the `claim` does, or it rests.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Number, primary_key=True),
    Column("url", Text, nullable=False),
    Column("events", JSON, nullable=False),
    Column("with_order_number", Boolean, nullable=False),
    Column("with_messages", Boolean, nullable=False),
    Column("insecure", Boolean, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("switched_off_at", Moment),
    Column("free_at", Moment, nullable=False),
    Column("claim", Text),
    sqlite_autoincrement=True,
)

# No foreign key to cases: others are told of a purge after the case is gone.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Number, primary_key=True),
    Column("delivery", String(36), nullable=False, unique=True),
    Column("webhook_id", Number, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("event", Text, nullable=False),
    Column("case_id", Number),
    Column("entry_id", Number),
    Column("body", JSON, nullable=False),
    Column("occurred_at", Moment, nullable=False),
    Column("stage", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", Moment, nullable=False),
    Column("status", Integer),
    Column("failure", Text),
    Column("ended_at", Moment),
    Index("deliveries_waiting", "webhook_id", "stage", "due"),
    Index("deliveries_ended", "ended_at"),
    sqlite_autoincrement=True,
)
