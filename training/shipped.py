"""Turn the shipped files back into a state that a pass can start from, or be blended with.

What 7 and 8 bits have rounded stays rounded (a pass makes up for more than that), and the network's own
head for the lint rules starts anew: the linter's, fitted by `rules.py`, reads more than the mean of the token vectors.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.network import HIDDEN
from training.train import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

PRODUCTS = ("qkv", "ao", "fi", "fo")
QUANTIZED = "_quantized"


def layers_of(path: Path) -> Iterator[tuple[str, Floats]]:
    """Yield the encoder's tensors by the names of `network.Encoder`, out of the quantized ONNX file.

    The exporter names the matrices by number, four a layer in the order of `PRODUCTS`; the rest keeps its name.
    """
    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    matrices = [node.input[1].removesuffix(QUANTIZED) for node in graph.node if node.op_type == "MatMulInteger"]
    for number, name in enumerate(matrices):
        layer, product = divmod(number, len(PRODUCTS))
        levels = stored[name + QUANTIZED].astype(np.float32) - stored[f"{name}_zero_point"].astype(np.float32)
        rows = np.ascontiguousarray((levels * stored[f"{name}_scale"]).T)
        yield from _parts(layer, PRODUCTS[product], "weight", rows)
    for name, values in stored.items():
        if name.startswith("encoder."):
            yield name.removeprefix("encoder."), values
        elif name.startswith("qkv."):
            yield from _parts(int(name.split(".")[1]), "qkv", "bias", values)


def _parts(layer: int, product: str, kind: str, values: Floats) -> Iterator[tuple[str, Floats]]:
    if product == "qkv":
        for part, name in enumerate("qkv"):
            yield f"layers.{layer}.{name}.{kind}", values[part * HIDDEN : (part + 1) * HIDDEN]
    else:
        yield f"layers.{layer}.{product}.{kind}", values


def heads_of(path: Path) -> Iterator[tuple[str, Floats]]:
    """Yield the network's heads, without those fitted beside it; their layer norm was folded into them."""
    yield "norm.weight", np.ones(HIDDEN, np.float32)
    yield "norm.bias", np.zeros(HIDDEN, np.float32)
    with np.load(path) as arrays:
        for key in arrays.files:
            head, kind = key.split(".")
            if head not in {"rule", "hazard"} and kind in {"weight", "bias"}:
                yield f"heads.{key}", arrays[key]


def pieces_of(shipped: Path, full: Path) -> list[int]:
    """Return, for each piece of the shipped tokenizer, its row in the full one."""

    def vocabulary(path: Path) -> list[list[Any]]:
        pieces: list[list[Any]] = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
        return pieces

    rows = {piece: row for row, (piece, _score) in enumerate(vocabulary(full))}
    return [rows[piece] for piece, _score in vocabulary(shipped)]


def state_of(weights: Path, tokenizer: Path) -> dict[str, torch.Tensor]:
    """Return the state of `network.Network` of a folder of shipped weights, without the head for the lint rules."""
    scales = np.load(weights / "scales.npy")[:, None]
    arrays = {"words.weight": np.load(weights / "words.npy").astype(np.float32) * scales}
    arrays |= {f"encoder.{name}": values for name, values in layers_of(weights / "layers.onnx")}
    arrays |= {f"heads.{name}": values for name, values in heads_of(weights / "heads.npz")}
    state = {name: torch.from_numpy(np.array(values, np.float32)) for name, values in arrays.items()}
    return state | {"pieces": torch.tensor(pieces_of(weights / "tokenizer.json", tokenizer))}


def main() -> None:
    """Write `state.pt` for `training.train --start` and `training.blend`, and the tokenizer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=HERE.parent / "weights")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the full tokenizer.json")
    parser.add_argument("--work", type=Path, required=True, help="the folder for state.pt")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.save(state_of(options.weights, options.tokenizer), options.work / "state.pt")
    shutil.copyfile(options.weights / "tokenizer.json", options.work / "tokenizer.json")


if __name__ == "__main__":
    main()
