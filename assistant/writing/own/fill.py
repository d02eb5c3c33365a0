"""The slots that a seller's own text may use, filled for an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.writing.own.sandbox import render
from assistant.writing.own.variables import SLOTS
from assistant.writing.slots import facts_of, formatted

if TYPE_CHECKING:
    from assistant.writing.slots import Occasion


def filled(source: str, occasion: Occasion, locale: str, amount: Any = None) -> tuple[str, tuple[str, ...]]:
    """Return a phrase filled as the locale writes it, and the slots that nothing is known for."""
    facts = {**facts_of(occasion), "amount": amount}
    values = formatted({slot: facts.get(slot) for slot in SLOTS}, locale, lambda slot: slot)
    return render(source, {slot: values.get(slot) for slot in SLOTS})
