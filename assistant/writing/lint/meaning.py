"""What has only a meaning: every sentence, and every pair of neighbours, goes through the encoder's rule head."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np

from assistant.model import MessageRule
from assistant.writing.lint.masking import masked
from assistant.writing.lint.normalize import undisguised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.encoder import Encoder, Head

Found = tuple[str, int, int]
RULES = tuple(MessageRule)
SENTENCE = re.compile(r"(?:[^.!?…。！？；;\n]|(?<=\d)[.](?=\d)|(?<=\w)\.(?=\w))+[.!?…。！？；;]*[\"”»’)]*")
# A pair also holds what one of its sentences says lawfully, so it must be surer than a sentence on its own.
PAIR_MARGIN = 0.1
CERTAIN = 0.95
# Whether a sentence is lawful is one question; of the rules, those that the head leans to about as much are named.
ALSO = 0.5
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
        if len(list(islice(filter(str.isalpha, text[start:end]), LETTERS))) == LETTERS:
            spans.append((start, end))
    return tuple(spans)


def meanings(text: str, encoder: Encoder, head: Head, vetted: Sequence[str]) -> Iterator[Found]:
    """Yield (rule, start, end) for each rule that a sentence, or two neighbours together, breaks."""
    known = {sentence.strip() for sentence in vetted}
    spans = [span for span in sentences(text) if text[span[0] : span[1]].strip() not in known][:MOST_SENTENCES]
    if not spans:
        return
    pairs = neighbours(spans)
    rows = broken([text[start:end] for start, end in spans + pairs], encoder, head, len(spans))
    if _is_greeting(text[spans[0][0] : spans[0][1]]):
        rows[0] = ()
    found = [(rule, span) for span, rules in zip(spans, rows, strict=False) for rule in rules]
    for rule, (start, end) in found:
        yield rule, start, end
    for (start, end), rules in zip(pairs, rows[len(spans) :], strict=True):
        for rule in rules:
            if not any(rule == other and start <= span[0] and span[1] <= end for other, span in found):
                yield rule, start, end


def neighbours(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of two sentences that follow each other closely."""
    return [(a[0], b[1]) for a, b in pairwise(spans) if b[0] - a[1] < NEAR]


def broken(texts: Sequence[str], encoder: Encoder, head: Head, alone: int) -> list[tuple[str, ...]]:
    """Return the rules that each text breaks; the first `alone` texts are sentences, the others pairs of them."""
    vectors = np.stack([encoder.encode(masked(undisguised(text))).pooled for text in texts])
    rules = head.softmax(vectors)[:, : len(RULES)]  # the classes behind them are lawful ones
    least = np.full(len(texts), float(head.thresholds[0]), np.float32)
    least[alone:] = min(least[0] + PAIR_MARGIN, CERTAIN)
    unlawful = rules.sum(axis=1) >= least
    named = rules >= rules.max(axis=1, keepdims=True) * ALSO
    return [
        tuple(str(RULES[index]) for index in np.flatnonzero(row)) if bad else ()
        for row, bad in zip(named, unlawful, strict=True)
    ]


def _is_greeting(opening: str) -> bool:
    """Whether a text opens with 'Dear Sam,': it states nothing by itself, but is read with the sentence after it."""
    return opening.endswith((",", "،")) and len(opening.split()) <= GREETING_WORDS
