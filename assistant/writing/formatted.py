"""The slots of a reply as a locale writes them: its amounts, days and periods, foreign text between isolates."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from assistant.writing.formats import as_date, as_money, as_percent, as_period, as_sentence, isolated
from assistant.writing.quantities import Cash, Period, Share

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SENTENCES = ("answer", "instructions")
# Slots that hold foreign text inside a sentence; answer and instructions are sentences of their own.
TEXTS = {
    "buyer_name", "order_number", "item", "tracking_number", "tracking_url", "carrier", "shop_name", "agent_name",
    "return_address", "return_recipient", "return_carrier", "gift", "coupon_code",
}  # fmt: skip
FORMATTED = (Cash, Share, Period, date)


def formatted(facts: Mapping[str, Any], locale: str, need: Callable[[str], str]) -> dict[str, Any]:
    """Return the slots as the locale writes them; `need` marks one that the staff still have to fill."""
    values = {name: _inserted(value, locale, is_text=name in TEXTS) for name, value in facts.items()}
    for name in SENTENCES:
        if values.get(name):
            values[name] = as_sentence(values[name], locale)
    return values | {"need": need}


def _inserted(value: Any, locale: str, *, is_text: bool = False) -> Any:
    """Return a value as it stands in a sentence, between isolates where that is needed; of several, each."""
    if isinstance(value, tuple):
        return tuple(_inserted(part, locale) for part in value)
    shown = _formatted(value, locale)
    is_foreign = is_text or isinstance(value, FORMATTED)
    return isolated(shown, locale) if is_foreign and isinstance(shown, str) else shown


def _formatted(value: Any, locale: str) -> Any:
    if isinstance(value, Cash):
        return as_money(value.amount, value.currency, locale)
    if isinstance(value, Share):
        return as_percent(value.value, locale)
    if isinstance(value, Period):
        return as_period(value.number, value.unit, locale)
    if isinstance(value, date) and not isinstance(value, datetime):
        return as_date(value, locale)
    return value
