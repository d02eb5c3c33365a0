"""Which of its offers a letter still makes after it was edited, and what its offers say that is none of our words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.writing.compose import choose
from assistant.writing.lint.approval import place_of_offers
from assistant.writing.lint.meaning import sentences
from assistant.writing.lint.normalize import normalize
from assistant.writing.lint.numbers import LABEL, PLAIN
from assistant.writing.lint.sums import UNSPACED, values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.model import Draft, Option, Plan

# A word for a word: Chinese, Japanese, Korean and Thai are compared sign by sign.
WORD = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])[^\W\d_])+")
# An offer stands while so much of it is said in one line; a sentence is ours while so much of it is an offer's.
STANDS, IS_OURS = 0.75, 0.8


@dataclass(frozen=True, slots=True)
class Made:
    """The options that a letter offers; `own` are the sentences among its offers that are none of ours."""

    options: tuple[Option, ...] = ()
    own: tuple[str, ...] = ()


def made(draft: Draft, plan: Plan, options: Sequence[Option], place: str, body: str) -> Made:
    """Return what an edited letter offers of a draft's options; `place` is what stands where the draft has them.

    An offer may have been moved to another place of the body. What the staff promise elsewhere is not looked for.
    """
    ours = place_of_offers(draft)
    if not ours or place == ours:
        return Made(tuple(options) if ours else ())
    lines = [_Words(line) for line in (*body.splitlines(), " ".join(place.split())) if line.strip()]
    worded = _worded(ours, plan, options)
    standing = [(option, words) for option, words in worded if any(words.is_in(line) for line in lines)]
    own = tuple(
        place[start:end]
        for start, end in sentences(place)
        if not any(_Words(place[start:end]).share(words) >= IS_OURS for _, words in standing)
    )
    return Made(tuple(option for option, _ in standing), own)


def _worded(ours: str, plan: Plan, options: Sequence[Option]) -> list[tuple[Option, _Words]]:
    """Return the words of each option; those that are simply done stand together, and go together."""
    choice = choose(options, plan)
    lines = ours.splitlines()
    if len(choice.choices) != len(lines):
        return [(option, _Words(ours)) for option in choice.options]
    return [(option, _Words(line)) for option, line in zip(choice.choices, lines, strict=True)]


class _Words:
    """A text as it is compared: its words in order, and the numbers in it."""

    def __init__(self, text: str) -> None:
        self._text = LABEL.sub("", normalize(text).text)

    @cached_property
    def _words(self) -> list[str]:
        return WORD.findall(self._text.casefold())

    @cached_property
    def _figures(self) -> list[frozenset[object]]:
        return [frozenset(values(match[0], thousandths=True)) for match in PLAIN.finditer(self._text)]

    def is_in(self, line: _Words) -> bool:
        """Whether a line says it, with every number of it."""
        known = frozenset[object]().union(*line._figures)
        return all(known & figure for figure in self._figures) and self.share(line) >= STANDS

    def share(self, other: _Words) -> float:
        """Return how much of it the other says in the same order."""
        if not self._words:
            return 1.0
        same = SequenceMatcher(None, self._words, other._words, autojunk=False).get_matching_blocks()
        return sum(block.size for block in same) / len(self._words)
