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
    lines = _lines(text)
    speakers = [speaker for _, _, speaker in lines if speaker]
    # 'Shop: Lumen' alone is a heading that the buyer wrote; a thread has both sides, or one of them again and again.
    is_thread = "buyer" in speakers or speakers.count("seller") > 1
    turns: list[tuple[list[str], int]] = []
    speaker, fresh = "buyer", True
    for whole, place, label in lines:
        line, start = whole, place
        if QUOTE.match(line):
            fresh = True
            continue
        if label and is_thread:
            speaker, fresh = label, True
            match = LABEL.match(line)
            line, start = (line[match.end() :], start + match.end()) if match else (line, start)
        if speaker == "buyer":
            if fresh:
                turns.append(([], start))
            turns[-1][0].append(line)
            fresh = False
    found = tuple(Turn("".join(part).rstrip(), start) for part, start in turns if "".join(part).strip())
    return found or (Turn(text, 0),)


def _lines(text: str) -> list[tuple[str, int, str | None]]:
    """Return the lines with where they start and whose name stands before them."""
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        match = LABEL.match(line)
        found.append((line, at, None if match is None else "seller" if match["seller"] else "buyer"))
        at += len(line)
    return found
