"""Why a card is not printed, as phrases of the error that says it: which card, and what is wrong with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.model import Line

if TYPE_CHECKING:
    from assistant.cards.nouns import Parcel
    from assistant.model import Finding


def titled(parcel: Parcel) -> Line:
    """Return how a line names a parcel."""
    if parcel.number:
        return Line(msgid="order %(number)s", slots=(("number", parcel.number),))
    return Line(msgid="row %(row)s", slots=(("row", parcel.row),))


def forbidden(finding: Finding) -> Line:
    """Return which rule a line breaks."""
    return Line(msgid="%(why)s (rule %(rule)s)", slots=(("why", finding.why), ("rule", finding.rule)))


def too_wide(size: object, points: float) -> Line:
    """Return that a line does not fit."""
    return Line(
        msgid="it does not fit on %(size)s mm even at %(points)s points: shorten it, or print a larger --size.",
        slots=(("size", str(size)), ("points", f"{points:g}")),
    )
