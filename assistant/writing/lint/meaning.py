"""What has only a meaning: every sentence, and every pair of neighbours, goes through the encoder's rule head."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from assistant.model import MessageRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.encoder import Encoder, Head

Found = tuple[str, int, int]
RULES = tuple(MessageRule)
SENTENCE = re.compile(r"(?:[^.!?…。！？；;\n]|(?<=\d)[.](?=\d)|(?<=\w)\.(?=\w))+[.!?…。！？；;]*[\"”»’)]*")
# A pair also holds what one of its sentences says lawfully, so it must be surer than a sentence on its own.
PAIR_MARGIN = 0.2
CERTAIN = 0.95
MOST_SENTENCES = 200
NEAR = 8
LETTERS = 4
GREETING_WORDS = 3


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the sentences that have some letters."""
    spans = []
    for match in SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        if sum(map(str.isalpha, text[start:end])) >= LETTERS:
            spans.append((start, end))
    return tuple(spans)


def meanings(text: str, encoder: Encoder, head: Head, vetted: Sequence[str]) -> Iterator[Found]:
    """Yield (rule, start, end) for each rule that a sentence, or two neighbours together, breaks."""
    known = {sentence.strip() for sentence in vetted}
    spans = [span for span in sentences(text) if text[span[0] : span[1]].strip() not in known][:MOST_SENTENCES]
    if not spans:
        return
    pairs = [(a[0], b[1]) for a, b in pairwise(spans) if b[0] - a[1] < NEAR]
    scores = _probabilities([text[start:end] for start, end in spans + pairs], encoder, head)
    single = scores[: len(spans)] >= head.thresholds
    if _is_greeting(text[spans[0][0] : spans[0][1]]):
        single[0] = False
    for (start, end), row in zip(spans, single, strict=True):
        for index in np.flatnonzero(row):
            yield str(RULES[index]), start, end
    broken = {(str(RULES[index]), spans[at]) for at, index in zip(*np.nonzero(single), strict=True)}
    for (start, end), row in zip(pairs, scores[len(spans) :], strict=True):
        for index in np.flatnonzero(row >= np.minimum(head.thresholds + PAIR_MARGIN, CERTAIN)):
            rule = str(RULES[index])
            if not any(rule == other and start <= span[0] and span[1] <= end for other, span in broken):
                yield rule, start, end


def _is_greeting(opening: str) -> bool:
    """Whether a text opens with 'Dear Sam,': it states nothing by itself, but is read with the sentence after it."""
    return opening.endswith((",", "،")) and len(opening.split()) <= GREETING_WORDS


def _probabilities(texts: Sequence[str], encoder: Encoder, head: Head) -> np.ndarray:
    return head.sigmoid(np.stack([encoder.encode(text).vector for text in texts]))
