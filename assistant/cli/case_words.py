"""What the commands of `assistant case` share: the number, and the words that they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant.cli.options import print_json
from assistant.cli.staff import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.lines import Line

NUMBER = click.argument("number", type=click.IntRange(1))
STATES = ("open", "pending", "snoozed", "resolved")
RESULTS = ("accepted", "refused", "dispute_won", "dispute_lost")
ANSWERS = ("accepted", "refused", "done")
COLOURS = ("white", "red", "orange", "green", "blue", "purple")


def tell(common: Mapping[str, Any], line: Line, **data: Any) -> None:
    """Say what was done: a sentence for people, and with --json the data on standard output."""
    if common["as_json"]:
        print_json(data)
    say(line)
