"""Why a remedy is not on the table: forbidden, impossible in this state, or not part of this reason's ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deciding.economics import REFUNDS
from assistant.deciding.hazard import hazard_refusal
from assistant.deciding.history import agreed, is_stopped
from assistant.model import Line, OrderState, OrderStatus, Outcome, Remedy, Risk

if TYPE_CHECKING:
    from assistant.deciding.ladder import Position
    from assistant.deciding.rulebook.playbook import ReasonRule
    from assistant.deciding.situation import Situation

COUPONS = {Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON}


def refusal(remedy: Remedy, situation: Situation) -> Line | None:
    """Return why a remedy must not be offered now, or None."""
    # Who gets his money back a second time, from a bank or in a dispute, is told by that it was paid.
    pays_twice = situation.is_disputed and remedy is Remedy.CONTEST
    if situation.is_refunded and remedy is not Remedy.EXPLAIN and not pays_twice:
        return Line(msgid="The whole price was refunded already: nothing more is offered without the owner.")
    if situation.state is OrderState.CHARGEBACK and remedy not in {Remedy.EXPLAIN, Remedy.CONTEST, Remedy.GUIDE}:
        return Line(msgid="A chargeback is running: the bank takes the money back, anything more would pay twice.")
    stage = situation.stage_rule
    if stage is not None and stage.allowed and remedy not in stage.allowed:
        return Line(msgid="Not while the platform decides: it would come on top of the refund that it may order.")
    if not situation.playbook.has(remedy):
        return Line(msgid="The platform has nothing of the kind.")
    return hazard_refusal(remedy, situation) or _forbidden(remedy, situation)


def _forbidden(remedy: Remedy, situation: Situation) -> Line | None:
    if remedy in REFUNDS:
        return _refund_refusal(remedy, situation)
    if remedy is Remedy.EXTEND_PROTECTION:
        return _extension_refusal(situation)
    if remedy in {Remedy.RESHIP, Remedy.SEND_MISSING}:
        return _parcel_refusal(remedy, situation)
    if remedy in COUPONS:
        return _coupon_refusal(situation)
    if remedy is Remedy.CONTEST:
        return _contest_refusal(situation)
    if remedy is Remedy.GIFT:
        return _gift_refusal(situation)
    return None


def _parcel_refusal(remedy: Remedy, situation: Situation) -> Line | None:
    if situation.order.status is OrderStatus.UNPAID:
        return Line(msgid="Nothing was paid yet, so nothing is sent again.")
    if remedy is Remedy.RESHIP and _is_dear(situation):
        return Line(msgid="A new parcel costs more than the money that the buyer would get instead.")
    return None


def _is_dear(situation: Situation) -> bool:
    """Whether a new parcel is not worth it; where nothing came, it stays the buyer's choice (U10)."""
    is_choice = situation.arrived != "yes" or Remedy.RESHIP in situation.wanted
    return situation.new_parcel_costs_more and not is_choice


def _coupon_refusal(situation: Situation) -> Line | None:
    if situation.playbook.platform.messages.allow_coupon.value is False:
        return Line(msgid="The platform forbids coupons in messages.")
    if situation.is_wholesale:
        return Line(msgid="The buyer asks for a price for several pieces: a coupon is no answer to that.")
    if Risk.EXTORTION in situation.risks and situation.fault == "none":
        return Line(msgid="Nothing is wrong with the order: a coupon now would pay for the review.")
    return None


def _contest_refusal(situation: Situation) -> Line | None:
    if not situation.is_disputed:
        return Line(msgid="Nothing to contest: no dispute or chargeback is open.")
    if situation.state is OrderState.NOT_SHIPPED:
        return Line(msgid="Nothing has left yet, so there is nothing to contest.")
    return None


def _gift_refusal(situation: Situation) -> Line | None:
    if not situation.shop.gift:
        return Line(msgid="The shop has set no gift: add gift to shop.toml.")
    if not any(offer.outcome is Outcome.DONE for offer in situation.history):
        return Line(msgid="A gift comes once the problem is solved, not before.")
    return None


def _extension_refusal(situation: Situation) -> Line | None:
    ended = situation.order.protection_ends_on
    if ended is not None and ended < situation.today:
        return Line(
            msgid="The buyer protection has ended, so it cannot be extended: offer a solution instead of waiting."
        )
    if situation.state in {OrderState.COMPLETED, OrderState.CLOSED}:
        return Line(msgid="The order is finished, so its protection cannot be extended.")
    return None


def _refund_refusal(remedy: Remedy, situation: Situation) -> Line | None:
    gone = _nothing_to_refund(situation) or _nothing_claimed(remedy, situation)
    if gone is not None:
        return gone
    if remedy is Remedy.FULL_REFUND and situation.claim_is_less and not situation.is_back:
        return Line(msgid="The buyer claims less than the whole price in the dispute: more is not offered.")
    if remedy is Remedy.RETURN_REFUND and situation.claim_is_small:
        return Line(msgid="Paying what the buyer claims costs less than a return.")
    if remedy is Remedy.RETURN_REFUND and situation.mind_changed_late:
        return Line(msgid="The days in which goods come back that are merely not wanted are over.")
    unnamed = situation.refund is None and situation.order.price is None and situation.claimed is None
    if remedy is Remedy.PARTIAL_REFUND and unnamed:
        return Line(msgid="The price is unknown, so no amount can be proposed: set price and currency.")
    if remedy is Remedy.CANCEL_REFUND and situation.state not in {OrderState.NOT_SHIPPED, OrderState.UNKNOWN}:
        return Line(msgid="The parcel has left, so the order cannot be cancelled.")
    return None


def _nothing_claimed(remedy: Remedy, situation: Situation) -> Line | None:
    """Return that no money is claimed; a sale that has not left is cancelled for all that, and the staff may pay."""
    set_by_staff = remedy is Remedy.PARTIAL_REFUND and situation.refund is not None
    if situation.claimed != 0 or remedy is Remedy.CANCEL_REFUND or set_by_staff:
        return None
    return Line(msgid="The buyer claims no money in the dispute: none is offered.")


def _nothing_to_refund(situation: Situation) -> Line | None:
    if situation.state is OrderState.CLOSED:
        return Line(msgid="The order is closed: the platform has no refund in it any more, only its support can help.")
    if situation.order.status is OrderStatus.UNPAID:
        return Line(msgid="Nothing was paid yet, so there is nothing to refund; the order lapses by itself.")
    if situation.order.price == 0:
        return Line(msgid="The price is 0, so there is nothing to refund: correct it if the buyer paid something.")
    if situation.window_closed:
        return Line(
            msgid="The order was completed more than %(days)s days ago: a refund goes only through platform support.",
            slots=(("days", situation.window),),
        )
    return None


def not_offered_line(remedy: Remedy, rule: ReasonRule, place: Position, situation: Situation) -> Line:
    """Return why a remedy is not among the options."""
    forbidden = refusal(remedy, situation)
    if forbidden is not None:
        return forbidden
    if remedy in place.left_out:
        return Line(msgid="Left out because the buyer is upset: it sounds like being put off.")
    if remedy in place.unasked:
        return Line(msgid="Left out because the buyer wants his money: a coupon is no answer to that.")
    return _left_out(remedy, rule, place, situation)


def _left_out(remedy: Remedy, rule: ReasonRule, place: Position, situation: Situation) -> Line:
    if remedy is Remedy.CARRIER_CLAIM:
        return Line(msgid="A claim against the carrier is the seller's own step beside the offer, not an offer.")
    if not any(remedy in rung.whole for rung in place.rungs):
        return Line(msgid="Not part of the ladder for this reason and state.")
    if agreed(situation.history):
        return Line(msgid="Something is agreed and not yet done: nothing comes on top of it.")
    if is_stopped(rule, situation.risks, situation.history):
        return Line(msgid="No further step: the buyer asks for more for a review.")
    if any(offer.remedy is remedy for offer in situation.history):
        return Line(msgid="Offered before: the same is not offered twice.")
    return Line(msgid="This step is left out in favour of a later one.")
