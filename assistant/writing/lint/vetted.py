"""Which sentences of a draft come from our catalogues alone: the tests have linted those; they are not read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.writing.formats import as_text
from assistant.writing.lint.meaning import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence


def vetted_sentences(body: str, typed: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences of a draft in which nothing stands that the staff or the shop typed."""
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
