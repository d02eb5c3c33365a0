"""Who speaks in a pasted thread: the labels before messages, and whose they are.

Marketplaces write 'Seller' or the shop's name for the one side and the buyer's own name for the other.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SELLER = (
    "seller|shop|store|support|customer service|service|me|we|you|卖家|賣家|客服|商家|店家|店铺|продавец|магазин|"
    "поддержка|vendedor|vendedora|tienda|loja|soporte|suporte|vendeur|boutique|service client|verkäufer|händler|"
    "venditore|negozio|verkoper|winkel|sprzedawca|sklep|prodejce|obchod|продавець|satıcı|mağaza|البائع|المتجر|"
    "המוכר|החנות|出品者|"
    "ショップ|店舗|판매자|ร้าน|ผู้ขาย|người bán|penjual|toko"
)
BUYER = (
    "buyer|customer|client|买家|買家|顾客|客户|客人|покупатель|клиент|comprador|compradora|cliente|acheteur|"
    "acheteuse|"
    "käufer|kunde|kundin|acquirente|koper|klant|kupujący|klient|kupující|zákazník|покупець|alıcı|müşteri|"
    "المشتري|العميل|"
    "הקונה|購入者|お客様|구매자|고객|ผู้ซื้อ|ลูกค้า|người mua|khách|pembeli"
)
STAMP = r"[\[(]?\d{1,4}[-./:]\d{1,2}[\d\-./: ,]*(?:[ap]m)?[\])]?"
# A person's or a shop's name on a platform: 'Ana', 'ana92', 'a***n', 'Lumen Shop'; '小明'.
NAME = r"[^\W\d_][\w.'’&*-]{0,24}(?:[^\S\n][\w.'’&*-]{1,24}){0,2}"
# What stands before a colon inside a message, and is nobody's name.
FIELDS = re.compile(
    r"(?<!\w)(?:orders?|tracking|numbers?|no|note|nb|ps|address|names?|phone|e-?mail|reasons?|problems?|"
    r"issues?|questions?|answers?|"
    r"options?|solutions?|offers?|price|total|amount|date|time|links?|url|https?|size|colou?r|quantity|qty|"
    r"items?|products?|"
    r"status|delivery|refund|step|update|edit|re|fwd?|from|to|sent|cc|subject|dear|hello|hi|hey|attention|important|"
    r"warning|photos?|videos?|pedido|número|nota|dirección|nombre|motivo|problema|pregunta|opci[oó]n\w*|"
    r"soluci[oó]n|precio|"
    r"fecha|talla|color|querid\w+|estimad\w+|hola|endereço|nome|pergunta|opç\w+|solução|preço|data|tamanho|cor|"
    r"prezad\w+|"
    r"olá|car[oai]|commande|suivi|numéro|adresse|nom|raison|problème|remarque|réponse|prix|taille|couleur|"
    r"ch[eè]re?s?|"
    r"bonjour|bestellung|sendung|nummer|hinweis|name|grund|problem\w*|frage|antwort|lösung|preis|datum|größe|"
    r"farbe|liebe[rs]?|"
    r"hallo|ordine|numero|indirizzo|domanda|opzion\w+|soluzione|prezzo|taglia|colore|gentil\w+|ciao|buongiorno|"
    r"bestelling|"
    r"opmerking|naam|reden|probleem|vraag|antwoord|optie|oplossing|prijs|maat|kleur|beste|geachte|zamówieni\w+|numer|"
    r"uwaga|adres|imię|powód|pytanie|odpowiedź|opcja|rozwiązanie|cena|rozmiar|kolor|drog[ai]|szanown\w+|witam|"
    r"objednávk\w+|"
    r"číslo|poznámka|jméno|důvod|problém|otázka|odpověď|možnost|řešení|velikost|barva|vážen\w+|mil[áýí]|dobrý den|"
    r"заказ\w*|трек\w*|номер|примечание|адрес|имя|причина|проблема|вопрос|ответ|вариант|решение|цена|дата|"
    r"размер|цвет|"
    r"уважаем\w+|дорог\w+|здравствуйте|замовлення|примітка|адреса|ім['’]я|питання|відповідь|варіант|рішення|"
    r"ціна|розмір|колір|"
    r"шановн\w+|вітаю|sipariş\w*|takip|numara\w*|not|ad|isim|neden|sorun|soru|cevap|seçenek|çözüm|fiyat|tarih|"
    r"beden|renk|"
    r"sayın|merhaba|đơn|mã|số|ghi chú|địa chỉ|tên|lý do|vấn đề|câu hỏi|trả lời|lựa chọn|giải pháp|giá|ngày|màu|"
    r"xin chào|"
    r"pesanan|nomor|catatan|alamat|nama|alasan|masalah|pertanyaan|jawaban|opsi|pilihan|solusi|harga|tanggal|"
    r"ukuran|warna|"
    r"halo|yth|(?:ال)?(?:طلب|رقم|ملاحظة|عنوان|اسم|سبب|مشكلة|سؤال|جواب|خيار|حل|سعر|تاريخ|مقاس|لون)|عزيز\w*|مرحبا|"
    r"ה?(?:הזמנה|מספר|הערה|כתובת|שם|סיבה|בעיה|שאלה|תשובה|אפשרות|פתרון|מחיר|תאריך|מידה|צבע)|שלום)(?!\w)"
    r"|订单|訂單|单号|單號|备注|備註|注意|地址|姓名|电话|電話|原因|问题|問題|回答|选项|選項|方案|价格|價格|"
    r"日期|时间|時間|尺寸|颜色|顏色|数量|數量|"
    r"亲爱|親愛|尊敬|您好|你好|注文|番号|追記|住所|氏名|理由|質問|回答|選択|価格|金額|日付|サイズ|色|様|주문|"
    r"번호|참고|주소|이름|이유|문제|질문|답변|옵션|"
    r"가격|금액|날짜|사이즈|색상|고객님|안녕|คำสั่งซื้อ|หมายเลข|หมายเหตุ|ที่อยู่|ชื่อ|เหตุผล|ปัญหา|คำถาม|คำตอบ|ตัวเลือก|ราคา|วันที่|ขนาด|เรียน|สวัสดี",
    re.IGNORECASE,
)
# What is said is a sentence, not a value: it has a mark of its own, or is long.
SENTENCE = re.compile(r"[.!?…,;](?:\s|$)|[。！？，；]|(?:\S+\s+){3}\S|[぀-ヿ㐀-鿿가-힯฀-๿]{6}")
SAYS_WITHIN = 200
CLOCK = re.compile(r"\d{1,2}:\d{2}")
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the paste: where it starts, who is named before it ('seller', 'buyer' or None), where he begins."""

    text: str
    start: int
    speaker: str | None = None
    said_from: int = 0


@dataclass(frozen=True, slots=True)
class _Label:
    """What is written before a message: whose it is, if the word itself says so; whether with a time, and alone."""

    name: str
    side: str | None
    stamped: bool
    alone: bool
    end: int
    says: bool

    @property
    def shape(self) -> tuple[bool, bool]:
        return self.stamped, self.alone


def lines_of(text: str, seller_names: tuple[str, ...]) -> list[Line]:
    """Return the lines; nobody is named where the text is no thread."""
    places, at = [], 0
    for line in text.splitlines(keepends=True):
        places.append((line, at))
        at += len(line)
    labels = [_label(line.rstrip("\r\n"), seller_names) for line, _ in places]
    first = next((label for (line, _), label in zip(places, labels, strict=True) if line.strip()), None)
    sides = _sides([label for label in labels if label], first)
    lines = []
    for (line, start), label in zip(places, labels, strict=True):
        speaker = sides.get(label.name) if label else None
        lines.append(Line(line, start, speaker, label.end if label and speaker else 0))
    return lines


def _sides(labels: Sequence[_Label], first: _Label | None) -> dict[str, str]:
    """Return whose each name is; none where the text is no thread.

    'Shop: Lumen' alone is a heading that the buyer wrote; a thread has both sides, or one of them again and again.
    """
    sides = {label.name: label.side for label in labels if label.side}
    sellers = [label for label in labels if label.side == "seller"]
    others = [label for label in labels if label.side is None]
    known = set(sides.values())
    if known == {"seller"}:
        sides |= dict.fromkeys(_buyers(sellers, others, first), "buyer")
    elif known == {"buyer"}:
        sides |= dict.fromkeys(_shops([label for label in labels if label.side], others), "seller")
    is_thread = "buyer" in sides.values() or len(sellers) > 1
    return sides if is_thread else {}


def _buyers(sellers: Sequence[_Label], others: Sequence[_Label], first: _Label | None) -> set[str]:
    """Return the names of the buyer, labelled as the shop is: again and again, with a time, or once with a sentence.

    A lone name before a sentence is a speaker's where the shop's words are plainly words: 'Shop: Lumen' is a value of
    a form, and 'Problem: the cup is broken' another.
    """
    shapes = {label.shape for label in sellers}
    alike = [label for label in others if label.shape in shapes]
    times = Counter(label.name for label in alike)
    found = {label.name for label in alike if times[label.name] > 1 or label.shape == (True, True)}
    once = {label.name for label in alike if label.says or label.alone}
    if found or len(once) != 1:
        return found
    begins = first is not None and (first.side == "seller" or first.name in once)
    is_thread = len(sellers) > 1 or (begins and any(label.says or label.alone for label in sellers))
    return once if is_thread else set()


def _shops(buyers: Sequence[_Label], others: Sequence[_Label]) -> set[str]:
    """Return the names of the shop, beside a buyer who is named as such: each of the two again and again."""
    shapes = {label.shape for label in buyers}
    times = Counter(label.name for label in others if label.shape in shapes)
    return {name for name, count in times.items() if count > 1} if len(buyers) > 1 else set()


def _label(line: str, seller_names: tuple[str, ...]) -> _Label | None:
    known = _known(seller_names).match(line)
    match = known or UNKNOWN.match(line)
    if match is None:
        return None
    name = match["name"] or match["name_alone"]
    rest = line[match.end() :]
    side = None
    if known:
        side = "seller" if match["seller"] or match["seller_alone"] else "buyer"
    elif FIELDS.search(name) or (match["name_alone"] and not CLOCK.search(line)):
        return None
    stamped = bool(match["name_alone"] or match["before"] or match["after"])
    says = SENTENCE.search(rest[:SAYS_WITHIN].strip()) is not None
    return _Label(name.casefold(), side, stamped, not WORD.search(rest), match.end(), says)


def _pattern(who: str) -> re.Pattern[str]:
    """Return what stands before a message: a name with a colon, or a name and a time on their own line."""
    named = rf"(?P<name>{who})(?!\w)[^\S\n]*(?:\([^)\n]*\))?"
    alone = re.sub(r"\(\?P<(\w+)>", r"(?P<\1_alone>", named)
    return re.compile(
        rf"^\s*(?P<before>{STAMP}\s*)?{named}[^\S\n]*(?P<after>{STAMP}\s*)?[:：](?!\d|//)|"
        rf"^\s*{alone}[^\S\n]*[,|]?[^\S\n]*{STAMP}[^\S\n]*$",
        re.IGNORECASE,
    )


UNKNOWN = _pattern(NAME)


@cache
def _known(seller_names: tuple[str, ...]) -> re.Pattern[str]:
    own = "".join(f"{re.escape(name)}|" for name in seller_names)
    return _pattern(rf"(?:(?P<seller>{own}{SELLER})|(?P<buyer>{BUYER}))")
