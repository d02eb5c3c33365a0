"""Cases to file, and a clock that a test sets."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from assistant.archive import Basis, Entry, Kind, NewCase
from assistant.model import Buyer, Item, Order

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EMAIL = "ana@example.com"


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def plan(
    due: str | None = None, costs: str | None = None, currency: str = "USD", reason: str = "damaged"
) -> dict[str, Any]:
    silence = {"amount": costs, "currency": currency} if costs else None
    source = {
        "clock": "dispute_answer",
        "what": "Answer.",
        "rule": "opened_on +5 days",
        "source": "S0",
        "verified": True,
    }
    clock = {**source, "at": f"{due}T00:00:00+00:00", "due": due, "as_of": "2026-11-01", "silence_costs": silence}
    return {"reason": reason, "clocks": [clock] if due else []}


def order(**fields: Any) -> Order:
    buyer = Buyer(name=fields.pop("buyer", "Ana Souza"), country=fields.pop("country", "BR"), email=EMAIL)
    items = (Item(sku=fields.pop("sku", "LAMP-1"), variant="engraved 'Ana'"), Item(sku="BULB"))
    known = {
        "number": "8190021447710231",
        "currency": "USD",
        "price": Decimal("24.90"),
        "tracking_number": "RB473124828US",
    }
    return Order(buyer=buyer, items=items, **{**known, **fields})


def new(text: str = "Where is my parcel?", made_plan: dict[str, Any] | None = None, **fields: Any) -> NewCase:
    """A case with an order; the order's fields and the case's may be given."""
    of_order = {key: fields.pop(key) for key in ("number", "price", "sku", "buyer", "country") if key in fields}
    basis = Basis(order=order(**of_order), plan=made_plan or plan(reason="late_delivery"))
    return NewCase(entries=(Entry(kind=Kind.MESSAGE, text=text, channel="letter"),), basis=basis, **fields)
