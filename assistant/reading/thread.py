"""A pasted thread: which parts are the buyer's words. Quoted and seller's text is not read as the buyer's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

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
STAMP = r"[\[(]?\d{1,4}[-./:]\d{1,2}[\d\-./: ,]*(?:[ap]m)?[\])]?"
STAMPED = re.compile(r"@|\d{1,2}[:h]\d{2}|(?:19|20)\d\d")
QUOTE = re.compile(r"^\s*[>＞|│]")
WROTE_WORDS = (
    r"wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|napisał\(?a?\)?|napsal\(?a?\)?|пишет|писал\(?а?\)?|"
    r"написал\(?а?\)?|пише|написав|şunu yazdı|yazdı|كتب|כתב|đã viết|menulis"
)
WROTE_UNSPACED = "写道|寫道|のメール|님이 작성|เขียนว่า"
ORIGINAL = (
    "original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original|mensagem original|"
    "messaggio originale|oorspronkelijk bericht|исходное сообщение|原始邮件|原始郵件|元のメッセージ|원본 메시지"
)
# The line that a mail program writes above the message it answers: a name or an address, a date, 'wrote:'.
ANSWERED = re.compile(
    rf"^(?=.{{0,200}}[\d@]).{{0,200}}\b(?:{WROTE_WORDS})\b.{{0,120}}[:：]\s*$|^.{{0,200}}(?:{WROTE_UNSPACED}).{{0,20}}[:：]\s*$|"
    rf"^(?P<program>[\s\-_]*(?:{ORIGINAL})[\s\-_]*:?\s*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the buyer: its text, where it starts in the pasted text."""

    text: str
    start: int


def buyer_turns(text: str, seller_names: Sequence[str] = ()) -> tuple[Turn, ...]:
    """Return the buyer's messages in order; without speakers' names everything but quoted text is his.

    `seller_names` are the names under which this shop writes.
    """
    label = _labels(tuple(name for name in seller_names if name.strip()))
    lines = _lines(text, label)
    speakers = [speaker for _, _, speaker in lines if speaker]
    # 'Shop: Lumen' alone is a heading that the buyer wrote; a thread has both sides, or one of them again and again.
    is_thread = "buyer" in speakers or speakers.count("seller") > 1
    turns: list[tuple[list[str], int]] = []
    speaker, fresh = "buyer", True
    for number, (whole, place, named) in enumerate(lines):
        line, start = whole, place
        if heading := ANSWERED.match(line):
            rest = [other for other, _, _ in lines[number + 1 :] if other.strip()]
            speaker, fresh = ("buyer" if _is_unquoted(heading, rest) else "quoted"), True
            continue
        if QUOTE.match(line):
            fresh = True
            continue
        if named and is_thread:
            speaker, fresh = named, True
            match = label.match(line)
            line, start = (line[match.end() :], start + match.end()) if match else (line, start)
        if speaker == "buyer":
            if fresh:
                turns.append(([], start))
            turns[-1][0].append(line)
            fresh = False
    found = tuple(Turn("".join(part).rstrip(), start) for part, start in turns if "".join(part).strip())
    return found or (Turn(text, 0),)


def _is_unquoted(heading: re.Match[str], rest: Sequence[str]) -> bool:
    """Whether what follows such a heading is the buyer's, as far as its lines are not marked one by one.

    Without marks all of it is the message that is answered, if a mail program wrote the heading: 'you wrote me on
    5 May:' has neither an address nor a time nor a year.
    """
    by_program = heading["program"] or STAMPED.search(heading[0])
    return any(map(QUOTE.match, rest)) or not by_program


@cache
def _labels(seller_names: tuple[str, ...]) -> re.Pattern[str]:
    """Return what stands before a message: a name with a colon, or a name and a time on their own line."""
    own = "".join(f"{re.escape(name)}|" for name in seller_names)
    who = rf"(?:(?P<seller>{own}{SELLER})|(?P<buyer>{BUYER}))(?!\w)[^\S\n]*(?:\([^)\n]*\))?"
    alone = who.replace("<seller>", "<seller_alone>").replace("<buyer>", "<buyer_alone>")
    return re.compile(
        rf"^\s*(?:{STAMP}\s*)?{who}[^\S\n]*(?:{STAMP}\s*)?[:：](?!\d)|^\s*{alone}[^\S\n]*[,|]?[^\S\n]*{STAMP}[^\S\n]*$",
        re.IGNORECASE,
    )


def _lines(text: str, label: re.Pattern[str]) -> list[tuple[str, int, str | None]]:
    """Return the lines with where they start and who is named before them."""
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        match = label.match(line.rstrip("\r\n"))
        seller = match is not None and (match["seller"] or match["seller_alone"])
        found.append((line, at, None if match is None else "seller" if seller else "buyer"))
        at += len(line)
    return found
