"""Two numbers of which one was ordered and the smaller one came: 'ordered 2 and got 1', 'два заказала, пришла одна'.

Grammar, not meaning: the lists are closed. Each is a regular expression's alternatives.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.reading.facts.counting import ONLY, PIECES, number_words
from assistant.reading.facts.lacks import MODELS, SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDERED = {
    "en": "ordered|bought|purchased|paid for|instead of|order (?:of|for|says)",
    "ru": "заказ(?:ал[аи]?|ывал[аи]?|ано| из)|купил[аи]?|оплат(?:ил[аи]?|ила за)|оплачено|вместо",
    "es": "ped[íi]|pedimos|pedido|compr[ée]|compramos|comprado|pagu[ée](?: por)?|pagado|en vez de|"
    "en lugar de|pedido de|encargu[ée]",
    "pt": "pedi|pedimos|comprei|compramos|encomendei|paguei(?: por)?|em vez de|ao invés de|pedido de",
    "fr": "command[ée]e?s?|achet[ée]e?s?|pay[ée]e?s?|au lieu de|commande de",
    "de": "bestellt|bestellte|gekauft|kaufte|bezahlt|statt(?! [0-9]+ ?%)|anstatt|bestellung über",
    "it": "ordinat[oaie]|comprat[oaie]|acquistat[oaie]|pagat[oaie]|invece di|al posto di",
    "nl": "besteld|bestelde|gekocht|kocht|betaald|in plaats van",
    "pl": "zam[óo]wi[łl](?:am|em|i[śs]my)|kupi[łl](?:am|em|i[śs]my)|zap[łl]aci[łl](?:am|em|i[śs]my)(?: za)?|"
    "zam[óo]wione|zamiast",
    "cs": r"(?:objednal|koupil|zaplatil)[aiy]?(?: (?:jsem|jsme|si))*|objednáno|místo",
    "uk": "замови(?:в|ла|ли)|купи(?:в|ла|ли)|оплати(?:в|ла|ли)|замість|замовля(?:в|ла|ли)",
    "tr": "sipari[şs]|yerine|parası ödedim|aldım|aldim|ısmarladım",
    "ar": "طلبت|اشتريت|دفعت(?: ثمن)?|بدل",
    "he": "הזמנתי|הזמנו|קניתי|שילמתי(?: על)?|במקום",
    "vi": "đặt|mua",
    "id": "pesan|memesan|beli|membeli|order",
}
CAME = {
    "en": "got|received|came(?! in)|arrived|delivered|showed up|turned up",
    "ru": "при(?:шл[аои]|ш[её]л|ехал[аои]?|слали)|получил[аи]?|положили|по факту|оказалось",
    "es": "lleg[óo]|llegaron|recib[íi]|recibimos|recibido|vino|vinieron|(?:me )?(?:mand|envi)(?:aron|aste)",
    "pt": "chegou|chegaram|recebi|recebemos|veio|vieram|(?:mand|envi)aram",
    "fr": "re[çc]ue?s?|(?:est |sont )?arriv[ée]e?s?",
    "de": "bekommen|bekam|erhalten|erhielt|angekommen|gekommen|kam|kamen|geliefert|erhielten",
    "it": "arrivat[oaie]|ricevut[oaie]",
    "nl": "gekregen|kreeg|ontvangen|ontving|aangekomen|gekomen|kwam|kwamen|geleverd",
    "pl": "przysz[łl][aoy]|przyszed[łl]|dosta[łl](?:am|em|i[śs]my)|otrzyma[łl](?:am|em|i[śs]my)|"
    "dotar[łl][aoy]?|przys[łl]ali[śs]cie|wys[łl]ali[śs]cie",
    "cs": "při(?:šel|šla|šlo|šly|šli)|dostal[aiy]?|dorazil[aoy]?|jste poslali",
    "uk": "при(?:йш(?:ов|ла|ло|ли)|їха(?:в|ла|ло|ли))|отрима(?:в|ла|ли)|надійш(?:ов|ла|ло|ли)|поклали",
    "tr": r"geldi|ulaştı|çıktı|göndermişsiniz|gönderdiniz",
    "ar": "و?(?:وصل|وصلت|وصلني|وصلتني|استلمت|لقيت)|(?:أ|ا)رسلت(?:وا|م) لي",
    "he": "ו?(?:הגיע|הגיעה|הגיעו|קיבלתי|קיבלנו|שלחתם לי)",
    "vi": "nhận được|nhận|đến|giao(?: có)?|gửi có|mở ra có|chỉ có",
    "id": "datang|sampai|diterima|terima|dapat|dikirim(?! \\d+ paket)|isinya",
}
SINGLE = "seule?|single|s[óo]l[oa]|únic[oa]|einzig(?:e[nsr]?)?"
# These write no blank between words: the number that came, {m}, in its own surroundings.
SHORT = {
    "zh": "(?:(?:只|才|就|仅|僅)?(?:收到|到|来|來|发|發|寄|给|給)了?|(?:只|才|仅|僅)有?){m}",
    "ja": "{m}(?:しか|だけ|のみ)",
    "ko": "{m}(?:만|밖에)",
    "th": r"(?:แค่|เพียง|ได้รับ|ได้|มา)\s?{m}",
}
# A one before a noun is a number here; elsewhere it is an article as often.
NO_ARTICLE = frozenset({"en", "ru", "uk", "pl", "cs", "vi", "id"})
NO_NUMBER = frozenset({"a", "se"})
# 'Size 38', 'iPhone 13'; behind the number, '38 размер', but not '2 size 38' and '2 size M'.
NAMED_BEFORE = re.compile(rf"(?<!\w)(?:{SIZES}|{MODELS})\W{{0,2}}$", re.IGNORECASE)
SIZED_BEHIND = re.compile(rf"(?:-[^\W\d_]{{1,2}})?\s?(?:{SIZES})(?!\w|\W{{0,2}}(?:\d|[smlx]{{1,4}}\b))", re.IGNORECASE)
REACH = 16


def ordered_and_came(text: str, language: str) -> Iterator[tuple[tuple[int, int, int, str], tuple[int, int, int, str]]]:
    """Yield the two numbers, each (start, end, number, the word after it); where one is a size, so is the other."""
    number = number_words(language)
    for match in _pattern(language).finditer(text):
        groups = match.groupdict()
        names = [next(name for name in pair if groups.get(name)) for pair in (("n1", "n2"), ("m1", "m2"))]
        ordered, came = (
            (match.start(name), match.end(name), number.value(match[name]), groups.get(f"{name}w") or "")
            for name in names
        )
        word = match[names[1]].lower()
        is_article = came[2] == 1 and names[1] == "m1" and bool(came[3]) and language not in {*NO_ARTICLE, *SHORT}
        is_number = word.isdigit() or not (word in NO_NUMBER or is_article)
        is_number = is_number and not (_is_named(text, ordered) or _is_named(text, came))
        if is_number and ordered[2] > came[2] > 0 and number.is_whole(text, ordered[0]):
            yield ordered, came


def _is_named(text: str, found: tuple[int, int, int, str]) -> bool:
    """Whether a number is a size or a model, by the word before it or behind it."""
    start, end, *_ = found
    before = NAMED_BEFORE.search(text[max(0, start - REACH) : start])
    return before is not None or SIZED_BEHIND.match(text, end) is not None


def ordered(text: str, language: str) -> Iterator[tuple[int, int, int, str]]:
    """Yield (start, end, number, the word after it) of what is said to be ordered: '10 cups ordered'."""
    if language not in ORDERED:
        return
    number = number_words(language)
    for match in _ordered(language).finditer(text):
        name = "n1" if match["n1"] else "n2"
        found = (match.start(name), match.end(name), number.value(match[name]), match[f"{name}w"] or "")
        is_number = match[name].isdigit() or found[2] > 1
        if is_number and number.is_whole(text, found[0]) and not _is_named(text, found):
            yield found


@cache
def _ordered(language: str) -> re.Pattern[str]:
    number, verb = number_words(language).pattern, rf"(?<!\w)(?:{ORDERED[language]})(?!\w)"
    return re.compile(
        rf"{verb}\s(?P<n1>{number})(?!\w)(?:(?=\s+(?P<n1w>[^\W\d_]+))|)"
        rf"|(?P<n2>{number})(?:(?=\s+(?P<n2w>[^\W\d_]+))|)(?:\s[^\W\d_]+){{0,2}}?\s{verb}",
        re.IGNORECASE,
    )


@cache
def _pattern(language: str) -> re.Pattern[str]:
    number = number_words(language).pattern
    if language in SHORT:
        pieces = rf"\s?(?:{PIECES[language]})"
        came = SHORT[language].replace("{m}", f"(?P<m1>{number}){pieces}")
        return re.compile(rf"(?P<n1>{number}){pieces}[^\d?？\n]{{0,30}}?{came}")
    gap, only = r"[^\d.!?;\n]", f"{ONLY[language]}|{SINGLE}"
    ordered, came = rf"(?<!\w)(?:{ORDERED[language]})(?!\w)", rf"(?<!\w)(?:{CAME[language]})(?!\w)"
    word = r"\s+(?P<{}>[^\W\d_]+)"
    first = (
        rf"{ordered}{gap}{{0,20}}?\s(?P<n1>{number})(?!\w)(?:(?={word.format('n1w')})|)"
        rf"|(?P<n2>{number})(?:(?={word.format('n2w')})|)\s{gap}{{0,20}}?{ordered}"
    )
    second = (
        rf"{came}\s(?:(?:{only})\s)?(?P<m1>{number})(?!\w)(?:(?={word.format('m1w')})|)"
        rf"|(?P<m2>{number})(?:{word.format('m2w')})??\s{came}"
    )
    return re.compile(rf"(?:{first})[^\d!?;]{{0,40}}?(?<!\w)(?:{second})", re.IGNORECASE)
