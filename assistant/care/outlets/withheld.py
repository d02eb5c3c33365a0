"""Take who a buyer is out of the CSV files of an earlier run."""

from __future__ import annotations

import csv
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from assistant.care.columns import MESSAGES, REJECTED
from assistant.care.outlets.files import cannot_write, open_record_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Row = dict[str, str | None]
    Concerns = Callable[[Mapping[str, Any]], bool]

NAMING = ("to", "subject", "body", "value")  # what of a row names its buyer, or may; the order's number stays
ROWS_AT_ONCE = 4_096


def withhold(path: Path, concerns: Concerns) -> int:
    """Empty the texts of the rows of `messages.csv` or `messages.rejected.csv` that concern somebody; return how many.

    The file is written anew only where there is one. Raises FileError.
    """
    try:
        count = sum(_names_him(row, concerns) for row in _rows(path))
    except OSError as error:
        raise cannot_write(path, error) from error
    if count:
        _rewrite(path, concerns)
    return count


def _rewrite(path: Path, concerns: Concerns) -> None:
    kinds = {field.name: field.type for field in (*MESSAGES, *REJECTED)}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in _header(path)])
    rows = (_without(row) if _names_him(row, concerns) else row for row in _rows(path))
    with open_record_file(path, schema) as file:
        while part := [_typed(row, schema) for row in islice(rows, ROWS_AT_ONCE)]:
            file.write(pa.RecordBatch.from_pylist(part, schema=schema))
        file.commit()


def _names_him(row: Row, concerns: Concerns) -> bool:
    if "value" in row:  # a rejected cell, which may be his address
        return bool(row["value"]) and concerns({"order": "", "to": row["value"], "body": ""})
    return any(row.get(name) for name in NAMING) and concerns(row)


def _without(row: Row) -> Row:
    return {name: None if name in NAMING else value for name, value in row.items()}


def _typed(row: Row, schema: pa.Schema) -> dict[str, Any]:
    whole = {field.name for field in schema if pa.types.is_integer(field.type)}
    return {name: int(value) if value and name in whole else value or None for name, value in row.items()}


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return next(csv.reader(source), [])


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        yield from csv.DictReader(source)
