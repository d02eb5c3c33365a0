"""The slots of a batch as each order's locale writes them, null where a value is not known or not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.due import UNKNOWN, days_of
from assistant.care.letters import DATES, TEXTS
from assistant.care.slots import (
    MAKERS,
    amount_texts,
    is_known,
    isolated_texts,
    reads_right_to_left,
    safe_texts,
    without_addresses,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.care.merge import Settings

COLUMN_OF = {"order_number": "number", "done_on": "remedy_done_on"}
ADDRESSED = ("item", "buyer_name")  # what a buyer or a listing may have put an address into


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
            column = safe_texts(orders[source], make, distinct=distinct)
            if slot in ADDRESSED:
                column = self._without_addresses(column, distinct=distinct)
            columns[slot] = isolated_texts(column, left_to_right)
        several = pc.fill_null(pc.greater(orders["items"], 1), False)
        columns["item"] = pc.if_else(several, pa.scalar(None, pa.string()), columns["item"])
        links = self._settings.profiles.column(lambda profile: profile.links).astype(bool)[self._numbers]
        columns["tracking_url"] = pc.if_else(pa.array(links), columns["tracking_url"], pa.scalar(None, pa.string()))
        for slot in DATES:
            columns[slot] = self._by_locale(days_of(orders[COLUMN_OF.get(slot, slot)]))
        columns["amount"] = self._amounts()
        return columns

    def _without_addresses(self, column: pa.Array, *, distinct: bool) -> pa.Array:
        """Return a column without what holds an address, by the rules of each platform of the batch."""
        platforms = [profile.platform for profile in self._settings.profiles.profiles]
        numbered = {name: number for number, name in enumerate(dict.fromkeys(platforms))}
        of_row = np.array([numbered[name] for name in platforms], dtype=np.int64)[self._numbers]
        for name, number in numbered.items():
            where = of_row == number
            if where.any():
                kept = without_addresses(column, self._settings.has_address(name), distinct=distinct)
                self.left_out += int((where & is_known(column) & ~is_known(kept)).sum())
                column = pc.if_else(pa.array(where), kept, column)
        return column

    def _by_locale(self, days: np.ndarray) -> pa.Array:
        """Return dates as each order's locale writes them."""
        known = days != UNKNOWN
        if not known.any():
            return pa.nulls(len(days), pa.string())
        parts, order = [], np.argsort(self._where, kind="stable")
        for number, locale in enumerate(self._locales):
            parts.append(self._settings.dates.column(days[self._where == number], locale))
        back = np.empty(len(days), dtype=np.int64)
        back[order] = np.arange(len(days))
        texts = pa.concat_arrays(parts).take(pa.array(back))
        return pc.if_else(pa.array(known), texts, pa.scalar(None, pa.string()))

    def _amounts(self) -> pa.Array:
        orders = self._orders
        known = orders["remedy_amount"].is_valid()
        result = pa.nulls(orders.num_rows, pa.string())
        if not pc.any(known).as_py():
            return result
        for number, locale in enumerate(self._locales):
            where = pa.array(self._where == number)
            texts = amount_texts(orders["remedy_amount"].filter(where), orders["currency"].filter(where), locale)
            result = pc.replace_with_mask(result, where, texts)
        return result
