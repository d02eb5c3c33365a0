"""The shop's own phrases: the folder that `assistant phrases import` writes, by name and locale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import FileError, UnknownValueError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

NAME = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of a folder; it is looked at anew each time, so that an import is seen at once."""

    folder: Path

    def names(self, locale: str) -> tuple[str, ...]:
        """Return the phrases that there are in a locale."""
        suffix = f".{locale}.j2"
        return tuple(sorted(path.name.removesuffix(suffix) for path in self.folder.glob(f"*{suffix}")))

    def source(self, name: str, locale: str) -> str:
        """Return a phrase as it was imported. Raises UnknownValueError, FileError."""
        path = self.folder / f"{name}.{locale}.j2"
        if not (NAME.fullmatch(name) and NAME.fullmatch(locale) and path.is_file()):
            raise no_phrase(name, locale, self.names(locale))
        try:
            return path.read_text(encoding="utf-8").rstrip("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise FileError.unreadable(path, error, Line(msgid="import it again")) from error


def no_phrase(name: str, locale: str, known: Collection[str]) -> UnknownValueError:
    """Return that a phrase is not there, with those that are."""
    kind = Line(msgid="phrase in %(locale)s", slots=(("locale", locale), ("name", name)))
    return UnknownValueError(kind, name, known)
