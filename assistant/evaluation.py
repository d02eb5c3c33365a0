"""How well messages are read: accuracy, F1, calibration and confusions against labels given by people. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BINS = 10
BEST = 3


@dataclass(frozen=True, slots=True)
class Labelled:
    """What people say about a text; None where nobody said it."""

    reason: str
    language: str | None = None
    remedies: frozenset[str] | None = None
    risks: frozenset[str] | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits, misses and false alarms of labels that a text may have any number of."""

    hits: int = 0
    missed: int = 0
    alarms: int = 0

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where there was nothing to find and nothing was found."""
        whole = 2 * self.hits + self.missed + self.alarms
        return 2 * self.hits / whole if whole else None


@dataclass(slots=True)
class Bin:
    """Guesses of about the same probability: how many, the sum of what they said, and how many were right."""

    texts: int = 0
    said: float = 0.0
    right: int = 0

    def add(self, probability: float, *, right: bool) -> None:
        """Count one guess."""
        self.texts += 1
        self.said += probability
        self.right += right


@dataclass(slots=True)
class Score:
    """Figures over a group of texts."""

    texts: int = 0
    first: int = 0
    first_three: int = 0
    languages: int = 0
    language_right: int = 0
    unflagged: int = 0
    unflagged_right: int = 0
    labels: dict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    bins: list[Bin] = field(default_factory=lambda: [Bin() for _ in range(BINS)])

    def add(self, wanted: Labelled, reading: Mapping[str, Any]) -> None:
        """Count one text; `reading` is `read --json`."""
        right = reading["reason"] == wanted.reason
        self.texts += 1
        self.first += right
        self.first_three += wanted.reason in [guess["reason"] for guess in reading["reasons"][:BEST]]
        self.bins[min(BINS - 1, int(reading["confidence"] * BINS))].add(float(reading["confidence"]), right=right)
        if wanted.language is not None:
            self.languages += 1
            self.language_right += reading["language"] == wanted.language
        if not reading["needs_review"]:
            self.unflagged += 1
            self.unflagged_right += right
        self._add_labels("remedies", wanted.remedies, reading["remedies"])
        self._add_labels("risks", wanted.risks, reading["risks"])
        said = None if wanted.evidence is None else {wanted.evidence} - {"unknown"}
        self._add_labels("evidence", said, {reading["evidence"]} - {"unknown"})

    def _add_labels(self, kind: str, wanted: Iterable[str] | None, found: Iterable[str]) -> None:
        if wanted is None:
            return
        wanted, found = set(wanted), set(found)
        for name, group in (("hits", wanted & found), ("missed", wanted - found), ("alarms", found - wanted)):
            self.labels[kind].update((label, name) for label in group)

    def counts(self, kind: str, label: str | None = None) -> Counts:
        """Return the counts of a kind (remedies, risks, evidence), of all its labels or of one."""
        sums = Counter[str]()
        for (name, what), count in self.labels[kind].items():
            if label in {None, name}:
                sums[what] += count
        return Counts(sums["hits"], sums["missed"], sums["alarms"])

    @property
    def calibration_error(self) -> float:
        """The expected calibration error over ten bins of equal width."""
        return sum(abs(bin_.right - bin_.said) for bin_ in self.bins) / max(1, self.texts)

    def as_json(self) -> dict[str, Any]:
        """Return the figures; null where nothing was labelled."""
        return {
            "texts": self.texts,
            "first": _share(self.first, self.texts),
            "first_three": _share(self.first_three, self.texts),
            "language": _share(self.language_right, self.languages),
            "remedies_f1": _rounded(self.counts("remedies").f1),
            "risks_f1": _rounded(self.counts("risks").f1),
            "evidence_f1": _rounded(self.counts("evidence").f1),
            "calibration_error": _rounded(self.calibration_error),
            "not_flagged": _share(self.unflagged, self.texts),
            "not_flagged_right": _share(self.unflagged_right, self.unflagged),
        }


class Evaluation:
    """All figures over a labelled file: as a whole, by language, by reason, and which reasons are mixed up."""

    def __init__(self) -> None:
        self.whole = Score()
        self.by_language: dict[str, Score] = defaultdict(Score)
        self.by_reason: dict[str, Score] = defaultdict(Score)
        self.confusion: Counter[tuple[str, str]] = Counter()

    def add(self, wanted: Labelled, reading: Mapping[str, Any]) -> None:
        """Count one text."""
        groups = (self.whole, self.by_language[wanted.language or reading["language"]], self.by_reason[wanted.reason])
        for score in groups:
            score.add(wanted, reading)
        self.confusion[wanted.reason, reading["reason"]] += 1

    def mistakes(self) -> list[tuple[str, str, int]]:
        """Return (reason, guessed instead, how often), the most frequent first."""
        wrong = [(*pair, count) for pair, count in self.confusion.items() if pair[0] != pair[1]]
        return sorted(wrong, key=lambda row: (-row[2], row[0], row[1]))

    def as_json(self) -> dict[str, Any]:
        """Return `evaluate --json`."""
        return {
            "whole": self.whole.as_json(),
            "languages": {name: score.as_json() for name, score in sorted(self.by_language.items())},
            "reasons": {name: score.as_json() for name, score in sorted(self.by_reason.items())},
            "labels": {
                kind: {label: _label_json(self.whole.counts(kind, label)) for label in self._found(kind)}
                for kind in ("remedies", "risks", "evidence")
            },
            "confusion": [
                {"reason": reason, "guessed": guessed, "texts": count}
                for (reason, guessed), count in sorted(self.confusion.items())
            ],
        }

    def _found(self, kind: str) -> list[str]:
        return sorted({label for label, _ in self.whole.labels[kind]})


def _label_json(counts: Counts) -> dict[str, Any]:
    return {"hits": counts.hits, "missed": counts.missed, "alarms": counts.alarms, "f1": _rounded(counts.f1)}


def _share(part: int, whole: int) -> float | None:
    return _rounded(part / whole) if whole else None


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)
