"""Numbers must match: what stands in an edited text and in no place of its draft is an error (amounts, days, codes).

Sums are compared with sums, days with days, periods with periods and percentages with percentages, and none of the
first three must stand where the draft has another one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING

from assistant.writing.lint.meaning import sentences
from assistant.writing.lint.normalize import normalize
from assistant.writing.lint.sums import Sum, exact, latin, sums, values
from assistant.writing.lint.times import Time, times

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Found = tuple[str, int, int]
Place = tuple[int, int]
Key = tuple[str, object]
Figure = Sum | Time
RULE = "numbers_differ"
# Digits with what parts and joins them inside one number or code: 1.234,56 and 2026-11-20 and LV604738155CN.
NUMBER = re.compile(r"[A-Za-z]{0,4}\d(?:[\d.,'\u066b\u066c\u2019/-]*\d)?[A-Za-z]{0,4}")
PLAIN = re.compile(r"\d+(?:[.,'\u066b\u066c\u2019]\d+)*")
PERCENT_BEFORE, PERCENT_BEHIND = re.compile(r"[%\u066a]\s?$"), re.compile(r"\s?[%\u066a]")
LABEL = re.compile(r"^\s*[A-Z]\)\s*")
# From here on two sentences are the same one, edited.
ALIKE = 0.75
# A letter has a dozen sentences with numbers; comparing takes the square of both.
MOST_SENTENCES, MOST_LETTERS = 50, 300


def differing(text: str, draft: str) -> Iterator[Found]:
    """Yield (rule, start, end) for each number of an edited text that its draft has not, or has in another sentence."""
    edited, original = normalize(text), normalize(draft).text
    (theirs, told), (ours, said) = _money_and_times(edited.text), _money_and_times(original)
    ours = [exact(found, original) for found in ours]
    bare = {key for _, keys in _others(original, (*ours, *said)) for key in keys}
    wrong = {(found.start, found.end) for found in theirs if not any(map(found.may_be, ours))}
    wrong.update((found.start, found.end) for found in told if not _is_said(found, said, bare))
    # A number that is neither: the staff may leave the sign of a sum out, and a unit whose word we do not know.
    known = bare | {("number", value) for found in ours for value in found.values} | set(_parts(original, said))
    wrong.update(place for place, keys in _others(edited.text, (*theirs, *told)) if known.isdisjoint(keys))
    wrong.update(_displaced(edited.text, (*theirs, *told), original, (*ours, *said)))
    for start, end in sorted(wrong):
        yield RULE, *edited.span(start, end)


def _money_and_times(text: str) -> tuple[list[Sum], list[Time]]:
    """Return the sums of a text, and its days and periods; what the year of a day begins is no sum: 2026 р."""
    money = list(sums(text))
    spoken = [one for one in times(text) if not any(_gives_way(one, sum_) for sum_ in money)]
    return [sum_ for sum_ in money if not any(_overlaps(sum_, one) for one in spoken)], spoken


def _gives_way(one: Time, money: Sum) -> bool:
    """Whether a day or a period is only a part of a sum: a day is one where the sum's sign stands before it."""
    return _overlaps(one, money) and not (one.is_day and one.start < money.start)


def _overlaps(one: Figure, other: Figure) -> bool:
    return one.start < other.end and other.start < one.end


def _is_said(found: Time, said: Sequence[Time], bare: set[Key]) -> bool:
    """Whether a draft has a day or a period, the latter perhaps with a word for its unit that we do not know."""
    return any(map(found.may_be, said)) or (not found.is_day and found.counted in bare)


def _parts(text: str, said: Iterable[Time]) -> Iterator[Key]:
    """Yield the numbers that days and periods are written with: 'until the 27th' may stay of a whole day."""
    for one in said:
        for match in re.finditer(r"\d+", text[one.start : one.end]):
            yield "number", Decimal(latin(match[0]))


def _others(text: str, taken: Sequence[Figure]) -> Iterator[tuple[Place, set[Key]]]:
    """Yield the place of each number that is nothing of these, with what it may be compared by."""
    for match in NUMBER.finditer(text):
        start, end = match.span()
        if not any(start < one.end and one.start < end for one in taken):
            yield (start, end), set(_keys(match[0], text, start, end))


def _keys(number: str, text: str, start: int, end: int) -> Iterator[Key]:
    """Yield the values of a number, or the digits and letters of a code or a day: 2026-11-20, LP10."""
    if not PLAIN.fullmatch(number):
        yield "code", latin("".join(filter(str.isalnum, number))).casefold()
        return
    percent = PERCENT_BEFORE.search(text[max(start - 2, 0) : start]) or PERCENT_BEHIND.match(text, end)
    for value in values(number, thousandths=True):
        yield "percent" if percent else "number", value


def _displaced(text: str, theirs: Sequence[Figure], draft: str, ours: Sequence[Figure]) -> Iterator[Place]:
    """Yield the numbers of an edited sentence that stand where its draft has another sum, day or period."""
    originals = list(islice(_figures(draft, ours), MOST_SENTENCES)) if ours else []
    for words, found in islice(_figures(text, theirs), MOST_SENTENCES):
        rivals = [(_likeness(words, other), them) for other, them in originals if len(them) == len(found)]
        best = max((likeness for likeness, _ in rivals), default=0.0)
        misplaced = [_misplaced(found, them) for likeness, them in rivals if likeness == best]
        if best >= ALIKE and all(misplaced):
            yield from misplaced[0]


def _likeness(words: str, others: str) -> float:
    matcher = SequenceMatcher(None, words[:MOST_LETTERS], others[:MOST_LETTERS], autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def _misplaced(found: Iterable[Figure], draft: Iterable[Figure]) -> list[Place]:
    return [(one.start, one.end) for one, ours in zip(found, draft, strict=True) if _differ(one, ours)]


def _differ(one: Figure, ours: Figure) -> bool:
    """Whether a figure cannot stand for that of the draft; a bare number says too little of a day to tell."""
    if isinstance(ours, Time):
        return isinstance(one, Time) and one.is_day is ours.is_day and not one.may_be(ours)
    return bool(ours.currencies) and (isinstance(one, Time) or not one.may_be(ours))


def _figures(text: str, known: Sequence[Figure]) -> Iterator[tuple[str, list[Figure]]]:
    """Yield the words of each sentence that has numbers, without its letter and the numbers, and those."""
    bare = (
        Sum(frozenset(value for _, value in keys if isinstance(value, Decimal)), frozenset(), *place)
        for place, keys in _others(text, known)
    )
    numbers: list[Figure] = sorted([*known, *bare], key=lambda one: one.start)
    for start, end in sentences(text):
        inside = [one for one in numbers if start <= one.start and one.end <= end]
        if inside:
            words, at = "", start
            for one in inside:
                words += text[at : one.start] + "¤"
                at = one.end
            yield LABEL.sub("", words + text[at:end]), inside
