"""What to offer, and the draft that says it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from assistant.lines import Line, Sum
from assistant.model.kinds import Channel, OrderState, Reason, Remedy, Risk, Severity
from assistant.model.order import Noun


class Option(Noun):
    """One thing that the seller can do, with its amount, its result for the seller and why it is offered.

    `result` is by the trade's formulas; `extended` also counts the costs that the shop has set, None where it has none.
    """

    remedy: Remedy
    offered: bool
    amount: Decimal | None = None
    currency: str | None = None
    result: Decimal | None = None
    extended: Decimal | None = None
    approval: bool = False
    why: tuple[Line, ...] = ()


class NotOffered(Noun):
    """A remedy that is not on the table, and why."""

    remedy: Remedy
    why: Line


class Clock(Noun):
    """A deadline: what, until when, by which rule.

    `at` is the moment when its day begins where the platform counts: who has acted by then is in time whatever the hour
    at which the clock started. `days_left` is negative once it has passed.
    """

    clock: str
    what: Line
    due: date
    at: datetime
    days_left: int
    rule: str
    source: str
    as_of: date
    verified: bool
    silence_costs: Sum | None = None
    silence_pays: bool = False


class Freight(Noun):
    """Who pays for a return, and why."""

    paid_by: Literal["seller", "buyer", "agree", "none"]
    why: Line


class Point(Noun):
    """One of the points that are agreed in writing before a return; None is still open."""

    point: str
    value: str | None = None


class Plan(Noun):
    """What to offer, by when, and what to ask, keep, submit, agree and know.

    `stage` is the running procedure whose rules count: a dispute's stage, a return that came back, a chargeback.
    `risks` are the message's signals as they count: extortion only where more is asked for than is fair.
    """

    reason: Reason
    state: OrderState
    stage: str | None
    options: tuple[Option, ...]
    not_offered: tuple[NotOffered, ...]
    clocks: tuple[Clock, ...]
    freight: Freight
    ask: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    submit: tuple[str, ...] = ()
    evidence_missing: tuple[str, ...] = ()
    agree: tuple[Point, ...] = ()
    notes: tuple[Line, ...] = ()
    risks: tuple[Risk, ...] = ()

    def offering(self, number: int) -> Plan:
        """Return the plan with one of its options, counted from 1, offered instead of those that it recommends."""
        options = (one.model_copy(update={"offered": at == number}) for at, one in enumerate(self.options, 1))
        return self.model_copy(update={"options": tuple(options)})


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
    """A reply, composed and linted, not sent; `html` is the same text for an e-mail, None in other channels."""

    locale: str
    channel: Channel
    subject: str
    body: str
    blocks: tuple[Block, ...]
    gloss_locale: str
    gloss_subject: str
    gloss_body: str
    html: str | None = None
    missing: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def turns(self) -> tuple[str, ...]:
        """The messages in which a chat is sent, one after the other; elsewhere the whole body is one."""
        return tuple(self.body.split("\n\n")) if self.channel is Channel.CHAT else (self.body,)

    @property
    def is_sendable(self) -> bool:
        """Whether nothing is missing and no error was found."""
        return not self.missing and all(finding.severity is not Severity.ERROR for finding in self.findings)
