"""A help page in another language than English: its sentences out of the catalogue 'cli', its lines laid out anew."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# What click itself writes on a page: in the usage line, as headings, for its own options, and in brackets behind one.
METAVARS = ("[OPTIONS]", "[COMMAND] [ARGS]...", "COMMAND [ARGS]...")
CLICKS = (*METAVARS, "Usage:", "Options", "Commands", "Show this message and exit.", "default: %(value)s", "required")
EXTRA = re.compile(r"(?P<help>.*?)(?:  \[(?P<extra>[^]]*)\])?", re.DOTALL)
# A run of Latin letters, or a single character; marks that must not begin or end a line stay with their neighbour.
TOKEN = re.compile(r"\s+|[（“《【]*(?:[!-~]+|.)[，。：；！？、）”》】…]*")


class Page(click.HelpFormatter):
    """A help page, or a usage line; lines break where the language allows it."""

    def __init__(self, say: Callable[[str], str], width: int | None, max_width: int | None) -> None:
        super().__init__(width=width, max_width=max_width)
        self.say = say

    def listing(self, command: click.Command) -> click.Command:
        """Return a command whose page lists the first sentence of each command below it; click would cut them off."""
        if not isinstance(command, click.Group):
            return command
        listing = copy.copy(command)
        listing.commands = {name: self._shortened(one) for name, one in command.commands.items()}
        return listing

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        for name in METAVARS:
            args = args.replace(name, self.say(name))
        head = f"{prefix or self.say('Usage:')}{prog} "
        space = "\n" + " " * cells(head)
        self.write(head + space.join(wrapped(args, self.width - cells(head))) + "\n")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a list."""
        self.write(f"{'':>{self.current_indent}}{self.say(heading)}：\n")

    def write_text(self, text: str) -> None:
        """Write what a command is for."""
        space = " " * self.current_indent
        said = (wrapped(self.say(one), self.width - self.current_indent) for one in paragraphs(text))
        self.write("\n\n".join("\n".join(space + line for line in lines) for lines in said) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or commands."""
        listed = list(rows)
        column = min(max(cells(name) for name, _ in listed), col_max) + col_spacing
        space = " " * (self.current_indent + column)
        for name, text in listed:
            lines = wrapped(self._said(text), max(self.width - column - 2, 10))
            head = f"{'':>{self.current_indent}}{name}"
            gap = "\n" + space if cells(name) > column - col_spacing else " " * (column - cells(name))
            self.write((head + gap + ("\n" + space).join(lines)).rstrip() + "\n")

    def _shortened(self, command: click.Command) -> click.Command:
        shown = copy.copy(command)
        shown.short_help = "".join(self.say(next(paragraphs(command.help or ""), "")).partition("。")[:2])
        return shown

    def _said(self, text: str) -> str:
        found = EXTRA.fullmatch(text)
        assert found is not None  # noqa: S101 - it fits every text
        said = self.say(" ".join(found["help"].split())) if found["help"] else ""
        extras = [self._extra(one) for one in (found["extra"] or "").split("; ") if one]
        return said + (f" [{'；'.join(extras)}]" if extras else "")

    def _extra(self, text: str) -> str:
        name, _, value = text.partition(": ")
        return self.say("default: %(value)s") % {"value": value} if name == "default" and value else self.say(text)


def sentences(command: click.Command) -> Iterator[str]:
    """Yield what the help page of a command, and of those below it, is made of."""
    yield from paragraphs(command.help or "")
    for param in command.params:
        if isinstance(param, click.Option) and param.help:
            yield " ".join(param.help.split())
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None  # noqa: S101 - it is in the list
            yield from sentences(below)


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a docstring, each on one line."""
    return (" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def wrapped(text: str, width: int) -> list[str]:
    """Return text in lines of so many cells, broken at spaces and between Chinese characters."""
    lines = [""]
    for token in TOKEN.findall(text):
        if lines[-1] and cells(lines[-1] + token.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += token if lines[-1] else token.lstrip()
    return lines


def cells(text: str) -> int:
    """Return how wide text is on the screen: a Chinese character takes two cells."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
