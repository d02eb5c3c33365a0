"""Temperatures and thresholds of the heads, from the calibration split, as the quantized encoder sees it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

from assistant.model import Risk
from training.examples import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.corpus import Sentence, Text

log = logging.getLogger("training")
SINGLE = {"reason", "evidence", "language"}
SURE = 0.95
NEXT = 0.02
# It ends the offers, so it must be sure. Of what is found of the held-out and calibration part from 0.5 on 0.80 is so
# (0.90 of all found), from 0.85 on 0.88 (0.80).
EXTORTION_FROM = 0.85
OVERLOOKED = 0.012  # a threat that is overlooked costs more than a second look
# The waves that are written as real buyers write. By all texts together a guess would be believed from 0.83 on; by
# these from 0.91 on, and of real reviews that are believed 0.87 are right instead of 0.82.
LIFELIKE = frozenset("stuvw")


def targets(name: str, texts: Sequence[Text], sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """Return the wanted labels [n, labels] of the rows that are labelled for a head."""
    rows: dict[str, list[Sequence[str]]] = {
        "rule": [sentence.rules for sentence in sentences],
        "reason": [(text.reason,) for text in texts],
        "mention": [(text.reason, *text.secondary) for text in texts],
        "request": [text.remedies or () for text in texts],
        "risk": [text.risks or () for text in texts],
        "evidence": [(text.evidence or "unknown",) for text in texts],
        "language": [(text.language,) for text in texts],
    }
    return np.array([[float(key in row) for key in LABELS[name]] for row in rows[name]], dtype=np.float32)


def best_temperature(logits: NDArray[np.float32], wanted: NDArray[np.float32], *, single: bool) -> float:
    """Return the temperature with the least cross entropy."""
    losses = []
    grid = np.geomspace(0.4, 4.0, 60)
    for temperature in grid:
        scores = logits / temperature
        if single:
            shifted = scores - scores.max(axis=1, keepdims=True)
            logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            losses.append(-float((logs * wanted).sum(axis=1).mean()))
        else:
            losses.append(float((np.logaddexp(0, scores) - scores * wanted).mean()))
    return float(grid[int(np.argmin(losses))])


def best_thresholds(
    probabilities: NDArray[np.float32], wanted: NDArray[np.float32], slack: float = 0.0
) -> NDArray[np.float32]:
    """Return for each label the threshold with the best F1, drawn to 0.5 where examples are few.

    With some `slack` the lowest whose F1 is at most that much less.
    """
    found = []
    for column in range(wanted.shape[1]):
        truth, guess = wanted[:, column] > 0, probabilities[:, column]
        scores = []
        for threshold in np.arange(0.2, 0.85, 0.05):
            hit = guess >= threshold
            f1 = 2 * (hit & truth).sum() / max(1, hit.sum() + truth.sum())
            scores.append((float(f1), -abs(float(threshold) - 0.5), float(threshold)))
        best = max(scores)[2]
        if slack:
            best = min(threshold for f1, _, threshold in scores if f1 >= max(scores)[0] - slack)
        weight = min(1.0, truth.sum() / 60)
        found.append(0.5 + weight * (best - 0.5))
    return np.array(found, dtype=np.float32)


def lowest_precise(scores: NDArray[np.float32], wanted: NDArray[np.bool_], share: float, least: float) -> float:
    """Return the lowest threshold from `least` on at which such a share of what is found is right.

    Raises ValueError where there is none.
    """
    for threshold in np.arange(least, 0.99, 0.01):
        if wanted[scores >= threshold].mean() >= share:
            return float(threshold)
    message = f"no threshold finds {share:.0%} that are right: look at the corpus or at the encoder"
    raise ValueError(message)


def review_threshold(scores: NDArray[np.float32], wanted: NDArray[np.float32]) -> float:
    """Return the least probability from which the first guess is right often enough to need no second look.

    The share right must exceed the wanted one by its standard error: the best point of a sample flatters itself.
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    best = (powers / powers.sum(axis=1, keepdims=True)).max(axis=1)
    right = scores.argmax(axis=1) == wanted.argmax(axis=1)
    order = np.argsort(-best)
    counts = np.arange(1, len(order) + 1)
    shares = np.cumsum(right[order]) / counts
    enough = np.flatnonzero(shares - np.sqrt(shares * (1 - shares) / counts) >= SURE)
    return float(best[order][enough[-1]]) if len(enough) else 1.0


def said_threshold(scores: NDArray[np.float32], wanted: NDArray[np.float32]) -> float:
    """Return the probability from which evidence counts as spoken of: mostly nothing is said.

    The highest whose F1 is next to the best: a letter that thanks for pictures which nobody sent is worse than one that
    asks for them again.
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    unknown = LABELS["evidence"].index("unknown")
    said = np.delete(powers / powers.sum(axis=1, keepdims=True), unknown, axis=1)
    truth = np.delete(wanted, unknown, axis=1)
    hits = truth[np.arange(len(truth)), said.argmax(axis=1)] > 0
    scored = []
    for threshold in np.arange(0.1, 0.7, 0.02):
        found = said.max(axis=1) >= threshold
        scored.append((float(2 * hits[found].sum() / max(1.0, found.sum() + truth.sum())), float(threshold)))
    best = max(scored)[0]
    return max(threshold for score, threshold in scored if score >= best - NEXT)


def calibrated(
    raw: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]], vectors: NDArray[np.float32],
    texts: Sequence[Text],
) -> dict[str, NDArray[np.float32]]:  # fmt: skip
    """Return the arrays of `heads.npz` for the heads that read buyers' texts."""
    arrays: dict[str, NDArray[np.float32]] = {}
    labelled = np.array([text.evidence is not None for text in texts])
    for name, (weight, bias) in raw.items():
        rows, wanted = vectors, targets(name, texts, [])
        if name in {"request", "risk", "evidence"}:
            rows, wanted = rows[labelled], wanted[labelled]
        if name == "language":
            rows, wanted = rows[wanted.any(axis=1)], wanted[wanted.any(axis=1)]
        logits = rows @ weight.T + bias
        temperature = best_temperature(logits, wanted, single=name in SINGLE)
        probabilities = 1 / (1 + np.exp(-logits / temperature))
        arrays[f"{name}.weight"], arrays[f"{name}.bias"] = weight.astype(np.float32), bias.astype(np.float32)
        arrays[f"{name}.temperature"] = np.float32(temperature)
        slack = OVERLOOKED if name == "risk" else 0.0
        arrays[f"{name}.thresholds"] = best_thresholds(probabilities, wanted, slack)
        if name == "risk":
            column = LABELS["risk"].index(Risk.EXTORTION)
            arrays["risk.thresholds"][column] = max(arrays["risk.thresholds"][column], EXTORTION_FROM)
        if name == "reason":
            alike = np.array([text.wave in LIFELIKE for text in texts])
            least = review_threshold(logits[alike] / temperature, wanted[alike])
            arrays[f"{name}.thresholds"] = np.full(len(bias), least, np.float32)
        if name == "evidence":
            arrays[f"{name}.thresholds"] = np.full(len(bias), said_threshold(logits / temperature, wanted), np.float32)
        log.info("%s: temperature %.2f, thresholds %s", name, temperature, arrays[f"{name}.thresholds"].round(2))
    return arrays
