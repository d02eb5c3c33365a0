"""Fit the head that knows a parcel with nothing in it, on the shipped encoder, which stays as it is.

It is asked only where something is missing, so it is fitted to such texts alone, the few of empty parcels weighing as
much as the many others. The network's own head, which has seen all texts, finds fewer at the same precision.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

from assistant.model import Reason
from training.calibration import lowest_precise
from training.corpus import read_texts
from training.refit import head, logistic, options_of, refit
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
    return head("empty", weight, bias, threshold)


def balanced(vectors: Floats, wanted: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Return weight and bias of a logistic regression in which both classes weigh the same."""
    share = wanted.mean(dtype=np.float32)
    return logistic(vectors, wanted, np.where(wanted, 0.5 / share, 0.5 / (1 - share)), DECAY, STEPS)


def main() -> None:
    """Fit the head in a folder of weights anew."""
    refit(options_of(__doc__).parse_args().weights, fitted_empty)


if __name__ == "__main__":
    main()
