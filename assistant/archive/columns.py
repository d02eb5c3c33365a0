"""The columns of the worklist, taken from what is known of a case; and texts that every database can hold."""

from __future__ import annotations

import re
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

from assistant import __version__
from assistant.archive.shapes import require_shape
from assistant.archive.urgency import WITHOUT_CLOCK, money_at_risk, next_due, urgency
from assistant.deciding.alerts import buyer_key
from assistant.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from assistant.archive.nouns import Basis, Entry

# NUL and halves of surrogate pairs are no text: PostgreSQL refuses the first, UTF-8 the others.
NO_TEXT = re.compile("[\x00\ud800-\udfff]")
FIRST_WORDS = 160
CLOCK_FIELDS = ("clock", "rule", "source", "as_of", "verified")


def from_basis(basis: Basis, reason: Reason | None, platform: str | None, locale: str | None) -> dict[str, Any]:
    """Return the columns that the basis decides; what is passed beside them wins over them."""
    order, reading, plan = basis.order, storable(basis.reading), storable(basis.plan)
    require_shape(reading, plan)
    named = reason or (plan or {}).get("reason") or (reading or {}).get("reason")
    meant = Reason(named) if named else None
    at_risk, currency = money_at_risk(plan, order, meant)
    return {
        "reason": meant and str(meant),
        "secondary": list((reading or {}).get("secondary", ())),
        "platform": storable(platform or order.platform),
        "country": storable(order.buyer.country and order.buyer.country.upper()),
        "language": (reading or {}).get("language"),
        "locale": storable(locale or (reading or {}).get("locale")),
        "order_number": storable(order.number),
        "buyer": storable(order.buyer.name),
        "buyer_key": storable(buyer_key(order.buyer)),
        "at_risk": at_risk,
        "currency": storable(currency),
        "order": storable(order.model_dump(mode="json", exclude_defaults=True)),
        "reading": reading,
        "plan": plan,
        "rules": storable(_rules(plan, basis.rules)),
    }


def when_due(
    plan: Mapping[str, Any] | None,
    reply_by: datetime | None,
    at_risk: Decimal | None,
    currency: str | None,
    now: datetime,
) -> dict[str, datetime | None]:
    """Return the columns `due` and `urgency`; `reply_by` counts as long as the buyer waits for an answer."""
    due = min((moment for moment in (next_due(plan, now), reply_by) if moment), default=None)
    return {"due": due, "urgency": urgency(due or now + WITHOUT_CLOCK, at_risk, currency)}


def first_words(entries: Sequence[Entry]) -> str:
    """Return how the thread begins, on one line."""
    text = entries[0].text[: FIRST_WORDS * 4] if entries else ""
    words: str = storable(" ".join(text.split())[:FIRST_WORDS])
    return words


def storable(value: Any) -> Any:
    """Return text, or JSON, without what no database holds: a character becomes the sign for a lost one.

    Amounts of money are texts in our JSON; a Decimal there is a probability that was read exactly.
    """
    if isinstance(value, float | Decimal):
        return float(value) if isfinite(value) else None
    if isinstance(value, str):
        return NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {storable(key): storable(inner) for key, inner in value.items()}
    return [storable(inner) for inner in value] if isinstance(value, list | tuple) else value


def _rules(plan: Mapping[str, Any] | None, values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return by which program and which values the case was decided."""
    clocks = [{field: clock.get(field) for field in CLOCK_FIELDS} for clock in (plan or {}).get("clocks", ())]
    return {"program": __version__, "clocks": clocks, "values": list(values)}
