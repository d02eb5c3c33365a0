"""What of a case tells who the buyer is: everything that is not named here as harmless."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.reading.facts.personal import cards, emails, phones

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row

REDACTED = "[redacted]"
# A field that an order, a reading or a plan gains later is taken out until somebody enters it here.
ORDER = {
    "platform", "status", "currency", "price", "product_cost", "shipping_cost", "return_shipping_cost",
    "reship_shipping_cost", "ordered_on", "shipped_on", "promised_by", "delivered_on", "protection_ends_on",
    "completed_on", "carrier", "service", "return_sent_on", "return_received_on", "chargeback_on", "review",
    "preship_check", "evidence",
}  # fmt: skip
ITEM = {"sku", "quantity", "unit_price", "product_cost"}  # a variant may bear a name that is engraved
BUYER = {"country", "language"}
DISPUTE = {"opened_on", "stage", "claimed", "escalated_on"}
READING = {
    "language", "locale", "language_confidence", "reason", "confidence", "reasons", "secondary", "remedies", "risks",
    "evidence", "needs_review", "empty",
}  # fmt: skip
PLAN = {"reason", "state", "stage", "options", "not_offered", "clocks", "freight"}
SHORTEST_NAME = 2
SHORTEST_PART = 3  # shorter ones are words of many languages: "an", "li", "de"
# Scripts that write words without a space, or add to a name without one: no letter beside it tells that it goes on.
JOINED = "\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
LETTER = rf"[^\W\d_{JOINED}]"
# What Hebrew and Arabic write in front of a name: "to", "and", "from".
BEFORE = "[בהוכלמשوفبكل]"
BEGIN = rf"(?:(?<!{LETTER})|(?<=(?<!{LETTER}){BEFORE})|(?<=(?<!{LETTER}){BEFORE}{BEFORE}))"
# A name of so many letters may be declined; a shorter one with an ending is too often another word.
DECLINED = 4
ENDINGS = {"pl": f"{LETTER}{{0,4}}", "cs": f"{LETTER}{{0,4}}"}
CYRILLIC_ENDING = "[\u0400-\u04ff]{0,3}"
NUMBER = re.compile(r"[\d@/]")


def kept_of(row: Row[Any]) -> dict[str, Any]:
    """Return the JSON columns of a case with what may stay."""
    order: dict[str, Any] = row.order
    left = _only(order, ORDER)
    left |= {"items": [_only(item, ITEM) for item in order.get("items", ())]} if order.get("items") else {}
    left |= {"buyer": _only(order["buyer"], BUYER)} if order.get("buyer") else {}
    left |= {"dispute": _only(order["dispute"], DISPUTE)} if order.get("dispute") else {}
    return {"order": left, "reading": _maybe(row.reading, READING), "plan": _maybe(row.plan, PLAN)}


def names_of(order: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what of an order names the buyer or leads to him, the longest first.

    A part of a name that is as short as a common word counts only beside another one.
    """
    buyer = order.get("buyer", {})
    parts = (buyer.get("name") or "").split()
    several = [parts[start:end] for start in range(len(parts)) for end in range(start + 2, len(parts) + 1)]
    names = [" ".join(one) for one in (*several, *(parts[turn:] + parts[:turn] for turn in range(len(parts))))]
    names += [part for part in parts if len(part) >= SHORTEST_PART or HAN.fullmatch(part)]
    names += ["".join(parts)] if HAN.fullmatch("".join(parts)) else []
    values = [*names, buyer.get("email"), order.get("number"), order.get("tracking_number"), order.get("tracking_url")]
    return tuple(sorted({one for one in values if one and len(one) >= SHORTEST_NAME}, key=len, reverse=True))


def masked(row: Row[Any], names: Sequence[str], language: str | None) -> dict[str, Any]:
    """Return an entry's texts with what is recognised blacked out."""
    return {key: text and mask(text, names, language) for key, text in (("text", row.text), ("subject", row.subject))}


def mask(text: str, names: Sequence[str], language: str | None) -> str:
    """Black out names, e-mail addresses, phone and card numbers."""
    spans = [(one.start, one.end) for one in emails(text)]
    spans += [(one.start, one.end) for one in cards(text, spans)]
    spans += [(one.start, one.end) for one in phones(text, language or "en", spans)]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + REDACTED + text[end:]
    if names:
        patterns = "|".join(_pattern(name, language) for name in names)
        text = re.sub(patterns, REDACTED, text, flags=re.IGNORECASE)
    return text


def _pattern(name: str, language: str | None) -> str:
    """Return where a name stands as a word of its own, declined or not, and a number that is not part of another."""
    if NUMBER.search(name):
        return rf"(?<![0-9a-z]){re.escape(name)}(?![0-9a-z])"
    found = r"\s+".join(map(re.escape, name.split()))
    if len(name) < SHORTEST_PART and not HAN.fullmatch(name):
        found = f"(?-i:{found})"
    begin = BEGIN if re.match(LETTER, name[0]) else ""
    return f"{begin}{found}{_end(name, language)}"


def _end(name: str, language: str | None) -> str:
    if not re.match(LETTER, name[-1]):
        return ""
    ending = "s?" if len(name) >= SHORTEST_PART else ""
    if len(name) >= DECLINED:
        ending = CYRILLIC_ENDING if re.match("[\u0400-\u04ff]", name[-1]) else ENDINGS.get(language or "", ending)
    return f"(?={ending}(?!{LETTER}))"


def _only(values: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in keys}


def _maybe(values: Mapping[str, Any] | None, keys: set[str]) -> dict[str, Any] | None:
    return None if values is None else _only(values, keys)
