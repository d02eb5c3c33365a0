"""Text as it is meant, whatever it is disguised as: full-width letters, invisible characters; with its old places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

LOOKALIKES = str.maketrans("аеорсухкмтвніАЕОРСУХКМТВНІ", "aeopcyxkmtbhiAEOPCYXKMTBHI")

CYRILLIC = re.compile(r"[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalized text and, for each of its characters, where it stood."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of a span of the normalized text."""
        return self.places[start], self.places[end - 1] + 1


def normalize(text: str) -> Normalized:
    """Fold compatibility forms to plain ones and drop what cannot be seen."""
    if all(_folded(character) == character for character in set(text)):
        return Normalized(text, tuple(range(len(text))))
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        folded = _folded(character)
        characters.append(folded)
        places += [place] * len(folded)
    return Normalized("".join(characters), tuple(places))


@cache
def _folded(character: str) -> str:
    """Return a character's plain form, nothing for one that cannot be seen."""
    return "" if unicodedata.category(character) == "Cf" else unicodedata.normalize("NFKC", character)


def unmasked(text: str) -> str:
    """Return the text with Cyrillic letters that look Latin turned Latin; every character keeps its place."""
    return text.translate(LOOKALIKES) if CYRILLIC.search(text) else text
