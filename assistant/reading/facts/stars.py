"""Stars of a review: '1 star', 'две звезды', '★★', '星1つ'."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.reading.facts.counting import NUMBERS, number_words
from assistant.reading.facts.numbers import overlaps

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = {
    "en": r"stars?\b", "zh": "颗星|顆星|星(?!期|座|手|巴|[A-Za-z0-9])", "ru": r"зв[её]зд\w*", "es": r"estrell?as?\b", "pt": r"estrelas?\b",
    "fr": r"[ée]toiles?\b", "de": r"stern(?:e|en)?\b", "it": r"stell[ea]\b", "nl": r"ster(?:ren)?\b", "pl": r"gwiazd\w*",
    "cs": r"hv[ěe]zd\w*", "uk": r"зір\w*", "tr": r"y[ıi]ld[ıi]z\w*", "ar": "نجوم|نجمة|نجمات", "he": r"כוכב\w*", "ja": "つ星|星",
    "ko": r"별(?!로|도)|점(?=\s|을|$)", "th": "ดาว", "vi": r"sao\b", "id": r"bintang\b",
}  # fmt: skip
BEFORE = {"zh": "星", "ja": "星", "id": "bintang", "th": "ดาว", "ko": "별점?"}
SIGN = "★|⭐"
# 'Four out of five stars': the first number is the rating.
OUT_OF = r"/|out of|of|из|de|sur|su|von|van(?: de)?|uit|na|z|ze|з|із|מתוך|من(?: أصل)?|中|中の|里|裡|里面|점 ?중|개 ?중|중|จาก|เต็ม|trên|dari"
DRAWN = re.compile(r"[★⭐]{2,5}")
MOST = 5


def stars(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, stars), at most five."""
    known = language if language in NUMBERS else "en"
    if not _near(known).search(text):
        return
    number = number_words(known)
    rated: list[tuple[int, int]] = []  # the five of 'two out of five stars' is no rating
    for pattern in _patterns(known):
        for match in pattern.finditer(text):
            is_rating = number.value(match["n"]) <= MOST and number.is_whole(text, match.start("n"))
            if is_rating and not overlaps(*match.span(), rated):
                rated.append(match.span())
                yield match.start(), match.end(), number.value(match["n"])
    for match in DRAWN.finditer(text):
        yield match.start(), match.end(), len(match[0])


@cache
def _near(language: str) -> re.Pattern[str]:
    """Return what every text holds that speaks of stars: a word for them or a sign."""
    names = [WORDS[language], SIGN, *filter(None, [BEFORE.get(language)])]
    return re.compile("|".join(names), re.IGNORECASE)


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    # In Chinese and Korean only figures: 三星 is a maker of phones, 이 점 is 'this point'.
    number = r"(?<![\d.,])[1-5](?![\d.,]*\d)" if language in {"zh", "ko", "vi"} else number_words(language).pattern
    before = BEFORE.get(language)
    word = f"(?:{WORDS[language]}|{SIGN})"
    rating, five = rf"(?P<n>{number}|(?<![\d.,/])[1-5])", "(?:5|five|пяти|cinco|fünf|cinq|cinque)"
    return (
        re.compile(rf"{rating}\s?(?:{OUT_OF})\s?{five}[\s-]?{word}", re.IGNORECASE),
        re.compile(
            rf"(?:{before or SIGN}\s?5|5\s?{word})\s?[つ개颗顆]?\s?(?:{OUT_OF})\s?[给給打只]?\s?(?P<n>[1-5])(?!\d)",
            re.IGNORECASE,
        ),
        re.compile(rf"(?P<n>{number})(?:/5)?\s?-?\s?(?:{WORDS[language]}|{SIGN})", re.IGNORECASE),
        re.compile(rf"(?:{before + '|' if before else ''}{SIGN})\s?(?P<n>[1-5])(?!\d)", re.IGNORECASE),
    )
