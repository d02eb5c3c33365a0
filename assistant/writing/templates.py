"""The templates with their words: one Jinja environment a locale, blocks rendered one by one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, Template

from assistant.writing.formats import is_right_to_left, sentence_space

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from gettext import NullTranslations

    from jinja2.bccache import Bucket
    from jinja2.runtime import Context

SHARED = "letter.j2"
PAGE = "email.html.j2"
# What a reason may leave out; any other block must stand somewhere, else the letter would have a hole.
OPTIONAL_BLOCKS = frozenset({"apology", "problem", "explanation", "steps"})


class SharedCode(BytecodeCache):
    """The code of the templates: the same in every locale, and compiling it takes longer than a letter."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template the code that was made in another locale."""
        if bucket.key in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._codes[bucket.key] = bucket.bytecode_to_string()


class Templates:
    """Renders a block of a template in a locale. `catalogue` returns a locale's translations."""

    def __init__(self, loader: BaseLoader, catalogue: Callable[[str], NullTranslations]) -> None:
        self._loader = loader
        self._catalogue = catalogue
        self._template = lru_cache(maxsize=None)(self._load)
        self._globals = lru_cache(maxsize=None)(self._flat)
        self._contexts: WeakKeyDictionary[Template, tuple[Mapping[str, Any], Context]] = WeakKeyDictionary()
        self._code = SharedCode()
        self._environment = lru_cache(maxsize=None)(self._make_environment)

    def _context(self, template: Template, locale: str, values: Mapping[str, Any]) -> Context:
        """Return a template's context; the blocks of one letter share it, because making it costs more than a block."""
        kept = self._contexts.get(template)
        if kept is None or kept[0] is not values:
            context = template.new_context({**self._globals(locale), **values}, shared=True)
            kept = self._contexts[template] = values, context
        return kept[1]

    def _flat(self, locale: str) -> dict[str, Any]:
        """Return what every template of a locale knows; Jinja's own chain of mappings is slow to go through."""
        return dict(self._environment(locale).make_globals(None))

    def _load(self, name: str, locale: str) -> Template:
        return self._environment(locale).get_template(name)

    def _make_environment(self, locale: str) -> Environment:
        environment = Environment(
            loader=self._loader,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            autoescape=False,  # noqa: S701 - plain text: escaping would garble names
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=self._code,
        )
        environment.install_gettext_translations(self._catalogue(locale), newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
        return environment

    def render(self, name: str, block: str, locale: str, values: Mapping[str, Any]) -> str:
        """Return a block of a template, or of the shared one; an empty text where neither has it.

        A line of the template is a sentence; sentences are joined as the locale joins them.
        """
        for source in (name, SHARED):
            template = self._template(source, locale)
            if block in template.blocks:
                return sentence_space(locale).join(self._lines(template, block, locale, values))
        if block not in OPTIONAL_BLOCKS:
            raise KeyError(block)
        return ""

    def render_lines(self, name: str, block: str, locale: str, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the sentences of a block one by one."""
        return tuple(self._lines(self._template(name, locale), block, locale, values))

    def html(self, subject: str, body: str, locale: str) -> str:
        """Return a body as an HTML page with inlined CSS, in the locale's direction; everything in it is escaped."""
        page = self._environment(locale).overlay(autoescape=True).get_template(PAGE)
        rtl = is_right_to_left(locale)
        return page.render(
            subject=subject,
            paragraphs=[paragraph.split("\n") for paragraph in body.split("\n\n")],
            lang=locale.replace("_", "-"),
            direction="rtl" if rtl else "ltr",
            start="right" if rtl else "left",
        )

    def _lines(self, template: Template, block: str, locale: str, values: Mapping[str, Any]) -> list[str]:
        text = "".join(template.blocks[block](self._context(template, locale, values)))
        return [line.strip() for line in text.split("\n") if line.strip()]
