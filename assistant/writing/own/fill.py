"""The slots that a seller's own text may use, filled for an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError

from assistant.errors import DataError
from assistant.writing.formatted import formatted
from assistant.writing.own.phrases import file_of, text_problems
from assistant.writing.own.sandbox import no_template, render
from assistant.writing.own.variables import SLOTS
from assistant.writing.slots import facts_of

if TYPE_CHECKING:
    from assistant.writing.own.phrases import Phrase
    from assistant.writing.slots import Occasion


def filled(phrase: Phrase, occasion: Occasion, locale: str, amount: Any = None) -> tuple[str, tuple[str, ...]]:
    """Return a phrase filled as the locale writes it, and the slots that nothing is known for.

    Raises DataError for what no import lets pass: between import and use, anybody may have edited the file.
    """
    where = file_of(phrase.name, phrase.locale)
    if problems := tuple(text_problems(phrase.text, where)):
        raise DataError(problems)
    facts = {**facts_of(occasion), "amount": amount}
    values = formatted({slot: facts.get(slot) for slot in SLOTS}, locale, lambda slot: slot)
    try:
        return render(phrase.text, {slot: values.get(slot) for slot in SLOTS})
    except (TemplateError, TypeError, SyntaxError) as error:  # what only a value shows: '24' > 3, upper(1)
        raise DataError([no_template(error, where)]) from error
