"""The letters as pieces: a template is rendered once for each shape, with marks where the slots are, and cut there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from assistant.care.outlets.mail import ADDRESS, mail_way
from assistant.writing.formats import FIRST_STRONG, POP, as_period, is_right_to_left, sentence_space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.care.profiles import Facts
    from assistant.shop import Care, Shop
    from assistant.writing.templates import Templates

# A slot stands in the rendered text as one private character; the texts that are filled in have none (as_text).
FIRST_MARK = 0xE000
TEXTS = ("order_number", "buyer_name", "item", "carrier", "tracking_number", "tracking_url")
DATES = ("shipped_on", "promised_by", "delivered_on", "protection_ends_on", "done_on")
SLOTS = (*TEXTS, *DATES, "amount")
RECIPIENT = "recipient"  # not a slot of the templates: the buyer's address within the shop's own way to unsubscribe
FILLED = (*SLOTS, RECIPIENT)
MARKS = re.compile(f"[{chr(FIRST_MARK)}-{chr(FIRST_MARK + len(FILLED) - 1)}]")
GREETING, CLOSING = ("greeting",), (("availability",), ("signoff",), ("signature",))
# The address of the tracking page ends a line: what followed it there would be clicked with it.
TRACKING = (("tracking",), ("scan",))
PARAGRAPHS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "shipped": (GREETING, ("opening",), *TRACKING, ("trouble", "protection"), *CLOSING),
    "in_transit": (GREETING, ("opening",), ("tracking",), ("trouble", "protection"), *CLOSING),
    "late_warning": (GREETING, ("opening",), ("choices_intro",), ("choices",), ("question",), *CLOSING),
    "care": (GREETING, ("opening",), ("help",), ("review",), *CLOSING),
    "after_remedy": (GREETING, ("opening",), ("question",), *CLOSING),
}
NO_GAP = {"choices": "choices_intro", "scan": "tracking", "signature": "signoff"}
OF_REPLIES = frozenset({"greeting", "availability", "signoff", "signature"})
OF_STEPS = frozenset({"opening", "scan", "choices_intro", "question", "help", "review"})
REPLIES, SHARED = "replies/letter.j2", "care/letter.j2"
# Which slots a step's template asks for: only by these do its letters differ.
ASKS: Mapping[str, tuple[str, ...]] = {
    "shipped": (
        "order_number", "buyer_name", "item", "shipped_on", "promised_by", "carrier", "tracking_number", "tracking_url",
        "protection_ends_on",
    ),
    "in_transit": (
        "order_number", "buyer_name", "item", "shipped_on", "promised_by", "carrier", "tracking_number", "tracking_url",
        "protection_ends_on",
    ),
    "late_warning": ("order_number", "buyer_name", "item", "promised_by"),
    "care": ("order_number", "buyer_name", "item", "shipped_on", "delivered_on"),
    "after_remedy": ("order_number", "buyer_name", "done_on", "amount"),
}  # fmt: skip
LETTERS = "ABC"
PLURAL = 3
RANGE = {"ja": "～", "ko": "~"}
RIGHT_TO_LEFT_MARK = "\u200f"


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything that decides which words a letter has."""

    locale: str
    step: str
    facts: Facts
    known: frozenset[str]
    remedy: str | None = None
    review: bool = False
    marketing: bool = False


@dataclass(frozen=True, slots=True)
class Pieces:
    """A letter: a literal, a slot, a literal ... a literal; always one literal more than slots."""

    subject: str
    literals: tuple[str, ...]
    slots: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the body with its slots filled."""
        pairs = zip(self.slots, self.literals[1:], strict=True)
        return self.literals[0] + "".join(values[slot] + literal for slot, literal in pairs)


class Letters:
    """Renders shapes with our templates and a shop's settings."""

    def __init__(self, templates: Templates, shop: Shop) -> None:
        self._templates, self._shop = templates, shop
        self.names_recipient = ADDRESS in (shop.care.unsubscribe_url or "")
        self.pieces = lru_cache(maxsize=None)(self._pieces)

    def _pieces(self, shape: Shape) -> Pieces:
        """Return the pieces of a shape's letter."""
        values = self.values(shape, {slot: _mark(slot, shape.locale) for slot in shape.known})
        values["unsubscribe_url"] = (values["unsubscribe_url"] or "").replace(ADDRESS, _mark(RECIPIENT, shape.locale))
        body = self.body(shape, values)
        slots = tuple(FILLED[ord(mark) - FIRST_MARK] for mark in MARKS.findall(body))
        return Pieces(self.subject(shape, values), tuple(MARKS.split(body)), slots)

    def values(self, shape: Shape, slots: Mapping[str, str]) -> dict[str, Any]:
        """Return what the templates are rendered with: the slots, and what the shape and the shop say."""
        facts, shop = shape.facts, self._shop
        return {
            **dict.fromkeys(SLOTS),
            **slots,
            "tone": shop.shop.tone,
            "shop_name": facts.shop,
            "agent_name": shop.shop.agent,
            "email": facts.is_email,
            "marketplace": facts.is_marketplace,
            "can_extend": facts.extends,
            "helps": facts.helps,
            "transit": as_range(facts.transit, shape.locale) if facts.transit else None,
            "hours": as_period(shop.reply_within_hours, "hour", shape.locale),
            "remedy": shape.remedy,
            "review": shape.review,
            "unsubscribe_url": way_off(shop.care),
        }

    def subject(self, shape: Shape, values: Mapping[str, Any]) -> str:
        """Return the subject."""
        return self._templates.render(_source(shape.step), "subject", shape.locale, values)

    def body(self, shape: Shape, values: Mapping[str, Any]) -> str:
        """Return the body: paragraphs parted by an empty line, an empty block left out."""
        space = sentence_space(shape.locale)
        body, above = "", ""
        for names in PARAGRAPHS[shape.step]:
            paragraph = space.join(text for name in names if (text := self._block(name, shape, values)))
            if paragraph:
                gap = "\n" if NO_GAP.get(names[0]) == above else "\n\n"
                body += (gap if body else "") + paragraph
                above = names[0]
        if shape.marketing:
            body += "\n\n" + self._templates.render(SHARED, "unsubscribe", shape.locale, values)
            body += f"\n{values['shop_name']}\n{self._shop.care.postal_address}"
        return body

    def _block(self, name: str, shape: Shape, values: Mapping[str, Any]) -> str:
        if name == "choices":
            return self._choices(shape, values)
        source = REPLIES if name in OF_REPLIES else _source(shape.step) if name in OF_STEPS else SHARED
        return self._templates.render(source, name, shape.locale, values)

    def _choices(self, shape: Shape, values: Mapping[str, Any]) -> str:
        mark = RIGHT_TO_LEFT_MARK if is_right_to_left(shape.locale) else ""
        lines = (
            self._templates.render(_source(shape.step), name, shape.locale, values) for name in self._shop.care.choices
        )
        return "\n".join(f"{mark}{letter}) {line}" for letter, line in zip(LETTERS, lines, strict=False))


def _source(step: str) -> str:
    return f"care/{step}.j2"


def _mark(slot: str, locale: str) -> str:
    mark = chr(FIRST_MARK + FILLED.index(slot))
    return f"{FIRST_STRONG}{mark}{POP}" if slot in TEXTS and is_right_to_left(locale) else mark


def way_off(care: Care) -> str | None:
    """Return where a buyer gets off the list, as the letter says it; it may hold '{address}'."""
    return care.unsubscribe_url or (mail_way(care.unsubscribe_mail) if care.unsubscribe_mail else None)


def as_range(days: tuple[int, int], locale: str) -> str:
    """Return a range of days with its unit, such as 15–30 days; the unit is the one of the longer time."""
    shortest, longest = days
    text = as_period(longest, "day", locale)
    if shortest == longest:
        return text
    # Arabic and Hebrew have a word for two days, without a figure: the unit of three goes with 1–2 as well.
    counted = longest if str(longest) in text else PLURAL
    span = f"{shortest}{RANGE.get(locale, '–')}{longest}"
    return as_period(counted, "day", locale).replace(str(counted), span, 1)
