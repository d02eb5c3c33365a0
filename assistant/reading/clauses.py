"""Cut a text into clauses: the pieces that can be left out to see which of them decided."""

from __future__ import annotations

import re

# A sentence ends behind the last of its marks ('where is it??'), and between two figures a mark ends nothing: '24.90',
# '1,500', '12:40'.
BOUNDARY = re.compile(
    r"(?<=\n)\s*|(?<=[.!?…。！？；;])(?![.!?…。！？；;,，]|(?<=\d\.)\d)\s*|"
    r"(?<=[,，、:：])(?!(?<=\d[,:：])\d)\s*(?=\S)|\s+(?=[—–-]\s)"
)
SHORTEST = 12
SHORTEST_EAST_ASIAN = 4
MOST = 8
MANY = 48  # a text of hundreds of clauses is cut evenly first


def clauses(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of at most eight clauses, in order and without gaps of words; short ones are joined."""
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in [match.end() for match in BOUNDARY.finditer(text)] + [len(text)]:
        if _weight(text[start:cut]) >= SHORTEST or (cut == len(text) and not spans):
            spans.append((start, cut))
            start = cut
    if start < len(text) and spans and text[start:].strip():
        spans[-1] = (spans[-1][0], len(text))
    size = -(-len(spans) // MANY)
    spans = [(group[0][0], group[-1][1]) for group in (spans[at : at + size] for at in range(0, len(spans), size or 1))]
    while len(spans) > MOST:
        at = min(range(len(spans) - 1), key=lambda i: spans[i + 1][1] - spans[i][0])
        spans[at : at + 2] = [(spans[at][0], spans[at + 1][1])]
    return tuple(_trimmed(text, span) for span in spans if text[span[0] : span[1]].strip())


def _weight(piece: str) -> int:
    dense = sum("\u2e80" <= character <= "\uffdc" or "\u0e00" <= character <= "\u0e7f" for character in piece)
    return len(piece.strip()) + dense * (SHORTEST // SHORTEST_EAST_ASIAN - 1)


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
