"""`assistant case`: what is filed: the worklist, a case, its outcome; evidence to hand in; what is kept how long."""

from __future__ import annotations

import click

from assistant.cli import case_edit, case_keep, case_look


@click.group("case")
def command() -> None:
    """List, show, file, end, export, redact and purge cases."""


for _module in (case_look, case_edit, case_keep):
    for _command in _module.COMMANDS:
        command.add_command(_command)
