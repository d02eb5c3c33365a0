"""Write training texts as buyers type them: without capitals, accents or points, with slips."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

SHARE, ONE_WAY = 0.4, 0.7
SLIPS_PER_LETTERS = 30
DROPPED_WORDS = 0.1
SHORTEST = 12
DIGIT = re.compile(r"[0-9]")


def lower(text: str, _rng: random.Random) -> str:
    """Drop the capitals."""
    return text.lower()


def shout(text: str, _rng: random.Random) -> str:
    """Write everything in capitals."""
    return text.upper()


def bare(text: str, _rng: random.Random) -> str:
    """Drop the accents of Latin letters, as on a foreign keyboard."""
    kept = []
    for character in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", character)
        kept.append(parts[0] if parts[0].isascii() else character)
    return "".join(kept).replace("ı", "i").replace("ł", "l").replace("đ", "d").replace("ß", "ss")


def unpunctuated(text: str, _rng: random.Random) -> str:
    """Drop everything between the words but one blank."""
    return " ".join("".join(" " if unicodedata.category(c)[0] == "P" and c != "'" else c for c in text).split())


def slipped(text: str, rng: random.Random) -> str:
    """Leave out, double or swap a few letters."""
    letters = list(text)
    for _ in range(1 + len(letters) // SLIPS_PER_LETTERS):
        at = rng.randrange(1, max(2, len(letters) - 1))
        if at + 1 < len(letters) and letters[at].isalpha() and letters[at + 1].isalpha():
            kind = rng.randrange(3)
            letters[at : at + 2] = (
                [letters[at + 1], letters[at]] if kind == 0 else [letters[at]] if kind == 1 else [letters[at]] * 2
            )
    return "".join(letters)


def thinned(text: str, rng: random.Random) -> str:
    """Leave out a word in ten."""
    words = text.split(" ")
    kept = [word for word in words if rng.random() >= DROPPED_WORDS]
    return " ".join(kept) if len(words) >= SHORTEST // 2 else text


KINDS: tuple[Callable[[str, random.Random], str], ...] = (
    lower,
    lower,
    shout,
    bare,
    unpunctuated,
    slipped,
    slipped,
    thinned,
)


def roughened(text: str, rng: random.Random) -> str:
    """Return the text, in four cases of ten changed in one or two of these ways."""
    if rng.random() >= SHARE or len(text) < SHORTEST:
        return text
    for kind in rng.sample(KINDS, 1 if rng.random() < ONE_WAY else 2):
        text = kind(text, rng)
    return text


def varied(text: str, rng: random.Random) -> str:
    """Return the text with other figures; a 0 may become any, nothing else becomes 0."""
    return DIGIT.sub(lambda digit: str(rng.randrange(int(digit[0] != "0"), 10)), text)
