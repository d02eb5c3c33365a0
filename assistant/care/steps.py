"""The timeline of the messages after shipping: when each step is due, by service, country, platform and shop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, StrictBool, ValidationError

from assistant.deciding.rulebook.values import Sourced
from assistant.errors import DataError, Problem
from assistant.lines import Line, listed
from assistant.model import Noun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.shop import CareRule

Step = Literal["shipped", "in_transit", "late_warning", "care", "after_remedy"]
Base = Literal["shipped_on", "promised_by", "delivered_on", "remedy_done_on"]
WHERE = "playbooks/care.toml"
KEYS = ("service", "country", "platform", "shop")
SEPARATORS = re.compile(r"[\s_\-./]+")
LETTER = "[a-z]"  # 'express' is not meant in 'AliExpress'; Chinese names stand without spaces


class Period(Sourced):
    """So many days after the base, or that part of the time from it to the promised date."""

    value: int | Decimal
    unit: Literal["days", "share of the time until promised_by"]

    @property
    def is_share(self) -> bool:
        """Whether it is a part of the promised time."""
        return self.unit != "days"


class Share(Sourced):
    """A part of the time from the shipping to the promised date."""

    value: Annotated[Decimal, Field(ge=0, le=1)]
    unit: Literal["share of the time from shipped_on to promised_by"]


class Ban(Sourced):
    """Whether a step is not sent."""

    value: StrictBool
    unit: Literal["flag"]


class StepRule(Noun):
    """What holds for a step: in every case, or for a service, a country, a platform or a shop.

    `whole`: its days are the step's only ones, and none of ours from another base stands beside them.
    """

    step: Step
    base: Base | None = None
    service: str | None = None
    country: str | None = None
    platform: str | None = None
    shop: str | None = None
    start: Period | None = Field(default=None, alias="from")
    until: Period | None = None
    whole: bool | None = None
    off: Ban | None = None
    review_only: Ban | None = None

    def fits(self, place: Mapping[str, str | None]) -> bool:
        """Whether the rule holds for an order's service, country, platform and shop."""
        return all(getattr(self, key) in {None, place[key]} for key in KEYS)

    @property
    def weight(self) -> int:
        """How much it names; the more, the more it counts."""
        return sum(getattr(self, key) is not None for key in KEYS)


class StepFacts(Noun):
    """When a step has a point, and from which days it may be counted.

    `undelivered`: only while no delivery is known. `unsettled`: only for what has left, while neither money nor another
    parcel was given. `not_before`: nor before that part of the time from the shipping to the promised date has passed.
    `about_remedy`: after the whole price was given back too, which every other one is silent about.
    """

    undelivered: bool
    bases: Annotated[tuple[Base, ...], Field(min_length=1)]
    unsettled: bool = False
    not_before: Share | None = None
    about_remedy: bool = False


class Table(Noun):
    """The whole file."""

    order: tuple[Step, ...]
    steps: dict[Step, StepFacts]
    rules: tuple[StepRule, ...]
    services: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when a step is due, counted from a base; shares are of the time from there to the promised date."""

    base: Base
    start: float
    until: float
    is_share: bool


@dataclass(frozen=True, slots=True)
class Due:
    """What holds for a step in one place: its windows by base, or that it is not sent, with the source.

    `review_only`: only where it asks for a review, because the platform takes no message that merely thanks.
    """

    windows: tuple[Window, ...]
    off: str | None = None
    review_only: bool = False


class Timeline:
    """Every rule, the shop's own laid over ours."""

    def __init__(self, table: Table, own: Sequence[StepRule] = ()) -> None:
        self._table = table
        self.rules = (*table.rules, *own)  # of two that name as much, the later one counts
        self._own = own
        self.order = table.order
        self.steps = table.steps
        names = [(_plain(name), service) for service, listed in table.services.items() for name in listed]
        self._names = [
            (re.compile(f"(?<!{LETTER}){re.escape(name)}(?!{LETTER})"), service)
            for name, service in sorted(names, key=lambda pair: -len(pair[0]))
        ]
        self.service_of = lru_cache(maxsize=4096)(self._service_of)
        self._named = {key: {getattr(rule, key) for rule in self.rules} - {None} for key in KEYS}
        self._due: dict[tuple[Step, tuple[str | None, ...]], Due] = {}

    def _service_of(self, service: str | None, carrier: str | None) -> str | None:
        """Return our name for a service as the shop writes it."""
        for text in (service, carrier):
            plain = _plain(text or "")
            for name, known in self._names:
                if name.search(plain):
                    return known
        return None

    def due(self, step: Step, place: Mapping[str, str | None]) -> Due:
        """Return what holds for a step; `place` names service, country, platform and shop."""
        # To the rules all places that none of them names are one.
        named = tuple(place[key] if place[key] in self._named[key] else None for key in KEYS)
        if (step, named) not in self._due:
            self._due[step, named] = self._found(step, dict(zip(KEYS, named, strict=True)))
        return self._due[step, named]

    def _found(self, step: Step, place: Mapping[str, str | None]) -> Due:
        fitting = sorted((rule for rule in self.rules if rule.step == step and rule.fits(place)), key=_weight)
        ban = self._ban(fitting)
        if ban is not None:
            return Due((), ban.source)
        timed = [rule for rule in fitting if rule.start and rule.until]
        # "After 20 days", says the shop: that holds for ePacket too, of which our own rule says 14, and for what has
        # come, of which ours counts from the delivery; where the shop names a base, for those counted from it.
        own = [rule for rule in timed if rule in self._own]
        ours = [] if any(rule.whole for rule in own) else timed
        windows = []
        for base in self.steps[step].bases:
            counted = _from(base, own) or _from(base, ours)
            if counted:
                windows.append(_window(base, counted[-1]))
        only = [rule.review_only.value for rule in fitting if rule.review_only is not None]
        return Due(tuple(windows), review_only=bool(only and only[-1]))

    def _ban(self, fitting: Sequence[StepRule]) -> Ban | None:
        """Return the ban that holds; of what a platform does not allow, only a shop's rule that names it frees it."""
        said = [rule for rule in fitting if rule.off is not None]
        theirs = any(rule.platform and rule.off and rule.off.value and rule not in self._own for rule in said)
        if theirs:
            said = [rule for rule in said if rule.platform or (rule.off and rule.off.value)]
        last = said[-1].off if said else None
        return last if last and last.value else None


def _from(base: Base, rules: Sequence[StepRule]) -> list[StepRule]:
    return [rule for rule in rules if rule.base == base]


def _weight(rule: StepRule) -> int:
    return rule.weight


def _window(base: Base, rule: StepRule) -> Window:
    assert rule.start is not None  # noqa: S101 - tells the type checker what the caller has chosen by
    assert rule.until is not None  # noqa: S101 - the same
    return Window(base, float(rule.start.value), float(rule.until.value), rule.start.is_share)


def _plain(text: str) -> str:
    return SEPARATORS.sub(" ", text.casefold())


def parse_timeline(data: Mapping[str, Any], own: Sequence[CareRule] = ()) -> Timeline:
    """Return the timeline of the file with the shop's rules. Raises DataError with every defect."""
    try:
        table = Table.model_validate(data)
    except ValidationError as error:
        raise DataError([_problem(detail) for detail in error.errors(include_url=False)]) from None
    problems = list(_contradictions(table))
    known = set(table.services)
    problems += [
        Problem(
            f"shop.toml: care.rules[{number}].service",
            Line(msgid="'%(value)s' is not known", slots=(("value", rule.service),)),
            Line(msgid="choose %(names)s", slots=(("names", str(sorted(known))),)),
        )
        for number, rule in enumerate(own)
        if rule.service is not None and rule.service not in known
    ]
    problems += [
        Problem(
            f"shop.toml: care.rules[{number}].base",
            Line(msgid="'%(step)s' is never counted from %(base)s", slots=(("step", rule.step), ("base", rule.base))),
            Line(msgid="choose one of %(names)s", slots=(("names", listed(table.steps[rule.step].bases)),)),
        )
        for number, rule in enumerate(own)
        if rule.base is not None and rule.base not in table.steps[rule.step].bases
    ]
    if problems:
        raise DataError(problems)
    return Timeline(table, tuple(_own_rule(rule, table) for rule in own))


def _own_rule(rule: CareRule, table: Table) -> StepRule:
    """Return a shop's rule in our shape; without a base it counts from the step's last one, for the whole step."""
    base = rule.base or table.steps[rule.step].bases[-1]
    sourced = {"since": "0001-01-01", "source": "shop.toml", "as_of": "0001-01-01", "verified": True}
    data: dict[str, Any] = {"step": rule.step, "base": base}
    data |= {key: getattr(rule, key) for key in KEYS}
    if rule.start is not None and rule.until is not None:
        data |= {"from": {**sourced, "value": rule.start, "unit": "days"}}
        data |= {"until": {**sourced, "value": rule.until, "unit": "days"}, "whole": rule.base is None or None}
    if rule.off is not None:
        data |= {"off": {**sourced, "value": rule.off, "unit": "flag"}}
    return StepRule.model_validate(data)


def _contradictions(table: Table) -> list[Problem]:
    problems = []
    for number, rule in enumerate(table.rules):
        where = f"{WHERE}: rules[{number}]"
        if rule.service is not None and rule.service not in table.services:
            problems.append(Problem(f"{where}.service", f"'{rule.service}' is not known", "add it to [services]"))
        if rule.off is None and rule.review_only is None and not (rule.base and rule.start and rule.until):
            problems.append(Problem(where, "it has neither off nor base, from and until", "add them"))
        elif rule.start and rule.until and rule.start.value > rule.until.value:
            problems.append(Problem(where, "it ends before it begins", "correct from or until"))
    return problems + [
        Problem(f"{WHERE}: order", f"'{step}' stands only in one of order and steps", "add it")
        for step in sorted(set(table.order) ^ set(table.steps))
    ]


def _problem(detail: Any) -> Problem:
    path = ".".join(str(part) for part in detail["loc"])
    return Problem(f"{WHERE}: {path}", f"{detail['msg']} (is {detail['input']!r:.60})")
