"""Addresses of pages and mailboxes, however their dots and signs are written."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from assistant.writing.lint.endings import COUNTRIES, CYRILLIC, GENERIC

if TYPE_CHECKING:
    from collections.abc import Collection

# In Chinese no blank parts an address from the words around it, so only letters of spaced scripts belong to it.
LETTER = r"a-z0-9\u00c0-\u024f\u0400-\u04ff"
OPEN, CLOSE = r"[(\[{【〔<「]\s?", r"\s?[)\]}】〕>」]"
DOT_WORDS = "dot|punto|ponto|point|punkt|точка|点|點"
LINK = re.compile(
    r"(?:https?://|www\s?[.。])[^\s<>“”»]+"
    rf"|(?<![{LETTER}_@])(?<![{LETTER}][.-])(?P<name>[{LETTER}][{LETTER}-]{{1,40}}(?:\.[{LETTER}-]{{2,30}}){{0,3}}?)"
    rf"(?P<dot>[.。]|\s[.。]\s?|\s?{OPEN}(?:[.。]|{DOT_WORDS}){CLOSE}\s?|\s?[点點]\s?|\s(?:{DOT_WORDS})\s)"
    rf"(?P<ending>[a-z\u0400-\u04ff]{{2,24}})(?![{LETTER}-])(?P<path>(?::\d|/)[^\s]*)?",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"(?<![\w.])(?P<place>(?:\d{1,3}\.){3}\d{1,3})(?::\d{2,5}|/)(?!\d{1,2}\b(?!/))\S*")
_AT = rf"\s?(?:@|{OPEN}(?:at|@|arroba|arobase|собака){CLOSE})\s?"
_DOT = rf"\s?(?:[.。]|{OPEN}(?:[.。]|{DOT_WORDS}){CLOSE})\s?"
E_MAIL = re.compile(
    rf"[\w.+-]{{1,64}}{_AT}[a-z0-9-]{{1,40}}{_DOT}[a-z]{{2,10}}(?![a-z0-9])"
    r"|[\w.+-]{1,64}\s(?:at|arroba|arobase|собака)\s[a-z0-9-]{2,40}\s(?:dot|punto|ponto|point|точка)\s[a-z]{2,10}\b",
    re.IGNORECASE,
)
# What every mailbox has; looking for it first is ten times quicker.
AT = re.compile(rf"@|{OPEN}(?:at|arroba|arobase|собака){CLOSE}|\s(?:at|arroba|arobase|собака)\s", re.IGNORECASE)
# A shop's usual endings are an address in capitals too, and with blanks around the dot.
USUAL = frozenset(
    ["com", "net", "org", "shop", "store", "info", "biz", "online", "site", "xyz", "cn", "ru", "eu", "uk"]
)
SPELLED = frozenset({"com", "org"})  # 'at this point store it dry' is no address
# A lamp.zip is a file, a readme.md too, unless a path follows.
FILES = frozenset(["zip", "mov", "md", "py", "ps", "rs", "sh"])
MEASURES = frozenset(["kg", "mg", "ml", "mm", "cm", "km"])
SHORTENED = frozenset({
    "max", "min", "ca", "approx", "circa", "art", "ref", "nr", "tel", "fig", "pos", "inkl", "incl", "zzgl", "bzw",
    "vol", "no", "co", "st", "dr", "mr", "ms",
})  # fmt: skip
# Where a blank was forgotten ('broken.so we'), the next word looks like an ending.
WORDS = frozenset({
    "am", "as", "at", "be", "by", "do", "in", "is", "me", "my", "no", "so", "to", "us", "it", "de", "es", "la",
    "se", "si", "sa", "all", "are", "now", "here", "how", "new", "next", "one", "open", "you", "call", "contact",
    "like", "pay", "best", "buy", "free", "save", "select", "read", "today", "try", "case", "off", "out",
    "see", "care", "cool", "data", "date", "fit", "fun", "gift", "give", "good", "help", "info", "live", "love",
    "man", "men", "more", "parts", "photo", "photos", "play", "please", "plus", "press", "pro", "repair", "report",
    "safe", "sale", "secure", "service", "show", "size", "smart", "support", "tips", "top", "total", "watch", "wow",
    "work",
})  # fmt: skip
HOST = re.compile(r"(?:https?://)?([^\s/?#:\\]+)", re.IGNORECASE)
NEXT_WORD = re.compile(r"\s[^\W\d_]")
VERSION = re.compile(r"v?\d+", re.IGNORECASE)


def link(match: re.Match[str]) -> tuple[int, int] | None:
    """Return where an address stands, or None where it only looks like one: manual.pdf, 5.kg, 'broken.so we'."""
    if match["name"] is None:
        return match.span()
    name, ending, path = match["name"], match["ending"].lower(), match["path"]
    if ending not in COUNTRIES and ending not in GENERIC and ending not in CYRILLIC:
        return None
    if len(match["dot"]) > 1 or match["dot"] in "点點":
        spelled = any(map(str.isalpha, match["dot"])) and not set(match["dot"]) & set("([{【〔<「")
        return match.span() if ending in (SPELLED if spelled else USUAL) else None
    if path:
        return match.span() if any(map(str.isalpha, name)) else None
    return match.span() if ending in USUAL - WORDS or _is_host(name, match) else None


def _is_host(name: str, match: re.Match[str]) -> bool:
    """Whether a name before one of the rarer endings is that of a site."""
    last, ending = name.rsplit(".", 1)[-1].lower(), match["ending"]
    if ending in FILES or last in SHORTENED or VERSION.fullmatch(last):
        return False
    if ending in MEASURES and not re.search(r"[^\W\d_]{3}", last):
        return False
    if ending in WORDS and NEXT_WORD.match(match.string, match.end()):
        return False
    return ending.islower() or (ending.isupper() and name.isupper() and ending.lower() not in WORDS | FILES | MEASURES)


def numbered(match: re.Match[str]) -> tuple[int, int] | None:
    """Return where the address of a machine in the world stands; 192.168.1.1 is the buyer's own router."""
    try:
        return match.span() if ipaddress.IPv4Address(match["place"]).is_global else None
    except ValueError:
        return None


def is_within(address: str, hosts: Collection[str]) -> bool:
    """Whether an address is a page of one of these hosts, or of a part of one; what stands before an @ is no host."""
    found = HOST.match(address)
    host = found[1].casefold() if found and "@" not in address else ""
    return any(host == one or host.endswith(f".{one}") for one in hosts)
