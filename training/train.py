"""Fine-tune the encoder with all its heads; `README.md` has the recipe, `export.py` makes the shipped files of it."""

from __future__ import annotations

import argparse
import copy
import json
import logging
import math
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from assistant.encoder import MAX_TOKENS
from training.base_weights import read_weights
from training.corpus import own_sentences, read_order_facts, read_replies, read_sentences, read_texts
from training.examples import (
    BATCH,
    LABELS,
    Batch,
    Example,
    batches,
    collate,
    reply_example,
    sentence_example,
    text_example,
    token_ids,
)
from training.network import LAYERS, Network, load_encoder
from training.vocabulary import prune

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence


log = logging.getLogger("training")
HERE = Path(__file__).parent
SEED = 20
HEAD_RATE = 1e-3
SMOOTHING = 0.05
WARM_UP = 0.06
AVERAGE = 0.998
AVERAGED_EVERY = 4
SAVED_EVERY = 400
# The sum over a head's labels, what is there weighted more than what is not: with the mean, rare labels stay weak.
WEIGHTS = {
    "reason": 1.0,
    "mention": 0.3,
    "request": 0.5,
    "risk": 0.7,
    "evidence": 0.3,
    "rule": 1.5,
    "language": 0.2,
    "empty": 0.7,
    "answer": 0.7,
}
POSITIVE_WEIGHTS = {"mention": 2.0, "request": 2.0, "risk": 4.0, "rule": 2.0, "empty": 4.0}


def loss_of(logits: dict[str, torch.Tensor], batch: Batch) -> torch.Tensor:
    """Sum the losses of all heads over the rows that are labelled for them."""
    total = torch.zeros(())
    for name, (rows, target) in batch.targets.items():
        scores = logits[name][rows]
        if name in POSITIVE_WEIGHTS:
            positive = torch.full((target.shape[1],), POSITIVE_WEIGHTS[name])
            losses = functional.binary_cross_entropy_with_logits(scores, target, pos_weight=positive, reduction="none")
            loss = losses.sum(1).mean()
        else:
            loss = functional.cross_entropy(scores, target.argmax(1), label_smoothing=SMOOTHING)
        total = total + len(rows) / len(batch.ids) * WEIGHTS[name] * loss
    return total


def fine_tune(examples: Sequence[Example], tokenizer: Tokenizer, network: Network, options: Namespace) -> Network:
    """Train, and return the running mean of the weights; it is saved all the time."""
    rng = random.Random(options.seed)
    torch.manual_seed(options.seed)
    network.train()
    mean = copy.deepcopy(network)
    groups = [
        {"params": network.encoder.parameters(), "lr": options.rate, "weight_decay": 0.01},
        {"params": network.heads.parameters(), "lr": HEAD_RATE, "weight_decay": 0.01},
        {"params": network.words.parameters(), "lr": options.word_rate, "weight_decay": 0.0},
    ]
    if not options.word_rate:
        network.words.requires_grad_(requires_grad=False)
        groups.pop()
    optimizer = torch.optim.AdamW(groups, fused=True)
    steps = options.epochs * math.ceil(len(examples) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (WARM_UP * steps), max(0.02, 1 - step / steps))
    )
    facts = read_order_facts(HERE / "order_facts")
    started, step, running = time.monotonic(), 0, 0.0
    for epoch in range(options.epochs):
        for batch in batches(examples, facts, tokenizer, rng):
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=not options.float32):
                logits = network(batch.ids, batch.mask)
            loss = loss_of({name: scores.float() for name, scores in logits.items()}, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            running = 0.98 * running + 0.02 * float(loss.detach())
            if step % AVERAGED_EVERY == 0:
                update_mean(mean, network, min(AVERAGE**AVERAGED_EVERY, step / (step + 200)))
            if step % 50 == 0:
                log.info(
                    "epoch %d step %d/%d loss %.3f %.0f s", epoch, step, steps, running, time.monotonic() - started
                )
            if step % SAVED_EVERY == 0:
                torch.save(mean.state_dict(), options.work / "state.pt")
        torch.save(mean.state_dict(), options.work / "state.pt")
        log.info("epoch %d: %s", epoch, evaluate(mean, tokenizer))
    return mean


def update_mean(mean: Network, network: Network, decay: float) -> None:
    """Move the mean of the weights a little towards the newest ones."""
    with torch.no_grad():
        for old, new in zip(mean.parameters(), network.parameters(), strict=True):
            old.lerp_(new, 1 - decay)


def evaluate(network: Network, tokenizer: Tokenizer) -> dict[str, float]:
    """Return the accuracy of the first guess, and of the first three, on the held-out tenth, by style."""
    was_training = network.training
    network.eval()
    right: dict[str, list[tuple[bool, bool]]] = {}
    texts = [text for text in read_texts(HERE / "corpus") if text.split == "test"]
    texts.sort(key=lambda text: len(text.text))
    with torch.no_grad():
        for start in range(0, len(texts), 64):
            part = texts[start : start + 64]
            batch = collate([token_ids(tokenizer, text.text) for text in part], [text_example(text) for text in part])
            top = network(batch.ids, batch.mask)["reason"].topk(3, dim=1).indices.tolist()
            for text, best in zip(part, top, strict=True):
                wanted = LABELS["reason"].index(text.reason)
                right.setdefault(text.style, []).append((best[0] == wanted, wanted in best))
    network.train(was_training)
    pairs = [pair for group in right.values() for pair in group]
    figures = {"n": float(len(texts)), "all": round(sum(first for first, _ in pairs) / len(pairs), 4)}
    for style, group in right.items():
        figures[style] = round(sum(first for first, _ in group) / len(group), 4)
        figures[f"{style} first three"] = round(sum(third for _, third in group) / len(group), 4)
    return figures


def training_examples(options: Namespace) -> list[Example]:
    """Return what is trained on: buyers' texts, sellers' sentences, and our own letters as lawful ones."""
    texts = [text for text in read_texts(HERE / "corpus") if text.split == "train"]
    fresh = [text for text in texts if text.wave in options.fresh]
    others = [text for text in texts if text.wave not in options.fresh]
    part = random.Random(options.seed).sample(others, round(len(others) * options.text_share))
    texts = fresh * options.fresh_copies + part
    sentences = [sentence for sentence in read_sentences(HERE / "lint") if sentence.split == "train"]
    examples = [
        text_example(text) for text in texts for _ in range(options.plain_copies if text.style == "plain" else 1)
    ]
    sentences = sentences * options.lint_copies + own_sentences(HERE.parent / "locales")
    sentences = random.Random(options.seed).sample(sentences, round(len(sentences) * options.sentence_share))
    examples += [sentence_example(sentence) for sentence in sentences]
    replies = [reply for reply in read_replies(HERE / "replies") if reply.split == "train"]
    examples += [reply_example(reply) for reply in replies for _ in range(options.reply_copies)]
    return random.Random(SEED).sample(examples, options.limit) if options.limit else examples


def start(options: Namespace) -> tuple[Network, Tokenizer]:
    """Return the network to start from, with its vocabulary: the base weights, or the state of an earlier run."""
    every = [text.text for text in read_texts(HERE / "corpus")]
    every += [sentence.text for sentence in read_sentences(HERE / "lint")]
    data, order = prune(options.tokenizer, every, options.pieces)
    (options.work / "tokenizer.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    tensors = read_weights(options.base)
    sizes = {name: len(labels) for name, labels in LABELS.items()}
    network = Network(load_encoder(tensors), sizes, torch.from_numpy(tensors["emb.word"][order]), torch.tensor(order))
    if options.start:
        network.load_earlier(torch.load(options.start, weights_only=True))
    if options.layers < LAYERS:
        network.keep_layers(options.layers)
    network.encoder.layers[: options.frozen].requires_grad_(requires_grad=False)
    return network, Tokenizer.from_file(str(options.work / "tokenizer.json"))


def main() -> None:
    """Run the vocabulary and fine-tuning steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="e5-small-q4.bin")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the full tokenizer.json")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--pieces", type=int, default=52_000)
    parser.add_argument("--plain-copies", type=int, default=2)
    parser.add_argument("--lint-copies", type=int, default=1)
    parser.add_argument("--text-share", type=float, default=1.0, help="so large a part of the buyers' texts")
    parser.add_argument(
        "--fresh", default="", help="texts whose number begins with one of these letters are all taken: f for de-f0001"
    )
    parser.add_argument("--fresh-copies", type=int, default=1, help="each of these so many times an epoch")
    parser.add_argument("--reply-copies", type=int, default=1, help="each answer to an offer so many times an epoch")
    parser.add_argument("--sentence-share", type=float, default=1.0, help="so large a part of the sellers' sentences")
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument(
        "--word-rate", type=float, default=0.0, help="learning rate of the word vectors; 0 freezes them"
    )
    parser.add_argument("--layers", type=int, default=LAYERS, help="keep so many of the twelve, evenly spaced")
    parser.add_argument("--frozen", type=int, default=0, help="so many of the first layers stay; with --word-rate 0")
    parser.add_argument("--start", type=Path, help="state.pt of an earlier run to go on from")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--float32", action="store_true", help="compute in 32 bits, where the processor has no bfloat16"
    )
    parser.add_argument("--limit", type=int, default=0, help="only so many examples, for a trial run")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    options.work.mkdir(parents=True, exist_ok=True)
    network, tokenizer = start(options)
    examples = training_examples(options)
    log.info("%d examples, %d pieces, at most %d tokens", len(examples), len(network.pieces), MAX_TOKENS)
    fine_tune(examples, tokenizer, network, options)


if __name__ == "__main__":
    main()
