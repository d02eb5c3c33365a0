"""Codes: what stands in a platform's export, as our reasons, dispute stages and order statuses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar

from pydantic import Field, RootModel, ValidationError

from assistant.errors import Problem, advice
from assistant.model import DisputeStage, Noun, OrderStatus, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic_core import ErrorDetails

Kind = Literal["reasons", "stages", "statuses"]
KINDS: tuple[Kind, ...] = ("reasons", "stages", "statuses")
L = TypeVar("L", Reason, DisputeStage, OrderStatus)
A = TypeVar("A")

FILE = "playbooks/codes.toml"
SUFFIX = re.compile(r"@\w+$")
# A leading minus is no hyphen: -1 is another code than 1. A spreadsheet turns 18 into 18.0.
NUMBER = re.compile(r"(-?\d+)(?:\.0+)?")


class Entry(Noun, Generic[L]):
    """Texts that mean the same; no label: the text is known, but says nothing of ours."""

    texts: tuple[str, ...]
    labels: tuple[L, ...]
    note: Annotated[str, Field(min_length=2)] | None = None


class Table(Noun, Generic[L]):
    """Entries of one source."""

    source: Annotated[str, Field(min_length=2)]
    as_of: date
    verified: bool
    entries: tuple[Entry[L], ...]


class Platform(Noun):
    """A platform's tables, or the name of the platform whose tables hold for it."""

    same_as: str | None = None
    reasons: tuple[Table[Reason], ...] = ()
    stages: tuple[Table[DisputeStage], ...] = ()
    statuses: tuple[Table[OrderStatus], ...] = ()


class Tables(RootModel[dict[str, Platform]]):
    """The whole file, platform by platform."""


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return what counts of a text: letters and digits, in one case and width, without a suffix such as @level."""
    whole = SUFFIX.sub("", unicodedata.normalize("NFKC", text).strip())
    if number := NUMBER.fullmatch(whole):
        return number[1]
    return "".join(sign for sign in whole.casefold() if unicodedata.category(sign)[0] in "LMN")


@dataclass(frozen=True, slots=True)
class Index(Generic[L]):
    """The answers of one kind: by platform and folded text, and our own labels."""

    platforms: Mapping[str, Mapping[str, tuple[L, ...]]]
    own: Mapping[str, tuple[L, ...]]

    def answers(self, platform: str | None, text: str) -> frozenset[tuple[L, ...]]:
        """Return what the tables say that may speak: those of a known platform alone, else all of them."""
        key = folded(text)
        table = self.platforms.get(folded(platform or ""))
        own = self.own.get(key)
        if table is None and own is None:
            return frozenset(answers[key] for answers in self.platforms.values() if key in answers)
        found = (table or {}).get(key, own)
        # eBay's 'Completed' is not our completed, but who writes it exactly as we do means ours.
        if own is not None and found is not None and found[:1] != own and text.strip() in own:
            found = own
        return frozenset() if found is None else frozenset([found])


@dataclass(frozen=True, slots=True)
class Codes:
    """The tables of every platform, ready to be asked.

    Where the platform is None or has no tables all are asked, and only an answer on which they agree counts.
    """

    platforms: Mapping[str, Platform]
    by_reason: Index[Reason]
    by_stage: Index[DisputeStage]
    by_status: Index[OrderStatus]

    def reasons(self, platform: str | None, text: str) -> tuple[Reason, ...]:
        """Return the reasons that a text may mean, the likeliest first; none where it is unknown or says nothing."""
        return _agreed(self.by_reason.answers(platform, text)) or ()

    def stage(self, platform: str | None, text: str) -> DisputeStage | None:
        """Return where a dispute stands; None where the text is unknown or says nothing."""
        return _agreed(frozenset(next(iter(found), None) for found in self.by_stage.answers(platform, text)))

    def status(self, platform: str | None, text: str) -> OrderStatus | None:
        """Return an order's status; None where the text is unknown or says nothing."""
        return _agreed(frozenset(next(iter(found), None) for found in self.by_status.answers(platform, text)))

    def is_known(self, platform: str | None, text: str, kind: Kind) -> bool:
        """Whether a text is understood; one that says nothing of ours is, and what stands there can be left out."""
        indexes: dict[Kind, Index[Any]] = {
            "reasons": self.by_reason,
            "stages": self.by_stage,
            "statuses": self.by_status,
        }
        return bool(indexes[kind].answers(platform, text))

    def known(self, platform: str | None, kind: Kind | None = None) -> tuple[str, ...]:
        """Return the texts that are understood, as the file spells them; those of all platforms for an unknown one."""
        key = folded(platform or "")
        asked = [self.platforms[key]] if key in self.platforms else list(self.platforms.values())
        tables = [table for one in asked for name in ([kind] if kind else KINDS) for table in getattr(one, name)]
        return tuple(dict.fromkeys(text for table in tables for entry in table.entries for text in entry.texts))


def parse_codes(data: Mapping[str, Any]) -> tuple[Codes | None, tuple[Problem, ...]]:
    """Return the tables of `codes.toml` and every defect of theirs; None where they cannot be used."""
    try:
        platforms = Tables.model_validate(data).root
    except ValidationError as error:
        return None, tuple(_problem(detail) for detail in error.errors(include_url=False))
    if problems := tuple(_alias_problems(platforms)):
        return None, problems
    found: list[Problem] = []
    reasons = _indexed(platforms, "reasons", lambda platform: platform.reasons, found)
    stages = _indexed(platforms, "stages", lambda platform: platform.stages, found)
    statuses = _indexed(platforms, "statuses", lambda platform: platform.statuses, found)
    if found:
        return None, tuple(found)
    resolved = {folded(key): platforms[platform.same_as or key] for key, platform in platforms.items()}
    return (
        Codes(
            resolved,
            Index(reasons, {folded(reason): (reason,) for reason in Reason}),
            Index(stages, {folded(stage): (stage,) for stage in DisputeStage}),
            Index(statuses, {folded(status): (status,) for status in OrderStatus}),
        ),
        (),
    )


def _agreed(answers: frozenset[A]) -> A | None:
    return next(iter(answers)) if len(answers) == 1 else None


def _problem(detail: ErrorDetails) -> Problem:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"])
    where = f"{FILE}: {path.removeprefix('.')}"
    if detail["type"] == "enum":
        known = re.findall(r"'([^']+)'", str(detail.get("ctx", {}).get("expected", "")))
        return Problem(where, f"'{detail['input']}' is no label of ours", advice(str(detail["input"]), known))
    if detail["type"] == "missing":
        return Problem(where, "this field is required", "every table names its source, as_of and verified")
    return Problem(where, f"{detail['msg']} (is {detail['input']!r:.60})")


def _alias_problems(platforms: Mapping[str, Platform]) -> Iterator[Problem]:
    for key, platform in platforms.items():
        if platform.same_as is None:
            continue
        where = f"{FILE}: {key}.same_as"
        target = platforms.get(platform.same_as)
        if target is None or target.same_as is not None:
            named = sorted(name for name, other in platforms.items() if other.same_as is None)
            yield Problem(where, f"'{platform.same_as}' has no tables of its own", advice(platform.same_as, named))
        if any(getattr(platform, kind) for kind in KINDS):
            yield Problem(where, "the platform has tables besides", "keep the one or the other")


def _indexed(
    platforms: Mapping[str, Platform],
    kind: Kind,
    tables_of: Callable[[Platform], tuple[Table[L], ...]],
    problems: list[Problem],
) -> dict[str, dict[str, tuple[L, ...]]]:
    built = {key: _answers(f"{key}.{kind}", tables_of(one), problems) for key, one in platforms.items()}
    return {folded(key): built[platform.same_as or key] for key, platform in platforms.items()}


def _answers(path: str, tables: tuple[Table[L], ...], problems: list[Problem]) -> dict[str, tuple[L, ...]]:
    answers: dict[str, tuple[L, ...]] = {}
    places: dict[str, str] = {}
    for number, table in enumerate(tables):
        for row, entry in enumerate(table.entries):
            place = f"{path}[{number}].entries[{row}]"
            where = f"{FILE}: {place}"
            if len(entry.labels) != 1 and entry.note is None:
                problems.append(Problem(where, "not exactly one label, and no note", "say in a note what decides"))
            for text in entry.texts:
                key = folded(text)
                if not key:
                    problems.append(Problem(where, f"'{text}' has no letter or digit", "remove it"))
                elif answers.setdefault(key, entry.labels) != entry.labels:
                    other = places[key]
                    problems.append(Problem(where, f"'{text}' has other labels in {other}", "keep one of the two"))
                places.setdefault(key, place)
    return answers
