"""Extract the staff's sentences from playbooks: every `what` and `note` is a message of the domain 'ui'."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

WHAT = re.compile(r'^(?:what|note) = "(.*)"\s*$')


def extract_toml(
    fileobj: IO[bytes],
    keywords: Any,  # noqa: ARG001 - Babel's signature
    comment_tags: Any,  # noqa: ARG001
    options: Any,  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield (line, function, message, comments)."""
    for number, line in enumerate(fileobj, start=1):
        match = WHAT.match(line.decode("utf-8"))
        if match:
            yield number, None, match[1], []
