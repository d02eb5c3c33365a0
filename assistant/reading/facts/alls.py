"""How many pieces are said to be all alike: 'all 3 are broken', 'alle drei', '3個とも'.

Grammar, not meaning: the lists are closed. Each is a regular expression's alternatives.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.reading.facts.counting import NUMBERS, ONLY, UNSPACED, number_words
from assistant.reading.facts.lacking import counts_goods
from assistant.reading.facts.lacks import BROKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

# Before the number, or a few words behind it. Of these the plural article says the same: 'las 3 tazas llegaron rotas'.
ALL = {
    "en": "all(?: of)?(?: the| my| these)?|every one of the",
    "zh": "全部?|都|所有",
    "ru": "все|всех|всеми",
    "es": "(?:tod[oa]s )?(?:l[oa]s|mis|est[oa]s)|tod[oa]s",
    "pt": "(?:tod[oa]s )?(?:[oa]s|meus|minhas)|tod[oa]s",
    "fr": "(?:tou(?:te)?s )?(?:les|mes|ces)|tou(?:te)?s",
    "de": "alle(?: meine| diese)?|allesamt|sämtliche",
    "it": "tutt[ie](?: e)?(?: l[ei]| i)?|le|i|gli",
    "nl": "alle|allemaal",
    "pl": r"wszystkie|wszystkich",
    "cs": "všechny|všech",
    "uk": "усі|всі|усіх|всіх",
    "tr": "hepsi|tümü|[üu]ç[üu] de|ikisi de|dördü de",
    "ar": "كل|جميع|كلها|جميعها|كلهم",
    "he": "כל|כולם|כולן",
    "ja": "とも|全て|すべて|全部|みんな",
    "ko": "다 |모두|전부",
    "th": "ทั้ง|ทั้งหมด|ทุก|หมด",
    "vi": "cả|tất cả|đều",
    "id": "semua|semuanya|seluruh",
}
# What says so behind the number, where that is not the same: an article does not.
BEHIND = {
    "en": "all(?! good| fine| in| the| my)|"
    "they (?:all )?(?:arrived|came|were|are) (?:all )?(?:broken|damaged|cracked|smashed)",
    "es": "tod[oa]s", "pt": "tod[oa]s", "fr": "tou(?:te)?s", "it": "tutt[ie]",
    "de": "alle(?! [0-9])|allesamt|sie (?:sind|kamen|waren) (?:kaputt|zerbrochen|beschädigt)",
}  # fmt: skip
BUT = re.compile(
    r"\b(?:but|except|aber|mais|pero|mas|ma|però|maar|ale|но|а|але|ama|fakat|لكن|ولكن|אבל|nhưng|tapi|tetapi)\b|"
    r"但|可是|けど|しかし|지만|는데|แต่"
)
CLAUSE_END = re.compile(r"[.,;:!?…。、，；：！？\n]")


def alls(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, number) of pieces that are said to be all alike, where no word sets one of them apart.

    'All 3 came, but one is broken' is no such number.
    """
    if language not in NUMBERS or any(_one(language).search(clause) for clause in _faults(text)):
        return
    number = number_words(language)
    for match in _all(language).finditer(text):
        name = "n" if match["n"] else "m"
        start, end = match.span(name)
        clause = _clause(text, match.start(), match.end())
        apart = BUT.search(clause) or _one(language).search(clause)
        if not apart and number.is_whole(text, start) and counts_goods(text, start, end, "", language):
            yield start, end, number.value(match[name])


def _faults(text: str) -> Iterator[str]:
    return (clause for clause in CLAUSE_END.split(text) if BROKEN.search(clause))


def _clause(text: str, start: int, end: int) -> str:
    last = CLAUSE_END.search(text, end)
    before = [match.end() for match in CLAUSE_END.finditer(text, 0, start)]
    return text[before[-1] if before else 0 : last.start() if last else len(text)]


@cache
def _one(language: str) -> re.Pattern[str]:
    ones = NUMBERS[language].split(",")[0].removesuffix("|a")  # 'I want a refund' sets no piece apart
    if language in UNSPACED:
        return re.compile(rf"(?<![十\d])(?:1|{ones})\s?(?:[个個件只つ枚本ใบชิ้น]|개)|ひとつ|하나|เดียว")
    only = f"|{ONLY[language]}" if language in ONLY else ""
    return re.compile(rf"(?<!\w)(?:1|{ones}{only})(?!\w)", re.IGNORECASE)


@cache
def _all(language: str) -> re.Pattern[str]:
    number, words = number_words(language).pattern, ALL[language]
    if language in UNSPACED:
        gap = r"[^\d.!?。！？\n]"
        return re.compile(rf"(?:{words})\s?(?P<n>{number})|(?P<m>{number}){gap}{{0,6}}?(?:{words})")
    before = rf"(?<!\w)(?:{words})\s(?P<n>{number})(?!\w)"
    behind = rf"(?P<m>{number})(?!\w)(?:[\s,]+[^\W\d_]+){{0,3}}?[\s,]+(?:{BEHIND.get(language, words)})(?!\w)"
    return re.compile(rf"{before}|{behind}", re.IGNORECASE)
