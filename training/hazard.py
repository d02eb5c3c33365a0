"""Fit the head that hears of goods that hurt somebody, on the shipped encoder, which stays as it is.

It is fitted to the texts of `hazard/`, and to a part of the corpus, in which such texts are rare and not labelled: what
a first head takes for one is left out. The program believes it only beside a word of danger (`facts/danger.py`).
"""

from __future__ import annotations

import argparse
import csv
import logging
import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from training.corpus import read_texts
from training.train import HERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from assistant import encoder as runtime

    Floats = NDArray[np.float32]

log = logging.getLogger("training")
STEPS, OTHERS, SEED, DOUBTFUL = 150, 9_000, 5, 0.8
HURT, SAFE, OTHER = 2.0, 1.0, 0.5  # how much a text of each kind counts
THRESHOLD = 0.3  # of 120 near misses six are found then, with the word of danger, and of 5,000 of the corpus 22


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
    weight, bias = weighed(vectors, hurt, np.ones(len(hurt)))
    beside = beside[1 / (1 + np.exp(-(beside @ weight + bias))) < DOUBTFUL]
    weights = np.concatenate([np.where(hurt, HURT, SAFE), np.full(len(beside), OTHER)])
    weight, bias = weighed(
        np.concatenate([vectors, beside]), np.concatenate([hurt, np.zeros(len(beside), bool)]), weights
    )
    log.info("goods that hurt: %d known, %d others, %d of the corpus", hurt.sum(), (~hurt).sum(), len(beside))
    return {
        "hazard.weight": weight[None].astype(np.float32),
        "hazard.bias": np.array([bias], np.float32),
        "hazard.temperature": np.array(1.0, np.float32),
        "hazard.thresholds": np.array([THRESHOLD], np.float32),
    }


def weighed(vectors: Floats, wanted: NDArray[np.bool_], weights: NDArray[np.float64]) -> tuple[Floats, float]:
    """Return weight and bias of a logistic regression in which each text counts as it is weighed."""
    x, y, counts = (torch.from_numpy(part.astype(np.float32)) for part in (vectors, wanted, weights))
    weight, bias = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        total = torch.nn.functional.binary_cross_entropy_with_logits(x @ weight + bias, y, counts, reduction="sum")
        total = total + (weight**2).sum() / 2
        total.backward()
        return total

    optimizer.step(loss)
    return weight.detach().numpy(), float(bias.detach())


def main() -> None:
    """Fit the head in a folder of weights anew."""
    from assistant.resources import load_encoder
    from training.export import write_checksums

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=HERE.parent / "weights")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with np.load(options.weights / "heads.npz") as known:
        arrays = {name: known[name] for name in known.files}
    np.savez(options.weights / "heads.npz", **(arrays | fitted_hazard(load_encoder(options.weights))))
    write_checksums(options.weights)


if __name__ == "__main__":
    main()
