"""Which of the numbers in a text is that of the pieces that have not come, and which of those that have.

'Ordered 10, 8 are missing' and 'ordered 10, got only 2' say the same. Grammar, not meaning: the lists are closed. Each
is a regular expression's alternatives.
"""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from assistant.reading.facts.counting import NUMBERS, ONLY, PIECES, UNSPACED, number_words
from assistant.reading.facts.ordered import CAME, SHORT, ordered_and_came
from assistant.reading.facts.quantities import contrasted, is_unit, part_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LACKS = {
    "en": r"missing|lacking|short (?:by|of)|absent|not (?:there|here|inside|included|received|delivered|in (?:it|the))|"
    r"(?:did(?:n['’]?t| not)|ha(?:ven['’]?t|ve not|sn['’]?t|s not)|never) (?:come|came|arrived?|get|got|received?)",
    "zh": "少(?:发|發|寄|给|給)?了?|缺(?:少|了)?|差了?|漏(?:发|發|寄)?了?|"
    "[没沒](?:有)?(?:收到|到|发|發|寄|给|給)|不(?:见|見)了?",
    "ru": r"не хват\w+|нехват\w+|не доста[её]т|недоста\w+|недополож\w+|отсутству\w+|"
    r"не (?:приш\w+|приехал\w*|положил\w*|доложил\w*|получил\w*|дош\w+|было)|нет(?: в \w+)?",
    "es": r"faltan?|faltaban?|faltó|faltaron|faltando|"
    r"(?:no|nunca) (?:me )?(?:llegó|llegaron|recib\w+|vino|vinieron|venían?)",
    "pt": r"faltam?|faltavam?|faltou|faltaram|faltando|(?:n[ãa]o|nunca) (?:chegou|chegaram|recebi|veio|vieram)",
    "fr": r"manqu\w+|absente?s?|(?:pas|jamais) (?:re[çc]ue?s?|arriv[ée]e?s?|l[àa]|dans)|en moins",
    "de": r"fehlt|fehlen|fehlte|fehlten|zu wenig|"
    r"nicht (?:dabei|da|drin|enthalten|angekommen|gekommen|geliefert|erhalten|bekommen)",
    "it": r"manca|mancano|mancava|mancavano|mancanti?|non (?:è|sono) arrivat[oaie]|non ho ricevuto|in meno",
    "nl": r"ontbreekt|ontbreken|ontbrak|ontbraken|mist?|missen|te weinig|"
    r"niet (?:bij|geleverd|ontvangen|gekregen|aangekomen)",
    "pl": r"brak|brakuje|brakowało|brakło|nie (?:ma|było|dotar\w+|przysz\w+|dosta\w+|otrzyma\w+|dosz\w+)",
    "cs": r"chyb[íěi]\w*|nedoraz\w+|nepřiš\w+|neby[ly]\w*|není|nejsou|nedosta\w+",
    "uk": r"не вистача\w+|бракує|бракувало|відсутн\w+|"
    r"не (?:прийш\w+|приїха\w+|поклали|отрима\w+|дійш\w+|було)|нема(?:є)?",
    "tr": r"eksik\w*|noksan|yok|yoktu|gelmedi|gelmemiş|çıkmadı|cikmadi|ulaşmadı",
    "ar": r"[وف]?ناقص\w*|نقص|مفقود\w*|لم (?:تصل\w*|يصل\w*|أستلم|استلم)|ما (?:وصل\w*|استلمت)|(?:غير|مو|مش) موجود\w*",
    "he": r"ו?ה?חסר\w*|לא (?:הגיע\w*|קיבלתי|קיבלנו|היה|היו)",
    "ja": "足り(?:な|ま)|不足|入って(?:い)?な|入って(?:い)?ませ|届いて(?:い)?な|届いて(?:い)?ませ|欠品|欠けて",
    "ko": "없|안 ?왔|안 ?들어|빠[졌져]|부족|누락|못 ?받|모자라",
    "th": "ขาด|หาย|ไม่ได้|ไม่มา|ไม่มี",
    "vi": r"thiếu|không (?:có|nhận được|thấy)|chưa (?:nhận được|tới|đến)|mất",
    "id": r"kurang|hilang|(?:tidak|ga|gak|nggak|tdk) (?:ada|datang|sampai|dapat)|belum (?:datang|sampai)",
}
REACH = 48
GAP, UNSPACED_GAP = r"[^\d.,!?;\n]", r"[^\d.,!?;。、，！？\n]"


def lacking(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, number) of the pieces that are said not to have come."""
    if language not in NUMBERS:
        return
    parts = dict(_parts(text, language))
    for match in _lacks(language).finditer(text):
        start, end = match.span()
        beside = [
            *_beside(_before(language), text, slice(max(0, start - REACH), start), language),
            *_beside(_after(language), text, slice(end, end + REACH), language),
        ]
        if beside:  # of '6 glasses, 4 of them' the part is less than the whole
            least = min(beside, key=itemgetter(2))
            yield parts.get(least[0], least)


def _beside(pattern: re.Pattern[str], text: str, reach: slice, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield the number that stands within reach, with nothing but words between."""
    number, match = number_words(language), pattern.search(text[reach])
    if match:
        start = reach.start + match.start("m")
        if number.is_whole(text, start) and not is_unit((match["word"] or "").lower(), language):
            yield start, reach.start + match.end("m"), number.value(match["m"])


def arrived(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, number) of the pieces that are said to have come, or to be all that have."""
    if language not in NUMBERS:
        return
    for _, (start, end, number, _) in ordered_and_came(text, language):
        yield start, end, number
    pairs = list(contrasted(text, language))
    yield from pairs[1::2]
    came = _came(language)
    for place, part in _parts(text, language):
        around = text[max(0, min(part[0], place) - 24) : max(part[1], place) + 30]
        if came.search(around) and not _lacks(language).search(around):
            yield part


def _parts(text: str, language: str) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Yield where the whole of '3 of the 5' stands, and the part: (start, end, number)."""
    number = number_words(language)
    for match in part_of(language).finditer(text):
        yield match.start("m"), (match.start("n"), match.end("n"), number.value(match["n"]))


@cache
def _before(language: str) -> re.Pattern[str]:
    number = number_words(language).pattern
    if language in UNSPACED:  # 2個しか, 2개밖에: only two
        return re.compile(rf"(?P<m>{number})\s?(?P<word>{PIECES[language]})(?!しか|밖에){UNSPACED_GAP}{{0,8}}$")
    return re.compile(rf"(?P<m>{number})(?!\w)(?:(?=\s+(?P<word>[^\W\d_]+))|){GAP}{{1,26}}$", re.IGNORECASE)


@cache
def _after(language: str) -> re.Pattern[str]:
    number = number_words(language).pattern
    if language in UNSPACED:
        return re.compile(rf"^{UNSPACED_GAP}{{0,4}}?(?P<m>{number})\s?(?P<word>{PIECES[language]})")
    word = r"(?:(?=\s+(?P<word>[^\W\d_]+))|)"
    return re.compile(rf"^\s(?:{GAP}{{1,16}}?\s)?(?P<m>{number})(?!\w){word}", re.IGNORECASE)


@cache
def _lacks(language: str) -> re.Pattern[str]:
    return re.compile(
        LACKS[language] if language in UNSPACED else rf"(?<!\w)(?:{LACKS[language]})(?!\w)", re.IGNORECASE
    )


@cache
def _came(language: str) -> re.Pattern[str]:
    if language in SHORT:
        return re.compile(SHORT[language].replace("{m}", ""))
    return re.compile(rf"(?<!\w)(?:{CAME[language]}|{ONLY[language]})(?!\w)", re.IGNORECASE)
