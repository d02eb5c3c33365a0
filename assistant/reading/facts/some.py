"""The words that may set some pieces of an order apart: 'cancel one', 'send the other two', 'only the blue ones'.

Grammar, not meaning: the lists are closed. Each is a regular expression's alternatives.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.reading.facts.counting import NUMBERS, ONLY, UNSPACED, number_words
from assistant.reading.facts.lacking import counts_goods

if TYPE_CHECKING:
    from collections.abc import Iterator

# Only, the other, the rest, half, too many, except, keep.
PARTS = {
    "en": r"others?|rest|remaining|half|extra|additional|spare|duplicate|too many|except|keep|ones|"
    r"cancel(?:ling)? an?(?! order)",
    "zh": "只|仅|僅|其他|其余|其餘|剩|一半|多买|多買|多订|多訂|多余|多餘|除了|留|部分",
    "ru": r"остальн\w+|друг\w+|половин\w+|лишн\w+|кроме|остав\w+|част\w+",
    "es": r"otr[oa]s?|resto|dem[áa]s|mitad|extra|sobra\w*|menos|excepto|qued\w+|parte",
    "pt": r"outr[oa]s?|resto|demais|restante\w*|metade|extra|sobra\w*|menos|exceto|ficar|manter|parte",
    "fr": r"autres?|reste|moiti[ée]|en trop|surplus|sauf|gard\w+|partie",
    "de": r"andere[nrsm]?|übrig\w*|rest\w*|hälfte|zu viel|zuviel|überzählig\w*|außer|behalt\w+|teil\w*",
    "it": r"altr[oaie]|resto|restant[ei]|metà|in più|tranne|eccetto|ten(?:ere|go|iamo)|parte",
    "nl": r"ander\w*|overig\w*|rest|helft|te veel|teveel|behalve|houd\w*|deel",
    "pl": r"inn\w+|drug\w+|pozosta\w+|reszt\w+|połow\w+|za dużo|oprócz|zostaw\w+|część",
    "cs": r"jin\w+|druh\w+|ostatní\w*|zbyt\w+|zbýv\w+|polovin\w+|navíc|kromě|nech\w+|část\w*",
    "uk": r"решт\w+|інш\w+|половин\w+|зайв\w+|крім|окрім|залиш\w+|частин\w+",
    "tr": r"diğer\w*|kalan\w*|yarı\w*|fazla\w*|hariç|dışında|tek\w*|tane\w*|kısm\w+|birini|birisini|ikisini",
    "ar": r"ال?باقي\w*|ال?أخرى|الاخرى|نصف|زائد\w*|ما عدا|إحدا\w+|أحد\w+|جزء",
    "he": r"ה?שאר|ה?אחר\w*|ה?נותר\w*|חצי|מיותר\w*|חוץ|להשאיר|חלק",
    "ja": "だけ|のみ|ひとつ|ふたつ|残り|ほか|他の|半分|余分|多く|以外|一部",
    "ko": "만 |나머지|다른|절반|빼고|제외|남[은기]|일부|하나|둘",
    "th": "แค่|เฉพาะ|เพียง|ที่เหลือ|อื่น|ครึ่ง|เกิน|ยกเว้น|เดียว|บาง",
    "vi": r"còn lại|khác|nửa|thừa|dư|trừ|giữ|bớt|phần",
    "id": r"lain\w*|sisa\w*|setengah|kelebihan|kecuali|simpan|sebagian|salah satu|sebuah|satunya",
}
# What 'ein', 'une' and 'one' stand before as articles, where somebody cancels: an order, a mistake, his money.
NO_PIECE = re.compile(
    r"\s+(?:(?:[^\W\d_]+)\s+)?(?:order|mistake|error|time|thing|bestellung|fehler|versehen|erstattung|"
    r"rückerstattung|bestätigung|commande|erreur|remboursement|confirmation|pedido|compra|reembolso|"
    r"equivocación|encomenda|erro|engano|ordine|errore|sbaglio|rimborso|bestelling|fout|vergissing|terugbetaling|"
    r"заказ|замовлення|sipariş|hata)",
    re.IGNORECASE,
)

# To cancel, in all languages but those that write no blank between words.
CANCEL = (
    r"cancel\w*|stornier\w*|отмен\w+|скасу\w+|an+ul\w*|"
    r"zru[šs]\w*|iptal|(?:أ|ا)لغ\w*|(?:إ|ا)لغاء|ל?בטל\w*|h[ủu]y|batal\w*"
)


def cancelled(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, number) of the pieces that somebody cancels without a word for pieces: 'cancel one mug'."""
    if language not in NUMBERS or language in UNSPACED:
        return
    number = number_words(language)
    for match in _cancelled(language).finditer(text):
        start, end = match.span("n")
        is_article = match["n"].casefold() == "a" or NO_PIECE.match(text, end)
        if not is_article and number.is_whole(text, start) and counts_goods(text, start, end, "", language):
            yield start, end, number.value(match["n"])


def some(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, number) of what may speak of a part of the pieces; the number is 0 where it is a word.

    Numbers without a word for pieces too: 'cancel one', which is too little to count by, but a reason for care.
    """
    if language not in NUMBERS:
        return
    number = number_words(language)
    for match in re.finditer(number.pattern, text, re.IGNORECASE):
        start, end = match.span()
        is_article = match[0].casefold() == "a" or (number.value(match[0]) == 1 and NO_PIECE.match(text, end))
        if not is_article and number.is_whole(text, start) and counts_goods(text, start, end, "", language):
            yield start, end, number.value(match[0])
    for match in _parts(language).finditer(text):
        yield *match.span(), 0


@cache
def _cancelled(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{CANCEL})\s(?:[^\W\d_]+\s)?(?P<n>{number_words(language).pattern})(?!\w)", re.IGNORECASE
    )


@cache
def _parts(language: str) -> re.Pattern[str]:
    words = f"{PARTS[language]}|{ONLY[language]}" if language in ONLY else PARTS[language]
    return re.compile(words if language in UNSPACED else rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
