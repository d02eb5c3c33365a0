"""Pages out of the templates in `templates/desk`, in the staff's language; everything that is filled in is escaped."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant import resources
from assistant.desk.showing import FILTERS, GLOBALS, TESTS
from assistant.desk.turns import turn
from assistant.writing.formats import as_date, as_money, as_percent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

STATIC_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def templates() -> Path:
    """Return the folder of the desk's templates."""
    return resources.folder("templates") / "desk"


@cache
def static_files() -> dict[str, tuple[bytes, str, str]]:
    """Return script, style and icon by name: content, media type, and the hash that changes with the content."""
    files = {}
    for path in sorted((templates() / "static").iterdir()):
        content = path.read_bytes()
        files[path.name] = content, STATIC_KINDS[path.suffix], hashlib.sha256(content).hexdigest()[:12]
    return files


def static_address(name: str) -> str:
    """Return the address of a static file; a browser may keep it for ever, a new content has a new address."""
    return f"/static/{name}?v={static_files()[name][2]}"


@cache
def environment(locale: str) -> Environment:
    """Return the templates with their words in a language of the staff."""
    made = Environment(
        loader=FileSystemLoader(templates()),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.install_gettext_translations(  # type: ignore[attr-defined]  # the extension adds it
        resources.load_catalogue("desk", locale), newstyle=True
    )
    made.filters.update(
        FILTERS,
        moment=lambda at: format_datetime(at.astimezone(), "short", locale=locale),
        day=lambda day: as_date(day, locale),
        money=lambda amount, currency: as_money(amount, currency, locale) if currency else f"{amount:f}",
        percent=lambda share: as_percent(share, locale),
    )
    made.tests.update(TESTS)
    made.globals.update(GLOBALS, static=static_address, staff_locale=locale, page_language=locale.replace("_", "-"))
    return made


def prepare(locales: Iterable[str]) -> None:
    """Read script, style and every page's template, so that nobody who opens one waits for that."""
    static_files()
    for locale in locales:
        made = environment(locale)
        for name in made.list_templates(extensions=["j2"]):
            made.get_template(name)


def render(template: str, locale: str, /, **values: Any) -> str:
    """Return a page or a part of one."""
    with turn():
        return environment(locale).get_template(template).render(values)
