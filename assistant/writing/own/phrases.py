"""Phrases: a seller's own short texts by name and locale; imported from other systems, checked, filled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import Problem
from assistant.lines import Line, listed
from assistant.writing.own.sandbox import template_problems
from assistant.writing.own.variables import SLOTS, converted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KNOWN_SLOTS = frozenset(SLOTS)


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


def imported(rows: Iterable[Phrase]) -> Report:
    """Return the rows with other systems' variables turned into slots.

    A row with an unknown variable, with a construct that no template may have, or that stands twice is a problem and
    is left out; `missing` are the locales that other phrases have and one lacks.
    """
    phrases: dict[tuple[str, str], Phrase] = {}
    problems: list[Problem] = []
    for row in rows:
        where = f"{row.name} ({row.locale})"
        done = converted(row.text)
        found = [
            Problem(
                where,
                Line(msgid="'%(value)s' is not known", slots=(("value", variable),)),
                Line(msgid="write one of %(names)s", slots=(("names", listed(sorted(KNOWN_SLOTS))),)),
            )
            for variable in done.unknown
        ]
        found += [] if found else template_problems(done.text, where, KNOWN_SLOTS)
        if (row.name, row.locale) in phrases:
            found.append(Problem(where, Line(msgid="this phrase stands twice"), Line(msgid="keep one")))
        if not done.text.strip():
            found.append(Problem(where, Line(msgid="there is no text"), Line(msgid="fill it in")))
        problems += found
        if not found:
            phrases[row.name, row.locale] = Phrase(row.name, row.locale, done.text)
    return Report(tuple(phrases.values()), tuple(problems), _missing(phrases))


def _missing(phrases: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    locales: dict[str, set[str]] = defaultdict(set)
    for name, locale in phrases:
        locales[name].add(locale)
    every = set().union(*locales.values())
    return {name: tuple(sorted(every - have)) for name, have in locales.items() if every - have}
