"""Which offers of a case the buyer knows of, and which are only proposed: the trail names what a reply carried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.archive.nouns import Kind
from assistant.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.archive.nouns import Deed, Offered


def carried_by(deeds: Iterable[Deed]) -> set[int]:
    """Return the numbers of the offers that the replies of a case carried; `deeds` are oldest first."""
    carried: set[int] = set()
    approved: set[int] = set()
    for deed in deeds:
        details = deed.details
        if deed.what == "approved":
            approved.add(details["offer"])
        if any(entry["kind"] == Kind.REPLY for entry in details.get("entries", ())):
            # A line of before does not say it: what was allowed by then may have gone out.
            made = {offer["offer"] for offer in details.get("offers", ())}
            carried |= set(details.get("carried", made | approved))
    return carried


def was_made(offer: Offered, carried: set[int]) -> bool:
    """Whether the buyer knows of an offer: it needed nobody's leave, a reply carried it, or he has answered it."""
    return not offer.needs_approval or offer.number in carried or offer.outcome is not Outcome.OFFERED
