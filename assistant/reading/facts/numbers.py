"""Order numbers and tracking numbers, by their patterns, check digits and the words before them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.model import FoundText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

S10 = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2})\s?(\d{3}\s?\d{3}\s?\d{2})(\d)\s?([A-Z]{2})(?![A-Za-z0-9])", re.IGNORECASE)
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
# Cainiao LP, AE and CN.., SF Express, YunExpress and YTO YT, 4PX, UBI UUS, UPS 1Z, JD Logistics, ZTO, Sunyou SY, J&T,
# Yanwen (its own numbers end with YP and have no check digit).
CARRIERS = re.compile(
    r"(?<![A-Za-z0-9])(?:LP\d{14,16}|CN[A-Z]{0,5}\d{12,16}|SF\d{12,15}|YT\d{13,16}|4PX\d{12,16}(?:CN)?|UUS[A-Z]?\d{9,16}|"
    r"1Z[0-9A-Z]{16}|JDV?[A-Z]?\d{12,18}|ZTO\d{12}|SY[A-Z]{0,4}\d{8,13}|AE\d{12,14}|JT\d{12,13}|[A-Z]{2}\d{9}YP|"
    r"YW[A-Z]{0,2}\d{9,14})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_NUMBER_WORDS = (
    r"number|no\.?|n(?:omo)?r\.?|n[º°o.]+|num\w*|номер\w*|numer\w*|č\w*|[号號][码碼]?|番号|번호|"
    r"رقم|מספר|מס['׳]?|หมายเลข|số"
)
_NUMBER_WORD = rf"(?:-?(?P<named>{_NUMBER_WORDS}))?"
# What an order has no word for: its code would be the coupon's.
_CODE_WORD = (
    rf"(?:[-&]?(?:{_NUMBER_WORDS}|id\b(?!-)|code|код\w*|c[óo]digo|codice|kod\w*|kód|kode|[单單][号號]|ナンバー))?"
)
_SEPARATOR = r"[^\S\n]*(?:is|:|：|#|№|є|это|é|es|est|ist|jest|je|là|は|是|为)?[^\S\n]*[#№:：(]*[^\S\n]*"
# Sixteen digits that begin with 1005 are an article of AliExpress; a phone number abroad begins with + or 00.
ORDER = re.compile(r"(?<![\dA-Za-z,.+])(?!1005\d{12}(?!\d)|00)\d{14,19}(?![\dA-Za-z])")
ORDER_WORD = re.compile(
    r"(?:order(?!ed)|заказ\w*|pedido|orden|encomenda|commande|bestellung|bestellnummer|bestell(?=-)|auftrags?|ordine|ordernummer|bestelnummer|bestelling|"
    r"zamówieni\w*|zamowieni\w*|objednáv\w*|objednav\w*|замовлен\w*|sipariş\w*|siparis\w*|订单|訂單|单号|注文|주문|הזמנה|"
    rf"طلب\w*|الطلب|đơn(?: hàng)?|pesanan|order id|คำสั่งซื้อ|ออเดอร์)[^\S\n]*{_NUMBER_WORD}{_SEPARATOR}"
    r"(?!\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{1,2}-\d{1,2}-\d{4}(?!\d))"
    r"(?P<number>[A-Z]{1,4}[-/]?\d[\d-]{3,18}|[A-Z0-9]{0,4}-?\d[\d-]{4,18})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
TRACKING_WORD = re.compile(
    r"(?:tracking|track|трек\w*|отслеживани\w*|seguimiento|gu[íi]a|rastreio|rastreamento|suivi|sendungs?\w*|"
    r"paket\w*nummer|tracciamento|spedizione|track[^\S\n]?(?:&|\+|and|en|-)?[^\S\n]?trace|przesyłk\w*|śledzeni\w*|"
    r"zásilk\w*|sledování|sledovac\w*|відстеженн\w*|ттн|накладн\w*|takip|kargo|运单|運單|快递单|快遞單|快递|快遞|物流|"
    r"追踪|追蹤|追跡|トラッキング|伝票|問い?合わせ(?=番号)|운송장|송장|מעקב|משלוח|تتبع|بوليصة|พัสดุ|แทร็?[กค]|vận đơn|"
    rf"resi|waybill|awb|(?:parcel|shipment|consignment)(?= (?:number|no\b|nr|id\b)))[^\S\n]*{_CODE_WORD}{_SEPARATOR}"
    r"(?P<number>(?=[A-Z0-9]*\d{3})(?=(?:[A-Z]*\d){6})[A-Z]{0,5}\d[A-Z0-9]{8,27})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# What every text holds in which these patterns find something; most messages hold neither.
NEAR_TRACKING, NEAR_ORDER = re.compile(r"\d{3}|1Z", re.IGNORECASE), re.compile(r"\d[\d-]{3}")


def tracking_numbers(text: str) -> Iterator[FoundText]:
    """Yield postal numbers with a right check digit, carriers' own numbers, and what stands after the word for one."""
    if not NEAR_TRACKING.search(text):
        return
    found = [(m.start(), m.end(), re.sub(r"\s", "", m[0]).upper()) for m in S10.finditer(text) if _is_postal(m)]
    found += [(m.start(), m.end(), m[0].upper()) for m in CARRIERS.finditer(text) if not S10.fullmatch(m[0])]
    for match in TRACKING_WORD.finditer(text):
        place = match.span("number")
        if not overlaps(*place, [(start, end) for start, end, _ in found]) and not S10.fullmatch(match["number"]):
            found.append((*place, match["number"].upper()))
    for start, end, value in sorted(found):
        yield FoundText(value=value, start=start, end=end)


def _is_postal(match: re.Match[str]) -> bool:
    return is_s10(re.sub(r"\s", "", match[2]), match[3])


def is_s10(digits: str, check: str) -> bool:
    """Whether the check digit of a postal item number is right (UPU S10)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, S10_WEIGHTS, strict=True)) % 11
    return int(check) == (0 if rest == 10 else 5 if rest == 11 else rest)  # noqa: PLR2004 - the two exceptions of S10


def order_numbers(text: str, taken: Sequence[tuple[int, int]], sums: Sequence[tuple[int, int]]) -> Iterator[FoundText]:
    """Yield what stands after the word for an order, and numbers as long as the platforms'.

    `taken` is no order. Of the `sums` none is, unless it is called a number: 'order 15000 euros' was a dear one.
    """
    if not NEAR_ORDER.search(text):
        return
    seen = list(taken)
    for pattern, group in ((ORDER_WORD, "number"), (ORDER, 0)):
        for match in pattern.finditer(text):
            start, end = match.span(group)
            if not overlaps(start, end, seen) and not _is_paid(match, sums):
                seen.append((start, end))
                yield FoundText(value=match[group].strip("-"), start=start, end=end)


def _is_paid(match: re.Match[str], sums: Sequence[tuple[int, int]]) -> bool:
    """Whether a number after the word for an order is a sum, by the currency behind it."""
    if match.re is ORDER or match["named"] or not match["number"].isdigit():
        return False
    start, end = match.span("number")
    is_marked = "#" in match[0] or "№" in match[0]
    return not is_marked and any(start == sums_start and end < sums_end for sums_start, sums_end in sums)


def overlaps(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a place overlaps one that is taken."""
    return any(start < other_end and other_start < end for other_start, other_end in taken)
