"""Deadlines from dates: which clocks run for an order, and when each is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.deciding.economics import REFUNDS
from assistant.deciding.region import in_region
from assistant.deciding.state import ON_ITS_WAY
from assistant.model import Clock, Line, OrderState, OrderStatus, Outcome, Sum
from assistant.money import rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.deciding.rulebook.playbook import ClockRule, Playbook
    from assistant.deciding.rulebook.values import Value
    from assistant.deciding.situation import Situation
    from assistant.model import DisputeStage, Offer, Order, Reason

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


def running_clocks(situation: Situation, reasons: Sequence[Reason]) -> tuple[Clock, ...]:
    """Return the clocks that run, the most urgent first; a clock whose base date is unknown does not run."""
    clocks = []
    for name, rule in situation.playbook.platform.clocks.items():
        base = _date_at(situation.order, situation.history, rule.base)
        if base is not None and _applies(rule, situation, reasons):
            clocks.append(_clock(name, rule, base, situation))
    return tuple(sorted(clocks, key=lambda clock: (clock.due, clock.clock)))


def missed(clocks: Sequence[Clock], history: Sequence[Offer]) -> tuple[Clock, ...]:
    """Return the clocks whose last day is over although silence pays, where no refund is known to be paid."""
    paid = any(offer.remedy in REFUNDS and offer.outcome is Outcome.DONE for offer in history)
    return () if paid else tuple(clock for clock in clocks if clock.days_left < 0 and _costs(clock))


def _costs(clock: Clock) -> bool:
    return clock.silence_pays and (clock.silence_costs is None or clock.silence_costs.amount > 0)


def missed_notes(clocks: Sequence[Clock], history: Sequence[Offer]) -> tuple[Line, ...]:
    """Return what to look at before anything else where an answer was missed."""
    return tuple(
        Line(
            msgid="The last day to answer was %(day)s, and silence pays: look first whether the platform has paid the "
            "buyer already. If it has, record that before you offer anything.",
            slots=(("day", clock.due.isoformat()),),
        )
        for clock in missed(clocks, history)[:1]
    )


def missing_bases(situation: Situation) -> tuple[str, ...]:
    """Return the dates of an open dispute that are unknown although a clock needs them."""
    dispute = situation.order.dispute
    if dispute is None or not dispute.is_open:
        return ()
    return tuple(
        dict.fromkeys(
            rule.base
            for rule in situation.playbook.platform.clocks.values()
            if rule.stages
            and _date_at(situation.order, situation.history, rule.base) is None
            and _applies(rule, situation, ())
        )
    )


def _applies(rule: ClockRule, situation: Situation, reasons: Sequence[Reason]) -> bool:
    order = situation.order
    stage = order.dispute.known_stage if order.dispute else None
    if not _is_named(rule, situation, stage, reasons):
        return False
    if stage in rule.over or (rule.ends_with_refund and situation.is_refunded):
        return False
    # The days of a paid order: one that is not paid lapses by itself.
    if OrderState.NOT_SHIPPED in rule.states and not rule.stages and order.status is OrderStatus.UNPAID:
        return False
    # Whoever holds the goods waits for no parcel, whatever the tracking says.
    if situation.arrived == "yes" and rule.states and set(rule.states) <= ON_ITS_WAY:
        return False
    if rule.countries and not any(in_region(order.buyer.country, region) for region in rule.countries):
        return False
    if (rule.consumer and situation.playbook.is_for_business) or (
        rule.joined_free_return and not situation.shop.returns.joined_free_return
    ):
        return False
    return rule.unless is None or _date_at(order, (), rule.unless) is None


def _is_named(rule: ClockRule, situation: Situation, stage: DisputeStage | None, reasons: Sequence[Reason]) -> bool:
    """Whether what a rule names is so; nearly all are passed over by the order's stage or state."""
    if (rule.stages and stage not in rule.stages) or (rule.states and situation.state not in rule.states):
        return False
    heard = ((rule.reasons, reasons), (rule.risks, situation.risks))
    return all(not wanted or set(wanted).intersection(found) for wanted, found in heard)


def _date_at(order: Order, history: Sequence[Offer], path: str) -> date | None:
    first, *rest = _steps(path)
    if first == "history":
        any_refund = rest[0] == "refund"
        agreed = [
            o.on
            for o in history
            if (o.remedy in REFUNDS if any_refund else o.remedy == rest[0]) and o.outcome in SETTLED and o.on
        ]
        return agreed[-1] if agreed else None
    value: Any = getattr(order, first)
    for part in rest:
        value = getattr(value, part, None)
    return value if isinstance(value, date) else None


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _clock(name: str, rule: ClockRule, base: date, situation: Situation) -> Clock:
    platform, country = situation.playbook.platform, situation.order.buyer.country
    limit = platform.law.guarantee(country) if rule.by_country else rule.limit
    due = situation.playbook.rolled(name, after(base, limit, situation.playbook), country)
    return Clock(
        clock=name,
        what=Line(msgid=rule.what),
        due=due,
        at=_begin(due, platform.zone.value, situation.shop.shop.time_zone),
        days_left=(due - situation.today).days,
        rule=f"{platform.name}: {rule.base} {int(limit.value):+d} {limit.unit}",
        source=limit.source,
        as_of=limit.as_of,
        verified=limit.verified,
        silence_costs=_silence(situation) if rule.silence_pays else None,
        silence_pays=rule.silence_pays,
    )


def _silence(situation: Situation) -> Sum | None:
    """Return what silence pays: the buyer's claim, and no more than is left of the price."""
    order, left = situation.order, situation.economics.left
    claimed = order.dispute.claimed if order.dispute else None
    known = [amount for amount in (claimed, left) if amount is not None]
    if not known or order.currency is None or order.status is OrderStatus.UNPAID:
        return None
    amount = min(known)
    return Sum(amount=rounded(amount, order.currency), currency=order.currency)


def _begin(day: date, zone: str, staff_zone: str | None) -> datetime:
    """Return when a day begins in the platform's zone, told in the staff's where that is set."""
    begin = datetime.combine(day, time(), ZoneInfo(zone))
    return begin.astimezone(ZoneInfo(staff_zone)) if staff_zone else begin
