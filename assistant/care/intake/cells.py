"""Cells by the column: trimmed texts, words looked up once for each distinct one, and the cells that cannot be used."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.columns import TEXT
from assistant.care.intake.words import Bad
from assistant.model import Line
from assistant.writing.formats import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

NO_VALUES = pa.array(sorted(NOTHING))
LONGEST_NOTHING = max(map(len, NOTHING))
LONGEST = 10_000  # characters; the longest field is an item's title
SHOWN = 200
SPACE = 0x20
# The bytes with which a no-break, ideographic or typographic space may begin, and its last two.
ODD_FIRST, ODD_LAST = (0xC2, 0xE1, 0xE2, 0xE3), (*range(0x80, 0x8C), 0x9F, 0xA0, 0xA8, 0xA9, 0xAF)
ODD_LAST_BUT_ONE = (0x80, 0x81, 0x9A, 0xC2)
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"
LINK = r"^(?i:https?://)?[^\s/:?#@]+\.[^\s/:?#@]+([:/?#]\S*)?$"
NO_LINK = Line(msgid="This is no web address: write it like https://track.example.com/RB1, or empty the cell.")
CONTROLLED = Line(msgid="The cell has a control character, such as NUL: remove it.")
WHITE = re.compile(r"\s")
THREE_DECIMALS = re.compile(r"\.\d{3}$")
TWO_GIGABYTES = 1 << 31


class Defect(NamedTuple):
    """A cell that cannot be used."""

    at: int  # its row in the block
    field: str
    value: str
    why: Line


@dataclass(slots=True)
class Cleaned:
    """A column of ours; where a cell has a defect it is null."""

    values: pa.Array
    defects: list[Defect] = field(default_factory=list)


def shown(value: object) -> str:
    """Return enough of a value to find its cell."""
    text = str(value).replace("\0", "␀")
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def as_text(values: pa.Array) -> pa.Array:
    """Return a column as text: numbers as they are written without a point where they are whole."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.dictionary_decode()
        kind = values.type
    if pa.types.is_string(kind):
        return values
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind):
        return values.cast(TEXT)
    if pa.types.is_floating(kind):
        return pa.array([None if cell is None else float_text(cell) for cell in values.to_pylist()], TEXT)
    if pa.types.is_decimal(kind):
        return pa.array([None if cell is None else f"{cell:f}" for cell in values.to_pylist()], TEXT)
    return values.cast(TEXT)


def float_text(cell: float) -> str:
    """Return a float as it was meant; one that has lost digits shows it by its notation."""
    if cell != cell:  # noqa: PLR0124 - that is how a float that is no number is told
        return ""
    if cell.is_integer():
        return str(int(cell)) if abs(cell) <= 2**53 else f"{cell:.15E}"
    return f"{cell:.15g}"  # 44.900000000000006 is a sum that was meant as 44.9


def figure_text(text: str) -> str:
    """Return what a file has as a number so that its point can part no thousands: 20.125 as 20.1250.

    A text of three decimals may be a thousand times as much, a number never is.
    """
    return text + "0" if THREE_DECIMALS.search(text) else text


def texts(values: pa.Array, name: str) -> Cleaned:
    """Return a column of texts, trimmed, null where they say nothing; control characters or too many are defects."""
    values = as_text(values)
    if values.null_count == len(values):
        return Cleaned(values)
    if is_clean(values):
        return Cleaned(_said(values))
    trimmed = pc.utf8_trim_whitespace(values)
    trimmed = _said(pc.if_else(pc.equal(pc.binary_length(trimmed), 0), pa.scalar(None, TEXT), trimmed))
    cleaned = Cleaned(trimmed)
    unfit = pc.match_substring_regex(trimmed, CONTROL)
    long = pc.greater(pc.utf8_length(trimmed), LONGEST)
    refuse(cleaned, name, pc.or_(unfit, long), _unfit)
    return cleaned


def _said(values: pa.Array) -> pa.Array:
    """Return a column without what programs write where there is nothing, such as nan."""
    if shortest(values) > LONGEST_NOTHING:
        return values
    nothing = pc.is_in(values, NO_VALUES)
    return pc.if_else(nothing, pa.scalar(None, TEXT), values) if pc.any(nothing).as_py() else values


def links(values: pa.Array, name: str) -> Cleaned:
    """Return a column of web addresses: the buyer clicks on them, so anything else is a defect."""
    cleaned = texts(values, name)
    usual = pc.or_(pc.starts_with(cleaned.values, "https://"), pc.starts_with(cleaned.values, "http://"))
    if not pc.all(pc.fill_null(usual, True)).as_py():
        refuse(cleaned, name, pc.invert(pc.match_substring_regex(cleaned.values, LINK)), lambda _text: NO_LINK)
    return cleaned


def _unfit(text: str) -> Line:
    if len(text) <= LONGEST:
        return CONTROLLED
    return Line(
        msgid="The cell has %(length)s characters, more than the %(limit)s that are read: shorten it.",
        slots=(("length", f"{len(text):,}"), ("limit", f"{LONGEST:,}")),
    )


def is_clean(values: pa.Array) -> bool:
    """Whether no text needs anything: told from the bytes of the whole column at once."""
    offsets, data = byte_buffers(values)
    lengths = np.diff(offsets)
    if not len(data):
        return bool(values.null_count == len(values))
    full = lengths > 0
    if int(full.sum()) != len(values) - values.null_count or int(lengths.max()) > LONGEST:
        return False
    if int(data.min()) < SPACE:
        return False
    first, last = data[offsets[:-1][full] - offsets[0]], data[offsets[1:][full] - 1 - offsets[0]]
    if (first == SPACE).any() or (last == SPACE).any():
        return False
    if int(data.max()) < 0x80:  # noqa: PLR2004 - ASCII
        return True
    before = data[np.maximum(offsets[1:][full] - 2 - offsets[0], 0)]
    odd = (np.isin(last, ODD_LAST) & np.isin(before, ODD_LAST_BUT_ONE)) | np.isin(first, ODD_FIRST)
    return not bool(odd.any())


def byte_buffers(values: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Return the offsets and the bytes of a column of texts, without a copy."""
    _, offsets, data = values.buffers()
    starts = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    whole = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    return starts, whole[starts[0] : starts[-1]] if len(starts) else whole[:0]


def places(mask: pa.Array) -> list[int]:
    """Return the rows of which a mask says yes."""
    found: list[int] = np.flatnonzero(pc.fill_null(mask, False).to_numpy(zero_copy_only=False)).tolist()
    return found


def longest(values: pa.Array) -> int:
    """Return the length in bytes of the longest text of a column."""
    starts, _ = byte_buffers(values)
    return int(np.diff(starts).max()) if len(values) else 0


def shortest(values: pa.Array) -> int:
    """Return the length in bytes of the shortest text of a column; a null counts as none at all."""
    starts, _ = byte_buffers(values)
    lengths = np.diff(starts)
    return int(lengths[lengths > 0].min(initial=LONGEST))


def is_digits(values: pa.Array) -> bool:
    """Whether every text of a column is made of digits alone."""
    _, data = byte_buffers(values)
    return bool(len(data)) and int(data.min()) >= ord("0") and int(data.max()) <= ord("9")


def refuse(cleaned: Cleaned, name: str, where: pa.Array, why: Callable[[str], Line]) -> None:
    """Make the cells of a mask null, and say why of each."""
    mask = pc.fill_null(where, False)
    found = places(mask)
    if not found:
        return
    for index in found:
        value = str(cleaned.values[index].as_py())
        cleaned.defects.append(Defect(index, name, shown(value), why(value)))
    cleaned.values = pc.if_else(mask, pa.scalar(None, cleaned.values.type), cleaned.values)


def looked_up(values: pa.Array, name: str, kind: pa.DataType, meaning: Callable[[str], Any]) -> Cleaned:
    """Return a column of words as what they mean, each distinct one asked once; `Bad` is a defect of each such cell."""
    if values.null_count == len(values):
        return Cleaned(pa.nulls(len(values), kind))
    encoded = distinct(values)
    known: list[str | None] = encoded.dictionary.to_pylist()
    trimmed = [(text or "").strip() for text in known]
    answers = [_answer(text, meaning) for text in trimmed]
    if answers == known and pa.types.is_string(values.type):
        return Cleaned(values)
    bad = [number for number, answer in enumerate(answers) if isinstance(answer, Bad)]
    meant = pa.array([None if isinstance(answer, Bad) else answer for answer in answers], kind)
    cleaned = Cleaned(meant.take(encoded.indices))
    if bad:
        mask = pc.is_in(encoded.indices, value_set=pa.array(bad, encoded.indices.type))
        for index in places(mask):
            number = encoded.indices[index].as_py()
            cleaned.defects.append(Defect(index, name, shown(trimmed[number]), answers[number].why))
    return cleaned


def _answer(text: str, meaning: Callable[[str], Any]) -> Any:
    if not text:
        return None
    return Bad(_unfit(text)) if len(text) > LONGEST else meaning(text)


def distinct(values: pa.Array) -> pa.Array:
    """Return a column of texts with its distinct ones apart."""
    if pa.types.is_dictionary(values.type):
        if not pa.types.is_string(values.type.value_type):
            return pa.DictionaryArray.from_arrays(values.indices, as_text(values.dictionary))
        return values
    return as_text(values).dictionary_encode()
