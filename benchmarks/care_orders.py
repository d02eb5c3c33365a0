"""Orders for the benchmark of care: eight locales, two in three have something due, every step is among them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from assistant.care.columns import ORDERS

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 26)
COUNTRIES = {"US": "en", "ES": "es", "RU": "ru", "BR": "pt_BR", "FR": "fr", "DE": "de", "IL": "he", "JP": "ja"}
ROWS = 65_536
ARRIVED, REMEDIED = 0.3, 0.1  # so large a part of the orders


def write_orders(path: Path, count: int) -> None:
    """Write so many orders: two in three have something due, and every step is among them."""
    random = np.random.default_rng(7)
    with pq.ParquetWriter(path, ORDERS) as writer:
        for start in range(0, count, ROWS):
            writer.write_batch(_orders(min(ROWS, count - start), start, random))


def _orders(rows: int, start: int, random: np.random.Generator) -> pa.RecordBatch:
    today = (TODAY - date(1970, 1, 1)).days
    age = random.choice([2, 4, 25, 38, 12, 60, 9], rows) + random.integers(0, 3, rows)
    shipped = today - age
    arrived = random.random(rows) < ARRIVED

    def days(values: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
        mask = None if known is None else ~known
        return pa.array(values.astype(np.int32), pa.int32(), mask=mask).cast(pa.date32())

    remedied = random.random(rows) < REMEDIED
    names = ["Anna", "João Silva", "Иван", "דנה", "María José", "Müller", "Claire", "佐藤"]
    place = random.integers(0, len(COUNTRIES), rows)
    numbers = [f"8190{start + one:014d}" for one in range(rows)]
    columns: dict[str, pa.Array] = {
        "row": pa.array(np.arange(start + 2, start + 2 + rows)),
        "number": pa.array(numbers),
        "platform": pa.array(["aliexpress"] * rows),
        "status": pa.array(np.where(arrived, "delivered", "shipped")),
        "item": pa.array([f"LED desk lamp model {one}" for one in random.integers(0, 5000, rows)]),
        "items": pa.array(np.ones(rows, dtype=np.int64)),
        "currency": pa.array(["USD"] * rows),
        "shipped_on": days(shipped),
        "promised_by": days(shipped + random.integers(38, 60, rows)),
        "delivered_on": days(np.minimum(shipped + 12, today - 1), arrived),
        "protection_ends_on": days(shipped + 75),
        "carrier": pa.array(np.array(["China Post", "Cainiao", "DHL"])[random.integers(0, 3, rows)]),
        "service": pa.array(np.array(["ePacket", "Standard", "Registered"])[random.integers(0, 3, rows)]),
        "tracking_number": pa.array([f"RB{one:09d}CN" for one in random.integers(0, 10**9, rows)]),
        "buyer_name": pa.array(
            [f"{names[one]} {other}" for one, other in zip(place, random.integers(0, 10**5, rows), strict=True)]
        ),
        "buyer_country": pa.array(np.array(list(COUNTRIES))[place]),
        "remedy": pa.array(["partial_refund"] * rows, mask=~remedied),
        "remedy_amount": pa.array(
            [Decimal(int(one)).scaleb(-2) for one in random.integers(100, 5000, rows)],
            ORDERS.field("remedy_amount").type,
            mask=~remedied,
        ),
        "remedy_done_on": days(np.full(rows, today - 4), remedied),
    }
    arrays = [
        columns[field.name].cast(field.type) if field.name in columns else pa.nulls(rows, field.type)
        for field in ORDERS
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=ORDERS)
