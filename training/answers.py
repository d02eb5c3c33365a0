"""Fit the head that knows whether a buyer takes or refuses what he was offered, on the shipped encoder as it is.

It is asked only where offers stand open. The network's own head, which learns beside the others, shapes the encoder.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from assistant.model import Answer
from training.calibration import lowest_precise
from training.corpus import read_replies
from training.train import HERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from assistant import encoder as runtime

    Floats = NDArray[np.float32]

log = logging.getLogger("training")
ANSWERS = list(Answer)
DECAY, STEPS = 30.0, 300
# An offer wrongly taken for accepted is paid; one wrongly taken for refused is followed by a dearer one.
PRECISE, LEAST = {Answer.ACCEPTS: 0.95, Answer.REFUSES: 0.95}, 0.3
NEVER = 2.0


def fitted_answers(encoder: runtime.Encoder) -> dict[str, Floats]:
    """Return the head's arrays of `heads.npz`; thresholds are the lowest that are precise on what was not fitted."""
    replies = read_replies(HERE / "replies")
    vectors = np.stack([encoder.encode(reply.text).vector for reply in replies])
    wanted = np.array([ANSWERS.index(Answer(reply.answer)) for reply in replies])
    known = np.array([reply.split == "train" for reply in replies])
    weight, bias = logistic(vectors[known], wanted[known])
    logits = vectors[~known] @ weight.T + bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores, thresholds = powers / powers.sum(axis=1, keepdims=True), np.full(len(ANSWERS), NEVER, np.float32)
    for answer, share in PRECISE.items():
        column = ANSWERS.index(answer)
        is_it = wanted[~known] == column
        thresholds[column] = threshold = lowest_precise(scores[:, column], is_it, share, LEAST)
        found = scores[:, column] >= threshold
        log.info("%s: threshold %.2f, %d of %d found, %d others", answer, threshold, (found & is_it).sum(),
                 is_it.sum(), (found & ~is_it).sum())  # fmt: skip
    return {
        "answer.weight": weight.astype(np.float32),
        "answer.bias": bias.astype(np.float32),
        "answer.temperature": np.array(1.0, np.float32),
        "answer.thresholds": thresholds,
    }


def logistic(vectors: Floats, wanted: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return weight and bias of a logistic regression in which all classes weigh the same."""
    x, y = torch.from_numpy(vectors), torch.from_numpy(wanted)
    shares = 1 / torch.bincount(y, minlength=len(ANSWERS)).float()
    weight = torch.zeros(len(ANSWERS), x.shape[1], requires_grad=True)
    bias = torch.zeros(len(ANSWERS), requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        each = torch.nn.functional.cross_entropy(x @ weight.T + bias, y, reduction="none")
        total = (each * shares[y]).sum() * len(y) / len(ANSWERS) + DECAY / 2 * (weight**2).sum()
        total.backward()
        return total

    optimizer.step(loss)
    return weight.detach().numpy(), bias.detach().numpy()


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
    np.savez(options.weights / "heads.npz", **(arrays | fitted_answers(load_encoder(options.weights))))
    write_checksums(options.weights)


if __name__ == "__main__":
    main()
