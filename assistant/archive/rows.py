"""The nouns out of the tables' rows."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.archive.errors import NoCaseError
from assistant.archive.nouns import Attached, Case, Ending, Entry, Label, Offered, Row
from assistant.archive.tables import cases, contents, entries, files, offers, skus
from assistant.archive.urgency import due_ends
from assistant.model import Order
from assistant.money import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sqlalchemy import Connection
    from sqlalchemy import Row as Found

LIST_COLUMNS = (
    "version", "state", "snoozed_until", "assigned_to", "reason", "secondary", "platform", "country", "language",
    "locale", "order_number", "buyer", "at_risk", "currency", "due", "urgency", "opened_at", "changed_at", "replied_at",
    "resolved_at", "first_words", "redacted_at",
)  # fmt: skip
ENDING_COLUMNS = ("result", "result_amount", "result_currency", "ended_at")
LARGEST_NUMBER = 2**63 - 1
WORKLIST = [cases.c[name] for name in ("id", "label", *LIST_COLUMNS, *ENDING_COLUMNS)]


def list_rows(connection: Connection, found: Sequence[Found[Any]]) -> tuple[Row, ...]:
    """Return the rows of a list, their SKUs and deadlines fetched in one go."""
    numbers = [row.id for row in found]
    query = sa.select(skus).where(skus.c.case_id.in_(numbers)).order_by(skus.c.case_id, skus.c.sku)
    by_case = {
        number: tuple(row.sku for row in group)
        for number, group in groupby(connection.execute(query), key=lambda row: row.case_id)
    }
    clocks = sa.select(cases.c.id, cases.c.plan["clocks"]).where(cases.c.id.in_(numbers), cases.c.due.is_not(None))
    running = dict(map(tuple, connection.execute(clocks)))
    return tuple(
        Row(**_listed(row), skus=by_case.get(row.id, ()), due_ends=due_ends(row.due, running.get(row.id)))
        for row in found
    )


def find_case(connection: Connection, number: int, *, to_change: bool = False) -> Found[Any]:
    """Return a case's row, held until the transaction ends where it is to be changed. Raises NoCaseError."""
    query = sa.select(cases).where(cases.c.id == known_number(number))
    row = connection.execute(query.with_for_update() if to_change else query).first()
    if row is None:
        raise NoCaseError(number)
    return row


def load_case(connection: Connection, number: int) -> Case:
    """Return a case with everything. Raises NoCaseError."""
    row = find_case(connection, number)
    return Case(
        **_listed(row),
        skus=tuple(connection.scalars(sa.select(skus.c.sku).where(skus.c.case_id == number).order_by(skus.c.sku))),
        due_ends=due_ends(row.due, (row.plan or {}).get("clocks")),
        order=Order.model_validate(row.order),
        reading=row.reading,
        plan=row.plan,
        rules=row.rules,
        entries=tuple(_entry(one) for one in _of(connection, entries, number)),
        offers=load_offers(connection, number),
        files=_files(connection, number),
    )


def known_number(number: int) -> int:
    """Return a number as the database can compare it: one that does not fit is none that was ever given."""
    return number if 0 < number <= LARGEST_NUMBER else 0


def load_offers(connection: Connection, number: int) -> tuple[Offered, ...]:
    """Return the offers of a case, oldest first."""
    names = ("remedy", "currency", "outcome", "needs_approval", "approved_by")
    return tuple(
        Offered(
            number=one.id,
            on=one.made_on,
            amount=_money(one.amount, one.currency),
            **{name: getattr(one, name) for name in names},
        )
        for one in _of(connection, offers, number)
    )


def _of(connection: Connection, table: sa.Table, number: int) -> Sequence[Found[Any]]:
    return connection.execute(sa.select(table).where(table.c.case_id == number).order_by(table.c.id)).all()


def _listed(row: Found[Any]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in LIST_COLUMNS}
    values["at_risk"] = _money(row.at_risk, row.currency)
    return {**values, "number": row.id, "label": Label(row.label), "ending": ending_of(row)}


def ending_of(row: Found[Any]) -> Ending | None:
    """Return how a case ended, None where it has not."""
    if not row.result:
        return None
    amount = _money(row.result_amount, row.result_currency)
    return Ending(result=row.result, amount=amount, currency=row.result_currency, at=row.ended_at)


def _money(amount: Decimal | None, currency: str | None) -> Decimal | None:
    return amount if amount is None or currency is None else rounded(amount, currency)


def _entry(row: Found[Any]) -> Entry:
    names = ("kind", "text", "at", "by", "channel", "locale", "subject", "gloss")
    return Entry(number=row.id, findings=tuple(row.findings), **{name: getattr(row, name) for name in names})


def _files(connection: Connection, number: int) -> tuple[Attached, ...]:
    query = (
        sa.select(files.c.name, files.c.sha256, contents.c.size, contents.c.media_type, files.c.at, files.c.by)
        .join(contents)
        .where(files.c.case_id == number)
        .order_by(files.c.id)
    )
    return tuple(Attached(**row._asdict()) for row in connection.execute(query))
