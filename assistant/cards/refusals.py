"""Why a card is not printed, as lines for the staff: which card, which line of it, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.model import Line
from assistant.print_errors import short

if TYPE_CHECKING:
    from assistant.cards.nouns import CardLine, Parcel
    from assistant.model import Finding
    from assistant.print_errors import MissingGlyphError


def titled(parcel: Parcel) -> Line:
    """Return how a line names a parcel."""
    if parcel.number:
        return Line(msgid="order %(number)s", slots=(("number", parcel.number),))
    return Line(msgid="row %(row)s", slots=(("row", parcel.row),))


def refused(parcel: Parcel, line: CardLine, why: Line) -> Line:
    """Return why a card is not printed because of one of its lines."""
    place = (("card", titled(parcel)), ("line", str(line.role)), ("text", short(line.text)))
    return Line(msgid="The card for %(card)s, line '%(line)s' (\"%(text)s\"): %(why)s", slots=(*place, ("why", why)))


def forbidden(finding: Finding) -> Line:
    """Return which rule a line breaks."""
    return Line(msgid="%(why)s (rule %(rule)s)", slots=(("why", finding.why), ("rule", finding.rule)))


def too_wide(size: object, points: float) -> Line:
    """Return that a line does not fit."""
    return Line(
        msgid="it does not fit on %(size)s mm even at %(points)s points: shorten it, or print a larger --size.",
        slots=(("size", str(size)), ("points", f"{points:g}")),
    )


def undrawable(parcel: Parcel, line: CardLine, error: MissingGlyphError) -> Line:
    """Return which character no font can draw."""
    step: Line | str = error.package or Line(
        msgid="put the file of %(font)s into the folder that [card] fonts in shop.toml names",
        slots=(("font", error.font),),
    )
    return Line(
        msgid="The card for %(card)s, line '%(line)s': no font has '%(character)s' (%(code)s): "
        "%(step)s, or leave it out.",
        slots=(
            ("card", titled(parcel)),
            ("line", str(line.role)),
            ("character", error.character),
            ("code", f"U+{ord(error.character):04X}"),
            ("step", step),
        ),
    )
