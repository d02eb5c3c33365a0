"""Numbers must match: what stands in an edited text and in no block of its draft is an error (amounts, days, codes)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from assistant.writing.lint.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

Found = tuple[str, int, int]
RULE = "numbers_differ"
# Digits with what parts and joins them inside one number or code: 1.234,56 and 2026-11-20 and LV604738155CN.
NUMBER = re.compile(r"[A-Za-z]{0,4}\d(?:[\d.,'\u00a0\u202f\u2019/-]*\d)?[A-Za-z]{0,4}")


def differing(text: str, draft: str) -> Iterator[Found]:
    """Yield (rule, start, end) for each number of an edited text that its draft has not."""
    normalized = normalize(text)
    known = {_key(match[0]) for match in NUMBER.finditer(normalize(draft).text)}
    for match in NUMBER.finditer(normalized.text):
        if _key(match[0]) not in known:
            yield RULE, *normalized.span(match.start(), match.end())


def _key(number: str) -> str:
    """Return a number without what only parts it, its digits Latin: 1,234.50 is 1.234,50."""
    digits = "".join(
        str(unicodedata.digit(character)) if character.isdigit() else character
        for character in number
        if character.isalnum()
    )
    return digits.casefold()
