"""Word a Line for the staff: look its msgid up in the catalogue 'ui' and fill its slots."""

from __future__ import annotations

from datetime import date
from gettext import NullTranslations
from typing import TYPE_CHECKING

from assistant.model import Line, Sum
from assistant.writing.formats import as_date, as_money

if TYPE_CHECKING:
    from collections.abc import Callable


class Wording:
    """Words lines in one staff locale."""

    def __init__(self, locale: str, catalogue: Callable[[str], NullTranslations]) -> None:
        self.locale = locale
        self._translations = catalogue(locale)

    def __call__(self, line: Line) -> str:
        """Return the sentence."""
        text = self._translations.gettext(line.msgid)
        values = {name: self._worded(value) for name, value in line.slots}
        return text % values if values or "%%" in text else text

    def _worded(self, value: str | int | date | Sum | Line) -> str:
        if isinstance(value, Line):
            return self(value)
        if isinstance(value, Sum):
            return as_money(value.amount, value.currency, self.locale)
        if isinstance(value, date):
            return as_date(value, self.locale)
        return str(value)


def in_english(line: Line) -> str:
    """Return the sentence as it stands in the code, for the text of an exception."""
    return ENGLISH(line)


ENGLISH = Wording("en", lambda _locale: NullTranslations())
