"""The plan: ranked options with their money, what is not offered and why, clocks, freight, what to ask and keep."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.deciding.amounts import Grant, break_even_line, needs_approval
from assistant.deciding.clocks import running_clocks
from assistant.deciding.economics import economics_of
from assistant.deciding.freight import return_freight
from assistant.deciding.ladder import Position, fresh, position, wishes
from assistant.deciding.notes import staff_notes
from assistant.deciding.refusals import Situation, not_offered_line, partial_grant, possible_rungs
from assistant.deciding.state import has_goods, order_state
from assistant.errors import InputError
from assistant.model import Evidence, Line, NotOffered, Option, Plan, Reason, Remedy, Risk, Sum
from assistant.money import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from assistant.deciding.economics import Economics
    from assistant.deciding.playbook import Playbook, ReasonRule, Rung
    from assistant.model import Freight, Offer, Order, Request
    from assistant.shop import Shop

BY_CAUSE = {Reason.BAD_REVIEW}
WHOLE_PRICE = {Remedy.FULL_REFUND, Remedy.RETURN_REFUND, Remedy.CANCEL_REFUND}
PICTURES = {
    "photo_item", "photo_packaging", "photo_received", "photo_doubt", "contents_photo", "size_photo", "comparison",
    "video_fault", "customs_notice",
}  # fmt: skip
ASKED_AGAIN = {"address_check"}


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
    """Everything that a plan is decided from, besides the rules."""

    reason: Reason
    secondary: tuple[Reason, ...] = ()
    requests: tuple[Request, ...] = ()
    risks: tuple[Risk, ...] = ()
    evidence: Evidence = Evidence.UNKNOWN
    history: tuple[Offer, ...] = ()
    refund: Decimal | None = None
    knows_order: bool = False
    tracking_numbers: tuple[str, ...] = ()


def make_plan(question: Question, order: Order, playbook: Playbook, shop: Shop, today: date) -> Plan:
    """Return the plan. Raises RefundAbovePriceError where the staff's own refund is above what is left of the price."""
    _require_refund_within(question, order)
    cause = _cause(question, playbook)
    rule = playbook.reasons[cause]
    state = order_state(order, today)
    freight = return_freight(rule, order, shop, has_goods=has_goods(rule, state))
    situation = Situation(
        question.risks,
        state,
        order,
        playbook,
        shop,
        today,
        question.history,
        question.refund,
        question.tracking_numbers,
    )
    rungs = tuple(possible_rungs(rule, situation))
    place = position(rule, rungs, question.requests, question.risks, question.history)
    options = Deliberation(question, situation, place, freight).options()
    evidence = question.evidence if question.evidence is not Evidence.UNKNOWN else order.evidence
    reasons = (question.reason, *question.secondary)
    return Plan(
        reason=question.reason,
        state=state,
        options=options,
        not_offered=_not_offered(options, place, situation),
        clocks=running_clocks(playbook, shop, order, state, reasons, question.risks, question.history),
        freight=freight,
        ask=tuple(_asks(rule, place, evidence, question, order)),
        keep=rule.keep,
        notes=staff_notes(question.risks, question.history, cause, place, rule, situation),
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
            result = -option.result if known and option.result is not None else Decimal(0)
            return (option.remedy is not Remedy.EXPLAIN, option.remedy not in wanted, result)

        return sorted(options, key=rank)

    def _option(self, remedy: Remedy, rung: Rung, *, offered: bool) -> Option:
        shop, amounts = self.situation.shop, self.situation.playbook.platform.amounts
        currency = self.situation.order.currency
        grant = self._grant(remedy, rung)
        result = self.economics.result(remedy, grant.amount, seller_pays_return=self.freight.paid_by != "buyer")
        if result is not None and currency:
            result = rounded(result, currency)
        return Option(
            remedy=remedy,
            offered=offered,
            amount=grant.amount,
            currency=currency if grant.amount is not None else None,
            result=result,
            approval=self._rule_asks(remedy) or needs_approval(remedy, grant.amount, currency, shop.limits, amounts),
            why=tuple(self._why(remedy, grant, result, offered=offered)),
        )

    def _rule_asks(self, remedy: Remedy) -> bool:
        rule = self.situation.playbook.reasons[self.question.reason]
        return rule.approval and remedy in WHOLE_PRICE | {Remedy.PARTIAL_REFUND}

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


def _asks(rule: ReasonRule, place: Position, evidence: Evidence, question: Question, order: Order) -> Iterator[str]:
    """Yield what the buyer is asked for: once, not again after an offer, and no picture that has come."""
    if question.history and place.rung is None:
        return
    if order.number is None and not question.knows_order and rule.fault != "none":
        yield "order_number"
    if question.reason is Reason.OTHER and Risk.EXTORTION in question.risks:
        return  # 'what can we do for you' would invite the demand again
    keys = rule.ask if place.rung is None or place.rung.ask is None else place.rung.ask
    for key in keys:
        again = bool(question.history) and key not in ASKED_AGAIN
        if not again and not (evidence is Evidence.ATTACHED and key in PICTURES):
            yield key


def _not_offered(options: Sequence[Option], place: Position, situation: Situation) -> tuple[NotOffered, ...]:
    taken = {option.remedy for option in options}
    return tuple(
        NotOffered(remedy=remedy, why=not_offered_line(remedy, place, situation))
        for remedy in Remedy
        if remedy not in taken
    )
