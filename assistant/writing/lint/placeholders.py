"""What is still to be filled in: the signs of templates, and words in brackets that only name what belongs there."""

from __future__ import annotations

import re

# What a template names, in the languages of the letters; '[new]' and '[EU plug]' are words of a title.
NAMED = (
    "name", "first name", "last name", "surname", "username", "date", "number", "order", "order id", "id",
    "tracking", "amount", "sum", "price", "currency", "address", "e-mail", "email", "phone", "link", "url",
    "website", "code", "product", "item", "buyer", "customer", "client", "seller", "shop", "store", "company",
    "agent", "signature", "reason", "carrier", "country", "city", "insert", "placeholder", "tbd", "todo", "vorname",
    "nachname", "kundenname", "datum", "betrag", "bestellnummer", "sendungsnummer", "adresse", "kunde", "nom",
    "prénom", "montant", "numéro", "commande", "produit", "nombre", "apellido", "fecha", "importe", "monto",
    "número", "pedido", "producto", "cliente", "dirección", "nome", "sobrenome", "valor", "produto", "endereço",
    "cognome", "importo", "numero", "ordine", "prodotto", "indirizzo", "naam", "bedrag", "bestelnummer", "klant",
    "imię", "nazwisko", "kwota", "numer", "zamówienie", "produkt", "jméno", "příjmení", "částka", "číslo",
    "zákazník", "имя", "фамилия", "дата", "сумма", "номер", "заказ", "номер заказа", "товар", "адрес", "ссылка",
    "ім'я", "прізвище", "сума", "замовлення", "посилання", "adı", "isim", "tarih", "tutar", "sipariş", "numara",
    "tên", "ngày", "số tiền", "nama", "tanggal", "jumlah", "nomor", "الاسم", "التاريخ", "المبلغ", "שם", "תאריך",
    "סכום",
)  # fmt: skip
UNSPACED = (
    "姓名", "名字", "您的姓名", "买家姓名", "買家姓名", "客户姓名", "日期", "订单号", "訂單號", "订单编号", "金额",
    "金額", "单号", "物流单号", "地址", "链接", "店铺名", "お名前", "氏名", "日付", "注文番号", "追跡番号", "金額",
    "商品名", "이름", "성함", "날짜", "주문번호", "금액", "ชื่อ", "วันที่", "จำนวนเงิน", "เลขคำสั่งซื้อ",
)  # fmt: skip
GLUE = (
    "your", "my", "our", "the", "of", "here", "enter", "full", "buyer's", "customer's", "ihr", "ihren", "name des",
    "votre", "du", "de", "del", "su", "seu", "da", "do", "il", "vostro", "uw", "ваше", "ваш", "ваша",
)  # fmt: skip


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", "[ _]") for word in sorted(words, key=len, reverse=True))


_WORDS = rf"(?:(?:{_any(GLUE)})[ _-]){{0,3}}(?:{_any(NAMED)})(?:[ _-](?:{_any((*NAMED, *GLUE))})){{0,3}}"
_INSIDE = rf"(?:{_WORDS}|{_any(UNSPACED)}|\w{{1,30}}_\w{{1,30}})"
SLOT = re.compile(
    r"\{\{[^{}]{0,80}\}\}|\{\{\s?[^\W\d]\w{0,40}|\{%[^%{}]{0,80}%\}|%\(\w{1,40}\)[sd]|\$\{\w{1,40}\}|⟦[^⟦⟧]{0,80}⟧"
    r"|\[\[[^\[\]]{0,80}\]\]|\{[^\W\d][\w. '-]{0,40}\}|\{\d{0,2}\}|(?<!\w)#[a-z_]{3,40}#|%\{\w{1,40}\}|_{3,}|\bX{3,}\b"
    rf"|\[\s?(?i:{_INSIDE})\s?\](?!\s?:?\s?[A-Z#]{{0,4}}\d)|(?<![\w$])\$(?:[A-Za-z]\w{{0,30}}_\w{{1,30}}|(?i:{_any(NAMED)})\b)"
)
