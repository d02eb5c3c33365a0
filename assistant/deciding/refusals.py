"""Why a remedy is not on the table: forbidden, impossible in this state, or not part of this reason's ladder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.deciding.amounts import Grant, partial_amount
from assistant.deciding.economics import REFUNDS, economics_of
from assistant.model import Line, OrderState, Remedy, Risk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from assistant.deciding.economics import Economics
    from assistant.deciding.ladder import Position
    from assistant.deciding.rulebook.playbook import Playbook, ReasonRule, Rung, StageRule
    from assistant.model import Offer, Order
    from assistant.shop import Shop

COUPONS = {Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON}


@dataclass(frozen=True)
class Situation:
    """What can forbid a remedy."""

    risks: tuple[Risk, ...]
    state: OrderState
    order: Order
    playbook: Playbook
    shop: Shop
    today: date
    history: tuple[Offer, ...] = ()
    refund: Decimal | None = None
    tracking_numbers: tuple[str, ...] = ()
    stage: str | None = None

    @property
    def stage_rule(self) -> StageRule | None:
        """What the running procedure changes."""
        return self.playbook.stages.get(self.stage) if self.stage else None

    @property
    def other_tracking(self) -> str | None:
        """A tracking number that the buyer names and that is not the order's."""
        ours = self.order.tracking_number
        return next((number for number in self.tracking_numbers if ours and number != ours), None)

    @cached_property
    def economics(self) -> Economics:
        """The order's price and costs, with what was refunded so far."""
        return economics_of(self.order, self.history)

    @cached_property
    def is_refunded(self) -> bool:
        """Whether nothing of the price is left."""
        return bool(self.order.price) and self.economics.left == 0

    @property
    def claimed(self) -> Decimal | None:
        """The money that the buyer claims in an open dispute, None where he claims none."""
        dispute = self.order.dispute
        return (dispute.claimed or None) if dispute is not None and dispute.is_open else None

    @property
    def is_disputed(self) -> bool:
        """Whether the platform or a bank is looking at the order."""
        dispute = self.order.dispute
        running = (dispute is not None and dispute.is_open) or self.state is OrderState.CHARGEBACK
        return running or Risk.CHARGEBACK in self.risks

    @property
    def days_since_completion(self) -> int | None:
        """Days since the order was completed, where that date is known."""
        return (self.today - self.order.completed_on).days if self.order.completed_on else None


def possible_rungs(rule: ReasonRule, situation: Situation) -> Iterator[Rung]:
    """Yield the rungs that fit the order's state, each without what must not or cannot be offered."""
    fitting = [rung for rung in rule.ladder if rung.fits(situation.state)]
    can_reship = refusal(Remedy.RESHIP, situation) is None and any(Remedy.RESHIP in r.remedies for r in fitting)
    for rung in fitting:
        remedies = tuple(
            remedy
            for remedy in rung.remedies
            if refusal(remedy, situation) is None
            and (remedy is not Remedy.PARTIAL_REFUND or partial_grant(rung, situation, can_reship=can_reship).amount)
        )
        if remedies:
            yield rung.model_copy(update={"remedies": remedies})


def partial_grant(rung: Rung, situation: Situation, *, can_reship: bool) -> Grant:
    """Return the partial refund of a rung, or the staff's own."""
    if situation.refund is not None:
        return Grant(situation.refund, (Line(msgid="The amount was set by the staff."),))
    limits, currency = situation.shop.limits, situation.order.currency
    return partial_amount(
        rung,
        situation.economics,
        currency,
        limits,
        situation.playbook,
        can_reship=can_reship,
        claimed=situation.claimed,
    )


def refusal(remedy: Remedy, situation: Situation) -> Line | None:
    """Return why a remedy must not be offered now, or None."""
    if situation.is_refunded and remedy is not Remedy.EXPLAIN:
        return Line(msgid="The whole price was refunded already: nothing more is offered without the owner.")
    stage = situation.stage_rule
    if stage is not None and stage.allowed and remedy not in stage.allowed:
        return Line(msgid="Not while the platform decides: it would come on top of the refund that it may order.")
    if not situation.playbook.has(remedy):
        return Line(msgid="The platform has nothing of the kind.")
    return _forbidden(remedy, situation)


def _forbidden(remedy: Remedy, situation: Situation) -> Line | None:
    if remedy in REFUNDS:
        return _refund_refusal(remedy, situation)
    if remedy is Remedy.EXTEND_PROTECTION:
        return _extension_refusal(situation)
    if remedy in COUPONS and situation.playbook.platform.messages.allow_coupon.value is False:
        return Line(msgid="The platform forbids coupons in messages.")
    if remedy is Remedy.CONTEST and not situation.is_disputed:
        return Line(msgid="Nothing to contest: no dispute or chargeback is open.")
    if remedy is Remedy.GIFT and not situation.shop.gift:
        return Line(msgid="The shop has set no gift: add gift to shop.toml.")
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
    if situation.state is OrderState.CHARGEBACK:
        return Line(msgid="A chargeback is running: the bank takes the money back, a refund would pay twice.")
    if situation.state is OrderState.CLOSED:
        return Line(msgid="The order is closed: the platform has no refund in it any more, only its support can help.")
    claimed, left = situation.claimed, situation.economics.left
    if remedy is Remedy.FULL_REFUND and claimed is not None and left is not None and claimed < left:
        return Line(msgid="The buyer claims less than the whole price in the dispute: more is not offered.")
    days, limit = situation.days_since_completion, int(situation.playbook.platform.amounts.after_completion_days.value)
    if days is not None and days > limit:
        return Line(
            msgid="The order was completed more than %(days)s days ago: a refund goes only through platform support.",
            slots=(("days", limit),),
        )
    if remedy is Remedy.PARTIAL_REFUND and situation.refund is None and situation.order.price is None:
        return Line(msgid="The price is unknown, so no amount can be proposed: set price and currency.")
    if remedy is Remedy.CANCEL_REFUND and situation.state not in {OrderState.NOT_SHIPPED, OrderState.UNKNOWN}:
        return Line(msgid="The parcel has left, so the order cannot be cancelled.")
    return None


def not_offered_line(remedy: Remedy, place: Position, situation: Situation) -> Line:
    """Return why a remedy is not among the options."""
    forbidden = refusal(remedy, situation)
    if forbidden is not None:
        return forbidden
    if any(offer.remedy is remedy for offer in situation.history):
        return Line(msgid="Offered before: the same is not offered twice.")
    if remedy in place.left_out:
        return Line(msgid="Left out because the buyer is upset: it sounds like being put off.")
    if any(remedy in rung.remedies for rung in place.rungs[: place.index]):
        return Line(msgid="This step is left out in favour of a later one.")
    if remedy is Remedy.CARRIER_CLAIM:
        return Line(msgid="A claim against the carrier is the seller's own step beside the offer, not an offer.")
    return Line(msgid="Not part of the ladder for this reason and state.")
