"""The head that knows whether a buyer takes or refuses what he was offered: when it is sure enough to be believed.

It is asked only where offers stand open. The network's own head is shipped: a logistic regression on the encoder's
vectors, over the mean or over mean, most and least, was no better on what it was not fitted to (0.82 to 0.83 right).
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

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
# An offer wrongly taken for accepted is paid; one wrongly taken for refused is followed by a dearer one.
PRECISE, LEAST = {Answer.ACCEPTS: 0.95, Answer.REFUSES: 0.9}, 0.5
NEVER = 2.0


def believed(weight: Floats, bias: Floats, encoder: runtime.Encoder) -> dict[str, Floats]:
    """Return the head's arrays of `heads.npz`; thresholds are the lowest that are precise on what is held out."""
    replies = [reply for reply in read_replies(HERE / "replies") if reply.split != "train"]
    vectors = np.stack([encoder.encode(reply.text).vector for reply in replies])
    wanted = np.array([ANSWERS.index(Answer(reply.answer)) for reply in replies])
    logits = vectors @ weight.T + bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores, thresholds = powers / powers.sum(axis=1, keepdims=True), np.full(len(ANSWERS), NEVER, np.float32)
    for answer, share in PRECISE.items():
        column = ANSWERS.index(answer)
        is_it = wanted == column
        thresholds[column] = lowest_precise(scores[:, column], is_it, share, LEAST)
        found = scores[:, column] >= thresholds[column]
        log.info("%s: threshold %.2f, %d of %d found, %d others", answer, thresholds[column], (found & is_it).sum(),
                 is_it.sum(), (found & ~is_it).sum())  # fmt: skip
    return {
        "answer.weight": weight.astype(np.float32),
        "answer.bias": bias.astype(np.float32),
        "answer.temperature": np.array(1.0, np.float32),
        "answer.thresholds": thresholds,
    }
