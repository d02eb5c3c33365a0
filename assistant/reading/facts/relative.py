"""Days named from the day of the message: 'yesterday', 'three days ago', 'last Monday'."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale

from assistant.reading.facts import timewords as words
from assistant.reading.facts.counting import NUMBERS, UNSPACED, number_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WEEK = 7


def relative_days(text: str, language: str, received_on: date) -> Iterator[tuple[int, int, date]]:
    """Yield (start, end, day); 'in a month' and the like name no day."""
    if language not in NUMBERS:
        return
    for pattern, back in _named(language):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), received_on - timedelta(days=back)
    number = number_words(language)
    for pattern, days in _ago(language):
        for match in pattern.finditer(text):
            names = [name for name, value in match.groupdict().items() if name.startswith("n") and value]
            if not names:
                yield match.start(), match.end(), received_on - timedelta(days=days)
            elif number.is_whole(text, match.start(names[0])):
                yield match.start(), match.end(), received_on - timedelta(days=number.value(match[names[0]]) * days)
    for pattern, weekday, of_last_week in _last(language):
        to_day = received_on.weekday() - weekday
        back = to_day + WEEK if of_last_week else (to_day - 1) % WEEK + 1
        for match in pattern.finditer(text):
            yield match.start(), match.end(), received_on - timedelta(days=back)


def _bounded(alternatives: str, language: str) -> str:
    return f"(?:{alternatives})" if language in UNSPACED else rf"(?<!\w)(?:{alternatives})(?!\w)"


@cache
def _named(language: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    tables: tuple[tuple[Mapping[str, str], int], ...] = (
        (words.THREE_DAYS_AGO, 3), (words.BEFORE_YESTERDAY, 2), (words.YESTERDAY, 1), (words.TODAY, 0),
    )  # fmt: skip
    found = []
    for table, back in tables:
        if language not in table:
            continue
        longer = "|".join(other[language] for other, days in tables if days > back and language in other)
        # 'the day before yesterday' holds 'yesterday'
        guard = "" if not longer else rf"(?<!before )(?!(?:{longer}))"
        found.append((re.compile(guard + _bounded(table[language], language), re.IGNORECASE), back))
    return tuple(found)


@cache
def _ago(language: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    found = []
    for table, single, days in ((words.DAY, words.SINGLE_DAY, 1), (words.WEEK, words.SINGLE_WEEK, WEEK)):
        pattern = words.AGO[language].replace(" ", r"\s+").replace(r"\s+?", r"\s*")
        for copy in range(pattern.count("{n}")):
            pattern = pattern.replace("{n}", f"(?P<n{copy}>{number_words(language).pattern})", 1)
        pattern = pattern.replace("{unit}", f"(?:{table[language]})")
        pattern = pattern.replace("{single}", f"(?:{single.get(language)})")
        found.append((re.compile(_bounded(pattern, language), re.IGNORECASE), days))
    return tuple(found)


@cache
def _last(language: str) -> tuple[tuple[re.Pattern[str], int, bool], ...]:
    names = Locale.parse(language).days["format"]["wide"]
    found = []
    for table, of_last_week in ((words.LAST, False), (words.LAST_WEEK, True)):
        for weekday in range(WEEK) if language in table else ():
            own = words.WEEKDAYS.get(language)
            day = own[weekday] if own else re.escape(names[weekday]).replace(r"\ ", " ")
            pattern = table[language].replace("{day}", f"(?:{day})").replace(" ", r"\s+").replace(r"\s+?", r"\s*")
            found.append((re.compile(_bounded(pattern, language), re.IGNORECASE), weekday, of_last_week))
    return tuple(found)
