"""The words that things are counted with, by language: numbers, pieces, "three of the five", thousands.

Grammar, not meaning: the lists are closed. Each is a regular expression's alternatives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

# One to twelve in the forms that stand before 'days', 'pieces' and the like.
FIGURE = re.compile(r"\d")
NUMBERS = {
    "en": "one|a,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve",
    "zh": "一,两|二|兩,三,四,五,六,七,八,九,十,十一,十二",
    "ru": "один|одну|одна|одного|одной,два|две|двух|двое,три|трех|трёх|трое,четыре|четырех|четырёх,пять|пяти,"
    "шесть|шести,семь|семи,восемь|восьми,девять|девяти,десять|десяти,одиннадцать,"
    "двенадцать",
    "es": "un|una|uno,dos,tres,cuatro,cinco,seis,siete,ocho,nueve,diez,once,doce",
    "pt": "um|uma,dois|duas,três|tres,quatro,cinco,seis,sete,oito,nove,dez,onze,doze",
    "fr": "un|une,deux,trois,quatre,cinq,six,sept,huit,neuf,dix,onze,douze",
    "de": "ein|eine|einem|einer|einen|eins,zwei,drei,vier,fünf|fuenf,sechs,sieben,acht,neun,zehn,elf,zwölf|zwoelf",
    "it": "un|una|uno,due,tre,quattro,cinque,sei,sette,otto,nove,dieci,undici,dodici",
    "nl": "een|één|eentje,twee,drie,vier,vijf,zes,zeven,acht,negen,tien,elf,twaalf",
    "pl": "jeden|jedną|jedna|jednego|jednej,dwa|dwie|dwóch|dwoch,trzy|trzech,cztery|czterech,pięć|piec|"
    "pięciu,sześć|szesc|sześciu,siedem,osiem,dziewięć,dziesięć,"
    "jedenaście,dwanaście",
    "cs": "jeden|jednu|jedním|jedna|jednoho|jedné,dva|dvě|dve|dvěma|dvou,tři|tri|třemi|tří,čtyři|ctyri|"
    "čtyřmi|čtyř,pět|pet|pěti,šest|šesti,"
    "sedm|sedmi,osm|osmi,devět|devíti,deset|deseti,jedenáct,dvanáct",
    "uk": "один|одну|одна|одного|однієї,два|дві|двох|двоє,три|трьох,чотири|чотирьох,п'ять|п’ять|п'яти|п’яти,"
    "шість|шести,сім|семи,вісім|восьми,дев'ять|дев’ять,десять,"
    "одинадцять,дванадцять",
    "tr": "bir|biri,iki|ikisi,üç|uc|üçü,dört|dort|dördü,beş|bes|beşi,altı|alti,yedi,sekiz,dokuz,on,on bir,on iki",
    "ar": "واحد|واحدة,اثنين|اثنان|اتنين|اثني,ثلاث|ثلاثة|تلات,أربع|أربعة|اربع|اربعة,خمس|خمسة,ست|ستة,سبع|سبعة,"
    "ثمان|ثمانية|تمن,تسع|تسعة,"
    "عشر|عشرة,أحد عشر,اثنا عشر|اثني عشر",
    "he": "אחד|אחת,שני|שתי|שניים|שתיים,שלוש|שלושה,ארבע|ארבעה,חמש|חמישה,שש|שישה,שבע|שבעה,שמונה,תשע|תשעה,עשר|"
    "עשרה,אחת עשרה,"
    "שתים עשרה",
    "ja": "一,二,三,四,五,六,七,八,九,十,十一,十二",
    "ko": "한|하나|일,두|둘|이,세|셋|삼,네|넷|사,다섯|오,여섯|육,일곱|칠,여덟|팔,아홉|구,열|십,열한,열두",
    "th": "หนึ่ง,สอง,สาม,สี่,ห้า,หก,เจ็ด,แปด,เก้า,สิบ,สิบเอ็ด,สิบสอง",
    "vi": "một,hai,ba,bốn|tư,năm,sáu,bảy|bẩy,tám,chín,mười,mười một,mười hai",
    "id": "satu|se,dua,tiga,empat,lima,enam,tujuh,delapan,sembilan,sepuluh,sebelas,dua belas",
}
# What goods are counted in; a number before one of these is a quantity.
PIECES = {
    "en": "pieces?|pcs|pairs?|sets?|packs?|units?|items?|bottles?|boxes",
    "zh": "(?:个|個)(?!星期|月|小时|小時|礼拜|禮拜|钟头|包裹)|件(?!包裹)|双|雙|套|只|隻|条|條|张|張|瓶|盒|包|本|台|支|块|双|对|對",
    "ru": "шт(?:ук[аи]?)?|пар[ыау]?|комплект(?:а|ов)?|упаков(?:ка|ки|ок)|короб(?:ка|ки|ок)",
    "es": "piezas?|unidades|unidad|uds?|pares|par|cajas?|juegos?",
    "pt": "peças?|pecas?|unidades?|pares|par|caixas?|kits?",
    "fr": "pièces?|pieces?|paires?|lots?|unités?|exemplaires?|boîtes?",
    "de": "stück|stueck|stk|paar|sets?|packungen|packung|teile",
    "it": "pezz[io]|pz|paia|paio|confezion[ei]|set",
    "nl": "stuks?|paar|sets?|dozen",
    "pl": "sztuk[iaę]?|szt|par[yę]?|zestaw(?:y|ów)?",
    "cs": "kus(?:y|ů|u)?|ks|pár(?:y|ů|u)?|sad[ayu]?",
    "uk": "шт(?:ук[аи]?)?|пар[иау]?|комплект(?:и|ів)?|упаков(?:ка|ки|ок)",
    "tr": "adet|tane|çift|cift|takım|paket|kutu",
    "ar": "قطع|قطعة|حبات|حبة|أزواج|علب|علبة",
    "he": "יחידות|יחידה|זוגות|זוג|חבילות|חתיכות",
    "ja": "個|つ|枚|本|足|点|台|箱|セット|着|冊|組",
    "ko": "개(?!월)|벌|켤레|장|박스|세트|병|대",
    "th": "ชิ้น|อัน|ตัว|คู่|กล่อง|ขวด|เครื่อง|ใบ|แพ็ค|เส้น",
    "vi": "cái|chiếc|đôi|bộ|hộp|chai|món|sản phẩm|cuốn|gói",
    "id": "buah|biji|pcs|pasang|set|lembar|kotak|botol|unit|potong",
}
# 'three of the five': {n} and {m}.
OF = {
    "en": r"{n} (?:out )?of (?:the |my |these )?{m}",
    "zh": r"{m}[个個件双只]里?(?:面|有|就|才|只)?{n}[个個件双只]",
    "ru": r"{n} (?:[^\W\d_]+ )?из {m}",
    "es": r"{n} (?:[^\W\d_]+ (?=de l[oa]s))?de (?:l[oa]s )?{m}",
    "pt": "{n} d(?:e|os|as) {m}",
    "fr": r"{n} (?:[^\W\d_]+ (?=sur))?(?:sur|des) (?:les )?{m}",
    "de": "{n} (?:von (?:den )?|de[rs] ){m}",
    "it": r"{n} (?:[^\W\d_]+ (?=su ))?(?:su|dei|delle) {m}",
    "nl": "{n} van de {m}",
    "pl": r"{n} (?:[^\W\d_]+ )?z {m}",
    "cs": r"{n} (?:[^\W\d_]+ )?z(?:e)? {m}",
    "uk": r"{n} (?:[^\W\d_]+ )?(?:з|із) {m}",
    "tr": "{m}(?:['’]?[dt][ae]n|nin|nın|nun|nün|ın|in|un|ün) {n}",
    "ar": "{n} من (?:أصل )?{m}",
    "he": r"{n} (?:[^\W\d_]+ )?מתוך (?:ה)?{m}",
    "ja": "{m}[個つ枚本]中{n}[個つ枚本]",
    "ko": "{m} ?개 ?중(?:에)? ?{n} ?개",
    "th": "{n} ?ใน ?{m}",
    "vi": "{n} trong (?:số )?{m}",
    "id": "{n} dari {m}",
}
# 'Ordered three, but only two came': what stands between the two numbers, where no word for pieces need follow.
ONLY = {
    "en": "only|just",
    "ru": "только|лишь|всего",
    "es": "solo|sólo|solamente|únicamente",
    "pt": "só|somente|apenas",
    "fr": "que|seulement",
    "de": "nur|lediglich|bloß",
    "it": "solo|soltanto",
    "nl": "maar|slechts|enkel",
    "pl": "tylko|jedynie",
    "cs": "jen|jenom|pouze",
    "uk": "тільки|лише",
    "tr": "sadece|yalnızca|ancak",
    "ar": "فقط|إلا|سوى",
    "he": "רק",
    "vi": "chỉ",
    "id": "hanya|cuma",
}
THOUSANDS = {
    "ru": dict.fromkeys(["тысяч", "тысячи", "тысячу", "тысяча", "тыщ", "тыщи", "тыщу", "тыща", "тыс", "т", "к"], 1_000),
    "uk": dict.fromkeys(["тисяч", "тисячі", "тисячу", "тисяча", "тис", "к"], 1_000),
    "id": {"rb": 1_000, "ribu": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000},
    "vi": {"k": 1_000, "nghìn": 1_000, "ngàn": 1_000, "tr": 1_000_000, "triệu": 1_000_000},
    "pl": dict.fromkeys(["tysięcy", "tysiecy", "tysiące", "tysiace", "tysiąc", "tys"], 1_000),
    "cs": dict.fromkeys(["tisíce", "tisice", "tisíc", "tisic", "tis"], 1_000),
    "tr": {"bin": 1_000},
    "th": {"พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000},
    "en": {"k": 1_000},
    "es": {"mil": 1_000},
    "pt": {"mil": 1_000},
}
# 'Two hundred' is not two: what makes a small number before it a large one.
SCALES = frozenset({
    "hundred", "thousand", "million", "dozen", "hundert", "tausend", "dutzend", "cent", "cents", "mille", "cientos", "mil",
    "cento", "mila", "honderd", "duizend", "sto", "stě", "ste", "sta", "set", "tisíc", "tisíce", "tisice", "tysiące",
    "tysięcy", "tysiace", "тысячи", "тысяч", "сотни", "тисячі", "тисяч", "сотні", "yüz", "yuz", "bin", "trăm", "nghìn",
    "ngàn", "triệu", "chục", "ratus", "ribu", "juta", "puluh", "belas", "מאות", "אלפים", "مئة", "مية", "ألف", "الف",
    "آلاف",
})  # fmt: skip
# These write no blank between words.
UNSPACED = frozenset({"zh", "ja", "th", "ko"})
DIGITS = r"(?<![\d.,:/-])\d{1,3}(?![\d.,:/-]*\d)"


# 'twenty-two' is not two: the tens that stand before a small number as a word of their own.
TENS = frozenset(
    [
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "cent",
        "cento",
        "ciento",
        "mille",
        "mil",
        "honderd",
        "trăm",
        "ratus",
        "مئة",
        "مية",
        "ألف",
        "двадцать",
        "тридцать",
        "сорок",
        "пятьдесят",
        "шестьдесят",
        "семьдесят",
        "восемьдесят",
        "девяносто",
        "сто",
        "двадцять",
        "тридцять",
        "п'ятдесят",
        "шістдесят",
        "сімдесят",
        "вісімдесят",
        "дев'яносто",
        "treinta",
        "cuarenta",
        "cincuenta",
        "sesenta",
        "setenta",
        "ochenta",
        "noventa",
        "veinte",
        "vinte",
        "trinta",
        "quarenta",
        "cinquenta",
        "sessenta",
        "oitenta",
        "noventa",
        "vingt",
        "trente",
        "quarante",
        "cinquante",
        "soixante",
        "dwadzieścia",
        "trzydzieści",
        "czterdzieści",
        "pięćdziesiąt",
        "dvacet",
        "třicet",
        "čtyřicet",
        "padesát",
        "on",
        "yirmi",
        "otuz",
        "kırk",
        "kirk",
        "elli",
        "altmış",
        "altmis",
        "yetmiş",
        "yetmis",
        "seksen",
        "doksan",
        "yüz",
        "yuz",
        "mươi",
        "muoi",
        "mười",
        "puluh",
    ]
)
WORD_BEFORE = re.compile(r"([^\W\d_]+['’]?[^\W\d_]*)(?:[\s-]+(?:y|e|et|i|a|và))?[\s-]+$")
NUMERALS = {
    "zh": "(?<![〇零一二三四五六七八九十百千万两兩几幾\\d])", "ja": "(?<![〇零一二三四五六七八九十百千万\\d])",
    "ko": "(?<![십백천만\\d])", "th": "(?<!สิบ)(?<!ร้อย)",
}  # fmt: skip


def folded(text: str) -> str:
    """Fold case; the Turkish i with and without its dot is one letter to a pattern that ignores case, so it is here."""
    return text.casefold().replace("i̇", "i").replace("ı", "i")


@dataclass(frozen=True, slots=True)
class NumberWords:
    """A language's small numbers: the alternatives of a pattern, those in words alone, and what each means."""

    pattern: str
    words: str
    values: dict[str, int]

    def value(self, text: str) -> int:
        """Return a number that was matched, in digits or in words."""
        return int(text) if text.isdigit() else self.values[folded(" ".join(text.split()))]

    def is_whole(self, text: str, start: int) -> bool:
        """Whether the number that starts there is no end of a longer one, such as 'twenty-two'."""
        before = WORD_BEFORE.search(text[max(0, start - 30) : start])
        return text[start].isdigit() or before is None or folded(before[1]) not in TENS


@cache
def number_words(language: str) -> NumberWords:
    """Return the numbers up to twelve, and up to three digits."""
    values = {
        folded(word): number
        for number, words in enumerate(NUMBERS[language].split(","), start=1)
        for word in words.split("|")
    }
    ordered = "|".join(sorted(values, key=len, reverse=True)).replace(" ", r"\s+")
    words = NUMERALS[language] + f"(?:{ordered})" if language in UNSPACED else rf"\b(?:{ordered})\b"
    return NumberWords(rf"(?:{DIGITS}|{words})", words, values)
