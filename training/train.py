"""Fine-tune the encoder with all its heads, quantize it, calibrate it and measure it; `README.md` has the recipe."""

from __future__ import annotations

import argparse
import json
import logging
import math
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from assistant.encoder import MAX_TOKENS, prepare_ids
from assistant.model import Evidence, MessageRule, Reason, Request, Risk
from training.base_weights import read_weights
from training.corpus import Sentence, Text, own_sentences, read_sentences, read_texts
from training.network import HIDDEN, Encoder, Heads, load_encoder
from training.vocabulary import prune

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from tokenizers import Tokenizer

log = logging.getLogger("training")
HERE = Path(__file__).parent
SIZES = {
    "reason": len(Reason),
    "mention": len(Reason),
    "request": len(Request),
    "risk": len(Risk),
    "evidence": len(Evidence),
    "rule": len(MessageRule),
}
SEED = 20
BATCH = 32
LEARNING_RATE = 5e-5
SECOND_RATE = 3e-5
HEAD_LEARNING_RATE = 1e-3
SMOOTHING = 0.05
WARM_UP = 0.06


class Item:
    """One training example: token ids and a target for each head that somebody labelled."""

    __slots__ = ("ids", "targets")

    def __init__(self, ids: list[int], targets: dict[str, list[float]]) -> None:
        self.ids = ids
        self.targets = targets


def _hot(labels: Sequence[str], keys: Sequence[str]) -> list[float]:
    return [float(key in labels) for key in keys]


def text_item(tokenizer: Tokenizer, text: Text) -> Item:
    """Turn a buyer's text into an example."""
    reasons = [str(reason) for reason in Reason]
    targets = {
        "reason": _hot((text.reason,), reasons),
        "mention": _hot((text.reason, *text.secondary), reasons),
    }
    if text.evidence is not None and text.remedies is not None and text.risks is not None:
        targets["request"] = _hot(text.remedies, [str(key) for key in Request])
        targets["risk"] = _hot(text.risks, [str(key) for key in Risk])
        targets["evidence"] = _hot((text.evidence,), [str(key) for key in Evidence])
    return Item(prepare_ids(tokenizer, text.text), targets)


def sentence_item(tokenizer: Tokenizer, sentence: Sentence) -> Item:
    """Turn a seller's sentence into an example."""
    return Item(
        prepare_ids(tokenizer, sentence.text), {"rule": _hot(sentence.rules, [str(key) for key in MessageRule])}
    )


def batches(items: Sequence[Item], rng: random.Random) -> Iterator[list[Item]]:
    """Yield shuffled batches of similar length."""
    order = sorted(items, key=lambda item: len(item.ids) + rng.random() * 12)
    cut = [list(order[start : start + BATCH]) for start in range(0, len(order), BATCH)]
    rng.shuffle(cut)
    yield from cut


def padded(items: Sequence[Item], words: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return word vectors and mask of a batch."""
    length = max(len(item.ids) for item in items)
    ids = torch.zeros(len(items), length, dtype=torch.long)
    mask = torch.zeros(len(items), length)
    for row, item in enumerate(items):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        mask[row, : len(item.ids)] = 1.0
    return words[ids], mask


# First stage: the mean over a head's labels. Its rare labels (risks, rules) stay weak, so the second stage takes the
# sum, with more weight on what is there than on what is not.
MEAN_WEIGHTS = {"mention": 3.0, "request": 4.0, "risk": 3.0, "rule": 10.0}
SUM_WEIGHTS = {"mention": 0.3, "request": 0.5, "risk": 0.7, "rule": 1.5}
POSITIVE_WEIGHTS = {"mention": 2.0, "request": 2.0, "risk": 5.0, "rule": 2.0}


def loss_of(logits: dict[str, torch.Tensor], items: Sequence[Item], *, second_stage: bool) -> torch.Tensor:
    """Sum the losses of all heads over the rows that are labelled for them."""
    total = torch.zeros(())
    for name, scores in logits.items():
        rows = [row for row, item in enumerate(items) if name in item.targets]
        if not rows:
            continue
        target = torch.tensor([items[row].targets[name] for row in rows])
        share = len(rows) / len(items)
        if name in {"reason", "evidence"}:
            loss = functional.cross_entropy(scores[rows], target.argmax(1), label_smoothing=SMOOTHING)
            total = total + share * loss * (1.0 if name == "reason" else 0.3)
        elif second_stage:
            positive = torch.full((target.shape[1],), POSITIVE_WEIGHTS[name])
            losses = functional.binary_cross_entropy_with_logits(
                scores[rows], target, pos_weight=positive, reduction="none"
            )
            total = total + share * losses.sum(1).mean() * SUM_WEIGHTS[name]
        else:
            loss = functional.binary_cross_entropy_with_logits(scores[rows], target)
            total = total + share * loss * MEAN_WEIGHTS[name]
    return total


def fine_tune(items: Sequence[Item], words: torch.Tensor, encoder: Encoder, heads: Heads, options: Namespace) -> None:
    """Train encoder and heads in place; the state is saved after each epoch."""
    rng = random.Random(SEED)
    torch.manual_seed(SEED)
    epochs, second_stage = options.epochs, options.start is not None
    encoder.train()
    optimizer = torch.optim.AdamW(
        [
            {"params": encoder.parameters(), "lr": SECOND_RATE if second_stage else LEARNING_RATE},
            {"params": heads.parameters(), "lr": HEAD_LEARNING_RATE},
        ],
        weight_decay=0.01,
    )
    steps = epochs * math.ceil(len(items) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (WARM_UP * steps), max(0.02, 1 - step / steps))
    )
    started, step = time.monotonic(), 0
    for epoch in range(epochs):
        running = 0.0
        for batch in batches(items, rng):
            vectors, mask = padded(batch, words)
            loss = loss_of(heads(functional.dropout(encoder(vectors, mask), 0.1)), batch, second_stage=second_stage)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            running = 0.98 * running + 0.02 * float(loss.detach())
            if step % 50 == 0:
                log.info(
                    "epoch %d step %d/%d loss %.3f %.0f s", epoch, step, steps, running, time.monotonic() - started
                )
        torch.save({"encoder": encoder.state_dict(), "heads": heads.state_dict()}, options.work / "state.pt")
        log.info("epoch %d: %s", epoch, evaluate(encoder, heads, words, options.work))


def evaluate(encoder: Encoder, heads: Heads, words: torch.Tensor, work: Path) -> dict[str, float]:
    """Return the accuracy of the first guess, and of the first three, on the held-out tenth, by style."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    encoder.eval()
    right: dict[str, list[tuple[bool, bool]]] = {}
    texts = [text for text in read_texts(HERE / "corpus") if text.split == "test"]
    texts.sort(key=lambda text: len(text.text))
    with torch.no_grad():
        for start in range(0, len(texts), 64):
            part = texts[start : start + 64]
            items = [text_item(tokenizer, text) for text in part]
            top = heads(encoder(*padded(items, words)))["reason"].topk(3, dim=1).indices.tolist()
            for text, best in zip(part, top, strict=True):
                wanted = list(Reason).index(Reason(text.reason))
                right.setdefault(text.style, []).append((best[0] == wanted, wanted in best))
    encoder.train()
    figures = {"n": float(len(texts))}
    for style, pairs in right.items():
        figures[style] = round(sum(first for first, _ in pairs) / len(pairs), 4)
        figures[f"{style} first three"] = round(sum(third for _, third in pairs) / len(pairs), 4)
    return figures


def main() -> None:
    """Run the vocabulary and fine-tuning steps; `training/export.py` does the rest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="e5-small-q4.bin")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the full tokenizer.json")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--pieces", type=int, default=52_000)
    parser.add_argument("--plain-copies", type=int, default=2)
    parser.add_argument("--lint-copies", type=int, default=1)
    parser.add_argument("--start", type=Path, help="state.pt of the first stage: makes this the second one")
    parser.add_argument("--light", action="store_true", help="of the rich texts only those with a risk signal")
    parser.add_argument("--limit", type=int, default=0, help="only so many examples, for a trial run")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    options.work.mkdir(parents=True, exist_ok=True)
    texts, sentences = read_texts(HERE / "corpus"), read_sentences(HERE / "lint")
    every = [text.text for text in texts] + [sentence.text for sentence in sentences]
    data, order = prune(options.tokenizer, every, options.pieces)
    (options.work / "tokenizer.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    tensors = read_weights(options.base)
    words = tensors["emb.word"][order]
    np.save(options.work / "words.npy", words)
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    items = [
        text_item(tokenizer, text)
        for text in texts
        if text.split == "train" and (text.style == "plain" or text.risks or not options.light)
        for _ in range(options.plain_copies if text.style == "plain" else 1)
    ]
    own = own_sentences(HERE.parent / "locales") if options.start else []
    trained = [sentence for sentence in sentences if sentence.split == "train"]
    items += [sentence_item(tokenizer, sentence) for sentence in trained * options.lint_copies + own]
    if options.limit:
        items = random.Random(SEED).sample(items, options.limit)
    log.info("%d pieces, %d examples, at most %d tokens, %d wide", len(order), len(items), MAX_TOKENS, HIDDEN)
    encoder, heads = load_encoder(tensors), Heads(SIZES)
    if options.start:
        state = torch.load(options.start, weights_only=True)
        encoder.load_state_dict(state["encoder"])
        heads.load_state_dict(state["heads"])
    fine_tune(items, torch.from_numpy(words), encoder, heads, options)


if __name__ == "__main__":
    main()
