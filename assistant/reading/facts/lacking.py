"""Which of the numbers in a text is that of the pieces that have not come, and which of those that have.

'Ordered 10, 8 are missing' and 'ordered 10, got only 2' say the same.
"""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from assistant.reading.facts.counting import NUMBERS, ONLY, PIECES, UNSPACED, number_words
from assistant.reading.facts.lacks import ARTICLES, BROKEN, LACKS, NAMED, OTHER
from assistant.reading.facts.ordered import CAME, SHORT, ordered_and_came
from assistant.reading.facts.quantities import TWICE, contrasted, is_unit, part_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    Found = tuple[int, int, int]  # start, end, number

REACH = 48
GAP, UNSPACED_GAP = r"[^\d.,!?;\n]", r"[^\d.,!?;。、，！？\n]"
CLAUSE = re.compile(r"[^\d,.;!?。，、！？\n]{0,48}")
AROUND_BEFORE, AROUND_AFTER, UNSPACED_BEFORE = 24, 30, 8
WORD = re.compile(r"\s?([^\W\d_]+)")


def told_of_pieces(text: str, language: str) -> tuple[list[Found], list[Found], list[Found]]:
    """Return the numbers of pieces that have not come, of those that have, and of all that some are missing of."""
    if language not in NUMBERS:
        return [], [], []
    parts, beside = dict(_parts(text, language)), list(_lacking(text, language))
    # Of '6 glasses, 4 of them' the part is less than the whole.
    least = [min(numbers, key=itemgetter(2)) for numbers in beside]
    lacking = [parts.get(found[0], found) for found in least]
    whole = [max(numbers, key=itemgetter(2)) for numbers in beside if len({value for *_, value in numbers}) > 1]
    gone = {start for start, _, _ in lacking}
    arrived = [
        found
        for found in _arrived(text, language)
        if found[0] not in gone and not BROKEN.search(_clause_at(text, found, language))
    ]
    return lacking, arrived, whole


def _lacking(text: str, language: str) -> Iterator[list[Found]]:
    """Yield the one or two numbers beside each word that says that something is missing."""
    for match in _lacks(language).finditer(text):
        start, end = match.span()
        beside = [
            *_beside(_before(language), text, slice(max(0, start - REACH), start), language),
            *_beside(_after(language), text, slice(end, end + REACH), language),
        ]
        beside = [found for found in beside if text[found[0] : found[1]].lower() != "a"]  # 'never got a reply'
        if beside:
            yield beside


def _beside(pattern: re.Pattern[str], text: str, reach: slice, language: str) -> Iterator[Found]:
    """Yield the number that stands within reach, with nothing but words between."""
    number, match = number_words(language), pattern.search(text[reach])
    if match:
        start, end = reach.start + match.start("m"), reach.start + match.end("m")
        if number.is_whole(text, start) and counts_goods(text, start, end, match["word"] or "", language):
            yield start, end, number.value(match["m"])


def _arrived(text: str, language: str) -> Iterator[Found]:
    for _, (start, end, number, word) in ordered_and_came(text, language):
        if counts_goods(text, start, end, word, language):
            yield start, end, number
    for start, end, number in list(contrasted(text, language))[1::2]:
        if counts_goods(text, start, end, "", language):
            yield start, end, number
    came = _came(language)
    for place, part in _parts(text, language):
        around = text[max(0, min(part[0], place) - AROUND_BEFORE) : max(part[1], place) + AROUND_AFTER]
        if came.search(around) and not _lacks(language).search(around):
            yield part


def counts_goods(text: str, start: int, end: int, word: str, language: str) -> bool:
    """Whether a number is none of days, times, parcels, sizes or models, by the words beside it."""
    after = WORD.match(text, end)
    noun = (word or (after[1] if after else "")).lower()
    is_other = is_unit(noun, language) or TWICE.match(noun) or OTHER.match(noun) or NAMED.search(noun)
    return not (is_other or NAMED.search(text, max(0, start - AROUND_BEFORE), start))


def _clause_at(text: str, found: Found, language: str) -> str:
    """Return what a clause says after a number; of 'one of the six' after the six."""
    start, end, _ = found
    pieces = [text[max(0, start - UNSPACED_BEFORE) : start] if language in UNSPACED else "", _clause(text, end)]
    whole = part_of(language).search(text, max(0, start - AROUND_BEFORE))
    if whole and whole.start() <= start < whole.end():
        pieces.append(_clause(text, whole.end()))
    return " ".join(pieces)


def _clause(text: str, start: int) -> str:
    match = CLAUSE.match(text, start)
    return match[0] if match else ""


def _parts(text: str, language: str) -> Iterator[tuple[int, Found]]:
    """Yield where the whole of '3 of the 5' stands, and the part."""
    number = number_words(language)
    for match in part_of(language).finditer(text):
        yield match.start("m"), (match.start("n"), match.end("n"), number.value(match["n"]))


@cache
def _before(language: str) -> re.Pattern[str]:
    number = number_words(language).pattern
    if language in UNSPACED:  # 2個しか, 2개밖에: only two
        return re.compile(rf"(?P<m>{number})\s?(?P<word>{PIECES[language]})(?!しか|밖에){UNSPACED_GAP}{{0,8}}$")
    others = "|".join(
        word for words in NUMBERS[language].split(",") for word in words.split("|") if word not in ARTICLES
    )
    gap = rf"(?:(?!\b(?:{others})\b){GAP}){{1,26}}"
    return re.compile(rf"(?P<m>{number})(?!\w)(?:(?=\s+(?P<word>[^\W\d_]+))|){gap}$", re.IGNORECASE)


@cache
def _after(language: str) -> re.Pattern[str]:
    number = number_words(language).pattern
    if language in UNSPACED:
        return re.compile(rf"^{UNSPACED_GAP}{{0,4}}?(?P<m>{number})\s?(?P<word>{PIECES[language]})")
    word = r"(?:(?=\s+(?P<word>[^\W\d_]+))|)"
    return re.compile(rf"^\s(?:{GAP}{{1,16}}?\s)?(?P<m>{number})(?!\w){word}", re.IGNORECASE)


@cache
def _lacks(language: str) -> re.Pattern[str]:
    lacks = LACKS[language]
    return re.compile(lacks if language in UNSPACED else rf"(?<!\w)(?:{lacks})(?!\w)", re.IGNORECASE)


@cache
def _came(language: str) -> re.Pattern[str]:
    if language in SHORT:
        return re.compile(SHORT[language].replace("{m}", ""))
    return re.compile(rf"(?<!\w)(?:{CAME[language]}|{ONLY[language]})(?!\w)", re.IGNORECASE)
