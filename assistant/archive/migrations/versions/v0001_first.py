"""The first schema: cases with thread, offers and files, the trail, accounts, and the search."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
REFUSED = "the trail is only added to"


def upgrade() -> None:
    """Make everything."""
    _cases()
    _entries()
    _offers()
    _files()
    _trail()
    _accounts()
    _tokens()
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()


def _what_it_is() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("snoozed_until", MOMENT),
        sa.Column("label", sa.Integer, nullable=False),
        sa.Column("assigned_to", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("secondary", sa.JSON, nullable=False),
        sa.Column("platform", sa.Text),
        sa.Column("country", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("locale", sa.Text),
        sa.Column("order_number", sa.Text),
        sa.Column("buyer", sa.Text),
        sa.Column("buyer_key", sa.Text),
    ]


def _where_it_stands() -> list[sa.Column[Any]]:
    return [
        sa.Column("at_risk", sa.BigInteger),
        sa.Column("currency", sa.Text),
        sa.Column("due", MOMENT),
        sa.Column("urgency", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("replied_at", MOMENT),
        sa.Column("resolved_at", MOMENT),
        sa.Column("result", sa.Text),
        sa.Column("result_amount", sa.BigInteger),
        sa.Column("result_currency", sa.Text),
        sa.Column("ended_at", MOMENT),
        sa.Column("first_words", sa.Text, nullable=False),
        sa.Column("order", sa.JSON, nullable=False),
        sa.Column("reading", sa.JSON),
        sa.Column("plan", sa.JSON),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("salt", sa.Text),
        sa.Column("redacted_at", MOMENT),
    ]


def _cases() -> None:
    op.create_table("cases", *_what_it_is(), *_where_it_stands(), sqlite_autoincrement=True)
    filters = ["label", "reason", "platform", "country", "assigned_to", "snoozed_until"]
    op.create_index("cases_state_urgency", "cases", ["state", "urgency", "id", *filters])
    op.create_index("cases_urgency", "cases", ["urgency", "id"])
    op.create_index("cases_opened", "cases", ["opened_at"])
    op.create_index("cases_changed", "cases", ["changed_at"])
    op.create_index("cases_buyer", "cases", ["buyer_key"])
    op.create_index("cases_order", "cases", ["order_number"])
    op.create_table(
        "case_skus",
        sa.Column("case_id", NUMBER, _of_case(), primary_key=True),
        sa.Column("sku", sa.Text, primary_key=True),
    )
    op.create_index("case_skus_sku", "case_skus", ["sku"])


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("case_id", NUMBER, _of_case(), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("channel", sa.Text),
        sa.Column("locale", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("gloss", sa.JSON),
        sa.Column("findings", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("entries_case", "entries", ["case_id", "id"])


def _offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("case_id", NUMBER, _of_case(), nullable=False),
        sa.Column("remedy", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger),
        sa.Column("currency", sa.Text),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("needs_approval", sa.Boolean, nullable=False),
        sa.Column("approved_by", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("offers_case", "offers", ["case_id", "id"])


def _files() -> None:
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "files",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("case_id", NUMBER, _of_case(), nullable=False),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("contents.sha256"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("files_case", "files", ["case_id", "id"])
    op.create_index("files_content", "files", ["sha256"])


def _trail() -> None:
    op.create_table(
        "trail",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("case_id", NUMBER),
        sa.Column("version", sa.Integer),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("trail_case", "trail", ["case_id", "id"])


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "logins",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("succeeded", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("logins_name", "logins", ["name", "at"])
    op.create_index("logins_address", "logins", ["address", "at"])


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "answers",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("response", sa.JSON),
        sa.Column("at", MOMENT, nullable=False),
    )


def _of_case() -> sa.ForeignKey:
    return sa.ForeignKey("cases.id", ondelete="CASCADE")


def _on_sqlite() -> None:
    # The words come ready cut (words.py); marks belong to them, for Thai is not written without.
    op.execute(
        "CREATE VIRTUAL TABLE found USING fts5("
        "words, tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'\", prefix = '2 3 4')"
    )
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER trail_no_{event.lower()} BEFORE {event} ON trail "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def _on_postgresql() -> None:
    op.execute(
        "CREATE TABLE found ("
        "case_id bigint PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE, words tsvector NOT NULL)"
    )
    op.execute("CREATE INDEX found_words ON found USING gin (words)")
    op.execute(
        "CREATE FUNCTION trail_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER trail_no_change BEFORE UPDATE OR DELETE ON trail "
        "FOR EACH ROW EXECUTE FUNCTION trail_is_only_added_to()"
    )
    op.execute(
        "CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail "
        "FOR EACH STATEMENT EXECUTE FUNCTION trail_is_only_added_to()"
    )
