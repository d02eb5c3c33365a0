"""Amounts of money with their currency, in the notation of each language."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from assistant.model import Amount
from assistant.reading.facts.counting import FIGURE, NUMBERS, THOUSANDS, UNSPACED, folded, number_words
from assistant.reading.facts.numerals import DIGITS, UNITS, decimal_of, number_of, whole
from assistant.reading.facts.spoken import spoken
from assistant.reading.facts.yuan import yuan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Signs and words as buyers write them; the longest wins.
CURRENCY_WORDS = {
    "USD": ("US$", "US $", "U$S", "$ US", "$US", "USD", "dollars", "dollar", "bucks", "доллар", "доллара", "долларов", "долл", "баксов", "бакса", "баксів", "бакси", "dólares", "dolares", "dólar", "美元", "美金", "美刀", "دولار", "דולר", "דולרים", "ดอลลาร์",
            "đô", "dolar", "dolarów", "dolary", "dolarů", "dolarlar", "달러", "ドル", "долар", "долари", "доларів",
            "دولارا", "دولارات"),
    "EUR": ("EUR", "€", "euro", "euros", "euron", "eurom", "eura", "eur", "евро", "євро", "欧元", "歐元", "يورو", "יורו", "유로", "ユーロ", "ยูโร"),
    "GBP": ("£", "GBP", "英镑", "英鎊", "quid", "pounds"),
    "BRL": ("R$", "BRL", "reais", "real"),
    "RUB": ("₽", "RUB", "руб", "руб.", "р.", "р", "рубль", "рубля", "рублей", "рубли", "рублях", "рублями", "рэ"),
    "CNY": ("CNY", "RMB", "元", "人民币", "人民幣"),
    "TWD": ("NT$", "NT $", "NTD", "TWD", "新台币", "新台幣", "新臺幣", "台币", "台幣", "臺幣"), "HKD": ("HK$", "HK $", "HKD", "港币", "港幣", "港元"),
    "PLN": ("zł", "PLN", "złoty", "złote", "złotych", "złotego", "zlotych", "zloty", "zlote", "złotówek", "złotówki", "zlotowek", "zl"),
    "CZK": ("Kč", "CZK", "korun", "koruna", "koruny", "korunu", "korunami", "kaček", "kc", ",-"),
    "UAH": ("₴", "грн", "UAH", "гривень", "гривні", "гривня", "гривню", "гривен", "гривны", "гривнями"),
    "TRY": ("₺", "TL", "TRY", "lira", "liraya", "liralık", "lirası", "lirasını", "lirayı", "liradan"),
    "ILS": ("₪", "ILS", "שקל", "שקלים", "שח", 'ש"ח', "ש״ח"),
    "THB": ("฿", "THB", "บาท", "บ.", ".-"),
    "VND": ("₫", "VND", "vnđ", "đồng", "đ"),
    "IDR": ("Rp.", "Rp", "IDR", "rupiah"),
    "KRW": ("₩", "KRW", "원"),
    "JPY": ("円", "JPY", "yen", "日元", "日圆", "日圓"),
    "SAR": ("ريال", "ريالا", "ريالات", "SAR", "ر.س"), "AED": ("درهم", "درهما", "دراهم", "AED"),
    "EGP": ("جنيه", "جنيها", "جنيهات", "EGP"),
    "MXN": ("MXN", "MX$"), "CLP": ("CLP",), "COP": ("COP",), "ARS": ("ARS",), "CHF": ("CHF", "Fr.", "franken"),
    "CAD": ("CAD", "CA$", "C$", "$ CA", "$CA", "$ CAD", "加元", "加币", "加幣"), "AUD": ("AUD", "A$", "AU$", "澳元", "澳币", "澳幣"),
    "SGD": ("SGD", "S$"), "NZD": ("NZD", "NZ$"), "KZT": ("₸", "тенге"),
}  # fmt: skip
# Signs and words that several currencies share, and where the language leaves one.
_PESOS = ("ARS", "CLP", "COP", "MXN", "PHP", "UYU")
SHARED = {
    "$": ("USD", "AUD", "BRL", "CAD", "HKD", "NZD", "SGD", "TWD", *_PESOS), "¥": ("CNY", "JPY"), "￥": ("CNY", "JPY"),
    "pesos": _PESOS,
}  # fmt: skip
LEFT = {"en": {"$": "USD"}, "zh": {"¥": "CNY", "￥": "CNY"}, "ja": {"¥": "JPY", "￥": "JPY"}}
# 'A$20' is money of Australia, 'a$20' is 'a $20' with a blank too few.
CASED = frozenset({"a$", "c$", "s$"})
# In other languages such words are something else.
ONLY_IN = {
    "real": "pt",
    "р": "ru",
    "р.": "ru",
    "日元": "zh",
    "日圆": "zh",
    "日圓": "zh",
    ".-": "th",
    ",-": "cs",
    "рэ": "ru",
    "kc": "cs",
    "zl": "pl",
    "đô": "vi",
    "đ": "vi",
}
CENTS = r"cents?|centimes?|centesimi|c[eé]ntimos?|centavos?|ct|gr|grosz[ey]?|groszy|kuruş|коп(?:е[ей]к[аи]?|ійок|ійки)?|hal[eé]řů"
Found = tuple[int, int, Decimal, tuple[str, ...]]  # the currencies that it may be in
# What every amount holds whose number has no figure.
IN_CHARACTERS = re.compile("[元円원]|[美欧日港ドユ달유]")
_NUMBER = r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2}(?!\d))?"


@cache
def currency_words(language: str) -> frozenset[str]:
    """Return the words for currencies, folded: what stands before one of them is no number of pieces."""
    known = {word for words in CURRENCY_WORDS.values() for word in words if ONLY_IN.get(word, language) == language}
    return frozenset(map(folded, known))


# Signs that begin other words where no blank or point parts them: 円形 is round, 2 р-ра are sizes, 원단 is cloth.
NOT_BEFORE = {
    "円": "[形盤玉筒柱卓周]|硬貨|切手",
    "元": "[素旦件店]",
    "р": "-",
    "원": "형|단|피스|목|본|래|두|칙|리|[하해했한할함]|인(?![데가지])",
    "pounds": r"\s(?:heavier|lighter|overweight|of\s)",
}
# Where no blank parts words, a sign or a code may touch the word before it, and a currency that has a name of its own;
# the plain unit may not: 多少元5个 asks for the price of five.
GLUED = r"(?<![A-Za-z])(?=[^\w\s.,]|[A-Z]{1,3}\s?\$|[A-Z]{3}[\s\d]|[美欧歐英港台臺人日新澳加][元金镑鎊币幣圆圓]|[新人][民台臺][币幣])"
# The sign of the next sum: 'order 12345 $20'.
NOT_OF_NEXT = r"(?!(?:[A-Z]{0,2}[$€£¥￥₩₽฿₫]|Rp\.?\s?)\d)"
# Figures before such a sign are a size.
SIZE = re.compile(r"(?:размер\w*|разм\.?|рост\w*|weigh\w*)\s*$", re.IGNORECASE)
SIZE_WITHIN = 12
SIZED = frozenset({"р", "р.", "pounds"})


@cache
def _pattern(language: str) -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
    codes = dict(SHARED) | {sign: (code,) for sign, code in LEFT.get(language, {}).items()}
    for code, words in CURRENCY_WORDS.items():
        codes |= {folded(word): (code,) for word in words if ONLY_IN.get(word, language) == language}
    ordered = sorted(codes, key=len, reverse=True)
    unlike = {sign: f"(?!{others})" for sign, others in NOT_BEFORE.items()}
    written = {sign: f"(?-i:{re.escape(sign.upper())})" for sign in CASED}
    signs = "|".join(written.get(sign, re.escape(sign)) + unlike.get(sign, "") for sign in ordered)
    more = "|".join(sorted(THOUSANDS.get(language, {}), key=len, reverse=True)) or "(?!)"
    end = "" if language in UNSPACED else r"(?![^\W\d_])"
    last = rf"{end}(?!(?<=\W)\s?\d)"  # not the sign of the next sum
    apart = rf"(?:(?<![^\W\d_])|{GLUED})" if language in UNSPACED else r"(?<![^\W\d_])"
    before = (
        rf"{apart}(?P<before>{signs})\s?(?P<first>{_NUMBER})(?:\s?(?P<times_first>{more})(?![^\W\d_]))?"
        rf"(?![\d%A-Za-z])(?:\s?(?P<named>{signs}){last})?"
    )
    after = (
        rf"{_number(language)}(?:,-)?(?:\s?(?P<times_second>{more})\.?)?(?:\s{NOT_OF_NEXT}|)(?P<after>{signs}){end}(?:(?<=[元$¥￥])\s?(?P<of>{signs}){last})?"
        rf"(?:(?<=€)(?P<cents>\d\d)(?![\d.,%])|\s(?P<coins>\d\d?)(?:\s?(?:{CENTS})\b|(?<=\d\d)(?=\s*(?:$|[.,;:!?)](?!\d)))))?"
    )
    return re.compile(rf"{before}|{after}", re.IGNORECASE), codes


def _number(language: str) -> str:
    """Return the pattern of a number before its currency."""
    if language not in UNITS:
        return rf"(?<![\d.,])(?P<second>{_NUMBER})"
    digits, units = DIGITS[language], UNITS[language]
    part = rf"(?:(?:{_NUMBER})\s?|[{digits}])?[{units}]"
    # In Korean most of these syllables end other words too: nothing but figures stands right behind another one.
    alone = "(?:(?<![가-힣])|(?=\\d))" if language == "ko" else ""
    return rf"(?<![\d.,{digits}{units}]){alone}(?P<second>(?:{part}\s?)+(?:{_NUMBER}|[{digits}]{{1,2}})?|{_NUMBER})"


def amounts(text: str, language: str) -> Iterator[Amount]:
    """Yield the amounts; the currency is None where it cannot be known."""
    found: list[Found] = []
    if FIGURE.search(text):
        found += [*_signed(text, language), *_known(spoken(text, language))]
    elif language in UNITS and IN_CHARACTERS.search(text):
        found += _signed(text, language)
    found += _known(yuan(text)) if language == "zh" else _in_words(text, language)
    end_of_last = -1
    for start, end, amount, among in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= end_of_last:
            end_of_last = end
            currency = among[0] if len(among) == 1 else None
            yield Amount(amount=amount, currency=currency, among=among, start=start, end=end)


def _known(found: Iterable[tuple[int, int, Decimal, str]]) -> Iterator[Found]:
    return ((start, end, amount, (currency,)) for start, end, amount, currency in found)


def _signed(text: str, language: str) -> Iterator[Found]:
    """Yield the amounts that have a sign or word of a currency."""
    pattern, codes = _pattern(language)
    for match in pattern.finditer(text):
        first = match["before"] is not None
        sign, number = (match["before"], match["first"]) if first else (match["after"], match["second"])
        if sign.casefold() in SIZED and SIZE.search(text[max(0, match.start() - SIZE_WITHIN) : match.start()]):
            continue
        times = match["times_first"] if first else match["times_second"]
        amount = number_of(number) if language in UNITS else decimal_of(number)
        amount = whole(amount * THOUSANDS[language][times.casefold()]) if times else amount
        amount += Decimal(match["cents"] or match["coins"] or 0) / 100
        # A name behind a sign that is shared decides: $30 AUD, 500元台币.
        behind = match["named"] or match["of"] if folded(sign) in {*SHARED, "元"} else None
        yield match.start(), match.end(), amount, codes[folded(behind or sign)]


def _in_words(text: str, language: str) -> Iterator[Found]:
    """Yield amounts such as 'three dollars' and 'пять тысяч рублей'; 'a dollar' and the end of a longer number are none."""
    if language not in NUMBERS or language in UNSPACED:
        return
    number, codes = number_words(language), _pattern(language)[1]
    for match in _words_of_money(language).finditer(text):
        value = number.value(match["n"])
        if value > 1 and number.is_whole(text, match.start()):
            factor = THOUSANDS[language][match["times"].casefold()] if match["times"] else 1
            yield match.start(), match.end(), Decimal(value * factor), codes[folded(match["sign"])]


@cache
def _words_of_money(language: str) -> re.Pattern[str]:
    signs = "|".join(sorted((re.escape(word) for word in currency_words(language)), key=len, reverse=True))
    more = "|".join(sorted(THOUSANDS.get(language, {}), key=len, reverse=True)) or "(?!)"
    return re.compile(
        rf"(?P<n>{number_words(language).words})\s+(?:(?P<times>{more})\s+)?(?P<sign>{signs})(?![^\W_])", re.IGNORECASE
    )
