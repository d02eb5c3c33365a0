"""The command line. Commands are imported when they are called: `--help` loads click, and a catalogue if need be."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.context import TYPED, StaffContext, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


COMMANDS = {
    "alerts": "Find products with the same fault again and again, and buyers with many claims.",
    "card": "Write thank-you cards in each buyer's language, ready to print.",
    "care": "Write the messages after shipping for an order table, each once.",
    "case": "Work with the cases that are filed: list, show, add, outcome, export, purge, redact.",
    "check": "Check settings, playbooks, templates, catalogues and weights; silent when all is well.",
    "clocks": "List the deadlines of many orders, the most urgent first; write them as a calendar.",
    "desk": "Open the page on which the staff work, with the HTTP API; make accounts.",
    "evaluate": "Measure how well your own labelled messages are read.",
    "init": "Write a shop.toml to fill in.",
    "lint": "Find what a text must not say to a buyer.",
    "locales": "Show how far the catalogues of each locale are.",
    "phrases": "Import your own phrases, list them, and fill one for an order.",
    "plan": "Recommend offers for a reason given by hand.",
    "playbook": "Show and check the rules' values, and compare them with the shop's own.",
    "read": "Say what a buyer's message means.",
    "reply": "Read a message, recommend an offer and write the reply.",
    "webhooks": "Tell other systems what happens in the archive: add, list, remove, test, deliveries, resend.",
}


@contextmanager
def _told(typed: Sequence[str]) -> Iterator[None]:
    typed = tuple(typed)  # click takes the words out of its list
    try:
        yield
    except (click.UsageError, EOFError, KeyboardInterrupt) as error:
        from assistant.cli.usage import retold

        raise retold(error, typed) from None


class LazyGroup(click.Group):
    """A group that imports a command's module only when it runs, and speaks the staff's language."""

    context_class = StaffContext

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the command line; what is wrong with it is told in the staff's language."""
        with _told(args):
            return super().make_context(info_name, args, parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep what was typed: --help and complaints need the staff's language before any option is read."""
        ctx.meta[TYPED] = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what is wrong with its options is told in the staff's language."""
        with _told(ctx.meta[TYPED]):
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return a command, or None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"assistant.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - tells the type checker
        return speaking(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the same
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="customer-message-assistant", prog_name="assistant")
@click.option("--staff-language", metavar="L", help="Your own language: en or zh_CN (default: that of shop.toml).")
def cli(staff_language: str | None) -> None:
    """Answer buyers' messages: what they say, what to offer, how to say it in their language."""
    if staff_language is not None:
        from assistant.cli.options import reports_errors
        from assistant.languages import staff_locale

        reports_errors(staff_locale)(staff_language)


def main() -> None:
    """Run the program; every failure of ours is one sentence on stderr and the exit code of the contract."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli(prog_name="assistant")
