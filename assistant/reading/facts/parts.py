"""Numbers of small parts: '2 screws are missing' is no word about two of the five ordered lamps.

Names of things, not meaning: the lists are closed. Each is a regular expression's alternatives, with their endings.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.reading.facts.counting import NUMBERS, PIECES, UNSPACED
from assistant.reading.facts.lacks import LACKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    Found = tuple[int, int, int]  # start, end, number

PARTS = {
    "en": r"screws?|nuts?|bolts?|washers?|buttons?|cables?|cords?|chargers?|batter(?:y|ies)|manuals?|"
    r"instructions?|lids?|"
    r"caps?|handles?|knobs?|keys?|straps?|hooks?|plugs?|adapt[eo]rs?|remotes?|spare parts?",
    "zh": "螺丝|螺絲|螺母|螺栓|螺钉|螺釘|扣子|纽扣|鈕扣|钮扣|按钮|按鈕|数据线|數據線|充电线|充電線|电源线|"
    "電源線|充电器|充電器|电池|電池|说明书|說明書|"
    "盖子|蓋子|瓶盖|瓶蓋|杯盖|杯蓋|把手|提手|钥匙|鑰匙|带子|帶子|肩带|肩帶|挂钩|掛鉤|钩子|鉤子|插头|插頭|"
    "适配器|轉接頭|转接头|遥控器|遙控器|配件|零件",
    "ru": r"винт(?:а|ы|ов|ик\w*)?|шуруп\w*|саморез\w*|болт(?:а|ы|ов|ик\w*)?|гай(?:к\w+|ек)|пуговиц\w*|"
    r"кноп(?:к\w+|ок)|кабел\w*|"
    r"провод(?:а|ов|ок)?|заряд(?:к\w+|ок|н\w+)|батаре\w+|аккумулятор\w*|инструкц\w+|крыш(?:к\w+|ек|еч\w+)|"
    r"колпач\w+|"
    r"руч(?:к\w+|ек)|ключ(?:а|и|ей|ик\w*)?|ремеш\w+|рем(?:ень|н\w+)|крюч\w+|вил(?:к\w+|ок)|адаптер\w*|"
    r"переходник\w*|пульт\w*",
    "es": r"tornillos?|tuercas?|pernos?|arandelas?|botón|bot[oó]nes|cables?|cargador(?:es)?|bater[ií]as?|"
    r"pilas?|manual(?:es)?|"
    r"instrucciones|tapas?|tapones|tapón|asas?|mangos?|manijas?|llaves?|correas?|ganchos?|enchufes?|"
    r"adaptador(?:es)?|mandos?|"
    r"piececitas?",
    "pt": r"parafusos?|porcas?|bot(?:ão|ões|oes)|cabos?|carregador(?:es)?|baterias?|pilhas?|manua(?:l|is)|"
    r"instruções|tampas?|"
    r"tampinhas?|alças?|puxador(?:es)?|chaves?|correias?|ganchos?|plugues?|tomadas?|adaptador(?:es)?|"
    r"controles?|comandos?",
    "fr": r"vis|écrous?|ecrous?|boulons?|boutons?|câbles?|cables?|chargeurs?|batteries?|piles?|notices?|"
    r"manuels?|couvercles?|"
    r"bouchons?|capuchons?|poignées?|anses?|clés?|clefs?|sangles?|lanières?|crochets?|prises?|adaptateurs?|"
    r"télécommandes?",
    "de": r"schrauben?|schräubchen|muttern?|bolzen|dübeln?|kn[oö]pfe?n?|kabeln?|ladegeräte?n?|netzteile?n?|"
    r"akkus?|batterien?|"
    r"anleitungen|anleitung|deckeln?|kappen?|griffe?n?|henkeln?|schlüsseln?|riemen|gurte?n?|haken|stecker[ns]?|"
    r"adaptern?|"
    r"fernbedienung(?:en)?",
    "it": r"vit[ei]|dad[oi]|bullon[ei]|botton[ei]|pulsant[ei]|cav[oi]|cavett[oi]|caricator[ei]|"
    r"caricabatteri[ae]|batteri[ae]|"
    r"pil[ae]|manual[ei]|istruzioni|coperchi(?:o)?|tapp[oi]|manic[oi]|manigli[ae]|chiav[ei]|cinturin[oi]|"
    r"cinghi[ae]|ganc(?:io|i)|"
    r"spin[ae]|adattator[ei]|telecomand[oi]",
    "nl": r"schroe(?:f|ven|fjes?)|moer(?:en|tjes?)?|bout(?:en|jes?)?|kno(?:p|pen|opjes?)|kabels?|snoer(?:en)?|"
    r"opladers?|"
    r"accu['’]?s?|batterij(?:en)?|handleiding(?:en)?|deksels?|dop(?:pen|jes?)?|handvat(?:ten)?|sleutels?|"
    r"riem(?:en|pjes?)?|"
    r"bandjes?|ha(?:ak|ken|akjes?)|stekkers?|adapters?|afstandsbediening(?:en)?",
    "pl": r"śrub\w*|srub\w*|wkręt\w*|nakręt\w*|guzik\w*|przycisk\w*|kabl\w*|kabel\w*|przew[oó]d\w*|ładowar\w*|"
    r"bateri\w*|"
    r"akumulator\w*|instrukcj\w*|pokryw\w*|zakręt\w*|wieczk\w*|uchwyt\w*|rącz\w+|klucz\w*|pas(?:ek|ka|ki|ków)|"
    r"haczyk\w*|"
    r"wtycz\w+|adapter\w*|pilot(?:a|y|ów)?",
    "cs": r"šroub\w*|sroub\w*|vrut\w*|mati(?:ce|c|cí|čk\w+|ček)|knoflík\w*|tlačít\w+|kabel\w*|nabíječ\w*|"
    r"bateri\w*|návod\w*|víč\w+|"
    r"víka?|poklic\w*|držadl\w*|rukojet\w*|klíč\w*|pás(?:ek|ky|ku|ků)|řemín\w*|háč\w+|zástrč\w+|adaptér\w*|"
    r"ovladač\w*",
    "uk": r"гвинт\w*|шуруп\w*|саморіз\w*|болт(?:а|и|ів|ик\w*)?|гай(?:к\w+|ок)|ґудзик\w*|гудзик\w*|кноп(?:к\w+|"
    r"ок)|кабел\w*|"
    r"провод(?:а|и|ів)|дрот\w*|заряд(?:к\w+|ок|н\w+)|батаре\w+|акумулятор\w*|інструкц\w+|криш(?:к\w+|ок|еч\w+)|"
    r"руч(?:к\w+|ок)|ключ(?:а|і|ів|ик\w*)?|ремін\w+|гач(?:ок|к\w+)|вил(?:к\w+|ок)|адаптер\w*|перехідник\w*|"
    r"пульт\w*",
    "tr": r"vida\w*|somun\w*|cıvata\w*|düğme\w*|dugme\w*|kablo(?!suz)\w*|şarj\w*|pil(?:i|in|ler\w*)?|"
    r"batarya\w*|kılavuz\w*|"
    r"kapa[kğ]\w*|kulp\w*|sap(?:ı|lar\w*)?|anahtar\w*|kayış\w*|kanca\w*|fiş(?:i|ler\w*)?|adaptör\w*|kumanda\w*",
    "ar": r"[وب]?(?:ال)?(?:برغي|براغي|مسامير|مسمار|صامولة|صواميل|زر|زرار|[أا]زرار|كابل|كابلات|كوابل|سلك|"
    r"[أا]سلاك|شاحن|شواحن|بطارية|"
    r"بطاريات|غطاء|[أا]غطية|مقبض|مقابض|مفتاح|مفاتيح|حزام|[أا]حزمة|خطاف\w*|قابس|محول\w*|ريموت\w*)",
    "he": r"[והמב]{0,2}(?:ברגים|בורג|ברגי|אומים|כפתור\w*|כבל\w*|מטען|מטענים|סולל\w+|בטרי\w+|מדריך|חוברת|חוברות|"
    r"מכס(?:ה|ים)|פקק\w*|"
    r"ידי(?:ת|ות)|מפתח\w*|רצוע\w+|ווים|תקע\w*|מתא(?:ם|מים)|שלט\w*)",
    "ja": "ネジ|ねじ|ビス|ナット|ボルト|ボタン|ケーブル|コード|充電器|電池|バッテリー|説明書|蓋|フタ|ふた|"
    "キャップ|取っ手|持ち手|ハンドル|鍵|ストラップ|"
    "ベルト|フック|プラグ|アダプター?|リモコン|部品|パーツ",
    "ko": "나사못?|볼트|너트|단추|버튼|케이블|충전기|배터리|건전지|설명서|뚜껑|손잡이|열쇠|스트랩|고리|후크|"
    "플러그|어댑터|리모컨|부품",
    "th": "สกรู|น็อต|น๊อต|ตะปู|กระดุม|ปุ่ม|สายชาร์จ|สายไฟ|สายเคเบิล|เคเบิล|ที่ชาร์จ|หัวชาร์จ|แบตเตอรี่|แบต|"
    "ถ่าน|คู่มือ|ฝา|หูจับ|ด้ามจับ|"
    "กุญแจ|สายรัด|สายสะพาย|ตะขอ|ปลั๊ก|อะแดปเตอร์|รีโมท",
    "vi": r"ốc(?: vít)?|vít|đinh|bu lông|nút|cúc|dây(?: cáp| sạc)?|cáp|sạc|pin|sách hướng dẫn|nắp|tay cầm|"
    r"chìa(?: khóa| khoá)?|"
    r"quai|móc|phích(?: cắm)?|điều khiển",
    "id": r"sekrup|skrup|baut|mur|kancing|tombol|kabel|charger|pengisi daya|baterai|batre|buku manual|tutup|"
    r"gagang|pegangan|"
    r"kunci|tali|pengait|kait|steker|colokan|adaptor|adapter|remot[e]?",
}  # fmt: skip
# A part of one word: 'Ersatzschrauben', 'oplaadkabel'.
COMPOUNDS = frozenset({"de", "nl"})
# 'Two of the screws', 'zwei der Schrauben': what may stand between beside one word, as a colour or a size.
OF = (
    r"of|the|my|its|de|del|los|las|mis|dos|das|do|da|des|du|les|von|den|der|dei|delle|degli|van|het|из|этих|з|"
    r"z|ze|din|"
    r"min|من|מ|מתוך|trong|dari"
)
# 'Two without a cable' are two lamps.
JOINS = {
    "en": "and|or|with|without|no|for|plus",
    "ru": "и|или|с|без|для|на",
    "es": "y|o|con|sin|para|por",
    "pt": "e|ou|com|sem|para|por",
    "fr": "et|ou|avec|sans|pour",
    "de": "und|oder|mit|ohne|für",
    "it": "e|o|con|senza|per",
    "nl": "en|of|met|zonder|voor",
    "pl": "i|oraz|lub|z|bez|do|na",
    "cs": "a|nebo|s|se|bez|na|pro",
    "uk": "і|й|та|або|з|без|для|на",
    "tr": "ve|veya|ile",
    "ar": "و|مع|بدون",
    "he": "עם|בלי|ללא",
    "vi": "và|với|không|cho",
    "id": "dan|dengan|tanpa|untuk",
}
# Without blanks between words: what may stand between a counted part's name and its number, before it and behind.
UNSPACED_AFTER = {"zh": r"\s?(?:(?![和跟与與及少缺漏没沒])[^\W\d_]){0,2}?", "ja": "の", "ko": r"의\s?"}
UNSPACED_JOINS = "和|跟|与|與|と|や|なし|하고|와 |과 |없|และ|กับ|ไม่มี"
BEFORE = 40


def of_parts(text: str, language: str, counted: Iterable[Found]) -> list[tuple[int, int]]:
    """Return the places of the numbers that count parts of what was ordered; none where parts are what was ordered.

    So it is where the largest number is theirs and the only one of parts ('5 cables, 2 are missing'), or where all of
    several are. A number of parts that stands alone counts nothing: a wrong count is paid, a missed one is asked for.
    """
    numbers = set(counted) if language in NUMBERS and _part(language).search(text) else set()
    parts = {found for found in numbers if _counts_parts(text, found, language)}
    values, others = {value for *_, value in parts}, {value for *_, value in numbers - parts}
    are_goods = len(values) > 1 if not others else len(values) == 1 and max(values) > max(others)
    return [] if are_goods else [(start, end) for start, end, _ in parts]


def _counts_parts(text: str, found: Found, language: str) -> bool:
    start, end, _ = found
    return bool(_after(language).match(text, end) or _before(language).search(text, max(0, start - BEFORE), start))


@cache
def _part(language: str) -> re.Pattern[str]:
    if language in UNSPACED:
        return re.compile(PARTS[language])
    begin = r"\w*" if language in COMPOUNDS else ""
    return re.compile(rf"(?<!\w){begin}(?:{PARTS[language]})(?!\w)", re.IGNORECASE)


@cache
def _after(language: str) -> re.Pattern[str]:
    """Return what follows a number of parts: their name, maybe behind 'of the' or a word of theirs."""
    part = _part(language).pattern
    if language in UNSPACED:
        between = UNSPACED_AFTER.get(language)
        return re.compile(rf"\s?(?:{PIECES[language]}){between}(?:{part})" if between else r"(?!)")
    word = rf"(?:(?!(?:{JOINS[language]})\s)[^\W\d_]+\s+)?"
    return re.compile(rf"\s*(?:[x×]\s?)?(?:(?:{OF}|{PIECES[language]})\s+){{0,2}}{word}{part}", re.IGNORECASE)


@cache
def _before(language: str) -> re.Pattern[str]:
    """Return what stands before one, at most a word that they lack between: 'ネジが2本', 'screws: 2'."""
    part = _part(language).pattern
    if language in UNSPACED:
        return re.compile(rf"(?:{part})(?:(?!{UNSPACED_JOINS})[^\d.,!?。、，！？\n]){{0,6}}$")
    return re.compile(rf"{part}(?:\s+(?:{LACKS[language]}))?[\s:(–-]*$", re.IGNORECASE)
