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
    for start, end, back in _so_many_ago(text, language):
        yield start, end, received_on - timedelta(days=back)
    for pattern, weekday, of_last_week in _last(language):
        to_day = received_on.weekday() - weekday
        back = to_day + WEEK if of_last_week else (to_day - 1) % WEEK + 1
        for match in pattern.finditer(text):
            yield match.start(), match.end(), received_on - timedelta(days=back)


def _so_many_ago(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    number = number_words(language)
    for pattern, days in _longer_ago(language):
        for match in pattern.finditer(text):
            if _is_whole(text, language, match):
                yield match.start(), match.end(), days
    for pattern, days in _ago(language):
        for match in pattern.finditer(text):
            counted = next((value for name, value in match.groupdict().items() if name != "one" and value), None)
            if counted is None:
                yield match.start(), match.end(), days
            elif _is_whole(text, language, match):
                yield match.start(), match.end(), number.value(counted) * days


def _is_whole(text: str, language: str, match: re.Match[str]) -> bool:
    """Whether the number that was matched is no end of a longer one: 'thirty-two', 三十五."""
    number = number_words(language)
    start = next(match.start(name) for name, value in match.groupdict().items() if value)
    if language in UNSPACED and text[:start].endswith(tuple(number.values)):
        return False
    return number.is_whole(text, start)


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
    units = ((words.DAY, words.SINGLE_DAY, 1), (words.WEEK, words.SINGLE_WEEK, WEEK))
    number = number_words(language).pattern
    return tuple((_counted(language, number, table, single), days) for table, single, days in units)


@cache
def _longer_ago(language: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    """Return patterns for 'twenty days ago', each with its days."""
    numbers = zip(words.LONGER, words.LONGER_WORDS[language].split(","), strict=True)
    return tuple((_counted(language, number, words.DAY, {}), days) for days, number in numbers)


def _counted(language: str, number: str, units: Mapping[str, str], single: Mapping[str, str]) -> re.Pattern[str]:
    """Return the pattern of so many units ago; the groups n0, n1 ... hold the number."""
    pattern = words.AGO[language].replace(" ", r"\s+").replace(r"\s+?", r"\s*")
    for copy in range(pattern.count("{n}")):
        pattern = pattern.replace("{n}", f"(?P<n{copy}>{number})", 1)
    pattern = pattern.replace("{unit}", f"(?:{units[language]})")
    # Without a word for a single one there is nothing that could match.
    pattern = pattern.replace("{single}", f"(?:{single.get(language, '(?!)')})")
    return re.compile(_bounded(pattern, language), re.IGNORECASE)


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
