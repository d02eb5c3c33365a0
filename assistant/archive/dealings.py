"""What was offered, agreed and paid for an order, over all its cases: the history that the next plan is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.archive.columns import storable
from assistant.archive.days import day_of
from assistant.archive.made import carried_by, was_made
from assistant.archive.nouns import Result
from assistant.archive.rows import load_offers
from assistant.archive.tables import cases
from assistant.archive.trail import deeds
from assistant.deciding.economics import REFUNDS
from assistant.model import Noun, Offer, Order, Outcome, Reason, Remedy
from assistant.money import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo
    from decimal import Decimal

    from sqlalchemy import Connection, Row

    from assistant.archive.nouns import Deed, Offered


class Dealings(Noun):
    """The other cases about an order, the newest first, and what its buyer was offered in all of them, oldest first.

    `about` is the reason of the case in which the newest offer stands open; None where none does.
    """

    cases: tuple[int, ...] = ()
    history: tuple[Offer, ...] = ()
    about: Reason | None = None


def cases_of(
    connection: Connection, order_number: str, platform: str | None = None, shop: str | None = None
) -> tuple[int, ...]:
    """Return the cases about an order, the newest first.

    The same number on another platform, or in another shop, is another order; one that is not known is no other.
    """
    query = sa.select(cases.c.id).where(cases.c.order_number == storable(order_number)).order_by(cases.c.id.desc())
    for column, known in ((cases.c.platform, platform), (cases.c.shop, shop)):
        if known is not None:
            query = query.where(sa.or_(column == storable(known), column.is_(None)))
    return tuple(connection.scalars(query))


def dealings(
    connection: Connection,
    order_number: str | None,
    platform: str | None,
    shop: str | None,
    currency: str | None,
    case: int | None,
    zone: tzinfo | None,
) -> Dealings:
    """Return what was dealt about an order, and in a case that may lack its number."""
    found = cases_of(connection, order_number, platform, shop) if order_number else ()
    others = tuple(number for number in found if number != case)
    numbers = others if case is None else (*others, case)
    if not numbers:
        return Dealings(cases=others)
    rows, made = _made(connection, numbers)
    return Dealings(cases=others, history=_history(rows, made, currency, zone), about=_about(made))


def _made(
    connection: Connection, numbers: Sequence[int]
) -> tuple[Sequence[Row[Any]], list[tuple[Offered, str | None]]]:
    """Return the rows of some cases, and each offer that their buyer knows of with the reason of its case."""
    rows = connection.execute(sa.select(cases).where(cases.c.id.in_(numbers)).order_by(cases.c.id)).all()
    return rows, [(offer, row.reason) for row in rows for offer in _standing(connection, row)]


def _about(made: Sequence[tuple[Offered, str | None]]) -> Reason | None:
    offered = [(one, reason) for one, reason in made if one.outcome is Outcome.OFFERED]
    newest = max((one.on for one, _ in offered if one.on), default=None)
    reasons = {reason for one, reason in offered if one.on == newest}
    reason = reasons.pop() if len(reasons) == 1 else None  # offers of two cases on one day: which is meant?
    return None if reason is None else Reason(reason)


def history_of(
    connection: Connection, numbers: Sequence[int], currency: str | None, zone: tzinfo | None
) -> tuple[Offer, ...]:
    """Return what was offered in some cases, oldest first, then what the platform took by its decisions.

    An amount in another currency than the order's is not known in the order's.
    """
    return _history(*_made(connection, numbers), currency, zone)


def _history(
    rows: Sequence[Row[Any]], made: Sequence[tuple[Offered, str | None]], currency: str | None, zone: tzinfo | None
) -> tuple[Offer, ...]:
    offers = sorted((one for one, _ in made), key=lambda one: one.number or 0)
    taken = [offer for row in rows for offer in _taken(row, currency, zone)]
    return (*(_offer(one, currency) for one in offers), *taken)


def made_and_proposed(
    offers: Sequence[Offered], done: Iterable[Deed]
) -> tuple[tuple[Offered, ...], tuple[Offered, ...]]:
    """Return the offers that a case's buyer knows of, and those that are only proposed; `done` is oldest first."""
    carried = carried_by(done)
    made = tuple(offer for offer in offers if was_made(offer, carried))
    return made, tuple(offer for offer in offers if not was_made(offer, carried))


def _standing(connection: Connection, row: Row[Any]) -> Iterator[Offered]:
    """Yield what a case's buyer has got; what the platform decided stands for the money that was only agreed."""
    made, _ = made_and_proposed(load_offers(connection, row.id), deeds(connection, row.id))
    for offer in made:
        if not (row.result == Result.DISPUTE_LOST and is_promise(offer)):
            yield offer


def is_promise(offer: Offered) -> bool:
    """Whether it is money that was agreed and is not paid."""
    return offer.remedy in REFUNDS and offer.outcome is Outcome.ACCEPTED


def _taken(row: Row[Any], currency: str | None, zone: tzinfo | None) -> Iterator[Offer]:
    """Yield what the platform took; of a lost dispute without an amount what was claimed, or else the whole price."""
    if row.result not in {Result.DISPUTE_LOST, Result.DISPUTE_WON}:
        return
    order = Order.model_validate(row.order)
    amount, of = row.result_amount, row.result_currency
    if amount is None and row.result == Result.DISPUTE_LOST:
        amount, of = order.dispute.claimed if order.dispute else None, order.currency
    elif not amount:
        return
    whole = amount is None or amount == order.price
    yield Offer(
        remedy=Remedy.FULL_REFUND if whole else Remedy.PARTIAL_REFUND,
        amount=_in(currency, amount, of),
        on=row.ended_at and day_of(row.ended_at, zone),
        outcome=Outcome.DONE,
    )


def _offer(made: Offered, currency: str | None) -> Offer:
    amount = _in(currency, made.amount, made.currency)
    return Offer(remedy=made.remedy, amount=amount, on=made.on, outcome=made.outcome)


def _in(currency: str | None, amount: Decimal | None, of: str | None) -> Decimal | None:
    """Return an amount in the order's currency, with its decimals; None where it is in another one."""
    if amount is None or (currency is not None and of not in {None, currency}):
        return None
    known = of or currency
    return rounded(amount, known) if known else amount
