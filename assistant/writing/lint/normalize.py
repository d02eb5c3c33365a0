"""Text as it is meant, whatever it is disguised as: full-width letters, invisible characters; with its old places."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

LOOKALIKES = str.maketrans("аеорсухкмтвніАЕОРСУХКМТВНІ", "aeopcyxkmtbhiAEOPCYXKMTBHI")


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
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if unicodedata.category(character) == "Cf":
            continue
        for folded in unicodedata.normalize("NFKC", character):
            characters.append(folded)
            places.append(place)
    return Normalized("".join(characters), tuple(places))


def unmasked(text: str) -> str:
    """Return the text with Cyrillic letters that look Latin turned Latin; every character keeps its place."""
    return text.translate(LOOKALIKES)
