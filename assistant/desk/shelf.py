"""Orders that were imported to choose from, found by number or buyer."""

from __future__ import annotations

import json
import threading
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.care.keys import usual_name, usual_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from assistant.care.keys import Owner

MOST, SHOWN = 50_000, 12


class Place(NamedTuple):
    """What an order is known by: whose it is, on which platform, its number, as they are compared."""

    shop: str
    platform: str | None
    number: str


class Imported(NamedTuple):
    """An order on the shelf: when it came, the shop that its row names, its JSON."""

    at: datetime
    shop: str | None
    order: Mapping[str, Any]

    @property
    def number(self) -> str:
        """Its number as the table writes it."""
        return str(self.order["number"])

    @property
    def full_name(self) -> str:
        """Its number, platform and shop, by which it is chosen where another order has the number too."""
        return " · ".join(filter(None, (self.number, self.order.get("platform"), self.shop)))


class Shelf:
    """Imported orders; a newer import of the same number, of the same shop and platform, replaces the older one."""

    def __init__(self) -> None:
        self._orders: dict[Place, Imported] = {}
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """How many orders there are."""
        return len(self._orders)

    def put(self, orders: Iterable[tuple[str | None, Mapping[str, Any]]], at: datetime, owner: Owner) -> int:
        """Add orders that have a number, each with its shop; return how many.

        `owner` is whose those are that name no other shop. The oldest make room for what is too much.
        """
        added = 0
        with self._lock:
            for shop, order in orders:
                number = str(order.get("number") or "")
                if number:
                    platform = order.get("platform") or owner.platform
                    place = Place(usual_name(owner.of(shop)), platform, usual_number(number))
                    self._orders.pop(place, None)
                    self._orders[place] = Imported(at, shop, order)
                    added += 1
            while len(self._orders) > MOST:
                del self._orders[next(iter(self._orders))]
        return added

    def drop(self, before: datetime | None) -> None:
        """Drop the orders that were put before a moment, all of them where none is given."""
        with self._lock:
            if before is None:
                self._orders.clear()
            elif any(one.at < before for one in islice(self._orders.values(), 1)):  # the oldest
                self._orders = {place: one for place, one in self._orders.items() if one.at >= before}

    def find(self, text: str) -> list[dict[str, str]]:
        """Return the newest orders whose number or buyer's name holds a text, each with its JSON.

        By its `name` an order is chosen: its number, and platform and shop where another one has that number too.
        """
        wanted = text.strip().casefold()
        found: list[dict[str, str]] = []
        with self._lock:
            sharing = Counter(place.number for place in self._orders)
            for place, one in reversed(self._orders.items()):
                name = one.full_name if sharing[place.number] > 1 else one.number
                buyer = str((one.order.get("buyer") or {}).get("name") or "")
                if wanted in name.casefold() or wanted in buyer.casefold():
                    label = " · ".join(filter(None, (one.full_name, buyer, str(one.order.get("status") or ""))))
                    as_json = json.dumps(one.order, ensure_ascii=False, default=str)
                    found.append({"number": one.number, "name": name, "label": label, "json": as_json})
                if len(found) == SHOWN:
                    break
        return found
