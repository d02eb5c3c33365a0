"""What happened around a case, in the order of time: the order's dates, messages, offers, what the staff did."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from assistant.archive.changing import RECEIVED
from assistant.archive.nouns import Kind
from assistant.deciding.labels import REMEDIES
from assistant.money import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from assistant.archive.nouns import Case, Deed

DATES = {
    "ordered_on": "Order placed",
    "shipped_on": "Parcel shipped",
    "promised_by": "Delivery promised by this day",
    "delivered_on": "Parcel delivered",
    "completed_on": "Order completed",
    "protection_ends_on": "Buyer protection ends",
    "return_sent_on": "Return sent",
    "return_received_on": "Return received",
    "chargeback_on": "Chargeback",
}


def timeline(case: Case, deeds: Sequence[Deed]) -> list[dict[str, Any]]:
    """Return what happened in a case as it is handed over, oldest first.

    A date without an hour stands before what has one on that day.
    """
    found = [*_of_order(case), *_of_thread(case), *_of_offers(case), *_of_staff(deeds)]
    found.sort(key=lambda one: (one[0].date() if isinstance(one[0], datetime) else one[0], _hour(one[0])))
    return [{"at": _shown(at), "who": who, "what": what} for at, who, what in found]


def moment(at: datetime | None) -> str:
    """Return a moment to the minute."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if at else ""


def day(at: date | None) -> str:
    """Return a day."""
    return at.isoformat() if at else ""


def amount(value: Decimal | None, currency: str | None) -> str:
    """Return an amount with its currency; nothing where it is not known."""
    if value is None:
        return ""
    return written(value, currency) if currency else f"{value:f}"


def _of_order(case: Case) -> Iterator[tuple[date | datetime, str, str]]:
    order = case.order
    for name, what in DATES.items():
        if on := getattr(order, name):
            yield on, "Order", what
    if order.dispute and order.dispute.opened_on:
        claimed = amount(order.dispute.claimed, order.currency)
        yield order.dispute.opened_on, "Buyer", "Dispute opened" + (f", {claimed} claimed" if claimed else "")
    if order.dispute and order.dispute.escalated_on:
        yield order.dispute.escalated_on, "Buyer", "Dispute escalated"
    if order.review and order.review.left_on:
        stars = f" with {order.review.stars} of 5 stars" if order.review.stars else ""
        yield order.review.left_on, "Buyer", f"Review left{stars}"


def _of_thread(case: Case) -> Iterator[tuple[date | datetime, str, str]]:
    for number, entry in enumerate(case.entries, 1):
        who, what = ("Buyer", "Message") if entry.kind is Kind.MESSAGE else ("Shop", "Reply")
        if entry.at:
            yield entry.at, who, f"{what} (exhibit {number})"


def _of_offers(case: Case) -> Iterator[tuple[date | datetime, str, str]]:
    for offer in case.offers:
        if offer.on:
            value = amount(offer.amount, offer.currency)
            yield offer.on, "Shop", f"Offered: {REMEDIES[offer.remedy].msgid}" + (f", {value}" if value else "")


def _of_staff(deeds: Sequence[Deed]) -> Iterator[tuple[date | datetime, str, str]]:
    for deed in deeds:
        if deed.what == RECEIVED:  # the message itself stands there already
            continue
        yield deed.at, deed.who, f"{deed.what} (trail {deed.number})"


def _hour(at: date | datetime) -> time:
    return at.time() if isinstance(at, datetime) else time.min


def _shown(at: date | datetime) -> str:
    return moment(at) if isinstance(at, datetime) else day(at)
