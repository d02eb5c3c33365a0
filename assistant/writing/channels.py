"""What each channel and each tone leaves out of a letter, and how long it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.model import Channel, Tone

if TYPE_CHECKING:
    from assistant.deciding.rulebook.playbook import MessageRules

# A chat goes on, a paragraph is a turn; a note stands at the order, everybody knows whose and which.
SKIPPED: dict[Channel, frozenset[str]] = {
    Channel.LETTER: frozenset(),
    Channel.EMAIL: frozenset(),
    Channel.CHAT: frozenset({"availability", "signoff", "signature"}),
    Channel.NOTE: frozenset(
        {
            "introduction",
            "upset",
            "evidence",
            "tracking",
            "also",
            "carrier_claim",
            "refund_route",
            "availability",
            "signoff",
            "signature",
        }
    ),
}
# A formal or a brief letter thanks in one neutral sentence.
PLAIN: dict[Tone, frozenset[str]] = {
    Tone.WARM: frozenset({"received"}),
    Tone.FORMAL: frozenset({"acknowledgement", "upset"}),
    Tone.BRIEF: frozenset({"acknowledgement", "upset", "evidence", "offer_intro", "availability"}),
}
WITH_SUBJECT = frozenset({Channel.LETTER, Channel.EMAIL})


def left_out(channel: Channel, tone: Tone) -> frozenset[str]:
    """Return the blocks that a letter in this channel and tone does not have."""
    return SKIPPED[channel] | PLAIN[Tone.BRIEF if channel is Channel.NOTE else tone]


def limit_of(channel: Channel, rules: MessageRules) -> int:
    """Return how many characters a text may have before optional blocks are left out."""
    if channel is Channel.NOTE:
        return int(rules.max_note.value)
    if channel is Channel.REVIEW:
        return int((rules.max_review_reply or rules.max_note).value)
    return int(rules.warn_body.value)
