"""Orders that were imported to choose from, found by number or buyer."""

from __future__ import annotations

import json
import threading
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

MOST, SHOWN = 50_000, 12


class Shelf:
    """Imported orders by number; a newer import of the same number replaces the older one."""

    def __init__(self) -> None:
        self._orders: dict[str, tuple[datetime, Mapping[str, Any]]] = {}
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """How many orders there are."""
        return len(self._orders)

    def put(self, orders: Iterable[Mapping[str, Any]], at: datetime) -> int:
        """Add orders that have a number; return how many. The oldest make room for what is too much."""
        added = 0
        with self._lock:
            for order in orders:
                number = str(order.get("number") or "")
                if number:
                    self._orders.pop(number, None)
                    self._orders[number] = at, order
                    added += 1
            while len(self._orders) > MOST:
                del self._orders[next(iter(self._orders))]
        return added

    def drop(self, before: datetime | None) -> None:
        """Drop the orders that were put before a moment, all of them where none is given."""
        with self._lock:
            if before is None:
                self._orders.clear()
            elif any(at < before for at, _ in islice(self._orders.values(), 1)):  # the oldest
                self._orders = {number: put for number, put in self._orders.items() if put[0] >= before}

    def find(self, text: str) -> list[dict[str, str]]:
        """Return the newest orders whose number or buyer's name holds a text, each with its JSON."""
        wanted = text.strip().casefold()
        found: list[dict[str, str]] = []
        with self._lock:
            for number, (_, order) in reversed(self._orders.items()):
                buyer = str((order.get("buyer") or {}).get("name") or "")
                if wanted in number.casefold() or wanted in buyer.casefold():
                    label = " · ".join(filter(None, (number, buyer, str(order.get("status") or ""))))
                    as_json = json.dumps(order, ensure_ascii=False, default=str)
                    found.append({"number": number, "label": label, "json": as_json})
                if len(found) == SHOWN:
                    break
        return found
