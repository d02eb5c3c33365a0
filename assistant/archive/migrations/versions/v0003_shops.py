"""Which shop a case is of: the same order number in another shop is another order."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of older cases it is not known."""
    op.add_column("cases", sa.Column("shop", sa.Text))
