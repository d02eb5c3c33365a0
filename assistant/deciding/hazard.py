"""What is different where goods may have hurt somebody: nothing is tried out, and the owner knows before the buyer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.deciding.situation import Situation

# What the buyer is asked for that he would have to switch the goods on again for.
TRIED_OUT = {"what_tried", "video_fault"}
NOT_TRIED = Line(msgid="Somebody may be hurt: nothing is tried out with these goods.")


def hazard_notes(situation: Situation) -> Iterator[Line]:
    """Yield what the staff do themselves, where the message may be about goods that hurt somebody."""
    if situation.is_hazard:
        yield Line(
            msgid="Somebody may have been hurt by the goods, or may be: read the message yourself, ask that nobody "
            "uses them any more, keep everything, and tell the shop's owner before you reply."
        )
