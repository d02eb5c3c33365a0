"""What somebody above the staff must agree to before it is sent (U13): a finding on the draft, beside the lint's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deciding.labels import REMEDIES
from assistant.model import Finding, Line, Severity, Sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Draft, Option

RULE = "needs_approval"
OFFERING = {"options", "measures"}


def approvals(draft: Draft, options: Sequence[Option]) -> tuple[Finding, ...]:
    """Return a warning for each offered option that needs approval, where the draft offers it."""
    place = place_of_offers(draft)
    start = draft.body.find(place)
    return tuple(
        Finding(
            rule=RULE,
            severity=Severity.WARNING,
            text=place,
            start=start,
            end=start + len(place),
            why=Line(msgid="Somebody above the staff must agree first: %(offer)s.", slots=(("offer", _named(option)),)),
            suggestion=Line(msgid="Ask for it before you send this, or offer another option."),
        )
        for option in options
        if option.approval and place
    )


def place_of_offers(draft: Draft) -> str:
    """Return the words in which a draft offers something; a public reply to a review offers nothing."""
    return next((block.text for block in draft.blocks if block.name in OFFERING), "")


def _named(option: Option) -> Line:
    if option.amount is None or option.currency is None:
        return REMEDIES[option.remedy]
    total = Sum(amount=option.amount, currency=option.currency)
    return Line(msgid="%(remedy)s, %(amount)s", slots=(("remedy", REMEDIES[option.remedy]), ("amount", total)))
