"""The sentence encoder: text -> vector. Weights come in as an argument; reading and the linter share it."""

from __future__ import annotations

from dataclasses import dataclass
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
TOGETHER = 4


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
        """Map vectors [n, hidden] to calibrated logits [n, labels]."""
        scores: Floats = (vectors @ self.weight.T + self.bias) / np.float32(self.temperature)
        return scores

    def softmax(self, vectors: Floats) -> Floats:
        """Map vectors [n, hidden] to probabilities [n, labels] that sum to 1."""
        scores = self.logits(vectors)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)

    def sigmoid(self, vectors: Floats) -> Floats:
        """Map vectors [n, hidden] to probabilities [n, labels], each on its own."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.logits(vectors))), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Encoder:
    """The encoder's weights: a word table of int8 rows with a scale each, the layers, and the tokenizer."""

    tokenizer: Tokenizer
    words: NDArray[np.int8]
    scales: Floats
    session: Session

    def encode(self, texts: Sequence[str]) -> Floats:
        """Map texts to vectors [n, hidden].

        Texts of similar length go through together, a few at a time: padding costs as much as text. The layers quantize
        their inputs by batch, so a text has the same vector only in the same company: encode alone what has to be
        reproducible.
        """
        tokens = [prepare_ids(self.tokenizer, text) for text in texts]
        order = sorted(range(len(tokens)), key=lambda row: len(tokens[row]))
        vectors = np.empty((len(tokens), self.words.shape[1]), dtype=np.float32)
        for start in range(0, len(order), TOGETHER):
            rows = order[start : start + TOGETHER]
            vectors[rows] = self._run([tokens[row] for row in rows])
        return vectors

    def _run(self, batch: Sequence[Sequence[int]]) -> Floats:
        longest = max(len(ids) for ids in batch)
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        mask = np.zeros((len(batch), longest), dtype=np.float32)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1.0
        words = self.words[ids].astype(np.float32) * self.scales[ids][..., None]
        (vectors,) = self.session.run(None, {"words": words, "mask": mask})
        return np.asarray(vectors, dtype=np.float32)


def prepare_ids(tokenizer: Tokenizer, text: str) -> list[int]:
    """Return the token ids of a text; of a long one the beginning and the end, for the last words count most."""
    shortened = text if len(text) <= LONGEST else text[: LONGEST // 4] + " " + text[-LONGEST * 3 // 4 :]
    ids = list(tokenizer.encode(PREFIX + shortened).ids)
    if len(ids) <= MAX_TOKENS:
        return ids
    return ids[:HEAD_TOKENS] + ids[HEAD_TOKENS - MAX_TOKENS :]
