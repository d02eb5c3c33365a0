"""`assistant locales`: how far each catalogue is."""

from __future__ import annotations

import sys

import click

from assistant.cli.options import FAILED, print_json, reports_errors
from assistant.cli.staff import wording
from assistant.lines import Line

HEADS = (
    Line(msgid="locale"),
    Line(msgid="domain"),
    Line(msgid="messages"),
    Line(msgid="translated"),
    Line(msgid="fuzzy"),
    Line(msgid="problems"),
)


@click.group("locales")
def command() -> None:
    """Show how far the catalogues of each locale are."""


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
@reports_errors
def status(as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Print messages, translations and problems by locale; exits with 1 where a promised catalogue has a gap."""
    from dataclasses import asdict

    from assistant.catalogues import PROMISED, statuses

    found = list(statuses())
    if as_json:
        print_json({"locales": [asdict(one) for one in found]})
    else:
        _print([(one.locale, one.domain, one.messages, one.translated, one.fuzzy, one.problems) for one in found])
    written = {one.locale for one in found if one.domain == "replies"}
    if any(one.problems or one.fuzzy or one.translated < one.messages for one in found) or set(PROMISED) - written:
        sys.exit(FAILED)


def _print(rows: list[tuple[str, str, int, int, int, int]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD)
    word = wording()
    for head in HEADS[:2]:
        table.add_column(word(head))
    for head in HEADS[2:]:
        table.add_column(word(head), justify="right")
    for locale, domain, messages, translated, fuzzy, problems in rows:
        style = "red" if problems or translated < messages else None
        table.add_row(locale, domain, *map(str, (messages, translated, fuzzy, problems)), style=style)
    Console(highlight=False).print(table)
