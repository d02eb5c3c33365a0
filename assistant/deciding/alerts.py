"""What only many cases show: one product with the same fault again and again, one buyer with many claims."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, TypeVar

from assistant.deciding.labels import REASONS
from assistant.model import Line, Noun, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from assistant.deciding.rulebook.playbook import Amounts
    from assistant.deciding.rulebook.values import Value
    from assistant.model import Buyer

K = TypeVar("K", str, tuple[str, Reason])

# Questions and thanks are no claims: whoever asks often is no pattern, and a product that is asked about has no fault.
NO_CLAIM = {
    Reason.THANKS, Reason.PRODUCT_QUESTION, Reason.ORDER_STATUS, Reason.DISCOUNT_REQUEST, Reason.OTHER,
    Reason.REFUND_STATUS, Reason.CHANGE_ORDER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastCase:
    """What an alert needs of a case; a SKU or a buyer that is not known takes part in no alert about it."""

    identity: str
    on: date
    reason: Reason
    skus: tuple[str, ...] = ()
    buyer: str | None = None


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


def alerts(cases: Sequence[PastCase], amounts: Amounts) -> tuple[Alert, ...]:
    """Return the alerts, those with most cases first: enough cases within the playbook's days (SEEDS 2.7)."""
    claims = [case for case in cases if case.reason not in NO_CLAIM]
    products: dict[tuple[str, Reason], list[PastCase]] = defaultdict(list)
    buyers: dict[str, list[PastCase]] = defaultdict(list)
    for case in claims:
        for sku in dict.fromkeys(case.skus):
            products[sku, case.reason].append(case)
        if case.buyer:
            buyers[case.buyer].append(case)
    found = [
        _product(sku, reason, dense)
        for (sku, reason), dense in _dense(products, amounts.alert_cases, amounts.alert_days)
    ]
    found += [_buyer(buyer, dense) for buyer, dense in _dense(buyers, amounts.pattern_cases, amounts.pattern_days)]
    return tuple(sorted(found, key=lambda alert: (-len(alert.cases), alert.kind, alert.subject, alert.reason or "")))


def _dense(groups: Mapping[K, list[PastCase]], least: Value, days: Value) -> Iterator[tuple[K, list[PastCase]]]:
    """Yield the groups that have enough cases within some window of days, each with the cases of its fullest one."""
    window = timedelta(days=int(days.value))
    for key, cases in groups.items():
        ordered = sorted(cases, key=lambda case: (case.on, case.identity))
        windows = ([other for other in ordered if case.on <= other.on < case.on + window] for case in ordered)
        fullest = max(windows, key=len)
        if len(fullest) >= int(least.value):
            yield key, fullest


def _product(sku: str, reason: Reason, cases: Sequence[PastCase]) -> Alert:
    what = Line(
        msgid="%(count)s buyers report the same about %(sku)s: %(reason)s. Check the stock and the listing, and write "
        "to those to whom it is on its way.",
        slots=(("count", len(cases)), ("sku", sku), ("reason", REASONS[reason])),
    )
    return _alert("product", sku, reason, cases, what)


def _buyer(buyer: str, cases: Sequence[PastCase]) -> Alert:
    what = Line(
        msgid="%(count)s claims of one buyer, %(buyer)s: look at them together before the next offer. This proves "
        "nothing and is not for the buyer's eyes.",
        slots=(("count", len(cases)), ("buyer", buyer)),
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
