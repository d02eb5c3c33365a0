"""Fit the head that knows a parcel with nothing in it, on the shipped encoder, which stays as it is.

It is asked only where something is missing, so it is fitted to such texts alone, the few of empty parcels weighing as
much as the many others. The network's own head, which has seen all texts, finds fewer at the same precision.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from assistant.model import Reason
from training.calibration import lowest_precise
from training.corpus import read_texts
from training.train import HERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from assistant import encoder as runtime

    Floats = NDArray[np.float32]

log = logging.getLogger("training")
DECAY, STEPS = 20.0, 200
PRECISE, LEAST = 0.8, 0.05


def fitted_empty(encoder: runtime.Encoder) -> dict[str, Floats]:
    """Return the head's arrays of `heads.npz`; the threshold is the lowest that is precise on what was not fitted."""
    texts = [
        text for text in read_texts(HERE / "corpus") if text.reason == Reason.MISSING_ITEMS and text.empty is not None
    ]
    vectors = np.stack([encoder.encode(text.text).vector for text in texts])
    empty = np.array([bool(text.empty) for text in texts])
    known = np.array([text.split == "train" for text in texts])
    weight, bias = balanced(vectors[known], empty[known])
    scores = 1 / (1 + np.exp(-(vectors[~known] @ weight + bias)))
    threshold = lowest_precise(scores, empty[~known], PRECISE, LEAST)
    found = scores >= threshold
    log.info(
        "empty parcels: %d known, threshold %.2f, of %d others %d found, of these %d are some", empty[known].sum(),
        threshold, empty[~known].sum(), found.sum(), (found & empty[~known]).sum(),
    )  # fmt: skip
    return {
        "empty.weight": weight[None].astype(np.float32),
        "empty.bias": np.array([bias], np.float32),
        "empty.temperature": np.array(1.0, np.float32),
        "empty.thresholds": np.array([threshold], np.float32),
    }


def balanced(vectors: Floats, wanted: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Return weight and bias of a logistic regression in which both classes weigh the same."""
    x, y = torch.from_numpy(vectors), torch.from_numpy(wanted.astype(np.float32))
    shares = torch.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    weight, bias = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        total = torch.nn.functional.binary_cross_entropy_with_logits(x @ weight + bias, y, shares, reduction="sum")
        total = total + DECAY / 2 * (weight**2).sum()
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
    np.savez(options.weights / "heads.npz", **(arrays | fitted_empty(load_encoder(options.weights))))
    write_checksums(options.weights)


if __name__ == "__main__":
    main()
