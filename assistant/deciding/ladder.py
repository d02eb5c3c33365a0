"""Which rung of a reason's ladder is offered now, given the order's state, the buyer's wish and what was offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.model import Outcome, Remedy, Request, Risk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deciding.playbook import ReasonRule, Rung
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
FEW_RUNGS = 2
ANSWERED = {Outcome.REFUSED, Outcome.OFFERED}


@dataclass(frozen=True, slots=True)
class Position:
    """Where we are on the ladder: the rungs that are possible, and the index of the current one.

    `index` equals the number of rungs when every one was tried.
    """

    rungs: tuple[Rung, ...]
    index: int
    jumped_to_wish: bool = False
    jumped_for_anger: bool = False

    @property
    def rung(self) -> Rung | None:
        """The current rung."""
        return self.rungs[self.index] if self.index < len(self.rungs) else None

    @property
    def later(self) -> tuple[Rung, ...]:
        """The rungs that are kept for a refusal."""
        return self.rungs[self.index + 1 :]


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

    It lies after the last one that was refused or left unanswered. Where the law gives the buyer the choice at once
    (`skip`), it is the first with what he asks for. An angry buyer is not offered the lowest rung of three or more
    (SEEDS 2.3 case C), except under extortion, where nothing rises.
    """
    index = next((i for i in range(len(rungs)) if fresh(rungs, i, history)), len(rungs))
    tried = any(offer.outcome in ANSWERED for offer in history)
    if Risk.EXTORTION in risks:
        return Position(rungs, index)
    wanted = wishes([request for request in requests if request is not Request.INFORMATION])
    if rule.skip and wanted:
        matching = [i for i in range(index, len(rungs)) if wanted & set(rungs[i].remedies)]
        if matching and matching[0] > index:
            return Position(rungs, matching[0], jumped_to_wish=True)
    if not tried and ANGRY & set(risks) and len(rungs) > FEW_RUNGS and rule.fault in {"seller", "carrier"}:
        return Position(rungs, 1, jumped_for_anger=True)
    return Position(rungs, index)


def fresh(rungs: Sequence[Rung], index: int, history: Sequence[Offer]) -> tuple[Remedy, ...]:
    """Return the remedies of a rung that were not offered yet.

    A partial refund may come again on a higher rung, with its higher share; an explanation may always come again.
    """
    answered = [offer.remedy for offer in history if offer.outcome in ANSWERED]
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
