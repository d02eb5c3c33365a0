"""Facts in the text: order and tracking numbers, amounts with currency, dates, stars; each with its place."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from assistant.model import Amount, Facts, FoundText

if TYPE_CHECKING:
    from collections.abc import Iterator

S10 = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2})\s?(\d{8})(\d)\s?([A-Z]{2})(?![A-Za-z0-9])")
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
CARRIERS = re.compile(
    r"(?<![A-Za-z0-9])(?:LP\d{14,16}|CN[A-Z]{0,2}\d{12,16}|SF\d{12,15}|YT\d{16}|4PX\d{13,16}(?:CN)?|UUS\d{10,16}|"
    r"1Z[0-9A-Z]{16}|JD\d{13,18}|ZTO\d{12}|SY[A-Z]{0,2}\d{9,13}|AE\d{12,14})(?![A-Za-z0-9])"
)
ORDER = re.compile(r"(?<![\dA-Za-z])\d{14,19}(?![\dA-Za-z])")
ORDER_WORD = re.compile(
    r"(?:order|заказ\w*|pedido|orden|commande|bestellung|ordine|zamówieni\w*|objednávk\w*|замовлен\w*|sipariş|订单|訂單|"
    r"注文|주문|הזמנה|طلب|đơn hàng|pesanan|คำสั่งซื้อ)[^\S\n]*"
    r"(?:number|no\.?|nr\.?|n[º°o.]+|num\w*|номер|号|號|番号|번호)?[^\S\n]*"
    r"[#№:：]*[^\S\n]*(?P<number>[A-Z0-9]{0,4}-?\d[\d-]{4,18})",
    re.IGNORECASE,
)
CURRENCY_WORDS = {
    "USD": ("US$", "USD", "dollars", "bucks", "долларов", "dólares", "dolares", "美元", "美金"),
    "EUR": ("EUR", "€", "euros", "euro", "евро", "欧元"),
    "GBP": ("£", "GBP", "quid"),
    "BRL": ("R$", "BRL", "reais"),
    "RUB": ("₽", "RUB", "руб", "р.", "рублей", "рубля"),
    "CNY": ("CNY", "RMB", "元", "块"),
    "PLN": ("zł", "PLN"),
    "CZK": ("Kč", "CZK"),
    "UAH": ("₴", "грн", "UAH"),
    "TRY": ("₺", "TL", "TRY"),
    "ILS": ("₪", "ILS"),
    "THB": ("฿", "THB", "บาท"),
    "VND": ("₫", "VND", "đ"),
    "IDR": ("Rp", "IDR"),
    "KRW": ("₩", "KRW", "원"),
    "JPY": ("円", "JPY"),
    "MXN": ("MXN",), "CLP": ("CLP",), "COP": ("COP",), "ARS": ("ARS",), "CHF": ("CHF",), "CAD": ("CAD",),
    "AUD": ("AUD",),
}  # fmt: skip
CURRENCY_SIGNS = {sign: code for code, signs in CURRENCY_WORDS.items() for sign in signs}
AMBIGUOUS = {"$": {"en": "USD"}, "¥": {"zh": "CNY", "ja": "JPY"}, "￥": {"zh": "CNY", "ja": "JPY"}}
_SIGN = "|".join(sorted(map(re.escape, [*CURRENCY_SIGNS, *AMBIGUOUS]), key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
AMOUNT = re.compile(
    rf"(?:(?P<before>{_SIGN})\s?(?P<first>{_NUMBER})(?![\d%]))|(?:(?<![\d.,])(?P<second>{_NUMBER})\s?(?P<after>{_SIGN})(?![^\W\d_]))",
    re.IGNORECASE,
)
ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
NUMERIC = re.compile(r"(?<![\d.,])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
EAST_ASIAN = re.compile(r"(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]")
STARS = re.compile(
    r"(?<!\d)(?P<n>[1-5])\s?(?:-|\s)?(?:stars?\b|★|⭐|星|зв[её]зд\w*|estrellas?\b|estrelas?\b|étoiles?\b|etoiles?\b|sterne?\b|stelle\b)",
    re.IGNORECASE,
)
MONTHS_IN_YEAR = 12


def find_facts(text: str, language: str, received_on: date | None) -> Facts:
    """Return the facts; a date without a year is the last such day before the message was received."""
    tracking = tuple(_tracking(text))
    taken = [(found.start, found.end) for found in tracking]
    return Facts(
        order_numbers=tuple(found for found in _orders(text) if not _overlaps(found.start, found.end, taken)),
        tracking_numbers=tracking,
        amounts=tuple(_amounts(text, language)),
        dates=tuple(_dates(text, language, received_on)),
        stars=tuple(FoundText(value=m["n"], start=m.start(), end=m.end()) for m in STARS.finditer(text)),
    )


def is_s10(digits: str, check: str) -> bool:
    """Whether the check digit of a postal item number is right (UPU S10)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, S10_WEIGHTS, strict=True)) % 11
    return int(check) == (0 if rest == 10 else 5 if rest == 11 else rest)  # noqa: PLR2004 - the two exceptions of S10


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in taken)


def _tracking(text: str) -> Iterator[FoundText]:
    for match in S10.finditer(text):
        service, digits, check, country = match.groups()
        if is_s10(digits, check):
            yield FoundText(value=service + digits + check + country, start=match.start(), end=match.end())
    for match in CARRIERS.finditer(text):
        yield FoundText(value=match[0], start=match.start(), end=match.end())


def _orders(text: str) -> Iterator[FoundText]:
    seen: set[int] = set()
    for match in ORDER_WORD.finditer(text):
        seen.add(match.start("number"))
        yield FoundText(value=match["number"].strip("-"), start=match.start("number"), end=match.end("number"))
    for match in ORDER.finditer(text):
        if match.start() not in seen:
            yield FoundText(value=match[0], start=match.start(), end=match.end())


def _amounts(text: str, language: str) -> Iterator[Amount]:
    folded = {sign.casefold(): code for sign, code in CURRENCY_SIGNS.items()}
    for match in AMOUNT.finditer(text):
        sign, number = (match["before"], match["first"]) if match["before"] else (match["after"], match["second"])
        currency = folded.get(sign.casefold()) or AMBIGUOUS.get(sign, {}).get(language)
        yield Amount(amount=_decimal(number), currency=currency, start=match.start(), end=match.end())


def _decimal(number: str) -> Decimal:
    """Read a number whose last separator with one or two digits behind it is the decimal sign."""
    match = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", number)
    whole, fraction = (match[1], match[2]) if match else (number, None)
    return Decimal(re.sub(r"\D", "", whole) + (f".{fraction}" if fraction else ""))


def _dates(text: str, language: str, received_on: date | None) -> Iterator[FoundText]:
    for start, end, day in sorted(_day_candidates(text, language, received_on)):
        yield FoundText(value=day.isoformat(), start=start, end=end)


def _day_candidates(text: str, language: str, received_on: date | None) -> Iterator[tuple[int, int, date]]:
    for match in ISO.finditer(text):
        yield from _span(match, _day(int(match[1]), int(match[2]), int(match[3])))
    for match in NUMERIC.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        month_first = language == "en" and match[2] == "/"
        if month_first and first <= MONTHS_IN_YEAR and second <= MONTHS_IN_YEAR and first != second:
            continue  # 3/4/2026 is March or April: a guess would be wrong half the time
        month, day = (first, second) if month_first and first <= MONTHS_IN_YEAR else (second, first)
        yield from _span(match, _day(year if year > 99 else 2000 + year, month, day))  # noqa: PLR2004 - two digits
    for match in EAST_ASIAN.finditer(text):
        yield from _span(match, _dated(match[1], int(match[2]), int(match[3]), received_on))
    pattern, months = _month_pattern(language)
    if pattern is not None:
        for match in pattern.finditer(text.replace("İ", "i").replace("ı", "i")):
            day_number = match["d1"] or match["d2"]
            month = months[_folded(match["m1"] or match["m2"])]
            yield from _span(match, _dated(match["y1"] or match["y2"], month, int(day_number), received_on))


def _span(match: re.Match[str], day: date | None) -> Iterator[tuple[int, int, date]]:
    if day is not None:
        yield match.start(), match.end(), day


def _dated(year: str | None, month: int, day: int, received_on: date | None) -> date | None:
    if year:
        return _day(int(year), month, day)
    if received_on is None:
        return None
    this_year = _day(received_on.year, month, day)
    if this_year is not None and this_year <= received_on:
        return this_year
    return _day(received_on.year - 1, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _folded(name: str) -> str:
    """Fold case; the Turkish dotless i is an i to the pattern, so it is one here."""
    return name.casefold().replace("i̇", "i").replace("ı", "i").rstrip(".")


@cache
def _month_pattern(language: str) -> tuple[re.Pattern[str] | None, dict[str, int]]:
    try:
        names = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return None, {}
    months = {
        _folded(name): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in names[context][width].items()
        if not name.isdigit() and len(name) > 2 and not re.search(r"[\d月]", name)  # noqa: PLR2004 - too short to tell
    }
    if not months:
        return None, {}
    name = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    ordinal = r"(?:st|nd|rd|th|er|º|ª|\.)?"
    between = r"(?:\s+(?:de|of))?\s+"
    return (
        re.compile(
            rf"(?<!\d)(?P<d1>\d{{1,2}}){ordinal}{between}(?P<m1>{name})\b\.?(?:(?:\s+de|,)?\s+(?P<y1>20\d\d))?|"
            rf"\b(?P<m2>{name})\.?\s+(?P<d2>\d{{1,2}}){ordinal}(?!\d)(?:,?\s+(?P<y2>20\d\d))?",
            re.IGNORECASE,
        ),
        months,
    )
