"""Everything that can change what may be offered for an order: facts, rules, history and the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.deciding.economics import economics_of
from assistant.deciding.extended import extended_result, terms_of
from assistant.deciding.history import deals
from assistant.deciding.state import order_state, parcel_state, running_stage
from assistant.model import DisputeStage, OrderState, Outcome, Remedy, Risk

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from assistant.deciding.economics import Economics
    from assistant.deciding.extended import Terms
    from assistant.deciding.pieces import Shortfall
    from assistant.deciding.rulebook.playbook import Playbook, StageRule
    from assistant.model import Offer, Order
    from assistant.shop import Shop

ENDLESS = 36_500
RETURNING = {DisputeStage.RETURN_AGREED, DisputeStage.RETURN_SENT}
AGREED = {Outcome.ACCEPTED, Outcome.DONE}
PENDING = {OrderState.IN_TRANSIT, OrderState.UNKNOWN}


@dataclass(frozen=True)
class Situation:
    """An order's facts, rules, history and day.

    `fault` and `arrived` are what the reason presumes, `wanted` is what the buyer asks for, `asked` the sum, `days`
    the days and `shortfall` the missing pieces that he names; `is_wholesale` is whether he wants many for less.
    `concerned` are the pieces that are not right; where he does not say how many, it is mostly one of `one_of`,
    and of `lacking_of` some have not come. `counts_pieces` is whether he counts some of several. `own_return` is what
    the staff have set for a return, `sets_return` whether what they set is for that, and not a part for keeping.
    """

    order: Order
    playbook: Playbook
    shop: Shop
    today: date
    risks: tuple[Risk, ...] = ()
    history: tuple[Offer, ...] = ()
    refund: Decimal | None = None
    tracking_numbers: tuple[str, ...] = ()
    fault: str = "unknown"
    arrived: str = "order"
    wanted: frozenset[Remedy] = frozenset()
    asked: Decimal | None = None
    shortfall: Shortfall | None = None
    days: tuple[date, ...] = ()
    is_wholesale: bool = False
    concerned: Shortfall | None = None
    one_of: int = 0
    lacking_of: int = 0
    counts_pieces: bool = False
    is_hazard: bool = False
    own_return: Decimal | None = None
    sets_return: bool = False

    @cached_property
    def state(self) -> OrderState:
        """Where the order is."""
        return order_state(self.order, self.today, self.playbook)

    @cached_property
    def parcel(self) -> OrderState:
        """Where the parcel is, whatever a bank does with the payment."""
        return parcel_state(self.order, self.today, self.playbook)

    @cached_property
    def stage(self) -> str | None:
        """The procedure that runs."""
        return running_stage(self.order, self.state)

    @cached_property
    def stage_rule(self) -> StageRule | None:
        """What the running procedure changes."""
        return self.playbook.stages.get(self.stage) if self.stage else None

    @property
    def other_tracking(self) -> str | None:
        """A tracking number that the buyer names and that is not the order's."""
        ours = self.order.tracking_number
        return next((number for number in self.tracking_numbers if ours and number != ours), None)

    @property
    def other_promise(self) -> date | None:
        """A day gone by that the buyer names while the order says that the parcel is in time."""
        order = self.order
        if self.state is not OrderState.IN_TRANSIT or order.promised_by is None:
            return None
        left = order.shipped_on or order.ordered_on
        return next((day for day in self.days if day < self.today and (left is None or day > left)), None)

    @cached_property
    def economics(self) -> Economics:
        """The order's price and costs, with what was refunded so far."""
        return economics_of(self.order, self.history)

    @cached_property
    def terms(self) -> Terms:
        """What the trade's formulas leave out."""
        return terms_of(self.order, self.shop.costs, None if self.concerned is None else self.concerned.cost)

    @cached_property
    def second_parcel(self) -> Decimal | None:
        """What a parcel costs that is sent again: a refund of that is the break-even of this order."""
        return self.terms.second_parcel(self.economics)

    @cached_property
    def is_refunded(self) -> bool:
        """Whether nothing of the price is left."""
        return bool(self.order.price) and self.economics.left == 0

    @property
    def claimed(self) -> Decimal | None:
        """The money that the buyer claims in an open dispute: 0 where he claims none, None where it is not known.

        A 0 beside goods that are back says nothing: their price is owed.
        """
        dispute = self.order.dispute
        claimed = dispute.claimed if dispute is not None and dispute.is_open else None
        return None if claimed == 0 and self.is_back else claimed

    @property
    def is_disputed(self) -> bool:
        """Whether the platform or a bank is looking at the order."""
        dispute = self.order.dispute
        running = (dispute is not None and dispute.is_open) or self.state is OrderState.CHARGEBACK
        return running or Risk.CHARGEBACK in self.risks

    @property
    def is_back(self) -> bool:
        """Whether the goods are back with the seller."""
        return self.state is OrderState.RETURNED

    @property
    def is_undelivered(self) -> bool:
        """Whether the parcel came back without having reached the buyer: nothing tells of its arrival or his return."""
        order, dispute = self.order, self.order.dispute
        if self.parcel is not OrderState.RETURNED or order.delivered_on or order.completed_on:
            return False
        if order.return_sent_on or order.return_received_on or (dispute and dispute.known_stage in RETURNING):
            return False
        return not any(o.remedy is Remedy.RETURN_REFUND and o.outcome in AGREED for o in self.history)

    @property
    def claim_is_less(self) -> bool:
        """Whether the buyer claims less than what is left of the price; of a price that nobody knows, he may."""
        claimed, left = self.claimed, self.economics.left
        if claimed is None or left is None:
            return claimed is not None and self.order.price is None and self.order.currency is not None
        return claimed < left

    @cached_property
    def new_parcel_costs_more(self) -> bool:
        """Whether a new parcel is known to cost more than paying what the buyer claims, or else the whole price."""
        again = self.economics.result(Remedy.RESHIP, None, seller_pays_return=False)
        left, claimed, paid = self.economics.left, self.claimed, self.economics.refunded
        price = self.economics.price
        if claimed == 0:
            return False  # there is no money that he would get instead
        if again is None or left is None or paid is None or price is None:
            return False
        owed = min(left, claimed) if claimed is not None else left
        money = self.economics.refund_result(min(paid + owed, price))  # a history may say that more than all was paid
        extended = extended_result(Remedy.RESHIP, None, again, self.economics, self.terms)
        if money is None or self.economics.sent_again is None:
            return False
        return (again if extended is None else extended) < money - self.economics.sent_again

    @cached_property
    def largest_refused(self) -> Decimal | None:
        """The largest partial refund that the buyer has refused."""
        refused = (
            offer.amount
            for offer in self.history
            if offer.remedy is Remedy.PARTIAL_REFUND and offer.outcome is Outcome.REFUSED
        )
        return max((amount for amount in refused if amount is not None), default=None)

    @cached_property
    def open_part(self) -> Decimal | None:
        """The partial refund that was offered last and is not answered yet, where it is more than any refused one."""
        parts = [offer for offer in deals(self.history) if offer.remedy is Remedy.PARTIAL_REFUND]
        if not parts or parts[-1].outcome is not Outcome.OFFERED or parts[-1].amount is None:
            return None
        amount, refused = parts[-1].amount, self.largest_refused
        return amount if refused is None or amount > refused else None

    @cached_property
    def standing(self) -> Decimal | None:
        """The open part, where it stands: for missing pieces that cost more, it was offered for something else."""
        amount, lack = self.open_part, self.shortfall
        return None if amount is not None and lack is not None and amount < lack.worth else amount

    @cached_property
    def claim_is_small(self) -> bool:
        """Whether what the buyer claims is less than the price and than the goods with their freight cost us."""
        even, claimed = self.second_parcel, self.claimed
        return self.claim_is_less and claimed is not None and even is not None and claimed < even

    @property
    def is_platforms(self) -> bool:
        """Whether the platform decides now."""
        return self.stage_rule is not None and bool(self.stage_rule.allowed)

    @property
    def came_late(self) -> bool:
        """Whether the parcel arrived after the promised day; he is believed where that is past and no arrival known."""
        promised = self.order.promised_by
        return promised is None or (self.came_by or self.today) > promised

    @property
    def came_by(self) -> date | None:
        """The day of arrival; where nobody knows it, that of the completion: no parcel arrives after it."""
        return self.order.delivered_on or self.order.completed_on

    @property
    def wait_ends(self) -> date | None:
        """The day past which nobody is asked to wait: some days before the buyer's protection ends (U7)."""
        ends, margin = self.order.protection_ends_on, int(self.playbook.platform.amounts.protection_margin.value)
        return None if ends is None else ends - timedelta(days=margin)

    @property
    def is_uncovered(self) -> bool:
        """Whether a parcel on its way is promised for a day on which nobody should wait for it any more."""
        ends, promised = self.wait_ends, self.order.promised_by
        return self.state is OrderState.IN_TRANSIT and bool(ends and promised and ends < promised)

    @property
    def is_in_time(self) -> bool:
        """Whether the parcel may still come as promised; without a promise, within the law's days for any delivery.

        Not in the last days of the buyer's protection, past which nobody is asked to wait (U7).
        """
        order, ends = self.order, self.wait_ends
        if self.state not in PENDING or (ends is not None and ends <= self.today):
            return False
        left, days = order.ordered_on or order.shipped_on, int(self.playbook.platform.law.delivery_days.value)
        usual = None if left is None else left + timedelta(days=days)
        last = order.promised_by or usual
        return last is not None and self.today <= last

    @property
    def is_protected(self) -> bool:
        """Whether consumer law gives the buyer a right of withdrawal (EU, UK)."""
        return self.playbook.protects(self.order.buyer.country)

    @property
    def withdrawal_is_over(self) -> bool:
        """Whether the law's days are over in which a consumer may withdraw."""
        delivered, days = self.came_by, int(self.playbook.platform.law.withdrawal_days.value)
        if delivered is None:
            return False
        last = self.playbook.rolled("withdrawal", delivered + timedelta(days=days), self.order.buyer.country)
        return self.today > last

    @property
    def mind_changed_late(self) -> bool:
        """Whether the days are over in which goods come back that are merely not wanted: the shop's, or the law's."""
        days = int(self.playbook.platform.amounts.change_of_mind_days.value)
        delivered = self.came_by
        if self.is_protected and not self.withdrawal_is_over:
            return False
        by_law = self.fault == "buyer" and not self.playbook.is_for_business
        return by_law and delivered is not None and (self.today - delivered).days > days

    @property
    def window(self) -> int:
        """Days after the completion in which the platform still refunds; a very long time where no rule ends it."""
        value = self.playbook.platform.amounts.after_completion_days
        return ENDLESS if value is None else int(value.value)

    @property
    def window_closed(self) -> bool:
        """Whether the platform refunds nothing in the order any more."""
        done = self.order.completed_on
        return done is not None and (self.today - done).days > self.window
