"""Names, numbers and codes taken out of a text before it leaves the house, and put back into its translation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Whatever holds a digit: amounts, days, order and tracking numbers, links, addresses.
CODES = re.compile(r"\S*\d\S*\d\S*|\S+@\S+|https?://\S+|\d+")
TRAILING = ".,;:!?)]}»”\"'。，；：！？）"
# Services put spaces into brackets, and turn them into others.
MARK = re.compile(r"[⟦\[【(]\s*[xX]\s*(\d+)\s*[⟧\]】)]")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with marks in place of what must not be translated, and what each mark stands for."""

    text: str
    kept: tuple[str, ...]

    def restored(self, translated: str) -> str | None:
        """Return the translation with everything put back; None where a mark was lost or came twice."""
        found = [int(number) for number in MARK.findall(translated)]
        if sorted(found) != list(range(len(self.kept))):
            return None
        return MARK.sub(lambda match: self.kept[int(match[1])], translated)


def masked(text: str, private: Sequence[str] = ()) -> Masked:
    """Return the text with its codes, and the private words given, behind marks."""
    spans = [
        match.span() for word in sorted(private, key=len, reverse=True) if word for match in _occurrences(word, text)
    ]
    spans += [_trimmed(match) for match in CODES.finditer(text)]
    spans += [match.span() for match in MARK.finditer(text)]
    kept: list[str] = []
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < at or start >= end:
            continue
        parts += [text[at:start], f"⟦x{len(kept)}⟧"]
        kept.append(text[start:end])
        at = end
    return Masked("".join([*parts, text[at:]]), tuple(kept))


def _occurrences(word: str, text: str) -> Sequence[re.Match[str]]:
    return list(re.finditer(re.escape(word), text))


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    start = match.start()
    return start, start + len(match[0].rstrip(TRAILING))
