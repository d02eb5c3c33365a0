"""Fitting one head anew in a folder of weights: the others stay to the byte."""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from assistant import encoder as runtime

    Floats = NDArray[np.float32]
    Arrays = dict[str, Floats]

WEIGHTS = Path(__file__).parent.parent / "weights"


def options_of(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the folder of weights."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    return parser


def refit(weights: Path, fitted: Callable[[runtime.Encoder], Arrays]) -> None:
    """Write the arrays that are fitted on a folder's encoder into its heads."""
    from assistant.resources import load_encoder

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with np.load(weights / "heads.npz") as known:
        arrays = {name: known[name] for name in known.files}
    np.savez(weights / "heads.npz", **(arrays | fitted(load_encoder(weights))))
    write_checksums(weights)


def write_checksums(folder: Path) -> None:
    """Write the SHA-256 of every file, which the program checks."""
    sums = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name != "checksums.json"
    }
    (folder / "checksums.json").write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")


def logistic(
    vectors: Floats, wanted: NDArray[np.bool_], counts: Floats, decay: float, steps: int
) -> tuple[Floats, float]:
    """Return weight and bias of a logistic regression in which each text counts as it is told."""
    x, y, weights = (torch.from_numpy(part.astype(np.float32)) for part in (vectors, wanted, counts))
    weight, bias = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=steps, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        total = torch.nn.functional.binary_cross_entropy_with_logits(x @ weight + bias, y, weights, reduction="sum")
        total = total + decay / 2 * (weight**2).sum()
        total.backward()
        return total

    optimizer.step(loss)
    return weight.detach().numpy(), float(bias.detach())


def head(name: str, weight: Floats, bias: float, threshold: float) -> Arrays:
    """Return a head with one label as `heads.npz` holds it."""
    return {
        f"{name}.weight": weight[None].astype(np.float32),
        f"{name}.bias": np.array([bias], np.float32),
        f"{name}.temperature": np.array(1.0, np.float32),
        f"{name}.thresholds": np.array([threshold], np.float32),
    }
