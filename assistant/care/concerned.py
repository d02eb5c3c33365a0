"""Which care messages concern a buyer: those of his orders, to his addresses, or that greet him by his name."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from assistant.care.keys import usual_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SPACED = "\u0590"  # before it are the scripts in which nothing but a space, or a mark, stands beside a name
LETTER = rf"[^\W\d_{SPACED}-\U0010ffff]"
GREETING = 80  # letters of the first line: further on, 'Will' is mostly a word of ours, and 'Li Wei' signs below


def concerning(words: Iterable[str | None], numbers: Iterable[str | None]) -> Callable[[Mapping[str, Any]], bool]:
    """Return whether a message concerns whom these names and addresses, and numbers of orders, belong to."""
    orders = {usual_number(number) for number in numbers if number}
    wanted = {folded for word in words if (folded := _folded(word or ""))}
    standing = re.compile("|".join(map(_pattern, sorted(wanted)))) if wanted else None

    def concerns(message: Mapping[str, Any]) -> bool:
        if usual_number(message["order"]) in orders:
            return True
        texts = (_folded(message["to"] or ""), _folded(_greeting(message["body"] or "")))
        return standing is not None and any(standing.search(text) for text in texts)

    return concerns


def _greeting(body: str) -> str:
    return body.lstrip().partition("\n")[0][:GREETING]


def _pattern(word: str) -> str:
    before = rf"(?<!{LETTER})" if word[0] < SPACED else ""
    return before + re.escape(word) + (rf"(?!{LETTER})" if word[-1] < SPACED else "")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
