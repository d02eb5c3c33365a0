"""Read the corpora and cut them: a tenth is held out for the test, a twentieth for the calibration."""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Split = Literal["train", "calibration", "test"]
UNLABELLED = "?"
TEST, CALIBRATION = {0, 1}, {2}  # of twenty


@dataclass(frozen=True)
class Text:
    """One buyer's text; `remedies`, `risks` and `evidence` are None where nobody has labelled them."""

    language: str
    identity: str
    style: str
    text: str
    reason: str
    secondary: tuple[str, ...]
    remedies: tuple[str, ...] | None
    risks: tuple[str, ...] | None
    evidence: str | None

    @property
    def split(self) -> Split:
        """The part that this text belongs to, by its situation, stable when others are added."""
        return split_of(self.identity)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a seller with the lint rules that it breaks; `near` is the rule it was written about."""

    locale: str
    near: str
    rules: tuple[str, ...]
    text: str

    @property
    def split(self) -> Split:
        """The part that this sentence belongs to."""
        return split_of(self.text)


def split_of(identity: str) -> Split:
    """Return the part for an identity: 10 % test, 5 % calibration, the rest for training."""
    bucket = zlib.crc32(identity.encode()) % 20
    return "test" if bucket in TEST else "calibration" if bucket in CALIBRATION else "train"


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def read_texts(folder: Path) -> list[Text]:
    """Return every text of `<language>.tsv`."""
    texts = []
    for path in sorted(folder.glob("*.tsv")):
        for row in _rows(path):
            labelled = row["evidence"] != UNLABELLED
            texts.append(
                Text(
                    language=path.stem,
                    identity=row["id"],
                    style=row["style"],
                    text=row["text"],
                    reason=row["reason"],
                    secondary=_listed(row["secondary"]),
                    remedies=_listed(row["remedies"]) if labelled else None,
                    risks=_listed(row["risks"]) if labelled else None,
                    evidence=row["evidence"] if labelled else None,
                )
            )
    return texts


def read_sentences(folder: Path) -> list[Sentence]:
    """Return every sentence of `<locale>.tsv`; a good one breaks no rule."""
    sentences = []
    for path in sorted(folder.glob("*.tsv")):
        for row in _rows(path):
            broken = (row["rule"], *_listed(row["also"])) if row["verdict"] == "bad" else ()
            sentences.append(Sentence(path.stem, row["rule"], broken, row["text"]))
    return sentences
