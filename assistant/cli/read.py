"""`assistant read`: what a message says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.answers import read_record
from assistant.cli.options import batch, common, make_assistant, print_json, reports_errors, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.cli.batch import Batch


@click.command("read")
@click.argument("text", required=False)
@batch
@common
@reports_errors
def command(
    text: str | None,
    many: Batch | None,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Say what a buyer's message means. TEXT is the message, or - for standard input."""
    if many is not None:
        from assistant.cli.batch import run_batch
        from assistant.fields import READ

        run_batch(many, read_record, READ)
        return
    assistant = make_assistant(shop, today, staff_language)
    reading = assistant.read(text_of(text))
    if as_json:
        print_json(assistant.reading_json(reading))
        return
    from assistant.cli.screen import Screen

    Screen(assistant).reading(reading)
