"""What an ending does to the offers of its case, and which amount it cannot have."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.archive.errors import AboveLeftError, OtherCurrencyError
from assistant.archive.nouns import NO_OFFER, Offered, Result
from assistant.deciding.economics import REFUNDS
from assistant.model import Outcome, Remedy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.archive.nouns import Ending
    from assistant.model import Offer, Order

DECIDED = {Result.DISPUTE_WON, Result.DISPUTE_LOST}
AGREED = {Outcome.ACCEPTED, Outcome.DONE}


@dataclass(frozen=True, slots=True)
class Settled:
    """What an ending makes of the offers: what became of which, by number, what was agreed beside them, or gone."""

    answered: Mapping[int, Outcome] = field(default_factory=dict)
    new: tuple[Offered, ...] = ()
    gone: tuple[Offered, ...] = ()


def require_possible(ending: Ending, order: Order, elsewhere: Sequence[Offer], here: Sequence[Offered]) -> None:
    """Raise OtherCurrencyError or AboveLeftError where an ending cannot have cost that, as far as the order is known.

    `elsewhere` are the offers of the order's other cases. An amount that was accepted holds what was agreed `here`;
    what the platform took comes on top of what was paid.
    """
    if ending.amount is None or order.currency is None:
        return
    if ending.currency not in {None, order.currency}:
        raise OtherCurrencyError(ending.currency or "", order.currency)
    if order.price is None:
        return
    spent = sum((_money(one, order.price) for one in elsewhere if one.outcome in AGREED), Decimal(0))
    if ending.result in DECIDED:
        spent += sum((_money(one, order.price) for one in here if one.outcome is Outcome.DONE), Decimal(0))
    left = max(Decimal(0), order.price - spent)
    if ending.amount > left:
        raise AboveLeftError(ending.amount, left, order.currency)


def require_left(offer: Offered, order: Order, others: Sequence[Offer | Offered]) -> None:
    """Raise AboveLeftError where a refund is more than what is left of the price beside what was agreed."""
    if offer.amount is None or order.price is None or order.currency is None or offer.remedy not in REFUNDS:
        return
    spent = sum((_money(one, order.price) for one in others if one.outcome in AGREED), Decimal(0))
    if offer.amount > order.price - spent:
        raise AboveLeftError(offer.amount, max(Decimal(0), order.price - spent), order.currency)


def settled(
    ending: Ending,
    before: Ending | None,
    offers: Sequence[Offered],
    price: Decimal | None,
    beside: frozenset[int] = frozenset(),
    taken: frozenset[int] = frozenset(),
) -> Settled:
    """Return what an ending makes of a case's offers; `beside` are those that an ending before it has added.

    One that corrects another takes back what that one agreed, of what was there those that it has `taken` as accepted;
    what the platform decided later takes nothing back. Refused is what had no answer; accepted is the open offer
    of that amount, or the only one that is open, or else an amount that was agreed beside them.
    """
    corrects = before is not None and ending.result not in DECIDED
    accepted = [one.number or 0 for one in offers if corrects and one.outcome is Outcome.ACCEPTED]
    gone = tuple(one for one in offers if one.number in accepted and one.number in beside)
    answered = {number: Outcome.OFFERED for number in accepted if number in taken and number not in beside}
    made = _settled(ending, [_as(one, answered) for one in offers if one not in gone], price)
    return Settled({**answered, **made.answered}, made.new, gone)


def _as(offer: Offered, answered: Mapping[int, Outcome]) -> Offered:
    return offer.model_copy(update={"outcome": answered.get(offer.number or 0, offer.outcome)})


def _settled(ending: Ending, now: Sequence[Offered], price: Decimal | None) -> Settled:
    open_ones = [one for one in now if one.outcome is Outcome.OFFERED and one.remedy not in NO_OFFER]
    agreed = [one for one in now if one.outcome in AGREED and one.remedy not in NO_OFFER]
    if ending.result is Result.REFUSED:
        return Settled({one.number or 0: Outcome.REFUSED for one in open_ones})
    if ending.result is not Result.ACCEPTED:
        return Settled()
    meant = _meant(ending, open_ones, agreed, price)
    if meant is not None:
        return Settled({meant.number or 0: Outcome.ACCEPTED})
    new = _beside(ending, agreed, price)
    return Settled(new=() if new is None else (new,))


def _meant(
    ending: Ending, open_ones: Sequence[Offered], agreed: Sequence[Offered], price: Decimal | None
) -> Offered | None:
    """Return the open offer that was accepted; None where none is sure to be meant."""
    if not ending.amount:
        return open_ones[0] if len(open_ones) == 1 and not agreed else None
    rest = _rest(ending, agreed)
    same = [one for one in open_ones if one.remedy in REFUNDS and rest and one.amount == rest]
    if same:
        return same[0]
    # What a new parcel cost is the amount of its acceptance; the whole price is a refund.
    only = open_ones[0] if len(open_ones) == 1 and not agreed else None
    return only if only and only.remedy not in REFUNDS and ending.amount != price else None


def _beside(ending: Ending, agreed: Sequence[Offered], price: Decimal | None) -> Offered | None:
    """Return the refund that was agreed beside the offers; None where all of the amount stands among them."""
    rest = _rest(ending, agreed)
    refunds = [one for one in agreed if one.remedy in REFUNDS]
    if not rest or (agreed and not refunds):  # else the amount is what the new parcel or the coupon cost
        return None
    whole = Remedy.FULL_REFUND if rest == price else Remedy.PARTIAL_REFUND
    return Offered(remedy=whole, amount=rest, currency=ending.currency, outcome=Outcome.ACCEPTED)


def _rest(ending: Ending, agreed: Sequence[Offered]) -> Decimal:
    """Return what of an amount is not among the refunds that were agreed; of an unknown refund it may be all."""
    refunds = [one.amount for one in agreed if one.remedy in REFUNDS]
    if None in refunds:
        return Decimal(0)
    known = sum((amount for amount in refunds if amount is not None), Decimal(0))
    return max(Decimal(0), (ending.amount or Decimal(0)) - known)


def _money(offer: Offer | Offered, price: Decimal) -> Decimal:
    """Return what an offer pays back, of the whole price where it says no amount."""
    if offer.remedy not in REFUNDS:
        return Decimal(0)
    whole = Decimal(0) if offer.remedy is Remedy.PARTIAL_REFUND else price
    return whole if offer.amount is None else offer.amount
