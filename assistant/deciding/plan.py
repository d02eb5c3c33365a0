"""The plan: ranked options with their money, what is not offered and why, clocks, freight, what to ask and keep."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.deciding.agreement import points_of
from assistant.deciding.amounts import Grant, break_even_line, needs_approval
from assistant.deciding.clocks import running_clocks
from assistant.deciding.economics import economics_of
from assistant.deciding.evidence import asks, missing
from assistant.deciding.extended import extended_result, term_lines, terms_of
from assistant.deciding.freight import return_freight
from assistant.deciding.labels import REASONS
from assistant.deciding.ladder import Position, fresh, position, under_way, wishes
from assistant.deciding.notes import staff_notes
from assistant.deciding.refusals import Situation, not_offered_line, partial_grant, possible_rungs
from assistant.deciding.state import order_state, running_stage
from assistant.errors import InputError
from assistant.model import Evidence, Line, NotOffered, Option, Plan, Reason, Remedy, Risk, Sum
from assistant.money import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from assistant.deciding.economics import Economics
    from assistant.deciding.extended import Terms
    from assistant.deciding.rulebook.playbook import Playbook, Rung
    from assistant.model import Freight, Offer, Order, Request
    from assistant.shop import Shop

BY_CAUSE = {Reason.BAD_REVIEW}
WHOLE_PRICE = {Remedy.FULL_REFUND, Remedy.RETURN_REFUND, Remedy.CANCEL_REFUND}
PAID = WHOLE_PRICE | {Remedy.PARTIAL_REFUND}


class RefundAbovePriceError(InputError):
    """The staff set a refund that is more than the order's price, or than what is left of it."""

    def __init__(self, refund: Decimal, left: Decimal, order: Order) -> None:
        what = "the order's price" if left == order.price else "what is left of the order's price,"
        super().__init__(
            f"The refund {refund} is above {what} {left} {order.currency or ''}".rstrip()
            + f": set a refund between 0 and {left}."
        )


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that a plan is decided from, besides the rules.

    `claimed` is what the reason of the dispute on the platform may mean.
    """

    reason: Reason
    secondary: tuple[Reason, ...] = ()
    requests: tuple[Request, ...] = ()
    risks: tuple[Risk, ...] = ()
    evidence: Evidence = Evidence.UNKNOWN
    history: tuple[Offer, ...] = ()
    refund: Decimal | None = None
    knows_order: bool = False
    tracking_numbers: tuple[str, ...] = ()
    claimed: tuple[Reason, ...] = ()


def make_plan(question: Question, order: Order, playbook: Playbook, shop: Shop, today: date) -> Plan:
    """Return the plan. Raises RefundAbovePriceError where the staff's own refund is above what is left of the price."""
    _require_refund_within(question, order)
    cause = _cause(question, playbook)
    situation = _situation(question, cause, order, playbook, shop, today)
    rule = under_way(playbook.reasons[cause], situation.stage_rule, situation.state)
    freight = return_freight(rule, order, playbook, shop, situation.state)
    rungs = tuple(possible_rungs(rule, situation))
    place = position(rule, rungs, question.requests, question.risks, question.history)
    options = Deliberation(question, situation, place, freight).options()
    reasons, state = (question.reason, *question.secondary), situation.state
    stage_rule = situation.stage_rule
    return Plan(
        reason=question.reason,
        state=state,
        stage=running_stage(order, state),
        options=options,
        not_offered=_not_offered(options, place, situation),
        clocks=running_clocks(playbook, shop, order, state, reasons, question.risks, question.history, today),
        freight=freight,
        ask=tuple(asks(rule, place, question, order)),
        keep=rule.keep,
        submit=rule.keep if stage_rule is not None and stage_rule.submit else (),
        evidence_missing=missing(rule, question, order),
        agree=points_of(options, freight, shop),
        notes=(
            *staff_notes(question.risks, question.history, cause, place, rule, situation),
            *_claim_notes(question),
        ),
    )


def _situation(
    question: Question, cause: Reason, order: Order, playbook: Playbook, shop: Shop, today: date
) -> Situation:
    state = order_state(order, today)
    stage = running_stage(order, state) if playbook.reasons[cause].fault != "none" else None
    return Situation(
        question.risks,
        state,
        order,
        playbook,
        shop,
        today,
        question.history,
        question.refund,
        question.tracking_numbers,
        stage,
    )


def _claim_notes(question: Question) -> Iterator[Line]:
    """Yield a note where the platform judges by another reason than the one that the message is about."""
    reasons = (question.reason, *question.secondary)
    if question.claimed and not set(question.claimed) & set(reasons):
        slots = (("theirs", REASONS[question.claimed[0]]), ("ours", REASONS[question.reason]))
        yield Line(
            msgid="On the platform the dispute is about “%(theirs)s”, this plan is about “%(ours)s”: the platform "
            "judges by its own reason.",
            slots=slots,
        )


def _require_refund_within(question: Question, order: Order) -> None:
    left = economics_of(order, question.history).left
    if question.refund is not None and left is not None and question.refund > left:
        raise RefundAbovePriceError(question.refund, left, order)


def _cause(question: Question, playbook: Playbook) -> Reason:
    """A review is handled by what is wrong behind it (SEEDS 2.8), where the message says so."""
    if question.reason in BY_CAUSE:
        for other in question.secondary:
            if playbook.reasons[other].fault != "none" and other not in BY_CAUSE:
                return other
    return question.reason


@dataclass(frozen=True, slots=True)
class Deliberation:
    """Weighs the remedies of the current rung, and of the later ones, for one question."""

    question: Question
    situation: Situation
    place: Position
    freight: Freight

    @property
    def economics(self) -> Economics:
        """The order's price and costs, with what was refunded so far."""
        return self.situation.economics

    def options(self) -> tuple[Option, ...]:
        """Return the options of the current rung, then those kept for later, each rung ranked."""
        options: list[Option] = []
        for index in range(self.place.index, len(self.place.rungs)):
            rung = self.place.rungs[index]
            found = [
                self._option(remedy, rung, offered=index == self.place.index)
                for remedy in fresh(self.place.rungs, index, self.question.history)
                if not any(option.remedy is remedy for option in options)
            ]
            options += self._ranked(found)
        return tuple(options)

    def _ranked(self, options: list[Option]) -> list[Option]:
        """Explanation first, then what the buyer asks for, then what leaves the seller with most.

        Where a result is unknown the ladder's own order stands: unknown is not zero.
        """
        wanted = wishes(self.question.requests)
        known = all(option.result is not None for option in options if option.remedy is not Remedy.EXPLAIN)

        def rank(option: Option) -> tuple[bool, bool, Decimal]:
            result = option.result if option.extended is None else option.extended
            loss = -result if known and result is not None else Decimal(0)
            return (option.remedy is not Remedy.EXPLAIN, option.remedy not in wanted, loss)

        return sorted(options, key=rank)

    def _option(self, remedy: Remedy, rung: Rung, *, offered: bool) -> Option:
        shop, amounts = self.situation.shop, self.situation.playbook.platform.amounts
        currency = self.situation.order.currency
        grant = self._grant(remedy, rung)
        result = self.economics.result(remedy, grant.amount, seller_pays_return=self.freight.paid_by != "buyer")
        terms = terms_of(self.situation.order, shop.costs)
        extended = extended_result(remedy, grant.amount, result, self.economics, terms)
        if currency:
            result, extended = _rounded(result, currency), _rounded(extended, currency)
        return Option(
            remedy=remedy,
            offered=offered,
            amount=grant.amount,
            currency=currency if grant.amount is not None else None,
            result=result,
            extended=extended,
            approval=self._rule_asks(remedy) or needs_approval(remedy, grant.amount, currency, shop.limits, amounts),
            why=(
                *self._why(remedy, grant, result, offered=offered),
                *_extended_lines(remedy, extended, currency, terms),
            ),
        )

    def _rule_asks(self, remedy: Remedy) -> bool:
        rule, business = (
            self.situation.playbook.reasons[self.question.reason],
            self.situation.playbook.platform.business,
        )
        return (rule.approval or business.approval.value is True) and remedy in PAID

    def _grant(self, remedy: Remedy, rung: Rung) -> Grant:
        order, economics = self.situation.order, self.economics
        if remedy is Remedy.PARTIAL_REFUND:
            can_reship = any(Remedy.RESHIP in other.remedies for other in self.place.rungs)
            return partial_grant(rung, self.situation, can_reship=can_reship)
        if remedy in WHOLE_PRICE and economics.left is not None:
            why = (Line(msgid="Less what was refunded already."),) if economics.refunded else ()
            left = economics.left
            return Grant(rounded(left, order.currency) if order.currency else left, why)
        return Grant(None, ())

    def _why(self, remedy: Remedy, grant: Grant, result: Decimal | None, *, offered: bool) -> Iterator[Line]:
        currency = self.situation.order.currency
        if not offered:
            yield Line(msgid="Kept for the next step, after a refusal.")
        if remedy in wishes(self.question.requests):
            yield Line(msgid="This is what the buyer asks for.")
        yield from grant.why
        if offered and remedy in self.place.raised:
            yield Line(msgid="Offered at once because the buyer is upset.")
        if remedy in {Remedy.PARTIAL_REFUND, Remedy.RESHIP}:
            yield break_even_line(self.economics, currency)
        if result is not None and currency:
            total = Sum(amount=result, currency=currency)
            yield Line(msgid="Result for the seller: %(result)s.", slots=(("result", total),))


def _rounded(result: Decimal | None, currency: str) -> Decimal | None:
    return None if result is None else rounded(result, currency)


def _extended_lines(remedy: Remedy, extended: Decimal | None, currency: str | None, terms: Terms) -> Iterator[Line]:
    if extended is not None and currency:
        yield from term_lines(remedy, terms)
        total = Sum(amount=extended, currency=currency)
        yield Line(msgid="With these costs: %(result)s.", slots=(("result", total),))


def _not_offered(options: Sequence[Option], place: Position, situation: Situation) -> tuple[NotOffered, ...]:
    taken = {option.remedy for option in options}
    return tuple(
        NotOffered(remedy=remedy, why=not_offered_line(remedy, place, situation))
        for remedy in Remedy
        if remedy not in taken
    )
