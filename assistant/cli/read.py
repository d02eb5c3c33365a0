"""`assistant read`: what a message says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant.cli.options import batch, common, make_assistant, print_json, reports_errors, run_or_refuse, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.bootstrap import Assistant


@click.command("read")
@click.argument("text", required=False)
@batch
@common
@reports_errors
def command(
    text: str | None,
    batch_file: Path | None,
    out: Path | None,
    shop: Path | None,
    today: str | None,
    staff_language: str | None,
    as_json: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Say what a buyer's message means. TEXT is the message, or - for standard input."""
    assistant = make_assistant(shop, today, staff_language)
    if run_or_refuse(text, batch_file, out):
        from assistant.cli.batch import Job, run_batch

        run_batch(batch_file, out, Job(assistant, read_record, "text", {}))
        return
    reading = assistant.read(text_of(text))
    if as_json:
        print_json(assistant.reading_json(reading))
        return
    from assistant.cli.screen import Screen

    Screen(assistant).reading(reading)


def read_record(record: dict[str, Any], assistant: Assistant) -> dict[str, Any]:
    """Return the reading of one batch record."""
    return assistant.reading_json(assistant.read(record["text"], record.get("language")), record.get("id"))
