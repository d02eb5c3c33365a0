"""That an order has been dealt with in other cases: the staff are told which, for what was paid there counts here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.lines import listed
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Plan


def earlier_line(cases: Sequence[int]) -> Line:
    """Return the sentence that names the other cases."""
    return Line(
        msgid="Other cases about this order: %(numbers)s. What was offered, agreed and paid in them counts here.",
        slots=(("numbers", listed([str(number) for number in cases])),),
    )


def with_earlier(plan: Plan, cases: Sequence[int]) -> Plan:
    """Return the plan with a note that names the other cases about its order, if there are any."""
    return plan.model_copy(update={"notes": (*plan.notes, earlier_line(cases))}) if cases else plan
