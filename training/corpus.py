"""Read the corpora and cut them: a tenth is held out for the test, a twentieth for the calibration."""

from __future__ import annotations

import csv
import re
import zlib
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Literal

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Split = Literal["train", "calibration", "test"]
UNLABELLED = "?"
EMPTY = {"yes": True, "unclear": None}
SLOT = re.compile(r"%\((\w+)\)s")
TEST, CALIBRATION = {0, 1}, {2}  # of twenty


@dataclass(frozen=True)
class Text:
    """One buyer's text; `remedies`, `risks`, `evidence` and `empty` are None where nobody knows them.

    `empty` is whether a parcel came in which nothing of the order was.
    """

    language: str
    identity: str
    situation: str
    style: str
    text: str
    reason: str
    secondary: tuple[str, ...]
    remedies: tuple[str, ...] | None
    risks: tuple[str, ...] | None
    evidence: str | None
    empty: bool | None = False

    @property
    def wave(self) -> str:
        """The letter that its number begins with, f for de-f0001; a figure for the first ones."""
        return self.identity.partition("-")[2][:1]

    @property
    def split(self) -> Split:
        """The part that this text belongs to, by its situation, stable when others are added."""
        return split_of(self.situation)


@dataclass(frozen=True)
class Reply:
    """A buyer's text to a seller who has offered something: whether he takes it."""

    language: str
    answer: str
    text: str

    @property
    def split(self) -> Split:
        """The part that this text belongs to."""
        return split_of(self.text)


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
    """Return every text of `<language>.tsv`.

    Texts that tell the same situation (`situations.tsv`, written by `duplicates.py`) lie in the same part; `empty.tsv`
    names those about a parcel with nothing in it.
    """
    situations = {row["id"]: row["situation"] for row in _rows(folder.parent / "situations.tsv")}
    empty = {row["id"]: EMPTY[row["empty"]] for row in _rows(folder.parent / "empty.tsv")}
    texts = []
    for path in sorted(folder.glob("*.tsv")):
        for row in _rows(path):
            labelled = row["evidence"] != UNLABELLED
            texts.append(
                Text(
                    language=path.stem,
                    identity=row["id"],
                    situation=situations.get(row["id"], row["id"]),
                    style=row["style"],
                    text=row["text"],
                    reason=row["reason"],
                    secondary=_listed(row["secondary"]),
                    remedies=_listed(row["remedies"]) if labelled else None,
                    risks=_listed(row["risks"]) if labelled else None,
                    evidence=row["evidence"] if labelled else None,
                    empty=empty.get(row["id"], False),
                )
            )
    return texts


def read_order_facts(folder: Path) -> dict[str, list[str]]:
    """Return by language the order facts of `<language>.txt`: numbers, sums, days, counts, no problem and no wish."""
    return {path.stem: path.read_text(encoding="utf-8").splitlines() for path in sorted(folder.glob("*.txt"))}


def read_replies(folder: Path) -> list[Reply]:
    """Return every text of `<language>.tsv`."""
    return [
        Reply(path.stem, row["answer"], row["text"]) for path in sorted(folder.glob("*.tsv")) for row in _rows(path)
    ]


def read_sentences(folder: Path) -> list[Sentence]:
    """Return every sentence of `<locale>.tsv`; a good one breaks no rule."""
    sentences = []
    for path in sorted(folder.glob("*.tsv")):
        for row in _rows(path):
            broken = (row["rule"], *_listed(row["also"])) if row["verdict"] == "bad" else ()
            sentences.append(Sentence(path.stem, row["rule"], broken, row["text"]))
    return sentences


OWN_VALUES = (
    {
        "amount": "12,40 €", "percent": "10%", "hours": "24 h", "order_number": "8190021447710231",
        "buyer_name": "Ana", "item": "Ceramic Lamp", "tracking_number": "RB473124829US", "carrier": "Post",
        "tracking_url": "LP00123456789012", "report_by": "25.11.2026", "shipped_on": "4.10.2026",
        "promised_by": "8.11.2026", "delivered_on": "2.11.2026", "coupon_code": "THANKS10", "ship_by": "6.11.2026",
        "refunded_on": "3.11.2026", "refunded_amount": "12,40 €", "return_sent_on": "1.11.2026",
        "return_received_on": "9.11.2026", "reshipped_on": "5.11.2026", "instructions": "1, 2, 3",
        "extension": "30 d", "return_days": "10 d",
    },
    {
        "amount": "$7.90", "percent": "20%", "hours": "48 h", "order_number": "3021554709981177",
        "buyer_name": "Tom", "item": "Wireless Mouse", "tracking_number": "LX884120395CN", "carrier": "DHL",
        "tracking_url": "YT2231800214477", "report_by": "2026-12-18", "shipped_on": "2026-11-20",
        "promised_by": "2026-12-02", "delivered_on": "2026-12-01", "coupon_code": "MOUSE20", "ship_by": "2026-12-05",
        "refunded_on": "2026-12-03", "refunded_amount": "$7.90", "return_sent_on": "2026-12-04",
        "return_received_on": "2026-12-11", "reshipped_on": "2026-12-06", "instructions": "1, 2",
        "extension": "15 d", "return_days": "14 d",
    },
)  # fmt: skip


def own_sentences(locales: Path) -> list[Sentence]:
    """Return the sentences of our own catalogues, each in its locale, once with each set of values in the slots."""
    found: dict[tuple[str, str], Sentence] = {}
    for path in sorted(locales.glob("*/LC_MESSAGES/replies.po")):
        locale = path.parents[1].name
        with path.open("rb") as file:
            messages = [message for message in read_po(file) if message.id and message.context != "ask"]
        for language, texts in ((locale, [m.string for m in messages]), ("en", [m.id for m in messages])):
            for text, values in product(map(str, texts), OWN_VALUES):
                filled = SLOT.sub(partial(_value, values), text)
                found[language, filled] = Sentence(language, "own", (), filled)
    return list(found.values())


def _value(values: Mapping[str, str], slot: re.Match[str]) -> str:
    return values.get(slot[1], "Lumen")
