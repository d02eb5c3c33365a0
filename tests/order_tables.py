"""Tables of orders to be read: where they stand, how a test writes one, and what comes out of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.care.columns import ORDERS, REJECTED
from assistant.care.intake import Settings, read_orders
from assistant.care.rejects import rejected as worded
from assistant.writing.staff import ENGLISH
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CASES = ROOT / "tests" / "cases" / "care" / "intake"
DAY = date(2026, 11, 20)
HEADER = "order_id,status,item,buyer name\n"


def read(path: Path, today: date = DAY, **options: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    orders, rejected = [], []
    for batch in read_orders(path, today, Settings(**options)):
        assert batch.orders.schema.equals(ORDERS)
        assert worded(batch.refused, ENGLISH).schema.equals(REJECTED)
        batch.orders.validate(full=True)
        orders += batch.orders.to_pylist()
        rejected += worded(batch.refused, ENGLISH).to_pylist()
    return [{key: value for key, value in order.items() if value is not None} for order in orders], rejected


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path
