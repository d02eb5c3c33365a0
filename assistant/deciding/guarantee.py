"""Claims about faulty goods that come late: after the law's guarantee has ended, or where none is known."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.deciding.clocks import after
from assistant.deciding.region import in_region
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from assistant.deciding.situation import Situation


def guarantee_ended(situation: Situation) -> date | None:
    """Return the last day of the guarantee for faulty goods where it is over, as far as the playbook knows."""
    came, country = _came_on(situation), situation.order.buyer.country
    if came is None or not in_region(country, "EU"):
        return None
    ended = after(came, situation.playbook.platform.law.guarantee(country), situation.playbook)
    return ended if ended < situation.today else None


def guarantee_notes(situation: Situation) -> Iterator[Line]:
    """Yield that nothing is owed any more, or that after so long nobody here knows whether it is.

    In the UK a claim lasts for years, by a law that the playbook does not hold.
    """
    ended, came = guarantee_ended(situation), _came_on(situation)
    if ended is not None:
        yield _over(situation, ended)
    elif came is not None and not situation.is_protected:
        long = timedelta(days=int(situation.playbook.platform.amounts.claim_days.value))
        if came + long < situation.today:
            yield Line(
                msgid="The buyer has had the goods since %(day)s, and no guarantee of his country is known here: ask "
                "the owner before you offer anything.",
                slots=(("day", came),),
            )


def _over(situation: Situation, ended: date) -> Line:
    law, country = situation.playbook.platform.law, (situation.order.buyer.country or "").upper()
    if country in law.guarantees:
        return Line(
            msgid="The guarantee ended on %(day)s: whatever you offer now is goodwill, and the owner decides on it.",
            slots=(("day", ended),),
        )
    # The EU sets no more than the least: that its years are over says nothing of Finland or the Netherlands.
    return Line(
        msgid="The guarantee of at least %(years)s years ended on %(day)s, and some countries of the EU give more: "
        "look up the buyer's before you call an offer goodwill or refuse one; the owner decides on it.",
        slots=(("years", str(law.guarantee(country).value)), ("day", ended)),
    )


def _came_on(situation: Situation) -> date | None:
    """Return since when the buyer has goods that he calls faulty; None where that is not known, or he is a business."""
    is_fault = situation.arrived == "yes" and situation.fault in {"seller", "carrier"}
    if not is_fault or situation.playbook.is_for_business:
        return None
    return situation.came_by
