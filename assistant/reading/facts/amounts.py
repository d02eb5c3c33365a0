"""Amounts of money with their currency, in the notation of each language."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from assistant.model import Amount
from assistant.reading.facts.counting import THOUSANDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Signs and words as buyers write them; the longest wins. What ends with * may have another ending.
CURRENCY_WORDS = {
    "USD": ("US$", "USD", "dollars", "dollar", "bucks", "доллар*", "dólares", "dolares", "dólar", "美元", "美金", "美刀", "دولار", "דולר*", "ดอลลาร์",
            "đô", "dolar*", "달러", "ドル", "долар*"),
    "EUR": ("EUR", "€", "euros", "euro*", "евро", "євро", "欧元", "يورو", "יורו", "eur", "유로", "ユーロ", "ยูโร"),
    "GBP": ("£", "GBP", "quid", "pounds"),
    "BRL": ("R$", "BRL", "reais", "real"),
    "RUB": ("₽", "RUB", "руб*", "р.", "р", "рубл*"),
    "CNY": ("CNY", "RMB", "元", "块钱", "块", "人民币"),
    "TWD": ("NT$", "NTD", "TWD", "台幣"), "HKD": ("HK$", "HKD", "港币"),
    "PLN": ("zł", "PLN", "złot*", "zlot*", "zl"),
    "CZK": ("Kč", "CZK", "korun*", "kc"),
    "UAH": ("₴", "грн", "UAH", "грив*"),
    "TRY": ("₺", "TL", "TRY", "lira*"),
    "ILS": ("₪", "ILS", "שקל*", 'ש"ח', "ש״ח"),
    "THB": ("฿", "THB", "บาท"),
    "VND": ("₫", "VND", "vnđ", "đồng", "đ"),
    "IDR": ("Rp.", "Rp", "IDR", "rupiah", "perak"),
    "KRW": ("₩", "KRW", "원"),
    "JPY": ("円", "JPY", "yen"),
    "SAR": ("ريال", "SAR", "ر.س"), "AED": ("درهم", "AED"), "EGP": ("جنيه", "EGP"),
    "MXN": ("MXN", "MX$"), "CLP": ("CLP",), "COP": ("COP",), "ARS": ("ARS",), "CHF": ("CHF", "Fr.", "franken"),
    "CAD": ("CAD",), "AUD": ("AUD",), "KZT": ("₸", "тенге"),
}  # fmt: skip
# Signs that several currencies share: known only where the language leaves one.
AMBIGUOUS = {"$": {"en": "USD"}, "¥": {"zh": "CNY", "ja": "JPY"}, "￥": {"zh": "CNY", "ja": "JPY"}, "pesos": {}}
# Without these languages such words are something else: 'real', 'tr', 'đ'.
ONLY_IN = {
    "real": "pt",
    "р": "ru",
    "р.": "ru",
    "块": "zh",
    "kc": "cs",
    "zl": "pl",
    "đô": "vi",
    "đ": "vi",
    "perak": "id",
}
_NUMBER = r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2}(?!\d))?"


@cache
def _pattern(language: str) -> tuple[re.Pattern[str], Mapping[str, str | None]]:
    codes: dict[str, str | None] = {}
    for code, words in CURRENCY_WORDS.items():
        codes |= {word.casefold(): code for word in words if ONLY_IN.get(word, language) == language}
    codes |= {sign: known.get(language) for sign, known in AMBIGUOUS.items()}
    ordered = sorted(codes, key=len, reverse=True)
    signs = "|".join(re.escape(sign[:-1]) + r"\w{0,5}" if sign.endswith("*") else re.escape(sign) for sign in ordered)
    more = "|".join(sorted(THOUSANDS.get(language, {}), key=len, reverse=True)) or "(?!)"
    before = rf"(?<![^\W\d_])(?P<before>{signs})\s?(?P<first>{_NUMBER})(?:\s?(?P<times_first>{more})(?![^\W\d_]))?(?![\d%A-Za-z])"
    after = (
        rf"(?<![\d.,])(?P<second>{_NUMBER})(?:,-)?(?:\s?(?P<times_second>{more})\.?)?\s?(?P<after>{signs})(?![^\W\d_])"
    )
    if language in {"zh", "ja", "ko", "th"}:  # no blank between words
        after = after.removesuffix(r"(?![^\W\d_])")
    return re.compile(rf"{before}|{after}", re.IGNORECASE), codes


def amounts(text: str, language: str) -> Iterator[Amount]:
    """Yield the amounts; the currency is None where it cannot be known."""
    pattern, codes = _pattern(language)
    for match in pattern.finditer(text):
        first = match["before"] is not None
        sign, number = (match["before"], match["first"]) if first else (match["after"], match["second"])
        times = match["times_first"] if first else match["times_second"]
        factor = THOUSANDS[language][times.casefold()] if times else 1
        yield Amount(
            amount=_decimal(number) * factor, currency=_code(sign, codes), start=match.start(), end=match.end()
        )


def _code(sign: str, codes: Mapping[str, str | None]) -> str | None:
    folded = sign.casefold()
    if folded in codes:
        return codes[folded]
    return next(code for stem, code in codes.items() if stem.endswith("*") and folded.startswith(stem[:-1]))


def _decimal(number: str) -> Decimal:
    """Read a number whose last separator with one or two digits behind it is the decimal sign."""
    match = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", number)
    whole, fraction = (match[1], match[2]) if match else (number, None)
    return Decimal(re.sub(r"\D", "", whole) + (f".{fraction}" if fraction else ""))
