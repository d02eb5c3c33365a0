"""Fit the linter's head on the shipped encoder, which stays as it is; the other heads stay to the byte.

One class for each rule and several for what is lawful: wishes, offers and near misses are no one direction. A text is
bad where one of its sentences is, or two neighbours are, as the linter reads it; every sentence of a lawful text is
lawful. Our own letters are lawful, and those that the head still flags count more in another round.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from assistant.writing.lint.masking import masked
from assistant.writing.lint.meaning import PAIR_MARGIN, neighbours, sentences
from assistant.writing.lint.normalize import undisguised
from training.calibration import lowest_precise, targets
from training.corpus import read_sentences
from training.letters import own_letters
from training.refit import options_of, refit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from assistant import encoder as runtime
    from training.corpus import Sentence

    Floats = NDArray[np.float32]
    Arrays = dict[str, Floats]

log = logging.getLogger("training")
HERE = Path(__file__).parent
LAWFUL = HERE.parent / "tests" / "cases" / "lint" / "lawful.toml"
EPOCHS, BATCH, RATE, DECAY, DROPOUT, SEED, WARM_UP = 12, 1024, 6e-3, 1e-3, 0.3, 2, 10
LAWFUL_CLASSES = 32  # with one, pressing our own letters down cost recall; with these it does not
OWN_WEIGHT, AGAIN, ROUNDS, OWN_MARGIN = 0.6, 3.0, 14, 0.06
PRECISE, LEAST = 0.82, 0.30
NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Bags:
    """Texts as the linter reads them: the pieces of each, `owner` says whose, `pair` which are two sentences."""

    pieces: Floats
    owner: NDArray[np.int64]
    pair: NDArray[np.bool_]
    wanted: Floats

    def part(self, rows: NDArray[np.int64]) -> Bags:
        """Return some of the texts."""
        place = np.full(len(self.wanted), -1)
        place[rows] = np.arange(len(rows))
        inside = place[self.owner] >= 0
        return Bags(self.pieces[inside], place[self.owner[inside]], self.pair[inside], self.wanted[rows])


class Features:
    """The vectors of pieces, encoded one by one as the program does, kept in a folder from run to run."""

    def __init__(self, encoder: runtime.Encoder, cache: Path | None) -> None:
        self._encoder, self._cache = encoder, cache

    def of(self, text: str) -> Floats:
        """Return the vector of a piece."""
        plain = masked(undisguised(text))
        path = self._cache / f"{hashlib.sha256(plain.encode()).hexdigest()}.npy" if self._cache else None
        if path and path.is_file():
            known: Floats = np.load(path)
            return known
        vector = self._encoder.encode(plain).pooled
        if path:
            np.save(path, vector)
        return vector


def bags_of(texts: Sequence[Sentence], features: Features) -> Bags:
    """Cut and encode texts; those without a sentence of their own are left out."""
    cut = [(text, sentences(text.text)) for text in texts]
    cut = [(text, spans) for text, spans in cut if spans]
    rows = [
        (number, pair, text.text[start:end])
        for number, (text, spans) in enumerate(cut)
        for pair, (start, end) in chain(((False, s) for s in spans), ((True, s) for s in neighbours(spans)))
    ]
    return Bags(
        np.stack([features.of(piece) for _, _, piece in rows]),
        np.array([number for number, _, _ in rows]),
        np.array([pair for _, pair, _ in rows]),
        targets("rule", [], [text for text, _ in cut]),
    )


def scored(weight: Floats, bias: Floats, bags: Bags) -> Floats:
    """Return how surely each text breaks a rule, by its worst piece, a pair less its margin."""
    logits = bags.pieces @ weight.T + bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    rules = powers[:, : bags.wanted.shape[1]].sum(axis=1)
    unlawful = rules / powers.sum(axis=1) - np.where(bags.pair, PAIR_MARGIN, 0)
    worst = np.zeros(len(bags.wanted), np.float32)
    np.maximum.at(worst, bags.owner, unlawful.astype(np.float32))
    return worst


def loss_of(logits: torch.Tensor, owner: torch.Tensor, wanted: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Return the loss: of a lawful text each piece is lawful, of a bad one the piece that shows a rule best is bad."""
    logs, (size, rules) = torch.log_softmax(logits, -1), wanted.shape
    counts = torch.zeros(size).index_add(0, owner, torch.ones(len(owner)))
    lawful = -torch.zeros(size).index_add(0, owner, torch.logsumexp(logs[:, rules:], -1)) / counts.sqrt()
    shown = torch.logsumexp(logs[:, :rules].masked_fill(wanted[owner] == 0, NEVER), -1)
    bad = -torch.full((size,), 10 * NEVER).scatter_reduce(0, owner, shown, "amax")
    return (torch.where(wanted.any(1), bad, lawful) * weights).mean()


def trained(bags: Bags, weights: Floats) -> tuple[Floats, Floats]:
    """Return weight and bias of a head."""
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    head = torch.nn.Linear(bags.pieces.shape[1], bags.wanted.shape[1] + LAWFUL_CLASSES)
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    order = np.argsort(bags.owner, kind="stable")
    ends = np.cumsum(np.bincount(bags.owner, minlength=len(bags.wanted)))
    pieces, wanted = torch.from_numpy(bags.pieces), torch.from_numpy(bags.wanted)
    step, steps = 0, EPOCHS * -(-len(wanted) // BATCH)
    for _ in range(EPOCHS):
        for rows in np.array_split(chance.permutation(len(wanted)), -(-len(wanted) // BATCH)):
            own = [order[ends[row - 1] if row else 0 : ends[row]] for row in rows]
            owner = torch.from_numpy(np.repeat(np.arange(len(rows)), [len(part) for part in own]))
            optimizer.param_groups[0]["lr"] = RATE * min(1, (step + 1) / WARM_UP) * (1 - step / steps)
            step += 1
            seen = torch.nn.functional.dropout(pieces[np.concatenate(own)], DROPOUT)
            loss = loss_of(head(seen), owner, wanted[rows], torch.from_numpy(weights[rows]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return head.weight.detach().numpy(), head.bias.detach().numpy()


def fitted(encoder: runtime.Encoder, cache: Path | None = None) -> Arrays:
    """Return the linter's arrays of `heads.npz`."""
    features = Features(encoder, cache)
    corpus = read_sentences(HERE / "lint")
    letters = own_letters(HERE.parent / "locales", LAWFUL)
    known = [text for text in corpus if text.split == "train"]
    bags = bags_of([*known, *letters], features)
    calibration = bags_of([text for text in corpus if text.split == "calibration"], features)
    log.info("%d texts of the corpus, %d of our own", len(known), len(letters))
    parts = ((known, 1.0), (letters, OWN_WEIGHT))
    weights = np.concatenate(
        [np.full(sum(bool(sentences(text.text)) for text in part), value, np.float32) for part, value in parts]
    )
    weight, bias, threshold = fitted_over_own(bags, weights, calibration)
    return {
        "rule.weight": weight,
        "rule.bias": bias,
        "rule.temperature": np.array(1.0, np.float32),
        "rule.thresholds": np.full(len(bias) - LAWFUL_CLASSES, threshold, np.float32),
    }


def fitted_over_own(bags: Bags, weights: Floats, calibration: Bags) -> tuple[Floats, Floats, float]:
    """Return weight, bias and threshold, after as many rounds as it takes until none of our own letters is flagged."""
    own = weights == np.float32(OWN_WEIGHT)
    bad = np.asarray(calibration.wanted.any(axis=1))
    for number in range(ROUNDS):
        weight, bias = trained(bags, weights)
        threshold = lowest_precise(scored(weight, bias, calibration), bad, PRECISE, LEAST)
        flagged = own & (scored(weight, bias, bags) >= threshold - OWN_MARGIN)
        log.info("round %d: threshold %.2f, near or over it %d of our own", number, threshold, flagged.sum())
        if not flagged.any():
            break
        weights = np.where(flagged, weights * np.float32(AGAIN), weights)
    return weight, bias, threshold


def main() -> None:
    """Fit the head in a folder of weights anew."""
    parser = options_of(__doc__)
    parser.add_argument("--cache", type=Path, help="a folder for the vectors, for the next run")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
    refit(options.weights, lambda encoder: fitted(encoder, options.cache))


if __name__ == "__main__":
    main()
