"""What the commands of `assistant case` share: the number, and the words that they take."""

from __future__ import annotations

import click

NUMBER = click.argument("number", type=click.IntRange(1))
STATES = ("open", "pending", "snoozed", "resolved")
RESULTS = ("accepted", "refused", "dispute_won", "dispute_lost")
ANSWERS = ("accepted", "refused", "done")
COLOURS = ("white", "red", "orange", "green", "blue", "purple")
