"""A failure as the staff read it: in their language, and with the field's name in place of its path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.desk.sentences import on_the_page
from assistant.errors import AssistantError, Problem
from assistant.lines import Line, as_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.writing.staff import Wording

WHERE = re.compile(r"(?:order|history)(?:\[\d+\])?: ")
INDEX = re.compile(r"items(?:\[\d+\]|\.\d+)")


def told(failure: Problem | AssistantError | Line, word: Wording, fields: Mapping[str, Line]) -> str:
    """Return a failure for the page."""
    if not isinstance(failure, Problem):
        return word(on_the_page(failure.line if isinstance(failure, AssistantError) else failure))
    said = on_the_page(as_line(failure.what))
    path = INDEX.sub("item", WHERE.sub("", f"{failure.where}: ").removesuffix(": ").replace(": ", "."))
    if path in fields:
        said = Line(msgid="%(field)s: %(why)s", slots=(("field", fields[path]), ("why", said)))
    return word(said)
