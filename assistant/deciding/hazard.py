"""What is different where goods may have hurt somebody: nothing is tried out, and the owner knows before the buyer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.model import Line, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.deciding.situation import Situation

# What the buyer is asked for that he would have to switch the goods on again for.
TRIED_OUT = {"what_tried", "video_fault"}
NOT_TRIED = Line(msgid="Somebody may be hurt: nothing is tried out with these goods.")
NOT_KEPT = Line(msgid="Somebody may be hurt: nobody is paid for keeping these goods.")
FOR_KEEPING = {Remedy.PARTIAL_REFUND, Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON}


def hazard_refusal(remedy: Remedy, situation: Situation) -> Line | None:
    """Return why a remedy must not be offered for goods that may have hurt somebody; a part that is asked for may."""
    if not situation.is_hazard:
        return None
    is_own = situation.refund is not None or Remedy.PARTIAL_REFUND in situation.wanted
    if remedy in FOR_KEEPING and not (remedy is Remedy.PARTIAL_REFUND and is_own):
        return NOT_KEPT
    return NOT_TRIED if remedy is Remedy.GUIDE else None


def hazard_notes(situation: Situation) -> Iterator[Line]:
    """Yield what the staff do themselves, where the message may be about goods that hurt somebody."""
    if situation.is_hazard:
        yield Line(
            msgid="Somebody may have been hurt by the goods, or may be: read the message yourself, ask that nobody "
            "uses them any more, keep everything, and tell the shop's owner before you reply. What is swollen, burnt "
            "or leaking does not go by post."
        )
