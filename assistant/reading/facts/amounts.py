"""Amounts of money with their currency, in the notation of each language."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from assistant.model import Amount
from assistant.reading.facts.counting import FIGURE, THOUSANDS, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Signs and words as buyers write them; the longest wins.
CURRENCY_WORDS = {
    "USD": ("US$", "USD", "dollars", "dollar", "bucks", "доллар", "доллара", "долларов", "dólares", "dolares", "dólar", "美元", "美金", "美刀", "دولار", "דולר", "דולרים", "ดอลลาร์",
            "đô", "dolar", "dolarów", "dolary", "dolarů", "dolarlar", "달러", "ドル", "долар", "долари", "доларів"),
    "EUR": ("EUR", "€", "euro", "euros", "euron", "eurom", "eura", "eur", "евро", "євро", "欧元", "يورو", "יורו", "유로", "ユーロ", "ยูโร"),
    "GBP": ("£", "GBP", "quid", "pounds"),
    "BRL": ("R$", "BRL", "reais", "real"),
    "RUB": ("₽", "RUB", "руб", "руб.", "р.", "р", "рубль", "рубля", "рублей", "рубли", "рублях"),
    "CNY": ("CNY", "RMB", "元", "块钱", "块", "人民币"),
    "TWD": ("NT$", "NTD", "TWD", "台幣"), "HKD": ("HK$", "HKD", "港币"),
    "PLN": ("zł", "PLN", "złoty", "złote", "złotych", "złotego", "zlotych", "zl"),
    "CZK": ("Kč", "CZK", "korun", "koruna", "koruny", "korunu", "kc"),
    "UAH": ("₴", "грн", "UAH", "гривень", "гривні", "гривня", "гривню"),
    "TRY": ("₺", "TL", "TRY", "lira", "liraya", "liralık"),
    "ILS": ("₪", "ILS", "שקל", "שקלים", 'ש"ח', "ש״ח"),
    "THB": ("฿", "THB", "บาท"),
    "VND": ("₫", "VND", "vnđ", "đồng", "đ"),
    "IDR": ("Rp.", "Rp", "IDR", "rupiah"),
    "KRW": ("₩", "KRW", "원"),
    "JPY": ("円", "JPY", "yen"),
    "SAR": ("ريال", "SAR", "ر.س"), "AED": ("درهم", "AED"), "EGP": ("جنيه", "EGP"),
    "MXN": ("MXN", "MX$"), "CLP": ("CLP",), "COP": ("COP",), "ARS": ("ARS",), "CHF": ("CHF", "Fr.", "franken"),
    "CAD": ("CAD",), "AUD": ("AUD",), "KZT": ("₸", "тенге"),
}  # fmt: skip
# Signs that several currencies share: known only where the language leaves one.
AMBIGUOUS = {"$": {"en": "USD"}, "¥": {"zh": "CNY", "ja": "JPY"}, "￥": {"zh": "CNY", "ja": "JPY"}, "pesos": {}}
# In other languages such words are something else.
ONLY_IN = {"real": "pt", "р": "ru", "р.": "ru", "块": "zh", "kc": "cs", "zl": "pl", "đô": "vi", "đ": "vi"}
_NUMBER = r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2}(?!\d))?"


@cache
def _pattern(language: str) -> tuple[re.Pattern[str], Mapping[str, str | None]]:
    codes: dict[str, str | None] = {}
    for code, words in CURRENCY_WORDS.items():
        codes |= {folded(word): code for word in words if ONLY_IN.get(word, language) == language}
    codes |= {sign: known.get(language) for sign, known in AMBIGUOUS.items()}
    ordered = sorted(codes, key=len, reverse=True)
    signs = "|".join(map(re.escape, ordered)).replace("块|", "块(?![\u4e00-\u9fff])|")
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
    if not FIGURE.search(text):
        return
    pattern, codes = _pattern(language)
    for match in pattern.finditer(text):
        first = match["before"] is not None
        sign, number = (match["before"], match["first"]) if first else (match["after"], match["second"])
        times = match["times_first"] if first else match["times_second"]
        factor = THOUSANDS[language][times.casefold()] if times else 1
        yield Amount(
            amount=_decimal(number) * factor, currency=codes[folded(sign)], start=match.start(), end=match.end()
        )


def _decimal(number: str) -> Decimal:
    """Read a number whose last separator with one or two digits behind it is the decimal sign."""
    match = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", number)
    whole, fraction = (match[1], match[2]) if match else (number, None)
    return Decimal(re.sub(r"\D", "", whole) + (f".{fraction}" if fraction else ""))
