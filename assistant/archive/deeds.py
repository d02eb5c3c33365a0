"""What the trail calls a deed, in the staff's words."""

from __future__ import annotations

from assistant.lines import Line, listed

DEEDS = {
    "filed": Line(msgid="filed the case"),
    "replied": Line(msgid="replied"),
    "noted": Line(msgid="wrote a note"),
    "message received": Line(msgid="entered a message of the buyer"),
    "offered": Line(msgid="made an offer"),
    "accepted": Line(msgid="recorded: accepted"),
    "refused": Line(msgid="recorded: refused"),
    "done": Line(msgid="recorded: done"),
    "approved": Line(msgid="approved an amount"),
    "ended": Line(msgid="ended the case"),
    "file attached": Line(msgid="attached a file"),
    "state": Line(msgid="changed the state"),
    "label": Line(msgid="changed the label"),
    "assigned": Line(msgid="changed who has it"),
    "snoozed": Line(msgid="put it off"),
    "reason": Line(msgid="changed the reason"),
    "read anew": Line(msgid="brought the facts up to date"),
    "changed": Line(msgid="changed the case"),
    "exported": Line(msgid="exported the case"),
    "redacted": Line(msgid="removed personal data"),
    "purged": Line(msgid="deleted the case"),
}


def deeds_in_words(what: str) -> Line | str:
    """Return a deed in words; the trail names several at once with commas between them."""
    return listed(DEEDS.get(one, one) for one in what.split(", "))
