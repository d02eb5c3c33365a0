"""What an option leaves the seller with: the formulas of the trade (SEEDS 3.6), unchanged.

price = product cost + freight + profit; result of a refund r = profit - r, 0 <= r <= price; result of a reship =
profit - (product cost + freight); break-even r = product cost + freight. Unknown terms make the result unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.model import Outcome, Remedy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Item, Offer, Order

WHOLE_PRICE = {Remedy.FULL_REFUND, Remedy.RETURN_REFUND, Remedy.CANCEL_REFUND}
REFUNDS = WHOLE_PRICE | {Remedy.PARTIAL_REFUND}
NO_COST_NOW = {
    Remedy.EXPLAIN, Remedy.GUIDE, Remedy.EXTEND_PROTECTION, Remedy.TRACE, Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON,
    Remedy.GIFT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Economics:
    """An order's price and costs; None is unknown."""

    price: Decimal | None
    product_cost: Decimal | None
    freight: Decimal | None
    return_freight: Decimal | None = None
    refunded: Decimal | None = Decimal(0)
    resent: int = 0

    @property
    def left(self) -> Decimal | None:
        """What of the price was not refunded yet."""
        if self.price is None or self.refunded is None:
            return None
        return max(self.price - self.refunded, Decimal(0))  # of equals the first: 0.00 keeps its decimals

    @property
    def break_even(self) -> Decimal | None:
        """The refund that costs exactly as much as a reship."""
        if self.product_cost is None or self.freight is None:
            return None
        return self.product_cost + self.freight

    @property
    def sent_again(self) -> Decimal | None:
        """What the parcels cost that were sent again."""
        return Decimal(0) if not self.resent else None if self.break_even is None else self.resent * self.break_even

    @property
    def profit(self) -> Decimal | None:
        """What the order leaves when nothing goes wrong."""
        if self.price is None or self.break_even is None:
            return None
        return self.price - self.break_even

    def refund_result(self, refund: Decimal) -> Decimal | None:
        """Return profit - refund; the goods stay with the buyer. Raises ValueError outside 0 <= refund <= price."""
        if refund < 0 or (self.price is not None and refund > self.price):
            message = f"a refund of {refund} is not between 0 and the price {self.price}"
            raise ValueError(message)
        return None if self.profit is None else self.profit - refund

    def reship_result(self) -> Decimal | None:
        """Return profit - (product cost + freight)."""
        if self.profit is None or self.break_even is None:
            return None
        return self.profit - self.break_even

    def return_result(self, *, seller_pays: bool) -> Decimal | None:
        """Return the result of a full refund against the goods back, less the return freight where the seller pays it.

        What comes back counts as worth nothing: what it can be sold for again is a term of `extended`.
        """
        if self.break_even is None:
            return None
        if not seller_pays:
            return -self.break_even
        return None if self.return_freight is None else -self.break_even - self.return_freight

    def result(self, remedy: Remedy, amount: Decimal | None, *, seller_pays_return: bool) -> Decimal | None:
        """Return what the seller is left with after a remedy, all earlier refunds and parcels; None is not known."""
        result = self._result(remedy, amount, seller_pays_return=seller_pays_return)
        return None if result is None or self.sent_again is None else result - self.sent_again

    def _result(self, remedy: Remedy, amount: Decimal | None, *, seller_pays_return: bool) -> Decimal | None:
        if self.refunded is None:
            return None
        if remedy is Remedy.RETURN_REFUND:
            back = self.return_result(seller_pays=seller_pays_return)
            return None if back is None else back + self._kept(amount)
        if remedy is Remedy.CANCEL_REFUND:
            return None if self.price is None else Decimal(0)
        if remedy is Remedy.FULL_REFUND:
            return None if self.price is None else self.refund_result(self.price - self._kept(amount))
        if remedy is Remedy.PARTIAL_REFUND:
            return None if amount is None else self.refund_result(self.refunded + amount)
        before = self.reship_result() if remedy is Remedy.RESHIP else self.profit if remedy in NO_COST_NOW else None
        return None if before is None else before - self.refunded

    def _kept(self, amount: Decimal | None) -> Decimal:
        """Return what stays of the price where a dispute claims less than is left; None is all that is left."""
        return Decimal(0) if amount is None or self.left is None else self.left - amount


def economics_of(order: Order, history: Sequence[Offer] = ()) -> Economics:
    """Take the terms from an order and its history; the product cost may stand with the items."""
    cost = order.product_cost
    if cost is None and order.items:
        parts = [_item_cost(item) for item in order.items]
        known = [part for part in parts if part is not None]
        cost = sum(known, Decimal(0)) if len(known) == len(parts) else None
    refunded = already_refunded(history, order.price)
    resent = sum(offer.remedy is Remedy.RESHIP and offer.outcome is Outcome.DONE for offer in history)
    return Economics(order.price, cost, order.shipping_cost, order.return_shipping_cost, refunded, resent)


def _item_cost(item: Item) -> Decimal | None:
    if item.product_cost is None or item.quantity is None:
        return None
    return item.product_cost * item.quantity


def already_refunded(history: Sequence[Offer], price: Decimal | None) -> Decimal | None:
    """Return what was refunded so far; None where an amount is unknown. What is only agreed is not paid yet."""
    total = Decimal(0)
    for offer in history:
        if offer.remedy in REFUNDS and offer.outcome is Outcome.DONE:
            whole = price if offer.remedy is not Remedy.PARTIAL_REFUND else None
            amount = offer.amount if offer.amount is not None else whole
            if amount is None:
                return None
            total += amount
    return total
