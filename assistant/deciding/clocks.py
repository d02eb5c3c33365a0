"""Deadlines from dates: which clocks run for an order, and when each is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.deciding.region import in_region
from assistant.model import Clock, Line, Outcome, Sum

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.deciding.rulebook.playbook import ClockRule, Playbook
    from assistant.deciding.rulebook.values import Value
    from assistant.model import Offer, Order, OrderState, Reason, Risk
    from assistant.shop import Shop

SETTLED = {Outcome.ACCEPTED, Outcome.DONE}


def add_period(day: date, amount: int, unit: str, works_on: Callable[[date], bool]) -> date:
    """Return the day that lies so many days, working days or years later; negative is earlier.

    29 February plus years is 1 March.
    """
    if unit == "years":
        try:
            return day.replace(year=day.year + amount)
        except ValueError:
            return date(day.year + amount, 3, 1)
    if unit == "days":
        return day + timedelta(days=amount)
    step = 1 if amount >= 0 else -1
    left = abs(amount)
    while left:
        day += timedelta(days=step)
        left -= works_on(day)
    return day


def after(day: date, period: Value, playbook: Playbook) -> date:
    """Return the day that lies a playbook's period later, by the working days of the platform's country."""
    return add_period(day, int(period.value), period.unit, playbook.works_on)


def running_clocks(
    playbook: Playbook,
    shop: Shop,
    order: Order,
    state: OrderState,
    reasons: Sequence[Reason],
    risks: Sequence[Risk],
    history: Sequence[Offer],
    today: date,
) -> tuple[Clock, ...]:
    """Return the clocks that run, the most urgent first; a clock whose base date is unknown does not run."""
    clocks = []
    for name, rule in playbook.platform.clocks.items():
        if (rule.consumer and playbook.is_for_business) or not _applies(rule, shop, order, state, reasons, risks):
            continue
        base = _date_at(order, history, rule.base)
        if base is None:
            continue
        clocks.append(_clock(name, rule, base, playbook, order, shop, today))
    return tuple(sorted(clocks, key=lambda clock: (clock.due, clock.clock)))


def missing_bases(
    playbook: Playbook, shop: Shop, order: Order, state: OrderState, history: Sequence[Offer]
) -> tuple[str, ...]:
    """Return the dates of an open dispute that are unknown although a clock needs them."""
    if order.dispute is None or not order.dispute.is_open:
        return ()
    return tuple(
        dict.fromkeys(
            rule.base
            for rule in playbook.platform.clocks.values()
            if rule.stages
            and _applies(rule, shop, order, state, (), ())
            and _date_at(order, history, rule.base) is None
        )
    )


def _applies(
    rule: ClockRule, shop: Shop, order: Order, state: OrderState, reasons: Sequence[Reason], risks: Sequence[Risk]
) -> bool:
    stage = order.dispute.known_stage if order.dispute else None
    if rule.stages and stage not in rule.stages:
        return False
    if rule.states and state not in rule.states:
        return False
    if rule.reasons and not set(rule.reasons) & set(reasons):
        return False
    if rule.risks and not set(rule.risks) & set(risks):
        return False
    if rule.countries and not any(in_region(order.buyer.country, region) for region in rule.countries):
        return False
    if rule.joined_free_return and not shop.returns.joined_free_return:
        return False
    return rule.unless is None or _date_at(order, (), rule.unless) is None


def _date_at(order: Order, history: Sequence[Offer], path: str) -> date | None:
    first, *rest = path.split(".")
    if first == "history":
        agreed = [o.on for o in history if o.remedy == rest[0] and o.outcome in SETTLED and o.on]
        return agreed[-1] if agreed else None
    value: Any = getattr(order, first)
    for part in rest:
        value = getattr(value, part, None)
    return value if isinstance(value, date) else None


def _clock(name: str, rule: ClockRule, base: date, playbook: Playbook, order: Order, shop: Shop, today: date) -> Clock:
    platform, limit = playbook.platform, rule.limit
    due = after(base, limit, playbook)
    return Clock(
        clock=name,
        what=Line(msgid=rule.what),
        due=due,
        at=_begin(due, platform.zone.value, shop.shop.time_zone),
        days_left=(due - today).days,
        rule=f"{platform.name}: {rule.base} {int(limit.value):+d} {limit.unit}",
        source=limit.source,
        as_of=limit.as_of,
        verified=limit.verified,
        silence_costs=_silence(order) if rule.silence_pays else None,
    )


def _silence(order: Order) -> Sum | None:
    """Return what silence pays: the buyer's claim, or the whole price where the claim is not known."""
    claimed = order.dispute.claimed if order.dispute else None
    amount = order.price if claimed is None else claimed
    return Sum(amount=amount, currency=order.currency) if amount is not None and order.currency else None


def _begin(day: date, zone: str, staff_zone: str | None) -> datetime:
    """Return when a day begins in the platform's zone, told in the staff's where that is set."""
    begin = datetime.combine(day, time(), ZoneInfo(zone))
    return begin.astimezone(ZoneInfo(staff_zone)) if staff_zone else begin
