"""From texts to batches: token ids, and a target for each head that somebody labelled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from assistant.encoder import split
from assistant.model import Answer, Evidence, MessageRule, Reason, Request, Risk
from assistant.reading.language import LOCALES
from training.noise import roughened, varied

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tokenizers import Tokenizer

    from training.corpus import Reply, Sentence, Text

BATCH = 32
LABELS: dict[str, list[str]] = {
    "reason": [*Reason],
    "mention": [*Reason],
    "request": [*Request],
    "risk": [*Risk],
    "evidence": [*Evidence],
    "rule": [*MessageRule],
    "language": list(LOCALES),
    "empty": ["empty"],
    "answer": [*Answer],
}


JOINED_SHARE, JOINED_LETTERS = 0.08, 200
FACT_SHARE = 0.06
JOINTS = (". ", " / ", "\n", ", ")
PRAISE = LABELS["reason"].index(Reason.THANKS)
UNKNOWN = LABELS["evidence"].index(Evidence.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Example:
    """A text and, for each head it is labelled for, the target vector; sellers' sentences have no language."""

    text: str
    targets: dict[str, list[float]]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids [n, length], their mask, and the targets of the rows that are labelled for a head."""

    ids: torch.Tensor
    mask: torch.Tensor
    targets: dict[str, tuple[list[int], torch.Tensor]]


def _hot(labels: Sequence[str], head: str) -> list[float]:
    return [float(key in labels) for key in LABELS[head]]


def text_example(text: Text) -> Example:
    """Turn a buyer's text into an example."""
    targets = {"reason": _hot((text.reason,), "reason"), "mention": _hot((text.reason, *text.secondary), "mention")}
    if text.language in LOCALES:
        targets["language"] = _hot((text.language,), "language")
    if text.empty is not None:
        targets["empty"] = [float(text.empty)]
    if text.evidence is not None and text.remedies is not None and text.risks is not None:
        targets["request"] = _hot(text.remedies, "request")
        targets["risk"] = _hot(text.risks, "risk")
        targets["evidence"] = _hot((text.evidence,), "evidence")
    return Example(text.text, targets, text.language)


def sentence_example(sentence: Sentence) -> Example:
    """Turn a seller's sentence into an example."""
    return Example(sentence.text, {"rule": _hot(sentence.rules, "rule")})


def reply_example(reply: Reply) -> Example:
    """Turn a buyer's answer to an offer into an example."""
    targets = {"answer": _hot((reply.answer,), "answer"), "language": _hot((reply.language,), "language")}
    return Example(reply.text, targets)


def token_ids(tokenizer: Tokenizer, text: str) -> list[int]:
    """Return the token ids that the program itself would use."""
    return [number for number, _ in split(tokenizer, text)]


def collate(ids: Sequence[list[int]], examples: Sequence[Example]) -> Batch:
    """Pad token ids and gather the targets."""
    length = max(map(len, ids))
    padded, mask = torch.zeros(len(ids), length, dtype=torch.long), torch.zeros(len(ids), length)
    for row, tokens in enumerate(ids):
        padded[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1.0
    targets = {}
    for head in LABELS:
        rows = [row for row, example in enumerate(examples) if head in example.targets]
        if rows:
            targets[head] = rows, torch.tensor([examples[row].targets[head] for row in rows])
    return Batch(padded, mask, targets)


def joined(first: Example, second: Example, rng: random.Random) -> Example:
    """Return two buyers' texts as one: praise and blame mixed, or two problems, of which none is the first."""
    parts = [first, second]
    rng.shuffle(parts)
    text = rng.choice(JOINTS).join(part.text.rstrip(".!") for part in parts)
    heads = first.targets.keys() & second.targets.keys()
    targets = {
        head: [max(pair) for pair in zip(first.targets[head], second.targets[head], strict=True)] for head in heads
    }
    problems = [part for part in parts if not part.targets["reason"][PRAISE]]
    if len(problems) == 1:
        targets["reason"] = problems[0].targets["reason"]
    else:
        del targets["reason"]
    if "evidence" in targets and sum(targets["evidence"]) > 1:
        targets["evidence"][UNKNOWN] = 0.0
    return Example(text, targets, first.language)


def mixed(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """Yield the examples, some short ones together with another one of their language."""
    short: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        if example.language and len(example.text) <= JOINED_LETTERS:
            short[example.language].append(example)
    for example in examples:
        others = short.get(example.language or "", [])
        if others and len(example.text) <= JOINED_LETTERS and rng.random() < JOINED_SHARE:
            yield joined(example, rng.choice(others), rng)
        else:
            yield example


def numbered(examples: Iterable[Example], facts: Mapping[str, Sequence[str]], rng: random.Random) -> Iterator[Example]:
    """Yield the examples, some with an order's number, sum, day or count beside them, which changes no label."""
    for example in examples:
        known = facts.get(example.language or "", [])
        if not known or rng.random() >= FACT_SHARE:
            yield example
            continue
        parts = [example.text.rstrip("."), varied(rng.choice(known), rng)]
        rng.shuffle(parts)
        yield replace(example, text=rng.choice(JOINTS).join(parts))


def batches(
    examples: Sequence[Example], facts: Mapping[str, Sequence[str]], tokenizer: Tokenizer, rng: random.Random
) -> Iterator[Batch]:
    """Yield shuffled batches of similar length, the texts roughened anew in every epoch."""
    told = numbered(mixed(examples, rng), facts, rng)
    items = [(token_ids(tokenizer, roughened(example.text, rng)), example) for example in told]
    items.sort(key=lambda item: len(item[0]) + rng.random() * 12)
    cut = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
    rng.shuffle(cut)
    for part in cut:
        yield collate([ids for ids, _ in part], [example for _, example in part])
