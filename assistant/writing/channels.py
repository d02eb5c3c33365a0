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
# Blocks that may be left out when a text is too long for its channel, the first one first (DESIGN section 6).
OPTIONAL = (("evidence",), ("tracking",), ("availability",), ("upset",), ("steps",), ("refund_route",), ("also",))
# A note has none of most of these; its thanks and regrets go before anything of the matter does.
COURTESY = (("received",), ("follow_up",), ("apology",))
# The terms of a return that is one of two offers can follow when it has been chosen.
RETURN_TERMS = ("terms_intro", "terms")
WITH_SUBJECT = frozenset({Channel.LETTER, Channel.EMAIL})


def tone_in(channel: Channel, tone: Tone) -> Tone:
    """Return the tone that a channel has room for: a note is brief, whatever the shop's letters are."""
    return Tone.BRIEF if channel is Channel.NOTE else tone


def left_out(channel: Channel, tone: Tone) -> frozenset[str]:
    """Return the blocks that a letter in this channel and tone does not have."""
    return SKIPPED[channel] | PLAIN[tone]


def dispensable(channel: Channel, choices: int) -> tuple[tuple[str, ...], ...]:
    """Return the blocks that may go where a text with so many offers is too long, those that go together in one."""
    courtesy = COURTESY if channel is Channel.NOTE else ()
    return (*OPTIONAL, *courtesy, *((RETURN_TERMS,) if choices > 1 else ()))


def limit_of(channel: Channel, rules: MessageRules) -> int:
    """Return how many characters a text may have before optional blocks are left out."""
    if channel is Channel.NOTE:
        return int(rules.max_note.value)
    if channel is Channel.REVIEW:
        return int((rules.max_review_reply or rules.max_note).value)
    return int(rules.warn_body.value)
