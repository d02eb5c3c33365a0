"""Cases are found by the articles of their order, and numbers no longer by two letters that stood before them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from assistant.archive import found

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AT_ONCE = 500
CASES = sa.table("cases", sa.column("id", sa.BigInteger), sa.column("order", sa.JSON), sa.column("buyer", sa.Text))
ENTRIES = sa.table(
    "entries",
    *(sa.column(name, sa.BigInteger) for name in ("id", "case_id")),
    *(sa.column(name, sa.Text) for name in ("subject", "text")),
    sa.column("gloss", sa.JSON),
)


def upgrade() -> None:
    """Write the index anew, some cases at a time: their texts need not fit into the memory together."""
    connection, last = op.get_bind(), 0
    query = sa.select(CASES).order_by(CASES.c.id).limit(AT_ONCE)
    while rows := connection.execute(query.where(CASES.c.id > last)).all():
        last = rows[-1].id
        found.write(
            connection, [(row.id, found.texts_of(row.order, row.buyer, _thread(connection, row))) for row in rows]
        )


def _thread(connection: sa.Connection, row: sa.Row[Any]) -> list[sa.Row[Any]]:
    newest = sa.select(ENTRIES).where(ENTRIES.c.case_id == row.id).order_by(ENTRIES.c.id.desc())
    return list(connection.execute(newest))
