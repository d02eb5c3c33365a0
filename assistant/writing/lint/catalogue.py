"""Which sentences of a text are those of our catalogues, whoever wrote the file that the text came in.

A draft that comes back from outside proves nothing by itself: a sentence counts as ours only where it is one of the
catalogue word for word, and where each slot holds what it can hold: a day, a sum, a number, a page, a text of the shop.
Names, titles and what somebody typed could be any sentence, so what they stand in is read like everything else.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from jinja2 import Environment
from jinja2.ext import extract_from_ast

from assistant.writing.formats import as_date, as_period, as_text
from assistant.writing.lint.meaning import sentences
from assistant.writing.lint.normalize import normalize
from assistant.writing.lint.sums import sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from gettext import NullTranslations

    from jinja2 import BaseLoader

    from assistant.shop import Shop

DAYS = {
    "report_by", "promised_by", "shipped_on", "delivered_on", "refunded_on", "reshipped_on", "ship_by",
    "return_sent_on", "return_received_on",
}  # fmt: skip
SUMS, PERIODS = {"amount", "refunded_amount"}, {"hours": "hour", "extension": "day", "return_days": "day"}
CODES, PAGE = {"order_number", "tracking_number"}, "tracking_url"
# What an order puts into a sentence as it is: no pattern can tell that it is true, only where it stands.
FACTS = {
    "order_number": r"\S{1,60}", "tracking_number": r"\S{1,60}", PAGE: r"https?://\S{1,500}",
    "carrier": r"[^\n]{1,60}?", "item": r"[^\n]{1,80}?",
}  # fmt: skip
ANYTHING = r"[^\n]{1,80}?"
SLOT = re.compile(r"%\((\w+)\)s")
UNSEEN = r"[\u200e\u200f\u2066-\u2069]*"
A_SUM = r"(?:[^\s\d]{1,6}[ \u00a0]?)?\d[\d.,'’\u00a0\u066b\u066c]{0,20}(?:[ \u00a0\u200f]{0,2}[^\s\d]{1,6})?"
A_SHARE = r"[%\u066a]?[ \u00a0]?\d{1,3}(?:[.,\u066b]\d{1,2})?[ \u00a0]?[%\u066a]?"
A_CODE = r"[A-Za-z]{0,4}\d{4,30}[A-Za-z]{0,4}"
BETWEEN = re.compile(r"[\s\u200e\u200f]*(?:(?:[A-Z]\)|[–・])\s*)?")
MOST_DAYS = 100
A_YEAR, MONTHS, SPOKEN_DAYS = 2026, range(1, 13), (1, 22)


def messages(loader: BaseLoader) -> tuple[tuple[str, str], ...]:
    """Return context and words of every message of the templates."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)  # only parses
    found: dict[tuple[str, str], None] = {}
    for name in loader.list_templates():
        source, _, _ = loader.get_source(environment, name)
        for _, _, words in extract_from_ast(environment.parse(source), ("pgettext",)):
            if isinstance(words, tuple) and isinstance(words[0], str) and isinstance(words[1], str):
                found[words[0], words[1]] = None
    return tuple(found)


def shop_texts(shop: Shop) -> dict[str, str]:
    """Return what the settings, not an order, put into slots."""
    texts = {
        "shop_name": shop.shop.name, "agent_name": shop.shop.agent, "coupon_code": shop.coupons.code,
        "return_address": shop.returns.address, "return_recipient": shop.returns.recipient,
        "return_carrier": shop.returns.carrier,
    }  # fmt: skip
    return {slot: as_text(text) for slot, text in texts.items() if text}


class Wordings:
    """The sentences of one locale's catalogue; `texts` are those of the shop by slot."""

    def __init__(
        self, known: Iterable[tuple[str, str]], catalogue: NullTranslations, locale: str, texts: Mapping[str, str]
    ) -> None:
        self._words = tuple(catalogue.pgettext(context, words) for context, words in known)
        self._locale, self._texts = locale, texts
        self._pattern = lru_cache(maxsize=None)(self._make_pattern)
        self._naming = lru_cache(maxsize=None)(self._make_naming)

    def ours(self, text: str) -> tuple[str, ...]:
        """Return the sentences of a text that are wholly made of ours."""
        places = sorted(place for words in self._words for place in self._places(words, text))
        return tuple(text[start:end] for start, end in sentences(text) if _is_covered(text, start, end, places))

    def facts(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield what a text says of the order in our words, each with its slot; whether it is true, they do not say."""
        for words in self._words:
            pieces = SLOT.split(words)
            if not FACTS.keys().isdisjoint(pieces[1::2]) and all(part in text for part in pieces[::2]):
                for match in self._naming(words).finditer(text):
                    yield from match.groupdict().items()

    def _make_naming(self, words: str) -> re.Pattern[str]:
        """Return what a sentence looks like with its facts in groups."""
        pieces = SLOT.split(words)
        pattern = re.escape(pieces[0])
        for slot, after in zip(pieces[1::2], pieces[2::2], strict=True):
            group = f"(?P<{slot}>{FACTS[slot]})" if slot in FACTS else f"(?:{self._held(slot) or ANYTHING})"
            pattern += f"{UNSEEN}{group}{UNSEEN}{re.escape(after)}"
        return re.compile(pattern + ("" if pieces[-1] else r"(?!\S)"))

    def _places(self, words: str, text: str) -> Iterator[tuple[int, int]]:
        if not all(part in text for part in SLOT.split(words)[::2]):
            return
        pattern = self._pattern(words)
        for match in pattern.finditer(text) if pattern else ():
            if all(_is_sum(value) for slot, value in match.groupdict().items() if slot in SUMS):
                yield match.span()

    def _make_pattern(self, words: str) -> re.Pattern[str] | None:
        """Return what a sentence looks like with its slots filled; None where a slot may hold anything."""
        pieces = SLOT.split(words)
        held = [self._held(slot) for slot in pieces[1::2]]
        if None in held:
            return None
        seen: set[str] = set()
        pattern = re.escape(pieces[0])
        for slot, value, after in zip(pieces[1::2], held, pieces[2::2], strict=True):
            name = f"?P<{slot}>" if slot in SUMS and slot not in seen else "?:"
            seen.add(slot)
            pattern += f"{UNSEEN}({name}{value}){UNSEEN}{re.escape(after)}"
        return re.compile(pattern)

    def _held(self, slot: str) -> str | None:
        """Return the pattern of what a slot can hold."""
        if slot in self._texts:
            return re.escape(self._texts[slot])
        if slot in DAYS:
            return _days(self._locale)
        if slot in PERIODS:
            return _periods(self._locale, PERIODS[slot])
        if slot in SUMS:
            return A_SUM
        if slot == PAGE:
            return FACTS[PAGE]
        return A_CODE if slot in CODES else A_SHARE if slot == "percent" else None


@cache
def _days(locale: str) -> str:
    return _numbered(as_date(date(A_YEAR, month, day), locale) for month in MONTHS for day in SPOKEN_DAYS)


@cache
def _periods(locale: str, unit: str) -> str:
    return _numbered(as_period(number, unit, locale) for number in range(1, MOST_DAYS))


def _numbered(texts: Iterable[str]) -> str:
    """Return a pattern for texts with any numbers."""
    patterns = {re.sub(r"\d+", lambda _: r"\d{1,4}", re.escape(text)) for text in texts}
    return "|".join(sorted(patterns, key=len, reverse=True))


def _is_sum(value: str) -> bool:
    plain = normalize(value).text.strip()
    found = list(sums(plain))
    return [(one.start, one.end) for one in found] == [(0, len(plain))] and all(map(str.isalpha, found[0].currencies))


def _is_covered(text: str, start: int, end: int, places: Iterable[tuple[int, int]]) -> bool:
    """Whether the places reach from start to end, with nothing between them but blanks, bullets and letters."""
    at = start
    for first, last in places:
        if last <= at:
            continue
        if first > at and not BETWEEN.fullmatch(text, at, first):
            continue
        at = max(at, last)
        if at >= end:
            return True
    return BETWEEN.fullmatch(text, at, end) is not None and at > start
