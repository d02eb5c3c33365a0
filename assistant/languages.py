"""The languages that the staff read, and which of them a settings file names; loads next to nothing, as --help asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import AssistantError, UnknownValueError
from assistant.lines import Line
from assistant.resources import SOURCE_LOCALE, read_toml

if TYPE_CHECKING:
    from pathlib import Path

STAFF_LOCALES = ("en", "zh_CN")


def staff_locale(wanted: str) -> str:
    """Return a locale that the staff can read. Raises UnknownValueError."""
    locale = {"zh": "zh_CN"}.get(wanted, wanted)
    if locale not in STAFF_LOCALES:
        raise UnknownValueError(Line(msgid="staff language"), wanted, STAFF_LOCALES)
    return locale


def locale_in(path: Path | None) -> str:
    """Return the staff's locale of a settings file, however broken it is otherwise; English where it names none."""
    if path is None:
        return SOURCE_LOCALE
    try:
        table = read_toml(path).get("shop")
        return staff_locale(str(table["staff_language"]) if isinstance(table, dict) else SOURCE_LOCALE)
    except (AssistantError, KeyError):
        return SOURCE_LOCALE
