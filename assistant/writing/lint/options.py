"""Options must match: a lettered option that an edited text has and its draft has not is one that nobody planned."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.writing.lint.normalize import normalize, unmasked

if TYPE_CHECKING:
    from collections.abc import Iterator

Found = tuple[str, int, int]
RULE = "option_not_in_plan"
# C) and C: and C. at the start of a line; initials, 'A. M.', are no option.
OPTION = re.compile(
    r"^[^\w\n]*(?P<option>(?P<letter>[A-H])(?:\)|\s?[:、]|\.(?!\s?[A-Z]\.))\s*[^\n]*?)[^\S\n]*$", re.MULTILINE
)
FIRST = {"A"}


def unplanned(text: str, draft: str) -> Iterator[Found]:
    """Yield (rule, start, end) for each option of an edited text whose letter its draft has not."""
    planned = {match["letter"] for match in OPTION.finditer(unmasked(normalize(draft).text))} or FIRST
    normalized = normalize(text)
    for match in OPTION.finditer(unmasked(normalized.text)):
        if match["letter"] not in planned:
            yield RULE, *normalized.span(*match.span("option"))
