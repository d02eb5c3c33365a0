"""The ledger's tables. A message is known by its key; its text lies in a compressed block with those of its batch."""

from __future__ import annotations

import sqlalchemy as sa

SCHEMA = sa.MetaData()
DONE = "done"
# An order of magnitude smaller than the texts themselves, which differ in a name, a number and a date.
RUNS = sa.Table(
    "care_run",
    SCHEMA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # file or mail
    sa.Column("target", sa.Text, nullable=False),  # the file, or the server without its password
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # open, committing, done
)
BLOCKS = sa.Table(
    "care_block",
    SCHEMA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("run", sa.ForeignKey("care_run.id"), nullable=False, index=True),
    sa.Column("texts", sa.LargeBinary, nullable=False),  # an Arrow stream of messages, compressed; empty: forgotten
)
MESSAGES = sa.Table(
    "care_message",
    SCHEMA,
    sa.Column("key", sa.Text, primary_key=True),  # shop/order/step; the identity of its e-mail is made of it
    sa.Column("run", sa.Integer, nullable=False, index=True),
    sa.Column("digest", sa.BigInteger, nullable=False),  # of subject and body
    sa.Column("block", sa.Integer, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    # Of a mail: planned, claimed, sent, failed, unknown. Of a message in a file: null, its run says what it is.
    sa.Column("state", sa.Text),
    sa.Column("detail", sa.Text),  # what the server said
    sqlite_with_rowid=False,
)
SHOPS = sa.Table(
    "care_shop",
    SCHEMA,
    sa.Column("name", sa.Text, primary_key=True),  # as keys begin
    sa.Column("id", sa.Text),  # which shop it is; null: only its name is known, which may have been changed
    sqlite_with_rowid=False,
)
NUMBERS = sa.Table(
    "care_number",
    SCHEMA,
    sa.Column("key", sa.Text, primary_key=True),  # with the order's number in its usual form
    sa.Column("held", sa.Text, nullable=False),  # the key under which the message is there, from before
    sqlite_with_rowid=False,
)
PLATFORMS = sa.Table(
    "care_platform",
    SCHEMA,
    sa.Column("shop", sa.Text, primary_key=True),  # as keys begin that name no platform
    sa.Column("platform", sa.Text, primary_key=True),  # whose orders such keys may be of; empty: of any one
    sa.Column("run", sa.Integer),  # up to this run, which was the last one that named none; null: to this day
    sqlite_with_rowid=False,
)
