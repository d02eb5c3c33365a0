"""Playbook files turned into a playbook; every defect of all of them is a Problem with its file and key path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from assistant.deciding.rulebook.consistency import Places, contradictions
from assistant.deciding.rulebook.playbook import Playbook
from assistant.deciding.rulebook.values import (
    changes,
    in_force,
    merged,
    overlaid,
    own_place,
    resolved,
    version_problems,
)
from assistant.deciding.state import PROCEDURES
from assistant.errors import Problem
from assistant.fitting import fitting
from assistant.lines import Line
from assistant.model import DisputeStage, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from assistant.shop import Override

STAGES = frozenset({*DisputeStage, *PROCEDURES})


@dataclass(frozen=True, slots=True)
class Tables:
    """The parsed TOML of the playbook's files for one platform."""

    reasons: Mapping[str, Any]
    stages: Mapping[str, Any]
    common: Mapping[str, Any]
    platform: Mapping[str, Any]
    key: str

    @property
    def laid(self) -> dict[str, Any]:
        """The platform's values over the common ones, without those that it drops."""
        own = {name: node for name, node in self.platform.items() if name != "without"}
        laid = merged(self.common, own)
        for path in self.platform.get("without", ()):
            section, _, name = path.partition(".")
            laid.get(section, {}).pop(name, None)
        return laid

    @property
    def changes(self) -> tuple[date, ...]:
        """The days on which some value changes: between two of them the playbook is the same."""
        return changes(self.laid)

    def file_of(self, head: str, path: str) -> str:
        """Return the file in which a key path of the parsed playbook stands."""
        if head in {"reasons", "as_of"}:
            return "playbooks/reasons.toml"
        if head == "stages":
            return "playbooks/stages.toml"
        own = f"playbooks/platforms/{self.key}.toml"
        section, _, rest = path.partition(".")
        name = rest.partition(".")[0]
        if section not in self.platform or (name and name not in self.platform[section]):
            return "playbooks/common.toml" if section in self.common else own
        return own


def parse_playbook(
    tables: Tables, overrides: Mapping[str, Override], today: date
) -> tuple[Playbook | None, tuple[Problem, ...]]:
    """Return the playbook in force on a day and every defect of its files and of the shop's overrides.

    None where it cannot be used.
    """
    dated = in_force(tables.laid, today)
    laid, replaced, problems = overlaid(dated, tables.key, overrides)
    reasons, stages = dict(tables.reasons), dict(tables.stages)
    as_of = reasons.pop("as_of", None)
    stages.pop("as_of", None)
    problems += version_problems(tables.common, "playbooks/common.toml")
    problems += version_problems(tables.platform, f"playbooks/platforms/{tables.key}.toml")
    problems += _missing(reasons, stages, tables)
    data = {
        "platform": {**resolved(laid), "key": tables.key},
        "reasons": reasons,
        "stages": stages,
        "as_of": as_of,
        "replaced": replaced,
    }
    try:
        playbook = Playbook.model_validate(data)
    except ValidationError as error:
        return None, (*problems, *(_problem(detail, tables) for detail in error.errors(include_url=False)))
    own = {one.key.partition(".")[2].removesuffix(".limit"): own_place(one.key) for one in replaced}
    problems += contradictions(playbook, Places(tables.file_of, own))
    return (None if problems else playbook), tuple(dict.fromkeys(problems))


def _missing(reasons: Mapping[str, Any], stages: Mapping[str, Any], tables: Tables) -> Iterator[Problem]:
    for reason in Reason:
        if reason not in reasons:
            yield Problem(f"playbooks/reasons.toml: {reason}", "there is no rule for this reason", "add its table")
    for name in stages:
        if name not in STAGES:
            hint = f"choose {', '.join(sorted(STAGES))}"
            yield Problem(f"playbooks/stages.toml: {name}", "there is no such stage or state", hint)
    laid = merged(tables.common, {})
    for path in tables.platform.get("without", ()):
        section, _, name = path.partition(".")
        if name not in laid.get(section, {}):
            place = f"playbooks/platforms/{tables.key}.toml: without"
            yield Problem(place, f"'{path}' is not in playbooks/common.toml", "remove it")


def _problem(detail: Any, tables: Tables) -> Problem:
    head, *rest = (str(part) for part in detail["loc"])
    path = ".".join(rest) or head
    said = fitting(detail["msg"][0].lower() + detail["msg"][1:])
    slots = (("what", said), ("value", f"{detail['input']!r:.60}"))
    return Problem(f"{tables.file_of(head, path)}: {path}", Line(msgid="%(what)s (is %(value)s)", slots=slots))
