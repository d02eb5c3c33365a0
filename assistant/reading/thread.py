"""A pasted thread: which parts are the buyer's words. Quoted and seller's text is not read as the buyer's."""

from __future__ import annotations

import re
from dataclasses import dataclass

SELLER = (
    "seller|shop|store|support|customer service|service|me|we|you|卖家|賣家|客服|商家|店家|店铺|продавец|магазин|"
    "поддержка|vendedor|vendedora|tienda|loja|soporte|suporte|vendeur|boutique|service client|verkäufer|händler|"
    "venditore|negozio|verkoper|winkel|sprzedawca|sklep|prodejce|obchod|продавець|satıcı|mağaza|البائع|المتجر|המוכר|החנות|出品者|"
    "ショップ|店舗|판매자|ร้าน|ผู้ขาย|người bán|penjual|toko"
)
BUYER = (
    "buyer|customer|client|买家|買家|顾客|客户|客人|покупатель|клиент|comprador|compradora|cliente|acheteur|acheteuse|"
    "käufer|kunde|kundin|acquirente|koper|klant|kupujący|klient|kupující|zákazník|покупець|alıcı|müşteri|المشتري|العميل|"
    "הקונה|購入者|お客様|구매자|고객|ผู้ซื้อ|ลูกค้า|người mua|khách|pembeli"
)
STAMP = r"(?:[\[(]?\d{1,4}[-./:]\d{1,2}[\d\-./: ,]*(?:[ap]m)?[\])]?\s*)?"
LABEL = re.compile(
    rf"^\s*{STAMP}(?:(?P<seller>{SELLER})|(?P<buyer>{BUYER}))\b[^\S\n]*(?:\([^)\n]*\))?[^\S\n]*{STAMP}[:：]",
    re.IGNORECASE,
)
QUOTE = re.compile(r"^\s*[>＞|│]")


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the buyer: its text, where it starts in the pasted text."""

    text: str
    start: int


def buyer_turns(text: str) -> tuple[Turn, ...]:
    """Return the buyer's messages in order; without speakers' names everything but quoted lines is his."""
    turns: list[Turn] = []
    speaker, at, labelled = "buyer", 0, False
    lines: list[tuple[str, int]] = []

    def close() -> None:
        if speaker == "buyer" and lines:
            start = lines[0][1]
            turns.append(Turn("".join(line for line, _ in lines).rstrip(), start))
        lines.clear()

    for line in text.splitlines(keepends=True):
        match = LABEL.match(line)
        if match:
            close()
            labelled = True
            speaker = "seller" if match["seller"] else "buyer"
            lines.append((line[match.end() :], at + match.end()))
        elif QUOTE.match(line):
            close()
        else:
            lines.append((line, at))
        at += len(line)
    close()
    found = tuple(turn for turn in turns if turn.text.strip())
    if found:
        return found
    return (Turn(text, 0),) if not labelled or text.strip() else ()
