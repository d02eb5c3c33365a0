"""What of a case tells who the buyer is: everything that is not named here as harmless."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.reading.facts.figures import plain
from assistant.reading.facts.personal import cards, emails, phones
from assistant.reading.naming import SHORTEST_NAME, forms_of, where

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
PLAN = {"reason", "state", "stage", "options", "not_offered", "clocks", "freight"}


def kept_of(row: Row[Any]) -> dict[str, Any]:
    """Return the JSON columns of a case with what may stay."""
    order: dict[str, Any] = row.order
    left = _only(order, ORDER)
    left |= {"items": [_only(item, ITEM) for item in order.get("items", ())]} if order.get("items") else {}
    left |= {"buyer": _only(order["buyer"], BUYER)} if order.get("buyer") else {}
    left |= {"dispute": _only(order["dispute"], DISPUTE)} if order.get("dispute") else {}
    return {"order": left, "reading": _maybe(row.reading, READING), "plan": _maybe(row.plan, PLAN)}


def names_of(order: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what of an order names the buyer or leads to him, the longest first."""
    buyer = order.get("buyer", {})
    values = [*forms_of(buyer.get("name") or ""), buyer.get("email")]
    values += [order.get("number"), order.get("tracking_number"), order.get("tracking_url")]
    return tuple(sorted({one for one in values if one and len(one) >= SHORTEST_NAME}, key=len, reverse=True))


def masked(row: Row[Any], names: Sequence[str], language: str | None) -> dict[str, Any]:
    """Return an entry's texts with what is recognised blacked out."""
    return {key: text and mask(text, names, language) for key, text in (("text", row.text), ("subject", row.subject))}


def mask(text: str, names: Sequence[str], language: str | None) -> str:
    """Black out names, e-mail addresses, phone and card numbers."""
    figures = plain(text)
    spans = [(one.start, one.end) for one in emails(figures)]
    spans += [(one.start, one.end) for one in cards(figures, spans)]
    spans += [(one.start, one.end) for one in phones(figures, language or "en", spans)]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + REDACTED + text[end:]
    if names:
        patterns = "|".join(where(name, language) for name in names)
        text = re.sub(patterns, REDACTED, text, flags=re.IGNORECASE)
    return text


def _only(values: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in keys}


def _maybe(values: Mapping[str, Any] | None, keys: set[str]) -> dict[str, Any] | None:
    return None if values is None else _only(values, keys)
