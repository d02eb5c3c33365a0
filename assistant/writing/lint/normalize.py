"""Text as it is meant, whatever it is disguised as: full-width letters, invisible characters; with its old places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

LOOKALIKES = str.maketrans("аеорсухкмтвніАЕОРСУХКМТВНІ", "aeopcyxkmtbhiAEOPCYXKMTBHI")

CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Letters that show nothing, though they are letters: those of Hangul that fill a place, and the empty Braille cell.
FILLERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
WORD = re.compile(r"[^\W\d_]+")
LATIN = re.compile(r"[A-Za-z]")
SPACED_OUT = re.compile(r"(?<!\w)[^\W\d_](?:([ ._*|·•♥❤♡☆★-])[^\W\d_](?=\1|\W|$)){3,}(?!\w)")
# Signs that only choose how the one before them looks, or are joined to it unseen.
UNSEEN = frozenset("\u034f\u180b\u180c\u180d\u180f" + "".join(map(chr, range(0xFE00, 0xFE10))))


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalized text and, for each of its characters, where it stood."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of a span of the normalized text."""
        return self.places[start], self.places[end - 1] + 1


def normalize(text: str) -> Normalized:
    """Fold compatibility forms to plain ones, drop what cannot be seen, and see what fills a place as a blank."""
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
    """Return a character's plain form: nothing for one that takes no place, a blank for an empty one."""
    if character in FILLERS:
        return " "
    is_unseen = character in UNSEEN or unicodedata.category(character) == "Cf"
    return "" if is_unseen else unicodedata.normalize("NFKC", character)


def unmasked(text: str) -> str:
    """Return the text with Cyrillic letters that look Latin turned Latin; every character keeps its place."""
    return text.translate(LOOKALIKES) if CYRILLIC.search(text) else text


def undisguised(text: str) -> str:
    """Return a text as its reader takes it: d e l e t e as a word, nothing unseen, one script a word."""
    words = WORD.sub(_in_one_script, normalize(text).text)
    return SPACED_OUT.sub(lambda match: match[0].replace(match[1], ""), words)


def _in_one_script(word: re.Match[str]) -> str:
    """Return a word of Latin letters in Latin letters alone, where the others only look like them."""
    if not LATIN.search(word[0]):
        return word[0]
    turned = unmasked(word[0])
    return word[0] if CYRILLIC.search(turned) else turned
