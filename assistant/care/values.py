"""The slots of a batch as each order's locale writes them, null where a value is not known or not shown."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.due import UNKNOWN, days_of
from assistant.care.letters import DATES, RECIPIENT, TEXTS
from assistant.care.outlets.mail import in_way
from assistant.care.slots import (
    MAKERS,
    amount_texts,
    isolated_texts,
    reads_right_to_left,
    safe_texts,
    suspects,
    without_addresses,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.care.merge import Settings

COLUMN_OF = {"order_number": "number", "done_on": "remedy_done_on"}
ADDRESSED = ("item", "buyer_name")  # what a listing or a buyer may have put an address into


class Values:
    """The orders for which something is due; `numbers` are their profiles, `where` the places of their locales."""

    def __init__(
        self, orders: pa.RecordBatch, numbers: np.ndarray, where: np.ndarray, locales: Sequence[str], settings: Settings
    ) -> None:
        self._orders, self._numbers, self._where = orders, numbers, where
        self._locales, self._settings = locales, settings
        self.left_out = 0

    def columns(self) -> dict[str, pa.Array]:
        """Return every slot as a column of texts, null where it is not known or not shown."""
        orders, columns = self._orders, {}
        left_to_right = ~reads_right_to_left(self._locales, self._where)
        for slot in TEXTS:
            source = COLUMN_OF.get(slot, slot)
            make, distinct = MAKERS[source]
            columns[slot] = safe_texts(orders[source], make, distinct=distinct)
        for slot, where in zip(ADDRESSED, suspects(*(columns[slot] for slot in ADDRESSED)), strict=True):
            columns[slot] = self._without_addresses(columns[slot], where)
        for slot in TEXTS:
            columns[slot] = isolated_texts(columns[slot], left_to_right)
        several = pc.fill_null(pc.greater(orders["items"], 1), False)
        columns["item"] = pc.if_else(several, pa.scalar(None, pa.string()), columns["item"])
        links = self._settings.profiles.column(lambda profile: profile.links).astype(bool)[self._numbers]
        columns["tracking_url"] = pc.if_else(pa.array(links), columns["tracking_url"], pa.scalar(None, pa.string()))
        for slot in DATES:
            days = days_of(orders[COLUMN_OF.get(slot, slot)])
            if slot == "promised_by":  # a day before the parcel left is not said to lie ahead
                days = np.where(days < days_of(orders["shipped_on"]), UNKNOWN, days)
            columns[slot] = self._settings.dates.texts(days, self._where, self._locales)
        columns["amount"] = self._amounts()
        if self._settings.letters.names_recipient:
            columns[RECIPIENT] = pa.array(map(in_way, orders["buyer_email"].to_pylist()), pa.string())
        return columns

    def _without_addresses(self, column: pa.Array, suspect: pa.Array) -> pa.Array:
        """Return a column without what holds an address, by the rules of each platform of the batch."""
        platforms = [profile.platform for profile in self._settings.profiles.profiles]
        numbered = {name: number for number, name in enumerate(dict.fromkeys(platforms))}
        of_row = np.array([numbered[name] for name in platforms], dtype=np.int64)[self._numbers]
        before = column.null_count
        for name, number in numbered.items():
            where = pc.and_(suspect, pa.array(of_row == number))
            column = without_addresses(column, where, self._settings.has_address(name))
        self.left_out += column.null_count - before
        return column

    def _amounts(self) -> pa.Array:
        orders = self._orders
        if orders["remedy_amount"].null_count == orders.num_rows:
            return pa.nulls(orders.num_rows, pa.string())
        locales = pa.array(self._locales, pa.string()).take(pa.array(self._where))
        # Exports write 0.00 where no amount is known, and nobody is told that he got nothing back.
        nothing = pc.fill_null(
            pc.equal(orders["remedy_amount"], pa.scalar(Decimal(0), orders["remedy_amount"].type)), False
        )
        sums = orders["remedy_amount"]
        nothing = pc.fill_null(pc.equal(sums, pa.scalar(Decimal(0), sums.type)), False)
        paid = pc.if_else(nothing, pa.scalar(None, sums.type), sums)
        return amount_texts(paid, orders["currency"], locales)
