"""What the trade's formulas leave out (SEEDS 3.6): fees, another second freight, a second failure, resale value.

Every term is nothing until the shop sets it, so that without settings the extended result is the seed's own; it stands
beside the seed's result, never in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.deciding.economics import REFUNDS
from assistant.model import Line, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.deciding.economics import Economics
    from assistant.model import Order
    from assistant.shop import Costs


@dataclass(frozen=True, slots=True)
class Terms:
    """The further costs of one order; a second freight of None is taken as the first one's."""

    costs: Costs
    reship_freight: Decimal | None = None

    @property
    def are_set(self) -> bool:
        """Whether any term differs from nothing."""
        costs = self.costs
        shares = (costs.commission_share, costs.payment_share, costs.second_failure, costs.salvage_share)
        return any(shares) or self.reship_freight is not None

    def fees(self, price: Decimal, refunded: Decimal) -> Decimal:
        """Return the fees of a sale: the platform gives its commission back on what is refunded, the bank nothing."""
        return (price - refunded) * self.costs.commission_share + price * self.costs.payment_share


def terms_of(order: Order, costs: Costs) -> Terms:
    """Return an order's further costs."""
    return Terms(costs, order.reship_shipping_cost)


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
    price, freight = economics.price, economics.freight
    if not terms.are_set or result is None or price is None or economics.refunded is None:
        return None
    given = amount or Decimal(0) if remedy in REFUNDS else Decimal(0)
    total = result - terms.fees(price, min(price, economics.refunded + given))
    if remedy is Remedy.RESHIP:
        again = terms.reship_freight if terms.reship_freight is not None else freight
        if freight is None or again is None:
            return None
        expected_refund = price * (1 - terms.costs.commission_share)
        total -= again - freight + terms.costs.second_failure * expected_refund
    comes_back = remedy is Remedy.RETURN_REFUND or (is_back and remedy in REFUNDS)
    if comes_back and economics.product_cost is not None:
        total += terms.costs.salvage_share * economics.product_cost
    return total


def term_lines(remedy: Remedy, terms: Terms) -> Iterator[Line]:
    """Yield the lines that say which further costs a result counts."""
    costs = terms.costs
    if costs.commission_share or costs.payment_share:
        share = costs.commission_share + costs.payment_share
        yield Line(msgid="Counts the fees of the sale, %(share)s %% of the price.", slots=(("share", _percent(share)),))
    if remedy is Remedy.RESHIP and costs.second_failure:
        yield Line(
            msgid="Counts that %(share)s %% of the second parcels fail too and are refunded.",
            slots=(("share", _percent(costs.second_failure)),),
        )
    if remedy is Remedy.RETURN_REFUND:
        yield Line(
            msgid="Counts what comes back as worth %(share)s %% of its cost.",
            slots=(("share", _percent(costs.salvage_share)),),
        )


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}"
