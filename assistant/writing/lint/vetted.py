"""Which sentences of a draft need no second reading for their meaning: those of our catalogues, which the tests read.

Their slots hold facts of the order and the shop (names, titles, numbers, dates, money); patterns run over them all the
same. What somebody typed as a sentence (an answer, instructions, the gift) is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.writing.formats import as_text
from assistant.writing.lint.meaning import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence


def vetted_sentences(body: str, typed: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences of a draft in which no typed text stands."""
    foreign: list[tuple[int, int]] = []
    for value in filter(None, map(as_text, typed)):
        at = body.find(value)
        while at >= 0:
            foreign.append((at, at + len(value)))
            at = body.find(value, at + 1)
    return tuple(
        body[start:end]
        for start, end in sentences(body)
        if not any(start < last and first < end for first, last in foreign)
    )
