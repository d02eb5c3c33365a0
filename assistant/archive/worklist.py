"""The worklist and the search: pages of cases, each beginning where the one before ended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from assistant.archive import found
from assistant.archive.nouns import Page, State, Wanted
from assistant.archive.rows import WORKLIST, list_rows
from assistant.archive.tables import cases, skus
from assistant.errors import UnknownValueError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, Connection

    from assistant.archive.database import Database

PAGE = 50
MOST_DIGITS = 18  # what fits a bigint


class Worklist:
    """Lists cases."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def page(self, wanted: Wanted | None = None, *, after: str | None = None, limit: int = PAGE) -> Page:
        """Return the most urgent cases of a filter; `after` is that of the page before."""
        with self._database.reading() as connection:
            query = sa.select(*WORKLIST).where(*self._conditions(connection, wanted or Wanted()))
            if after is not None:
                urgency, number = _place(after)
                # The first condition says the same again in the form that lets the index begin there.
                query = query.where(
                    cases.c.urgency >= urgency,
                    sa.or_(cases.c.urgency > urgency, sa.and_(cases.c.urgency == urgency, cases.c.id > number)),
                )
            rows = connection.execute(query.order_by(cases.c.urgency, cases.c.id).limit(limit + 1)).all()
            more = f"{rows[limit - 1].urgency.isoformat()}_{rows[limit - 1].id}" if len(rows) > limit else None
            return Page(rows=list_rows(connection, rows[:limit]), after=more)

    def search(self, text: str, *, after: str | None = None, limit: int = PAGE) -> Page:
        """Return the newest cases, in whatever state, that hold every word of a text."""
        with self._database.reading() as connection:
            query = sa.select(*WORKLIST).where(found.matching(connection, text))
            if after is not None:
                query = query.where(cases.c.id < _number(after))
            rows = connection.execute(query.order_by(cases.c.id.desc()).limit(limit + 1)).all()
            more = str(rows[limit - 1].id) if len(rows) > limit else None
            return Page(rows=list_rows(connection, rows[:limit]), after=more)

    def counts(self) -> dict[State, int]:
        """Return how many cases there are in each state; a snoozed one whose day has come is open."""
        due = sa.and_(cases.c.state == State.SNOOZED, cases.c.snoozed_until <= self._now())
        state = sa.case((due, str(State.OPEN)), else_=cases.c.state)
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(state, sa.func.count()).group_by(state)).all()
        return {one: dict(map(tuple, rows)).get(str(one), 0) for one in State}

    def _conditions(self, connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
        conditions = [
            cases.c[name] == value
            for name in ("label", "reason", "platform", "assigned_to", "country")
            if (value := getattr(wanted, name)) is not None
        ]
        if wanted.states:
            conditions.append(self._in_states(wanted.states))
        if wanted.unassigned:
            conditions.append(cases.c.assigned_to.is_(None))
        if wanted.sku is not None:
            conditions.append(cases.c.id.in_(sa.select(skus.c.case_id).where(skus.c.sku == wanted.sku)))
        if wanted.text and wanted.text.strip():
            conditions.append(found.matching(connection, wanted.text))
        return conditions

    def _in_states(self, states: tuple[State, ...]) -> ColumnElement[bool]:
        now = self._now()
        asleep = cases.c.snoozed_until > now
        awake = sa.and_(cases.c.state == State.SNOOZED, sa.or_(cases.c.snoozed_until.is_(None), ~asleep))
        plain = [str(state) for state in states if state is not State.SNOOZED]
        either: list[ColumnElement[bool]] = [cases.c.state.in_(plain)]
        if State.OPEN in states:
            either.append(awake)
        if State.SNOOZED in states:
            either.append(sa.and_(cases.c.state == State.SNOOZED, asleep))
        return sa.or_(*either)


def _place(after: str) -> tuple[datetime, int]:
    moment, _, number = after.rpartition("_")
    try:
        return datetime.fromisoformat(moment), _number(number)
    except ValueError:
        raise UnknownValueError("place in the list", after, ["the one that the page before gave"]) from None


def _number(text: str) -> int:
    if text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    raise UnknownValueError("place in the list", text, ["the one that the page before gave"])
