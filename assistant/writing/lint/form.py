"""One form that a message must not have: its pattern, what shows quickly that it is not there, and what proves it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Place = tuple[int, int]
BLANKS = re.compile(r"[\s._\-*|·•]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A pattern, and what every text holds that it fits: few letters do, and to look for that first is quicker.

    `parts` are looked for in small letters, `gapless` in small letters without gaps, `hint` as a pattern in small
    letters; any of them will do, and a form without all three is always searched. What the pattern finds may only look
    like the form: `proved` returns where it stands, or None.
    """

    pattern: re.Pattern[str]
    parts: tuple[str, ...] = ()
    gapless: tuple[str, ...] = ()
    hint: re.Pattern[str] | None = None
    proved: Callable[[re.Match[str]], Place | None] = re.Match.span

    def may_fit(self, text: str) -> bool:
        """Whether a text holds what every text has that the form stands in; many others hold it too."""
        return (
            any(map(small(text).__contains__, self.parts))
            or any(map(_without_gaps(text).__contains__, self.gapless))
            or (self.hint is not None and self.hint.search(small(text)) is not None)
            or not (self.parts or self.gapless or self.hint)
        )

    def places(self, text: str) -> Iterator[Place]:
        """Yield where the form stands."""
        if self.may_fit(text):
            yield from filter(None, map(self.proved, self.pattern.finditer(text)))


@lru_cache(maxsize=2)
def small(text: str) -> str:
    """Return a text in small letters, as patterns compare them that ignore case."""
    # Both are an i to those, but the small letter of the first would be two characters, that of the second none.
    return text.replace("İ", "i").replace("ı", "i").lower()


@lru_cache(maxsize=2)
def _without_gaps(text: str) -> str:
    return BLANKS.sub("", small(text))
