"""Amounts of order tables: plain decimals by the column, everything else ('US $24.90', '1.234,50 €') cell by cell."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.columns import AMOUNT, TEXT
from assistant.care.intake.cells import THREE_DECIMALS, Cleaned, Defect, as_text, places, shown
from assistant.care.intake.words import Bad, words
from assistant.model import Line
from assistant.money import MAXIMUM, is_currency, parse_amount, rounded, unit

PLAIN = r"^\s*\d{1,12}(?:\.(?:\d{1,2}|\d{2}00))?\s*$"
THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")  # 149.000 may be a hundred and forty-nine, or a thousand times as much
FIGURE = re.compile(r"(-?)\s*(\d[\d.,'’\s]*)")
# 1,234.50 and 1.234,50 say themselves which sign is which; so does 24,9 or 24,90, and 0.500: no thousands begin with 0.
GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,'’\s])\d{3})(?:\1\d{3})*(?:([.,])(\d{1,4}))?")
SIMPLE = re.compile(r"(\d+)(?:[.,](\d{1,4}))?")
THOUSANDTH = Decimal("0.001")
FINEST = Decimal(1).scaleb(-AMOUNT.scale)  # what a column keeps
NEGATIVE = Line(msgid="An amount is 0 or more: correct it.")
NOT_AN_AMOUNT = Line(msgid='This is not an amount: write it like "24.90" or "24.90 USD".')
TOO_MUCH = Line(msgid="The amount is above %(most)s: check the decimal point.", slots=(("most", f"{MAXIMUM:,}"),))


def amounts(values: pa.Array, name: str, currency: pa.Array) -> tuple[Cleaned, pa.Array | None]:
    """Return a column of amounts, and the currencies that its cells name, None where none does.

    An amount in another currency than its order's is a defect.
    """
    if pa.types.is_integer(values.type) or pa.types.is_decimal(values.type):
        exact = _exact(values)
        if exact is not None:
            return _checked(Cleaned(exact), name, currency), None
    column = _as_written(values)
    plain = pc.match_substring_regex(column, PLAIN)
    if column.null_count == len(column) or bool(pc.all(pc.fill_null(plain, True)).as_py()):
        return _checked(Cleaned(pc.utf8_trim_whitespace(column).cast(AMOUNT)), name, currency), None
    easy = pc.utf8_trim_whitespace(pc.if_else(plain, column, pa.scalar(None, TEXT))).cast(AMOUNT)
    hard = pc.and_(pc.is_valid(column), pc.invert(pc.fill_null(plain, True)))
    cleaned, named = _read_all(column, currency, np.array(places(hard)), name)
    mended = pc.replace_with_mask(easy, hard, cleaned.values)
    codes = pc.replace_with_mask(pa.nulls(len(column), TEXT), hard, named)
    return _checked(Cleaned(mended, cleaned.defects), name, currency), codes


def _read_all(column: pa.Array, currency: pa.Array, rows: np.ndarray, name: str) -> tuple[Cleaned, pa.Array]:
    """Read the cells of some rows, each distinct one of a currency once."""
    chosen = pa.array(rows)
    texts, codes = column.take(chosen).dictionary_encode(), currency.take(chosen).dictionary_encode()
    known: list[str | None] = [*codes.dictionary.to_pylist(), None]
    pairs = texts.indices.to_numpy().astype(np.int64) * len(known)
    pairs += pc.fill_null(codes.indices, len(known) - 1).to_numpy()
    distinct, which = np.unique(pairs, return_inverse=True)
    asked = texts.dictionary.to_pylist()
    answers = [read(asked[pair // len(known)], known[pair % len(known)]) for pair in distinct.tolist()]
    none = (None, None)
    good = [none if isinstance(answer, Bad) else answer for answer in answers]
    cleaned = Cleaned(pa.array([amount for amount, _ in good], AMOUNT).take(pa.array(which)))
    bad = {number: answer.why for number, answer in enumerate(answers) if isinstance(answer, Bad)}
    for place in np.flatnonzero(np.isin(which, list(bad))).tolist() if bad else ():
        row, number = int(rows[place]), int(which[place])
        cleaned.defects.append(Defect(row, name, shown(column[row].as_py()), bad[number]))
    return cleaned, pa.array([code for _, code in good], TEXT).take(pa.array(which))


def _exact(values: pa.Array) -> pa.Array | None:
    """Return a column that Arrow reads as it stands; None where its cells must be looked at one by one."""
    try:
        return values.cast(AMOUNT)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # it does not say which cell: the caller asks each of them
        return None


def _as_written(values: pa.Array) -> pa.Array:
    """Return a column as text; where it is one of numbers, as `figure_text` gives each."""
    values = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
    kind = values.type
    if not (pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        return as_text(values)
    if pa.types.is_floating(kind):
        # A sum of floats is 0.30000000000000004 and was meant as 0.3.
        exact = pc.round(values, 6) if pa.types.is_float64(kind) else values
        values = pc.if_else(pc.is_nan(exact), pa.scalar(None, kind), exact).cast(TEXT)
    return pc.replace_substring_regex(as_text(values), THREE_DECIMALS.pattern, r"\0" + "0")


def _checked(cleaned: Cleaned, name: str, currency: pa.Array) -> Cleaned:
    """Refuse amounts below 0, above the largest, and finer than the smallest coin of currencies without cents."""
    column = cleaned.values
    bounds = pc.min_max(column).as_py()
    if bounds["min"] is None:
        return cleaned
    wrong: list[tuple[pa.Array, Line]] = []
    if bounds["min"] < 0:
        wrong.append((pc.less(column, pa.scalar(Decimal(0), AMOUNT)), NEGATIVE))
    if bounds["max"] > MAXIMUM:
        wrong.append((pc.greater(column, pa.scalar(MAXIMUM, AMOUNT)), TOO_MUCH))
    for code in pc.unique(currency).to_pylist():
        if code and unit(code) == 1:
            finer = pc.and_(pc.equal(currency, code), pc.not_equal(pc.round(column), column))
            why = Line(msgid="%(code)s has no smaller coin than 1: check the decimal point.", slots=(("code", code),))
            wrong.append((finer, why))
    for mask, why in wrong:
        for index in places(mask):
            cleaned.defects.append(Defect(index, name, f"{column[index].as_py().normalize():f}", why))
    return cleaned


@lru_cache(maxsize=65_536)
def read(text: str, currency: str | None) -> tuple[Decimal | None, str | None] | Bad:
    """Return an amount and the currency that it names; an empty cell has none."""
    whole = text.strip()
    if not whole or whole in {"-", "--", "—"}:
        return None, None
    figure = FIGURE.search(whole)
    if figure is None:
        return Bad(NOT_AN_AMOUNT)
    sign = (whole[: figure.start()].strip() + " " + whole[figure.end() :].strip()).strip()
    named = _named(sign, currency)
    if isinstance(named, Bad):
        return named
    amount = _amount(figure[2].strip(), named or currency, sign)
    if isinstance(amount, Bad):
        return amount
    return Bad(NEGATIVE) if figure[1] and amount else (amount, named)


def _amount(number: str, code: str | None, sign: str) -> Decimal | Bad:
    if _has_two_meanings(number, code, sign):
        return Bad(_either(number, code))
    is_open = "," in number or (THOUSANDS.fullmatch(number) and not _has_thousandths(code))
    found = None if is_open else parse_amount(number)
    amount = found[0] if found else None
    if amount is None or (amount <= MAXIMUM and _finer(amount, code)):
        amount = _figure(number)
    if amount is None or amount > MAXIMUM:  # so large a one fits into no column
        return Bad(NOT_AN_AMOUNT if amount is None else TOO_MUCH)
    if _finer(amount, code):
        why = Line(
            msgid="The amount is finer than the smallest coin of %(code)s: check the decimal point.",
            slots=(("code", str(code)),),
        )
        return Bad(why)
    return amount


def _named(sign: str, currency: str | None) -> str | Bad | None:
    if not sign:
        return None
    meant = words().currencies_of(sign)
    if not meant:
        return Bad(NOT_AN_AMOUNT)
    if currency in meant:
        return currency
    if currency:
        return Bad(_in_another(meant, currency))
    if len(meant) > 1:
        why = Line(
            msgid="'%(sign)s' is the sign of several currencies: add a column currency, such as %(code)s.",
            slots=(("sign", sign), ("code", meant[0])),
        )
        return Bad(why)
    return meant[0]


def _in_another(meant: tuple[str, ...], currency: str) -> Line:
    other: str | Line = meant[0]
    if len(meant) > 1:
        other = Line(msgid="%(one)s or %(other)s", slots=(("one", meant[0]), ("other", meant[1])))
    return Line(
        msgid="The amount is in %(other)s, but the order is in %(currency)s: correct one of the two.",
        slots=(("other", other), ("currency", currency)),
    )


def _finer(amount: Decimal, currency: str | None) -> bool:
    smallest = FINEST if currency is None else unit(currency)
    return amount.normalize() != amount.normalize().quantize(smallest)


def _has_thousandths(currency: str | None) -> bool:
    return currency is not None and unit(currency) == THOUSANDTH


def _has_two_meanings(text: str, currency: str | None, sign: str) -> bool:
    """Whether the one sign in a figure may part thousands as well as decimals, as in 1.500 EUR and 1,500 KWD.

    Nor does 149.000 JPY say what it is: a database writes three decimals in every currency. Who writes Rp or ₫ beside
    it formats for people, and those get no decimals that their money has not.
    """
    match = GROUPED.fullmatch(text)
    if match is None or match[2] or text.count(match[1]) > 1 or match[1] not in {".", ","}:
        return False
    if match[1] == ",":
        return _has_thousandths(currency)
    is_for_people = bool(sign) and not is_currency(sign.upper()) and currency is not None and unit(currency) == 1
    return not _has_thousandths(currency) and not is_for_people


def _either(text: str, currency: str | None) -> Line:
    few = rounded(Decimal(text.replace(",", ".")), currency) if currency else Decimal(text).quantize(Decimal("0.01"))
    slots = (("text", text), ("one", f"{few:f}"), ("other", re.sub(r"\D", "", text)))
    return Line(msgid="'%(text)s' can be read in two ways: write %(one)s or %(other)s.", slots=slots)


def _figure(text: str) -> Decimal | None:
    """Return a figure with signs between its thousands, or with a decimal comma."""
    if match := GROUPED.fullmatch(text):
        group, point = match[1], match[2]
        if point != group:
            decimals = match[3] or ""
            end = len(text) - len(decimals) - (1 if point else 0)
            return Decimal(re.sub(r"\D", "", text[:end]) + (f".{decimals}" if decimals else ""))
    if match := SIMPLE.fullmatch(text):
        return Decimal(f"{match[1]}.{match[2] or 0}")
    return None
