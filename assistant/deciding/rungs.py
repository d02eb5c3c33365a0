"""The rungs of a ladder that are possible for an order, each without what must not or cannot be offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deciding.amounts import Grant, partial_amount
from assistant.deciding.history import WEAK
from assistant.deciding.refusals import refusal
from assistant.deciding.rulebook.playbook import Rung
from assistant.model import Line, Outcome, Remedy, Risk
from assistant.money import rounded_down

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deciding.rulebook.playbook import ReasonRule
    from assistant.deciding.situation import Situation


def possible_rungs(rule: ReasonRule, situation: Situation) -> tuple[Rung, ...]:
    """Return the rungs that fit the order's state, with what is left of each.

    A rung of which nothing is left stays, empty, so that what the history says of it keeps its place.
    """
    fitting = [rung for rung in rule.ladder if _fits(rung, situation)]
    reships = can_reship(fitting, situation)
    rungs = [_possible(_to_the_claim(rung, situation), situation, reships=reships) for rung in fitting]
    rungs = _without_remnants(rungs, decided_elsewhere=situation.is_platforms)
    if not any(rung.remedies for rung in rungs) and not situation.history:
        return (Rung(remedies=(Remedy.EXPLAIN,), whole=(Remedy.EXPLAIN,), ask=()),)
    if rule.approval:
        return tuple(rungs)
    return _with_asked_part(tuple(_with_small_claim(rungs, situation)), rule, situation, reships=reships)


def _fits(rung: Rung, situation: Situation) -> bool:
    times = (
        (rung.late, situation.came_late),
        (rung.early, situation.is_in_time),
        (rung.uncovered, situation.is_uncovered),
        (rung.counted, situation.counts_pieces),
    )
    return rung.fits(situation.state) and all(holds for asked, holds in times if asked)


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


def _with_small_claim(rungs: list[Rung], situation: Situation) -> list[Rung]:
    """Put what the buyer claims into the first rung where it is below the break-even.

    It is cheaper than the new parcel that the rung would send.
    """
    if any(Remedy.PARTIAL_REFUND in rung.remedies and not rung.claim for rung in rungs):
        return rungs
    first = next((number for number, rung in enumerate(rungs) if rung.remedies), None)
    if first is None or refusal(Remedy.PARTIAL_REFUND, situation) is not None:
        return rungs
    if not situation.claim_is_small or Remedy.RESHIP not in rungs[first].remedies:
        return rungs
    if Remedy.PARTIAL_REFUND in rungs[first].remedies:
        return rungs  # a full refund that became the claim
    remedies = (Remedy.PARTIAL_REFUND, *rungs[first].remedies)
    whole = (Remedy.PARTIAL_REFUND, *rungs[first].whole)
    rungs[first] = rungs[first].model_copy(update={"remedies": remedies, "whole": whole, "claim": True})
    return rungs


def _with_asked_part(
    rungs: tuple[Rung, ...], rule: ReasonRule, situation: Situation, *, reships: bool
) -> tuple[Rung, ...]:
    """Put the part of the price that the buyer asks for before everything else, where it costs less than that.

    Not where nothing is owed, where another body decides on the sum, or where a part was answered before.
    """
    first = next((rung for rung in rungs if rung.remedies), None)
    asked, currency, even = situation.asked, situation.order.currency, situation.second_parcel
    answered = any(
        offer.remedy is Remedy.PARTIAL_REFUND and offer.outcome is not Outcome.OFFERED for offer in situation.history
    )
    if first is None or asked is None or currency is None or situation.refund is not None or answered:
        return rungs
    is_owed = rule.fault in {"seller", "carrier"} and not (rule.in_time or rule.procedure)
    is_free = is_owed and situation.claimed is None and Risk.EXTORTION not in situation.risks
    most = situation.shop.limits.refund_at_most.get(currency, asked)
    left = situation.economics.left
    is_dear = asked > (most if left is None else min(most, left)) or (reships and even is not None and asked > even)
    has_part = Remedy.PARTIAL_REFUND in first.remedies
    if not is_free or is_dear or has_part or refusal(Remedy.PARTIAL_REFUND, situation) is not None:
        return rungs
    part = (Remedy.PARTIAL_REFUND,)
    return (first.model_copy(update={"remedies": part, "whole": part, "claim": True}), *rungs)


def can_reship(rungs: Sequence[Rung], situation: Situation) -> bool:
    """Whether a new parcel is still an option: the ladder has it, nothing forbids it, the buyer has not refused it."""
    answered = any(o.remedy is Remedy.RESHIP and o.outcome is not Outcome.OFFERED for o in situation.history)
    in_ladder = any(Remedy.RESHIP in rung.remedies for rung in rungs)
    return in_ladder and not answered and refusal(Remedy.RESHIP, situation) is None


def partial_grant(rung: Rung, situation: Situation, *, can_reship: bool) -> Grant:
    """Return the partial refund of a rung: the staff's own, the buyer's claim, what stands, or the playbook's share."""
    if situation.refund is not None:
        return Grant(situation.refund, (Line(msgid="The amount was set by the staff."),))
    currency, claimed, asked = situation.order.currency, situation.claimed, situation.asked
    if rung.claim and claimed is not None and currency is not None:
        claimed = claimed if situation.economics.left is None else min(claimed, situation.economics.left)
        return Grant(rounded_down(claimed, currency), (Line(msgid="What the buyer claims in the dispute."),))
    if rung.claim and asked is not None and currency is not None:
        return Grant(rounded_down(asked, currency), ())
    standing, most = situation.standing, (situation.economics.left, claimed, asked)
    if standing is not None and all(cap is None or standing <= cap for cap in most):
        return Grant(standing, (Line(msgid="Offered before and not answered yet: it stands."),))
    return partial_amount(rung, situation, can_reship=can_reship)
