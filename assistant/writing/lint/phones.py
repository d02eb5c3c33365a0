"""Phone numbers as people write them at home: without the country's code, in groups, in Chinese numerals."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from assistant.reading.facts.personal import REGIONS

ABROAD = re.compile(r"(?<![A-Za-z0-9_.,/-])(?:\+|(?<!\d )00)\d(?:[\s().-]?\d){7,13}(?!\d)")
_BEFORE = r"(?<![A-Za-z0-9_.,/-])(?<!\d[ (])"
MOBILE = re.compile(
    rf"{_BEFORE}1[3-9]\d([ -]?)\d{{4}}\1\d{{4}}(?![\d-])|[一1幺][三四五六七八九3-9][〇零一二三四五六七八九幺]{{9}}"
)
AT_HOME = re.compile(
    rf"{_BEFORE}(?:\(\d{{2,5}}\)|\d{{2,12}})(?:[ ./\u2010-\u2013-]{{1,2}}\d{{2,8}}){{0,5}}"
    r"(?![A-Za-z0-9_]|[.,/-]\d)(?! \d)"
)
FEWEST, FEWEST_CALLED, MOST = 9, 8, 13
GROUPS = 3
DAY = re.compile(r"\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)\d\d(?!\d)|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}(?!\d)")
CODE = re.compile(r"[A-Z]{2} ?$")  # of a tracking number that is written in groups
LOOK_BACK = 40
CALLED = re.compile(
    r"(?:\b(?:call(?: us| me)?|ring us|dial|tel|telephone|hotline|sms|text (?:us|me)|phone(?: us| me|:| number| no)"
    r"|mobile(?: number| no|:)|anrufen|ruf\w* |telefon\w*|handy(?:nummer|:)|appel\w*|téléphon\w*|llam\w*|teléfono|móvil"
    r"|lig(?:ue|ar)|telefone|celular|chiam\w*|cellulare|bel(?:len)? ons|bel|telefoon\w*|zadzwoń\w*|dzwoń\w*|zavolej\w*"
    r"|volejte|звон\w*|позвон\w*|телефон\w*|тел|дзвон\w*|зателефон\w*|arayın|ara|telefonla|telepon|hubungi|gọi"
    r"|điện thoại|sđt)\b|电话|電話|手机|手機|致电|致電|来电|拨打|撥打"
    r"|打给|お電話|携帯|전화|휴대폰|연락처|โทร|เบอร์"
    r"|اتصل|هاتف|جوال|טלפון|התקשר|נייד)[^\d\n!?]{0,24}$",
    re.IGNORECASE,
)
OTHER_NUMBER = re.compile(
    r"order|track|parcel|shipment|article|item|model|sku|imei|serial|invoice|code|version|bestell|auftrag|sendung"
    r"|artikel|rechnung|commande|suivi|colis|pedido|seguimiento|rastre|envio|ordine|tracci|spedizion|zamówien|przesył"
    r"|objednáv|zásilk|заказ|трек|отправлен|посыл|артикул|замовлен|відправлен|sipariş|takip|gönderi|pesanan|resi"
    r"|đơn hàng|vận đơn|订单|訂單|单号|單號|运单|物流"
    r"|型号|型號|编号|注文|追跡|型番|주문|운송장|송장|คำสั่งซื้อ|พัสดุ|طلب|تتبع"
    r"|הזמנ|מעקב",
    re.IGNORECASE,
)
COUNTRIES = tuple(dict.fromkeys((*" ".join(REGIONS.values()).split(), "HK", "SG", "AU")))


def at_home(match: re.Match[str]) -> tuple[int, int] | None:
    """Return where a number stands that a word of calling, or its grouping, makes a phone number."""
    digits = re.sub(r"\D", "", match[0])
    if not FEWEST_CALLED <= len(digits) <= MOST:
        return None
    before = match.string[max(0, match.start() - LOOK_BACK) : match.start()]
    if OTHER_NUMBER.search(before) or CODE.search(before) or DAY.match(match[0]):
        return None
    if CALLED.search(before):
        return match.span() if any(_parsed(match[0], country) for country in COUNTRIES) else None
    groups = re.findall(r"\d+", match[0])
    shaped = match[0][0] in "(0" or list(map(len, groups)) == [3, 3, 4]
    if len(digits) < FEWEST or len(groups) < GROUPS or not shaped or "." in match[0] or "/" in match[0]:
        return None
    return match.span() if any(_is_grouped(match[0], groups, country) for country in COUNTRIES) else None


@lru_cache(maxsize=1024)
def _parsed(number: str, country: str) -> phonenumbers.PhoneNumber | None:
    """Return a number that can be assigned in a country."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None


def _is_grouped(number: str, groups: list[str], country: str) -> bool:
    """Whether a number is parted into groups as its country writes it."""
    parsed = _parsed(number, country)
    if parsed is None:
        return False
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.findall(r"\d+", national) == groups
