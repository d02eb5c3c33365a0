"""Pages out of the templates in `templates/desk`, in the staff's language; everything that is filled in is escaped."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.ext import InternationalizationExtension

from assistant import resources
from assistant.desk.showing import FILTERS, GLOBALS, TESTS
from assistant.desk.turns import turn
from assistant.writing.formats import as_date, as_money, as_percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from jinja2.runtime import Context

STATIC_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

# A sentence without a value, which may stand in the compiled page; one with a percent sign is left to the extension.
PLAIN = re.compile(r"\{% trans %\}((?:(?!\{[{%#]|%).)+)\{% endtrans %\}")


class WordedOnce(InternationalizationExtension):
    """Jinja's translations, but a sentence without a value is looked up when the page is compiled, not each time."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return a template's source with those sentences in the language of its environment."""
        del name, filename
        return PLAIN.sub(lambda match: self.environment.catalogue.gettext(match[1]), source)  # type: ignore[attr-defined]  # extended below


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
        extensions=[WordedOnce],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    catalogue = resources.load_catalogue("desk", locale)
    made.extend(catalogue=catalogue)
    made.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    made.filters.update(
        FILTERS,
        moment=_moment_in(locale),
        day=lambda day: as_date(day, locale),
        money=lambda amount, currency: as_money(amount, currency, locale) if currency else f"{amount:f}",
        percent=lambda share: as_percent(share, locale),
    )
    made.tests.update(TESTS)
    made.globals.update(GLOBALS, static=static_address, staff_locale=locale, page_language=locale.replace("_", "-"))
    return made


def _moment_in(locale: str) -> Callable[..., str]:
    """Return what writes a moment as a clock shows it in the page's zone, which is where the staff are."""

    @pass_context
    def moment(context: Context, at: datetime) -> str:
        return format_datetime(at.astimezone(context.get("zone")), "short", locale=locale)

    return moment


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
