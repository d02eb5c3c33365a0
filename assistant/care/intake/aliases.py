"""The aliases of `playbooks/headers.toml`: a seller's header as one of our fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant import resources
from assistant.care.intake.fields import FIELDS
from assistant.deciding.rulebook.codes import folded
from assistant.errors import DataError, Problem, advice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FILE = "playbooks/headers.toml"
Lists = dict[str, tuple[str, ...]]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(min_length=2)
    as_of: Any
    verified: bool
    fields: Lists


class _Export(_Table):
    name: str
    codes: str
    recognised_by: tuple[str, ...] = Field(min_length=1)


class _All(_Table):
    instead: Lists


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    exports: tuple[_Export, ...]
    all: _All


@dataclass(frozen=True, slots=True)
class Export:
    """A platform's own table: the headers that only it has, what its headers mean, whose codes stand in its cells."""

    name: str
    codes: str
    recognised_by: frozenset[str]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Aliases:
    """Folded header -> field: of the exports that are recognised, of all tables, and what is taken instead."""

    exports: tuple[Export, ...]
    fields: Mapping[str, str]
    instead: Mapping[str, str]

    def export(self, headers: Sequence[str]) -> Export | None:
        """Return the export that has these headers."""
        keys = {folded(header) for header in headers}
        return next((one for one in self.exports if one.recognised_by <= keys), None)

    def known(self, headers: Sequence[str]) -> int:
        """Return how many of some cells are headers that we know: that is how a header's row is found."""
        keys = {folded(header) for header in headers}
        named = [self.fields, self.instead, *(one.fields for one in self.exports)]
        return sum(any(key in lists for lists in named) for key in keys)


@cache
def aliases() -> Aliases:
    """Return the aliases of our own file. Raises DataError with every defect of it."""
    found, problems = parse_aliases(resources.read_headers())
    if found is None:
        raise DataError(problems)
    return found


def parse_aliases(data: Mapping[str, Any]) -> tuple[Aliases | None, tuple[Problem, ...]]:
    """Return the aliases of a file and every defect of theirs; None where they cannot be used."""
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        return None, tuple(
            Problem(f"{FILE}: {'.'.join(map(str, detail['loc']))}", detail["msg"].lower())
            for detail in error.errors(include_url=False)
        )
    problems: list[Problem] = []
    own = {folded(name): name for name in FIELDS}
    exports = tuple(
        Export(one.name, one.codes, frozenset(map(folded, one.recognised_by)), _headers(one.fields, one.name, problems))
        for one in file.exports
    )
    fields = _headers(file.all.fields, "all.fields", problems)
    instead = _headers(file.all.instead, "all.instead", problems)
    problems += [
        Problem(f"{FILE}: all", f"'{header}' stands in both lists", "keep one of the two")
        for header in fields
        if header in instead
    ]
    return (None if problems else Aliases(exports, {**fields, **own}, instead)), tuple(problems)


def _headers(lists: Lists, where: str, problems: list[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, header, key in _entries(lists):
        if field not in FIELDS:
            problems.append(Problem(f"{FILE}: {where}", f"there is no field '{field}'", advice(field, FIELDS)))
        elif not key:
            problems.append(Problem(f"{FILE}: {where}.{field}", f"'{header}' has no letter or digit", "remove it"))
        elif found.setdefault(key, field) != field:
            problems.append(
                Problem(f"{FILE}: {where}.{field}", f"'{header}' is also {found[key]}", "keep one of the two")
            )
    return found


def _entries(lists: Lists) -> Iterator[tuple[str, str, str]]:
    for field, headers in lists.items():
        for header in headers:
            yield field, header, folded(header)
