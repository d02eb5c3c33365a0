"""The message and what it says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.model.kinds import Evidence, Reason, Request, Risk
from assistant.model.order import Noun


class Message(Noun):
    """What the buyer wrote, as received; a pasted thread is one message."""

    text: str
    received_on: date | None = None
    language: str | None = None


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
