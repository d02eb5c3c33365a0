"""Days in a text: in figures, with a month's name, or named from the day of the message."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from babel import Locale, UnknownLocaleError

from assistant.model import FoundText
from assistant.reading.facts.counting import FIGURE, folded
from assistant.reading.facts.numbers import overlaps
from assistant.reading.facts.relative import relative_days
from assistant.reading.facts.timewords import DAY_BEFORE, DAY_BEHIND
from assistant.reading.facts.years import WITHIN, valid, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
NUMERIC = re.compile(r"(?<![\d.,])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\.?\d)")
# A day and a month without a year are a date with two digits each, with a point behind, or after a word like 'since':
# '5.3' is a version and '14/3' a house.
SHORT_SURE = re.compile(
    r"(?<![\d.,/])(?<!\d-)(?:([0-3]\d)\.([01]\d)(?![\d.,/%:]\d|%)|(\d{1,2})\.\s?(\d{1,2})\.(?!\d)|"
    r"([0-3]\d)/([01]\d)(?![\d/]))"
)
SHORT = re.compile(r"(\d{1,2})[./](\d{1,2})(?![\d/])")
MONTH_FIRST = frozenset({"ja", "ko", "zh"})
NO_SHORT = frozenset({"en", "zh", "ko"})
EAST_ASIAN = re.compile(
    r"(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]|(?:(\d{4})\s?년\s?)?(\d{1,2})\s?월\s?(\d{1,2})\s?일|"
    r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?"
)
MONTHS_IN_YEAR, TWO_DIGITS = 12, 99
BUDDHA, BUDDHIST = 543, 2400  # how far his era is ahead, and from which year on it is meant


class _Message(NamedTuple):
    text: str
    language: str
    received_on: date | None
    sums: Sequence[tuple[int, int]]


def dates(
    text: str, language: str, received_on: date | None, sums: Sequence[tuple[int, int]] = ()
) -> Iterator[FoundText]:
    """Yield the days in order; of two that overlap the one that starts first, and of these the longer.

    A day and a month without a year are none where one of the `sums` stands: '12.10 Euro'.
    """
    end_of_last = -1
    for start, end, day in sorted(
        _day_candidates(_Message(text, language, received_on, sums)), key=lambda c: (c[0], -c[1])
    ):
        if start >= end_of_last:
            end_of_last = end
            yield FoundText(value=day.isoformat(), start=start, end=end)


def _day_candidates(message: _Message) -> Iterator[tuple[int, int, date]]:
    if FIGURE.search(message.text):
        yield from _in_figures(message)
    if message.received_on is not None:
        yield from relative_days(message.text, message.language, message.received_on)


def _in_figures(message: _Message) -> Iterator[tuple[int, int, date]]:
    text, language = message.text, message.language
    for match in ISO.finditer(text):
        yield from _span(match, valid(_year(int(match[1]), message), int(match[2]), int(match[3])))
    for match in NUMERIC.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        month_first = language == "en" and match[2] == "/"
        if month_first and first <= MONTHS_IN_YEAR and second <= MONTHS_IN_YEAR and first != second:
            continue  # 3/4/2026 is March or April: a guess would be wrong half the time
        month, day = (first, second) if month_first and first <= MONTHS_IN_YEAR else (second, first)
        yield from _span(match, valid(_year(year, message), month, day))
    for match in EAST_ASIAN.finditer(text):
        yield from _span(match, _dated(*_east_asian(match), match, message))
    yield from (day for day in _short_days(message) if not overlaps(day[0], day[1], message.sums))
    pattern, months = _month_pattern(language)
    if pattern is not None:
        for match in pattern.finditer(text.replace("İ", "i").replace("ı", "i")):
            day_number = match["d1"] or match["d2"]
            month = months[_month_name(match["m1"] or match["m2"])]
            yield from _span(match, _dated(match["y1"] or match["y2"], month, int(day_number), match, message))


def _year(written: int, message: _Message) -> int:
    """Return a year of our era: Thais mostly write that of the Buddha, with four digits or two; 2569 is 2026."""
    if written >= BUDDHIST and message.language == "th":
        return written - BUDDHA
    if written > TWO_DIGITS:
        return written
    ours, theirs = 2000 + written, 2500 + written - BUDDHA
    if message.language != "th" or message.received_on is None:
        return ours
    return min(ours, theirs, key=lambda year: abs(year - message.received_on.year))  # type: ignore[union-attr]  # it is known


def _east_asian(match: re.Match[str]) -> tuple[str | None, int, int]:
    if match[3]:
        return match[1], int(match[2]), int(match[3])
    if match[6]:
        return match[4], int(match[5]), int(match[6])
    return match[9], int(match[8]), int(match[7])


def _short_days(message: _Message) -> Iterator[tuple[int, int, date]]:
    text, language = message.text, message.language
    if language in NO_SHORT:
        return
    marks, behind = DAY_BEFORE.get(language), DAY_BEHIND.get(language)
    for match in SHORT_SURE.finditer(text):
        yield from _span(match, _dated(None, *_month_and_day(match, language), match, message))
    for match in SHORT.finditer(text):
        marked = marks and re.search(
            rf"(?:^|\W)(?:{marks})\s*$", text[max(0, match.start() - 12) : match.start()], re.IGNORECASE
        )
        if marked or (behind and re.match(behind, text[match.end() :])):
            yield from _span(match, _dated(None, *_month_and_day(match, language), match, message))


def _month_and_day(match: re.Match[str], language: str) -> tuple[int, int]:
    first, second = (int(group) for group in match.groups() if group)
    return (first, second) if language in MONTH_FIRST else (second, first)


def _span(match: re.Match[str], day: date | None) -> Iterator[tuple[int, int, date]]:
    if day is not None:
        yield match.start(), match.end(), day


def _dated(year: str | None, month: int, day: int, match: re.Match[str], message: _Message) -> date | None:
    if year:
        return valid(_year(int(year), message), month, day)
    if message.received_on is None:
        return None
    before = message.text[max(0, match.start() - WITHIN) : match.start()]
    behind = message.text[match.end() : match.end() + WITHIN]
    return year_of(month, day, message.received_on, before, behind, message.language)


def _month_name(name: str) -> str:
    return folded(name).rstrip(".")


@cache
def _month_pattern(language: str) -> tuple[re.Pattern[str] | None, dict[str, int]]:
    try:
        names = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return None, {}
    months = {
        _month_name(name): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in names[context][width].items()
        if not name.isdigit() and len(name) > 2 and not re.search(r"[\d月]", name)  # noqa: PLR2004 - too short to tell
    }
    if not months:
        return None, {}
    name = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    ordinal = r"(?:st|nd|rd|th|e?ro|er|\.?[º°ª]|\.)?"
    between = r"(?:\s+(?:de|of))?\s+" + ("[בל]?" if language == "he" else "")
    era, years = (r"(?:พ\.?ศ\.?\s?)?", r"2[05]\d\d") if language == "th" else ("", r"20\d\d")
    return (
        re.compile(
            rf"(?<!\d)(?P<d1>\d{{1,2}}){ordinal}{between}(?P<m1>{name})\b\.?(?:(?:\s+de|,)?\s+{era}(?P<y1>{years}))?|"
            rf"\b(?P<m2>{name})\.?\s+(?P<d2>\d{{1,2}}){ordinal}(?!\d)(?:,?\s+{era}(?P<y2>{years}))?",
            re.IGNORECASE,
        ),
        months,
    )
