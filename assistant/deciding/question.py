"""What a plan is decided from, and the refund that the staff may set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.deciding.economics import economics_of
from assistant.deciding.history import promised
from assistant.errors import InputError
from assistant.model import Evidence, Line, Request

if TYPE_CHECKING:
    from datetime import date

    from assistant.deciding.pieces import Shortfall
    from assistant.model import Offer, Order, Reason, Risk


ABOVE_PRICE = Line(
    msgid="The refund %(refund)s is above the order's price %(sum)s: set a refund between 0 and %(left)s."
)
ABOVE_LEFT = Line(
    msgid="The refund %(refund)s is above what is left of the order's price, %(sum)s: "
    "set a refund between 0 and %(left)s."
)
ABOVE_AGREED = Line(
    msgid="The refund %(refund)s is above what is left of the order's price beside what is agreed and not yet paid, "
    "%(sum)s: set a refund between 0 and %(left)s."
)


class RefundAbovePriceError(InputError):
    """The staff set a refund that is more than the order's price, or than what is left of it beside what is agreed."""

    def __init__(self, refund: Decimal, left: Decimal, order: Order, *, is_agreed: bool = False) -> None:
        slots = (
            ("refund", str(refund)), ("left", str(left)), ("sum", f"{left} {order.currency or ''}".rstrip()),
        )  # fmt: skip
        line = ABOVE_AGREED if is_agreed else ABOVE_PRICE if left == order.price else ABOVE_LEFT
        super().__init__(replace(line, slots=slots))


class RefundAboveClaimError(InputError):
    """The staff set a refund that is more than the buyer claims in the open dispute."""

    def __init__(self, refund: Decimal, claimed: Decimal, currency: str) -> None:
        slots = (("refund", str(refund)), ("claimed", f"{claimed} {currency}".rstrip()))
        super().__init__(
            Line(
                msgid="The refund %(refund)s is above what the buyer claims in the dispute, %(claimed)s: set no more.",
                slots=slots,
            )
        )


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that a plan is decided from, besides the rules.

    `claimed` is what the reason of the dispute on the platform may mean, `asked` the part of the price that the buyer
    names, `refund` the staff's own; `shortfall` and `days` are the missing pieces and the days that he names,
    `concerned` the pieces that are not right; `is_empty` is whether nothing of the order was in the parcel, `is_hazard`
    whether goods may have hurt somebody, `names_sum` whether he names any sum of money, `counts_pieces` whether he
    counts pieces of an order of several.
    """

    reason: Reason
    secondary: tuple[Reason, ...] = ()
    requests: tuple[Request, ...] = ()
    risks: tuple[Risk, ...] = ()
    evidence: Evidence = Evidence.UNKNOWN
    history: tuple[Offer, ...] = ()
    refund: Decimal | None = None
    knows_order: bool = False
    tracking_numbers: tuple[str, ...] = ()
    claimed: tuple[Reason, ...] = ()
    asked: Decimal | None = None
    shortfall: Shortfall | None = None
    days: tuple[date, ...] = ()
    wants_many: bool = False
    concerned: Shortfall | None = None
    is_empty: bool = False
    is_hazard: bool = False
    names_sum: bool = False
    counts_pieces: bool = False

    def with_asked_part(self) -> Question:
        """Return the question with the wish for a refund turned into one for a part, where the buyer names a part.

        A sum that was offered before is no wish of his own: he speaks of the offer.
        """
        if self.asked in {offer.amount for offer in self.history}:
            return replace(self, asked=None)
        if self.asked is None or Request.REFUND not in self.requests:
            return self
        kept = [request for request in self.requests if request not in {Request.REFUND, Request.PARTIAL_REFUND}]
        return replace(self, requests=(Request.PARTIAL_REFUND, *kept))


def require_refund_within(question: Question, order: Order) -> None:
    """Raise RefundAbovePriceError or RefundAboveClaimError where the staff's own refund is too much."""
    refund, left = question.refund, economics_of(order, question.history).left
    if refund is None:
        return
    most = order.price if left is None else left  # what is left is unknown where an earlier refund is
    if most is not None and refund > most:
        raise RefundAbovePriceError(refund, most, order)
    beside = promised(question.history, refund)
    if most is not None and beside and refund > most - beside:
        raise RefundAbovePriceError(refund, max(most - beside, Decimal(0)), order, is_agreed=True)
    dispute = order.dispute
    claimed = dispute.claimed if dispute is not None and dispute.is_open else None
    if claimed and refund > claimed:
        raise RefundAboveClaimError(refund, claimed, order.currency or "")
