"""How many pieces are spoken of: '3 of the 5 cups', 'two pairs', '2x', 'drei Hüllen'."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale

from assistant.reading.facts.amounts import currency_words
from assistant.reading.facts.buying import bought
from assistant.reading.facts.counting import NUMBERS, OF, ONLY, PIECES, SCALES, UNSPACED, folded, number_words
from assistant.reading.facts.ordered import ordered, ordered_and_came
from assistant.reading.facts.stars import WORDS as STAR_WORDS
from assistant.reading.facts.timewords import DAY, WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMES = re.compile(r"(?<![\w.,])(?:(\d{1,3})\s?[x×](?=\s|$)|[x×]\s?(\d{1,3})(?![\w.,]))", re.IGNORECASE)
STEM = 4
# Not all that CLDR names: a cup and a table(spoon) are units too, and a French pound is a book.
UNITS = re.compile(r"duration-|length-(?:(?:kilo|centi|milli)?meter|inch|foot|mile)$|mass-(?:kilo)?gram$")
# Inches, miles and the 'per' of a speed are small words more often: 'ne prendo 10 mi fate', '3 in rot'.
NO_UNITS = frozenset({"mi", "in", "al", "na", "на", "за", "za"})
# Number words that are other words as often: 'sei' is 'you are', 'neuf' is 'new', 'năm' a year; and 'twice'.
HOMOGRAPHS = frozenset({"sei", "acht", "năm", "ba", "alti", "neuf"})
# 이 박스 is "this box": pieces are counted with the other Korean numbers.
NOT_FOR_PIECES = frozenset("일이삼사오육칠팔구")
TWICE = re.compile(r"vezes|veces|volte|fois|times|mal$|keer|razy|раз|рази|kere|kez|פעמ|مرات|kali|lần", re.IGNORECASE)


def quantities(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, number)."""
    if language not in NUMBERS:
        return
    number = number_words(language)
    for match in part_of(language).finditer(text):
        for name in ("n", "m"):
            yield match.start(name), match.end(name), number.value(match[name])
    yield from contrasted(text, language)
    for both in ordered_and_came(text, language):
        if not any(word and is_unit(word.lower(), language) for *_, word in both):
            yield from ((start, end, value) for start, end, value, _ in both)
    yield from _ordered(text, language)
    for match in _pieces(language).finditer(text):
        found = match["n"]
        plain = found.isdigit() or (number.value(found) > 1 and found not in NOT_FOR_PIECES)
        if plain and number.is_whole(text, match.start("n")):
            yield match.start("n"), match.end("n"), number.value(found)
    for match in TIMES.finditer(text):
        group = 1 if match[1] else 2
        yield match.start(group), match.end(group), int(match[group])
    if language not in UNSPACED:
        yield from _before_nouns(text, language)


def _ordered(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield how many pieces were or would be ordered: 'ordered 10', not 'ordered 10 days ago' or 'ordered 3 times'."""
    for start, end, value, word in (*ordered(text, language), *bought(text, language)):
        is_time = bool(word) and (is_unit(word.lower(), language) or TWICE.match(word) is not None)
        if not is_time and folded(text[start:end]) not in HOMOGRAPHS:
            yield start, end, value


def contrasted(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield two numbers of one sentence of which the second is less, and called so: 'ordered 3, but only got 2'.

    Not a time that somebody has waited: 'for 3 weeks, and only got 2'.
    """
    number = number_words(language)
    for match in _fewer(language).finditer(text) if language in ONLY else ():
        both = [(match.start(name), match.end(name), number.value(match[name])) for name in ("n", "m")]
        is_time = match["noun"] is not None and is_unit(match["noun"].lower(), language)
        if both[0][2] > both[1][2] and not is_time and number.is_whole(text, match.start("n")):
            yield from both


def _before_nouns(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield number words before a word that is no unit of time or measure.

    Only words: a figure before a noun is a house, a size or a model as often as a number of pieces.
    """
    number = number_words(language)
    for match in _before_noun(language).finditer(text):
        word, noun = folded(match["n"]), match["noun"].lower()
        is_number = word not in HOMOGRAPHS and noun not in number.values and not TWICE.match(noun)
        is_number = is_number and noun not in SCALES and folded(noun) not in currency_words(language)
        is_number = is_number and number.values[word] > 1 and number.is_whole(text, match.start("n"))
        if is_number and not is_unit(noun, language):
            yield match.start("n"), match.end("n"), number.values[word]


def is_unit(word: str, language: str) -> bool:
    """Whether a word, in small letters, is a unit of time, length or mass, or a star."""
    stems, whole = _units(language)
    return word in whole or word[:STEM] in stems or _named_unit(language).match(word) is not None


@cache
def _units(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return stems and words of units of time, length and mass, from CLDR."""
    units = Locale.parse(language)._data["unit_patterns"]  # noqa: SLF001 - Babel has no public list of units
    found = set()
    for form in (form for name, forms in units.items() if UNITS.match(name) for form in forms.values()):
        for pattern in form.values() if isinstance(form, Mapping) else [form]:
            found |= {word.lower() for word in re.findall(r"[^\W\d_]{2,}", str(pattern))}
    return frozenset(word[:STEM] for word in found if len(word) >= STEM), frozenset(found) - NO_UNITS


@cache
def _named_unit(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{DAY[language]}|{WEEK[language]}|{STAR_WORDS[language]})", re.IGNORECASE)


@cache
def _before_noun(language: str) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, number_words(language).values), key=len, reverse=True))
    return re.compile(rf"\b(?P<n>{words})\s(?P<noun>[^\W\d_]{{3,}})", re.IGNORECASE)


@cache
def part_of(language: str) -> re.Pattern[str]:
    """Return the pattern of '3 of the 5': the groups n and m."""
    number = number_words(language).pattern
    of = OF[language].replace(" ", r"\s+").replace(r"\s+?", r"\s*")
    return re.compile(of.replace("{n}", f"(?P<n>{number})", 1).replace("{m}", f"(?P<m>{number})", 1), re.IGNORECASE)


@cache
def _fewer(language: str) -> re.Pattern[str]:
    number, between = number_words(language).pattern, r"[^\d.!?;\n]"
    first = rf"(?P<n>{number})(?=\s(?P<noun>[^\W\d_]+)|)[\s,]"
    second = rf"(?:{between}{{0,24}}?\s)?(?P<m>{number})(?!\w)"
    return re.compile(rf"{first}{between}{{0,40}}?\b(?:{ONLY[language]})\s{second}", re.IGNORECASE)


@cache
def _pieces(language: str) -> re.Pattern[str]:
    end = "" if language in UNSPACED else r"(?!\w)"
    return re.compile(rf"(?P<n>{number_words(language).pattern})\s?(?:{PIECES[language]}){end}", re.IGNORECASE)
