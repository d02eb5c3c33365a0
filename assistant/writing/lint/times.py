"""Days and periods in a text, in the notation of any locale: which day each is, or how long it lasts."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from babel.units import format_unit

from assistant.writing.formats import parsed
from assistant.writing.lint.normalize import normalize
from assistant.writing.lint.sums import LETTER, NOTATIONS, UNSPACED, latin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What is counted in each unit: a day is 24 hours, but nobody can say how many days a month has.
UNITS = {
    "minute": ("minute", 1), "hour": ("minute", 60), "day": ("minute", 1440), "week": ("minute", 10080),
    "month": ("month", 1), "year": ("month", 12),
}  # fmt: skip
COUNTS = (0, 1, 2, 3, 5, 11, 21, 22, 25, 100)  # of each plural form of our locales one
# What CLDR has no plural form for: other cases, spellings and words.
MORE_WORDS = {
    "minute": ("mins",),
    "hour": ("hrs", "giờ", "鐘頭", "часам", "часах"),
    "day": ("Tagen", "日間", "日", "dniach", "dnech", "дням", "днях"),
    "week": ("Wochen", "週間", "星期", "礼拜", "tygodniach", "týdnech", "неделях"),
    "month": ("Monaten", "ヶ月", "カ月", "ヵ月", "ケ月", "月間", "miesiącach", "měsících", "месяцах"),
    "year": ("Jahren", "年間"),
}
# Short names of months that are more often something else: '2 out of 3', '1 set', '3 days ago'.
NO_MONTHS = {"out", "set", "ago"}
SHORTEST_NAME = 3
ORDINAL = r"(?:st|nd|rd|th|er|º|ª|o|\.)?"
YEAR = r"(?:19|20|21|25)\d\d(?!\d)"
BUDDHIST, BUDDHIST_FROM = 543, 2400  # Thai years
CENTURY = 2000
FIRST, LAST = r"(?<![A-Za-z\d.,/-])(?<!\d[ :])", r"(?![A-Za-z\d]|[.,/:-]\d)"
IN_FIGURES = (
    re.compile(rf"{FIRST}(?P<y>{YEAR})(?P<mark>[-/.])\s?(?P<m>\d{{1,2}})(?P=mark)\s?(?P<d>\d{{1,2}}){LAST}"),
    re.compile(rf"{FIRST}(?P<d>\d{{1,2}})(?P<mark>[./-])\s?(?P<m>\d{{1,2}})(?P=mark)\s?(?P<y>\d{{4}}|\d\d){LAST}"),
    re.compile(
        r"(?<!\d)(?:(?P<y>\d{4})\s?[年년]\s?)?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日号號일]"
    ),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})(?!\d)(?:\s*,?\s+năm\s+(?P<y>\d{4}))?"),
)  # fmt: skip
Value = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Time:
    """A day or a period and where it stands; 3/4/2026 may be two days, a day without its year is one of any.

    `counted` is what a period is called by without its unit.
    """

    values: frozenset[Value]
    start: int
    end: int
    counted: tuple[str, Decimal] | None = None

    def may_be(self, other: Time) -> bool:
        """Whether both may mean the same."""
        return any(
            one[1:] == two[1:] and (one[0] == two[0] or None in {one[0], two[0]})
            for one in self.values
            for two in other.values
        )

    @property
    def is_day(self) -> bool:
        """Whether it is a day and no period."""
        return all(len(value) == len(("year", "month", "day")) for value in self.values)


def times(text: str) -> Iterator[Time]:
    """Yield the days and periods of a normalized text in order; of two that overlap the day, or the earlier one."""
    taken: list[Time] = []
    for found in (*_days(text), *_periods(text)):
        if not any(found.start < other.end and other.start < found.end for other in taken):
            taken.append(found)
    yield from sorted(taken, key=lambda one: one.start)


def _days(text: str) -> Iterator[Time]:
    for pattern in (*IN_FIGURES, *_named()):
        for match in pattern.finditer(text):
            values = frozenset(_dated(match))
            if values:
                yield Time(values, *match.span())


def _dated(match: re.Match[str]) -> Iterator[Value]:
    parts = match.groupdict()
    year = _year(parts["y"]) if parts["y"] else None
    day = int(latin(parts["d"]))
    if parts.get("name"):
        pairs = [(month, day) for month in _months()[parts["name"].casefold()]]
    else:
        month = int(latin(parts["m"]))
        # Which of the two is the month, a reader knows by his country.
        pairs = [(month, day), *([(day, month)] if parts.get("mark") and match.start("d") < match.start("m") else [])]
    yield from ((year, *pair) for pair in pairs if _is_day(year, *pair))


def _year(written: str) -> int:
    year = int(latin(written))
    if year >= BUDDHIST_FROM:
        return year - BUDDHIST
    return year if year >= 100 else CENTURY + year  # noqa: PLR2004 - two digits


def _is_day(year: int | None, month: int, day: int) -> bool:
    try:
        date(CENTURY if year is None else year, month, day)
    except ValueError:
        return False
    return True


@cache
def _months(locales: tuple[str, ...] = NOTATIONS) -> dict[str, frozenset[int]]:
    """Return which months each name is, in small letters: one name may be two months in two languages."""
    found: dict[str, set[int]] = defaultdict(set)
    for locale in locales:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in parsed(locale).months[context][width].items():
                    word = normalize(name).text.casefold().rstrip(".")
                    if not re.search(r"\d", word) and len(word) >= SHORTEST_NAME and word not in NO_MONTHS:
                        found[word].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def _named() -> tuple[re.Pattern[str], ...]:
    """Return what a day with its month's name looks like: 25 November 2026, November 25."""
    behind_day, before_day = (rf"(?P<name>{_any(names)})(?!{LETTER})\.?" for names in (_months(), _months(("en",))))
    behind = rf"(?:\s*,?\s?(?:de\s+|del\s+|г\.\s*|พ\.ศ\.\s*)?(?P<y>{YEAR}))?"
    day = rf"(?P<d>\d{{1,2}}){ORDINAL}"
    return (
        re.compile(rf"{FIRST}{day}\s?(?:(?:de|of|di)\s+|ב-?)?{behind_day}{behind}", re.IGNORECASE),
        re.compile(rf"(?<!{LETTER}){before_day}\s?(?:the\s+)?{day}(?!\d){behind}", re.IGNORECASE),
    )


def _periods(text: str) -> Iterator[Time]:
    for match in _lasting().finditer(text):
        number = Decimal(latin(match["number"]).replace(",", ".").replace("\u066b", "."))
        units = _units()[match["unit"].casefold()]
        values = frozenset((UNITS[unit][0], number * UNITS[unit][1]) for unit in units)
        yield Time(values, *match.span(), ("number", number))


@cache
def _units() -> dict[str, frozenset[str]]:
    """Return which units each word is, in small letters."""
    found: dict[str, set[str]] = defaultdict(set)
    for unit in UNITS:
        written = [
            format_unit(count, unit, length, locale=parsed(locale))
            for locale in NOTATIONS
            for length in ("long", "short")
            for count in COUNTS
        ]
        behind = (re.fullmatch(r"\D{0,2}\d[\d.,]*[\s-]?(\D+)", normalize(text).text) for text in written)
        for word in (*(match[1] for match in behind if match), *(normalize(word).text for word in MORE_WORDS[unit])):
            plain = word.strip(" .").casefold()
            if len(plain) > 1 or re.match(f"[{UNSPACED}]", plain):
                found[plain].add(unit)
    return {word: frozenset(units) for word, units in found.items()}


@cache
def _lasting() -> re.Pattern[str]:
    """Return what a period looks like: 30 days, 24-hour, 30天."""
    # Chinese, Japanese, Korean and Thai write on without a blank.
    end = rf"(?:(?<=[{UNSPACED}])|(?!{LETTER}))"
    return re.compile(
        rf"(?<![A-Za-z\d.,/-])(?P<number>\d{{1,3}}(?:[.,\u066b]\d{{1,2}})?)[\s-]?(?P<unit>{_any(_units())}){end}",
        re.IGNORECASE,
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
