"""The nouns of cards: the parcel that one lies in, the occasion, the lines by what they are for, the card itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.model import Tone

if TYPE_CHECKING:
    from datetime import date

    from assistant.model import Finding, Line, OrderStatus


class Role(StrEnum):
    """What a line is for, in the order in which the lines stand; help parts what is given from what is asked for."""

    THANKS = "thanks"
    OWN = "own"
    COUPON = "coupon"
    HELP = "help"
    HOURS = "hours"
    REVIEW = "review"
    SHOP = "shop"


class Occasion(StrEnum):
    """Why this card is written; HOLIDAY is also the wish for holidays that have no wish of their own."""

    PLAIN = "plain"
    FIRST_ORDER = "first_order"
    RETURNING = "returning"
    DELAYED = "delayed"
    REPLACEMENT = "replacement"
    CHRISTMAS = "christmas"
    NEW_YEAR = "new_year"
    LUNAR_NEW_YEAR = "lunar_new_year"
    EID = "eid"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a card needs to know of an order; None is unknown.

    It is `replaced` where the goods go out once more, and `completes` an order where what was missing does.
    """

    row: int
    number: str | None = None
    platform: str | None = None
    status: OrderStatus | None = None
    promised_by: date | None = None
    delivered_on: date | None = None
    name: str | None = None
    country: str | None = None
    language: str | None = None
    first_order: bool | None = None
    replaced: bool = False
    completes: bool = False
    reviewed: bool = False
    refunded: bool = False
    disputed: bool = False

    @property
    def title(self) -> str:
        """How an error or a list names the parcel."""
        return f"order {self.number}" if self.number else f"row {self.row}"


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of a card."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it will be printed; `notes` says what was left out and why, `findings` what forbids to print it."""

    parcel: Parcel
    locale: str
    occasion: Occasion
    lines: tuple[CardLine, ...]
    link: str | None = None
    tone: Tone = Tone.WARM
    notes: tuple[Line, ...] = ()
    findings: tuple[tuple[CardLine, Finding], ...] = field(default=())

    @property
    def text(self) -> str:
        """The card as text, a line a line."""
        return "\n".join(line.text for line in self.lines)
