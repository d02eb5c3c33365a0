"""Letters without accents, vowel points and strokes, which some people type and others do not."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Letters that have no decomposition and that people type without their stroke.
STROKES = str.maketrans("đøłıĐØŁ", "doliDOL")
# Accents, vowel points of Hebrew and Arabic, and the stroke that lengthens Arabic words. Those of Thai and Japanese are
# none of them: without, it is another word.
MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]"
)


def bare(text: str) -> tuple[str, list[int]]:
    """Return a text without its marks, and at which place of the text each letter stands, its end the last."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        left = _bare(letter)
        letters.append(left)
        places += [place] * len(left)
    return "".join(letters), [*places, len(text)]


@cache
def _bare(letter: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter.translate(STROKES))
    return unicodedata.normalize("NFC", MARKS.sub("", decomposed))
