"""The four points that are agreed in writing before a buyer sends anything back (SEEDS 2.7, S4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.model import Line, Point, Remedy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Freight, Option
    from assistant.shop import Shop

POINTS: dict[str, Line] = {
    "address": Line(msgid="return address, recipient and phone"),
    "freight": Line(msgid="carrier, and who pays the freight"),
    "condition": Line(msgid="by when, and in what condition (packaging, tags)"),
    "record": Line(msgid="all of it written in the platform's chat, so that it can be shown later"),
}


def points_of(options: Sequence[Option], freight: Freight, shop: Shop) -> tuple[Point, ...]:
    """Return the four points where a return is an option, each with what is settled so far."""
    if not any(option.remedy is Remedy.RETURN_REFUND for option in options):
        return ()
    returns = shop.returns
    address = ", ".join(filter(None, (returns.recipient, returns.address))) if returns.address else None
    settled = freight.paid_by in {"seller", "buyer"} and returns.carrier
    values = {
        "address": address,
        "freight": f"{returns.carrier}, {freight.paid_by}" if settled else None,
        "condition": str(returns.days) if returns.days else None,
        "record": None,
    }
    return tuple(Point(point=point, value=values[point]) for point in POINTS)
