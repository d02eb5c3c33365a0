"""The message with the words that decided and the facts that were found marked in it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.model import Reading

FACTS = ("order_numbers", "tracking_numbers", "amounts", "dates", "quantities", "stars")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the message: `label` where it decided for one, `fact` where it states one."""

    text: str
    label: str | None = None
    fact: str | None = None


def pieces(text: str, reading: Reading) -> Iterator[Piece]:
    """Yield the whole message cut where a mark begins or ends; of two marks in one place the first counts."""
    causes = [(cause.start, cause.end, cause.label) for cause in reading.why]
    facts = [(found.start, found.end, kind) for kind in (*FACTS, "personal") for found in getattr(reading.facts, kind)]
    cuts = {0, len(text)}
    for start, end, _ in (*causes, *facts):
        cuts |= {max(0, min(start, len(text))), max(0, min(end, len(text)))}
    places = sorted(cuts)
    for start, end in pairwise(places):
        yield Piece(text[start:end], _over(causes, start, end), _over(facts, start, end))


def _over(spans: list[tuple[int, int, str]], start: int, end: int) -> str | None:
    return next((label for first, last, label in spans if first <= start and end <= last), None)
