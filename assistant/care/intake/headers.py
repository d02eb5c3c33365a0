"""Headers: which column of a file is which of our fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.care.intake.aliases import aliases
from assistant.deciding.rulebook.codes import folded
from assistant.errors import Problem
from assistant.lines import Line, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.care.intake.mapping import HeaderMapping


SHOWN = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: its header, our field (None: it is not read), and an example out of it."""

    header: str
    field: str | None
    example: str | None


@dataclass(frozen=True, slots=True)
class Understood:
    """What is made of a file: how it is read, its columns, and what stands in the way; with a problem it is not read.

    `form` says it in words for the staff, such as 'CSV, semicolons, GB18030, Shopify'.
    """

    form: str
    columns: tuple[Column, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Field -> the column that fills it, and whose codes stand in the cells of a recognised export."""

    fields: Mapping[str, int]
    codes: str | None
    export: str | None
    problems: tuple[Problem, ...]


def layout(where: str, headers: Sequence[str], mapping: HeaderMapping, optional: Sequence[str] = ()) -> Layout:
    """Match headers with fields: the seller's mapping first, then a recognised export, all tables, what else serves.

    `optional` are columns after the headers that a row may have; they fill what the headers leave open.
    """
    known, export = aliases(), aliases().export(headers)
    own = {folded(header): field for header, field in mapping.headers.items()}
    sources = (own, export.fields if export else {}, known.fields, known.instead)
    fields, problems = _matched(where, headers, sources)
    for number, name in enumerate(optional, start=len(headers)):
        field = known.fields.get(folded(name))
        if field:
            fields.setdefault(field, number)
    keys = {folded(header) for header in headers}
    problems += [
        Problem(
            f'{where}: "{header}"',
            Line(msgid="the mapping names a column that the file has not"),
            Line(msgid="check its spelling"),
        )
        for header in mapping.headers
        if folded(header) not in keys
    ]
    if "number" not in fields:
        seen = listed([f"'{header}'" for header in headers[:SHOWN]] or [Line(msgid="none")])
        hint = Line(msgid="the columns are %(columns)s; name the one in a mapping file", slots=(("columns", seen),))
        problems.append(Problem(where, Line(msgid="no column is the order's number"), hint))
    return Layout(fields, export.codes if export else None, export.name if export else None, tuple(problems))


def _matched(
    where: str, headers: Sequence[str], sources: Sequence[Mapping[str, str]]
) -> tuple[dict[str, int], list[Problem]]:
    """Fill each field from the first source that names a column for it; two of the same source are a problem."""
    keys = [folded(header) for header in headers]
    # What the seller says of a column is all that counts of it, also where he wants it left out.
    taken = {number for number, key in enumerate(keys) if key in sources[0]}
    fields: dict[str, int] = {}
    problems: list[Problem] = []
    for place, source in enumerate(sources):
        filled = frozenset(fields)
        for number, key in enumerate(keys):
            field = source.get(key)
            if not field or field in filled or (place and number in taken):
                continue
            if field in fields:
                problems.append(_twice(where, headers[fields[field]], headers[number], field))
                continue
            fields[field] = number
            taken.add(number)
    return fields, problems


def _twice(where: str, first: str, second: str, field: str) -> Problem:
    hint = Line(
        msgid='say in a mapping file which one counts, and write "%(other)s" = "" for the other',
        slots=(("other", second),),
    )
    what = Line(
        msgid="the columns '%(one)s' and '%(other)s' are both %(field)s",
        slots=(("one", first), ("other", second), ("field", field)),
    )
    return Problem(where, what, hint)
