"""A number from a rule with where it comes from; the one in force on a day; a shop's own value laid over it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool

from assistant.deciding.rulebook.bounds import law_problem, value_problem
from assistant.errors import Problem
from assistant.lines import Line
from assistant.model import Noun
from assistant.shop import known_zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from assistant.shop import Override

Unit = Literal[
    "days", "working days", "years", "characters", "words", "lines", "attachments", "cases", "times", "flag", "USD",
    "share of the price", "share of the next order",
]  # fmt: skip
PERIODS = frozenset({"days", "working days", "years"})
LEAVES = frozenset({"since", "value", "unit", "source", "as_of", "verified"})


class Sourced(Noun):
    """What every value states: since when it holds, its source, when that was read, whether it is confirmed."""

    since: date
    source: Annotated[str, Field(min_length=2)]
    as_of: date
    verified: bool


class Value(Sourced):
    """A number, an amount or a flag."""

    value: StrictBool | int | Decimal  # a lax flag would be what "1" in quotes is read as
    unit: Unit


class Zone(Sourced):
    """The time zone in which a platform counts its days."""

    value: Annotated[str, AfterValidator(known_zone)]
    unit: Literal["time zone"]


class Replaced(Noun):
    """A value that a shop has set differently: its key, the rule's own value, and the shop's."""

    key: str
    ours: str
    theirs: str
    unit: str
    source: str
    as_of: date

    @property
    def differs(self) -> bool:
        """Whether it is another value than the rule's: 0.3 is 0.30, and a shop may keep a rule with its own source."""
        if self.unit in {"flag", "time zone"}:
            return self.ours != self.theirs
        return Decimal(self.ours) != Decimal(self.theirs)


def as_told(value: object) -> str:
    """Return a value as its file has it: a flag is true or false there."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_value(node: Any) -> bool:
    """Whether a node of a table is a value, or the list of a value's versions."""
    if isinstance(node, list):
        return bool(node) and all(is_value(version) and isinstance(version, dict) for version in node)
    return isinstance(node, dict) and "value" in node


def leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (key path, value or list of versions) for every value of a table."""
    for key, node in table.items():
        path = f"{prefix}{key}"
        if is_value(node):
            yield path, node
        elif isinstance(node, dict):
            yield from leaves(node, f"{path}.")


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables laid over each other; a value is replaced as a whole."""
    result = {key: merged(node, {}) if isinstance(node, dict) else node for key, node in below.items()}
    for key, node in above.items():
        lower = result.get(key)
        both = isinstance(node, dict) and isinstance(lower, dict) and not is_value(node) and not is_value(lower)
        result[key] = merged(lower, node) if both and lower else node
    return result


def in_force(table: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the table with each list of versions reduced to the one in force on a day, the first before it began."""
    reduced: dict[str, Any] = {}
    for key, node in table.items():
        if isinstance(node, list) and is_value(node):
            begun = [version for version in node if _since(version) <= today]
            reduced[key] = max(begun, key=_since) if begun else min(node, key=_since)
        elif isinstance(node, dict) and not is_value(node):
            reduced[key] = in_force(node, today)
        else:
            reduced[key] = node
    return reduced


def changes(table: Mapping[str, Any]) -> tuple[date, ...]:
    """Return the days on which some value of a table changes."""
    versions = [version for _, node in leaves(table) if isinstance(node, list) for version in node]
    return tuple(sorted({_since(version) for version in versions}))


def version_problems(table: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Yield the versions of one value that hold since the same day: they contradict each other."""
    for path, node in leaves(table):
        if isinstance(node, list):
            days = [_since(version) for version in node]
            for day in sorted({day for day in days if days.count(day) > 1}):
                yield Problem(f"{where}: {path}", f"two versions hold since {day}", "keep one, or correct its since")


def overlaid(
    table: Mapping[str, Any], key: str, overrides: Mapping[str, Override]
) -> tuple[dict[str, Any], tuple[Replaced, ...], list[Problem]]:
    """Return the platform's table with the shop's values, what they replaced, and the defects of the shop's values.

    A value with a defect is not laid over the rule, so that nobody is blamed for it but the shop's own file.
    """
    laid, replaced, problems = merged(table, {}), [], []
    for path, override in overrides.items():
        platform, *parts = path.split(".")
        if platform != key:
            continue
        meant = _meant(laid, parts) if parts else []
        parent, name = _found(laid, meant) if meant else (None, "")
        if parent is None:
            hint = Line(msgid="see the names with 'assistant playbook show'")
            problems.append(Problem(own_place(path), Line(msgid="there is no such value"), hint))
            continue
        before, base = parent[name], parent.get("base") if name == "limit" else None
        place = f"{own_place(path)}.value"
        wrong = value_problem(place, ".".join(parts), override.value, before["unit"], base)
        wrong = wrong or law_problem(place, ".".join(meant), override.value, before["value"])
        if wrong is not None:
            problems.append(wrong)
            continue
        parent[name] = {**before, **override.model_dump(), "since": override.as_of}
        for one in _names(laid, meant, key) if meant[0] == "law" else (path,):
            slots = {"ours": as_told(before["value"]), "theirs": as_told(override.value), "unit": before["unit"]}
            replaced.append(Replaced(key=one, source=override.source, as_of=override.as_of, **slots))
    return laid, tuple(replaced), problems


def resolved(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a platform's table in which each clock whose limit names another value has that value."""
    found = merged(table, {})
    for clock in found.get("clocks", {}).values():
        limit = clock.get("limit") if isinstance(clock, dict) else None
        if isinstance(limit, str):
            parent, name = _found(found, limit.split("."))
            clock["limit"] = limit if parent is None else parent[name]
    return found


def _meant(table: Mapping[str, Any], parts: list[str]) -> list[str]:
    """Return the key of the value that is meant: that of the law, where a clock names it as its limit."""
    clock = table.get("clocks", {}).get(parts[1]) if parts[0] == "clocks" and parts[1:] else None
    limit = clock.get("limit") if isinstance(clock, dict) else None
    return limit.split(".") if isinstance(limit, str) and parts[2:] in ([], ["limit"]) else parts


def _names(table: Mapping[str, Any], meant: list[str], platform: str) -> Iterator[str]:
    """Yield every key under which a value is shown: its own, and the clocks' that have it as their limit."""
    own = ".".join(meant)
    yield f"{platform}.{own}"
    yield from (f"{platform}.clocks.{name}" for name, clock in table["clocks"].items() if clock.get("limit") == own)


def own_place(path: str) -> str:
    """Return where a shop's own value stands."""
    return f'shop.toml: playbook."{path}"'


def _found(table: dict[str, Any], parts: list[str]) -> tuple[dict[str, Any] | None, str]:
    """Return the table that holds a value, and its name there; a clock is named without its `limit`."""
    node: Any = table
    for number, part in enumerate(parts):
        below = node.get(part) if isinstance(node, dict) else None
        last = number == len(parts) - 1
        if last and is_value(below):
            return node, part
        if last and isinstance(below, dict) and is_value(below.get("limit")):
            return below, "limit"
        node = below
    return None, ""


def _since(version: Mapping[str, Any]) -> date:
    since = version.get("since")
    return since if isinstance(since, date) else date.min
