"""Extract the staff's sentences that no other extractor sees: from playbooks, and from the help of the commands."""

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
    """Yield (line, function, message, comments): every `what` and `note` is a message of the domain 'ui'."""
    for number, line in enumerate(fileobj, start=1):
        match = WHAT.match(line.decode("utf-8"))
        if match:
            yield number, None, match[1], []


def extract_help(
    fileobj: IO[bytes],  # noqa: ARG001 - what a page shows stands in all the modules below, some of it put together
    keywords: Any,  # noqa: ARG001
    comment_tags: Any,  # noqa: ARG001
    options: Any,  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield what the help pages are made of, for the domain 'cli'."""
    from assistant.cli import COMMANDS, cli
    from assistant.cli.pages import CLICKS, sentences

    for number, text in enumerate(dict.fromkeys((*CLICKS, *COMMANDS.values(), *sentences(cli))), start=1):
        yield number, None, text, []
