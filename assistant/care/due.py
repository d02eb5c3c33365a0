"""Which step is due for each order of a batch, and why none is: whole columns at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.profiles import BASES, SHARE, START, UNTIL
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.care.profiles import Profiles
    from assistant.care.steps import Step

EPOCH = date(1970, 1, 1).toordinal()
UNKNOWN = -(10**6)  # a day that is not known lies before every window
NEVER = 10**6
NONE = -1
# A star is what platforms put for letters that they hide; a domain may be in any script.
DOMAIN = "[A-Za-z0-9\u00a1-\U0010ffff-]+"
ADDRESS = rf"^[^@\s<>(),;:\\\"\[\]*]{{1,64}}@{DOMAIN}(\.{DOMAIN})+$"


class Why(IntEnum):
    """Why an order gets no message; the first that holds counts."""

    UNPAID = 1
    CANCELLED = 2
    RETURNED = 3
    CLOSED = 4
    REFUNDED = 5
    DISPUTE = 6
    CONVERSATION = 7
    NOT_SHIPPED = 8
    LATER = 9
    BANNED = 10
    OVER = 11
    TOO_LATE = 12
    LANGUAGE = 13
    NO_ADDRESS = 14
    NOT_AN_ADDRESS = 15
    UNSUBSCRIBED = 16
    LETTER = 17
    NIGHT = 18
    TOO_LONG = 19
    KNOWN = 20
    ELSEWHERE = 21
    REJECTED = 22  # told as a rejected row
    KNOWN_OTHERWISE = 23


SENTENCES: Mapping[Why, Line] = {
    Why.UNPAID: Line(msgid="The order is not paid."),
    Why.CANCELLED: Line(msgid="The order is cancelled."),
    Why.RETURNED: Line(msgid="The goods were returned."),
    Why.CLOSED: Line(msgid="The order is closed."),
    Why.REFUNDED: Line(msgid="The whole price was refunded."),
    Why.DISPUTE: Line(msgid="A dispute is open: answer it on the platform."),
    Why.CONVERSATION: Line(msgid="The buyer has written and waits for an answer."),
    Why.NOT_SHIPPED: Line(msgid="It has not been shipped, or the day is not known."),
    Why.LATER: Line(msgid="Nothing is due before %(day)s."),
    Why.BANNED: Line(msgid="%(platform)s does not allow this message."),
    Why.OVER: Line(msgid="The days for every message have passed."),
    Why.TOO_LATE: Line(msgid="%(platform)s allows no message so long after the order was completed."),
    Why.LANGUAGE: Line(msgid="Neither the buyer's language nor his country is known."),
    Why.NO_ADDRESS: Line(msgid="The buyer's e-mail address is not known."),
    Why.NOT_AN_ADDRESS: Line(msgid="The buyer's e-mail address is not one."),
    Why.UNSUBSCRIBED: Line(msgid="The buyer wants no messages."),
    Why.LETTER: Line(msgid="%(platform)s delivers its messages itself: write them to a file, not to a mail server."),
    Why.NIGHT: Line(msgid="It is night where the buyer lives."),
    Why.TOO_LONG: Line(msgid="The message is longer than %(platform)s takes."),
    Why.KNOWN: Line(msgid="It was written on %(day)s."),
    Why.KNOWN_OTHERWISE: Line(msgid="It was written on %(day)s, with another text than it would have today."),
    Why.ELSEWHERE: Line(msgid="Another run that has not ended is at it."),
}
BY_STATUS = {
    "unpaid": Why.UNPAID, "cancelled": Why.CANCELLED, "returned": Why.RETURNED, "closed": Why.CLOSED,
}  # fmt: skip
ARRIVED = ("delivered", "completed")
# Who got the whole price back is asked whether it has come, and nothing else: no review, no news of the parcel.
WHOLE_PRICE = ("full_refund", "return_refund", "cancel_refund")
# What the buyer has nothing of: it was not agreed on with him and settles nothing, so its day is ours alone.
OURS_ALONE = ("explain", "guide", "extend_protection", "trace", "carrier_claim", "contest")
SETTLING, UNDER_WAY = (*WHOLE_PRICE, "partial_refund", "reship"), ("shipped",)
STOPS = (("refunded_in_full", Why.REFUNDED), ("dispute_open", Why.DISPUTE), ("conversation_open", Why.CONVERSATION))


@dataclass(frozen=True, slots=True)
class Decision:
    """For each order: the number of its step, or NONE; the reason for none, 0 where there is one; the next day."""

    step: np.ndarray
    why: np.ndarray
    day: np.ndarray

    def refuse(self, where: np.ndarray, why: Why) -> None:
        """Give a reason to the orders of a mask that have none yet; what step it is about stays."""
        self.why[where & (self.why == 0)] = why


def days_of(column: pa.Array) -> np.ndarray:
    """Return days since 1970, UNKNOWN where there is none."""
    return np.asarray(pc.fill_null(column.cast(pa.int32()), UNKNOWN), dtype=np.int64)


def flags_of(column: pa.Array) -> np.ndarray:
    """Return whether a flag is known to be set."""
    return np.asarray(pc.fill_null(column, False), dtype=bool)


def decide(
    orders: pa.RecordBatch, numbers: np.ndarray, profiles: Profiles, today: date, wanted: Sequence[Step]
) -> Decision:
    """Return what is due today; `numbers` are the orders' profiles, `wanted` the steps that the shop sends."""
    now = today.toordinal() - EPOCH
    rows = orders.num_rows
    days = {base: days_of(orders[base]) for base in BASES}
    days["remedy_done_on"][_is_one_of(orders["remedy"], OURS_ALONE)] = UNKNOWN
    facts = _facts(orders, days)
    step, banned = np.full(rows, NONE), np.full(rows, NONE)
    following, next_step = np.full(rows, NEVER), np.full(rows, NONE)
    for number, name in enumerate(profiles.steps):
        if name not in wanted:
            continue
        start, until = _span(profiles, numbers, number, days, facts)
        step = np.where((step == NONE) & (start <= now) & (now <= until), number, step)
        sooner = (start > now) & (start < following)
        following, next_step = np.where(sooner, start, following), np.where(sooner, number, next_step)
        off = profiles.column(lambda profile, name=name: profile.due[name].off is not None).astype(bool)[numbers]  # type: ignore[misc]  # the default binds the loop's name
        banned = np.where((banned == NONE) & off, number, banned)
    decision = Decision(
        step, np.zeros(rows, dtype=np.int64), np.where(following < NEVER, following, UNKNOWN).astype(np.int64)
    )
    _stop(decision, orders)
    nothing = step == NONE
    decision.refuse(nothing & facts.refunded & (following == NEVER), Why.REFUNDED)
    decision.refuse(nothing & ~facts.shipped, Why.NOT_SHIPPED)
    decision.refuse(nothing & (following < NEVER), Why.LATER)
    decision.refuse(nothing & (banned != NONE), Why.BANNED)
    decision.refuse(nothing, Why.OVER)
    about = np.where(step != NONE, step, np.where(next_step != NONE, next_step, banned))
    _end(decision, numbers, profiles, now, np.maximum(days["delivered_on"], days_of(orders["completed_on"])))
    return Decision(about, decision.why, decision.day)


@dataclass(frozen=True, slots=True)
class _Facts:
    """For each order: whether it is known to have left, to have come, to be paid back whole; whether it is settled.

    `settled` is what has not left, too: there is no parcel to speak of.
    """

    shipped: np.ndarray
    arrived: np.ndarray
    refunded: np.ndarray
    settled: np.ndarray


def _facts(orders: pa.RecordBatch, days: Mapping[str, np.ndarray]) -> _Facts:
    arrived = (days["delivered_on"] != UNKNOWN) | _is_one_of(orders["status"], ARRIVED)
    for evident in ("completed_on", "review_left_on"):
        arrived |= days_of(orders[evident]) != UNKNOWN
    shipped = (days["shipped_on"] != UNKNOWN) | arrived | (days["remedy_done_on"] != UNKNOWN)
    has_left = shipped | _is_one_of(orders["status"], UNDER_WAY)
    settled = ~has_left | _is_one_of(orders["remedy"], SETTLING)
    return _Facts(shipped, arrived, _is_one_of(orders["remedy"], WHOLE_PRICE), settled)


def _span(
    profiles: Profiles, numbers: np.ndarray, step: int, days: Mapping[str, np.ndarray], facts: _Facts
) -> tuple[np.ndarray, np.ndarray]:
    """Return from when to when a step is due for each order, NEVER where it has no point."""
    about = profiles.step_facts(profiles.steps[step])
    start, until = _window(profiles, numbers, step, days)
    no_point = facts.refunded & (not about.about_remedy)
    if about.undelivered:
        no_point |= facts.arrived
    if about.unsettled:
        no_point |= facts.settled
    if about.not_before:
        start = np.maximum(start, _passed(float(about.not_before.value), days))
    return np.where(no_point | (start > until), NEVER, start), until


def _passed(share: float, days: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return when a part of the time from the shipping to the promised date has passed, UNKNOWN where nobody knows."""
    shipped, promised = days["shipped_on"], days["promised_by"]
    known = (shipped != UNKNOWN) & (promised > shipped)
    return np.where(known, shipped + np.ceil(share * (promised - shipped)), UNKNOWN).astype(np.int64)


def _window(
    profiles: Profiles, numbers: np.ndarray, step: int, days: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return from when to when a step is due for each order, by the first of its bases that is known."""
    start, until = np.full(len(numbers), NEVER), np.full(len(numbers), UNKNOWN)
    open_ = np.ones(len(numbers), dtype=bool)
    for base in profiles.step_facts(profiles.steps[step]).bases:
        table = profiles.windows[numbers, step, BASES.index(base)]
        day = days[base]
        span = np.where(table[:, SHARE] == 1, days["promised_by"] - day, 1)
        usable = open_ & (day != UNKNOWN) & ~np.isnan(table[:, START]) & (span > 0)
        with np.errstate(invalid="ignore"):
            first = day + np.ceil(table[:, START] * span)
            last = day + np.floor(table[:, UNTIL] * span)
        start, until = np.where(usable, first, start), np.where(usable, last, until)
        open_ &= ~usable
    return start, until


def _stop(decision: Decision, orders: pa.RecordBatch) -> None:
    for status, why in BY_STATUS.items():
        decision.refuse(_is_one_of(orders["status"], (status,)), why)
    for column, why in STOPS:
        decision.refuse(flags_of(orders[column]), why)


def _end(decision: Decision, numbers: np.ndarray, profiles: Profiles, now: int, completed: np.ndarray) -> None:
    """Refuse what a platform takes only for some days after the order was completed."""
    limit = profiles.column(lambda profile: profile.proactive_days or NEVER)[numbers]
    decision.refuse((completed != UNKNOWN) & (now > completed + limit), Why.TOO_LATE)


def _is_one_of(column: pa.Array, values: Sequence[str]) -> np.ndarray:
    return np.asarray(pc.is_in(column, pa.array(values, pa.string())), dtype=bool)
