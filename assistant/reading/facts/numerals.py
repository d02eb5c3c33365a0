"""Numbers in the characters of Chinese, Japanese and Korean, alone or mixed with figures: 十五, 1万5千, 오천."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {
    "zh": "零〇一二三四五六七八九两兩",
    "ja": "〇一二三四五六七八九",
    "ko": "일이삼사오육칠팔구",
}
UNITS = {"zh": "十百千万萬", "ja": "十百千万", "ko": "십백천만"}
_VALUES = {
    character: value
    for row in ("零一二三四五六七八九", "〇", "영일이삼사오육칠팔구")
    for value, character in enumerate(row)
} | {"两": 2, "兩": 2}
_POWERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "萬": 10_000, "십": 10, "백": 100, "천": 1_000, "만": 10_000}
MYRIAD = 10_000
_PARTS = re.compile(r"\d[\d.,]*|\S")


def decimal_of(number: str) -> Decimal:
    """Read figures whose last separator with one or two digits behind it is the decimal sign."""
    match = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", number)
    whole, fraction = (match[1], match[2]) if match else (number, None)
    return Decimal(re.sub(r"\D", "", whole) + (f".{fraction}" if fraction else ""))


def whole(amount: Decimal) -> Decimal:
    """Return 1.5 times a thousand as 1500, not 1500.0; cents stay."""
    return amount.quantize(Decimal(1)) if amount >= MYRIAD // 10 and amount == amount.to_integral_value() else amount


def number_of(text: str) -> Decimal:
    """Return what the figures and characters mean; 两百五 is 250, as it is said."""
    total = section = Decimal(0)
    current: Decimal | None = None
    power = 1
    for part in _PARTS.findall(text):
        if part in _POWERS:
            power = _POWERS[part]
            if power == MYRIAD:
                total += (section + (current or 0) or 1) * MYRIAD
                section = Decimal(0)
            else:
                section += (1 if current is None else current) * power
            current = None
        elif part in _VALUES:
            current = Decimal(_VALUES[part])
            power = power if current else 1  # 一百零五 is 105
        else:
            current, power = decimal_of(part), 1
    return whole(total + section + (current or 0) * (power // 10 if power > 10 else 1))  # noqa: PLR2004 - 十五 is no 二百五
