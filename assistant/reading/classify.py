"""What the encoder's heads say about a text: reasons, requests, risk signals, evidence, and which clause decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from assistant.model import Answer, Evidence, Guess, Reason, Request, Risk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from assistant.encoder import Encoded, Head

    Floats = NDArray[np.float32]

L = TypeVar("L")
# Of 104 threads each, 83 % are read right whose end only reminds and 92 % whose end corrects; with 0.4 87 and 82, with
# 0.55 62 and 94 (python -m training.threads).
LAST_TURN_WEIGHT = 0.5
LAST_TURN_LETTERS = 20
SHOWN, MOST_SECONDARY = 5, 2
# A second reason stands where the whole text leans to it and one clause, other than the first reason's, is sure of it.
# Measured on 481 second reasons (held-out and calibration part): right one time in two.
LEANS, SURE = 0.7, 0.6
REASONS, REQUESTS, RISKS, EVIDENCES = tuple(Reason), tuple(Request), tuple(Risk), tuple(Evidence)
ANSWERS = tuple(Answer)


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a text, the likeliest reasons first; from `review_from` on the first one needs no second look.

    `is_empty` is whether it speaks of a parcel with nothing in it, `is_hazard` whether it may speak of goods that hurt
    somebody, `answer` what it says to offers, if any stand open.

    `mentions` [reasons] is how much the text leans to each reason, as its first or second one.
    """

    reasons: tuple[Guess, ...]
    mentions: Floats
    requests: tuple[Request, ...]
    risks: tuple[Risk, ...]
    evidence: Evidence
    is_empty: bool
    is_hazard: bool
    answer: Answer
    review_from: float


def classify(encoded: Encoded, last_turn: Encoded | None, heads: Mapping[str, Head]) -> Labels:
    """Return the labels of the buyer's words; the last of several messages counts on its own as well."""
    vector = encoded.vector
    reasons, answers = heads["reason"].softmax(vector), heads["answer"].softmax(vector)
    if last_turn is not None:
        weight = np.float32(LAST_TURN_WEIGHT)
        reasons = (1 - weight) * reasons + weight * heads["reason"].softmax(last_turn.vector)
        answers = (1 - weight) * answers + weight * heads["answer"].softmax(last_turn.vector)
    likeliest = np.argsort(-reasons, kind="stable")[:SHOWN]
    return Labels(
        reasons=tuple(Guess(reason=REASONS[int(i)], probability=round(float(reasons[i]), 4)) for i in likeliest),
        mentions=heads["mention"].sigmoid(vector),
        requests=_standing(REQUESTS, heads["request"], vector),
        risks=_standing(RISKS, heads["risk"], vector),
        evidence=_evidence(heads["evidence"], vector),
        is_empty=bool(heads["empty"].sigmoid(vector)[0] >= heads["empty"].thresholds[0]),
        is_hazard=bool(heads["hazard"].sigmoid(vector)[0] >= heads["hazard"].thresholds[0]),
        answer=next(
            (a for a, p, at in zip(ANSWERS, answers, heads["answer"].thresholds, strict=True) if p >= at),
            Answer.NEITHER,
        ),
        review_from=float(heads["reason"].thresholds[0]),
    )


def counts_alone(turn: str) -> bool:
    """Whether the last of several messages is long enough to mean something by itself."""
    return sum(map(str.isalpha, turn)) >= LAST_TURN_LETTERS


def _evidence(head: Head, vector: Floats) -> Evidence:
    """Return what is said about pictures; nothing is said nine times in ten, so little probability counts."""
    probabilities = head.softmax(vector)
    said = [(float(p), kind) for p, kind in zip(probabilities, EVIDENCES, strict=True) if kind is not Evidence.UNKNOWN]
    best, kind = max(said, key=lambda pair: pair[0])
    return kind if best >= head.thresholds[0] else Evidence.UNKNOWN


def _standing(labels: Sequence[L], head: Head, vector: Floats) -> tuple[L, ...]:
    probabilities = head.sigmoid(vector)
    return tuple(label for label, p, at in zip(labels, probabilities, head.thresholds, strict=True) if p >= at)


def by_clause(
    spans: Sequence[tuple[int, int]], encoded: Encoded, labels: Labels, heads: Mapping[str, Head]
) -> tuple[tuple[tuple[str, tuple[tuple[int, int], ...]], ...], tuple[Reason, ...]]:
    """Return for each label the clauses, the one that decided first, and the reasons that other clauses are about.

    A clause decides by what its tokens say alone, and by what is missing where they are left out of the mean: all of it
    out of the same pass (training/MODEL_CARD.md compares it with a pass for each clause).
    """
    every = [(span, encoded.within(*span)) for span in spans]
    seen = [(span, tokens) for span, tokens in every if tokens.any()]
    wanted = [("reason", REASONS.index(labels.reasons[0].reason), str(labels.reasons[0].reason))]
    wanted += [("request", REQUESTS.index(label), str(label)) for label in labels.requests]
    wanted += [("risk", RISKS.index(label), str(label)) for label in labels.risks]
    if len(seen) <= 1:
        return tuple((key, tuple(span for span, _ in (seen or every)[:1])) for _, _, key in wanted), ()
    inside = np.stack([tokens for _, tokens in seen])
    alone, without = encoded.means(inside), encoded.means(~inside)
    causes = []
    for name, index, key in wanted:
        weights = heads[name].logits(alone)[:, index] - heads[name].logits(without)[:, index]
        causes.append((key, tuple(seen[int(place)][0] for place in np.argsort(-weights, kind="stable"))))
    return tuple(causes), _second_reasons(heads["reason"].softmax(alone), labels)


def says(reason: Reason, clause: Encoded, heads: Mapping[str, Head]) -> float:
    """Return the probability of a reason for a clause that was read by itself."""
    return float(heads["reason"].softmax(clause.vector)[REASONS.index(reason)])


def _second_reasons(clause_reasons: Floats, labels: Labels) -> tuple[Reason, ...]:
    first = REASONS.index(labels.reasons[0].reason)
    others = np.delete(clause_reasons, int(clause_reasons[:, first].argmax()), axis=0).max(axis=0)
    order = np.argsort(-labels.mentions, kind="stable")
    found = [REASONS[int(i)] for i in order if i != first and labels.mentions[i] >= LEANS and others[i] >= SURE]
    return tuple(found[:MOST_SECONDARY])
