"""The gate: every defect of templates, catalogues, playbooks and weights, found in one run of `assistant check`."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from assistant import resources
from assistant.deciding.keep import KEEP
from assistant.deciding.playbook import parse_playbook
from assistant.errors import ModelFileError, Problem
from assistant.model import Reason, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from babel.messages.catalog import Catalog, Message

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
LATIN_IN_CYRILLIC = re.compile(r"[а-яёА-ЯЁ][a-zA-Z]|[a-zA-Z][а-яёА-ЯЁ]")
REASON_BLOCKS = ("subject", "acknowledgement", "also")
SENTENCE_ENDS = tuple(".!?…:。！？：,，")
NO_SENTENCE = {"ask", "signature"}


def every_problem() -> tuple[Problem, ...]:
    """Return what is wrong with the program's own data; nothing where all is well."""
    return (*playbook_problems(), *template_problems(), *catalogue_problems(), *weight_problems())


def playbook_problems() -> Iterator[Problem]:
    """Yield the defects of all playbooks."""
    for platform in resources.platform_names():
        reasons, table = resources.read_playbook_tables(platform)
        playbook, problems = parse_playbook(reasons, table, platform, {})
        yield from problems
        if playbook is None:
            continue
        asks = _blocks(resources.templates_folder() / "asks.j2")
        for reason, rule in playbook.reasons.items():
            place = f"playbooks/reasons.toml: {reason}"
            yield from (
                Problem(f"{place}.keep", f"'{key}' is not known", "add it to assistant/deciding/keep.py")
                for key in rule.keep
                if key not in KEEP
            )
            yield from (
                Problem(f"{place}.ask", f"'{key}' has no block", "add it to templates/replies/asks.j2")
                for key in (*rule.ask, *(key for rung in rule.ladder for key in rung.ask or ()))
                if key not in asks
            )


def template_problems() -> Iterator[Problem]:
    """Yield what a family's checklist asks for and a template lacks."""
    folder = resources.templates_folder()
    for reason in Reason:
        path = folder / "reasons" / f"{reason}.j2"
        if not path.is_file():
            yield Problem(f"templates/replies/reasons/{reason}.j2", "the template is missing", "copy a similar one")
            continue
        blocks = _blocks(path)
        for name in REASON_BLOCKS:
            if name not in blocks:
                yield Problem(f"templates/replies/reasons/{reason}.j2", f"the block {name} is missing", "add it")
    for remedy in Remedy:
        path = folder / "remedies" / f"{remedy}.j2"
        if not path.is_file() or (remedy is not Remedy.EXPLAIN and "offer" not in _blocks(path)):
            yield Problem(f"templates/replies/remedies/{remedy}.j2", "the block offer is missing", "add it")


def _blocks(path: Path) -> frozenset[str]:
    return frozenset(re.findall(r"\{%-? block (\w+) ", path.read_text(encoding="utf-8")))


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
    template_locales = resources.folder("locales").glob("*.pot")
    for template in sorted(template_locales):
        yield from _stale(template)


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
        if not message.string:
            yield Problem(place, f"'{message.id}' is not translated", "translate it")
            continue
        if message.fuzzy:
            yield Problem(place, f"'{message.id}' is marked fuzzy", "check it and remove the mark")
        yield from _text_problems(message, place, locale)


def _text_problems(message: Message, place: str, locale: str) -> Iterator[Problem]:
    source, text = str(message.id), str(message.string)
    if Counter(PLACEHOLDER.findall(source)) != Counter(PLACEHOLDER.findall(text)):
        yield Problem(place, f"the placeholders of '{source}' differ", "use each as often as the original does")
    if "  " in text or text != text.strip():
        yield Problem(place, f"'{text}' has spaces too many", "remove them")
    if locale in {"ru", "uk"} and LATIN_IN_CYRILLIC.search(PLACEHOLDER.sub(" ", text)):
        yield Problem(place, f"'{text}' mixes Latin and Cyrillic letters in one word", "write it in Cyrillic")
    ends = source.endswith((".", "!", "?", ":"))
    if ends and message.context not in NO_SENTENCE and not text.rstrip("»”) \u00a0").endswith((*SENTENCE_ENDS, ")s")):
        yield Problem(place, f"'{text}' does not end like a sentence", "end it as the original does")


def weight_problems() -> Iterator[Problem]:
    """Yield the weight file that is missing or broken."""
    try:
        resources.check_weights(resources.folder("weights"))
    except ModelFileError as error:
        yield Problem("weights", str(error).rstrip("."))
