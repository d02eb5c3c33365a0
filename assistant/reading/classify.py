"""What the encoder's heads say about a text: reasons, requests, risk signals, evidence, and which clause decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from assistant.model import Cause, Evidence, Guess, Reason, Request, Risk
from assistant.reading.clauses import clauses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from assistant.encoder import Encoder, Head

    Floats = NDArray[np.float32]

L = TypeVar("L")
LAST_TURN_WEIGHT = 0.4
LAST_TURN_LETTERS = 20
MOST_SECONDARY = 2
# A second reason stands where the whole text leans to it and one clause, other than the first reason's, is sure of it.
# Measured on 299 second reasons: each alone is right one time in four, both together one time in two.
LEANS, SURE = 0.3, 0.95
EVIDENCE_FROM = 0.2  # the best F1 for attached pictures on the held-out texts, 0.49
REASONS, REQUESTS, RISKS, EVIDENCES = tuple(Reason), tuple(Request), tuple(Risk), tuple(Evidence)


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a text; `review_from` is the probability from which a guess needs no second look.

    `mentions` [reasons] is how much the text leans to each reason, as its first or second one.
    """

    reasons: tuple[Guess, ...]
    mentions: Floats
    requests: tuple[Request, ...]
    risks: tuple[Risk, ...]
    evidence: Evidence
    review_from: float


def classify(text: str, last_turn: str | None, encoder: Encoder, heads: Mapping[str, Head]) -> Labels:
    """Return the labels of the buyer's words; the last of several messages counts on its own as well."""
    vector = encoder.encode([text])
    reasons = heads["reason"].softmax(vector)[0]
    if last_turn is not None and sum(map(str.isalpha, last_turn)) >= LAST_TURN_LETTERS:
        last = encoder.encode([last_turn])
        weight = np.float32(LAST_TURN_WEIGHT)
        reasons = (1 - weight) * reasons + weight * heads["reason"].softmax(last)[0]
    order = np.argsort(-reasons, kind="stable")
    return Labels(
        reasons=tuple(Guess(reason=REASONS[int(i)], probability=round(float(reasons[i]), 4)) for i in order),
        mentions=heads["mention"].sigmoid(vector)[0],
        requests=_standing(REQUESTS, heads["request"], vector),
        risks=_standing(RISKS, heads["risk"], vector),
        evidence=_evidence(heads["evidence"].softmax(vector)[0]),
        review_from=float(heads["reason"].thresholds[0]),
    )


def _evidence(probabilities: Floats) -> Evidence:
    """Return what is said about pictures; nothing is said nine times in ten, so little probability counts."""
    said = [(float(p), kind) for p, kind in zip(probabilities, EVIDENCES, strict=True) if kind is not Evidence.UNKNOWN]
    best, kind = max(said, key=lambda pair: pair[0])
    return kind if best >= EVIDENCE_FROM else Evidence.UNKNOWN


def _standing(labels: Sequence[L], head: Head, vector: Floats) -> tuple[L, ...]:
    probabilities = head.sigmoid(vector)[0]
    return tuple(label for label, p, at in zip(labels, probabilities, head.thresholds, strict=True) if p >= at)


def by_clause(
    text: str, labels: Labels, encoder: Encoder, heads: Mapping[str, Head]
) -> tuple[tuple[Cause, ...], tuple[Reason, ...]]:
    """Return the clause that decided for each label, and the reasons that other clauses are about.

    What decided is the clause that says a label most clearly on its own. Leaving out clause after clause costs a whole
    pass each; the clauses alone are one pass together, and name the same one three times in four
    (training/MODEL_CARD.md).
    """
    spans = clauses(text)
    wanted = [("reason", REASONS.index(labels.reasons[0].reason), str(labels.reasons[0].reason))]
    wanted += [("request", REQUESTS.index(label), str(label)) for label in labels.requests]
    wanted += [("risk", RISKS.index(label), str(label)) for label in labels.risks]
    if len(spans) <= 1:
        return tuple(_cause(text, span, key) for span in spans for _, _, key in wanted), ()
    vectors = encoder.encode([text[start:end] for start, end in spans])
    scores = {name: heads[name].logits(vectors) for name, _, _ in wanted}
    scores["reason"] = heads["reason"].softmax(vectors)
    causes = tuple(_cause(text, spans[int(scores[name][:, index].argmax())], key) for name, index, key in wanted)
    return causes, _second_reasons(scores["reason"], labels)


def _second_reasons(clause_reasons: Floats, labels: Labels) -> tuple[Reason, ...]:
    first = REASONS.index(labels.reasons[0].reason)
    others = np.delete(clause_reasons, int(clause_reasons[:, first].argmax()), axis=0).max(axis=0)
    order = np.argsort(-labels.mentions, kind="stable")
    found = [REASONS[int(i)] for i in order if i != first and labels.mentions[i] >= LEANS and others[i] >= SURE]
    return tuple(found[:MOST_SECONDARY])


def _cause(text: str, span: tuple[int, int], label: str) -> Cause:
    return Cause(label=label, start=span[0], end=span[1], text=text[span[0] : span[1]])
