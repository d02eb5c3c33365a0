"""The playbook: ladders by reason, what a running procedure changes, and a platform's rules; parsed in `rules`."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Protocol

from pydantic import ConfigDict, Field

from assistant.deciding.region import in_region, is_european
from assistant.deciding.rulebook.values import Replaced, Value, Zone
from assistant.model import DisputeStage, Noun, OrderState, Reason, Remedy, Risk

SATURDAY = 5
DATES = frozenset({
    "ordered_on", "shipped_on", "promised_by", "delivered_on", "protection_ends_on", "completed_on", "return_sent_on",
    "return_received_on", "chargeback_on", "dispute.opened_on", "dispute.escalated_on", "review.left_on",
    "history.return_refund", "history.refund", "history.reship",
})  # fmt: skip


class Calendar(Protocol):
    """Knows a country's working days."""

    def is_working_day(self, day: date, /) -> bool:
        """Whether people work on a day."""
        ...


class ClockRule(Noun):
    """A deadline: it runs from `base` where all that it names is so; an empty tuple means any.

    `consumer` clocks come from consumer law and do not run for a business; `silence_pays` ones end with the buyer's
    claim being paid. One is `over` with a dispute's stage, or with the whole price paid back. In the countries of
    `rolls` a last day on which nobody works moves to the next working day there. One is `by_country` where it is the
    law's guarantee, of which some countries give more than its limit.
    """

    what: Annotated[str, Field(min_length=2)]
    base: str
    limit: Value
    unless: str | None = None
    over: tuple[DisputeStage, ...] = ()
    ends_with_refund: bool = False
    stages: tuple[DisputeStage, ...] = ()
    states: tuple[OrderState, ...] = ()
    reasons: tuple[Reason, ...] = ()
    risks: tuple[Risk, ...] = ()
    countries: tuple[str, ...] = ()
    silence_pays: bool = False
    joined_free_return: bool = False
    consumer: bool = False
    by_country: bool = False
    rolls: tuple[str, ...] = ()


class MessageRules(Noun):
    """What a platform allows in a message; None is not known, so it is not enforced."""

    max_body: Value
    warn_body: Value
    max_note: Value
    allow_html: Value
    allow_links: Value
    allow_contact: Value
    allow_payment: Value
    allow_coupon: Value
    allow_review_request: Value
    allow_review_change: Value
    proactive_days: Value | None = None
    max_review_reply: Value | None = None
    max_attachments: Value | None = None


class CardRules(Noun):
    """How long a card in the parcel may be, and what may stand on it; `hosts` are the platform's own addresses."""

    max_lines: Value
    max_words: Value
    max_characters: Value
    max_characters_dense: Value
    allow_help: Value
    allow_review: Value
    allow_coupon: Value
    allow_contact: Value
    allow_shop: Value
    hosts: tuple[str, ...] = ()


class Amounts(Noun):
    """The amounts and periods that a platform's playbook works with."""

    minor_refund: Value
    goodwill_share: Value
    reorder_share: Value
    approval_above: Value
    parcel_approval_times: Value
    extension: Value
    return_days: Value
    report_days: Value
    change_of_mind_days: Value
    claim_days: Value
    protection_margin: Value
    after_completion_days: Value | None = None
    alert_cases: Value
    alert_days: Value
    pattern_cases: Value
    pattern_days: Value


class Business(Noun):
    """Whether the buyer is a business, and whether every offer of money is approved."""

    buyer: Value
    approval: Value


class ReturnRules(Noun):
    """Whether the four points of a return are agreed in writing first."""

    agree_first: Value


class DisputeRules(Noun):
    """Whether the platform's disputes are in the playbook."""

    known: Value


class Law(Noun):
    """What the law of the buyer's country gives him.

    `guarantee_years` are what every country of the EU gives at least, `guarantees` those of which more is known.
    """

    withdrawal_days: Value
    delivery_days: Value
    guarantee_years: Value
    guarantees: dict[str, Value]

    def guarantee(self, country: str | None) -> Value:
        """Return how long faulty goods are guaranteed: the country's own, or everybody's where that is more."""
        own = self.guarantees.get((country or "").upper(), self.guarantee_years)
        return max(own, self.guarantee_years, key=lambda years: int(years.value))


class StateNote(Noun):
    """What the staff must know about orders in a state on this platform."""

    note: Annotated[str, Field(min_length=2)]
    source: Annotated[str, Field(min_length=2)]


class Platform(Noun):
    """A platform's rules."""

    key: str
    name: str
    country: str
    marketplace: bool = True
    zone: Zone
    messages: MessageRules
    cards: CardRules
    amounts: Amounts
    shares: dict[str, Value]
    business: Business
    returns: ReturnRules
    disputes: DisputeRules
    law: Law
    clocks: dict[str, ClockRule]
    remedies: dict[Remedy, Value] = Field(default_factory=dict)
    notes: dict[OrderState, StateNote] = Field(default_factory=dict)


class Rung(Noun):
    """One step of a ladder: what is offered together, in which states (empty: in all).

    `late` rungs are for parcels that came late, `early` ones for those that may still come in time, `uncovered` ones
    for those that may come after the buyer's protection, `counted` ones for who counts pieces of an order of several.
    `whole`, `claim` and `ahead` are set for an order: all
    remedies of the rung, whatever is left of them; that its partial refund is what the buyer claims; that it comes
    before its turn.
    """

    remedies: Annotated[tuple[Remedy, ...], Field(min_length=1)]
    states: tuple[OrderState, ...] = ()
    share: str | None = None
    minor: bool = False
    late: bool = False
    early: bool = False
    uncovered: bool = False
    counted: bool = False
    ask: tuple[str, ...] | None = None
    whole: tuple[Remedy, ...] = ()
    claim: bool = False
    ahead: bool = False

    def fits(self, state: OrderState) -> bool:
        """Whether the rung is meant for a state."""
        return not self.states or state in self.states


class ReasonRule(Noun):
    """How a reason is handled.

    Three flags are set for an order: `procedure`, a running procedure's ladder has taken the place of its own; `owed`,
    the law leaves the buyer the choice whatever he threatens; `in_time`, the parcel may still arrive as promised.
    `empty` is the rule where nothing of the order was in the parcel.
    """

    arrived: Literal["yes", "no", "likely", "order"]
    fault: Literal["seller", "carrier", "buyer", "unknown", "none"]
    source: Annotated[str, Field(min_length=2)]
    ladder: Annotated[tuple[Rung, ...], Field(min_length=1)]
    ask: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    skip: bool = False
    visible: bool = False
    approval: bool = False
    claim: bool = False
    procedure: bool = False
    owed: bool = False
    in_time: bool = False
    empty: ReasonRule | None = None


class StageRule(Noun):
    """What a running procedure changes: its own ladder, or what is left of the reason's."""

    source: Annotated[str, Field(min_length=2)]
    note: Annotated[str, Field(min_length=2)]
    ladder: tuple[Rung, ...] = ()
    allowed: tuple[Remedy, ...] = ()
    submit: bool = False


class Playbook(Noun):
    """The whole rule book for one platform on one day, with what the shop has set differently.

    `calendar` knows the working days of the platform's country, `calendars` gives any country's; without one they are
    Monday to Friday.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    platform: Platform
    reasons: dict[Reason, ReasonRule]
    stages: dict[str, StageRule]
    as_of: date
    replaced: tuple[Replaced, ...] = ()
    calendar: Any = None
    calendars: Any = None

    def rule(self, reason: Reason, *, is_empty: bool = False) -> ReasonRule:
        """Return how a reason is handled; `is_empty` where nothing of the order was in the parcel."""
        rule = self.reasons[reason]
        return rule.empty if is_empty and rule.empty is not None else rule

    @property
    def is_for_business(self) -> bool:
        """Whether the buyers are businesses."""
        return self.platform.business.buyer.value is True

    def protects(self, country: str | None) -> bool:
        """Whether consumer law with a right of withdrawal and a guarantee protects the buyer (EU, UK; SEEDS U10)."""
        return not self.is_for_business and is_european(country)

    def share(self, rung: Rung) -> Decimal | None:
        """Return the part of the price that a rung's partial refund starts from."""
        return Decimal(self.platform.shares[rung.share].value) if rung.share else None

    def has(self, remedy: Remedy) -> bool:
        """Whether the platform has what a remedy needs."""
        value = self.platform.remedies.get(remedy)
        return value is None or value.value is not False

    def works_on(self, day: date) -> bool:
        """Whether a day is a working day in the platform's country."""
        calendar: Calendar | None = self.calendar
        return day.weekday() < SATURDAY if calendar is None else calendar.is_working_day(day)

    def rolled(self, clock: str, day: date, country: str | None) -> date:
        """Return the last day of a clock, moved to the next working day where the law of a country moves it."""
        rule = self.platform.clocks.get(clock)
        if rule is None or country is None or not any(in_region(country, region) for region in rule.rolls):
            return day
        calendar: Calendar | None = None if self.calendars is None else self.calendars(country.upper())
        while day.weekday() >= SATURDAY or not (calendar is None or calendar.is_working_day(day)):
            day += timedelta(days=1)
        return day
