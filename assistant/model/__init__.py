"""The nouns: what the program talks about. Frozen, typed, without behaviour that needs another module."""

from __future__ import annotations

from assistant.lines import Line, Sum
from assistant.model.kinds import (
    Answer,
    Channel,
    DisputeStage,
    Evidence,
    MessageRule,
    OrderState,
    OrderStatus,
    Outcome,
    PersonalKind,
    Reason,
    Remedy,
    Request,
    Risk,
    Severity,
    Tone,
)
from assistant.model.order import Buyer, Dispute, Item, Noun, Offer, Order, Review
from assistant.model.plan import Block, Clock, Draft, Finding, Freight, NotOffered, Option, Plan, Point
from assistant.model.reading import Amount, Cause, Facts, FoundText, Guess, Message, Personal, Reading

__all__ = [
    "Amount",
    "Answer",
    "Block",
    "Buyer",
    "Cause",
    "Channel",
    "Clock",
    "Dispute",
    "DisputeStage",
    "Draft",
    "Evidence",
    "Facts",
    "Finding",
    "FoundText",
    "Freight",
    "Guess",
    "Item",
    "Line",
    "Message",
    "MessageRule",
    "NotOffered",
    "Noun",
    "Offer",
    "Option",
    "Order",
    "OrderState",
    "OrderStatus",
    "Outcome",
    "Personal",
    "PersonalKind",
    "Plan",
    "Point",
    "Reading",
    "Reason",
    "Remedy",
    "Request",
    "Review",
    "Risk",
    "Severity",
    "Sum",
    "Tone",
]
