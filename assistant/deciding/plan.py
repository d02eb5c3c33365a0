"""The plan: ranked options with their money, what is not offered and why, clocks, freight, what to ask and keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.deciding.amounts import (
    Grant,
    already_refunded,
    break_even_line,
    needs_approval,
    partial_amount,
)
from assistant.deciding.clocks import running_clocks
from assistant.deciding.economics import Economics, economics_of
from assistant.deciding.freight import return_freight
from assistant.deciding.ladder import Position, position, wishes
from assistant.deciding.notes import staff_notes
from assistant.deciding.refusals import Situation, not_offered_line, refusal
from assistant.deciding.state import has_goods, order_state
from assistant.errors import InputError
from assistant.model import Evidence, Line, NotOffered, Option, Plan, Reason, Remedy, Sum
from assistant.money import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from assistant.deciding.playbook import Playbook, Rung
    from assistant.model import Freight, Offer, Order, Request, Risk
    from assistant.shop import Shop

BY_CAUSE = {Reason.BAD_REVIEW}
PHOTOS = {"photo_item", "photo_packaging", "photo_received", "contents_photo", "size_photo", "comparison", "video_fault"}


class RefundAbovePriceError(InputError):
    """The staff set a refund that is more than the order's price."""

    def __init__(self, refund: Decimal, price: Decimal, currency: str | None) -> None:
        super().__init__(
            f"The refund {refund} is above the order's price {price} {currency or ''}".rstrip()
            + ": set a refund between 0 and the price."
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


def make_plan(question: Question, order: Order, playbook: Playbook, shop: Shop, today: date) -> Plan:
    """Return the plan. Raises RefundAbovePriceError where the staff's own refund is above the price."""
    if question.refund is not None and order.price is not None and question.refund > order.price:
        raise RefundAbovePriceError(question.refund, order.price, order.currency)
    cause = _cause(question, playbook)
    rule = playbook.reasons[cause]
    state = order_state(order, today)
    goods = has_goods(rule, state)
    freight = return_freight(rule, order, shop, has_goods=goods)
    place = position(rule, state, question.requests, question.risks, question.history)
    situation = Situation(question.risks, state, order, playbook, shop, today)
    options = _options(question, order, playbook, shop, place, freight, situation)
    evidence = question.evidence if question.evidence is not Evidence.UNKNOWN else order.evidence
    return Plan(
        reason=question.reason,
        state=state,
        options=options,
        not_offered=_not_offered(options, place, situation),
        clocks=running_clocks(
            playbook, shop, order, state, (question.reason, *question.secondary), question.risks, question.history
        ),
        freight=freight,
        ask=_ask(rule.ask, order, evidence),
        keep=rule.keep,
        notes=staff_notes(question.risks, question.history, cause, place, rule, situation),
    )


def _cause(question: Question, playbook: Playbook) -> Reason:
    """A review is handled by what is wrong behind it (SEEDS 2.8), where the message says so."""
    if question.reason in BY_CAUSE:
        for other in question.secondary:
            if playbook.reasons[other].fault != "none" and other not in BY_CAUSE:
                return other
    return question.reason


def _options(
    question: Question,
    order: Order,
    playbook: Playbook,
    shop: Shop,
    place: Position,
    freight: Freight,
    situation: Situation,
) -> tuple[Option, ...]:
    economics = economics_of(order)
    wanted = wishes(question.requests)
    options: list[Option] = []
    for rung in ([place.rung] if place.rung else []) + list(place.later):
        offered = rung is place.rung
        found = []
        for remedy in rung.remedies:
            if any(option.remedy is remedy for option in options) or refusal(remedy, situation):
                continue
            grant = _grant(remedy, rung, question, order, playbook, shop, economics, place)
            found.append(_option(remedy, grant, order, playbook, shop, economics, freight, place, wanted, offered=offered))
        options += sorted(found, key=lambda option: _rank(option, wanted))
    offered = [option for option in options if option.offered]
    shown = [o for o in offered if o.remedy is not Remedy.EXPLAIN and not _is_open(o)]
    too_many = {id(option) for option in offered if _is_open(option) and shown}
    return tuple(option.model_copy(update={"offered": False}) if id(option) in too_many else option for option in options)


def _is_open(option: Option) -> bool:
    """Whether a partial refund has no amount yet: it is not offered beside something that can be."""
    return option.remedy is Remedy.PARTIAL_REFUND and option.amount is None


def _rank(option: Option, wanted: frozenset[Remedy]) -> tuple[bool, bool, Decimal | int]:
    """Explanation first, then what the buyer asks for, then what leaves the seller with most."""
    result = -option.result if option.result is not None else 0
    return (option.remedy is not Remedy.EXPLAIN, option.remedy not in wanted, result)


def _grant(
    remedy: Remedy,
    rung: Rung,
    question: Question,
    order: Order,
    playbook: Playbook,
    shop: Shop,
    economics: Economics,
    place: Position,
) -> Grant:
    refunded = already_refunded(question.history)
    if remedy is Remedy.PARTIAL_REFUND:
        if question.refund is not None:
            return Grant(question.refund, (Line(msgid="The amount was set by the staff."),))
        can_reship = any(Remedy.RESHIP in other.remedies for other in place.rungs)
        return partial_amount(
            rung, economics, order.currency, shop.limits, playbook.platform.amounts, refunded, can_reship=can_reship
        )
    if remedy in {Remedy.FULL_REFUND, Remedy.RETURN_REFUND, Remedy.CANCEL_REFUND} and order.price is not None:
        left = order.price - refunded
        why = (Line(msgid="Less what was refunded already."),) if refunded else ()
        return Grant(rounded(left, order.currency) if order.currency else left, why)
    return Grant(None, ())


def _option(
    remedy: Remedy,
    grant: Grant,
    order: Order,
    playbook: Playbook,
    shop: Shop,
    economics: Economics,
    freight: Freight,
    place: Position,
    wanted: frozenset[Remedy],
    *,
    offered: bool,
) -> Option:
    result = economics.result(remedy, grant.amount, seller_pays_return=freight.paid_by != "buyer")
    why = [*grant.why]
    if remedy in wanted:
        why.insert(0, Line(msgid="This is what the buyer asks for."))
    if not offered:
        why.insert(0, Line(msgid="Kept for the next step, after a refusal."))
    elif place.jumped_for_anger:
        why.append(Line(msgid="The lowest step is left out because the buyer is upset."))
    if remedy in {Remedy.PARTIAL_REFUND, Remedy.RESHIP}:
        why.append(break_even_line(economics, order.currency))
    if result is not None and order.currency:
        total = Sum(amount=rounded(result, order.currency), currency=order.currency)
        why.append(Line(msgid="Result for the seller: %(result)s.", slots=(("result", total),)))
    return Option(
        remedy=remedy,
        offered=offered,
        amount=grant.amount,
        currency=order.currency if grant.amount is not None else None,
        result=rounded(result, order.currency) if result is not None and order.currency else result,
        approval=needs_approval(remedy, grant.amount, order.currency, shop.limits, playbook.platform.amounts),
        why=tuple(why),
    )


def _not_offered(options: Sequence[Option], place: Position, situation: Situation) -> tuple[NotOffered, ...]:
    taken = {option.remedy for option in options}
    return tuple(
        NotOffered(remedy=remedy, why=not_offered_line(remedy, place, situation))
        for remedy in Remedy
        if remedy not in taken
    )


def _ask(keys: Sequence[str], order: Order, evidence: Evidence) -> tuple[str, ...]:
    asks = [key for key in keys if not (evidence is Evidence.ATTACHED and key in PHOTOS)]
    return tuple(asks)
