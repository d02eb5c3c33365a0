"""How many pieces a buyer speaks of: what those cost that did not come or are not right, and whether he wants more."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.model import Reason
from assistant.money import rounded_down

if TYPE_CHECKING:
    from assistant.model import Item, Order, Reading

# What is wrong with pieces, and of these what is mostly wrong with one of them.
BY_PIECE = {
    Reason.DAMAGED, Reason.DEFECTIVE, Reason.WRONG_ITEM, Reason.POOR_QUALITY, Reason.NOT_AS_DESCRIBED,
    Reason.DOES_NOT_FIT,
}  # fmt: skip
MOSTLY_ONE = {Reason.DAMAGED, Reason.DEFECTIVE, Reason.WRONG_ITEM}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """So many of the ordered pieces did not come or are not right, at so much each; `unit_cost` of None is unknown."""

    pieces: int
    ordered: int
    unit_price: Decimal
    unit_cost: Decimal | None = None

    @property
    def worth(self) -> Decimal:
        """What they were sold for."""
        return self.pieces * self.unit_price

    @property
    def cost(self) -> Decimal | None:
        """What they cost the seller."""
        return None if self.unit_cost is None else self.pieces * self.unit_cost


def shortfall_of(reading: Reading, order: Order) -> Shortfall | None:
    """Return how many pieces are missing; None where it may be a part, or what a piece costs is not known.

    The buyer has to name the ordered number and another one. Where he says of that one neither that it came nor that it
    did not, the fewer pieces count, and the staff are told how it was counted.
    """
    item = _only(order)
    if item is None or item.quantity not in _named(reading):
        return None
    missing = _missing(reading, item.quantity or 0)
    return None if missing is None else _pieces(missing, item, order)


def _missing(reading: Reading, ordered: int) -> int | None:
    lacking, arrived = (
        {int(found.value) for found in numbers if int(found.value) < ordered}
        for numbers in (reading.facts.lacking, reading.facts.arrived)
    )
    if len(lacking) == 1:
        return min(lacking)
    part = _part(reading, ordered)
    if part is None:
        return None
    return ordered - min(arrived) if len(arrived) == 1 and arrived <= {part, ordered - part} else part


def _part(reading: Reading, ordered: int) -> int | None:
    """Return the smaller part of the ordered number that is named, where nothing but this and its rest is.

    'Ordered 5, 3 came, refund the other 2'; any other third number may be that of the parcels.
    """
    parts = {min(named, ordered - named) for named in _named(reading) - {ordered}}
    return next(iter(parts)) if len(parts) == 1 and min(parts) > 0 else None


def concerned_of(reading: Reading, order: Order) -> Shortfall | None:
    """Return how many pieces are not right: the number that the buyer names beside the ordered one or alone, or all."""
    item = _only(order)
    other = None if item is None else _concerned(reading, item.quantity or 0)
    return None if item is None or other is None else _pieces(other, item, order)


def concerns_several(reading: Reading, order: Order) -> bool:
    """Whether the buyer speaks of more than one piece that is not right: of some that he ordered, or of all."""
    item = _only(order)
    other = None if item is None else _concerned(reading, item.quantity or 0)
    return other is not None and other > 1


def count_of(order: Order) -> int:
    """Return how many pieces an order has; 0 where that is not known."""
    counts = [item.quantity for item in order.items]
    return sum(count or 0 for count in counts) if all(counts) else 0


def counts_pieces(reading: Reading, order: Order) -> bool:
    """Whether the buyer may speak of some pieces of an order of several: 'ordered 3, cancel one'.

    Who names only how many he has ordered, and nothing that may set some of them apart, speaks of them all.
    """
    count = count_of(order)
    counted = {named for named in _named(reading) if 0 < named <= count}
    is_part = any(int(found.value) < count for found in reading.facts.some)
    return count > 1 and bool(counted) and (counted != {count} or is_part)


def dearest_of(order: Order) -> Decimal | None:
    """Return the price of an order's dearest piece, where all prices are known."""
    prices = [_unit_price(item, order) for item in order.items]
    known = [price for price in prices if price is not None]
    return max(known) if known and len(known) == len(prices) else None


def _only(order: Order) -> Item | None:
    return order.items[0] if len(order.items) == 1 and order.items[0].quantity else None


def _named(reading: Reading) -> set[int]:
    facts = reading.facts
    return {int(found.value) for found in (*facts.quantities, *facts.lacking, *facts.arrived)}


def _other(reading: Reading, ordered: int) -> int | None:
    """Return the one number below the ordered one that is named, where no further one is."""
    others = _named(reading) - {ordered}
    return next(iter(others)) if len(others) == 1 and 0 < min(others) < ordered else None


def _concerned(reading: Reading, ordered: int) -> int | None:
    """Return the number of pieces that are not right, of several: all, where the words that tell of it say so."""
    other = _other(reading, ordered)
    if other is not None or _named(reading) - {ordered}:
        return other
    faults = [cause for cause in reading.why if cause.label in BY_PIECE]
    whole = [found for found in reading.facts.alls if int(found.value) == ordered > 1]
    in_fault = any(cause.start < found.end and found.start < cause.end for cause in faults for found in whole)
    return ordered if in_fault else None


def _pieces(count: int, item: Item, order: Order) -> Shortfall | None:
    price, cost = _unit_price(item, order), item.product_cost
    if cost is None and order.product_cost is not None and item.quantity:
        cost = order.product_cost / item.quantity
    return None if price is None or item.quantity is None else Shortfall(count, item.quantity, price, cost)


def _unit_price(item: Item, order: Order) -> Decimal | None:
    """Return what was paid for a piece: less than its listed price where a coupon made the whole cheaper.

    Of an order of one article it is its part of the price where nothing is listed.
    """
    if order.price is None or order.currency is None:
        return item.unit_price
    if item.unit_price is None:
        count = item.quantity if len(order.items) == 1 else None
        return rounded_down(order.price / count, order.currency) if count else None
    listed = _listed(order)
    if listed is None or order.price >= listed:
        return item.unit_price
    return rounded_down(item.unit_price * order.price / listed, order.currency)


def _listed(order: Order) -> Decimal | None:
    """Return what all pieces are listed at together, where that is known of each."""
    prices = [(item.unit_price, item.quantity) for item in order.items]
    known = [price * count for price, count in prices if price is not None and count]
    return sum(known, Decimal(0)) if len(known) == len(prices) else None


def wants_many(reading: Reading, order: Order) -> bool:
    """Whether the buyer speaks of more pieces than one, and than he has ordered."""
    ordered = sum(item.quantity or 1 for item in order.items)
    return any(int(found.value) > max(ordered, 1) for found in reading.facts.quantities)
