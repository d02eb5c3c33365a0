"""Texts as words that a database can find: the same for SQLite and PostgreSQL, for every script.

A word of a spaced script is found by its beginning, without its accents. Chinese, Japanese, Korean and Thai write no
reliable spaces: each pair of neighbours is a word there, so that any piece of two characters or more is found. A word
with figures, such as an order's number, is found by its end too.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from assistant.reading.marks import MARKS, STROKES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_UNSPACED = "\u0e00-\u0eff\u1100-\u11ff\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
RUN = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|[^\W_{_UNSPACED}]+")
# Before a number that stands backwards; nobody can type a word that begins with it.
BACKWARDS = "\ue001"
FEWEST_OF_NUMBER = 4
LONGEST = 60
# A tsvector counts places up to 16,383; what lies beyond is not found, so the newest texts come first.
MOST = 16_000


def indexed(texts: Iterable[str]) -> list[str]:
    """Return the words under which texts are found, in their order, at most MOST; the first texts come first."""
    words: list[str] = []
    extra: dict[str, None] = {}
    for text in texts:
        for is_unspaced, run in _runs(text):
            if is_unspaced:
                words += [run[i : i + 2] for i in range(len(run) - 1)]
                extra[run[-1]] = None
            else:
                words.append(run)
                if _is_number(run):
                    extra[BACKWARDS + run[::-1]] = None
        words.append("")  # no phrase reaches from one text into the next
        if len(words) > MOST:
            break
    return [*words[: MOST - len(extra)], "", *extra][:MOST]


def sqlite_query(text: str) -> str | None:
    """Return what FTS5 is asked for; None where the text holds no word."""
    parts = []
    for is_unspaced, run in _runs(text):
        if is_unspaced and len(run) > 1:
            parts.append('"' + " ".join(_pairs(run)) + '"')
        else:
            either = " OR ".join(f'"{word}"*' for word in _either(run, is_unspaced=is_unspaced))
            parts.append(f"({either})")
    return " AND ".join(parts) or None


def postgresql_query(text: str) -> str | None:
    """Return what a tsvector is asked for; None where the text holds no word."""
    parts = []
    for is_unspaced, run in _runs(text):
        if is_unspaced and len(run) > 1:
            parts.append("(" + " <-> ".join(f"'{word}'" for word in _pairs(run)) + ")")
        else:
            parts.append("(" + " | ".join(f"'{word}':*" for word in _either(run, is_unspaced=is_unspaced)) + ")")
    return " & ".join(parts) or None


def postgresql_vector(words: Iterable[str]) -> str:
    """Return words as a tsvector is written, each with its place: its own parser would cut them again."""
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words, 1) if word)


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    for match in RUN.finditer(MARKS.sub("", unicodedata.normalize("NFKC", text.casefold()))):
        if match["unspaced"]:
            yield True, match[0]
        elif word := _plain(match[0]):
            yield False, word


def _plain(word: str) -> str:
    """Return a word without accents, vowel points and strokes."""
    decomposed = unicodedata.normalize("NFD", word.translate(STROKES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))[:LONGEST]


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _either(run: str, *, is_unspaced: bool) -> list[str]:
    return [run, BACKWARDS + run[::-1]] if not is_unspaced and _is_number(run) else [run]


def _is_number(word: str) -> bool:
    return len(word) >= FEWEST_OF_NUMBER and any(c.isdigit() for c in word)
