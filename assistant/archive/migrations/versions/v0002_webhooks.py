"""Subscriptions of other systems, and the outbox with what they are to hear."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make both tables."""
    _webhooks()
    _deliveries()


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("with_order_number", sa.Boolean, nullable=False),
        sa.Column("with_messages", sa.Boolean, nullable=False),
        sa.Column("insecure", sa.Boolean, nullable=False),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("switched_off_at", MOMENT),
        sa.Column("free_at", MOMENT, nullable=False),
        sa.Column("claim", sa.Text),
        sqlite_autoincrement=True,
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("delivery", sa.String(36), nullable=False, unique=True),
        sa.Column("webhook_id", NUMBER, sa.ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("case_id", NUMBER),
        sa.Column("entry_id", NUMBER),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("failure", sa.Text),
        sa.Column("ended_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("deliveries_waiting", "deliveries", ["webhook_id", "stage", "due"])
    op.create_index("deliveries_ended", "deliveries", ["ended_at"])
