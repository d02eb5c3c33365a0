"""Which rung of a reason's ladder is offered now, given the order's state, the buyer's wish and what was offered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.deciding.history import (
    MATERIAL,
    SOFT,
    WEAK,
    agreed,
    explains_again,
    first_untried,
    fresh,
    is_settled,
    is_stopped,
    reached_rung,
)
from assistant.deciding.refusals import COUPONS
from assistant.deciding.rulebook.playbook import Rung
from assistant.model import OrderState, Remedy, Request, Risk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deciding.rulebook.playbook import ReasonRule, StageRule
    from assistant.model import Offer

FULFILS: dict[Request, frozenset[Remedy]] = {
    Request.REFUND: frozenset({Remedy.FULL_REFUND, Remedy.CANCEL_REFUND, Remedy.RETURN_REFUND}),
    Request.PARTIAL_REFUND: frozenset({Remedy.PARTIAL_REFUND}),
    Request.REPLACEMENT: frozenset({Remedy.RESHIP, Remedy.SEND_MISSING}),
    Request.RETURN: frozenset({Remedy.RETURN_REFUND}),
    Request.CANCELLATION: frozenset({Remedy.CANCEL_REFUND, Remedy.FULL_REFUND}),
    Request.DISCOUNT: frozenset({Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON, Remedy.PARTIAL_REFUND}),
    Request.INFORMATION: frozenset({Remedy.EXPLAIN, Remedy.GUIDE}),
}
ANGRY = {Risk.REVIEW_THREAT, Risk.DISPUTE, Risk.CHARGEBACK, Risk.LEGAL, Risk.ABUSIVE}
# While the parcel is in time, or where the carrier says that it was delivered, the choice is not the buyer's at once.
WAITS = {OrderState.IN_TRANSIT, OrderState.DELIVERED, OrderState.COMPLETED}
# The buyer has neither goods nor reason to wait: the choice between them and his money is his by law (U10).
OWED = {OrderState.OVERDUE, OrderState.UNKNOWN, OrderState.RETURNED}
PAIR = 2


@dataclass(frozen=True, slots=True)
class Position:
    """Where we are on the ladder: the rungs that are possible, and the index of the current one.

    `index` equals the number of rungs when every one was tried. Of the current rung `left_out` is what would sound like
    being put off, `unasked` the coupon beside which the buyer wants his money.
    """

    rungs: tuple[Rung, ...]
    index: int
    raised: tuple[Remedy, ...] = ()
    left_out: tuple[Remedy, ...] = ()
    unasked: tuple[Remedy, ...] = ()

    @property
    def rung(self) -> Rung | None:
        """The current rung."""
        return self.rungs[self.index] if self.index < len(self.rungs) else None

    @property
    def later(self) -> tuple[Rung, ...]:
        """The rungs that are kept for a refusal."""
        return self.rungs[self.index + 1 :]


def under_way(
    rule: ReasonRule, stage: StageRule | None, state: OrderState, *, proven: bool, in_time: bool, undelivered: bool
) -> ReasonRule:
    """Return a reason's rule as it is for an order: while a procedure runs, and while the buyer may have to wait.

    There is nothing to settle where nobody is at fault. While a dispute is open, contesting it is the last step; it is
    the first where the platform decides and all evidence is there (`proven`), unless the fault is ours.
    """
    if rule.skip and (in_time or state in WAITS):
        rule = rule.model_copy(update={"skip": False})
    if rule.arrived in {"no", "order"}:
        may_come = in_time or state is OrderState.IN_TRANSIT
        rule = rule.model_copy(update={"owed": state in OWED and not in_time, "in_time": may_come})
    if rule.arrived == "yes" and state is OrderState.NOT_SHIPPED and rule.fault != "none":
        # He has goods but this order has not left: first find out which order it is about.
        return rule.model_copy(update={"ladder": (Rung(remedies=(Remedy.EXPLAIN,), ask=("photo_received",)),)})
    if stage is None or rule.fault == "none" or _came_back(rule, state, undelivered=undelivered):
        return rule
    if stage.ladder:
        return rule.model_copy(update={"ladder": stage.ladder, "skip": False, "ask": (), "procedure": True})
    if not stage.submit:
        return rule
    rest = tuple(rung for rung in rule.ladder if rung.remedies != (Remedy.CONTEST,))
    contest = Rung(remedies=(Remedy.CONTEST,), ask=())
    first = proven and bool(stage.allowed) and rule.fault in {"unknown", "buyer"}
    return rule.model_copy(update={"ladder": (contest, *rest) if first else (*rest, contest)})


def _came_back(rule: ReasonRule, state: OrderState, *, undelivered: bool) -> bool:
    """Whether a parcel came back that the buyer never had, and the reason has a choice for him: not just his money."""
    if state is not OrderState.RETURNED or rule.arrived == "no":
        return state is OrderState.RETURNED
    has_choice = any(rung.fits(state) and MATERIAL & set(rung.remedies) for rung in rule.ladder)
    return undelivered and rule.arrived == "order" and has_choice


def wishes(requests: Sequence[Request]) -> frozenset[Remedy]:
    """Return the remedies that would fulfil what the buyer asks for."""
    return frozenset().union(*(FULFILS[request] for request in requests))


def position(
    rule: ReasonRule,
    rungs: tuple[Rung, ...],
    requests: Sequence[Request],
    risks: Sequence[Risk],
    history: Sequence[Offer],
) -> Position:
    """Return the current one of the rungs that fit the order's state and are possible.

    It lies after the last one that was refused, and passes none of which nothing was offered. Where the law gives the
    buyer the choice at once (`skip`), it is the first with what he asks for. An angry buyer is not offered what sounds
    like being put off (SEEDS 2.3 case C), except under extortion, where nothing rises. While something is agreed and
    not yet done, nothing is offered on top of it.
    """
    if agreed(history) and not rule.procedure and rule.fault != "none":
        return Position(rungs, len(rungs))
    angry = bool(ANGRY & set(risks)) and Risk.EXTORTION not in risks and rule.fault in {"seller", "carrier"}
    calm = _without_soft(rungs) if angry and not history else None
    if calm is not None:
        return calm
    reached = reached_rung(rungs, history)
    if not (rule.skip or rule.procedure):
        reached = first_untried(rungs, reached, history)
    left = [i for i in range(reached, len(rungs)) if fresh(rungs, i, history)]
    # An explanation may come again and again, but one that did not satisfy the buyer does not hold up the next step.
    steps = [i for i in left if not (explains_again(rungs[i], history) and i < left[-1])]
    index = steps[0] if steps else len(rungs)
    if rule.fault == "none" and is_settled(history):
        return Position(rungs, max((i for i in range(len(rungs)) if Remedy.EXPLAIN in rungs[i].remedies), default=0))
    if is_stopped(rule, risks, history):
        index = next((i for i in range(index, len(rungs)) if Remedy.CONTEST in rungs[i].remedies), len(rungs))
        return Position(rungs, index)
    wanted = wishes([request for request in requests if request is not Request.INFORMATION])
    if rule.skip and wanted and Risk.EXTORTION not in risks:
        matching = [i for i in range(index, len(rungs)) if wanted & set(fresh(rungs, i, history))]
        if matching and matching[0] > index:
            return Position(rungs, matching[0])
    missed = _missed_wish(rungs, index, wanted, history)
    if missed is not None:
        return _with_missed_wish(rungs, index, missed)
    soft = tuple(remedy for remedy in rungs[index].remedies if remedy in SOFT) if angry and index < len(rungs) else ()
    return _with_what_is_asked(Position(rungs, index, left_out=soft), rule, requests, history)


def _with_what_is_asked(
    place: Position, rule: ReasonRule, requests: Sequence[Request], history: Sequence[Offer]
) -> Position:
    """Return the position without its coupon where the fault is ours and the buyer wants his money; never an empty one.

    'My money back, and no coupon!' is not answered with a coupon.
    """
    if place.rung is None:
        return place
    wants_money = bool({Request.REFUND, Request.RETURN} & set(requests)) and Request.DISCOUNT not in requests
    coupons = COUPONS & set(place.rung.remedies) if wants_money and rule.fault in {"seller", "carrier"} else set()
    unasked = tuple(sorted(coupons - set(place.left_out)))
    left = set(fresh(place.rungs, place.index, history)) - SOFT
    kept = replace(place, left_out=place.left_out if left else ())
    return replace(kept, unasked=unasked) if left - set(unasked) else kept


def _missed_wish(
    rungs: tuple[Rung, ...], index: int, wanted: frozenset[Remedy], history: Sequence[Offer]
) -> Remedy | None:
    """Return what the buyer asks for of the rungs that were passed, where it was never offered."""
    known = {offer.remedy for offer in history} | {Remedy.PARTIAL_REFUND}
    known |= {remedy for rung in rungs[index:] for remedy in rung.remedies}
    passed = (remedy for rung in rungs[:index] for remedy in rung.remedies)
    return next((remedy for remedy in passed if remedy in wanted - known), None)


def _with_missed_wish(rungs: tuple[Rung, ...], index: int, missed: Remedy) -> Position:
    """Return the position with a remedy of a passed rung beside those of the current one, or as a last one."""
    if index == len(rungs):
        return Position((*rungs, Rung(remedies=(missed,), whole=(missed,))), index)
    here = rungs[index]
    both = here.model_copy(update={"remedies": (missed, *here.remedies), "whole": (missed, *here.whole)})
    return Position((*rungs[:index], both, *rungs[index + 1 :]), index)


def _without_soft(rungs: tuple[Rung, ...]) -> Position | None:
    """Return the position with the soft remedies of the first rung exchanged for what the second one holds.

    None where the first rung has none, or nothing else to offer.
    """
    held = tuple(rung for rung in rungs if rung.remedies)
    if not held or not SOFT & set(held[0].remedies):
        return None
    first = held[0]
    soft = tuple(remedy for remedy in first.remedies if remedy in SOFT)
    if len(held) < PAIR or not set(held[1].remedies) - WEAK:
        firm = tuple(remedy for remedy in first.remedies if remedy not in SOFT)
        kept = (first.model_copy(update={"remedies": firm}), *held[1:])
        return Position(kept, 0, (), soft) if firm else None
    second = held[1]
    firm = tuple(remedy for remedy in first.remedies if remedy not in SOFT and remedy is not Remedy.PARTIAL_REFUND)
    merged = (*firm, *(remedy for remedy in second.remedies if remedy not in firm))[:PAIR]
    rest = tuple(remedy for remedy in second.remedies if remedy not in merged)
    later = (second.model_copy(update={"remedies": rest}),) if rest else ()
    raised = tuple(remedy for remedy in merged if remedy not in first.remedies)
    return Position((second.model_copy(update={"remedies": merged}), *later, *held[2:]), 0, raised, soft)
