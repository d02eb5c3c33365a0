"""The message and what it says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.model.kinds import Answer, Evidence, PersonalKind, Reason, Request, Risk
from assistant.model.order import Noun


class Message(Noun):
    """What the buyer wrote, as received; a pasted thread is one message.

    `seller_names` are the names under which the shop itself writes in a thread.
    """

    text: str
    received_on: date | None = None
    language: str | None = None
    seller_names: tuple[str, ...] = ()


class Amount(Noun):
    """An amount of money found in a text; the currency is unknown where several, those `among`, share its sign."""

    amount: Decimal
    currency: str | None
    among: tuple[str, ...] = ()
    start: int
    end: int

    def may_be(self, currency: str | None) -> bool:
        """Whether it may be money of that currency."""
        return self.currency == currency if self.currency else not self.among or currency in {None, *self.among}


class FoundText(Noun):
    """A piece of the message that is a fact: a number, a date."""

    value: str
    start: int
    end: int


class Personal(Noun):
    """Personal data in the message, to be blacked out before it is kept."""

    kind: PersonalKind
    value: str
    start: int
    end: int


class Facts(Noun):
    """What the message states in figures, with the places where it stands.

    `lacking` and `arrived` are numbers of pieces of which it says that they have not come, or that these have.
    `some` are words and numbers that may speak of a part of the pieces, a word as 0: too little to count by.
    `alls` are numbers of pieces that are said to be all alike.
    """

    order_numbers: tuple[FoundText, ...] = ()
    tracking_numbers: tuple[FoundText, ...] = ()
    amounts: tuple[Amount, ...] = ()
    dates: tuple[FoundText, ...] = ()
    quantities: tuple[FoundText, ...] = ()
    lacking: tuple[FoundText, ...] = ()
    arrived: tuple[FoundText, ...] = ()
    some: tuple[FoundText, ...] = ()
    alls: tuple[FoundText, ...] = ()
    stars: tuple[FoundText, ...] = ()
    personal: tuple[Personal, ...] = ()


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
    """What a message says.

    `choice` is the letter of the offer that it takes, if it does nothing else; `answer` is what it says to offers, if
    any stand open; `answers_shop` is whether the shop speaks before it in a thread; `is_empty` is whether a parcel came
    in which nothing of the order was, `is_hazard` whether goods may have hurt somebody, or still may. `locales` are
    those that write its characters alike, where more than one does.
    """

    language: str
    locale: str
    language_confidence: float
    script: str
    locales: tuple[str, ...] = ()
    reasons: tuple[Guess, ...]
    secondary: tuple[Reason, ...] = ()
    remedies: tuple[Request, ...] = ()
    risks: tuple[Risk, ...] = ()
    evidence: Evidence = Evidence.UNKNOWN
    facts: Facts = Facts()
    why: tuple[Cause, ...] = ()
    needs_review: bool = False
    choice: str | None = None
    answer: Answer = Answer.NEITHER
    answers_shop: bool = False
    is_empty: bool = False
    is_hazard: bool = False

    @property
    def reason(self) -> Reason:
        """The primary reason."""
        return self.reasons[0].reason

    @property
    def confidence(self) -> float:
        """The probability of the primary reason."""
        return self.reasons[0].probability
