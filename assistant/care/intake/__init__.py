"""Orders in: a table of any of four kinds becomes batches of `columns.ORDERS`; what cannot be used says why.

`read_orders` is the way in; `understood` shows what it will make of a file's columns, before anything is read for real.
"""

from __future__ import annotations

from assistant.care.intake.headers import Column, Understood
from assistant.care.intake.mapping import HeaderMapping, load_mapping
from assistant.care.intake.reader import Batch, Settings, read_orders, understood
from assistant.care.intake.tables import Refused

__all__ = [
    "Batch", "Column", "HeaderMapping", "Refused", "Settings", "Understood", "load_mapping", "read_orders",
    "understood",
]  # fmt: skip
