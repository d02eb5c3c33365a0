"""A failure as the staff read it: in their language, and with the field's name in place of its path."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.desk.sentences import SENTENCES
from assistant.errors import Problem
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.writing.staff import Wording

PLACE = re.compile(r"%\((\w+)\)s")
WHERE = re.compile(r"(?:order|history)(?:\[\d+\])?: ")
INDEX = re.compile(r"items\[\d+\]")


def told(failure: object, word: Wording, fields: Mapping[str, Line]) -> str:
    """Return a failure for the page; a sentence that is not known here stays as it is."""
    if isinstance(failure, Problem):
        path = INDEX.sub("item", WHERE.sub("", f"{failure.where}: ").removesuffix(": ").replace(": ", "."))
        said = _said(f"{failure.message}; {failure.hint}" if failure.hint else failure.message, word)
        if path not in fields:
            return said
        return word(Line(msgid="%(field)s: %(why)s", slots=(("field", fields[path]), ("why", said))))
    return "\n".join(_said(line, word) for line in str(failure).split("\n"))


def _said(sentence: str, word: Wording) -> str:
    for pattern, line in _patterns():
        match = pattern.fullmatch(sentence)
        if match:
            wanted = PLACE.findall(line.msgid)
            slots = tuple((name, value) for name, value in match.groupdict().items() if name in wanted)
            return word(line.model_copy(update={"slots": slots}))
    return sentence


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Line], ...]:
    pairs = [one if isinstance(one, tuple) else (one.msgid, one) for one in SENTENCES]
    return tuple((_pattern(text), line) for text, line in pairs)


def _pattern(text: str) -> re.Pattern[str]:
    parts = PLACE.split(text)
    literal = [re.escape(part) if number % 2 == 0 else f"(?P<{part}>.+?)" for number, part in enumerate(parts)]
    return re.compile("".join(literal), re.DOTALL)
