"""Phrases: a seller's own short texts by name and locale; imported from other systems, checked, filled."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import Problem
from assistant.lines import Line, listed
from assistant.writing.formats import is_locale
from assistant.writing.own.sandbox import template_problems
from assistant.writing.own.variables import SLOTS, converted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

KNOWN_SLOTS = frozenset(SLOTS)
NO_FILE_NAME = re.compile(r"[^\w-]+")
SHOWN = 80
LONGEST_NAME = 200  # bytes; a file's name has at most 255
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text in our notation."""

    name: str
    locale: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an import has found: the phrases that can be used, and what the seller should look at."""

    phrases: tuple[Phrase, ...]
    problems: tuple[Problem, ...]
    missing: Mapping[str, tuple[str, ...]]


def imported(rows: Iterable[Phrase | Problem]) -> Report:
    """Return the rows with other systems' variables turned into slots.

    A row with an unknown variable, with a construct that no template may have, that could not be kept under its name
    or that stands twice is a problem and is left out; `missing` are the locales that other phrases have and one lacks.
    """
    phrases: dict[str, Phrase] = {}
    problems: list[Problem] = []
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
            continue
        where, locale = f"{row.name[:SHOWN]} ({row.locale[:SHOWN]})", locale_of(row.locale)
        file = file_of(row.name, locale).casefold()  # some systems tell no capitals from small letters
        text, found = _text(row, where)
        found += _name_problems(row.name, locale, where)
        if file in phrases and not found:
            found.append(_twice(row, phrases[file], where))
        problems += found
        if not found:
            phrases[file] = Phrase(row.name, locale, text)
    return Report(tuple(phrases.values()), tuple(problems), _missing(phrases.values()))


def locale_of(name: str) -> str:
    """Return a locale as we write it: pt_BR, however another system has joined the two."""
    return name.replace("-", "_")


def file_of(name: str, locale: str) -> str:
    """Return the name of the file in which a phrase is kept."""
    return f"{NO_FILE_NAME.sub('-', name)}.{NO_FILE_NAME.sub('-', locale)}.j2"


def _text(row: Phrase, where: str) -> tuple[str, list[Problem]]:
    """Return a row's text in our notation, and what is wrong with it."""
    done = converted(row.text)
    found = [
        Problem(
            where,
            Line(msgid="'%(value)s' is not known", slots=(("value", variable),)),
            Line(msgid="write one of %(names)s", slots=(("names", listed(sorted(KNOWN_SLOTS))),)),
        )
        for variable in done.unknown
    ]
    found += _sign_problems(row.text, where) if found else text_problems(done.text, where)
    return done.text, found


def text_problems(text: str, where: str) -> Iterator[Problem]:
    """Yield what is wrong with a text in our notation: what no template may have, control characters, nothing in it."""
    yield from template_problems(text, where, KNOWN_SLOTS)
    yield from _sign_problems(text, where)


def _sign_problems(text: str, where: str) -> Iterator[Problem]:
    if CONTROL.search(text):
        yield Problem(where, Line(msgid="it holds control characters"), Line(msgid="remove them"))
    if not text.strip():
        yield Problem(where, Line(msgid="there is no text"), Line(msgid="fill it in"))


def _name_problems(name: str, locale: str, where: str) -> Iterator[Problem]:
    if not NO_FILE_NAME.sub("", name).strip("-_"):
        yield Problem(where, Line(msgid="there is no name"), Line(msgid="fill it in"))
    if len(file_of(name, "").encode()) > LONGEST_NAME:
        what = Line(msgid="the name is longer than %(most)s bytes", slots=(("most", LONGEST_NAME),))
        yield Problem(where, what, Line(msgid="shorten it"))
    if not is_locale(locale):
        what = Line(msgid="'%(value)s' is no locale", slots=(("value", locale[:SHOWN]),))
        yield Problem(where, what, Line(msgid="write one such as en or pt_BR"))


def _twice(row: Phrase, other: Phrase, where: str) -> Problem:
    if row.name == other.name:
        return Problem(where, Line(msgid="this phrase stands twice"), Line(msgid="keep one"))
    what = Line(msgid="its file would be that of '%(other)s'", slots=(("other", other.name),))
    return Problem(where, what, Line(msgid="rename one of the two"))


def _missing(phrases: Iterable[Phrase]) -> dict[str, tuple[str, ...]]:
    locales: dict[str, set[str]] = defaultdict(set)
    for phrase in phrases:
        locales[phrase.name].add(phrase.locale)
    every = set().union(*locales.values())
    return {name: tuple(sorted(every - have)) for name, have in locales.items() if every - have}
