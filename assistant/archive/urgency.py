"""By what the worklist is sorted: the time that is left and the money at risk, as one moment.

The moment is when the case is due, earlier by a day for each tenfold of the money at risk: with 9 dollars by one day,
with 99 by two, with 999 by three. So a case over 99 dollars that is due on Wednesday stands beside one over 9 that is
due on Tuesday. It does not depend on the hour at which one looks, so a list keeps its order while it is paged through.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from math import log10
from typing import TYPE_CHECKING, Any

from assistant import resources
from assistant.archive.nouns import Kind
from assistant.deciding.alerts import NO_CLAIM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from assistant.archive.nouns import Entry
    from assistant.model import Order, Reason

A_TENFOLD = timedelta(days=1)
# A clock's moment is when its last day begins; the day itself is still in time.
LAST_DAY = timedelta(days=1)
# A case without a clock waits so long after its last word.
WITHOUT_CLOCK = timedelta(days=7)


def urgency(due: datetime, at_risk: Decimal | None, currency: str | None) -> datetime:
    """Return the moment by which a case is sorted; money whose worth is not known leaves it where it is due."""
    worth = dollars().get(currency or "")
    if not at_risk or worth is None:
        return due
    return due - A_TENFOLD * log10(1 + at_risk * worth)


def reply_by(thread: Sequence[Entry], now: datetime, hours: int) -> datetime:
    """Return by when a buyer who writes now is answered: the hours count from his first message without a reply."""
    begun = now
    for entry in reversed(thread):
        if entry.kind is Kind.REPLY:
            break
        if entry.kind is Kind.MESSAGE and entry.at:
            begun = min(begun, entry.at)
    return begun + timedelta(hours=hours)


def next_due(plan: Mapping[str, Any] | None, now: datetime) -> datetime | None:
    """Return the next deadline of a plan's JSON that has not passed, or was missed although silence pays."""
    clocks = (plan or {}).get("clocks", ())
    moments = [(datetime.fromisoformat(clock["at"]), _pays(clock)) for clock in clocks]
    return min((at.astimezone(UTC) for at, pays in moments if pays or ends(at) > now), default=None)


def ends(at: datetime) -> datetime:
    """Return until when a clock can be kept whose last day begins at a moment."""
    return at + LAST_DAY


def due_ends(due: datetime | None, clocks: Iterable[Mapping[str, Any]] | None) -> datetime | None:
    """Return until when there is time: for a deadline of the plan to the end of its day, for a reply as it is."""
    begins = {datetime.fromisoformat(clock["at"]) for clock in clocks or () if clock.get("at")}
    return ends(due) if due and due in begins else due


def _pays(clock: Mapping[str, Any]) -> bool:
    costs = clock.get("silence_costs")
    return bool(costs and costs["amount"] and Decimal(costs["amount"]))


def money_at_risk(
    plan: Mapping[str, Any] | None, order: Order, reason: Reason | None
) -> tuple[Decimal | None, str | None]:
    """Return what the seller may lose: what silence costs, else what is claimed, else the order's price.

    A question or a thank-you has nothing at risk; None is not known.
    """
    costs = [clock["silence_costs"] for clock in (plan or {}).get("clocks", ()) if clock.get("silence_costs")]
    running = [(Decimal(cost["amount"]), cost["currency"]) for cost in costs if cost["amount"] is not None]
    if running:
        return max(running)
    if order.dispute and order.dispute.is_open and order.dispute.claimed is not None:
        return order.dispute.claimed, order.currency
    if reason in NO_CLAIM:
        return (Decimal(0), order.currency) if order.currency else (None, None)
    return (order.price, order.currency) if order.price is not None else (None, None)


@cache
def dollars() -> dict[str, Decimal]:
    """Return what a unit of each currency is roughly worth."""
    return {code: Decimal(worth) for code, worth in resources.read_currencies()["dollars"].items()}
