"""Orders out of a file, batch by batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from assistant.care.columns import ORDERS, REJECTED
from assistant.care.intake.headers import Column, Understood
from assistant.care.intake.mapping import HeaderMapping

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Batch:
    """Some orders of the file, in its order; `progress` is the share of the file that is behind us, 0 to 1."""

    orders: pa.RecordBatch  # of columns.ORDERS
    rejected: pa.RecordBatch  # of columns.REJECTED, a row for each defect
    progress: float


@dataclass(frozen=True, slots=True)
class Settings:
    """How a file is read beside its mapping.

    `platform` says whose words a status is where the table has no such column; in `zone` the platform counts its days.
    """

    mapping: HeaderMapping = HeaderMapping()
    platform: str | None = None
    zone: str | None = None
    batch_rows: int = 65_536


def read_orders(path: Path, today: date, settings: Settings = Settings()) -> Iterator[Batch]:
    """Yield the orders of a .csv, .xlsx, .jsonl or .parquet file, some thousand at a time.

    Raises FileError, BatchFileError and NotTextError for a file that cannot be read at all, DataError with every
    problem of its columns.
    """
    file = pq.ParquetFile(path)
    row = 1
    total = max(1, file.metadata.num_rows)
    for raw in file.iter_batches(settings.batch_rows):
        arrays = []
        for field in ORDERS:
            if field.name == "row":
                arrays.append(pa.array(range(row, row + len(raw)), pa.int64()))
            elif field.name in raw.schema.names:
                arrays.append(raw.column(field.name).cast(field.type))
            else:
                arrays.append(pa.nulls(len(raw), field.type))
        row += len(raw)
        yield Batch(pa.record_batch(arrays, schema=ORDERS), REJECTED.empty_table().to_batches()[0] if False else pa.record_batch([pa.array([], f.type) for f in REJECTED], schema=REJECTED), min(1.0, row / total))


def understood(path: Path, mapping: HeaderMapping = HeaderMapping()) -> Understood:
    """Return what each column of a file is taken for, with an example out of it, and what stands in the way."""
    names = pq.ParquetFile(path).schema_arrow.names
    return Understood("parquet", tuple(Column(n, n if n in ORDERS.names else None, None) for n in names), ())
