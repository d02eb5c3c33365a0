"""Compare ways of finding the clause that decided, where it is known: `python -m training.why`.

A held-out text with a problem is joined with a text of thanks in its language, in either order; the clause that decided
should lie in the problem.
"""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant import resources
from assistant.model import Reason
from assistant.reading.clauses import clauses
from training.corpus import read_texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from assistant.encoder import Encoder, Head

HERE = Path(__file__).parent
SEED, PAIRS, LONGEST_THANKS = 4, 400, 90
NO_PROBLEM = {"thanks", "other"}


def scores(text: str, spans: list[tuple[int, int]], reason: int, encoder: Encoder, head: Head) -> dict[str, NDArray]:
    """Return, for each way, how much each clause speaks for the reason."""
    encoded = encoder.encode(text)
    inside = [encoded.within(*span) for span in spans]
    alone = [encoder.encode(text[start:end]).vector for start, end in spans]
    rest = [encoder.encode(text[:start] + text[end:]).vector for start, end in spans]
    tokens = np.stack(inside)
    alone_in_mean = head.logits(encoded.means(tokens))[:, reason]
    left_out = head.logits(encoded.means(~tokens))[:, reason]
    return {
        "what the program does, before its check": alone_in_mean - left_out,
        "left out of the mean": -left_out,
        "alone in the mean": alone_in_mean,
        "alone in a pass of its own": head.softmax(np.stack(alone))[:, reason],
        "left out of the text, a pass a clause": -head.softmax(np.stack(rest))[:, reason],
    }


def main() -> None:
    """Print how often each way finds the problem, and how often it agrees with leaving out of the text."""
    rng, reasons = random.Random(SEED), [str(reason) for reason in Reason]
    encoder, head = resources.load_encoder(), resources.load_heads()["reason"]
    texts = [text for text in read_texts(HERE / "corpus") if text.split == "test" and text.style == "plain"]
    thanks = defaultdict(list)
    for text in texts:
        if text.reason == "thanks" and len(text.text) <= LONGEST_THANKS:
            thanks[text.language].append(text.text)
    problems = [t for t in texts if t.reason not in NO_PROBLEM and not t.secondary and thanks[t.language]]
    found, agreed = defaultdict(list), defaultdict(list)
    for text in rng.sample(problems, min(PAIRS, len(problems))):
        parts = [(text.text.rstrip(".!。！ ") + ". ", True), (rng.choice(thanks[text.language]).rstrip() + " ", False)]
        rng.shuffle(parts)
        whole = "".join(part for part, _ in parts).strip()
        border = len(parts[0][0])
        spans = list(clauses(whole))
        reason = reasons.index(text.reason)
        if len(spans) < 2 or int(head.logits(encoder.encode(whole).vector).argmax()) != reason:  # noqa: PLR2004
            continue
        ways = scores(whole, spans, reason, encoder, head)
        exact = int(ways["left out of the text, a pass a clause"].argmax())
        for way, values in ways.items():
            start, end = spans[int(values.argmax())]
            found[way].append(((start + end) / 2 < border) == parts[0][1])
            agreed[way].append(int(values.argmax()) == exact)
    print(f"{len(next(iter(found.values())))} texts\n")
    print("| way | finds the problem | the same as leaving out |\n|---|---|---|")
    for way in found:
        print(f"| {way} | {np.mean(found[way]):.3f} | {np.mean(agreed[way]):.3f} |")


if __name__ == "__main__":
    main()
