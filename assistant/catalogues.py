"""The catalogues' gate: every hole, doubt and slip of every locale, and a table of how far each one is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from assistant import resources
from assistant.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from babel.messages.catalog import Catalog

# The locales that the product promises; one that is missing or has a gap is a defect (DESIGN section 6).
PROMISED = (
    "zh_CN", "zh_TW", "ru", "es", "pt_BR", "fr", "de", "it", "nl", "pl", "cs", "uk", "tr", "ar", "he", "ja", "ko", "th",
    "vi", "id",
)  # fmt: skip
FOR_BUYERS = ("replies", "care", "cards")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
LATIN_IN_CYRILLIC = re.compile(r"[\u0400-\u04ff][a-zA-Z]|[a-zA-Z][\u0400-\u04ff]")
CYRILLIC = {"ru", "uk"}
SENTENCE_ENDS = tuple(".!?…:。！？：,，؟؛،")
# Thai parts sentences with a space and writes no full stop.
WITHOUT_STOPS = {"th"}
FULL_WIDTH = {"zh_CN", "zh_TW", "ja"}
HALF_WIDTH_STOP = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff][,.!?;]")
NO_SENTENCE = {"ask", "signature"}
# Of the longest English sentence a translation needs about twice as many letters; more is a slip or too much.
LONGER_AT_MOST, AT_LEAST = 2.2, 60


@dataclass(frozen=True, slots=True)
class Status:
    """How far a locale's catalogue of a domain is."""

    locale: str
    domain: str
    messages: int
    translated: int
    fuzzy: int
    problems: int


def catalogue_problems() -> Iterator[Problem]:
    """Yield every hole, doubt and slip of the catalogues."""
    from babel.messages.pofile import read_po

    for path in sorted(resources.folder("locales").glob("*/LC_MESSAGES/*.po")):
        locale = path.parents[1].name
        where = f"locales/{locale}/{path.name}"
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale)
        yield from (Problem(where, f"obsolete entry '{text}'", "remove it") for text in map(str, catalogue.obsolete))
        yield from _message_problems(catalogue, where, locale)
    yield from _unwritten()
    for template in sorted(resources.folder("locales").glob("*.pot")):
        yield from _stale(template)


def _unwritten() -> Iterator[Problem]:
    for locale, domain in product(PROMISED, FOR_BUYERS):
        if not (resources.folder("locales") / locale / "LC_MESSAGES" / f"{domain}.po").is_file():
            yield Problem(f"locales/{locale}/{domain}.po", "the catalogue is missing", "pybabel init, then write it")


def statuses() -> Iterator[Status]:
    """Yield how far each catalogue is, by locale and domain."""
    from babel.messages.pofile import read_po

    for path in sorted(resources.folder("locales").glob("*/LC_MESSAGES/*.po")):
        locale = path.parents[1].name
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale)
        messages = [message for message in catalogue if message.id]
        problems = [*_message_problems(catalogue, "", locale), *catalogue.obsolete]
        yield Status(
            locale=locale,
            domain=path.stem,
            messages=len(messages),
            translated=sum(bool(message.string) for message in messages),
            fuzzy=sum(message.fuzzy for message in messages),
            problems=len(problems),
        )


def _stale(template: Path) -> Iterator[Problem]:
    from babel.messages.pofile import read_po

    with template.open("rb") as file:
        wanted = {(message.context, message.id) for message in read_po(file) if message.id}
    for path in sorted(template.parent.glob(f"*/LC_MESSAGES/{template.stem}.po")):
        with path.open("rb") as file:
            found = {(message.context, message.id) for message in read_po(file) if message.id}
        where = f"locales/{path.parents[1].name}/{path.name}"
        for context, text in sorted(wanted - found, key=str):
            yield Problem(where, f"'{text}' ({context or 'no context'}) is missing", "run make i18n and translate it")
        for context, text in sorted(found - wanted, key=str):
            yield Problem(where, f"'{text}' ({context or 'no context'}) is not used", "run make i18n")


def _message_problems(catalogue: Catalog, where: str, locale: str) -> Iterator[Problem]:
    for message in catalogue:
        if not message.id:
            continue
        place = f"{where}:{message.lineno}"
        # Of a message with a plural every form is held against the plural's English.
        source = message.id if isinstance(message.id, str) else message.id[1]
        texts = (message.string,) if isinstance(message.string, str) else message.string
        if not texts or not all(texts):
            yield Problem(place, f"'{source}' is not translated", "translate it")
            continue
        if message.fuzzy:
            yield Problem(place, f"'{source}' is marked fuzzy", "check it and remove the mark")
        for text in texts:
            yield from _text_problems(source, text, message.context, place, locale)


def _text_problems(source: str, text: str, context: str | None, place: str, locale: str) -> Iterator[Problem]:
    if Counter(PLACEHOLDER.findall(source)) != Counter(PLACEHOLDER.findall(text)):
        yield Problem(place, f"the placeholders of '{source}' differ", "use each as often as the original does")
    if "  " in text or text != text.strip():
        yield Problem(place, f"'{text}' has spaces too many", "remove them")
    if locale in CYRILLIC and LATIN_IN_CYRILLIC.search(PLACEHOLDER.sub(" ", text)):
        yield Problem(place, f"'{text}' mixes Latin and Cyrillic letters in one word", "write it in Cyrillic")
    ends = source.endswith((".", "!", "?", ":"))
    if (
        ends
        and locale not in WITHOUT_STOPS
        and context not in NO_SENTENCE
        and not text.rstrip("»”) \u00a0").endswith((*SENTENCE_ENDS, ")s"))
    ):
        yield Problem(place, f"'{text}' does not end like a sentence", "end it as the original does")
    if locale in FULL_WIDTH and HALF_WIDTH_STOP.search(PLACEHOLDER.sub("", text)):
        yield Problem(place, f"'{text}' has half-width punctuation after a full-width letter", "write ，。！？；")
    if len(text) > max(AT_LEAST, LONGER_AT_MOST * len(source)):
        yield Problem(place, f"'{text}' is far longer than '{source}'", "say it as briefly as the original")
