"""A part of the price that is offered now, although the ladder has none at its current step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deciding.history import WEAK, agreed, fresh, is_stopped
from assistant.deciding.ladder import Position
from assistant.deciding.refusals import refusal
from assistant.deciding.rulebook.playbook import Rung
from assistant.model import Remedy, Request, Risk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deciding.rulebook.playbook import ReasonRule
    from assistant.deciding.situation import Situation

PART = Remedy.PARTIAL_REFUND
COUPONS = {Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON}


def with_early_part(place: Position, rule: ReasonRule, situation: Situation, requests: Sequence[Request]) -> Position:
    """Return the position with a part of the price beside the best other choice of its rung, where one is due now.

    It is where the staff have set it, where it was offered and still stands, and where the buyer asks for it and the
    ladder would offer something dearer first. What it displaces comes next.
    """
    history, index = situation.history, place.index
    is_over = (agreed(history) and not rule.procedure) or is_stopped(rule, situation.risks, history)
    if rule.approval or is_over or refusal(PART, situation) is not None:
        return place
    here = fresh(place.rungs, index, history) if place.rung is not None else ()
    if PART in here:
        return place
    source = _own(place, situation) or _standing(place, situation) or _asked(place, rule, situation, requests)
    return place if source is None else _raised(place, source, situation)


def _own(place: Position, situation: Situation) -> Rung | None:
    """Return the current rung, or one of its own after the last, for what the staff have set."""
    refused = situation.largest_refused
    if situation.refund is None or not situation.refund or (refused is not None and situation.refund <= refused):
        return None
    return place.rung or Rung(remedies=(PART,), whole=(PART,), ask=())


def _standing(place: Position, situation: Situation) -> Rung | None:
    """Return the current rung for the part that stands, or else the one with what the missing pieces cost."""
    in_ladder = [rung for rung in place.rungs if PART in rung.whole]
    if not in_ladder or situation.open_part is None:
        return None
    return place.rung if situation.standing is not None else next((rung for rung in in_ladder if rung.minor), None)


def _asked(place: Position, rule: ReasonRule, situation: Situation, requests: Sequence[Request]) -> Rung | None:
    """Return the later rung with the part that the buyer asks for, where every firm choice of this one costs more.

    A part lies below the price, and below the break-even as long as a new parcel may be sent.
    """
    is_owed = rule.fault in {"seller", "carrier"} and not (rule.in_time or rule.procedure)
    if not is_owed or situation.is_platforms or Risk.EXTORTION in situation.risks or place.rung is None:
        return None
    here = set(fresh(place.rungs, place.index, situation.history))
    wants = Request.PARTIAL_REFUND in requests or (Request.DISCOUNT in requests and not here & COUPONS)
    if not wants or not here - WEAK:
        return None
    later = range(place.index + 1, len(place.rungs))
    return next((place.rungs[i] for i in later if PART in fresh(place.rungs, i, situation.history)), None)


def _raised(place: Position, source: Rung, situation: Situation) -> Position:
    """Return the position with the part in its rung, beside an explanation and one other choice; the rest is next."""
    rungs, index = place.rungs, place.index
    if place.rung is None:
        return Position((*rungs, source.model_copy(update={"ahead": True})), index)
    here = [one for one in fresh(rungs, index, situation.history) if one not in place.left_out]
    explained = [one for one in here if one is Remedy.EXPLAIN]
    others = sorted(
        (one for one in here if one is not Remedy.EXPLAIN),
        key=lambda one: (one not in situation.wanted, one in WEAK),
    )
    now = (*explained, PART, *others[:1])
    whole = tuple(dict.fromkeys((PART, *place.rung.whole)))
    changes = {"remedies": now, "whole": whole, "ask": place.rung.ask, "ahead": True}
    rest = tuple(one for one in here if one in others[1:])
    after = (place.rung.model_copy(update={"remedies": rest, "whole": rest}),) if rest else ()
    changed = (*rungs[:index], source.model_copy(update=changes), *after, *rungs[index + 1 :])
    return Position(changed, index, place.raised, place.left_out)
