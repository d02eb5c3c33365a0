"""Take who a buyer is out of the CSV files of an earlier run."""

from __future__ import annotations

import csv
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from assistant.care.columns import MESSAGES, REJECTED
from assistant.care.keys import unescaped
from assistant.care.outlets.files import cannot_write, open_record_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.care.concerned import Whom

    Row = dict[str, str | None]

NAMING = ("to", "subject", "body", "value")  # what of a row names its buyer, or may; the order's number stays
LETTER = "body"  # of a message that was written with another text, `value` and `why` are letters
KEY = re.compile(r"/([^/]+)/[a-z_]+(?![a-z_])")  # the first one in `why` is the message's own
ROWS_AT_ONCE = 4_096


def withhold(path: Path, whom: Whom) -> int:
    """Empty the texts of the rows of `messages.csv` or `messages.rejected.csv` that concern somebody; return how many.

    The file is written anew only where there is one. Raises FileError.
    """
    try:
        count = sum(_names_him(row, whom) for row in _rows(path))
    except OSError as error:
        raise cannot_write(path, error) from error
    if count:
        _rewrite(path, whom)
    return count


def _rewrite(path: Path, whom: Whom) -> None:
    kinds = {field.name: field.type for field in (*MESSAGES, *REJECTED)}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in _header(path)])
    rows = (_without(row) if _names_him(row, whom) else row for row in _rows(path))
    with open_record_file(path, schema) as file:
        while part := [_typed(row, schema) for row in islice(rows, ROWS_AT_ONCE)]:
            file.write(pa.RecordBatch.from_pylist(part, schema=schema))
        file.commit()


def _names_him(row: Row, whom: Whom) -> bool:
    if "value" in row:
        return _is_his_letter(row, whom) if row["field"] == LETTER else whom.stands_in(row["value"] or "")
    return any(row.get(name) for name in NAMING) and whom.concerns(row)


def _is_his_letter(row: Row, whom: Whom) -> bool:
    """Whether a message that was written with another text is about his order, or greets him now or did so before."""
    value, why = row["value"] or "", row["why"] or ""
    key = KEY.search(why)
    said = why.partition("\n")[0].replace("：", ":").split(":")  # the letter of before stands behind one of them
    letters = (value, *(":".join(said[place:]) for place in range(1, len(said))))
    return (key is not None and whom.has_order(unescaped(key[1]))) or any(map(whom.is_greeted, letters))


def _without(row: Row) -> Row:
    gone = {*NAMING, "why"} if row.get("field") == LETTER else NAMING
    return {name: None if name in gone else value for name, value in row.items()}


def _typed(row: Row, schema: pa.Schema) -> dict[str, Any]:
    whole = {field.name for field in schema if pa.types.is_integer(field.type)}
    return {name: int(value) if value and name in whole else value or None for name, value in row.items()}


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return next(csv.reader(source), [])


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        yield from csv.DictReader(source)
