"""The families: reasons, requests, risks, remedies, states ... one spelling everywhere."""

from __future__ import annotations

from enum import StrEnum


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


class Answer(StrEnum):
    """What a buyer says to offers that stand open; who only asks, or takes one under a condition, does neither."""

    ACCEPTS = "accepts"
    REFUSES = "refuses"
    NEITHER = "neither"


class PersonalKind(StrEnum):
    """Kinds of personal data that are found in a message."""

    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"


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
    RETURNED = "returned"
    CLOSED = "closed"
    CHARGEBACK = "chargeback"


class Channel(StrEnum):
    """Where the reply goes."""

    LETTER = "letter"
    CHAT = "chat"
    NOTE = "note"
    EMAIL = "email"
    REVIEW = "review"


class Tone(StrEnum):
    """How the reply sounds."""

    WARM = "warm"
    FORMAL = "formal"
    BRIEF = "brief"


class Severity(StrEnum):
    """How grave a finding is; an error forbids copying and sending."""

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"


class Outcome(StrEnum):
    """What became of an offer."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"
