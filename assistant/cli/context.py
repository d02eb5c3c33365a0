"""In which language help pages and usage lines are written; in English they are click's own, and nothing is loaded."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assistant.cli.pages import Page

SOURCE = "en"
TYPED = "assistant.cli.typed"  # the words of the command line, in click's `meta` of every context


class StaffContext(click.Context):
    """A context that writes the help page and the usage line of its command in the staff's language."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return what lays a page or a usage line out."""
        locale = self._locale()
        return super().make_formatter() if locale == SOURCE else self._page(locale)

    def get_help(self) -> str:
        """Return the page."""
        locale = self._locale()
        return super().get_help() if locale == SOURCE else self._page(locale).listing(self.command).get_help(self)

    def _page(self, locale: str) -> Page:
        from assistant.cli.pages import Page
        from assistant.resources import load_catalogue

        return Page(load_catalogue("cli", locale).gettext, self.terminal_width, self.max_content_width)

    def _locale(self) -> str:
        typed = self.meta.get(TYPED, ())
        named = any(word.startswith(("--staff-language", "--shop")) for word in typed)
        if not named and not os.path.isfile("shop.toml"):  # noqa: PTH113 - pathlib takes an eighth of the page's time
            return SOURCE
        from assistant.cli.staff import typed_locale

        return typed_locale(typed)


def speaking(command: click.Command) -> click.Command:
    """Return a command whose pages, and those of the commands below it, are in the staff's language."""
    command.context_class = StaffContext
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        speaking(below)
    return command
