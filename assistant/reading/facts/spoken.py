"""Money whose currency goes without saying: '50k', '1tr2', '50 ribu', '2 тыщи верните', 만원 and the like."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from assistant.reading.facts.counting import PIECES
from assistant.reading.facts.numerals import decimal_of, whole
from assistant.reading.facts.timewords import DAY, WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator

_N = r"(?<![\w.,])(?P<n>\d+(?:[.,]\d{1,2})?)"
# What is counted in thousands beside money.
_NO_MONEY = (
    r"(?!\s?(?:km|m|mah|mb|view|follow|sub|like|share|pcs|orang|kali|jam|hari|biji|buah|unit|langkah|lượt|người|cái|"
    r"chiếc|bước|giờ|lần|pin|px|dpi|lumen|hz|rpm|volt|watt|w|v)\b)"
)
# 'Two million, 3 of them': the figure behind a million is no part of it.
_COUNTED = PIECES["vi"] + "|" + DAY["vi"] + "|" + WEEK["vi"] + "|tháng|năm|sao|lần|người|nghìn|ngàn|triệu"
SPOKEN: dict[str, tuple[str, re.Pattern[str], *tuple[re.Pattern[str], ...]]] = {
    "vi": ("VND", re.compile(
        rf"{_N}\s?(?P<times>nghìn|nghin|ngàn|ngan|triệu|trieu|tr|k)(?:(?P<rest>\d{{1,3}})(?!\d)|"
        rf"\s(?P<tenth>\d{{1,3}})(?![\d.,:/]*[\d%])(?!\s?(?:[^\W\d_]{{1,2}}\b(?<!mà)|{_COUNTED}))|\s?(?P<half>rưỡi)|(?![^\W_])){_NO_MONEY}",
        re.IGNORECASE,
    )),
    "id": ("IDR", re.compile(rf"{_N}\s?(?P<times>ribu|rb|juta|jt|k)(?![^\W_]){_NO_MONEY}", re.IGNORECASE)),
    "ru": ("RUB", re.compile(
        rf"(?:{_N}\s?(?P<times>тыс(?:яч[аиу]?)?|тыщ[аиу]?|к)(?=\s(?:верн|отда|обратно|скин|компенс)))",
        re.IGNORECASE,
    ), re.compile(
        r"(?:верн\w+|отда\w+|заплатил\w*|стоит|стоил\w*|компенс\w+|скидк\w)\s(?:мне\s|хотя бы\s)?"
        rf"(?:{_N}\s?(?P<times>тыс(?:яч[аиу]?)?|тыщ[аиу]?|к)(?![^\W_]))", re.IGNORECASE,
    )),
}  # fmt: skip
MILLION = frozenset({"tr", "triệu", "trieu", "juta", "jt"})
# A screen has 4k, a figure of that kind begins where money does.
SCREENS = frozenset("23458")

Money = tuple[int, int, Decimal, str]


def spoken(text: str, language: str) -> Iterator[Money]:
    """Yield (start, end, amount, currency)."""
    if language not in SPOKEN:
        return
    currency, *patterns = SPOKEN[language]
    for match in chain.from_iterable(pattern.finditer(text) for pattern in patterns):
        times = match["times"].casefold()
        if times == "k" and match["n"] in SCREENS:
            continue
        factor = 1_000_000 if times in MILLION else 1_000
        amount = (decimal_of(match["n"]) + Decimal(f"0.{_rest(match)}")) * factor
        yield match.start("n"), match.end(), whole(amount), currency


def _rest(match: re.Match[str]) -> str:
    """Return the decimals that are said behind the unit: 1tr2, 1tr250 and 1tr rưỡi are 1.2, 1.25 and 1.5 million."""
    said = match.groupdict()
    return "5" if said.get("half") else said.get("rest") or said.get("tenth") or "0"
