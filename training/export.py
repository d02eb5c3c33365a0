"""Write what `train.py` left as the files that the program ships: quantized, calibrated, with checksums.

Words as int8 rows with a scale each, the layers as ONNX with 7-bit dynamic quantization (8 bits saturate on processors
without VNNI and then give other answers), the heads with the layer norm before them folded in, a temperature from the
calibration split and, for the multi-label heads, the threshold with the best F1 there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from assistant.writing.lint.meaning import sentences as sentences_of
from training.calibration import calibrated, targets
from training.corpus import own_sentences, read_sentences, read_texts
from training.network import HIDDEN, Encoder, Heads, Network
from training.train import HERE, POSITIVE_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from assistant import encoder as runtime

log = logging.getLogger("training")
OWN_MARGIN = 0.04  # for other values in the slots
REFIT_RATE, REFIT_STEPS, REFIT_TIE, OWN_WEIGHT = 5e-3, 1500, 1e-4, 5.0
OWN_SCORE = -1.0  # a sentence of ours above this is pushed down by the square: a mean over thousands forgets the few


class States(torch.nn.Module):
    """The layers for one text: word vectors in, a vector a token out; mean and norm are taken outside."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        """Map [1, length, hidden] to the same shape."""
        return self.encoder.states(words, None)


def export_layers(encoder: Encoder, path: Path) -> None:
    """Write the layers as quantized ONNX."""
    encoder.eval()
    axes = {"words": {1: "length"}, "states": {1: "length"}}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            States(encoder), (torch.zeros(1, 9, HIDDEN),), str(plain), input_names=["words"], output_names=["states"],
            dynamic_axes=axes, opset_version=17, dynamo=False,
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


def own_spans() -> list[str]:
    """Return the sentences of our own letters, and neighbours in pairs, as the linter reads them."""
    texts = []
    for sentence in own_sentences(HERE.parent / "locales"):
        spans = sentences_of(sentence.text)
        texts += [sentence.text[start:end] for start, end in spans]
        texts += [sentence.text[a[0] : b[1]] for a, b in pairwise(spans)]
    return texts


def refit_rules(
    weight: NDArray[np.float32], bias: NDArray[np.float32], encoder: runtime.Encoder, own: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fit the rules' head once more, on the quantized encoder, our own letters being lawful; the encoder stays."""
    trained = [sentence for sentence in read_sentences(HERE / "lint") if sentence.split == "train"]
    features = np.concatenate([encode_each(encoder, [sentence.text for sentence in trained]), own])
    wanted = np.concatenate([targets("rule", [], trained), np.zeros((len(own), len(bias)), np.float32)])
    x, y = torch.from_numpy(features), torch.from_numpy(wanted)
    start = torch.from_numpy(np.concatenate([weight, bias[:, None]], axis=1))
    head = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([head], lr=REFIT_RATE)
    positive = torch.full((len(bias),), POSITIVE_WEIGHTS["rule"])
    weights = torch.cat([torch.ones(len(trained)), torch.full((len(own),), OWN_WEIGHT)])
    for _ in range(REFIT_STEPS):
        logits = x @ head[:, :-1].T + head[:, -1]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, y, pos_weight=positive, reduction="none")
        above = torch.relu(logits[len(trained) :] - OWN_SCORE).pow(2).sum(1).mean()
        total = (loss.sum(1) * weights).mean() + OWN_WEIGHT * above + REFIT_TIE * ((head - start) ** 2).sum()
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
    fitted = head.detach().numpy()
    return fitted[:, :-1].astype(np.float32), fitted[:, -1].astype(np.float32)


def above_own(arrays: dict[str, NDArray[np.float32]], own: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the rules' thresholds, raised over what our own letters reach in the linter."""
    logits = (own @ arrays["rule.weight"].T + arrays["rule.bias"]) / arrays["rule.temperature"]
    reached = (1 / (1 + np.exp(-logits))).max(axis=0) + np.float32(OWN_MARGIN)
    log.info("our own letters reach %s", reached.round(2))
    return np.maximum(arrays["rule.thresholds"], np.minimum(reached, np.float32(0.95))).astype(np.float32)


def encode_each(encoder: runtime.Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Encode one by one, as the program does."""
    return np.stack([encoder.encode(text).vector for text in texts])


def blended(state: dict[str, torch.Tensor], earlier: dict[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
    """Return the weighted mean of two states over the same pieces. Raises ValueError where anything else differs."""
    differing = [
        name for name, value in state.items() if not value.is_floating_point() and not value.equal(earlier[name])
    ]
    if differing:
        message = f"the two runs differ in {', '.join(differing)}: blend only a run with the one it started from"
        raise ValueError(message)
    return {
        name: value * share + earlier[name] * (1 - share) if value.is_floating_point() else value
        for name, value in state.items()
    }


def write_checksums(folder: Path) -> None:
    """Write the SHA-256 of every file, which the program checks."""
    sums = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name != "checksums.json"
    }
    (folder / "checksums.json").write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Write the files into `weights/`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="the folder that train.py wrote")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--earlier", type=Path, help="the folder of the run that this one started from, to blend with")
    parser.add_argument("--share", type=float, default=0.7, help="the share of --work in the blend")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    from assistant.resources import load_encoder

    options.out.mkdir(parents=True, exist_ok=True)
    state = torch.load(options.work / "state.pt", weights_only=True)
    if options.earlier:
        state = blended(state, torch.load(options.earlier / "state.pt", weights_only=True), options.share)
    network = Network.restored(state)
    export_layers(network.encoder, options.out / "layers.onnx")
    export_words(network.words.weight.detach().numpy(), options.out)
    pieces = json.loads((options.work / "tokenizer.json").read_text(encoding="utf-8"))
    compact = json.dumps(pieces, ensure_ascii=False, separators=(",", ":"))
    (options.out / "tokenizer.json").write_text(compact, encoding="utf-8")
    write_checksums(options.out)
    shipped = load_encoder(options.out)
    texts = [text for text in read_texts(HERE / "corpus") if text.split == "calibration"]
    sentences = [sentence for sentence in read_sentences(HERE / "lint") if sentence.split == "calibration"]
    vectors = {
        "text": encode_each(shipped, [text.text for text in texts]),
        "rule": encode_each(shipped, [sentence.text for sentence in sentences]),
    }
    raw = raw_heads(network.heads)
    own = encode_each(shipped, own_spans())
    raw["rule"] = refit_rules(*raw["rule"], shipped, own)
    arrays = calibrated(raw, vectors, texts, sentences)
    arrays["rule.thresholds"] = above_own(arrays, own)
    np.savez(options.out / "heads.npz", **arrays)
    write_checksums(options.out)


if __name__ == "__main__":
    main()
