"""A seller's own header mapping: which of his columns is which of our fields, and what holds for the whole file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant import resources
from assistant.care.intake.fields import FIELDS
from assistant.errors import DataError, Problem, advice
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PARTS = ("headers", "constants", "date_order")
DATE_ORDERS = ("dmy", "mdy")
CONSTANTS = ("shop", "platform", "currency", "carrier", "service", "buyer_country", "buyer_language")


@dataclass(frozen=True, slots=True)
class HeaderMapping:
    """What `--mapping FILE.toml` says; an empty one leaves everything to the aliases.

    `headers` is the seller's header -> our field, or -> '' for a column that is not to be read; `constants` holds for
    every order where the file has no such column; `date_order` says how 10/01/2026 is meant.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_order: str | None = None


NO_MAPPING = HeaderMapping()


def load_mapping(path: Path) -> HeaderMapping:
    """Return the mapping of a file. Raises FileError, and DataError with every defect of it."""
    data = resources.read_toml(path)
    problems = tuple(_problems(data, str(path)))
    if problems:
        raise DataError(problems)
    return HeaderMapping(data.get("headers", {}), data.get("constants", {}), data.get("date_order"))


def _problems(data: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for part in data:
        if part not in PARTS:
            hint = Line(msgid='write it as [headers], then "their header" = "our field"')
            yield Problem(f"{where}: {part}", Line(msgid="there is no such part"), hint)
    order = data.get("date_order")
    if order is not None and order not in DATE_ORDERS:
        what = Line(msgid="'%(value)s' is no order of a date", slots=(("value", str(order)),))
        yield Problem(f"{where}: date_order", what, Line(msgid='write "dmy" or "mdy"'))
    for part, known in (("headers", ("", *FIELDS)), ("constants", CONSTANTS)):
        table = data.get(part, {})
        if not isinstance(table, dict):
            hint = Line(msgid="begin it with %(head)s", slots=(("head", f"[{part}]"),))
            yield Problem(f"{where}: {part}", Line(msgid="is not a table"), hint)
            continue
        for key, value in table.items():
            name = value if part == "headers" else key
            if not isinstance(value, str):
                what = Line(msgid="'%(value)s' is not text", slots=(("value", str(value)),))
                yield Problem(f'{where}: {part}."{key}"', what, Line(msgid="write it in quotation marks"))
            elif name not in known:
                what = Line(msgid="there is no field '%(name)s'", slots=(("name", name),))
                yield Problem(f'{where}: {part}."{key}"', what, advice(name, [one for one in known if one]))
