"""Measure what `weights/` holds, through the program's own code, as the Markdown tables of the model card."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.bootstrap import Assistant
from assistant.evaluation import Evaluation, Labelled, Score
from assistant.reading.language import LOCALES
from training.corpus import read_sentences, read_texts

if TYPE_CHECKING:
    from collections.abc import Iterator


HERE = Path(__file__).parent
CASES = HERE.parent / "tests" / "cases"
EVERYDAY = "-f"  # in the number of a text
COLUMNS = {
    "texts": "n", "first": "first", "first_three": "first three", "language": "language", "remedies_f1": "asks F1",
    "risks_f1": "risks F1", "evidence_f1": "evidence F1", "calibration_error": "ECE", "not_flagged": "not flagged",
    "not_flagged_right": "of them right",
}  # fmt: skip


def listed(cell: str) -> frozenset[str]:
    """Return the parts of a cell."""
    return frozenset(part.strip() for part in cell.split(",") if part.strip())


def held_out() -> Iterator[tuple[str, str, Labelled]]:
    """Yield (text, style, labels) of the corpus' test part; the last plain texts, of everyday phrases, apart."""
    for text in read_texts(HERE / "corpus"):
        if text.split == "test" and text.language in LOCALES:
            remedies = None if text.remedies is None else frozenset(text.remedies)
            risks = None if text.risks is None else frozenset(text.risks)
            style = "everyday" if EVERYDAY in text.identity else text.style
            yield text.text, style, Labelled(text.reason, text.language, remedies, risks, text.evidence)


def unseen(folder: str = "") -> Iterator[tuple[str, str, Labelled]]:
    """Yield (text, style, labels) of the cases that other writers wrote."""
    for path in sorted((CASES / "reading" / folder).glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                labels = Labelled(
                    row["reason"], path.stem, listed(row["remedies"]), listed(row["risks"]), row["evidence"]
                )
                yield row["text"], folder or "unseen", labels


def reading_tables(assistant: Assistant) -> None:
    """Print the figures by style, language and reason, and what is mixed up most."""
    for name, texts in (
        ("held out", held_out()), ("unseen", unseen()), ("unseen everyday phrases", unseen("everyday")),
        ("unseen reviews and chats", unseen("reviews")), ("unseen ordinary texts", unseen("ordinary")),
    ):  # fmt: skip
        evaluation, styles = Evaluation(), defaultdict[str, Score](Score)
        for text, style, wanted in texts:
            reading = assistant.reading_json(assistant.read(text))
            evaluation.add(wanted, reading)
            styles[style].add(wanted, reading)
        print(f"\n{name}\n\n| texts | {' | '.join(COLUMNS.values())} |\n{'|---' * (len(COLUMNS) + 1)}|")
        for label, score in [("all", evaluation.whole), *styles.items(), *sorted(evaluation.by_language.items())]:
            print(line(label, score))
        for label, score in sorted(evaluation.by_reason.items()):
            print(line(label, score))
        for kind in ("remedies", "risks", "evidence"):
            for label, figures in evaluation.as_json()["labels"][kind].items():
                print(f"{kind} {label}: {figures}")
        print("\nMixed up most:", ", ".join(f"{a} for {b} ({n})" for b, a, n in evaluation.mistakes()[:20]))


def line(label: str, score: Score) -> str:
    """Return a row of a table."""
    figures = score.as_json()
    cells = ["-" if figures[column] is None else f"{figures[column]:.3f}" for column in COLUMNS if column != "texts"]
    return f"| {label} | {score.texts} | {' | '.join(cells)} |"


def lint_tables(assistant: Assistant) -> None:
    """Print precision and recall of the rules: any rule found against any rule broken."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])

    def add(name: str, text: str, *, bad: bool, rule: str) -> None:
        found = {finding.rule for finding in assistant.lint(text)}
        part = name.split(":", maxsplit=1)[0]
        for key in (f"all {part}", name, f"rule {rule} ({part})"):
            counts[key][0 if bad and found else 1 if bad else 2 if found else 3] += 1

    for sentence in read_sentences(HERE / "lint"):
        if sentence.split == "test":
            add(f"held out: {sentence.locale}", sentence.text, bad=bool(sentence.rules), rule=sentence.near)
    for path in sorted((CASES / "lint").glob("*.toml")):
        if path.stem in {"forms", "lawful"}:
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


def everyday_lines(assistant: Assistant) -> None:
    """Print how many of the lawful sentences that native writers saw flagged are flagged."""
    data = tomllib.loads((CASES / "lint" / "lawful.toml").read_text(encoding="utf-8"))
    for kind in ("kept_out", "own_kind"):
        texts = [text for kinds in data.values() for text in kinds[kind]]
        print(f"everyday, {kind}: {sum(bool(assistant.lint(text)) for text in texts)} of {len(texts)} flagged")


def main() -> None:
    """Print everything."""
    assistant = Assistant(None, date.today())
    print(date.today())
    reading_tables(assistant)
    lint_tables(assistant)
    everyday_lines(assistant)


if __name__ == "__main__":
    main()
