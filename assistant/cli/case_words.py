"""What the commands of `assistant case` share: the number, and the words that they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant.cli.options import print_json

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBER = click.argument("number", type=click.IntRange(1))
STATES = ("open", "pending", "snoozed", "resolved")
RESULTS = ("accepted", "refused", "dispute_won", "dispute_lost")
ANSWERS = ("accepted", "refused", "done")
COLOURS = ("white", "red", "orange", "green", "blue", "purple")


def tell(common: Mapping[str, Any], sentence: str, **data: Any) -> None:
    """Say what was done: a sentence for people, and with --json the data on standard output."""
    if common["as_json"]:
        print_json(data)
    click.echo(sentence, err=True)
