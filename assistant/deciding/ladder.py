"""Which rung of a reason's ladder is offered now, given the order's state, the buyer's wish and what was offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.deciding.rulebook.playbook import Rung
from assistant.model import OrderState, Outcome, Remedy, Request, Risk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deciding.rulebook.playbook import ReasonRule, StageRule
    from assistant.model import Offer

FULFILS: dict[Request, frozenset[Remedy]] = {
    Request.REFUND: frozenset({Remedy.FULL_REFUND, Remedy.CANCEL_REFUND, Remedy.RETURN_REFUND}),
    Request.PARTIAL_REFUND: frozenset({Remedy.PARTIAL_REFUND}),
    Request.REPLACEMENT: frozenset({Remedy.RESHIP, Remedy.SEND_MISSING}),
    Request.RETURN: frozenset({Remedy.RETURN_REFUND}),
    Request.CANCELLATION: frozenset({Remedy.CANCEL_REFUND}),
    Request.DISCOUNT: frozenset({Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON, Remedy.PARTIAL_REFUND}),
    Request.INFORMATION: frozenset({Remedy.EXPLAIN, Remedy.GUIDE}),
}
ANGRY = {Risk.REVIEW_THREAT, Risk.DISPUTE, Risk.CHARGEBACK, Risk.LEGAL, Risk.ABUSIVE}
# What an angry buyer is not offered first: it sounds like being put off.
SOFT = {Remedy.GUIDE, Remedy.GOODWILL_COUPON, Remedy.GIFT}
PAIR = 2


@dataclass(frozen=True, slots=True)
class Position:
    """Where we are on the ladder: the rungs that are possible, and the index of the current one.

    `index` equals the number of rungs when every one was tried.
    """

    rungs: tuple[Rung, ...]
    index: int
    raised: tuple[Remedy, ...] = ()
    left_out: tuple[Remedy, ...] = ()

    @property
    def rung(self) -> Rung | None:
        """The current rung."""
        return self.rungs[self.index] if self.index < len(self.rungs) else None

    @property
    def later(self) -> tuple[Rung, ...]:
        """The rungs that are kept for a refusal."""
        return self.rungs[self.index + 1 :]


def under_way(rule: ReasonRule, stage: StageRule | None, state: OrderState) -> ReasonRule:
    """Return a reason's rule as it is for an order: while a procedure runs, and while the parcel is still in time.

    There is nothing to settle where nobody is at fault. Where the platform decides, contesting is always the last step.
    """
    if rule.skip and state is OrderState.IN_TRANSIT:
        rule = rule.model_copy(update={"skip": False})
    if stage is None or rule.fault == "none":
        return rule
    if stage.ladder:
        return rule.model_copy(update={"ladder": stage.ladder, "skip": False, "ask": ()})
    contests = any(Remedy.CONTEST in rung.remedies for rung in rule.ladder)
    if Remedy.CONTEST in stage.allowed and not contests:
        return rule.model_copy(update={"ladder": (*rule.ladder, Rung(remedies=(Remedy.CONTEST,), ask=()))})
    return rule


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

    It lies after the last one that was offered. Where the law gives the buyer the choice at once (`skip`), it is the
    first with what he asks for. An angry buyer is not offered what sounds like being put off (SEEDS 2.3 case C), except
    under extortion, where nothing rises.
    """
    tried = bool(history)
    if not tried and ANGRY & set(risks) and Risk.EXTORTION not in risks and rule.fault in {"seller", "carrier"}:
        merged = _without_soft(rungs)
        if merged is not rungs:
            left_out = tuple(remedy for remedy in rungs[0].remedies if remedy in SOFT)
            raised = tuple(remedy for remedy in merged[0].remedies if remedy not in rungs[0].remedies)
            return Position(merged, 0, raised, left_out)
    left = [i for i in range(_reached(rungs, history), len(rungs)) if fresh(rungs, i, history)]
    # An explanation may come again and again, but one that did not satisfy the buyer does not hold up the next step.
    steps = [i for i in left if not (_explains_again(rungs[i], history) and i < left[-1])]
    index = steps[0] if steps else len(rungs)
    if is_stopped(rule, risks, history):
        index = next((i for i in range(index, len(rungs)) if Remedy.CONTEST in rungs[i].remedies), len(rungs))
        return Position(rungs, index)
    wanted = wishes([request for request in requests if request is not Request.INFORMATION])
    if rule.skip and wanted and Risk.EXTORTION not in risks:
        matching = [i for i in range(index, len(rungs)) if wanted & set(rungs[i].remedies)]
        if matching and matching[0] > index:
            return Position(rungs, matching[0])
    return Position(rungs, index)


def is_stopped(rule: ReasonRule, risks: Sequence[Risk], history: Sequence[Offer]) -> bool:
    """Whether nothing more is offered: the buyer has had his fair offer and asks for more for a review (U3, S3 no. 3).

    Where the goods never came, the law leaves him the choice all the same.
    """
    return Risk.EXTORTION in risks and bool(history) and not rule.skip


def _reached(rungs: Sequence[Rung], history: Sequence[Offer]) -> int:
    """Return the rung below which nothing is offered any more: the one after the last that was answered.

    The n-th partial refund belongs to the n-th rung that has one, every other remedy to the first that has it.
    """
    reached = partials = 0
    for offer in history:
        places = [i for i, rung in enumerate(rungs) if offer.remedy in rung.remedies]
        if not places or offer.remedy is Remedy.EXPLAIN:
            continue
        place = places[0]
        if offer.remedy is Remedy.PARTIAL_REFUND:
            place = places[min(partials, len(places) - 1)]
            partials += 1
        reached = max(reached, place + (offer.outcome is not Outcome.OFFERED))
    return reached


def _explains_again(rung: Rung, history: Sequence[Offer]) -> bool:
    refused = any(offer.remedy is Remedy.EXPLAIN and offer.outcome is Outcome.REFUSED for offer in history)
    return refused and set(rung.remedies) == {Remedy.EXPLAIN}


def _without_soft(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """Return the rungs with the soft remedies of the first one exchanged for what the second one holds."""
    if len(rungs) < PAIR or not SOFT & set(rungs[0].remedies):
        return rungs
    first, second = rungs[0], rungs[1]
    firm = [remedy for remedy in first.remedies if remedy not in SOFT and remedy is not Remedy.PARTIAL_REFUND]
    merged = tuple([*firm, *(remedy for remedy in second.remedies if remedy not in firm)][:PAIR])
    rest = tuple(remedy for remedy in second.remedies if remedy not in merged)
    later = (second.model_copy(update={"remedies": rest}),) if rest else ()
    return (second.model_copy(update={"remedies": merged}), *later, *rungs[2:])


def fresh(rungs: Sequence[Rung], index: int, history: Sequence[Offer]) -> tuple[Remedy, ...]:
    """Return the remedies of a rung that were not offered yet.

    What was offered, agreed or done does not come again; a partial refund may, on a higher rung with its higher share,
    and an explanation always.
    """
    answered = [offer.remedy for offer in history]
    partials = sum(Remedy.PARTIAL_REFUND in rung.remedies for rung in rungs[: index + 1])
    found = []
    for remedy in rungs[index].remedies:
        times = answered.count(remedy)
        if remedy is Remedy.PARTIAL_REFUND:
            times = max(0, times - partials + 1)
        if remedy is Remedy.EXPLAIN or not times:
            found.append(remedy)
    spoken_for = [remedy for remedy in found if remedy is not Remedy.EXPLAIN]
    only_explains = all(remedy is Remedy.EXPLAIN for remedy in rungs[index].remedies)
    return tuple(found) if spoken_for or only_explains else ()
