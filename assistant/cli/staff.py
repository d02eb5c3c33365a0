"""The staff's language on the command line: found without the program's help, so that its failures are said in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant.errors import UnknownValueError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from assistant.lines import Line

SOURCE = "en"


def say(line: Line) -> None:
    """Tell the staff something on standard error, in their language."""
    click.echo(wording()(line), err=True)


def wording() -> Callable[[Line], str]:
    """Return what words lines for the command that runs."""
    locale = _locale()
    if locale == SOURCE:
        return str  # nothing is loaded for it
    from assistant import resources
    from assistant.writing.staff import Wording

    return Wording(locale, lambda name: resources.load_catalogue("ui", name))


def _locale() -> str:
    """Return the locale of --staff-language, else of the settings file, however broken it is otherwise."""
    from assistant.choices import staff_locale
    from assistant.cli.options import shop_file
    from assistant.config import staff_language

    given = _option("staff_language")
    if given is not None:
        try:
            return staff_locale(given)
        except UnknownValueError:
            pass  # this is what is being said
    return staff_locale(staff_language(shop_file(_path(_option("shop")))))


def _option(name: str) -> Any:
    """Return an option of the command that runs, or of the group in which it stands."""
    context = click.get_current_context(silent=True)
    while context is not None:
        if context.params.get(name) is not None:
            return context.params[name]
        context = context.parent
    return None


def _path(shop: str | Path | None) -> Path | None:
    from pathlib import Path

    return Path(shop) if shop else None
