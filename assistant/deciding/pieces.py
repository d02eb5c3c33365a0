"""How many pieces a buyer speaks of: what those cost that did not come, and whether he wants more than he ordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from assistant.model import Order, Reading


@dataclass(frozen=True, slots=True)
class Shortfall:
    """So many of the ordered pieces did not come, at so much each."""

    pieces: int
    ordered: int
    unit_price: Decimal

    @property
    def worth(self) -> Decimal:
        """What they cost."""
        return self.pieces * self.unit_price


def shortfall_of(reading: Reading, order: Order) -> Shortfall | None:
    """Return how many pieces are missing; None where it may be a part, or what a piece costs is not known.

    The buyer has to name the ordered number and another one. Whether that one came or did not, he alone knows: the
    fewer pieces count, and the staff are told how it was counted.
    """
    if len(order.items) != 1:
        return None
    (item,) = order.items
    named = {int(found.value) for found in reading.facts.quantities}
    if item.unit_price is None or item.quantity is None or item.quantity not in named:
        return None
    others = {number for number in named if 0 < number < item.quantity}
    if len(others) != 1 or len(named) != len(others) + 1:
        return None
    (other,) = others
    return Shortfall(min(other, item.quantity - other), item.quantity, item.unit_price)


def wants_many(reading: Reading, order: Order) -> bool:
    """Whether the buyer speaks of more pieces than one, and than he has ordered."""
    ordered = sum(item.quantity or 1 for item in order.items)
    return any(int(found.value) > max(ordered, 1) for found in reading.facts.quantities)
