"""The playbook: ladders by reason and a platform's rules, parsed from TOML data; defects are Problems."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Field, ValidationError

from assistant.errors import Problem
from assistant.model import DisputeStage, Noun, OrderState, Reason, Remedy, Risk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.shop import Override

Unit = Literal[
    "days", "working days", "characters", "flag", "USD", "share of the next order"
]  # what a value can be measured in


DATES = frozenset({
    "ordered_on", "shipped_on", "promised_by", "delivered_on", "protection_ends_on", "completed_on", "return_sent_on",
    "return_received_on", "dispute.opened_on", "dispute.escalated_on", "review.left_on", "history.return_refund",
})  # fmt: skip
LONGEST_DAYS = 3650


class Value(Noun):
    """A number from a rule: since when it holds, its unit, its source, when that was read, whether it is confirmed."""

    since: date
    value: bool | int | Decimal
    unit: Unit
    source: Annotated[str, Field(min_length=2)]
    as_of: date
    verified: bool


class ClockRule(Noun):
    """A deadline: it runs from `base` where all that it names is so; an empty tuple means any."""

    what: str
    base: str
    limit: Value
    unless: str | None = None
    stages: tuple[DisputeStage, ...] = ()
    states: tuple[OrderState, ...] = ()
    reasons: tuple[Reason, ...] = ()
    risks: tuple[Risk, ...] = ()
    countries: tuple[str, ...] = ()
    silence_pays: bool = False
    joined_free_return: bool = False


class MessageLimits(Noun):
    """What a platform allows in a message."""

    max_body: Value
    warn_body: Value
    allow_coupon: Value
    allow_links: Value


class Amounts(Noun):
    """The amounts and periods that a platform's playbook works with."""

    minor_refund: Value
    goodwill_share: Value
    reorder_share: Value
    approval_above: Value
    extension: Value
    return_days: Value
    report_days: Value
    protection_margin: Value
    after_completion_days: Value


class Platform(Noun):
    """A platform's rules."""

    key: str
    name: str
    messages: MessageLimits
    amounts: Amounts
    clocks: dict[str, ClockRule]


class Rung(Noun):
    """One step of a ladder: what is offered together, in which states (empty: in all)."""

    remedies: Annotated[tuple[Remedy, ...], Field(min_length=1)]
    states: tuple[OrderState, ...] = ()
    share: Annotated[Decimal, Field(gt=0, le=1)] | None = None
    minor: bool = False
    ask: tuple[str, ...] | None = None

    def fits(self, state: OrderState) -> bool:
        """Whether the rung is meant for a state."""
        return not self.states or state in self.states


class ReasonRule(Noun):
    """How a reason is handled."""

    arrived: Literal["yes", "no", "likely", "order"]
    fault: Literal["seller", "carrier", "buyer", "unknown", "none"]
    source: Annotated[str, Field(min_length=2)]
    ladder: Annotated[tuple[Rung, ...], Field(min_length=1)]
    ask: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    skip: bool = False
    visible: bool = False
    approval: bool = False
    claim: bool = False


class Playbook(Noun):
    """The whole rule book for one platform."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    platform: Platform
    reasons: dict[Reason, ReasonRule]
    as_of: date


def parse_playbook(
    reasons: Mapping[str, Any], platform: Mapping[str, Any], key: str, overrides: Mapping[str, Override]
) -> tuple[Playbook | None, tuple[Problem, ...]]:
    """Return the playbook and every defect of both files and of the shop's overrides; None where it cannot be used."""
    table = dict(reasons)
    as_of = table.pop("as_of", None)
    laid, problems = _overridden(platform, key, overrides)
    problems += [
        Problem(f"playbooks/reasons.toml: {reason}", "there is no rule for this reason", "add its table")
        for reason in Reason
        if reason not in table
    ]
    data = {"platform": {**laid, "key": key}, "reasons": table, "as_of": as_of}
    try:
        playbook = Playbook.model_validate(data)
    except ValidationError as error:
        return None, (*problems, *(_problem(detail, key) for detail in error.errors(include_url=False)))
    problems += _rule_problems(playbook)
    return (None if problems else playbook), tuple(problems)


def _problem(detail: Any, key: str) -> Problem:
    head, *rest = (str(part) for part in detail["loc"])
    file = "playbooks/reasons.toml" if head in {"reasons", "as_of"} else f"playbooks/{key}.toml"
    return Problem(f"{file}: {'.'.join(rest) or head}", f"{detail['msg']} (is {detail['input']!r:.60})")


def _overridden(
    platform: Mapping[str, Any], key: str, overrides: Mapping[str, Override]
) -> tuple[dict[str, Any], list[Problem]]:
    """Lay the shop's values over the platform's; a path that does not exist is a problem."""
    laid: dict[str, Any] = {name: (_copied(value)) for name, value in platform.items()}
    problems: list[Problem] = []
    for path, override in overrides.items():
        platform_key, *parts = path.split(".")
        if platform_key != key:
            continue
        target: Any = laid
        for part in parts:
            target = target.get(part) if isinstance(target, dict) else None
        if isinstance(target, dict) and "limit" in target:
            target = target["limit"]
        if not isinstance(target, dict) or "value" not in target:
            hint = "name a value of the playbook, such as aliexpress.amounts.minor_refund"
            problems.append(Problem(f'shop.toml: playbook."{path}"', "there is no such value", hint))
            continue
        target.update(override.model_dump())
    return laid, problems


def _copied(value: Any) -> Any:
    return {name: _copied(inner) for name, inner in value.items()} if isinstance(value, dict) else value


def _rule_problems(playbook: Playbook) -> list[Problem]:
    problems = []
    for reason, rule in playbook.reasons.items():
        for number, rung in enumerate(rule.ladder):
            place = f"playbooks/reasons.toml: {reason}.ladder[{number}]"
            if Remedy.PARTIAL_REFUND in rung.remedies and rung.share is None:
                problems.append(Problem(place, "a rung with partial_refund needs a share", 'add share = "0.20"'))
            if len(set(rung.remedies)) != len(rung.remedies):
                problems.append(Problem(place, "a remedy stands twice in one rung", "keep one"))
        if not any(rung.fits(OrderState.UNKNOWN) for rung in rule.ladder):
            place = f"playbooks/reasons.toml: {reason}.ladder"
            problems.append(Problem(place, "no rung fits an order whose state is unknown", "add such a rung"))
    for name, clock in playbook.platform.clocks.items():
        if clock.limit.unit not in {"days", "working days"}:
            place = f"playbooks/{playbook.platform.key}.toml: clocks.{name}.limit.unit"
            problems.append(Problem(place, f"'{clock.limit.unit}' is not a period", "write days or working days"))
        for path in filter(None, (clock.base, clock.unless)):
            if path not in DATES:
                place = f"playbooks/{playbook.platform.key}.toml: clocks.{name}"
                problems.append(
                    Problem(place, f"'{path}' is no date of an order", f"choose {', '.join(sorted(DATES))}")
                )
        if abs(int(clock.limit.value)) > LONGEST_DAYS:
            place = f"playbooks/{playbook.platform.key}.toml: clocks.{name}.limit.value"
            problems.append(Problem(place, f"{clock.limit.value} days is too long", f"at most {LONGEST_DAYS}"))
    return problems
