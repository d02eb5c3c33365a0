"""Sums of money in a text, in the notation of any locale: which values and which currencies each may be."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from babel.core import get_global
from babel.numbers import get_currency_symbol

from assistant.money import unit
from assistant.reading.facts.amounts import CURRENCY_WORDS
from assistant.writing.formats import parsed
from assistant.writing.lint.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Every locale that a letter may be in: a sum keeps its meaning when the staff write it as another one of them does.
NOTATIONS = (
    "ar", "cs", "de", "en", "es", "fr", "he", "id", "it", "ja", "ko", "nl", "pl", "pt_BR", "ru", "th", "tr", "uk", "vi",
    "zh_CN", "zh_TW",
)  # fmt: skip
MORE_WORDS = {
    "USD": ("US dollars", "US dollar", "US-Dollar", "dollari", "dollaro", "долларов США", "доллара США", "долари США"),
    "CNY": ("yuan", "yuans", "юаней", "юаня", "юань"),
    "JPY": ("yens", "iene", "ienes", "иен", "йен", "엔"),
    "KRW": ("won", "вон"),
    "GBP": ("pound", "Pfund", "фунтов", "libras", "livres"),
}
# 'Try 2' and '24 all' are no money, nor are two blocks (块) or something real.
AMBIGUOUS_WORDS = {"try", "real", "块", "fr."}
SIGNS = "$£¤¥¢฿৳\u20a0-\u20cf"
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
LETTER = r"[^\W\d_]"
UNKNOWN = rf"[A-Za-z]{{0,3}}[{SIGNS}](?:[A-Z]{{2}}(?![A-Za-z]))?"
# CLDR has a few that are more often something else: F, Cg, FB.
ABBREVIATION = re.compile(rf"{LETTER}{{1,2}}")
PRINTED = {"Kč", "zł", "Rp", "元"}
NUMBER = r"\d{1,3}(?: \d{3})+(?:[.,\u066b]\d+)?(?![\d.,]\d|\d)|\d+(?:[.,'’\u066b\u066c]\d+)*"
SEPARATORS = str.maketrans({"\u066b": ".", "\u066c": ",", "’": "'"})
GROUP = 3


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum and where it stands; '1.234 KWD' may be two values, '¥5' two currencies, a bare number any."""

    values: frozenset[Decimal]
    currencies: frozenset[str]
    start: int
    end: int

    def may_be(self, other: Sum) -> bool:
        """Whether both may mean the same money."""
        if self.values.isdisjoint(other.values):
            return False
        return not (self.currencies and other.currencies) or not self.currencies.isdisjoint(other.currencies)


def sums(text: str) -> Iterator[Sum]:
    """Yield the sums of a normalized text."""
    for match in _pattern().finditer(text):
        before, after = match["before"], match["after"]
        if before or after:
            currencies = _meant(before) & _meant(after) if before and after else _meant(before or after)
            # '$5 EUR' is neither: whoever wrote it has changed one of the two.
            currencies = currencies or frozenset({f"?{before}{after}"})
            currencies = _fitting(currencies, match["number"])
            thousandths = any(_digits(code) == GROUP for code in currencies if code.isalpha())
            yield Sum(values(match["number"], thousandths=thousandths), currencies, *match.span())


def exact(found: Sum, text: str) -> Sum:
    """Return a sum of our own letters with only the currencies that are written with as many digits as it has."""
    digits = _fractions(text[found.start : found.end])
    fitting = frozenset(code for code in found.currencies if code.isalpha() and _digits(code) in digits)
    return Sum(found.values, fitting or found.currencies, found.start, found.end)


def _fitting(currencies: frozenset[str], number: str) -> frozenset[str]:
    """Leave out what has no such fraction: ¥5.20 are no yen."""
    least = min(_fractions(number))
    return frozenset(code for code in currencies if not code.isalpha() or _digits(code) >= least) or currencies


def _fractions(number: str) -> set[int]:
    """Return how many digits the fraction of a number may have: three digits may also be a group."""
    tail = re.search(r"[.,\u066b](\d+)\D*$", number)
    digits = len(tail[1]) if tail else 0
    return {digits, 0} if digits == GROUP else {digits}


def _digits(code: str) -> int:
    return -int(unit(code).as_tuple().exponent)


def values(number: str, *, thousandths: bool) -> frozenset[Decimal]:
    """Return what a number may be worth; with `thousandths`, 1.234 is also a little more than one."""
    plain = latin(number).translate(SEPARATORS).replace(" ", "").replace("'", "")
    parts = re.split(r"[.,]", plain)
    marks = re.findall(r"[.,]", plain)
    whole = Decimal("".join(parts))
    if not marks:
        return frozenset({whole})
    grouped = all(len(part) == GROUP for part in parts[1:]) and 0 < len(parts[0]) <= GROUP and parts[0][0] != "0"
    fraction = Decimal("".join(parts[:-1]) + "." + parts[-1])
    if len(marks) == 1:
        found = {whole} if grouped else {fraction}
        return frozenset(found | ({fraction} if thousandths else set()))
    last_differs = marks[-1] not in marks[:-1]
    return frozenset({fraction if last_differs else whole})


def latin(text: str) -> str:
    """Return a text with the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.digit(letter)) if letter.isdecimal() else letter for letter in text)


def _meant(sign: str | None) -> frozenset[str]:
    """Return the currencies of a sign; one that nobody knows is a currency of its own."""
    if not sign:
        return frozenset()
    return _signs().get(sign) or _words().get(sign.casefold()) or frozenset({f"?{sign.casefold()}"})


@cache
def _signs() -> dict[str, frozenset[str]]:
    """Return the currencies of each code and of each sign that one of our locales writes."""
    found: dict[str, set[str]] = {}
    for code in get_global("all_currencies"):
        found.setdefault(code, set()).add(code)
        for locale in NOTATIONS:
            sign = normalize(get_currency_symbol(code, parsed(locale))).text.strip()
            if not ABBREVIATION.fullmatch(sign) or sign in PRINTED:
                found.setdefault(sign, set()).add(code)
    return {sign: frozenset(codes) for sign, codes in found.items()}


@cache
def _words() -> dict[str, frozenset[str]]:
    """Return the currencies of each word, in small letters."""
    found: dict[str, set[str]] = {}
    for code in CURRENCY_WORDS.keys() | MORE_WORDS.keys():
        for word in (*CURRENCY_WORDS.get(code, ()), *MORE_WORDS.get(code, ())):
            if word.casefold() not in AMBIGUOUS_WORDS:
                found.setdefault(normalize(word).text.casefold(), set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


@cache
def _pattern() -> re.Pattern[str]:
    """Return what a number with a sign before or behind it looks like."""
    # A word stands behind its number; before it stand signs and codes: 'dollars. 5 days' is no sum.
    first = "|".join([UNKNOWN, *map(re.escape, _longest_first(_signs())), "RMB|NTD|TL"])
    words = "|".join(map(re.escape, _longest_first(_words())))
    then = "|".join([f"(?i:{words})", *map(re.escape, _longest_first(_signs())), UNKNOWN])
    # Chinese, Japanese, Korean and Thai write on without a blank.
    end = rf"(?:(?<=[{SIGNS}{UNSPACED}])|(?!{LETTER}))"
    return re.compile(
        rf"(?:(?<!{LETTER})(?P<before>{first})\s?-?)?(?<![\d.,'])(?P<number>{NUMBER})(?![\d])"
        rf"(?:,-)?(?:\s?(?P<after>{then}){end}(?!\s?\d))?"
    )


def _longest_first(signs: Iterable[str]) -> list[str]:
    return sorted(signs, key=len, reverse=True)
