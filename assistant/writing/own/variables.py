"""Other systems' variables (#name#, ${name}, %{name}, #{name}, {%name%}, [[name]], {{name}}) turned into our slots."""

from __future__ import annotations

import re
from dataclasses import dataclass

# One pattern a notation; the longer ones first, because #{x} also holds a #.
NOTATIONS = re.compile(
    r"\{\{\s*([^{}|]{1,60}?)\s*\}\}"
    r"|\$\{\s*([^{}]{1,60}?)\s*\}"
    r"|#\{\s*([^{}]{1,60}?)\s*\}"
    r"|%\{\s*([^{}]{1,60}?)\s*\}"
    r"|\{%\s*([^{}%]{1,60}?)\s*%\}"
    r"|\[\[\s*([^\[\]]{1,60}?)\s*\]\]"
    r"|(?<!\w)#([^\W\d][\w .-]{0,40}?)#(?!\w)"
    r"|(?<!\{)\{\s*([^\W\d][\w .-]{0,40}?)\s*\}(?!\})"
)
SLOTS: dict[str, tuple[str, ...]] = {
    "buyer_name": ("buyer", "buyer name", "customer", "customer name", "name", "first name", "client", "买家", "客户",
                   "买家姓名", "客户姓名", "buyername", "customername"),
    "order_number": ("order", "order id", "order no", "order number", "orderid", "orderno", "ordernumber", "订单号",
                     "订单编号"),
    "tracking_number": ("tracking", "tracking no", "tracking number", "trackingno", "trackingnumber", "waybill",
                        "运单号", "物流单号", "快递单号", "跟踪号"),
    "tracking_url": ("tracking url", "tracking link", "track url", "查询网址"),
    "carrier": ("carrier", "logistics", "courier", "shipping company", "物流公司", "快递公司", "物流"),
    "item": ("item", "product", "title", "item title", "product name", "goods", "商品", "商品名称", "产品名称"),
    "shop_name": ("shop", "store", "shop name", "store name", "seller", "店铺", "店铺名称"),
    "agent_name": ("agent", "agent name", "sender", "signature", "客服", "客服姓名"),
    "amount": ("amount", "refund", "refund amount", "money", "金额", "退款金额"),
    "coupon_code": ("coupon", "coupon code", "voucher", "优惠券", "优惠码"),
    "shipped_on": ("ship date", "shipped", "shipped on", "shipping date", "发货日期", "发货时间"),
    "promised_by": ("delivery date", "promised", "promised by", "eta", "预计送达"),
    "delivered_on": ("delivered", "delivered on", "签收日期"),
    "report_by": ("report by", "answer by", "reply date"),
    "hours": ("hours", "reply hours"),
}  # fmt: skip
LOGIC = {"if", "elif", "else", "endif"}
KNOWN = {alias: slot for slot, aliases in SLOTS.items() for alias in (slot.replace("_", " "), *aliases)}


@dataclass(frozen=True, slots=True)
class Converted:
    """A text in our notation, the slots that it uses, and the variables that nobody knows."""

    text: str
    slots: tuple[str, ...]
    unknown: tuple[str, ...]


def converted(text: str) -> Converted:
    """Return a text with each known variable as `{{ slot }}`; an unknown one stays as it is and is named."""
    slots: list[str] = []
    unknown: list[str] = []

    def turned(match: re.Match[str]) -> str:
        name = next(group for group in match.groups() if group is not None)
        if match[0].startswith("{%") and name.split()[0] in LOGIC:
            return match[0]
        slot = KNOWN.get(_plain(name))
        if slot is None:
            unknown.append(match[0])
            return match[0]
        slots.append(slot)
        return "{{ " + slot + " }}"

    done = NOTATIONS.sub(turned, text)
    return Converted(done, tuple(dict.fromkeys(slots)), tuple(dict.fromkeys(unknown)))


def _plain(name: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.split(r"[\s_.\-]+", words.casefold())).strip()
