"""Which rung of a reason's ladder is offered now, given the order's state, the buyer's wish and what was offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.deciding.rulebook.playbook import Rung
from assistant.model import OrderState, Outcome, Remedy, Request, Risk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
# What an angry buyer is not offered first: it sounds like being put off.
SOFT = {Remedy.GUIDE, Remedy.GOODWILL_COUPON, Remedy.GIFT}
# What alone does not hold up the next step after a refusal.
WEAK = {*SOFT, Remedy.EXPLAIN, Remedy.EXTEND_PROTECTION, Remedy.TRACE, Remedy.REORDER_COUPON}
# An offer of money or goods, now or with the next order.
MATERIAL = {
    Remedy.PARTIAL_REFUND, Remedy.FULL_REFUND, Remedy.RETURN_REFUND, Remedy.CANCEL_REFUND, Remedy.RESHIP,
    Remedy.SEND_MISSING, Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON,
}  # fmt: skip
# While the parcel is in time, or where the carrier says that it was delivered, the choice is not the buyer's at once.
WAITS = {OrderState.IN_TRANSIT, OrderState.DELIVERED, OrderState.COMPLETED}
# The buyer has neither goods nor reason to wait: the choice between them and his money is his by law (U10).
OWED = {OrderState.OVERDUE, OrderState.UNKNOWN, OrderState.RETURNED}
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


def under_way(rule: ReasonRule, stage: StageRule | None, state: OrderState, *, proven: bool) -> ReasonRule:
    """Return a reason's rule as it is for an order: while a procedure runs, and while the buyer may have to wait.

    There is nothing to settle where nobody is at fault. While a dispute is open, contesting it is the last step; it is
    the first where the platform decides and all evidence is there (`proven`), unless the fault is ours.
    """
    if rule.skip and state in WAITS:
        rule = rule.model_copy(update={"skip": False})
    if rule.arrived in {"no", "order"}:
        rule = rule.model_copy(update={"owed": state in OWED, "in_time": state is OrderState.IN_TRANSIT})
    if rule.arrived == "yes" and state is OrderState.NOT_SHIPPED and rule.fault != "none":
        # He has goods but this order has not left: first find out which order it is about.
        return rule.model_copy(update={"ladder": (Rung(remedies=(Remedy.EXPLAIN,), ask=("photo_received",)),)})
    came_back_undelivered = state is OrderState.RETURNED and rule.arrived == "no"
    if stage is None or rule.fault == "none" or came_back_undelivered:
        return rule
    if stage.ladder:
        return rule.model_copy(update={"ladder": stage.ladder, "skip": False, "ask": (), "procedure": True})
    if not stage.submit:
        return rule
    rest = tuple(rung for rung in rule.ladder if rung.remedies != (Remedy.CONTEST,))
    contest = Rung(remedies=(Remedy.CONTEST,), ask=())
    first = proven and bool(stage.allowed) and rule.fault in {"unknown", "buyer"}
    return rule.model_copy(update={"ladder": (contest, *rest) if first else (*rest, contest)})


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

    It lies after the last one that was refused. Where the law gives the buyer the choice at once (`skip`), it is the
    first with what he asks for. An angry buyer is not offered what sounds like being put off (SEEDS 2.3 case C), except
    under extortion, where nothing rises. While something is agreed and not yet done, nothing is offered on top of it.
    """
    if agreed(history) and not rule.procedure and rule.fault != "none":
        return Position(rungs, len(rungs))
    angry = bool(ANGRY & set(risks)) and Risk.EXTORTION not in risks and rule.fault in {"seller", "carrier"}
    calm = _without_soft(rungs) if angry and not history else None
    if calm is not None:
        return calm
    left = [i for i in range(_reached(rungs, history), len(rungs)) if fresh(rungs, i, history)]
    # An explanation may come again and again, but one that did not satisfy the buyer does not hold up the next step.
    steps = [i for i in left if not (_explains_again(rungs[i], history) and i < left[-1])]
    index = steps[0] if steps else len(rungs)
    if rule.fault == "none" and _is_settled(history):
        return Position(rungs, max((i for i in range(len(rungs)) if Remedy.EXPLAIN in rungs[i].remedies), default=0))
    if is_stopped(rule, risks, history):
        index = next((i for i in range(index, len(rungs)) if Remedy.CONTEST in rungs[i].remedies), len(rungs))
        return Position(rungs, index)
    wanted = wishes([request for request in requests if request is not Request.INFORMATION])
    if rule.skip and wanted and Risk.EXTORTION not in risks:
        matching = [i for i in range(index, len(rungs)) if wanted & set(fresh(rungs, i, history))]
        if matching and matching[0] > index:
            return Position(rungs, matching[0])
    soft = tuple(remedy for remedy in rungs[index].remedies if remedy in SOFT) if angry and index < len(rungs) else ()
    return Position(rungs, index, left_out=soft if soft and set(fresh(rungs, index, history)) - SOFT else ())


def agreed(history: Sequence[Offer]) -> Offer | None:
    """Return what was agreed and is not done yet: it comes first, and nothing on top of it."""
    done = [offer.remedy for offer in history if offer.outcome is Outcome.DONE]
    open_ones = [offer for offer in history if offer.outcome is Outcome.ACCEPTED and offer.remedy not in done]
    return open_ones[-1] if open_ones else None


def _is_settled(history: Sequence[Offer]) -> bool:
    """Whether the case was settled, or is to be: a question afterwards is answered, not paid for again."""
    whole = MATERIAL - {Remedy.PARTIAL_REFUND, Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON}
    done = any(offer.remedy in whole and offer.outcome is Outcome.DONE for offer in history)
    return done or agreed(history) is not None


def is_stopped(rule: ReasonRule, risks: Sequence[Risk], history: Sequence[Offer]) -> bool:
    """Whether nothing more is offered: the buyer has had his fair offer and asks for more for a review (U3, S3 no. 3).

    Where the goods never came, the law leaves him the choice all the same; what a running procedure owes is owed. An
    answer alone is fair where nothing is owed: in time, by his own choice, or with nothing wrong but the handling.
    """
    if rule.fault == "none":
        return False
    enough = rule.in_time or rule.fault == "buyer" or (rule.fault == "unknown" and rule.arrived == "yes")
    fair = any(offer.remedy in MATERIAL for offer in history) or (enough and bool(history))
    return Risk.EXTORTION in risks and fair and not rule.owed and not rule.procedure


def _reached(rungs: Sequence[Rung], history: Sequence[Offer]) -> int:
    """Return the rung below which nothing is offered any more.

    It is the last one of which something was offered, as long as something firm of it is left that the next one does
    not hold too; a coupon or more waiting is no choice that holds up the next step once the rest was refused.
    """
    placed = [(place, offer) for offer, place in _places(rungs, history)]
    if not placed:
        return 0
    reached = max(place for place, _ in placed)
    outcomes = {offer.outcome for place, offer in placed if place == reached}
    firm = set(fresh(rungs, reached, history)) - WEAK
    after = next((set(rung.remedies) for rung in rungs[reached + 1 :] if rung.remedies), set())
    comes_again = firm <= after and Remedy.PARTIAL_REFUND not in firm
    moves = Outcome.REFUSED in outcomes or (Outcome.DONE in outcomes and bool(firm))
    return reached + 1 if moves and comes_again else reached


def _places(rungs: Sequence[Rung], history: Sequence[Offer]) -> Iterator[tuple[Offer, int]]:
    """Yield each offer with its rung: the first that has it; the n-th partial refund's is the n-th that has one."""
    partials = 0
    for offer in history:
        places = [i for i, rung in enumerate(rungs) if offer.remedy in rung.whole]
        if not places or offer.remedy is Remedy.EXPLAIN:
            continue
        place = places[0]
        if offer.remedy is Remedy.PARTIAL_REFUND:
            place = places[min(partials, len(places) - 1)]
            partials += 1
        yield offer, place


def _explains_again(rung: Rung, history: Sequence[Offer]) -> bool:
    refused = any(offer.remedy is Remedy.EXPLAIN and offer.outcome is Outcome.REFUSED for offer in history)
    return refused and set(rung.remedies) == {Remedy.EXPLAIN}


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


def fresh(rungs: Sequence[Rung], index: int, history: Sequence[Offer]) -> tuple[Remedy, ...]:
    """Return the remedies of a rung that were not answered yet; an offer without an answer still stands.

    What was refused, agreed or done does not come again; a partial refund may, on a higher rung with its higher share,
    and an explanation always.
    """
    answered = [offer.remedy for offer in history if offer.outcome is not Outcome.OFFERED]
    partials = sum(Remedy.PARTIAL_REFUND in rung.whole for rung in rungs[: index + 1])
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
