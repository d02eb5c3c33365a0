"""The shop's own phrases: the folder that `assistant phrases import` writes, by name and locale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import FileError, UnknownValueError
from assistant.lines import Line
from assistant.writing.own.phrases import Phrase, file_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of a folder; it is looked at anew each time, so that an import is seen at once."""

    folder: Path

    def names(self, locale: str) -> tuple[str, ...]:
        """Return the phrases that there are in a locale."""
        suffix = f".{locale}.j2"
        files = (path.name for path in self.folder.glob("*.j2"))  # a locale from a form is no part of a pattern
        return tuple(sorted(name.removesuffix(suffix) for name in files if name.endswith(suffix)))

    def phrase(self, name: str, locale: str) -> Phrase:
        """Return a phrase as it stands in its file, unchecked. Raises UnknownValueError, FileError."""
        path = self.folder / file_of(name, locale)  # no other folder's: no name of a file holds a slash or a dot
        try:
            return Phrase(name, locale, path.read_text(encoding="utf-8-sig").rstrip("\n"))
        except FileNotFoundError:
            raise no_phrase(name, locale, self.names(locale)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise FileError.unreadable(path, error, Line(msgid="import it again")) from error


def no_phrase(name: str, locale: str, known: Collection[str]) -> UnknownValueError:
    """Return that a phrase is not there, with those that are."""
    kind = Line(msgid="phrase in %(locale)s", slots=(("locale", locale), ("name", name)))
    return UnknownValueError(kind, name, known)
