"""The rungs of a ladder that are possible for an order, each without what must not or cannot be offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deciding.amounts import Grant, partial_amount
from assistant.deciding.history import WEAK
from assistant.deciding.refusals import refusal
from assistant.deciding.rulebook.playbook import Rung
from assistant.model import Line, Outcome, Remedy
from assistant.money import rounded_down

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deciding.rulebook.playbook import ReasonRule
    from assistant.deciding.situation import Situation


def possible_rungs(rule: ReasonRule, situation: Situation) -> tuple[Rung, ...]:
    """Return the rungs that fit the order's state, with what is left of each.

    A rung of which nothing is left stays, empty, so that what the history says of it keeps its place.
    """
    fitting = [rung for rung in rule.ladder if rung.fits(situation.state) and (situation.came_late or not rung.late)]
    reships = can_reship(fitting, situation)
    rungs = [_possible(_to_the_claim(rung, situation), situation, reships=reships) for rung in fitting]
    rungs = _without_remnants(rungs, decided_elsewhere=situation.is_platforms)
    if not any(rung.remedies for rung in rungs) and not situation.history:
        return (Rung(remedies=(Remedy.EXPLAIN,), whole=(Remedy.EXPLAIN,), ask=()),)
    return tuple(rungs if rule.approval else _with_own_amount(rungs, situation))


def _to_the_claim(rung: Rung, situation: Situation) -> Rung:
    """Return the rung with its full refund turned into what the buyer claims, where that is less."""
    if Remedy.FULL_REFUND not in rung.remedies or not situation.claim_is_less or situation.is_back:
        return rung
    remedies = tuple(Remedy.PARTIAL_REFUND if one is Remedy.FULL_REFUND else one for one in rung.remedies)
    return rung.model_copy(update={"remedies": remedies, "claim": True})


def _possible(rung: Rung, situation: Situation, *, reships: bool) -> Rung:
    left = tuple(
        remedy
        for remedy in rung.remedies
        if refusal(remedy, situation) is None
        and (
            remedy is not Remedy.PARTIAL_REFUND
            or _is_more(partial_grant(rung, situation, can_reship=reships), situation)
        )
    )
    return rung.model_copy(update={"remedies": left, "whole": rung.remedies})


def _is_more(grant: Grant, situation: Situation) -> bool:
    """Whether a partial refund is something, and more than what the buyer has refused already."""
    refused = situation.largest_refused
    return grant.amount is not None and (refused is None or grant.amount > refused)


def _without_remnants(rungs: list[Rung], *, decided_elsewhere: bool) -> list[Rung]:
    """Empty a rung that has lost a choice and holds only what the next one offers too.

    Where the platform decides, so is one that has lost its firm choices: coupons and waiting settle nothing there.
    """
    for number, rung in enumerate(rungs):
        after = next((other for other in rungs[number + 1 :] if other.remedies), None)
        if after is None:
            break
        lost = set(rung.whole) - set(rung.remedies)
        is_weak = decided_elsewhere and bool(lost - WEAK) and not set(rung.remedies) - WEAK
        comes_again = Remedy.PARTIAL_REFUND not in rung.remedies and set(rung.remedies) < set(after.remedies)
        if lost and (is_weak or comes_again):
            rungs[number] = rung.model_copy(update={"remedies": ()})
    return rungs


def _with_own_amount(rungs: list[Rung], situation: Situation) -> list[Rung]:
    """Put a partial refund into the first rung where the staff have set one, or where the claim costs less than it.

    A claim below the break-even is cheaper than the new parcel that the rung would send.
    """
    if any(Remedy.PARTIAL_REFUND in rung.remedies and not rung.claim for rung in rungs):
        return rungs
    first = next((number for number, rung in enumerate(rungs) if rung.remedies), None)
    if first is None or refusal(Remedy.PARTIAL_REFUND, situation) is not None:
        return rungs
    reships = Remedy.RESHIP in rungs[first].remedies
    if situation.refund is None and not (situation.claim_is_small and reships):
        return rungs
    remedies = (Remedy.PARTIAL_REFUND, *rungs[first].remedies)
    whole = (Remedy.PARTIAL_REFUND, *rungs[first].whole)
    rungs[first] = rungs[first].model_copy(update={"remedies": remedies, "whole": whole, "claim": True})
    return rungs


def can_reship(rungs: Sequence[Rung], situation: Situation) -> bool:
    """Whether a new parcel is still an option: the ladder has it, nothing forbids it, the buyer has not refused it."""
    answered = any(o.remedy is Remedy.RESHIP and o.outcome is not Outcome.OFFERED for o in situation.history)
    in_ladder = any(Remedy.RESHIP in rung.remedies for rung in rungs)
    return in_ladder and not answered and refusal(Remedy.RESHIP, situation) is None


def partial_grant(rung: Rung, situation: Situation, *, can_reship: bool) -> Grant:
    """Return the partial refund of a rung: the staff's own, the buyer's claim, or the playbook's share."""
    if situation.refund is not None:
        return Grant(situation.refund, (Line(msgid="The amount was set by the staff."),))
    currency, claimed = situation.order.currency, situation.claimed
    if rung.claim and claimed is not None and currency is not None:
        return Grant(rounded_down(claimed, currency), (Line(msgid="What the buyer claims in the dispute."),))
    limits, playbook = situation.shop.limits, situation.playbook
    return partial_amount(rung, situation.economics, currency, limits, playbook, can_reship=can_reship, claimed=claimed)
