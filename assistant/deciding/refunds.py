"""How much a refund of the price is: what is left of it, what the buyer claims, or what the pieces cost that return."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.deciding.amounts import Grant
from assistant.deciding.pieces import count_of
from assistant.model import Line, Remedy, Request, Sum
from assistant.money import rounded_down

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from assistant.deciding.pieces import Shortfall
    from assistant.deciding.situation import Situation

ALL = Line(msgid="Counted: all %(ordered)s pieces come back.")
ALL_UNLESS_SET = Line(msgid="Counted: all %(ordered)s pieces come back. If fewer do, set the refund.")
SOME = Line(msgid="Counted: %(count)s of %(ordered)s pieces come back, at %(price)s each.")
SOME_UNLESS_SET = Line(
    msgid="Counted: %(count)s of %(ordered)s pieces come back, at %(price)s each. If it is another number, set the "
    "refund."
)


def with_own_return(situation: Situation, requests: Sequence[Request], paid_by: str) -> Situation:
    """Return the situation with the staff's own refund as that of a return, where it can mean nothing else.

    It is a part for keeping the goods unless the buyer wants to send some of several pieces back. At our cost the
    letter names the full price of the one item, or of all.
    """
    wants_return = Request.RETURN in requests and Request.PARTIAL_REFUND not in requests
    if not wants_return or paid_by == "seller" or count_of(situation.order) <= 1:
        return situation
    return replace(situation, refund=None, own_return=situation.refund, sets_return=True)


def price_grant(remedy: Remedy, situation: Situation, paid_by: str) -> Grant:
    """Return what a remedy gives back that may be the whole price; `paid_by` is who pays the freight of a return."""
    order, economics = situation.order, situation.economics
    claimed = None if remedy is Remedy.CANCEL_REFUND else situation.claimed
    if order.price is None and order.currency and claimed is not None:
        return Grant(rounded_down(claimed, order.currency), (Line(msgid="What the buyer claims in the dispute."),))
    if economics.left is None:
        return Grant(None, ())
    left = economics.left if claimed is None else min(economics.left, claimed)
    amount, why = _for_pieces(left, situation, paid_by) if remedy is Remedy.RETURN_REFUND else (left, ())
    less = (Line(msgid="Less what was refunded already."),) if economics.refunded and amount == left else ()
    return Grant(rounded_down(amount, order.currency) if order.currency else amount, (*less, *why))


def sent_back(situation: Situation, paid_by: str) -> Shortfall | None:
    """Return the pieces that come back, where they are counted; None where all of them do, or nobody knows.

    Where the return is at our cost the letter speaks of the one item, or of all pieces. What was refunded before may
    have been for these or for others.
    """
    concerned = situation.concerned
    if concerned is None or situation.economics.refunded:
        return None
    return concerned if concerned.pieces == 1 or paid_by != "seller" else None


def _for_pieces(left: Decimal, situation: Situation, paid_by: str) -> tuple[Decimal, tuple[Line, ...]]:
    """Return what is given for a return, with how many of several pieces were counted for it."""
    ordered, currency = count_of(situation.order), situation.order.currency
    if situation.own_return is not None:
        return min(left, situation.own_return), (Line(msgid="The amount was set by the staff."),)
    counted = sent_back(situation, paid_by)
    if counted is not None and currency is not None:
        price = Sum(amount=counted.unit_price, currency=currency)
        slots = (("count", counted.pieces), ("ordered", counted.ordered), ("price", price))
        return min(left, counted.worth), (replace(SOME_UNLESS_SET if situation.sets_return else SOME, slots=slots),)
    if ordered <= 1 or situation.claimed is not None:
        return left, ()  # what comes back is all, or what the dispute is about
    return left, (replace(ALL_UNLESS_SET if situation.sets_return else ALL, slots=(("ordered", ordered),)),)
