"""Money as it is spoken of in Chinese: 15块, 10块美金, 十块五, 5毛, 10刀; 块 counts pieces of a thing as well."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.reading.facts.numerals import DIGITS, UNITS, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED = {
    "美": "USD", "刀": "USD", "人": "CNY", "港": "HKD", "台": "TWD", "臺": "TWD", "欧": "EUR", "歐": "EUR", "卢": "RUB",
    "日": "JPY",
}  # fmt: skip
_CHARACTERS = DIGITS["zh"] + UNITS["zh"]
_ROUGH = rf"(?![{_CHARACTERS}]*[一二三四五六七八九两兩]{{2}})"  # 三四十块 is no sum
_N = rf"(?<![\d.,{_CHARACTERS}第几幾数數])(?P<n>\d+(?:[.,]\d{{1,2}})?[{UNITS['zh']}]?|{_ROUGH}[{_CHARACTERS}]+)\s?"
# What begins no name of a thing: the sentence ends or goes on.
_ON = "吧了就呗啊呀吗嗎嘛呢行可当當算退赔賠补補都也还還才是我你您谁誰怎买買能太不给給差左上"
_GOES_ON = rf"(?=$|[\s，。,.!！?？；;、)）~～…{_ON}])"
SURE = re.compile(
    rf"{_N}[块塊](?:[钱錢]|(?P<of>美[元金刀]|刀|人民[币幣]|港[币幣元]|[台臺][币幣]|[欧歐]元|卢布|日元))"
    rf"|{_N.replace('<n>', '<whole>')}[块塊](?P<tenth>[\d一二三四五六七八九])"
    rf"(?:[毛角]|(?![\d.%])(?:{_GOES_ON}|(?=[的说說]|包邮|包郵)))"
    rf"|{_N.replace('<n>', '<dimes>')}(?:[毛角][钱錢]|毛(?!不拔){_GOES_ON})"
    rf"|(?<![砍减])(?<![砍减]了)(?<![\d.,])(?P<dollars>\d+)刀{_GOES_ON}"
)
PIECES_OR_YUAN = re.compile(rf"{_N}[块塊](?![钱錢\d])")
_LITTLE = r"[我你您他个個了还還款偿償现現回只要才就至少最多大概:：]{0,4}$"
PAYS = re.compile(
    rf"(?:退|赔|賠|补偿|補償|贵|貴|垫|墊|付|花|便宜|减|減|差|优惠|優惠|返|扣|卖|賣|值|运费|運費|邮费|郵費|价|價|多收|省|降|让|讓){_LITTLE}"
)
MAY_PAY = re.compile(rf"(?:补|補|给|給|收){_LITTLE}")  # 'give me two of them' as well
COUNTS = re.compile(
    r"(?:碎|坏|壞|少|缺|到|买|買|发|發|破|裂|剩|共|漏|断|斷|有|订|訂|要|拍|送|错|錯|换|換|寄|丢)[了的我只过過]{0,2}$"
)
FOR_MONEY = re.compile("的?(?:运费|運費|邮费|郵費|差[价價]|红包|紅包|优惠|優惠|[券价價])|的[东東]西|好[评評]")
PAID = re.compile("(?:[都就也才还還]?不?(?:退|赔|賠|算|当|當|行吗|行嗎|可以|买的|買的))|一[个個件条條双雙套]|每|/")
BROKEN = re.compile("[碎坏壞缺到破裂漏断斷发發]|(?<!太)少")
ONLY = re.compile("(?:那?[就才只])?(?:要|这|這)?")
ASKED = re.compile(r"$|[吧了就，。,.!！?？]")
NEAR_MONEY = re.compile("[块塊毛角刀]")
FEW = 3  # as many pieces are as likely as yuan
NEAR = 12
_STOPS = re.compile(r"[\s，。,.!！?？；;、：:]")

Money = tuple[int, int, Decimal, str]


def yuan(text: str) -> Iterator[Money]:
    """Yield (start, end, amount, currency)."""
    if not NEAR_MONEY.search(text):
        return
    for match in SURE.finditer(text):
        yield match.start(), match.end(), *_sure(match)
    for match in PIECES_OR_YUAN.finditer(text):
        if _is_money(text, match):
            yield match.start(), match.end(), number_of(match["n"]), "CNY"


def _sure(match: re.Match[str]) -> tuple[Decimal, str]:
    if match["whole"]:
        return number_of(match["whole"]) + number_of(match["tenth"]) / 10, "CNY"
    if match["dimes"]:
        return number_of(match["dimes"]) / 10, "CNY"
    if match["dollars"]:
        return Decimal(match["dollars"]), "USD"
    return number_of(match["n"]), NAMED[match["of"][0]] if match["of"] else "CNY"


def _is_money(text: str, match: re.Match[str]) -> bool:
    """Whether the words around say that money is paid; where they say neither, pieces are meant."""
    before = _STOPS.split(text[max(0, match.start() - NEAR) : match.start()])[-1]
    behind, number = text[match.end() : match.end() + NEAR], number_of(match["n"])
    goes_on = re.match(_GOES_ON, behind) is not None
    if "." in match["n"]:
        return True
    if match["n"] == "一":  # 'a piece', 'together'
        return PAYS.search(before) is not None and ASKED.match(behind) is not None
    if COUNTS.search(before):
        return "少" in before and behind.startswith("吧") and number > FEW
    if PAYS.search(before) or (MAY_PAY.search(before) and number > FEW):
        return goes_on or FOR_MONEY.match(behind) is not None
    if FOR_MONEY.match(behind) or (number > FEW and PAID.match(behind)):
        return True
    around = text[max(0, match.start() - NEAR) : match.start()] + behind
    is_alone = ONLY.fullmatch(before) is not None and number > FEW and ASKED.match(behind) is not None
    return is_alone and BROKEN.search(around) is None
