"""Order and tracking numbers: every digit as it was, or a word that digits are lost."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.columns import TEXT
from assistant.care.intake.cells import Cleaned, Defect, is_digits, longest, places, refuse, shown, texts
from assistant.care.intake.words import Bad
from assistant.model import Line

LONGEST_NUMBER = 120
EXACT_DIGITS = 15  # what a spreadsheet's number keeps
# Only these need a look at the single cell: a formula's quotes, an apostrophe, a point, an exponent.
SUSPECT = r"^[='’]|[eE]\+\d+$|^\d+[.,]\d+$"
FORMULA = re.compile(r'="(.*)"')
SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+\d+")
WHOLE = re.compile(r"(\d+)[.,]0+")
LOST = Line(msgid="Digits are lost: a spreadsheet has made a number of it. Format the column as text and export again.")
FORMULA_ITSELF = Line(msgid="The cell is a formula: write the number itself.")
TOO_LONG = Line(msgid="A number has at most %(limit)s characters: check the cell.", slots=(("limit", LONGEST_NUMBER),))


def numbers(values: pa.Array, name: str) -> Cleaned:
    """Return a column of numbers as texts; one that a spreadsheet has rounded is a defect."""
    cleaned = texts(values, name)
    if longest(cleaned.values) > LONGEST_NUMBER:
        too_long = pc.greater(pc.binary_length(cleaned.values), LONGEST_NUMBER)
        refuse(cleaned, name, too_long, lambda _: TOO_LONG)
    column = cleaned.values
    if column.null_count == len(column) or is_digits(column):
        return cleaned
    suspect = pc.fill_null(pc.match_substring_regex(column, SUSPECT), False)
    found = places(suspect)
    if not found:
        return cleaned
    originals = column.take(pa.array(found)).to_pylist()
    mended: list[str | None] = []
    for index, text in zip(found, originals, strict=True):
        answer = _number(text)
        if isinstance(answer, Bad):
            cleaned.defects.append(Defect(index, name, shown(text), answer.why))
        mended.append(None if isinstance(answer, Bad) else answer)
    cleaned.values = pc.replace_with_mask(column, suspect, pa.array(mended, TEXT))
    return cleaned


def _number(text: str) -> str | Bad | None:
    formula = FORMULA.fullmatch(text)
    number = (formula[1] if formula else text.lstrip("'’")).strip()
    if SCIENTIFIC.fullmatch(number):
        return Bad(LOST)
    if whole := WHOLE.fullmatch(number):
        return whole[1] if len(whole[1]) <= EXACT_DIGITS else Bad(LOST)
    if number.startswith("="):
        return Bad(FORMULA_ITSELF)
    return number or None
