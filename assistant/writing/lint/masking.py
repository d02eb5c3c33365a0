"""What must not change a sentence's meaning for the linter: which number, amount, day or code stands in it."""

from __future__ import annotations

import re

CODE = re.compile(r"(?<![^\W_])(?=(?:[^\W_]*\d){4})[^\W_]{7,}(?![^\W_])")
NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
# So short a word behind it is no handle (asides.py): '@home' says 'at home'.
AT_WORD = re.compile(r"(?<![A-Za-z0-9_.@])@(?=[a-z]{1,4}(?![\w@]|\.\w))", re.IGNORECASE)
A_CODE, A_DAY, A_NUMBER = "LP10", "1.10.2026", "10"
DAY_PARTS = 3


def masked(text: str) -> str:
    """Return the text with each code, day and longer number as one and the same; one digit stays: five stars."""
    kept = [NUMBER.sub(_number, part) for part in CODE.split(AT_WORD.sub("at ", text))]
    return A_CODE.join(kept)


def _number(match: re.Match[str]) -> str:
    parts = re.findall(r"\d+", match[0])
    if len(parts) == DAY_PARTS:
        return A_DAY
    return A_NUMBER if sum(map(len, parts)) > 1 else match[0]
