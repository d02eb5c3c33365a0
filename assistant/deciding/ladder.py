"""Which rung of a reason's ladder is offered now, given the order's state, the buyer's wish and what was offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.model import Outcome, Remedy, Request, Risk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deciding.playbook import ReasonRule, Rung
    from assistant.model import Offer, OrderState

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
ANSWERED = {Outcome.REFUSED, Outcome.OFFERED}


@dataclass(frozen=True, slots=True)
class Position:
    """Where we are on the ladder: the rungs that fit the state, and the index of the current one.

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
    rule: ReasonRule, state: OrderState, requests: Sequence[Request], risks: Sequence[Risk], history: Sequence[Offer]
) -> Position:
    """Return the current rung.

    It lies after the last one that was refused or left unanswered. Where the law gives the buyer the choice at once
    (`skip`), it is the first with what he asks for. An angry buyer is not offered the lowest rung of three or more
    (SEEDS 2.3 case C), except under extortion, where nothing rises.
    """
    rungs = tuple(rung for rung in rule.ladder if rung.fits(state))
    tried = [
        index
        for index, rung in enumerate(rungs)
        if any(o.outcome in ANSWERED and o.remedy in rung.remedies and o.remedy is not Remedy.EXPLAIN for o in history)
    ]
    index = _after(rungs, tried, history)
    if Risk.EXTORTION in risks:
        return Position(rungs, index)
    wanted = wishes([request for request in requests if request is not Request.INFORMATION])
    if rule.skip and wanted:
        matching = [i for i in range(index, len(rungs)) if wanted & set(rungs[i].remedies)]
        if matching and matching[0] > index:
            return Position(rungs, matching[0], jumped_to_wish=True)
    if not tried and ANGRY & set(risks) and len(rungs) > 2 and rule.fault in {"seller", "carrier"}:
        return Position(rungs, 1, jumped_for_anger=True)
    return Position(rungs, index)


def _after(rungs: Sequence[Rung], tried: Sequence[int], history: Sequence[Offer]) -> int:
    """Return the first rung that holds something which was not tried yet."""
    if not tried:
        return 0
    done = {o.remedy for o in history if o.outcome in ANSWERED and o.remedy is not Remedy.PARTIAL_REFUND}
    index = 0
    for index in range(len(rungs)):
        fresh = set(rungs[index].remedies) - done
        offered_partial = Remedy.PARTIAL_REFUND in fresh and index in tried
        if fresh - ({Remedy.PARTIAL_REFUND} if offered_partial else set()) - {Remedy.EXPLAIN} and index not in tried:
            return index
    return len(rungs)
