"""What click complains about, in the staff's language; in English it stays click's own."""

from __future__ import annotations

from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

import click

from assistant.cli.context import SOURCE
from assistant.cli.staff import typed_locale, words_in
from assistant.lines import Line, listed, recognised

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# As click writes it, with the quotation marks in the slots; of a younger and of an older click where they differ.
# The first that fits counts.
SAID = (
    Line(msgid="%(what)s Did you mean %(name)s?"),
    Line(msgid="%(what)s (Did you mean one of: %(names)s?)"),
    Line(msgid="%(what)s (Possible options: %(names)s)"),
    Line(msgid="Invalid value for %(name)s: %(why)s"),
    Line(msgid="Invalid value: %(why)s"),
    Line(msgid="No such option %(name)s."),
    Line(msgid="No such option: %(name)s"),
    Line(msgid="No such command %(name)s."),
    Line(msgid="Missing command."),
    Line(msgid="Missing argument %(name)s."),
    Line(msgid="Missing argument %(name)s. %(why)s"),
    Line(msgid="Missing option %(name)s."),
    Line(msgid="Missing option %(name)s. %(why)s"),
    Line(msgid="Choose from:\n\t%(names)s"),
    Line(msgid="Option %(name)s requires an argument."),
    Line(msgid="Option %(name)s does not take a value."),
    Line(msgid="Got unexpected extra argument (%(names)s)"),
    Line(msgid="Got unexpected extra arguments (%(names)s)"),
    Line(msgid="%(value)s is not one of %(names)s."),
    Line(msgid="%(value)s is not a valid integer."),
    Line(msgid="%(value)s is not a valid integer range."),
    Line(msgid="%(value)s is not in the range %(range)s."),
    Line(msgid="Path %(name)s is not readable."),
)
# Raised instead of a complaint where there are no arguments: a page, in the staff's language already. Not in click 8.1.
HELP_PAGE: Any = getattr(click.exceptions, "NoArgsIsHelpError", ())
INSIDE = ("what", "why")  # slots that hold a further sentence of click's


class WrongUsageError(click.UsageError):
    """Options that do not go together, or a value that cannot be used; a sentence of our own."""

    def __init__(self, line: Line) -> None:
        super().__init__(str(line))
        self.line = line


class SaidUsageError(click.UsageError):
    """What click complains about, shown in other words than its own."""

    def __init__(self, error: click.UsageError, word: Callable[[Line], str]) -> None:
        super().__init__(error.format_message(), error.ctx)
        said = error.line if isinstance(error, WrongUsageError) else _recognised(self.message)
        self._said = word(Line(msgid="Error: %(sentence)s", slots=(("sentence", said),)))
        self._word = word

    def show(self, file: IO[Any] | None = None) -> None:
        """Print usage, where help is to be had, and what is wrong."""
        if self.ctx is not None:
            slots = (("command", f"{self.ctx.command_path} --help"),)
            hint = self._word(Line(msgid="Run '%(command)s' for help.", slots=slots))
            click.echo(f"{self.ctx.get_usage()}\n{hint}\n", file, err=file is None)
        click.echo(self._said, file, err=file is None)


def retold(error: BaseException, typed: Sequence[str]) -> BaseException:
    """Return an error of click's for the staff, who typed these words; in English it is the error itself."""
    locale = typed_locale(typed)
    if locale == SOURCE or isinstance(error, HELP_PAGE):
        return error
    word = words_in(locale)
    if isinstance(error, click.UsageError):
        return SaidUsageError(error, word)
    click.echo("\n" + word(Line(msgid="Aborted!")), err=True)  # on a line behind the ^C of the terminal
    return click.exceptions.Exit(1)


def _recognised(text: str) -> Line | str:
    line = recognised(text, SAID)
    if isinstance(line, str):
        return line
    return replace(line, slots=tuple((name, _slot(name, str(value))) for name, value in line.slots))


def _slot(name: str, value: str) -> Line | str:
    if name in INSIDE:
        return _recognised(value)
    return listed(value.split(", ")) if name == "names" else value
