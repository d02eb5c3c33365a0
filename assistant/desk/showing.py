"""What the templates show by name: the staff's words for fields, blocks, channels, tones, languages and countries."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale

from assistant.archive.deeds import deeds_in_words
from assistant.archive.urgency import ends
from assistant.deciding.agreement import POINTS
from assistant.deciding.keep import KEEP
from assistant.deciding.labels import REASONS, REMEDIES, REQUESTS, RISKS, STATES
from assistant.desk.inputs import GROUPS, SLOTS, STATUSES
from assistant.desk.marks import pieces
from assistant.desk.names import (
    BLOCK_NAMES,
    CHANNELS,
    CHECKS,
    COLUMN_NAMES,
    EVIDENCE,
    FIELD_NAMES,
    GROUP_NAMES,
    JOB_STAGES,
    KINDS,
    LABEL_NAMES,
    LEFT,
    OUTCOMES,
    PLATFORM_NAMES,
    RESULTS,
    ROLES,
    SEVERITIES,
    STAGES,
    STATE_NAMES,
    STATUS_NAMES,
    STEPS,
    TONES,
)
from assistant.desk.told import told
from assistant.desk.work import SLOT_NAMES
from assistant.lines import as_line
from assistant.writing.formats import is_right_to_left, parsed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from assistant.model import Line, NotOffered
    from assistant.writing.staff import Wording

SCRIPTS = {"zh_CN": "zh_Hans", "zh_TW": "zh_Hant"}
# Not offered for a reason that goes without saying; the list shows the others.
SELF_EVIDENT = {
    "Not part of the ladder for this reason and state.",
    "A claim against the carrier is the seller's own step beside the offer, not an offer.",
    "Nothing to contest: no dispute or chargeback is open.",
    "The shop has set no gift: add gift to shop.toml.",
}
# What is chosen from; the same in every page of a language, so it is worded once.
CHOICES: dict[str, dict[Any, Line]] = {"channel": CHANNELS, "tone": TONES, "reason": REASONS}
URGENT_HOURS, SOON_HOURS = 48, 120


@cache
def language_name(locale: str, staff_locale: str) -> str:
    """Return the name of a locale in the staff's language; one that CLDR does not know stands for itself."""
    names = parsed(staff_locale).languages
    return str(names.get(SCRIPTS.get(locale, locale)) or names.get(locale.split("_", maxsplit=1)[0]) or locale)


@cache
def country_name(code: str | None, staff_locale: str) -> str:
    """Return a country's name in the staff's language; the code where it has none."""
    return str(Locale.parse(staff_locale).territories.get(code or "", code or ""))


def nearness(until: datetime, now: datetime) -> str:
    """Return how near the end of the time is: past, urgent, soon or calm."""
    hours = (until - now).total_seconds() / 3600
    return "past" if hours <= 0 else "urgent" if hours <= URGENT_HOURS else "soon" if hours <= SOON_HOURS else "calm"


def worth_saying(not_offered: NotOffered) -> bool:
    """Whether it needs saying why a remedy is not on the table."""
    return not_offered.why.msgid not in SELF_EVIDENT


def language_tag(locale: str) -> str:
    """Return a locale as HTML names it: pt-BR, zh-Hans-CN for what a reader is not sure of."""
    return locale.replace("_", "-")


def direction(locale: str) -> str:
    """Return in which direction a locale is written."""
    return "rtl" if is_right_to_left(locale) else "ltr"


def in_words(word: Wording, now: datetime) -> dict[str, Any]:
    """Return what the templates say with values: in the words of one staff locale."""
    return {
        "word": word,
        "choices": lambda name: _choices(name, word),
        "told": lambda failure: told(failure, word, COLUMN_NAMES),
        "column": lambda field: word(COLUMN_NAMES[field]) if field in COLUMN_NAMES else field,
        "left": lambda at: time_left(at, now, word),
        "nearness": lambda until: nearness(until, now),
        "now": now,
        "left_words": word(LEFT),
        "label_of": lambda label: _label(label, word),
        "deed": lambda what: word(as_line(deeds_in_words(what))),
        "platform_word": lambda name: word(PLATFORM_NAMES[name]) if name in PLATFORM_NAMES else name,
        "gap": "" if word.locale.startswith("zh") else " ",  # Chinese sentences follow each other without a space
    }


def time_left(at: datetime, now: datetime, word: Wording) -> str:
    """Return the time until a moment, as the page's script goes on to show it."""
    minutes = max(0, int((at - now).total_seconds() // 60))
    long, short = word(LEFT).split("|")
    days, hours = divmod(minutes // 60, 24)
    return long.format(d=days, h=hours) if days else short.format(h=hours, m=minutes % 60)


@lru_cache(maxsize=32)
def _choices(name: str, word: Wording) -> tuple[tuple[str, str], ...]:
    """Return what can be chosen, each with its name in the staff's language."""
    return tuple((str(value), word(line)) for value, line in CHOICES[name].items())


@cache
def languages(locales: tuple[str, ...], staff_locale: str) -> tuple[tuple[str, str], ...]:
    """Return locales with their names in the staff's language."""
    return tuple((locale, language_name(locale, staff_locale)) for locale in locales)


def _label(label: str, word: Wording) -> str:
    """Return the name of a reason, a request or a risk for which words have decided."""
    found = [line for names in (REASONS, REQUESTS, RISKS) for key, line in names.items() if key == label]
    return word(found[0]) if found else label


FILTERS: dict[str, Callable[..., Any]] = {"tag": language_tag, "direction": direction}
GLOBALS: dict[str, Any] = {
    "BLOCKS": BLOCK_NAMES,
    "CHANNELS": CHANNELS,
    "CHECKS": CHECKS,
    "EVIDENCE": EVIDENCE,
    "FIELDS": FIELD_NAMES,
    "GROUPS": GROUPS,
    "GROUP_NAMES": GROUP_NAMES,
    "JOB_STAGES": JOB_STAGES,
    "KEEP": KEEP,
    "KINDS": KINDS,
    "LABELS": LABEL_NAMES,
    "OUTCOMES": OUTCOMES,
    "POINTS": POINTS,
    "REASONS": REASONS,
    "REMEDIES": REMEDIES,
    "REQUESTS": REQUESTS,
    "RESULTS": RESULTS,
    "RISKS": RISKS,
    "ROLES": ROLES,
    "SEVERITIES": SEVERITIES,
    "SLOTS": SLOTS,
    "SLOT_NAMES": SLOT_NAMES,
    "STAGES": STAGES,
    "STATES": STATES,
    "STATE_NAMES": STATE_NAMES,
    "STEPS": STEPS,
    "STATUSES": {status: STATUS_NAMES[status] for status in STATUSES},
    "TONES": TONES,
    "country_name": country_name,
    "ends": ends,
    "languages_named": languages,
    "language_name": language_name,
    "pieces": pieces,
}
TESTS: dict[str, Callable[..., bool]] = {
    "worth_saying": worth_saying,
    "about_result": lambda line: "result" in dict(line.slots),
}
