"""What of a case tells who the buyer is: everything that is not named here as harmless."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.reading.facts.amounts import amounts
from assistant.reading.facts.figures import plain
from assistant.reading.facts.numbers import order_numbers, tracking_numbers
from assistant.reading.facts.personal import cards, emails, phones
from assistant.reading.naming import SHORTEST_NAME, forms_of, places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row

REDACTED = "[redacted]"
# A field that an order, a reading or a plan gains later is taken out until somebody enters it here.
ORDER = {
    "platform", "status", "currency", "price", "product_cost", "shipping_cost", "return_shipping_cost",
    "reship_shipping_cost", "ordered_on", "shipped_on", "promised_by", "delivered_on", "protection_ends_on",
    "completed_on", "carrier", "service", "return_sent_on", "return_received_on", "chargeback_on", "review",
    "preship_check", "evidence",
}  # fmt: skip
ITEM = {"sku", "quantity", "unit_price", "product_cost"}  # a variant may bear a name that is engraved
BUYER = {"country", "language"}
DISPUTE = {"opened_on", "stage", "claimed", "escalated_on"}
READING = {
    "language", "locale", "language_confidence", "reason", "confidence", "reasons", "secondary", "remedies", "risks",
    "evidence", "needs_review", "answer", "empty",
}  # fmt: skip
NUMBERS = ("order_numbers", "tracking_numbers")  # of a reading's facts
PLAN = {"reason", "state", "stage", "options", "not_offered", "clocks", "freight"}


def kept_of(row: Row[Any]) -> dict[str, Any]:
    """Return the JSON columns of a case with what may stay."""
    order: dict[str, Any] = row.order
    left = _only(order, ORDER)
    left |= {"items": [_only(item, ITEM) for item in order.get("items", ())]} if order.get("items") else {}
    left |= {"buyer": _only(order["buyer"], BUYER)} if order.get("buyer") else {}
    left |= {"dispute": _only(order["dispute"], DISPUTE)} if order.get("dispute") else {}
    return {"order": left, "reading": _maybe(row.reading, READING), "plan": _maybe(row.plan, PLAN)}


def names_of(order: Mapping[str, Any], reading: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """Return what of an order, and of what its message tells, names the buyer or leads to him, the longest first."""
    buyer = order.get("buyer", {})
    values = [*forms_of(buyer.get("name") or ""), buyer.get("email")]
    values += [order.get("number"), order.get("tracking_number"), order.get("tracking_url")]
    facts = (reading or {}).get("facts") or {}
    values += [number for name in NUMBERS for number in facts.get(name, ())]
    return tuple(sorted({one for one in values if one and len(one) >= SHORTEST_NAME}, key=len, reverse=True))


def masked(row: Row[Any], names: Sequence[str], language: str | None) -> dict[str, Any]:
    """Return an entry's texts with what is recognised blacked out."""
    return {key: text and mask(text, names, language) for key, text in (("text", row.text), ("subject", row.subject))}


def mask(text: str, names: Sequence[str], language: str | None) -> str:
    """Black out names, e-mail addresses, phone and card numbers, numbers of orders and parcels."""
    figures = plain(text)
    spans = [*_recognised(figures, language or "en"), *places(names, figures, language)]
    for start, end in reversed(_joined(sorted(spans))):
        text = text[:start] + REDACTED + text[end:]
    return text


def _recognised(figures: str, language: str) -> list[tuple[int, int]]:
    spans = [(one.start, one.end) for one in emails(figures)]
    spans += [(one.start, one.end) for one in cards(figures, spans)]
    spans += [(one.start, one.end) for one in phones(figures, language, spans)]
    spans += [(one.start, one.end) for one in tracking_numbers(figures)]
    sums = [(one.start, one.end) for one in amounts(figures, language)]
    return spans + [(one.start, one.end) for one in order_numbers(figures, spans, sums)]


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return sorted places, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _only(values: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in keys}


def _maybe(values: Mapping[str, Any] | None, keys: set[str]) -> dict[str, Any] | None:
    return None if values is None else _only(values, keys)
