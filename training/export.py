"""Write what `train.py` left as the files that the program ships: quantized, calibrated, with checksums.

Words as int8 rows with a scale each, the layers as ONNX with 7-bit dynamic quantization (8 bits saturate on processors
without VNNI and then give other answers), the heads with the layer norm before them folded in, a temperature from the
calibration split and, for the multi-label heads, the threshold with the best F1 there. The heads of
`rules.py` and `empty.py` are fitted on what was written.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch.nn import functional

from training.answers import believed
from training.calibration import calibrated
from training.corpus import read_texts
from training.empty import fitted_empty
from training.hazard import fitted_hazard
from training.network import HEADS, HIDDEN, Encoder, Heads, Network
from training.refit import write_checksums
from training.rules import fitted
from training.train import HERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from assistant import encoder as runtime

log = logging.getLogger("training")
SCORE_DIGITS = 5


class Attention(torch.autograd.Function):
    """Attention of one text, which ONNX Runtime computes by one operator of its own instead of a dozen."""

    @staticmethod
    def forward(_: Any, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        """Map three times [1, length, hidden] to the same shape."""
        heads = (part.unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in (q, k, v))
        return functional.scaled_dot_product_attention(*heads).transpose(1, 2).flatten(2)

    @staticmethod
    def symbolic(graph: Any, q: Any, k: Any, v: Any) -> Any:
        """Return the operator."""
        return graph.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=HEADS).setType(q.type())


class States(torch.nn.Module):
    """The layers for one text: word vectors in, a vector a token out; mean and norm are taken outside."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.qkv = torch.nn.ModuleList(joined(layer.q, layer.k, layer.v) for layer in encoder.layers)

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        """Map [1, length, hidden] to the same shape: `Encoder.states`, with the products that read the same joined."""
        x: torch.Tensor = self.encoder.embedded(words)
        for layer, qkv in zip(self.encoder.layers, self.qkv, strict=True):
            x = layer.after_attention(x, Attention.apply(*qkv(x).split(HIDDEN, dim=-1)))
        return x


def joined(*layers: torch.nn.Linear) -> torch.nn.Linear:
    """Return one linear layer that gives what several give, one after the other."""
    whole = torch.nn.Linear(layers[0].in_features, sum(layer.out_features for layer in layers))
    with torch.no_grad():
        whole.weight.copy_(torch.cat([layer.weight for layer in layers]))
        whole.bias.copy_(torch.cat([layer.bias for layer in layers]))
    return whole


def export_layers(encoder: Encoder, path: Path) -> None:
    """Write the layers as quantized ONNX."""
    encoder.eval()
    axes = {"words": {1: "length"}, "states": {1: "length"}}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            States(encoder), (torch.zeros(1, 9, HIDDEN),), str(plain), input_names=["words"], output_names=["states"],
            dynamic_axes=axes, opset_version=17, dynamo=False, custom_opsets={"com.microsoft": 1},
        )  # fmt: skip
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def export_words(words: NDArray[np.float32], folder: Path) -> None:
    """Write the word table as int8 rows and their scales."""
    scales = np.abs(words).max(axis=1, keepdims=True) / 127.0 + 1e-12
    np.save(folder / "words.npy", np.rint(words / scales).astype(np.int8))
    np.save(folder / "scales.npy", scales[:, 0].astype(np.float32))


def raw_heads(heads: Heads) -> dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Return weight and bias of each head, the layer norm's scale and shift folded in."""
    gamma, beta = heads.norm.weight.detach().numpy(), heads.norm.bias.detach().numpy()
    found = {}
    for name, head in heads.heads.items():
        weight, bias = head.weight.detach().numpy(), head.bias.detach().numpy()
        found[name] = (weight * gamma, bias + weight @ beta)
    return found


def encode_each(encoder: runtime.Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Encode one by one, as the program does."""
    return np.stack([encoder.encode(text).vector for text in texts])


def main() -> None:
    """Write the files into `weights/`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="the folder that train.py or blend.py wrote")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    from assistant.resources import load_encoder

    options.out.mkdir(parents=True, exist_ok=True)
    network = Network.restored(torch.load(options.work / "state.pt", weights_only=True))
    export_layers(network.encoder, options.out / "layers.onnx")
    export_words(network.words.weight.detach().numpy(), options.out)
    pieces = json.loads((options.work / "tokenizer.json").read_text(encoding="utf-8"))
    model = pieces["model"]  # with fifteen digits a score, the vocabulary would be a third larger
    model["vocab"] = [[piece, round(score, SCORE_DIGITS)] for piece, score in model["vocab"]]
    compact = json.dumps(pieces, ensure_ascii=False, separators=(",", ":"))
    (options.out / "tokenizer.json").write_text(compact, encoding="utf-8")
    write_checksums(options.out)
    shipped = load_encoder(options.out)
    texts = [text for text in read_texts(HERE / "corpus") if text.split == "calibration"]
    vectors = encode_each(shipped, [text.text for text in texts])
    raw = raw_heads(network.heads)
    arrays = believed(*raw.pop("answer"), shipped)
    arrays |= calibrated({name: head for name, head in raw.items() if name not in {"rule", "empty"}}, vectors, texts)
    arrays |= fitted_empty(shipped) | fitted_hazard(shipped) | fitted(shipped)
    np.savez(options.out / "heads.npz", **arrays)
    write_checksums(options.out)


if __name__ == "__main__":
    main()
