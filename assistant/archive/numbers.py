"""What the cases of a time show together, in numbers; amounts of different currencies are never added."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.archive.days import LAST, begin_of, day_of
from assistant.archive.made import carried_by
from assistant.archive.nouns import Result
from assistant.archive.tables import cases, offers, skus
from assistant.archive.trail import deeds
from assistant.cells import harmless
from assistant.deciding.alerts import Alert, PastCase, alerts, order_key
from assistant.deciding.economics import REFUNDS
from assistant.model import Noun, Outcome, Reason
from assistant.money import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from sqlalchemy import ColumnElement, Connection

    from assistant.database import Database
    from assistant.deciding.rulebook.playbook import Amounts

MOST_SKUS = 200
QUARTER = 15 * 60  # seconds
PAID = (str(Outcome.ACCEPTED), str(Outcome.DONE))


class Count(Noun):
    """How many cases fall under a key: a reason, SKU, country, or the Monday of a week; an unknown key is None."""

    key: str | None
    cases: int


class Spent(Noun):
    """What a remedy cost in one currency: the offers that were agreed or done.

    'dispute_lost' and 'dispute_won' are what the platform took; then money that was only agreed in the case is not
    counted beside it. 'accepted' is what an ending says above the offers of its case. What was refused cost nothing.
    """

    remedy: str
    currency: str
    amount: Decimal
    times: int


class Share(Noun):
    """How many offers were answered, and how many of these with yes; an open one is neither.

    What is only proposed is not among them: the buyer does not know of it.
    """

    accepted: int
    refused: int
    open: int

    @property
    def accepted_share(self) -> Decimal | None:
        """The part of the answered offers that was accepted; None where none was answered."""
        answered = self.accepted + self.refused
        return (Decimal(self.accepted) / answered).quantize(Decimal("0.001")) if answered else None


class Figures(Noun):
    """All numbers of the cases that were opened from `since` to `until`, both days included."""

    since: date
    until: date
    cases: int
    by_reason: tuple[Count, ...]
    by_sku: tuple[Count, ...]
    by_country: tuple[Count, ...]
    by_week: tuple[Count, ...]
    spent: tuple[Spent, ...]
    offers: Share
    replied: int
    median_hours_to_reply: Decimal | None


class Numbers:
    """Counts."""

    def __init__(self, database: Database, zone: tzinfo | None = None) -> None:
        self._database, self._zone = database, zone

    def figures(self, since: date, until: date) -> Figures:
        """Return all numbers of a time; days and weeks are those where the staff are."""
        within = _within(since, until, self._zone)
        with self._database.reading() as connection:
            total = connection.execute(sa.select(sa.func.count()).select_from(cases).where(within)).scalar_one()
            replied, middle = _time_to_reply(connection, within)
            return Figures(
                since=since,
                until=until,
                cases=total,
                by_reason=_counts(connection, cases.c.reason, within),
                by_sku=_by_sku(connection, within),
                by_country=_counts(connection, cases.c.country, within),
                by_week=_by_week(connection, within, self._zone),
                spent=_spent(connection, within),
                offers=_share(connection, within),
                replied=replied,
                median_hours_to_reply=middle,
            )

    def alerts(self, amounts: Amounts, since: date, until: date) -> tuple[Alert, ...]:
        """Return products with the same fault again and again, and buyers with many claims."""
        with self._database.reading() as connection:
            return alerts(tuple(_past(connection, _within(since, until, self._zone), self._zone)), amounts)


def as_csv(figures: Figures) -> str:
    """Return the numbers as one table that a spreadsheet reads: figure, key, currency, value."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")  # only what can end a line is quoted, and "\r" ends one
    table.writerow(("figure", "key", "currency", "value"))
    table.writerow(("cases", f"{figures.since} to {figures.until}", "", figures.cases))
    for name in ("by_reason", "by_sku", "by_country", "by_week"):
        table.writerows(
            (f"cases_{name}", harmless(one.key or "unknown"), "", one.cases) for one in getattr(figures, name)
        )
    for one in figures.spent:
        table.writerow(("spent_by_remedy", one.remedy, one.currency, f"{one.amount:f}"))
        table.writerow(("offers_agreed_or_done_by_remedy", one.remedy, one.currency, one.times))
    share = figures.offers
    for name in ("accepted", "refused", "open"):
        table.writerow(("offers", name, "", getattr(share, name)))
    table.writerow(("offers", "accepted_share", "", "" if share.accepted_share is None else share.accepted_share))
    hours = figures.median_hours_to_reply
    table.writerow(("reply", "cases_replied", "", figures.replied))
    table.writerow(("reply", "median_hours", "", "" if hours is None else f"{hours:f}"))
    return out.getvalue().replace("\r\n", "\n")


def _within(since: date, until: date, zone: tzinfo | None) -> ColumnElement[bool]:
    end = begin_of(min(until, LAST) + timedelta(days=1), zone)  # not a day after its beginning: one has 23 hours
    return sa.and_(cases.c.opened_at >= begin_of(since, zone), cases.c.opened_at < end)


def _counts(connection: Connection, key: ColumnElement[Any], within: ColumnElement[bool]) -> tuple[Count, ...]:
    number = sa.func.count()
    query = sa.select(key, number).select_from(cases).where(within).group_by(key)
    rows = [Count(key=row[0], cases=row[1]) for row in connection.execute(query)]
    return tuple(sorted(rows, key=lambda one: (-one.cases, one.key or "")))


def _by_sku(connection: Connection, within: ColumnElement[bool]) -> tuple[Count, ...]:
    number = sa.func.count()
    query = sa.select(skus.c.sku, number).join(cases).where(within).group_by(skus.c.sku)
    query = query.order_by(number.desc(), skus.c.sku).limit(MOST_SKUS)
    return tuple(Count(key=row[0], cases=row[1]) for row in connection.execute(query))


def _by_week(connection: Connection, within: ColumnElement[bool], zone: tzinfo | None) -> tuple[Count, ...]:
    """Return the cases by the Monday of their week; SQLite knows no zones, so it counts quarters of an hour."""
    quarter, number = _quarter(connection), sa.func.count()
    counted: Counter[date] = Counter()
    for begun, many in connection.execute(sa.select(quarter, number).where(within).group_by(quarter)):
        day = day_of(datetime.fromtimestamp(int(begun) * QUARTER, UTC), zone)
        counted[day - timedelta(days=day.weekday())] += many
    return tuple(Count(key=monday.isoformat(), cases=many) for monday, many in sorted(counted.items()))


def _quarter(connection: Connection) -> ColumnElement[Any]:
    """Return how many quarters of an hour had passed since 1970: in every zone of today a day begins with one."""
    if connection.dialect.name == "sqlite":
        return sa.cast(sa.func.strftime("%s", cases.c.opened_at), sa.Integer) // QUARTER
    return sa.func.floor(sa.extract("epoch", cases.c.opened_at) / QUARTER)


def _spent(connection: Connection, within: ColumnElement[bool]) -> tuple[Spent, ...]:
    columns = (offers.c.remedy, offers.c.currency, offers.c.amount, offers.c.outcome, offers.c.case_id)
    paid = sa.select(*columns, cases.c.result, cases.c.result_amount.is_not(None).label("is_known")).join(cases)
    paid = paid.where(within, offers.c.outcome.in_(PAID), offers.c.amount.is_not(None))
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    of_case: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for row in connection.execute(paid):
        is_replaced = row.result == Result.DISPUTE_LOST and row.is_known  # by what the platform took
        if is_replaced and row.remedy in REFUNDS and row.outcome == Outcome.ACCEPTED:
            continue
        currency = row.currency or "unknown"
        sums[row.remedy, currency].append(row.amount)
        of_case[row.case_id, currency] += row.amount
    for row in connection.execute(_endings(within)):
        currency = row.result_currency or "unknown"
        beyond = row.result_amount - (of_case[row.id, currency] if row.result == Result.ACCEPTED else 0)
        if beyond > 0:
            sums[row.result, currency].append(beyond)
    return tuple(
        Spent(remedy=remedy, currency=currency, amount=rounded(sum(amounts, Decimal(0)), currency), times=len(amounts))
        for (remedy, currency), amounts in sorted(sums.items())
    )


def _endings(within: ColumnElement[bool]) -> sa.Select[Any]:
    cost = [str(Result.ACCEPTED), str(Result.DISPUTE_WON), str(Result.DISPUTE_LOST)]
    query = sa.select(cases.c.id, cases.c.result, cases.c.result_currency, cases.c.result_amount)
    return query.where(within, cases.c.result.in_(cost), cases.c.result_amount > 0)


def _share(connection: Connection, within: ColumnElement[bool]) -> Share:
    query = sa.select(offers.c.outcome, sa.func.count()).join(cases).where(within).group_by(offers.c.outcome)
    found = dict(map(tuple, connection.execute(query)))
    accepted = sum(found.get(outcome, 0) for outcome in PAID)
    waiting = found.get("offered", 0) - _proposed(connection, within)
    return Share(accepted=accepted, refused=found.get("refused", 0), open=waiting)


def _proposed(connection: Connection, within: ColumnElement[bool]) -> int:
    """Return how many offers no buyer knows of: they need somebody's leave, and no reply has carried them."""
    asked = sa.and_(offers.c.outcome == str(Outcome.OFFERED), offers.c.needs_approval)
    query = sa.select(offers.c.case_id, offers.c.id).join(cases).where(within, asked)
    by_case: dict[int, set[int]] = defaultdict(set)
    for case, number in connection.execute(query):
        by_case[case].add(number)
    return sum(len(numbers - carried_by(deeds(connection, case))) for case, numbers in by_case.items())


def _time_to_reply(connection: Connection, within: ColumnElement[bool]) -> tuple[int, Decimal | None]:
    seconds = sa.extract("epoch", cases.c.replied_at) - sa.extract("epoch", cases.c.opened_at)
    query = sa.select(seconds).where(within, cases.c.replied_at.is_not(None))
    found = [max(0, int(value)) for value in connection.scalars(query)]
    return len(found), Decimal(median(found) / 3600).quantize(Decimal("0.1")) if found else None


def _past(connection: Connection, within: ColumnElement[bool], zone: tzinfo | None) -> Iterator[PastCase]:
    by_case: dict[int, list[str]] = defaultdict(list)
    for number, sku in connection.execute(sa.select(skus).join(cases).where(within)):
        by_case[number].append(sku)
    columns = (cases.c.order_number, cases.c.platform)
    query = sa.select(cases.c.id, cases.c.opened_at, cases.c.reason, cases.c.buyer_key, *columns)
    for row in connection.execute(query.where(within, cases.c.reason.is_not(None))):
        day = day_of(row.opened_at, zone)
        order = order_key(row.order_number, row.platform)
        yield PastCase(str(row.id), day, Reason(row.reason), tuple(by_case[row.id]), row.buyer_key, order)
