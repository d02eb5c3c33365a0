"""The year of a day that is written without one: the nearest such day, unless a word beside it says otherwise."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from assistant.reading.facts.counting import UNSPACED

# What a buyer did on the day: it lies behind him. Words that go with days to come as well ('delivered') are out.
DONE = {
    "en": "ordered|bought|purchased|paid|placed|arrived|came|since|last year",
    "zh": "下单|下單|下的单|下的單|[买買][的了]|[购購][买買]|付款|付[的了]|拍[的下了]|去年",
    "ru": "заказ(?:ал|ывал)[аи]?|оформил[аи]?|купил[аи]?|оплатил[аи]?|заказа? от|прошлого года",
    "es": "ped[ií]|compr[ée]|pagu[ée]|encargu[ée]|pedido del|del año pasado",
    "pt": "comprei|pedi|paguei|encomendei|pedido d[eo]|do ano passado",
    "fr": "command[ée]e?s?|achet[ée]e?s?|pay[ée]e?s?|passée|commande du|depuis",
    "de": "bestellt|gekauft|bezahlt|bestellung vom|seit(?: dem)?",
    "it": "ordinat[oaie]|comprat[oaie]|acquistat[oaie]|pagat[oaie]|ordine del",
    "nl": "besteld|gekocht|betaald|sinds",
    "pl": "zamówi(?:łem|łam|one)|zamowi(?:lem|lam)|kupił[ae]m|zapłacił[ae]m|opłacił[ae]m|zamówieni[ea] z",
    "cs": "objednal[ai]?|koupil[ai]?|zaplatil[ai]?|objednáno|objednávka z[e]?",
    "uk": "замов(?:ив|ила|или)|замовля(?:в|ла)|куп(?:ив|ила|или)|оплат(?:ив|ила|или)|замовлення від",
    "tr": "sipari[şs] (?:verdim|ettim|vermi[şs]tim)|ald[ıi]m|[öo]dedim",
    "ar": "طلبت|طلبته|طلبتها|اشتريت|اشتريته|اشتريتها|دفعت",
    "he": "הזמנתי|קניתי|שילמתי",
    "ja": "注文し|購入し|買[っい]|支払っ|払っ|去年|昨年",
    "ko": "주문했|주문한|구매했|구매한|샀|결제했|결제한|작년",
    "th": "สั่งไป|สั่งเมื่อ|สั่งมา|ซื้อไป|ซื้อเมื่อ|ซื้อมา|จ่ายไป|โอนไป|ปีที่แล้ว",
    "vi": "đặt(?: hàng)?|mua|thanh toán|năm ngoái",
    "id": "(?<!mau )(?<!akan )(?:pesan|beli|bayar|order)|tahun lalu",
}
# What the day is a limit or an aim of: it was still to come when that was said, though it may have passed since.
AIM = {
    "en": "by|until|till|before|for|needs?|due|will|arrives?|arriving",
    "zh": "前|要|需要|必[须須]|截止",
    "ru": "до|к|ко|на|для|перед|нужн[оаы]?|нужен",
    "es": "antes|para|hasta|necesito",
    "pt": "até|ate|antes|para|pra|preciso",
    "fr": "avant|pour|jusqu['’]au|d['’]ici|faut",
    "de": "bis|spätestens|für|vor|brauche|soll|wird",
    "it": "entro|prima|per|fino|serve",
    "nl": "voor|vóór|uiterlijk|tot|nodig",
    "pl": "do|przed|najpóźniej|na|potrzebuję",
    "cs": "do|před|nejpozději|na|potřebuj[iu]",
    "uk": "до|на|для|перед|потрібн[оаі]|потрібен",
    "tr": "kadar|önce|için|lazım|gerek",
    "ar": "قبل|حتى|لغاية|بحلول|محتاج|محتاجة|أحتاجه",
    "he": "עד|לפני|צריך|צריכה",
    "ja": "まで|迄|必要|前",
    "ko": "까지|전에|필요",
    "th": "ก่อน|ภายใน|ต้องการ",
    "vi": "trước|cần|cho|đến",
    "id": "sebelum|sampai|untuk|butuh|perlu",
}
# Between the word and the day stand small words at most: 'ordered with delivery 25 November' was not ordered then.
SMALL = r"(?:[\s'’-]+(?:[^\W\d_]{1,5}|tanggal)){0,3}[\s'’-]*"
SMALL_UNSPACED = r"[^\d.!?;,。！？；，、]{0,5}(?:วันที่\s?)?"
AIM_BEHIND = frozenset({"zh", "ja", "ko", "tr"})  # in the others it stands before the day
WITHIN = 40  # letters before and behind that are looked at
CLOCKS_APART = timedelta(days=1)  # where the buyer is it may be tomorrow
LONG_PAST = timedelta(days=90)  # a limit that has passed since is written about sooner than that


def year_of(month: int, day: int, received_on: date, before: str, behind: str, language: str) -> date | None:
    """Return the day meant, by what stands close before it and behind it; None where no year near has it."""
    near = [found for step in range(-8, 9) if (found := valid(received_on.year + step, month, day))]
    if not near:
        return None
    nearest = min(near, key=lambda found: abs(found - received_on))
    is_aim, is_done = _says(before, behind, language)
    if is_done and nearest > received_on + CLOCKS_APART:
        return max(found for found in near if found <= received_on)
    if is_aim and nearest < received_on - LONG_PAST:
        return min(found for found in near if found >= received_on)
    return nearest


def _says(before: str, behind: str, language: str) -> tuple[bool, bool]:
    """Return whether the words say that the day was aimed at, and that something was done on it."""
    if language not in DONE:
        return False, False
    aim_before, aim_behind = _beside(language, AIM[language])
    if aim_before.search(before) or (language in AIM_BEHIND and aim_behind.match(behind)):
        return True, False
    done_before, done_behind = _beside(language, DONE[language])
    return False, bool(done_before.search(before) or done_behind.match(behind))


@cache
def _beside(language: str, words: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of words that end before a day, and that begin behind it."""
    small, edge = (SMALL_UNSPACED, "") if language in UNSPACED else (SMALL, r"\b")
    word = rf"{edge}(?:{words}){edge}"
    return re.compile(rf"{word}{small}$", re.IGNORECASE), re.compile(rf"{small}{word}", re.IGNORECASE)


def valid(year: int, month: int, day: int) -> date | None:
    """Return the day, where there is such a one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
