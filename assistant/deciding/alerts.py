"""What only many cases show: one product with the same fault again and again, one buyer with many claims."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, TypeVar

from assistant.deciding.labels import REASONS
from assistant.model import Line, Noun, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

    from assistant.deciding.rulebook.playbook import Amounts
    from assistant.deciding.rulebook.values import Value
    from assistant.model import Buyer, Order

K = TypeVar("K", str, tuple[str, Reason])

# Questions and thanks are no claims: whoever asks often is no pattern, and a product that is asked about has no fault.
NO_CLAIM = {
    Reason.THANKS, Reason.PRODUCT_QUESTION, Reason.ORDER_STATUS, Reason.DISCOUNT_REQUEST, Reason.OTHER,
    Reason.REFUND_STATUS, Reason.CHANGE_ORDER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastCase:
    """What an alert needs of a case; a SKU or a buyer that is not known takes part in no alert about it.

    `order` tells one order from another. Where it is not known the case is of an order of its own.
    """

    identity: str
    on: date
    reason: Reason
    skus: tuple[str, ...] = ()
    buyer: str | None = None
    order: str | None = None

    @classmethod
    def of(cls, identity: str, on: date, reason: Reason, order: Order) -> PastCase:
        """Return the case of an order."""
        skus = tuple(item.sku for item in order.items if item.sku)
        return cls(identity, on, reason, skus, buyer_key(order.buyer), order_key(order.number, order.platform))

    @property
    def whole_order(self) -> tuple[str, str]:
        """The order, or what stands for it."""
        return ("case", self.identity) if self.order is None else ("order", self.order)

    @property
    def claim(self) -> tuple[object, ...]:
        """What several messages about one order for one reason have in common."""
        return (*self.whole_order, self.reason)


class Alert(Noun):
    """Something that the staff should look at; never shown to a buyer."""

    kind: Literal["product", "buyer"]
    subject: str
    reason: Reason | None
    cases: tuple[str, ...]
    first_on: date
    last_on: date
    what: Line


def buyer_key(buyer: Buyer) -> str | None:
    """Return what tells one buyer from another: the e-mail address, or else name and country together."""
    if buyer.email:
        return buyer.email.casefold()
    return f"{buyer.name} ({buyer.country})" if buyer.name and buyer.country else None


def order_key(number: str | None, platform: str | None) -> str | None:
    """Return what tells one order from another: the same number on another platform is another one."""
    return None if number is None else f"{platform or ''} {number}"


def alerts(cases: Sequence[PastCase], amounts: Amounts, today: date | None = None) -> tuple[Alert, ...]:
    """Return the alerts, those with most cases first: enough of them within the playbook's days (SEEDS 2.7).

    About a product it takes enough buyers, about a buyer enough claims. What has not come again for as many days before
    `today` is over; without a day nothing is.
    """
    claims = [case for case in cases if case.reason not in NO_CLAIM]
    products: dict[tuple[str, Reason], list[PastCase]] = defaultdict(list)
    buyers: dict[str, list[PastCase]] = defaultdict(list)
    for case in claims:
        for sku in dict.fromkeys(case.skus):
            products[sku, case.reason].append(case)
        if case.buyer:
            buyers[case.buyer].append(case)
    who = _buyers(claims)
    found = [
        _product(sku, reason, count, dense)
        for (sku, reason), count, dense in _dense(products, amounts.alert_cases, amounts.alert_days, who, today)
    ]
    patterns = _dense(buyers, amounts.pattern_cases, amounts.pattern_days, lambda case: case.claim, today)
    found += [_buyer(buyer, count, dense) for buyer, count, dense in patterns]
    return tuple(sorted(found, key=lambda alert: (-len(alert.cases), alert.kind, alert.subject, alert.reason or "")))


def _buyers(cases: Sequence[PastCase]) -> Callable[[PastCase], Hashable]:
    """Return what says who a case is of: the buyer, also where another case about the order names him, or the order."""
    known = {case.whole_order: case.buyer for case in cases if case.buyer}
    return lambda case: case.buyer or known.get(case.whole_order) or case.whole_order


def _dense(
    groups: Mapping[K, list[PastCase]],
    least: Value,
    days: Value,
    counted: Callable[[PastCase], Hashable],
    today: date | None,
) -> Iterator[tuple[K, int, list[PastCase]]]:
    """Yield the groups with enough in some window of days, each with the count and the cases of its fullest one.

    A window whose last case is as many days before `today` is over.
    """
    window = timedelta(days=int(days.value))
    over = date.min if today is None else today - window
    for key, cases in groups.items():
        ordered = sorted(cases, key=lambda case: (case.on, case.identity))
        windows = ([other for other in ordered if case.on <= other.on < case.on + window] for case in ordered)
        late = (found for found in windows if today is None or found[-1].on > over)
        count, fullest = max(
            ((len(set(map(counted, one))), one) for one in late), key=lambda pair: pair[0], default=(0, [])
        )
        if count >= int(least.value):
            yield key, count, fullest


def _product(sku: str, reason: Reason, count: int, cases: Sequence[PastCase]) -> Alert:
    what = Line(
        msgid="%(count)s buyers report the same about %(sku)s: %(reason)s. Check the stock and the listing, and write "
        "to those to whom it is on its way.",
        slots=(("count", count), ("sku", sku), ("reason", REASONS[reason])),
    )
    return _alert("product", sku, reason, cases, what)


def _buyer(buyer: str, count: int, cases: Sequence[PastCase]) -> Alert:
    what = Line(
        msgid="%(count)s claims of one buyer, %(buyer)s: look at them together before the next offer. This proves "
        "nothing and is not for the buyer's eyes.",
        slots=(("count", count), ("buyer", buyer)),
    )
    return _alert("buyer", buyer, None, cases, what)


def _alert(
    kind: Literal["product", "buyer"], subject: str, reason: Reason | None, cases: Sequence[PastCase], what: Line
) -> Alert:
    return Alert(
        kind=kind,
        subject=subject,
        reason=reason,
        cases=tuple(case.identity for case in cases),
        first_on=cases[0].on,
        last_on=cases[-1].on,
        what=what,
    )
