"""Names, numbers and codes taken out of a text before it leaves the house, and put back into its translation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.reading.naming import JOINED, where

if TYPE_CHECKING:
    from collections.abc import Iterator

# What ends a code where no blank does: a letter of a script that writes on without one, and a full-width sign. Else
# a whole Chinese sentence with a number in it is one code, and goes to the buyer as it is.
WRITES_ON = rf"{JOINED}\u1000-\u109f\u1780-\u17ff\u3000-\u303f\uff00-\uff20\uff3b-\uff40\uff5b-\uffef"
SIGN = rf"[^\s\d{WRITES_ON}]"
PART = rf"(?:\d|{SIGN})"
# Whatever holds a digit: amounts, days, order and tracking numbers, links, addresses.
CODES = re.compile(rf"{SIGN}*\d{SIGN}*\d{PART}*|{PART}+@{PART}+|https?://{PART}+|\d+")
TRAILING = ".,;:!?)]}»”\"'。，；：！？）"
# Services put spaces into brackets, and turn them into others.
MARK = re.compile(r"[⟦\[【(]\s*[xX]\s*(\d+)\s*[⟧\]】)]")


@dataclass(frozen=True, slots=True)
class Private:
    """What never leaves the house: words, also within others, and what persons are called, as a redaction finds it."""

    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


NOTHING = Private()


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with marks in place of what must not be translated, and what each mark stands for."""

    text: str
    kept: tuple[str, ...]

    @property
    def has_words(self) -> bool:
        """Whether anything is left to translate: '155 × 75' is the same in every language."""
        return any(map(str.isalpha, MARK.sub("", self.text)))

    def restored(self, translated: str) -> str | None:
        """Return the translation with everything put back; None where a mark was lost or came twice."""
        found = [int(number) for number in MARK.findall(translated)]
        if sorted(found) != list(range(len(self.kept))):
            return None
        return MARK.sub(lambda match: self.kept[int(match[1])], translated)


def masked(text: str, private: Private = NOTHING, language: str | None = None) -> Masked:
    """Return a text of a language with its codes, and what is private, behind marks."""
    kept: list[str] = []
    parts: list[str] = []
    at = 0
    for start, end in _joined(sorted(_spans(text, private, language))):
        parts += [text[at:start], f"⟦x{len(kept)}⟧"]
        kept.append(text[start:end])
        at = end
    return Masked("".join([*parts, text[at:]]), tuple(kept))


def _spans(text: str, private: Private, language: str | None) -> Iterator[tuple[int, int]]:
    for word in filter(None, private.words):
        yield from (match.span() for match in re.finditer(re.escape(word), text))
    for name in filter(str.strip, (*private.words, *private.names)):
        yield from (match.span() for match in re.finditer(where(name, language), text, re.IGNORECASE))
    yield from (_trimmed(match) for match in CODES.finditer(text))
    yield from (match.span() for match in MARK.finditer(text))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return sorted places with those that overlap as one, lest half of a name is left."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    start = match.start()
    return start, start + len(match[0].rstrip(TRAILING))
