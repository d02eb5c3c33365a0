"""Stars of a review: '1 star', 'две звезды', '★★', '星1つ'."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.reading.facts.counting import NUMBERS, number_words

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = (
    r"stars?\b|★|⭐|颗?星|顆星|つ星|зв[её]зд\w*|зір\w*|estrell?as?\b|estrelas?\b|[ée]toiles?\b|stern(?:e|en)?\b|stell[ea]\b|"
    r"sterren\b|ster\b|gwiazd\w*|hvězd\w*|hvezd\w*|yıldız\w*|yildiz\w*|نجوم|نجمة|نجمات|כוכב\w*|별|점|ดาว|sao\b|bintang\b"
)
BEFORE = re.compile(r"(?:星|bintang|sao|ดาว|별|★|⭐)\s?(?P<n>[1-5])(?!\d)", re.IGNORECASE)
DRAWN = re.compile(r"[★⭐]{2,5}")
MOST = 5


def stars(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, stars), at most five."""
    number = number_words(language if language in NUMBERS else "en")
    for match in _pattern(language if language in NUMBERS else "en").finditer(text):
        if number.value(match["n"]) <= MOST:
            yield match.start(), match.end(), number.value(match["n"])
    for match in BEFORE.finditer(text):
        yield match.start(), match.end(), int(match["n"])
    for match in DRAWN.finditer(text):
        yield match.start(), match.end(), len(match[0])


@cache
def _pattern(language: str) -> re.Pattern[str]:
    number = number_words(language).pattern
    # Arabic and Hebrew say 'one' behind: نجمة واحدة
    return re.compile(rf"(?P<n>{number})(?:/5)?\s?-?\s?(?:{WORDS})(?![A-Za-z]?\d)", re.IGNORECASE)
