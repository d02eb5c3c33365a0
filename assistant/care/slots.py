"""The slots of a batch as columns: foreign text made safe, dates and amounts written once for each distinct value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.amounts import as_amount
from assistant.care.due import EPOCH, UNKNOWN
from assistant.writing.formats import (
    HIDING,
    MOST_NAMES,
    NO_NAMES,
    NOTHING,
    SIGNS,
    as_date,
    as_name,
    as_text,
    as_title,
    is_right_to_left,
    isolated,
)
from assistant.writing.lint.patterns import SUSPECT, forms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.deciding.rulebook.playbook import MessageRules

# Precomposed letters, digits and signs of many scripts, without a mark that combines and without Thai: such a
# text is its own normal form. Everything else takes the way through Python.
SAFE = (
    r"!-~¡-\x{ac}\x{ae}-\x{24f}\x{400}-\x{481}\x{48a}-\x{52f}\x{1ea0}-\x{1ef9}\x{2010}-\x{2027}"
    r"\x{5d0}-\x{5ea}\x{620}-\x{64a}\x{3001}-\x{3011}\x{3041}-\x{3096}\x{30a1}-\x{30ff}\x{4e00}-\x{9fff}\x{ac00}-\x{d7a3}\x{ff01}-\x{ff60}"
)
CLEAN = rf"^[{SAFE}]+( [{SAFE}]+)*$"
LETTER = r"\p{L}"
RIGHT_TO_LEFT = r"[\x{590}-\x{8ff}\x{fb1d}-\x{fdff}\x{fe70}-\x{fefe}\x{10800}-\x{10fff}\x{1e800}-\x{1efff}]"
LONGEST = 60
LEFT_TO_RIGHT = "en"
REMEMBERED = 1 << 16
NOBODY, NO_TITLES = pa.array(sorted(NO_NAMES)), pa.array(sorted(NOTHING))
ODD_IN_NAMES = f"[@/{HIDING}{SIGNS}]|( [^ ]+){{{MOST_NAMES}}}"


def safe_texts(column: pa.Array, make: Callable[[str], str | None], *, distinct: bool) -> pa.Array:
    """Return a column as `make` (as_name, as_title, as_text) would write each value; null where that is nothing.

    `distinct`: the column has few different values, which are looked at once.
    """
    if distinct:
        encoded = column.dictionary_encode()
        return safe_texts(encoded.dictionary, make, distinct=False).take(encoded.indices)
    clean = pc.match_substring_regex(column, CLEAN)
    if make is not as_text:
        clean = pc.and_(clean, pc.less_equal(pc.utf8_length(column), LONGEST))
        clean = pc.and_not(clean, pc.is_in(column, NO_TITLES))
    if make is as_name:
        clean = pc.and_(clean, pc.match_substring_regex(column, LETTER))
        clean = pc.and_not(clean, pc.match_substring_regex(column, ODD_IN_NAMES))
        clean = pc.and_not(
            clean, pc.or_(pc.match_substring(column, "www.", ignore_case=True), pc.is_in(column, NOBODY))
        )
    return _replaced(column, pc.invert(clean), lambda value: make(value) or None)


def suspects(few: pa.Array, many: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return which values of two columns may hold an address, a number or a messenger; `few` repeats its values."""
    encoded = few.dictionary_encode()
    # The pattern is compiled at each call, which takes as long as to look at thousands of values.
    found = pc.match_substring_regex(pa.concat_arrays([encoded.dictionary, many]), SUSPECT)
    border = len(encoded.dictionary)
    return found.slice(0, border).take(encoded.indices), found.slice(border)


def without_addresses(column: pa.Array, where: pa.Array, has_address: Callable[[str], bool]) -> pa.Array:
    """Return a column without those texts of a mask that hold what may not be sent."""
    return _replaced(column, where, lambda value: None if has_address(value) else value)


def address_finder(rules: MessageRules) -> Callable[[str], bool]:
    """Return what says of a text whether it has a form that a platform forbids; it remembers what it was asked."""
    return lru_cache(maxsize=REMEMBERED)(lambda text: any(forms(text, rules, ())))


def isolated_texts(column: pa.Array, left_to_right: np.ndarray) -> pa.Array:
    """Return a column with isolates around what runs from right to left, in the rows of a left-to-right locale."""
    other = pc.match_substring_regex(column, RIGHT_TO_LEFT)
    return _replaced(column, pc.and_(other, pa.array(left_to_right)), lambda value: isolated(value, LEFT_TO_RIGHT))


def _replaced(column: pa.Array, where: pa.Array, make: Callable[[str], str | None]) -> pa.Array:
    """Return a column with the values of a mask made anew; a null stays one."""
    where = pc.fill_null(where, False)
    if not pc.any(where).as_py():
        return column
    remembered = lru_cache(maxsize=None)(make)
    values = [remembered(value) for value in column.filter(where).to_pylist()]
    return pc.replace_with_mask(column, where, pa.array(values, pa.string()))


class Dates:
    """Dates as each locale writes them; each is written once, in however many batches it stands."""

    def __init__(self) -> None:
        self._written: dict[tuple[str, int], str] = {}

    def texts(self, days: np.ndarray, where: np.ndarray, locales: Sequence[str]) -> pa.Array:
        """Return days since 1970 as texts, null where a day is unknown; `where` are the places of their locales."""
        known = days != UNKNOWN
        if not known.any():
            return pa.nulls(len(days), pa.string())
        first = int(days[known].min())
        span = int(days[known].max()) - first + 1
        places = where * span + days - first
        used = np.flatnonzero(np.bincount(places[known]))
        rank = np.zeros(int(used[-1]) + 1, dtype=np.int32)
        rank[used] = np.arange(len(used), dtype=np.int32)
        texts = [self._text(first + place % span, locales[place // span]) for place in used.tolist()]
        ranks = rank[np.where(known, places, used[0])]
        return pa.array(texts, pa.string()).take(pa.array(ranks, mask=~known))

    def _text(self, day: int, locale: str) -> str:
        if (locale, day) not in self._written:
            self._written[locale, day] = as_date(date.fromordinal(day + EPOCH), locale)
        return self._written[locale, day]


def amount_texts(amounts: pa.Array, currencies: pa.Array, locales: pa.Array) -> pa.Array:
    """Return amounts as each one's locale writes them; null where the amount or its currency is unknown."""
    known = pc.and_(amounts.is_valid(), currencies.is_valid())
    cells = (amounts.filter(known).cast(pa.string()), currencies.filter(known), locales.filter(known))
    written = pc.binary_join_element_wise(*cells, " ").dictionary_encode()
    texts = pa.array([_amount(cell) for cell in written.dictionary.to_pylist()], pa.string()).take(written.indices)
    return pc.replace_with_mask(pa.nulls(len(amounts), pa.string()), known, texts)


def _amount(cell: str) -> str:
    amount, currency, locale = cell.split(" ")
    return as_amount(Decimal(amount), currency, locale)


def is_known(column: pa.Array) -> np.ndarray:
    """Return where a text is known."""
    return np.asarray(column.is_valid(), dtype=bool)


def reads_right_to_left(locales: Sequence[str], where: np.ndarray) -> np.ndarray:
    """Return for each order whether its locale, by its place, is written from right to left."""
    known: np.ndarray = np.zeros(len(locales), dtype=bool)
    used = np.unique(where)
    known[used] = [is_right_to_left(locales[place]) for place in used]
    found: np.ndarray = known[where]
    return found


MAKERS: dict[str, tuple[Callable[[str], str | None], bool]] = {
    "number": (as_text, False),
    "item": (as_title, True),
    "buyer_name": (as_name, False),
    "carrier": (as_text, True),
    "tracking_number": (as_text, False),
    "tracking_url": (as_text, False),
}  # column -> how it is made safe, and whether its values repeat
