"""The slots of a reply: what is known; what is unknown is None and its clause falls away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.deciding.answer import MEASURES, offers_nothing
from assistant.deciding.economics import REFUNDS, already_refunded, economics_of
from assistant.deciding.history import agreed
from assistant.deciding.pieces import BY_PIECE
from assistant.deciding.returning import is_return_over
from assistant.deciding.situation import RETURNING, Situation
from assistant.deciding.state import PROCEDURES, has_goods, is_unpaid
from assistant.model import DisputeStage, OrderState, Outcome, Reason, Remedy, Risk, Tone
from assistant.writing.days import days_to_return, report_by
from assistant.writing.formats import as_name, as_text, as_title
from assistant.writing.parcel import parcel_facts
from assistant.writing.past import past_facts
from assistant.writing.quantities import Cash, Period, Share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.deciding.rulebook.playbook import Playbook, ReasonRule
    from assistant.model import Evidence, Offer, Option, Order, Plan
    from assistant.shop import Shop

UPSET = {Risk.REVIEW_THREAT, Risk.ABUSIVE, Risk.LEGAL, Risk.CHARGEBACK, Risk.DISPUTE}
TYPED = ("answer", "instructions", "ship_by", "coupon_code", "agent_name")
WAITING = {
    Reason.ORDER_STATUS, Reason.LATE_DELIVERY, Reason.TRACKING_PROBLEM, Reason.CANCEL_ORDER, Reason.CHANGE_ORDER,
    Reason.CUSTOMS_HOLD,
}  # fmt: skip
UNTOUCHED = {Reason.THANKS, Reason.OTHER, Reason.PRODUCT_QUESTION, Reason.DISCOUNT_REQUEST, Reason.REFUND_STATUS}
VOLUNTARY = {Remedy.PARTIAL_REFUND, Remedy.GOODWILL_COUPON}
NO_OFFER = {Remedy.EXPLAIN, Remedy.GUIDE, Remedy.TRACE, Remedy.CONTEST}


@dataclass(frozen=True, slots=True)
class Occasion:
    """Everything that a reply is written from."""

    plan: Plan
    secondary: tuple[Reason, ...]
    risks: tuple[Risk, ...]
    evidence: Evidence
    order: Order
    history: tuple[Offer, ...]
    playbook: Playbook
    shop: Shop
    today: date
    typed: Mapping[str, str] = field(default_factory=dict)
    tone: Tone = Tone.WARM
    is_wholesale: bool = False
    takes_offer: bool = False
    is_empty: bool = False
    counts_pieces: bool = False
    concerns_several: bool = False

    @property
    def rule(self) -> ReasonRule:
        """How the plan's reason is handled."""
        return self.playbook.rule(self.plan.reason, is_empty=self.is_empty)

    @property
    def shows_something(self) -> bool:
        """Whether the reason is one that a buyer can show: goods with something wrong, a notice from customs."""
        return self.rule.visible

    @property
    def is_refunded(self) -> bool:
        """Whether the whole price went back, so that the letter speaks of that and of nothing else."""
        left = economics_of(self.order, self.history).left
        return bool(self.order.price) and left == 0 and self.plan.reason not in UNTOUCHED

    @property
    def is_closed(self) -> bool:
        """Whether the buyer wants something of an order that is over."""
        wants = self.plan.reason in WAITING or self.rule.fault != "none"
        return self.plan.state is OrderState.CLOSED and wants

    @property
    def is_unpaid(self) -> bool:
        """Whether the buyer waits for a parcel, or wants it changed or stopped, that he has not paid yet."""
        waits = self.plan.reason in WAITING or self.rule.arrived == "no"
        return waits and is_unpaid(self.order, self.plan.state)

    @property
    def is_agreed(self) -> bool:
        """Whether something was agreed that is not done yet, so that nothing new is offered."""
        return offers_nothing(self.plan) and agreed(self.history, self.order.price) is not None

    @property
    def situation(self) -> Situation:
        """The order with what was agreed about it and whose fault the reason presumes."""
        fault = self.rule.fault
        return Situation(self.order, self.playbook, self.shop, self.today, history=self.history, fault=fault)

    @property
    def is_return_agreed(self) -> bool:
        """Whether it was agreed that the goods come back, they are not on their way yet, and there is time for that."""
        promise = agreed(self.history, self.order.price)
        waits = self.plan.state is not OrderState.RETURNED and self.order.return_sent_on is None
        is_open = self.is_agreed or self.is_in_return
        is_back = promise is not None and promise.remedy is Remedy.RETURN_REFUND
        return is_open and is_back and waits and not self.is_return_over

    @property
    def is_in_return(self) -> bool:
        """Whether the platform's own procedure of an agreed return runs."""
        fault = self.rule.fault
        return self.plan.stage == DisputeStage.RETURN_AGREED and fault != "none"

    @property
    def is_settled(self) -> bool:
        """Whether a procedure runs that brings the solution itself, so that the letter holds none out."""
        stage, is_about_it = self.plan.stage, self.rule.fault != "none"
        return stage in PROCEDURES or (is_about_it and stage in RETURNING)

    @property
    def is_return_over(self) -> bool:
        """Whether the buyer's last day for posting an agreed return has passed: then no refund is promised for it."""
        return is_return_over(self.situation)

    @property
    def is_platforms_return(self) -> bool:
        """Whether the buyer may send goods back without a reason as the order page tells him, to its own warehouse."""
        return any(clock.clock == "free_return" and clock.days_left >= 0 for clock in self.plan.clocks)

    @property
    def is_support_left(self) -> bool:
        """Whether something is wrong, and the order is over for so long that only platform support can refund it."""
        wrong = self.rule.fault not in {"none", "buyer"}
        return wrong and self.situation.window_closed

    @property
    def has_left(self) -> bool:
        """Whether the parcel has left the seller, as far as is known."""
        return self.plan.state is not OrderState.NOT_SHIPPED

    @property
    def is_follow_up(self) -> bool:
        """Whether the buyer has turned down an offer: then nobody thanks and apologizes as if for the first time.

        Not where he may be answering a later one: the staff write what fits.
        """
        turned_down = any(offer.outcome is Outcome.REFUSED for offer in self.history)
        return turned_down and not (self.is_agreed or self.may_be_answer)

    @property
    def may_be_answer(self) -> bool:
        """Whether the last offer is still open, and nothing tells what the message is about."""
        is_open = bool(self.history) and self.history[-1].outcome is Outcome.OFFERED
        return is_open and self.plan.reason is Reason.OTHER and self.history[-1].remedy not in MEASURES

    @property
    def offer_stands(self) -> bool:
        """Whether the buyer may still come back to an offer that he has turned down or not answered."""
        open_ones = (offer for offer in self.history if offer.outcome in {Outcome.OFFERED, Outcome.REFUSED})
        return any(offer.remedy not in NO_OFFER for offer in open_ones)

    @property
    def arrived(self) -> bool:
        """Whether the buyer has or had the goods; a chargeback takes none from him."""
        situation, says_so = self.situation, self.rule.arrived == "yes"
        return says_so or (has_goods(self.rule, situation.parcel) and not situation.is_undelivered)


def facts_of(occasion: Occasion) -> dict[str, Any]:
    """Return the slots that stand for the whole reply, typed, not yet formatted."""
    plan = occasion.plan
    dispute, upset = occasion.order.dispute, bool(UPSET & set(occasion.risks))
    return {
        "reason": str(plan.reason),
        "tone": str(occasion.tone),
        "marketplace": occasion.playbook.platform.marketplace,
        "stage": plan.stage if occasion.rule.fault != "none" else None,
        "unpaid": occasion.is_unpaid,
        "evidence": str(occasion.evidence) if occasion.shows_something else "unknown",
        "upset": upset,
        "empty": occasion.is_empty,
        "may_withdraw": occasion.situation.is_protected and not occasion.situation.withdrawal_is_over,
        "dispute_open": dispute is not None and dispute.is_open,
        "follow_up": occasion.is_follow_up,
        "return_agreed": occasion.is_return_agreed,
        "return_over": occasion.is_return_over,
        "in_return": occasion.is_in_return,
        "extortion": Risk.EXTORTION in occasion.risks,
        "freight": plan.freight.paid_by,
        "open_question": plan.reason is not Reason.THANKS and not (occasion.is_follow_up or upset),
        **parcel_facts(occasion),
        **_counted(occasion),
        **_order_facts(occasion.order),
        **_shop_facts(occasion),
        **past_facts(occasion.order, occasion.history),
    }


def _counted(occasion: Occasion) -> dict[str, Any]:
    """Return what the pieces that the buyer counts mean for the words."""
    return {
        "wholesale": occasion.is_wholesale,
        "counts_pieces": occasion.counts_pieces,
        "several": occasion.concerns_several and occasion.plan.reason in BY_PIECE,
    }


def _order_facts(order: Order) -> dict[str, Any]:
    titles = {item.title for item in order.items}
    return {
        "buyer_name": as_name(order.buyer.name) if order.buyer.name else None,
        "order_number": _text(order.number),
        "item": as_title(next(iter(titles)) or "") if len(titles) == 1 else None,  # of several, nobody knows which
        "tracking_number": _text(order.tracking_number),
        "tracking_url": _text(order.tracking_url),
        "carrier": _text(order.carrier),
        "shipped_on": order.shipped_on,
        "promised_by": order.promised_by,
        "delivered_on": order.delivered_on,
        "delivered_late": bool(order.delivered_on and order.promised_by and order.delivered_on > order.promised_by),
        "return_sent_on": order.return_sent_on,
        "return_received_on": order.return_received_on,
    }


def _shop_facts(occasion: Occasion) -> dict[str, Any]:
    shop, typed, amounts = occasion.shop, occasion.typed, occasion.playbook.platform.amounts
    days = days_to_return(occasion)
    return {
        "shop_name": _text(shop.shop.name),
        "agent_name": _text(typed.get("agent_name") or shop.shop.agent),
        "report_by": report_by(occasion),
        "hours": Period(shop.reply_within_hours, "hour"),
        "extension": Period(int(amounts.extension.value), "day"),
        "return_days": Period(days, "day") if days else None,
        "return_address": _text(shop.returns.address),
        "return_recipient": _text(shop.returns.recipient),
        "return_carrier": _text(shop.returns.carrier),
        "gift": _text(shop.gift),
        "answer": _text(typed.get("answer")),
        "instructions": _text(typed.get("instructions")),
        "ship_by": _day(typed.get("ship_by")),
        "coupon_code": _text(typed.get("coupon_code") or shop.coupons.code),
    }


def offer_facts(option: Option, occasion: Occasion) -> dict[str, Any]:
    """Return the slots of one option."""
    coupons, amounts = occasion.shop.coupons, occasion.playbook.platform.amounts
    share = coupons.reorder_share if option.remedy is Remedy.REORDER_COUPON else coupons.goodwill_share
    default = amounts.reorder_share if option.remedy is Remedy.REORDER_COUPON else amounts.goodwill_share
    cash = Cash(option.amount, option.currency) if option.amount is not None and option.currency else None
    return {"amount": cash, "percent": Share(share if share is not None else Decimal(default.value))}


def choice_facts(options: tuple[Option, ...], choices: int, occasion: Occasion) -> dict[str, Any]:
    """Return the slots that depend on which options the reply offers."""
    remedies = {option.remedy for option in options}
    in_force = occasion.playbook.protects(occasion.order.buyer.country)
    return {
        "option_count": choices,
        "asks": bool(occasion.plan.ask),
        "states_coupon": Remedy.GOODWILL_COUPON in remedies,
        "refunds": bool(REFUNDS & remedies),
        "returns": Remedy.RETURN_REFUND in remedies,
        "settled": occasion.is_settled or (not choices and bool(REFUNDS & remedies)),
        "rest": bool(already_refunded(occasion.history, occasion.order.price)),
        "consumer_rights": in_force and bool(VOLUNTARY & remedies) and occasion.shows_something,
    }


def _text(value: str | None) -> str | None:
    return (as_text(value) or None) if value else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
