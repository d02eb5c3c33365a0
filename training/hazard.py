"""Fit the head that hears of goods that hurt somebody, on the shipped encoder, which stays as it is.

It is fitted to the texts of `hazard/`, and to a part of the corpus, in which such texts are rare and not labelled: what
a first head takes for one is left out. The program believes it only beside a word of danger (`facts/danger.py`).
"""

from __future__ import annotations

import csv
import logging
import random
from typing import TYPE_CHECKING

import numpy as np

from training.corpus import read_texts
from training.refit import head, logistic, options_of, refit
from training.train import HERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from assistant import encoder as runtime

    Floats = NDArray[np.float32]

log = logging.getLogger("training")
DECAY, STEPS, OTHERS, SEED, DOUBTFUL = 1.0, 150, 9_000, 5, 0.8
HURT, SAFE, OTHER = 2.0, 1.0, 0.5  # how much a text of each kind counts
THRESHOLD = 0.3  # with the word of danger six of 120 near misses are found then, and 17 of 5,000 of the corpus


def verdicts() -> list[tuple[str, bool]]:
    """Return the texts about goods that hurt somebody, or may, and those that only sound so."""
    found = []
    for path in sorted((HERE / "hazard").glob("*.tsv")):
        with path.open(encoding="utf-8") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [(row["text"], row["verdict"] == "yes") for row in rows]
    return found


def fitted_hazard(encoder: runtime.Encoder) -> dict[str, Floats]:
    """Return the head's arrays of `heads.npz`."""
    judged = verdicts()
    known = {text for text, _ in judged}
    others = [t.text for t in read_texts(HERE / "corpus") if t.split == "train" and t.text not in known]
    random.Random(SEED).shuffle(others)
    hurt = np.array([verdict for _, verdict in judged])
    vectors, beside = (
        np.stack([encoder.encode(text).vector for text in texts])
        for texts in ([text for text, _ in judged], others[:OTHERS])
    )
    weight, bias = logistic(vectors, hurt, np.ones(len(hurt)), DECAY, STEPS)
    beside = beside[1 / (1 + np.exp(-(beside @ weight + bias))) < DOUBTFUL]
    weights = np.concatenate([np.where(hurt, HURT, SAFE), np.full(len(beside), OTHER)])
    everything, wanted = np.concatenate([vectors, beside]), np.concatenate([hurt, np.zeros(len(beside), bool)])
    weight, bias = logistic(everything, wanted, weights, DECAY, STEPS)
    log.info("goods that hurt: %d known, %d others, %d of the corpus", hurt.sum(), (~hurt).sum(), len(beside))
    return head("hazard", weight, bias, THRESHOLD)


def main() -> None:
    """Fit the head in a folder of weights anew."""
    refit(options_of(__doc__).parse_args().weights, fitted_hazard)


if __name__ == "__main__":
    main()
