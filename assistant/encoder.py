"""The sentence encoder: text -> vector. Weights come in as an argument; reading and the linter share it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    Floats = NDArray[np.float32]

MAX_TOKENS = 192
HEAD_TOKENS = 64
PREFIX = "query: "
LONGEST = 1_600
EPSILON = 1e-5
NOWHERE = (-1, -1)


class Session(Protocol):
    """The part of an ONNX Runtime session that is used."""

    def run(self, output_names: Sequence[str] | None, input_feed: dict[str, Any], /) -> Any:
        """Return the outputs by name."""
        ...


@dataclass(frozen=True, slots=True)
class Head:
    """A linear layer over the encoder's vector, with its calibration.

    `weight` [labels, hidden], `bias` [labels]; logits are divided by `temperature`; a label of a multi-label head
    stands from its own `thresholds` on.
    """

    weight: Floats
    bias: Floats
    temperature: float
    thresholds: Floats

    def logits(self, vectors: Floats) -> Floats:
        """Map vectors [..., hidden] to calibrated logits [..., labels]."""
        scores: Floats = (vectors @ self.weight.T + self.bias) / np.float32(self.temperature)
        return scores

    def softmax(self, vectors: Floats) -> Floats:
        """Map vectors [..., hidden] to probabilities [..., labels] that sum to 1."""
        scores = self.logits(vectors)
        powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)

    def sigmoid(self, vectors: Floats) -> Floats:
        """Map vectors [..., hidden] to probabilities [..., labels], each on its own."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.logits(vectors))), dtype=np.float32)


@dataclass(frozen=True)
class Encoded:
    """A text after one pass: a vector for each token, and where in the text each token stands.

    `states` [tokens, hidden]; `starts` and `ends` [tokens] are places in the text, -1 for what the encoder itself adds.
    The vector of a text is the mean over its tokens, so a clause can be left out of it, or be taken alone, without
    another pass.
    """

    states: Floats
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    @cached_property
    def vector(self) -> Floats:
        """The vector [hidden] of the whole text."""
        return _normalized(self.states.mean(axis=0))

    @property
    def pooled(self) -> Floats:
        """The vector of the whole text, then the most and the least of each dimension over its tokens [3 hidden].

        A mean over twenty tokens hides the one word that breaks a rule.
        """
        extremes = _normalized(self.states.max(axis=0)), _normalized(self.states.min(axis=0))
        return np.concatenate([self.vector, *extremes])

    def within(self, start: int, end: int) -> NDArray[np.bool_]:
        """Return which tokens [tokens] stand in a piece of the text."""
        return (self.starts < end) & (self.ends > start)

    def means(self, tokens: NDArray[np.bool_]) -> Floats:
        """Return the vectors [pieces, hidden] of pieces [pieces, tokens]; of the whole text where one has no tokens."""
        shares = np.where(tokens.any(axis=1, keepdims=True), tokens, True).astype(np.float32)
        return _normalized(shares @ self.states / shares.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Encoder:
    """The encoder's weights: a word table of int8 rows with a scale each, the layers, and the tokenizer."""

    tokenizer: Tokenizer
    words: NDArray[np.int8]
    scales: Floats
    session: Session

    def encode(self, text: str) -> Encoded:
        """Run one text through the layers.

        One at a time: the layers quantize their inputs by batch, so a text in company would have another vector.
        """
        pieces = split(self.tokenizer, text)
        ids = np.array([[number for number, _ in pieces]], dtype=np.int64)
        spans = np.array([span for _, span in pieces], dtype=np.int64)
        words = self.words[ids].astype(np.float32) * self.scales[ids][..., None]
        (states,) = self.session.run(None, {"words": words})
        return Encoded(np.asarray(states[0], dtype=np.float32), spans[:, 0], spans[:, 1])


def split(tokenizer: Tokenizer, text: str) -> list[tuple[int, tuple[int, int]]]:
    """Return the token ids of a text, each with its place; of a long one the beginning and the end.

    Its last words count most. White space and composed letters need no preparation: the tokenizer folds them.
    """
    cut = len(text) - LONGEST
    shortened = text if cut <= 0 else text[: LONGEST // 4] + " " + text[-LONGEST * 3 // 4 :]
    joint = LONGEST // 4
    encoding = tokenizer.encode(PREFIX + shortened)
    pieces = []
    for number, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
        first, last = start - len(PREFIX), end - len(PREFIX)
        moved = cut - 1 if cut > 0 and first > joint else 0
        pieces.append((number, (first + moved, last + moved) if last > 0 else NOWHERE))
    return pieces if len(pieces) <= MAX_TOKENS else pieces[:HEAD_TOKENS] + pieces[HEAD_TOKENS - MAX_TOKENS :]


def _normalized(vectors: Floats) -> Floats:
    """Apply the heads' layer norm to vectors [..., hidden]; its scale and shift are in the heads."""
    size = np.float32(vectors.shape[-1])
    centred = vectors - vectors.sum(axis=-1, keepdims=True) / size
    spread = np.einsum("...i,...i->...", centred, centred)[..., None] / size
    return np.asarray(centred / np.sqrt(spread + np.float32(EPSILON)), dtype=np.float32)
