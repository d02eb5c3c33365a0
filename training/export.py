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
from training.corpus import Sentence, Text, own_sentences, read_sentences, read_texts
from training.examples import LABELS
from training.network import HIDDEN, Encoder, Heads, Network
from training.train import HERE, POSITIVE_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from assistant import encoder as runtime

log = logging.getLogger("training")
SINGLE = {"reason", "evidence", "language"}
SURE = 0.95
OWN_MARGIN = 0.04  # for other values in the slots
REFIT_RATE, REFIT_STEPS, REFIT_TIE, OWN_WEIGHT = 2e-3, 300, 1e-3, 5.0
PRECISE = 0.85


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


def targets(name: str, texts: Sequence[Text], sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """Return the wanted labels [n, labels] of the rows that are labelled for a head."""
    rows: dict[str, list[Sequence[str]]] = {
        "rule": [sentence.rules for sentence in sentences],
        "reason": [(text.reason,) for text in texts],
        "mention": [(text.reason, *text.secondary) for text in texts],
        "request": [text.remedies or () for text in texts],
        "risk": [text.risks or () for text in texts],
        "evidence": [(text.evidence or "unknown",) for text in texts],
        "language": [(text.language,) for text in texts],
    }
    return np.array([[float(key in row) for key in LABELS[name]] for row in rows[name]], dtype=np.float32)


def best_temperature(logits: NDArray[np.float32], wanted: NDArray[np.float32], *, single: bool) -> float:
    """Return the temperature with the least cross entropy."""
    losses = []
    grid = np.geomspace(0.4, 4.0, 60)
    for temperature in grid:
        scores = logits / temperature
        if single:
            shifted = scores - scores.max(axis=1, keepdims=True)
            logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            losses.append(-float((logs * wanted).sum(axis=1).mean()))
        else:
            losses.append(float((np.logaddexp(0, scores) - scores * wanted).mean()))
    return float(grid[int(np.argmin(losses))])


def best_thresholds(probabilities: NDArray[np.float32], wanted: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return for each label the threshold with the best F1, drawn to 0.5 where examples are few."""
    found = []
    for column in range(wanted.shape[1]):
        truth, guess = wanted[:, column] > 0, probabilities[:, column]
        scores = []
        for threshold in np.arange(0.2, 0.85, 0.05):
            hit = guess >= threshold
            f1 = 2 * (hit & truth).sum() / max(1, hit.sum() + truth.sum())
            scores.append((float(f1), -abs(float(threshold) - 0.5), float(threshold)))
        best = max(scores)[2]
        weight = min(1.0, truth.sum() / 60)
        found.append(0.5 + weight * (best - 0.5))
    return np.array(found, dtype=np.float32)


def review_threshold(scores: NDArray[np.float32], wanted: NDArray[np.float32]) -> float:
    """Return the least probability from which the first guess is right often enough to need no second look.

    The share right must exceed the wanted one by its standard error: the best point of a sample flatters itself.
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    best = (powers / powers.sum(axis=1, keepdims=True)).max(axis=1)
    right = scores.argmax(axis=1) == wanted.argmax(axis=1)
    order = np.argsort(-best)
    counts = np.arange(1, len(order) + 1)
    shares = np.cumsum(right[order]) / counts
    enough = np.flatnonzero(shares - np.sqrt(shares * (1 - shares) / counts) >= SURE)
    return float(best[order][enough[-1]]) if len(enough) else 1.0


def said_threshold(scores: NDArray[np.float32], wanted: NDArray[np.float32]) -> float:
    """Return the probability from which evidence counts as spoken of, with the best F1: mostly nothing is said."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    unknown = LABELS["evidence"].index("unknown")
    said = np.delete(powers / powers.sum(axis=1, keepdims=True), unknown, axis=1)
    truth = np.delete(wanted, unknown, axis=1)
    hits = truth[np.arange(len(truth)), said.argmax(axis=1)] > 0
    scored = []
    for threshold in np.arange(0.1, 0.7, 0.02):
        found = said.max(axis=1) >= threshold
        scored.append((float(2 * hits[found].sum() / max(1.0, found.sum() + truth.sum())), float(threshold)))
    return max(scored)[1]


def rule_threshold(probabilities: NDArray[np.float32], wanted: NDArray[np.float32]) -> float:
    """Return the one threshold of all rules: the lowest at which enough of the sentences that are found are bad.

    Each rule's own best F1 lies far too high: a bad sentence spreads its probability over neighbouring rules.
    """
    highest, bad = probabilities.max(axis=1), wanted.any(axis=1)
    grid = np.arange(0.10, 0.60, 0.01)
    precise = [t for t in grid if bad[highest >= t].mean() >= PRECISE]
    return float(precise[0]) if precise else 0.5


def calibrated(
    raw: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]], vectors: dict[str, NDArray[np.float32]],
    texts: Sequence[Text], sentences: Sequence[Sentence],
) -> dict[str, NDArray[np.float32]]:  # fmt: skip
    """Return the arrays of `heads.npz`."""
    arrays: dict[str, NDArray[np.float32]] = {}
    labelled = np.array([text.evidence is not None for text in texts])
    for name, (weight, bias) in raw.items():
        rows = vectors["rule"] if name == "rule" else vectors["text"]
        wanted = targets(name, texts, sentences)
        if name in {"request", "risk", "evidence"}:
            rows, wanted = rows[labelled], wanted[labelled]
        if name == "language":
            rows, wanted = rows[wanted.any(axis=1)], wanted[wanted.any(axis=1)]
        logits = rows @ weight.T + bias
        temperature = best_temperature(logits, wanted, single=name in SINGLE)
        probabilities = 1 / (1 + np.exp(-logits / temperature))
        arrays[f"{name}.weight"], arrays[f"{name}.bias"] = weight.astype(np.float32), bias.astype(np.float32)
        arrays[f"{name}.temperature"] = np.float32(temperature)
        arrays[f"{name}.thresholds"] = best_thresholds(probabilities, wanted)
        if name == "rule":
            arrays[f"{name}.thresholds"] = np.full(len(bias), rule_threshold(probabilities, wanted), np.float32)
        if name == "reason":
            arrays[f"{name}.thresholds"] = np.full(
                len(bias), review_threshold(logits / temperature, wanted), np.float32
            )
        if name == "evidence":
            arrays[f"{name}.thresholds"] = np.full(len(bias), said_threshold(logits / temperature, wanted), np.float32)
        log.info("%s: temperature %.2f, thresholds %s", name, temperature, arrays[f"{name}.thresholds"].round(2))
    return arrays


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
        total = (loss.sum(1) * weights).mean() + REFIT_TIE * ((head - start) ** 2).sum()
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
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    from assistant.resources import load_encoder

    options.out.mkdir(parents=True, exist_ok=True)
    network = Network.restored(torch.load(options.work / "state.pt", weights_only=True))
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
