"""What a playbook must not say: two rules that contradict each other, steps that lead nowhere, values out of range."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from pydantic import BaseModel

from assistant.deciding.region import EU
from assistant.deciding.rulebook.bounds import value_problem
from assistant.deciding.rulebook.playbook import DATES
from assistant.deciding.rulebook.values import PERIODS, Value
from assistant.errors import Problem
from assistant.lines import Line
from assistant.model import OrderState, Remedy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from assistant.deciding.rulebook.playbook import ClockRule, Platform, Playbook, ReasonRule, Rung

T = TypeVar("T")
Located: TypeAlias = "Callable[..., Problem]"


@dataclass(frozen=True, slots=True)
class Places:
    """Where what a playbook says can be changed: `file_of(head, path)` is ours, `own` the shop's own key paths."""

    file_of: Callable[[str, str], str]
    own: Mapping[str, str]

    def of(self, *paths: str, otherwise: str | None = None) -> str:
        """Return the place of the first of a platform's paths that the shop has set, else the other place."""
        own = next((self.own[path] for path in paths if path in self.own), None)
        return own or otherwise or f"{self.file_of('platform', paths[0])}: {paths[0]}"


def contradictions(playbook: Playbook, places: Places) -> Iterator[Problem]:
    """Yield every defect that no single value shows."""
    own = ((f"playbooks/reasons.toml: {reason}", rule) for reason, rule in playbook.reasons.items())
    for place, rule in chain.from_iterable(_with_empty(*pair) for pair in own):
        yield from _ladder_problems(rule.ladder, place, playbook.platform, places)
        yield from _rule_problems(rule, place)
        if not any(rung.fits(OrderState.UNKNOWN) for rung in rule.ladder):
            yield Problem(f"{place}.ladder", "no rung fits an order whose state is unknown", "add such a rung")
    for name, stage in playbook.stages.items():
        place = f"playbooks/stages.toml: {name}"
        yield from _ladder_problems(stage.ladder, place, playbook.platform, places)
        if stage.ladder and stage.allowed:
            yield Problem(place, "it has a ladder of its own and also allows remedies of the reason's", "keep one")
    yield from _platform_problems(playbook.platform, places)


def _with_empty(place: str, rule: ReasonRule) -> Iterator[tuple[str, ReasonRule]]:
    yield place, rule
    if rule.empty is not None:
        yield f"{place}.empty", rule.empty


def _ladder_problems(ladder: tuple[Rung, ...], place: str, platform: Platform, places: Places) -> Iterator[Problem]:
    for number, rung in enumerate(ladder):
        here = f"{place}.ladder[{number}]"
        if Remedy.PARTIAL_REFUND in rung.remedies and rung.share is None:
            yield Problem(here, "a rung with partial_refund needs a share", "name one of [shares]")
        if rung.share is not None and rung.share not in platform.shares:
            yield Problem(here, f"there is no share '{rung.share}'", f"choose {', '.join(sorted(platform.shares))}")
        if len(set(rung.remedies)) != len(rung.remedies):
            yield Problem(here, "a remedy stands twice in one rung", "keep one")
    for (first, early), (second, late) in combinations(enumerate(ladder), 2):
        if not _meet(early.states, late.states):
            continue
        here = f"{place}.ladder[{second}]"
        if set(late.remedies) <= set(early.remedies) and Remedy.PARTIAL_REFUND not in late.remedies:
            repeats = set(late.remedies) - {Remedy.EXPLAIN}
            if repeats:
                yield Problem(here, f"rung {first} has offered the same before", "drop it: nothing is offered twice")
        lower, higher = (platform.shares.get(rung.share or "") for rung in (early, late))
        if lower and higher and Decimal(higher.value) <= Decimal(lower.value):
            slots = (("higher", str(higher.value)), ("lower", str(lower.value)), ("rung", first))
            text = Line(msgid="its share %(higher)s is not above the %(lower)s of rung %(rung)s", slots=slots)
            mended = places.of(f"shares.{late.share}", f"shares.{early.share}", otherwise=here)
            yield Problem(mended, text, Line(msgid="a later step offers more"))


def _rule_problems(rule: ReasonRule, place: str) -> Iterator[Problem]:
    remedies = {remedy for rung in rule.ladder for remedy in rung.remedies}
    if rule.arrived == "no" and Remedy.RETURN_REFUND in remedies:
        yield Problem(place, "the buyer does not have the goods but is offered to return them", "drop one of the two")
    if rule.claim and rule.fault == "buyer":
        yield Problem(place, "a claim against the carrier although the buyer is at fault", "drop one of the two")


def _platform_problems(platform: Platform, places: Places) -> Iterator[Problem]:
    def problem(path: str, message: Line | str, hint: Line | str, *others: str) -> Problem:
        return Problem(places.of(path, *others), message, hint)

    messages = platform.messages
    if int(messages.warn_body.value) > int(messages.max_body.value):
        slots = (("warn", str(messages.warn_body.value)), ("most", str(messages.max_body.value)))
        text = Line(msgid="%(warn)s is above max_body %(most)s", slots=slots)
        yield problem("messages.warn_body", text, Line(msgid="warn before the limit"), "messages.max_body")
    for path, value in _values(platform, ""):
        if wrong := value_problem(places.of(path), path, value.value, value.unit):
            yield wrong
    for country in platform.law.guarantees.keys() - EU:
        path = f"law.guarantees.{country}"
        yield problem(path, "the guarantee's clock runs in the EU alone", f"choose {', '.join(sorted(EU))}")
    for name, clock in platform.clocks.items():
        yield from _clock_problems(f"clocks.{name}", clock, problem, places)
    for (one, first), (other, second) in combinations(platform.clocks.items(), 2):
        if _contradict(first, second):
            text = Line(
                msgid="clocks.%(name)s says when silence pays for the same dispute, with another limit",
                slots=(("name", one),),
            )
            hint = Line(msgid="name different states or stages, or keep one")
            yield problem(f"clocks.{other}", text, hint, f"clocks.{one}")


def _clock_problems(path: str, clock: ClockRule, problem: Located, places: Places) -> Iterator[Problem]:
    limit = clock.limit
    if limit.unit not in PERIODS:
        hint = f"write {', '.join(sorted(PERIODS))}"
        yield problem(f"{path}.limit.unit", f"'{limit.unit}' is not a period", hint)
    for date in filter(None, (clock.base, clock.unless)):
        if date not in DATES:
            yield problem(path, f"'{date}' is no date of an order", f"choose {', '.join(sorted(DATES))}")
    if wrong := value_problem(places.of(f"{path}.limit.value"), path, limit.value, limit.unit, clock.base):
        yield wrong


def _contradict(first: ClockRule, second: ClockRule) -> bool:
    return (
        first.silence_pays
        and second.silence_pays
        and first.base == second.base
        and first.limit != second.limit
        and _meet(first.stages, second.stages)
        and _meet(first.states, second.states)
        and _meet(first.reasons, second.reasons)
        and _meet(first.countries, second.countries)
    )


def _meet(first: tuple[T, ...], second: tuple[T, ...]) -> bool:
    """Whether two conditions can hold together; an empty one always does."""
    return not first or not second or bool(set(first) & set(second))


def _values(noun: BaseModel, prefix: str) -> Iterator[tuple[str, Value]]:
    for name in type(noun).model_fields:
        node = getattr(noun, name)
        if isinstance(node, Value):
            yield f"{prefix}{name}", node
        elif isinstance(node, dict):
            for key, inner in node.items():
                if isinstance(inner, Value):
                    yield f"{prefix}{name}.{key}", inner
        elif isinstance(node, BaseModel):
            yield from _values(node, f"{prefix}{name}.")
