"""What the archive keeps: the case with its thread, offers, files and outcome, and what one asks and changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any

from pydantic import Field

from assistant.model import Noun, Order, Outcome, Reason, Remedy
from assistant.money import MAXIMUM

Paid = Annotated[Decimal, Field(ge=0, le=MAXIMUM)]
# Who only explains has offered nothing that an answer could be recorded for.
NO_OFFER = frozenset({Remedy.EXPLAIN, Remedy.GUIDE})
# A case that sleeps for longer is forgotten.
MOST_SNOOZED = timedelta(days=365)


class State(StrEnum):
    """Where the work on a case stands; a snoozed case is open again once its day has come."""

    OPEN = "open"
    PENDING = "pending"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class Label(IntEnum):
    """The six colours that sellers know from their platform, by its numbers."""

    WHITE = 0
    RED = 1
    ORANGE = 2
    GREEN = 3
    BLUE = 4
    PURPLE = 5


class Result(StrEnum):
    """How a case ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"


class Kind(StrEnum):
    """What an entry of the thread is: the buyer's message, the shop's reply, a note for colleagues."""

    MESSAGE = "message"
    REPLY = "reply"
    NOTE = "note"


class Entry(Noun):
    """One entry of the thread, as received or as sent.

    `gloss` and `findings` are those of `reply --json`; `by` is empty for a buyer's message. Without `at` it is now.
    """

    kind: Kind
    text: str
    at: datetime | None = None
    by: str | None = None
    channel: str | None = None
    locale: str | None = None
    subject: str | None = None
    gloss: dict[str, Any] | None = None
    findings: tuple[dict[str, Any], ...] = ()
    number: int | None = None


class Offered(Noun):
    """An offer that was made: the remedy, its amount, what became of it, and who allowed it where that was needed."""

    remedy: Remedy
    amount: Paid | None = None
    currency: str | None = None
    on: date | None = None
    outcome: Outcome = Outcome.OFFERED
    needs_approval: bool = False
    approved_by: str | None = None
    number: int | None = None

    @property
    def waits(self) -> bool:
        """Whether it needs somebody's leave that nobody has given."""
        return self.needs_approval and not self.approved_by


class Ending(Noun):
    """How a case ended, and what it cost: an amount has a currency."""

    result: Result
    amount: Paid | None = None
    currency: str | None = None
    at: datetime | None = None


class Attached(Noun):
    """A file of a case; its content is found by its SHA-256."""

    name: str
    sha256: str
    size: int
    media_type: str
    at: datetime
    by: str


class Basis(Noun):
    """What is known of a case: the order, and the JSON of its reading and plan.

    All columns of the worklist are taken from these. `rules` are further playbook values that were used, each with
    value, source, as_of and verified; those of the clocks are kept in any case.
    """

    order: Order = Order()
    reading: dict[str, Any] | None = None
    plan: dict[str, Any] | None = None
    rules: tuple[dict[str, Any], ...] = ()
    reply_by: datetime | None = None


class NewCase(Noun):
    """A case to be filed, whole: what goes in together is filed together."""

    entries: tuple[Entry, ...]
    basis: Basis = Basis()
    offers: tuple[Offered, ...] = ()
    platform: str | None = None
    shop: str | None = None
    reason: Reason | None = None
    locale: str | None = None
    state: State = State.OPEN
    label: Label = Label.WHITE
    assigned_to: str | None = None


class Change(Noun):
    """What is changed of a case: only the fields that are passed, so that `assigned_to=None` takes it from somebody.

    `carried` are the numbers of the offers, proposed before, that a reply among the entries carries to the buyer; the
    offers of the change itself it carries in any case. With a message goes `reply_by`, the moment by which it is to be
    answered; without, the case stays due when it was, as it does after a note.
    """

    state: State | None = None
    snoozed_until: datetime | None = None
    label: Label | None = None
    assigned_to: str | None = None
    reason: Reason | None = None
    basis: Basis | None = None
    entries: tuple[Entry, ...] = ()
    offers: tuple[Offered, ...] = ()
    carried: tuple[int, ...] = ()
    reply_by: datetime | None = None
    ending: Ending | None = None


class Row(Noun):
    """A case in the worklist; `urgency` is the moment by which the list is sorted (see urgency.py).

    It is `due` when the last day of its deadline begins, or when a reply was promised; `due_ends` is until when there
    is time.
    """

    number: int
    version: int
    state: State
    snoozed_until: datetime | None
    label: Label
    assigned_to: str | None
    reason: Reason | None
    secondary: tuple[Reason, ...]
    platform: str | None
    country: str | None
    language: str | None
    locale: str | None
    order_number: str | None
    buyer: str | None
    skus: tuple[str, ...]
    at_risk: Decimal | None
    currency: str | None
    due: datetime | None
    due_ends: datetime | None
    urgency: datetime
    opened_at: datetime
    changed_at: datetime
    replied_at: datetime | None
    resolved_at: datetime | None
    ending: Ending | None
    first_words: str
    redacted_at: datetime | None


class Case(Row):
    """A case with everything that is kept of it."""

    order: Order
    reading: dict[str, Any] | None
    plan: dict[str, Any] | None
    rules: dict[str, Any]
    entries: tuple[Entry, ...]
    offers: tuple[Offered, ...]
    files: tuple[Attached, ...]


class Deed(Noun):
    """A line of the audit trail: who did what, when, to which version of a case; it holds no buyer's data."""

    number: int
    at: datetime
    who: str
    what: str
    case: int | None
    version: int | None
    details: dict[str, Any]
    digest: str


class Wanted(Noun):
    """A filter of the worklist; None is any. `states` empty is everything that is still to be done."""

    states: tuple[State, ...] = (State.OPEN,)
    label: Label | None = None
    reason: Reason | None = None
    platform: str | None = None
    assigned_to: str | None = None
    unassigned: bool = False
    unapproved: bool = False
    sku: str | None = None
    country: str | None = None
    text: str | None = None


class Page(Noun):
    """Some rows of a list, and what to pass as `after` to get the next; None is the end."""

    rows: tuple[Row, ...]
    after: str | None


class Role(StrEnum):
    """What somebody may do: an agent answers, a lead also approves amounts, an admin also keeps the accounts."""

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"


class Scope(StrEnum):
    """What a token is for; nothing is written over the API yet, but tokens that were made for it are still there."""

    READ = "read"
    WRITE = "write"
    LINT = "lint"


class Account(Noun):
    """Somebody who works here. `generation` changes when a session that was begun before must end."""

    name: str
    role: Role
    disabled: bool
    generation: int
    created_at: datetime


class Token(Noun):
    """A program's key to the API; the key itself is not kept, only its digest."""

    number: int
    account: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
