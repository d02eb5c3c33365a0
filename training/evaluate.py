"""Measure the shipped weights: on the held-out tenth, and on the cases of the tests, which other writers wrote.

`python -m training.evaluate` prints the tables of the model card. It uses the program's own reading and linter.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant import resources
from assistant.model import MessageRule, Reason, Request, Risk
from assistant.reading.classify import Labels, classify
from training.corpus import read_sentences, read_texts
from training.train import HERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.encoder import Encoder, Head

CASES = Path(__file__).parent.parent / "tests" / "cases"
BINS = 10


def f1(wanted: Sequence[set[str]], found: Sequence[set[str]]) -> float:
    """Return the micro F1."""
    hits = sum(len(a & b) for a, b in zip(wanted, found, strict=True))
    return 2 * hits / max(1, sum(map(len, wanted)) + sum(map(len, found)))


def calibration_error(pairs: Iterable[tuple[float, bool]]) -> float:
    """Return the expected calibration error over ten bins."""
    rows = list(pairs)
    error = 0.0
    for low in range(BINS):
        inside = [(p, ok) for p, ok in rows if low / BINS < p <= (low + 1) / BINS]
        if inside:
            gap = abs(float(np.mean([p for p, _ in inside])) - float(np.mean([ok for _, ok in inside])))
            error += gap * len(inside) / len(rows)
    return error


class Score:
    """Collects what was wanted and what was found."""

    def __init__(self) -> None:
        self.first: list[bool] = []
        self.three: list[bool] = []
        self.sure: list[bool] = []
        self.pairs: list[tuple[float, bool]] = []
        self.asked: list[tuple[set[str], set[str]]] = []
        self.risks: list[tuple[set[str], set[str]]] = []

    def add(self, reason: str, labels: Labels, requests: set[str] | None, risks: set[str] | None) -> None:
        """Add one text; requests and risks are None where nobody labelled them."""
        best = labels.reasons[0]
        right = best.reason == reason
        self.first.append(right)
        self.three.append(reason in {guess.reason for guess in labels.reasons[:3]})
        self.pairs.append((best.probability, right))
        if best.probability >= labels.review_from:
            self.sure.append(right)
        if requests is not None and risks is not None:
            self.asked.append((requests, set(map(str, labels.requests))))
            self.risks.append((risks, set(map(str, labels.risks))))

    def line(self, name: str) -> str:
        """Return a row of the table."""
        count = len(self.first)
        cells = [name, str(count), f"{np.mean(self.first):.3f}", f"{np.mean(self.three):.3f}"]
        cells += [f"{f1(*zip(*self.asked, strict=True)):.2f}" if self.asked else "-"]  # type: ignore[arg-type]
        cells += [f"{f1(*zip(*self.risks, strict=True)):.2f}" if self.risks else "-"]  # type: ignore[arg-type]
        cells += [f"{calibration_error(self.pairs):.3f}"]
        cells += [f"{np.mean(self.sure) if self.sure else float('nan'):.3f} of {len(self.sure) / count:.0%}"]
        return "| " + " | ".join(cells) + " |"


COLUMNS = ("texts", "n", "first", "first three", "asks F1", "risks F1", "ECE", "not flagged: right")
HEADER = f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|"


def listed(cell: str) -> set[str]:
    """Return the parts of a cell."""
    return {part.strip() for part in cell.split(",") if part.strip()}


def reading_tables(encoder: Encoder, heads: dict[str, Head]) -> None:
    """Print accuracy by style, language and reason."""
    scores: dict[str, Score] = defaultdict(Score)
    for text in read_texts(HERE / "corpus"):
        if text.split != "test":
            continue
        labels = classify(text.text, None, encoder, heads)
        asked = None if text.remedies is None else set(text.remedies)
        risks = None if text.risks is None else set(text.risks)
        for name in ("held out: all", f"held out: {text.style}", f"held out: {text.language}", f"reason {text.reason}"):
            scores[name].add(text.reason, labels, asked, risks)
    for path in sorted((CASES / "reading").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                labels = classify(row["text"], None, encoder, heads)
                for name in ("unseen: all", f"unseen: {path.stem}"):
                    scores[name].add(row["reason"], labels, listed(row["remedies"]), listed(row["risks"]))
    print(HEADER)
    for name in sorted(scores):
        print(scores[name].line(name))


def lint_tables(encoder: Encoder, heads: dict[str, Head]) -> None:
    """Print precision and recall of the rules: any rule found against any rule broken."""
    from assistant.deciding.playbook import MessageLimits
    from assistant.writing.lint import Linter

    table = resources.read_playbook_tables("aliexpress")[1]["messages"]
    linter = Linter(encoder, heads, MessageLimits.model_validate(table))
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])

    def add(name: str, text: str, *, bad: bool, rule: str) -> None:
        found = {finding.rule for finding in linter.lint(text)}
        for key in (name, f"rule {rule} ({name.split(':', maxsplit=1)[0]})"):
            counts[key][0 if bad and found else 1 if bad else 2 if found else 3] += 1

    for sentence in read_sentences(HERE / "lint"):
        if sentence.split == "test":
            add(f"held out: {sentence.locale}", sentence.text, bad=bool(sentence.rules), rule=sentence.near)
    for path in sorted((CASES / "lint").glob("*.toml")):
        if path.stem == "forms":
            continue
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        for rule, texts in data.items():
            for kind in ("bad", "good"):
                for text in texts[kind]:
                    add(f"unseen: {path.stem}", text, bad=kind == "bad", rule=rule)
    print("\n| sentences | n | recall | precision |\n|---|---|---|---|")
    for name, (hit, miss, alarm, quiet) in sorted(counts.items()):
        recall, precision = hit / max(1, hit + miss), hit / max(1, hit + alarm)
        print(f"| {name} | {hit + miss + alarm + quiet} | {recall:.2f} | {precision:.2f} |")


def main() -> None:
    """Print everything."""
    encoder, heads = resources.load_encoder(), resources.load_heads()
    print(
        f"{date.today()}: {len(Reason)} reasons, {len(Request)} requests, {len(Risk)} risks, {len(MessageRule)} rules\n"
    )
    reading_tables(encoder, heads)
    lint_tables(encoder, heads)


if __name__ == "__main__":
    main()
