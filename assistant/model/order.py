"""The order and its parts, and what was offered before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.model.kinds import DisputeStage, Evidence, OrderStatus, Outcome, Remedy

MOST_PIECES = 1_000_000


class Noun(BaseModel):
    """A frozen value; an unknown field is a mistake of the caller."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(Noun):
    """One item of an order."""

    title: str | None = None
    variant: str | None = None
    sku: str | None = None
    quantity: Annotated[int, Field(ge=0, le=MOST_PIECES)] | None = None
    unit_price: Decimal | None = None
    product_cost: Decimal | None = None


class Buyer(Noun):
    """Who bought."""

    name: str | None = None
    country: str | None = None
    language: str | None = None
    email: str | None = None
    marketing_consent: bool | None = None


class Dispute(Noun):
    """A formal claim on the platform; `reason` is the platform's own text or code for it."""

    opened_on: date | None = None
    stage: DisputeStage | None = None
    claimed: Decimal | None = None
    escalated_on: date | None = None
    reason: str | None = None

    @property
    def known_stage(self) -> DisputeStage:
        """The stage; a dispute of which only the opening is known is an opened one."""
        return self.stage or DisputeStage.OPENED

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.stage not in {DisputeStage.DECIDED, DisputeStage.CLOSED}


class Review(Noun):
    """A review that the buyer has left."""

    stars: int | None = None
    left_on: date | None = None


class Order(Noun):
    """What is known of an order; None is unknown, never zero. Amounts are in `currency`.

    `evidence_held` names what of the evidence to keep is already filed, by the keys of the playbook's `keep`.
    """

    number: str | None = None
    platform: str | None = None
    status: OrderStatus | None = None
    currency: str | None = None
    price: Decimal | None = None
    product_cost: Decimal | None = None
    shipping_cost: Decimal | None = None
    return_shipping_cost: Decimal | None = None
    reship_shipping_cost: Decimal | None = None
    items: tuple[Item, ...] = ()
    ordered_on: date | None = None
    shipped_on: date | None = None
    promised_by: date | None = None
    delivered_on: date | None = None
    protection_ends_on: date | None = None
    completed_on: date | None = None
    carrier: str | None = None
    service: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    buyer: Buyer = Buyer()
    return_sent_on: date | None = None
    return_received_on: date | None = None
    chargeback_on: date | None = None
    dispute: Dispute | None = None
    review: Review | None = None
    preship_check: Literal["yes", "no", "unknown"] = "unknown"
    evidence: Evidence = Evidence.UNKNOWN
    evidence_held: tuple[str, ...] = ()


class Offer(Noun):
    """One line of a case's history."""

    remedy: Remedy
    amount: Decimal | None = None
    on: date | None = None
    outcome: Outcome = Outcome.OFFERED
