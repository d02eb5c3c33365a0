"""A pasted thread: which parts are the buyer's words. Quoted and seller's text is not read as the buyer's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.reading.quoted import QUOTE, heading_at
from assistant.reading.speakers import lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the buyer: its text, where it starts in the pasted text, whether the shop speaks before it."""

    text: str
    start: int
    answers_shop: bool = False


def buyer_turns(text: str, seller_names: Sequence[str] = ()) -> tuple[Turn, ...]:
    """Return the buyer's messages in order; without speakers' names everything but quoted text is his.

    `seller_names` are the names under which this shop writes. Empty where the shop alone speaks; a text that is quoted
    from its first word to its last is the buyer's, whom somebody has quoted.
    """
    lines = lines_of(text, tuple(name for name in seller_names if name.strip()))
    plain = [line.text for line in lines]
    turns: list[tuple[list[str], int, bool]] = []
    speaker, fresh, skipped, shop_spoke = "buyer", True, 0, False
    for number, line in enumerate(lines):
        if skipped:
            skipped -= 1
            continue
        size, is_quoted = heading_at(plain, number)
        if size:
            speaker, fresh, skipped = ("quoted" if is_quoted else "buyer"), True, size - 1
            continue
        if QUOTE.match(line.text):
            fresh = True
            continue
        if line.speaker:
            speaker, fresh = line.speaker, True
            shop_spoke = shop_spoke or speaker == "seller"
        if speaker == "buyer":
            if fresh:
                turns.append(([], line.start + line.said_from, shop_spoke))
            turns[-1][0].append(line.text[line.said_from :])
            fresh = False
    found = tuple(Turn("".join(part).rstrip(), start, after) for part, start, after in turns if "".join(part).strip())
    return found or (() if shop_spoke else (Turn(text, 0),))


def theirs(text: str, turns: Sequence[Turn]) -> str:
    """Return the text with nothing in it but the buyer's messages, each in its place."""
    kept, at = [], 0
    for turn in turns:
        kept += ["\n" * (turn.start - at), turn.text]
        at = turn.start + len(turn.text)
    return "".join([*kept, "\n" * (len(text) - at)])
