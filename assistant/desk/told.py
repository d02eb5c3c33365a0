"""A failure's English sentence as the staff read it: in their language, without the options of the command line."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.model import Line

if TYPE_CHECKING:
    from assistant.writing.staff import Wording

# What an error's constructor writes, and how the page says it; %(name)s stands for the same words in both.
SENTENCES: tuple[tuple[str, Line], ...] = (
    (
        "There is no reply catalogue for the language '%(language)s': %(rest)s",
        Line(msgid="There are no replies in the language “%(language)s” yet: choose another one."),
    ),
    (
        "The message has no words that show its language: %(rest)s",
        Line(msgid="The message has no words that show its language: choose the language of the reply."),
    ),
    (
        "The message is empty: %(rest)s",
        Line(msgid="The message is empty: paste what the buyer wrote."),
    ),
    (
        "The message has %(length)s characters, more than the %(limit)s that are read: %(rest)s",
        Line(msgid="The message has %(length)s characters, more than the %(limit)s that are read: paste only the last messages."),
    ),
    (
        "--set refund=%(value)s: a refund is an amount above 0, %(rest)s",
        Line(msgid="“%(value)s” is no refund: write an amount above 0, such as 8.40."),
    ),
    (
        "--set refund=%(value)s: the order has no currency; %(rest)s",
        Line(msgid="A refund needs the currency of the order: fill it in under Money."),
    ),
    (
        "--set refund=%(value)s: the order is in %(currency)s; %(rest)s",
        Line(msgid="The order is in %(currency)s: give the refund in that currency."),
    ),
    (
        "--set refund=%(value)s: the smallest amount of %(rest)s",
        Line(msgid="“%(value)s” is finer than the smallest coin of the currency: round it."),
    ),
    (
        "--set ship_by=%(value)s: %(rest)s",
        Line(msgid="“%(value)s” is not a date: write it like 2026-10-01."),
    ),
)  # fmt: skip
PLACE = re.compile(r"%\((\w+)\)s")


def told(sentence: str, word: Wording) -> str:
    """Return a sentence for the page; one that it does not know stays as it is."""
    for pattern, line in _patterns():
        match = pattern.fullmatch(sentence)
        if match:
            slots = tuple((name, value) for name, value in match.groupdict().items() if f"%({name})s" in line.msgid)
            return word(line.model_copy(update={"slots": slots}))
    return sentence


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Line], ...]:
    return tuple((_pattern(text), line) for text, line in SENTENCES)


def _pattern(text: str) -> re.Pattern[str]:
    parts = PLACE.split(text)
    literal = [re.escape(part) if number % 2 == 0 else f"(?P<{part}>.+?)" for number, part in enumerate(parts)]
    return re.compile("".join(literal), re.DOTALL)
