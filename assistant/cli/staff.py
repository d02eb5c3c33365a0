"""The staff's language on the command line: found without the program's help, so that its failures are said in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.context import SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.lines import Line

SHOP_FILE = Path("shop.toml")


def shop_file(given: Path | None) -> Path | None:
    """Return the settings file: the one given, or the one that lies here."""
    return given or (SHOP_FILE if SHOP_FILE.is_file() else None)


def language_before() -> str | None:
    """Return the --staff-language that stands before the command's name; it holds where none follows."""
    language: str | None = click.get_current_context().find_root().params.get("staff_language")
    return language


def say(line: Line) -> None:
    """Tell the staff something on standard error, in their language."""
    click.echo(wording()(line), err=True)


def wording() -> Callable[[Line], str]:
    """Return what words lines for the command that runs."""
    return words_in(_locale())


def words_in(locale: str) -> Callable[[Line], str]:
    """Return what words lines in a locale."""
    if locale == SOURCE:
        return str  # nothing is loaded for it
    from assistant import resources
    from assistant.writing.staff import Wording

    return Wording(locale, lambda name: resources.load_catalogue("ui", name))


def typed_locale(typed: Sequence[str]) -> str:
    """Return the locale of a command line that is not understood yet: of --staff-language, else of the settings."""
    return _chosen(_typed(typed, "--staff-language"), _typed(typed, "--shop"))


def _typed(words: Sequence[str], option: str) -> str | None:
    """Return the last value that an option has among the words."""
    found = None
    for word, following in zip(words, (*words[1:], None), strict=True):
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name == option:
            found = value if equals else following or found
    return found


def _locale() -> str:
    return _chosen(_option("staff_language"), _option("shop"))


def _chosen(language: str | None, shop: str | Path | None) -> str:
    """Return the locale of a language, else of the settings file, however broken it is otherwise."""
    from assistant.errors import UnknownValueError
    from assistant.languages import locale_in, staff_locale

    try:
        if language is not None:
            return staff_locale(language)
    except UnknownValueError:
        pass  # this is what is being said
    return locale_in(shop_file(Path(shop) if shop else None))


def _option(name: str) -> Any:
    """Return an option of the command that runs, or of the group in which it stands."""
    context = click.get_current_context(silent=True)
    while context is not None:
        if context.params.get(name) is not None:
            return context.params[name]
        context = context.parent
    return None
