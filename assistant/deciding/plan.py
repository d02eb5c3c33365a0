"""The plan: ranked options with their money, what is not offered and why, clocks, freight, what to ask and keep."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.deciding.agreement import points_of
from assistant.deciding.amounts import Grant, break_even_lines, needs_approval, parcel_needs_approval
from assistant.deciding.basis import cause_of, situation_of, weighed
from assistant.deciding.clocks import missed_notes, running_clocks
from assistant.deciding.early import with_early_part
from assistant.deciding.economics import WHOLE_PRICE
from assistant.deciding.evidence import asks, missing
from assistant.deciding.extended import extended_result, term_lines
from assistant.deciding.freight import return_freight
from assistant.deciding.guarantee import guarantee_ended
from assistant.deciding.history import MATERIAL, fresh
from assistant.deciding.ladder import Position, position, under_way, wishes
from assistant.deciding.notes import claim_notes, staff_notes
from assistant.deciding.refunds import price_grant, sent_back, with_own_return
from assistant.deciding.refusals import not_offered_line
from assistant.deciding.replacement import with_replacement
from assistant.deciding.rungs import can_reship, partial_grant, possible_rungs
from assistant.deciding.silence import urgent_notes
from assistant.model import Line, NotOffered, Option, OrderState, Plan, Remedy, Risk, Sum
from assistant.money import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from assistant.deciding.economics import Economics
    from assistant.deciding.extended import Terms
    from assistant.deciding.question import Question
    from assistant.deciding.rulebook.playbook import Playbook, ReasonRule, Rung
    from assistant.deciding.situation import Situation
    from assistant.model import Freight, Order
    from assistant.shop import Shop

PAID = WHOLE_PRICE | {Remedy.PARTIAL_REFUND, Remedy.RESHIP, Remedy.SEND_MISSING}


def make_plan(question: Question, order: Order, playbook: Playbook, shop: Shop, today: date) -> Plan:
    """Return the plan. Raises RefundAbovePriceError, RefundAboveClaimError where the staff's own refund is too much."""
    question = weighed(question, playbook, order)
    cause = cause_of(question, playbook)
    situation = situation_of(question, cause, order, playbook, shop, today)
    stage = situation.stage_rule
    own = playbook.rule(cause, is_empty=question.is_empty)
    kept = tuple(dict.fromkeys((*own.keep, *playbook.reasons[question.reason].keep)))
    lacking = missing(kept, question, order)
    times = {"in_time": situation.is_in_time, "undelivered": situation.is_undelivered}
    rule = under_way(own, stage, situation.state, proven=bool(kept) and not lacking, **times)
    freight = return_freight(rule, question.secondary, situation)
    situation = with_own_return(situation, question.requests, freight.paid_by)
    place = position(rule, possible_rungs(rule, situation), question.requests, question.risks, question.history)
    place = with_replacement(with_early_part(place, rule, situation, question.requests), cause, rule, situation)
    options = Deliberation(question, situation, place, freight).options()
    clocks = running_clocks(situation, (question.reason, *question.secondary))
    urgent = urgent_notes(situation, options, clocks)
    notes = staff_notes(question.risks, question.history, cause, place, rule, situation, urgent)
    return Plan(
        reason=question.reason,
        state=situation.state,
        stage=situation.stage,
        options=options,
        not_offered=_not_offered(options, rule, place, situation),
        clocks=clocks,
        freight=freight,
        ask=tuple(asks(rule, place, question, order)),
        keep=kept,
        submit=kept if stage is not None and stage.submit else (),
        evidence_missing=lacking,
        agree=points_of(_returns(options, playbook), freight, shop),
        notes=(*missed_notes(clocks, question.history), *notes, *claim_notes(question)),
        risks=question.risks,
    )


def _returns(options: Sequence[Option], playbook: Playbook) -> Sequence[Option]:
    """Return the options whose return is agreed now: what is offered, and what comes later where it is agreed first."""
    agreed_first = playbook.platform.returns.agree_first.value is True
    return [option for option in options if option.offered or agreed_first]


@dataclass(frozen=True)
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

    @cached_property
    def wanted(self) -> frozenset[Remedy]:
        """What the buyer asks for."""
        return wishes(self.question.requests)

    @cached_property
    def reships(self) -> bool:
        """Whether a new parcel is still an option."""
        return can_reship(self.place.rungs, self.situation)

    @cached_property
    def asks_owner(self) -> frozenset[Remedy]:
        """The remedies to which somebody above the staff must agree whatever they cost."""
        playbook = self.situation.playbook
        rule = playbook.rule(cause_of(self.question, playbook), is_empty=self.question.is_empty)
        asks = rule.approval or playbook.platform.business.approval.value is True
        grave = self.situation.is_hazard or guarantee_ended(self.situation) is not None
        return frozenset((PAID if asks else set()) | (MATERIAL if grave else set()))

    def options(self) -> tuple[Option, ...]:
        """Return the options of the current rung, then those kept for later, each rung ranked."""
        options: list[Option] = []
        for index in range(self.place.index, len(self.place.rungs)):
            rung = self.place.rungs[index]
            found = [
                self._option(remedy, rung, offered=index == self.place.index)
                for remedy in fresh(self.place.rungs, index, self.question.history)
                if not any(option.remedy is remedy for option in options)
                and (index == self.place.index or remedy is not Remedy.EXPLAIN)
                and not (index == self.place.index and remedy in {*self.place.left_out, *self.place.unasked})
            ]
            options += self._ranked(found)
        return tuple(options)

    def _ranked(self, options: list[Option]) -> list[Option]:
        """Explanation first, then what the buyer asks for, then what leaves the seller with most.

        Where a result is unknown the ladder's own order stands: unknown is not zero.
        """
        known = all(option.result is not None for option in options if option.remedy is not Remedy.EXPLAIN)

        def rank(option: Option) -> tuple[bool, bool, Decimal]:
            result = option.result if option.extended is None else option.extended
            loss = -result if known and result is not None else Decimal(0)
            return (option.remedy is not Remedy.EXPLAIN, option.remedy not in self.wanted, loss)

        return sorted(options, key=rank)

    def _option(self, remedy: Remedy, rung: Rung, *, offered: bool) -> Option:
        currency = self.situation.order.currency
        grant = self._grant(remedy, rung)
        result = self.economics.result(remedy, grant.amount, seller_pays_return=self.freight.paid_by != "buyer")
        if self.situation.state is OrderState.CHARGEBACK:
            result = None  # what the bank does with the price is not known
        extended = extended_result(
            remedy, grant.amount, result, self.economics, self._terms(remedy), is_back=self.situation.is_back
        )
        if currency:
            result, extended = _rounded(result, currency), _rounded(extended, currency)
        return Option(
            remedy=remedy,
            offered=offered,
            amount=grant.amount,
            currency=currency if grant.amount is not None else None,
            result=result,
            extended=extended,
            approval=remedy in self.asks_owner or self._needs_approval(remedy, grant.amount),
            why=(
                *self._why(remedy, grant, result, offered=offered),
                *self._extended_lines(remedy, grant.amount, extended),
            ),
        )

    def _terms(self, remedy: Remedy) -> Terms:
        """Return what the formulas leave out; of several pieces those come back that are counted, or else all."""
        terms = self.situation.terms
        is_whole = remedy is Remedy.RETURN_REFUND and sent_back(self.situation, self.freight.paid_by) is None
        return replace(terms, goods=None) if is_whole else terms

    def _needs_approval(self, remedy: Remedy, amount: Decimal | None) -> bool:
        order, paid = self.situation.order, self.economics.refunded
        whole = self.situation.claimed if order.price is None else self.economics.left
        is_all = remedy is Remedy.PARTIAL_REFUND and amount is not None and amount == whole
        total = None if amount is None or paid is None else paid + amount
        limits, amounts = self.situation.shop.limits, self.situation.playbook.platform.amounts
        if remedy in PAID and Risk.CHARGEBACK in self.situation.risks:
            return True  # the bank may have taken the money back already
        if remedy is Remedy.RESHIP:
            cost = _sum(self.situation.second_parcel, paid)
            return parcel_needs_approval(cost, order.price, order.currency, limits, amounts)
        lack = self.situation.shortfall
        if remedy is Remedy.SEND_MISSING and lack is not None:
            cost = _sum(lack.cost, self.economics.freight, paid)
            return parcel_needs_approval(cost, lack.worth, order.currency, limits, amounts)
        return needs_approval(Remedy.FULL_REFUND if is_all else remedy, total, order.currency, limits, amounts)

    def _grant(self, remedy: Remedy, rung: Rung) -> Grant:
        if remedy is Remedy.PARTIAL_REFUND:
            return partial_grant(rung, self.situation, can_reship=self.reships)
        if remedy in WHOLE_PRICE:
            return price_grant(remedy, self.situation, self.freight.paid_by)
        return Grant(None, ())

    def _why(self, remedy: Remedy, grant: Grant, result: Decimal | None, *, offered: bool) -> Iterator[Line]:
        currency = self.situation.order.currency
        if not offered:
            yield Line(msgid="Kept for the next step, after a refusal.")
        asked = self.question.asked
        if remedy is Remedy.PARTIAL_REFUND and asked not in {None, grant.amount} and currency:
            yield Line(
                msgid="The buyer asks for %(amount)s.", slots=(("amount", Sum(amount=asked, currency=currency)),)
            )
        elif remedy is Remedy.PARTIAL_REFUND and asked is None and remedy in self.wanted:
            yield Line(msgid="The buyer asks for money; how much, the message does not say for certain.")
        elif remedy in self.wanted:
            yield Line(msgid="This is what the buyer asks for.")
        yield from grant.why
        if offered and remedy in self.place.raised:
            yield Line(msgid="Offered at once because the buyer is upset.")
        if remedy is Remedy.RESHIP or (remedy is Remedy.PARTIAL_REFUND and self.reships):
            yield from break_even_lines(self.economics, self.situation.second_parcel, currency)
        if result is not None and currency:
            total = Sum(amount=result, currency=currency)
            yield Line(msgid="Result for the seller: %(result)s.", slots=(("result", total),))

    def _extended_lines(self, remedy: Remedy, amount: Decimal | None, extended: Decimal | None) -> Iterator[Line]:
        situation, currency = self.situation, self.situation.order.currency
        if extended is not None and currency:
            yield from term_lines(remedy, amount, self.economics, situation.terms, currency, is_back=situation.is_back)
            total = Sum(amount=extended, currency=currency)
            yield Line(msgid="With these costs: %(result)s.", slots=(("result", total),))


def _sum(*terms: Decimal | None) -> Decimal | None:
    known = [term for term in terms if term is not None]
    return sum(known, Decimal(0)) if len(known) == len(terms) else None


def _rounded(result: Decimal | None, currency: str) -> Decimal | None:
    return None if result is None else rounded(result, currency)


def _not_offered(
    options: Sequence[Option], rule: ReasonRule, place: Position, situation: Situation
) -> tuple[NotOffered, ...]:
    taken = {option.remedy for option in options}
    return tuple(
        NotOffered(remedy=remedy, why=not_offered_line(remedy, rule, place, situation))
        for remedy in Remedy
        if remedy not in taken
    )
