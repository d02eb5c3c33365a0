"""Why rows are rejected, as records in the staff's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from assistant.care.columns import REJECTED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.care.intake import Refused
    from assistant.model import Line


def rejected(refused: Sequence[Refused], word: Callable[[Line], str]) -> pa.RecordBatch:
    """Return records of columns.REJECTED; a line that many rows share is worded once."""
    lines = {id(one.why): one.why for one in refused}
    said = {key: word(line) for key, line in lines.items()}
    rows = [(row, field, value, said[id(why)]) for row, field, value, why in refused]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in REJECTED]
    arrays = [pa.array(column, kind.type) for column, kind in zip(columns, REJECTED, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=REJECTED)
