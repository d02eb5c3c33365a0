"""What the trade's formulas leave out (SEEDS 3.6): fees, another second freight, a second failure, resale value.

Every term is nothing until the shop sets it, so that without settings the extended result is the seed's own; it stands
beside the seed's result, never in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.deciding.economics import REFUNDS
from assistant.model import Line, Remedy, Sum
from assistant.money import percent, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.deciding.economics import Economics
    from assistant.model import Order
    from assistant.shop import Costs


@dataclass(frozen=True, slots=True)
class Terms:
    """The further costs of one order; a second freight, or goods, of None are taken as the first parcel's.

    `goods` is what those cost that are sent again, or that come back.
    """

    costs: Costs
    reship_freight: Decimal | None = None
    goods: Decimal | None = None

    @property
    def are_set(self) -> bool:
        """Whether any term differs from nothing."""
        costs = self.costs
        shares = (costs.commission_share, costs.payment_share, costs.second_failure, costs.salvage_share)
        return any(shares) or self.reship_freight is not None or self.goods is not None

    def second_parcel(self, economics: Economics) -> Decimal | None:
        """Return what a parcel costs that is sent again: the goods, and its own freight."""
        freight = economics.freight if self.reship_freight is None else self.reship_freight
        goods = economics.product_cost if self.goods is None else self.goods
        return None if goods is None or freight is None else goods + freight

    def fees(self, price: Decimal, refunded: Decimal) -> Decimal:
        """Return the fees of a sale: the platform gives its commission back on what is refunded, the bank nothing."""
        return (price - refunded) * self.costs.commission_share + price * self.costs.payment_share


def terms_of(order: Order, costs: Costs, goods: Decimal | None = None) -> Terms:
    """Return an order's further costs; `goods` is what is sent again, where that is not all."""
    return Terms(costs, order.reship_shipping_cost, goods)


def extended_result(
    remedy: Remedy,
    amount: Decimal | None,
    result: Decimal | None,
    economics: Economics,
    terms: Terms,
    *,
    is_back: bool = False,
) -> Decimal | None:
    """Return a result with the further costs; None where there are none, or where something is not known."""
    price = economics.price
    if not terms.are_set or result is None or price is None or economics.refunded is None:
        return None
    total = result - terms.fees(price, _refunded_in_all(remedy, amount, economics))
    if remedy is Remedy.RESHIP:
        again, even = terms.second_parcel(economics), economics.break_even
        if again is None or even is None:
            return None
        expected_refund = price * (1 - terms.costs.commission_share)
        total -= again - even + terms.costs.second_failure * expected_refund
    part = terms.goods if remedy is Remedy.RETURN_REFUND else None
    goods = economics.product_cost if part is None else part
    if _comes_back(remedy, is_back=is_back) and goods is not None:
        total += terms.costs.salvage_share * goods
    return total


def term_lines(
    remedy: Remedy, amount: Decimal | None, economics: Economics, terms: Terms, currency: str, *, is_back: bool = False
) -> Iterator[Line]:
    """Yield the lines that say which further costs a result counts."""
    costs, again = terms.costs, terms.second_parcel(economics)
    if (costs.commission_share or costs.payment_share) and economics.price is not None:
        fees = terms.fees(economics.price, _refunded_in_all(remedy, amount, economics))
        yield Line(
            msgid="Counts the fees of the sale that stay: %(amount)s.", slots=(("amount", _sum(fees, currency)),)
        )
    if remedy is Remedy.RESHIP and again is not None and again != economics.break_even:
        yield Line(
            msgid="Counts %(amount)s for the second parcel: the goods and its own freight.",
            slots=(("amount", _sum(again, currency)),),
        )
    if remedy is Remedy.RESHIP and costs.second_failure:
        yield Line(
            msgid="Counts that %(share)s %% of the second parcels fail too and are refunded.",
            slots=(("share", percent(costs.second_failure)),),
        )
    if remedy is Remedy.RETURN_REFUND or (costs.salvage_share and _comes_back(remedy, is_back=is_back)):
        yield Line(
            msgid="Counts what comes back as worth %(share)s %% of its cost.",
            slots=(("share", percent(costs.salvage_share)),),
        )


def _comes_back(remedy: Remedy, *, is_back: bool) -> bool:
    return remedy is Remedy.RETURN_REFUND or (is_back and remedy in REFUNDS)


def _refunded_in_all(remedy: Remedy, amount: Decimal | None, economics: Economics) -> Decimal:
    """Return what the buyer has back with this remedy; what the history says may be more than the price."""
    given = (amount if remedy in REFUNDS else None) or Decimal(0)
    total = given + (economics.refunded or Decimal(0))
    return total if economics.price is None else min(economics.price, total)


def _sum(amount: Decimal, currency: str) -> Sum:
    return Sum(amount=rounded(amount, currency), currency=currency)
