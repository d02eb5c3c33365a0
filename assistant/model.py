"""The nouns: what the program talks about. Frozen, typed, without behaviour that needs another module."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Reason(StrEnum):
    """Why the buyer writes: exactly one primary reason a message."""

    LATE_DELIVERY = "late_delivery"
    TRACKING_PROBLEM = "tracking_problem"
    LOST_PARCEL = "lost_parcel"
    DELIVERED_NOT_RECEIVED = "delivered_not_received"
    WRONG_ADDRESS = "wrong_address"
    CUSTOMS_HOLD = "customs_hold"
    RETURNED_TO_SENDER = "returned_to_sender"
    DAMAGED = "damaged"
    DEFECTIVE = "defective"
    POOR_QUALITY = "poor_quality"
    NOT_AS_DESCRIBED = "not_as_described"
    WRONG_ITEM = "wrong_item"
    MISSING_ITEMS = "missing_items"
    COUNTERFEIT = "counterfeit"
    UNWANTED_ITEM = "unwanted_item"
    DOES_NOT_FIT = "does_not_fit"
    USAGE_HELP = "usage_help"
    CANCEL_ORDER = "cancel_order"
    CHANGE_ORDER = "change_order"
    BAD_REVIEW = "bad_review"
    REFUND_STATUS = "refund_status"
    PRODUCT_QUESTION = "product_question"
    ORDER_STATUS = "order_status"
    DISCOUNT_REQUEST = "discount_request"
    THANKS = "thanks"
    OTHER = "other"


class Request(StrEnum):
    """What the buyer asks for; the JSON calls these 'remedies' of the reading."""

    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    REPLACEMENT = "replacement"
    RETURN = "return"
    CANCELLATION = "cancellation"
    DISCOUNT = "discount"
    INFORMATION = "information"


class Risk(StrEnum):
    """What else is at stake in the message."""

    REVIEW_THREAT = "review_threat"
    DISPUTE = "dispute"
    CHARGEBACK = "chargeback"
    LEGAL = "legal"
    ABUSIVE = "abusive"
    EXTORTION = "extortion"


class Evidence(StrEnum):
    """Whether pictures, videos or documents come with the message."""

    ATTACHED = "attached"
    OFFERED = "offered"
    MISSING = "missing"
    UNKNOWN = "unknown"


class MessageRule(StrEnum):
    """Lint rules about what a seller's sentence means (SEEDS section 6); the encoder's head tells them apart."""

    REVIEW_INCENTIVE = "review_incentive"
    POSITIVE_REVIEW_ONLY = "positive_review_only"
    REVIEW_CHANGE = "review_change"
    DISPUTE_CLOSE = "dispute_close"
    EARLY_RECEIPT = "early_receipt"
    DISPUTE_DISCOURAGED = "dispute_discouraged"
    REASON_STEERING = "reason_steering"
    LEGAL_THREAT = "legal_threat"
    BLAME = "blame"
    OFF_PLATFORM_PAYMENT = "off_platform_payment"
    OFF_PLATFORM_CONTACT = "off_platform_contact"
    STALLING = "stalling"
    RIGHTS_DENIED = "rights_denied"
    UNFOUNDED_PROMISE = "unfounded_promise"


class Remedy(StrEnum):
    """What a seller can do, from cheap to dear (SEEDS 2.2); the planner never invents another one."""

    EXPLAIN = "explain"
    GUIDE = "guide"
    EXTEND_PROTECTION = "extend_protection"
    TRACE = "trace"
    GOODWILL_COUPON = "goodwill_coupon"
    REORDER_COUPON = "reorder_coupon"
    GIFT = "gift"
    PARTIAL_REFUND = "partial_refund"
    SEND_MISSING = "send_missing"
    RESHIP = "reship"
    RETURN_REFUND = "return_refund"
    FULL_REFUND = "full_refund"
    CANCEL_REFUND = "cancel_refund"
    CARRIER_CLAIM = "carrier_claim"
    CONTEST = "contest"


class OrderStatus(StrEnum):
    """The platform's status of an order."""

    UNPAID = "unpaid"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    CLOSED = "closed"


class DisputeStage(StrEnum):
    """Where a dispute stands."""

    OPENED = "opened"
    SELLER_REFUSED = "seller_refused"
    RETURN_AGREED = "return_agreed"
    RETURN_SENT = "return_sent"
    ESCALATED = "escalated"
    EVIDENCE = "evidence"
    DECIDED = "decided"
    CLOSED = "closed"


class OrderState(StrEnum):
    """Where the order is for our purposes: decided from status and dates."""

    UNKNOWN = "unknown"
    NOT_SHIPPED = "not_shipped"
    IN_TRANSIT = "in_transit"
    OVERDUE = "overdue"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CLOSED = "closed"


class Channel(StrEnum):
    """Where the reply goes."""

    LETTER = "letter"
    CHAT = "chat"


class Severity(StrEnum):
    """How grave a finding is; an error forbids copying and sending."""

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"


class Noun(BaseModel):
    """A frozen value; an unknown field is a mistake of the caller."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(Noun):
    """One item of an order."""

    title: str | None = None
    variant: str | None = None
    sku: str | None = None
    quantity: int | None = None
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
    """A formal claim on the platform."""

    opened_on: date | None = None
    stage: DisputeStage | None = None
    claimed: Decimal | None = None
    escalated_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.stage not in {DisputeStage.DECIDED, DisputeStage.CLOSED}


class Review(Noun):
    """A review that the buyer has left."""

    stars: int | None = None
    left_on: date | None = None


class Order(Noun):
    """What is known of an order; None is unknown, never zero. Amounts are in `currency`."""

    number: str | None = None
    platform: str | None = None
    status: OrderStatus | None = None
    currency: str | None = None
    price: Decimal | None = None
    product_cost: Decimal | None = None
    shipping_cost: Decimal | None = None
    return_shipping_cost: Decimal | None = None
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
    dispute: Dispute | None = None
    review: Review | None = None
    preship_check: Literal["yes", "no", "unknown"] = "unknown"
    evidence: Evidence = Evidence.UNKNOWN


class Outcome(StrEnum):
    """What became of an offer."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"


class Offer(Noun):
    """One line of a case's history."""

    remedy: Remedy
    amount: Decimal | None = None
    on: date | None = None
    outcome: Outcome = Outcome.OFFERED


class Amount(Noun):
    """An amount of money found in a text; the currency may be unknown."""

    amount: Decimal
    currency: str | None
    start: int
    end: int


class FoundText(Noun):
    """A piece of the message that is a fact: a number, a date."""

    value: str
    start: int
    end: int


class Facts(Noun):
    """What the message states in figures, with the places where it stands."""

    order_numbers: tuple[FoundText, ...] = ()
    tracking_numbers: tuple[FoundText, ...] = ()
    amounts: tuple[Amount, ...] = ()
    dates: tuple[FoundText, ...] = ()
    stars: tuple[FoundText, ...] = ()
    quantities: tuple[FoundText, ...] = ()


class Cause(Noun):
    """The words that decided for a label."""

    label: str
    start: int
    end: int
    text: str


class Guess(Noun):
    """A reason with its calibrated probability."""

    reason: Reason
    probability: float


class Reading(Noun):
    """What a message says."""

    language: str
    locale: str
    language_confidence: float
    script: str
    reasons: tuple[Guess, ...]
    secondary: tuple[Reason, ...] = ()
    remedies: tuple[Request, ...] = ()
    risks: tuple[Risk, ...] = ()
    evidence: Evidence = Evidence.UNKNOWN
    facts: Facts = Facts()
    why: tuple[Cause, ...] = ()
    needs_review: bool = False

    @property
    def reason(self) -> Reason:
        """The primary reason."""
        return self.reasons[0].reason

    @property
    def confidence(self) -> float:
        """The probability of the primary reason."""
        return self.reasons[0].probability


class Sum(Noun):
    """An amount of money in a staff line."""

    amount: Decimal
    currency: str


class Line(Noun):
    """A sentence for the staff: an English msgid of the domain 'ui' and its slots, worded at the edge.

    A slot may be text, a number, a date, a `Sum` (an amount with its currency) or a further Line.
    """

    msgid: str
    slots: tuple[tuple[str, str | int | date | Sum | Line], ...] = ()


class Option(Noun):
    """One thing that the seller can do, with its amount, its result for the seller and why it is offered."""

    remedy: Remedy
    offered: bool
    amount: Decimal | None = None
    currency: str | None = None
    result: Decimal | None = None
    approval: bool = False
    why: tuple[Line, ...] = ()


class NotOffered(Noun):
    """A remedy that is not on the table, and why."""

    remedy: Remedy
    why: Line


class Clock(Noun):
    """A deadline: what, until when, by which rule."""

    clock: str
    what: Line
    due: date
    rule: str
    source: str
    as_of: date
    verified: bool
    silence_costs: Sum | None = None


class Freight(Noun):
    """Who pays for a return, and why."""

    paid_by: Literal["seller", "buyer", "agree", "none"]
    why: Line


class Plan(Noun):
    """What to offer, by when, and what to ask, keep and know."""

    reason: Reason
    state: OrderState
    options: tuple[Option, ...]
    not_offered: tuple[NotOffered, ...]
    clocks: tuple[Clock, ...]
    freight: Freight
    ask: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    notes: tuple[Line, ...] = ()


class Finding(Noun):
    """One thing that a text must not say, where it stands, why, and what to say instead."""

    rule: str
    severity: Severity
    text: str
    start: int
    end: int
    why: Line
    suggestion: Line


class Block(Noun):
    """One part of a draft with its parallel text in the staff's language."""

    name: str
    text: str
    gloss: str


class Draft(Noun):
    """A reply, composed and linted, not sent."""

    locale: str
    channel: Channel
    subject: str
    body: str
    blocks: tuple[Block, ...]
    gloss_locale: str
    gloss_subject: str
    gloss_body: str
    missing: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_sendable(self) -> bool:
        """Whether nothing is missing and no error was found."""
        return not self.missing and all(finding.severity is not Severity.ERROR for finding in self.findings)


class Message(Noun):
    """What the buyer wrote, as received; a pasted thread is one message."""

    text: str
    received_on: date | None = None
    language: str | None = None
