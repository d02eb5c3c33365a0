"""The worklist and the search: pages of cases, each beginning where the one before ended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from assistant.archive import found
from assistant.archive.columns import storable
from assistant.archive.nouns import Page, State, Wanted
from assistant.archive.rows import WORKLIST, list_rows
from assistant.archive.tables import cases, offers, skus
from assistant.errors import UnknownValueError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import ColumnElement, Connection

    from assistant.database import Database

PAGE = 50
MOST_DIGITS = 18  # what fits a bigint


class Worklist:
    """Lists cases."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def page(self, wanted: Wanted | None = None, *, after: str | None = None, limit: int = PAGE) -> Page:
        """Return the most urgent cases of a filter; `after` is that of the page before."""
        wanted = wanted or Wanted()
        with self._database.reading() as connection:
            query = sa.select(*WORKLIST).order_by(cases.c.urgency, cases.c.id).limit(limit + 1)
            conditions = (*_begins(after), *_conditions(connection, wanted))
            # One query a state: only then does the index give the rows in their order. The state comes first: where no
            # case is in it, nobody looks up every case that holds a common word.
            found_rows = [
                row
                for one in self._in_states(wanted.states)
                for row in connection.execute(query.where(*one, *conditions))
            ]
            rows = sorted(found_rows, key=lambda row: (row.urgency, row.id))
            more = f"{rows[limit - 1].urgency.isoformat()}_{rows[limit - 1].id}" if len(rows) > limit else None
            return Page(rows=list_rows(connection, rows[:limit]), after=more)

    def search(self, text: str, *, after: str | None = None, limit: int = PAGE) -> Page:
        """Return the newest cases, in whatever state, that hold every word of a text."""
        with self._database.reading() as connection:
            numbers = found.newest(connection, text, limit + 1, None if after is None else _number(after))
            rows = connection.execute(sa.select(*WORKLIST).where(cases.c.id.in_(numbers)).order_by(cases.c.id.desc()))
            more = str(numbers[limit - 1]) if len(numbers) > limit else None
            return Page(rows=list_rows(connection, rows.all()[:limit]), after=more)

    def counts(self) -> dict[State, int]:
        """Return how many cases there are in each state; a snoozed one whose day has come is open."""
        number = sa.func.count()
        awake = sa.select(number).where(*self._come_back())
        with self._database.reading() as connection:
            # Grouped by the state alone, the index answers without a look at the cases.
            found_states = dict(
                map(tuple, connection.execute(sa.select(cases.c.state, number).group_by(cases.c.state)))
            )
            come_back: int = connection.execute(awake).scalar_one()
        counted = {state: found_states.get(str(state), 0) for state in State}
        counted[State.OPEN] += come_back
        counted[State.SNOOZED] -= come_back
        return counted

    def _in_states(self, states: tuple[State, ...]) -> Iterator[tuple[ColumnElement[bool], ...]]:
        """Yield the conditions of each state; none at all is any state."""
        if not states:
            yield ()
        asleep = cases.c.snoozed_until > self._now()
        for state in dict.fromkeys(states):
            here = cases.c.state == str(state)
            yield (here, asleep) if state is State.SNOOZED else (here,)
        if State.OPEN in states:
            yield self._come_back()

    def _come_back(self) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions of a snoozed case that is open again."""
        until = cases.c.snoozed_until
        return cases.c.state == str(State.SNOOZED), sa.or_(until.is_(None), until <= self._now())


def _conditions(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [
        cases.c[name] == storable(value)
        for name in ("label", "reason", "platform", "assigned_to", "country")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.unassigned:
        conditions.append(cases.c.assigned_to.is_(None))
    if wanted.unapproved:
        waiting = sa.select(offers.c.case_id).where(offers.c.needs_approval, offers.c.approved_by.is_(None))
        conditions.append(cases.c.id.in_(waiting))
    if wanted.sku is not None:
        conditions.append(cases.c.id.in_(sa.select(skus.c.case_id).where(skus.c.sku == storable(wanted.sku))))
    if wanted.text and wanted.text.strip():
        conditions.append(found.matching(connection, wanted.text))
    return conditions


def _begins(after: str | None) -> tuple[ColumnElement[bool], ...]:
    """Return the condition for what comes after a place."""
    return (
        () if after is None else (sa.tuple_(cases.c.urgency, cases.c.id) > sa.tuple_(*map(sa.literal, _place(after))),)
    )


def _place(after: str) -> tuple[datetime, int]:
    moment, _, number = after.rpartition("_")
    try:
        return datetime.fromisoformat(moment), _number(number)
    except ValueError:
        raise _no_place(after) from None


def _number(text: str) -> int:
    if text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    raise _no_place(text)


def _no_place(text: str) -> UnknownValueError:
    return UnknownValueError(Line(msgid="place in the list"), text, [Line(msgid="the one that the page before gave")])
