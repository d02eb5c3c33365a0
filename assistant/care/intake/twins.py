"""Orders that stand in a file twice: eight bytes an order are kept, however large the file is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.intake.cells import Defect, byte_buffers

if TYPE_CHECKING:
    from collections.abc import Sequence

MIX = np.uint64(0x9E3779B97F4A7C15)
STEP = np.uint64(0x100000001B3)
FULL = 0.6
"""Above this share the table grows: looking up takes one or two steps."""
FIRST_BITS = 17
SAME = "The order stands in row {row} already, with the same content: remove one of the two rows."
OTHER = "Row {row} has the same order number with other content ({names}): correct the one that is wrong."
LATER = "Row {row} has the same order number with other content: correct the one that is wrong."


class Twins:
    """Tells which orders of a batch were seen before, in the batch or in the file, and in which row.

    A hash of shop and number, the row and two bytes of the content are kept for each order, in a table of open
    addressing that is filled by numpy: 14 bytes a slot, about 25 MB for a million orders.
    """

    def __init__(self) -> None:
        self._bits = FIRST_BITS
        self._count = 0
        self._make()

    def defects(self, orders: pa.RecordBatch) -> list[Defect]:
        """Return a defect for each order that is a second one, and remember the others."""
        if not len(orders):
            return []
        keys = _hashes(orders.column("number")) ^ _shops(orders.column("shop"))
        keys[keys == 0] = 1  # 0 is an empty slot
        content = fingerprints(orders)
        rows = orders.column("row").to_numpy()
        _, first = np.unique(keys, return_index=True)
        found: list[Defect] = []
        if len(first) != len(keys):
            found += self._within(orders, keys, first)
        first.sort()
        seen = self._seen(keys[first])
        for place in np.flatnonzero(seen >= 0).tolist():
            slot, index = int(seen[place]), int(first[place])
            why = SAME if self._content[slot] == content[index] else LATER
            found.append(_defect(orders, index, why.format(row=int(self._rows[slot]))))
        new = first[seen < 0]
        self._remember(keys[new], rows[new], content[new])
        return found

    def _within(self, orders: pa.RecordBatch, keys: np.ndarray, first: np.ndarray) -> list[Defect]:
        """Return the second ones of one batch, which can be compared cell by cell."""
        begins = {int(keys[index]): int(index) for index in first}
        second = np.setdiff1d(np.arange(len(keys)), first)
        found = []
        for index in second.tolist():
            other = begins[int(keys[index])]
            names = differences(orders, other, index)
            why = OTHER if names else SAME
            row = orders.column("row")[other].as_py()
            found.append(_defect(orders, index, why.format(row=row, names=", ".join(names))))
        return found

    def _make(self) -> None:
        size = 1 << self._bits
        self._keys = np.zeros(size, np.uint64)
        self._rows = np.zeros(size, np.uint32)
        self._content = np.zeros(size, np.uint16)

    def _slots(self, keys: np.ndarray) -> np.ndarray:
        return ((keys * MIX) >> np.uint64(64 - self._bits)).astype(np.int64)

    def _seen(self, keys: np.ndarray) -> np.ndarray:
        """Return the slot of each key, -1 where it has none."""
        found = np.full(len(keys), -1, np.int64)
        left = np.arange(len(keys))
        slots = self._slots(keys)
        while len(left):
            there = self._keys[slots]
            hit = there == keys[left]
            found[left[hit]] = slots[hit]
            on = (there != 0) & ~hit
            left, slots = left[on], (slots[on] + 1) & ((1 << self._bits) - 1)
        return found

    def _remember(self, keys: np.ndarray, rows: np.ndarray, content: np.ndarray) -> None:
        while self._count + len(keys) > FULL * (1 << self._bits):
            full = np.flatnonzero(self._keys)
            old = self._keys[full], self._rows[full], self._content[full]
            self._bits += 1
            self._make()
            self._fill(*old)
        self._fill(keys, rows, content)
        self._count += len(keys)

    def _fill(self, keys: np.ndarray, rows: np.ndarray, content: np.ndarray) -> None:
        left, slots = np.arange(len(keys)), self._slots(keys)
        while len(left):
            empty = self._keys[slots] == 0
            # Of several that want the same empty slot the last one written has it; the others go on.
            self._keys[slots[empty]] = keys[left[empty]]
            mine = self._keys[slots] == keys[left]
            self._rows[slots[mine]], self._content[slots[mine]] = rows[left[mine]], content[left[mine]]
            left, slots = left[~mine], (slots[~mine] + 1) & ((1 << self._bits) - 1)


def _defect(orders: pa.RecordBatch, index: int, why: str) -> Defect:
    return Defect(index, "number", str(orders.column("number")[index].as_py()), why)


def differences(orders: pa.RecordBatch, one: int, other: int) -> Sequence[str]:
    """Return the fields in which two orders differ."""
    return [
        name
        for name, column in zip(orders.schema.names, orders.columns, strict=True)
        if name != "row" and column[one].as_py() != column[other].as_py()
    ]


def _hashes(column: pa.Array) -> np.ndarray:
    """Return 64 bits for each text: a polynomial over its bytes, mixed."""
    starts, data = byte_buffers(column)
    lengths = np.diff(starts)
    if not len(data):
        return np.zeros(len(column), np.uint64)
    longest = int(lengths.max())
    powers = np.cumprod(np.full(longest, STEP, np.uint64))
    places = np.arange(len(data), dtype=np.int64) - np.repeat(starts[:-1] - starts[0], lengths)
    weighed = (data.astype(np.uint64) + np.uint64(1)) * powers[places]
    summed = np.concatenate([np.zeros(1, np.uint64), np.cumsum(weighed, dtype=np.uint64)])
    hashed: np.ndarray = summed[starts[1:] - starts[0]] - summed[starts[:-1] - starts[0]]
    hashed ^= hashed >> np.uint64(29)
    hashed *= MIX
    return hashed ^ (hashed >> np.uint64(32))


def _shops(column: pa.Array) -> np.ndarray:
    if column.null_count == len(column):
        return np.zeros(len(column), np.uint64)
    encoded = column.dictionary_encode()
    hashed = np.append(_hashes(encoded.dictionary), np.uint64(0))
    return hashed[pc.fill_null(encoded.indices, len(hashed) - 1).to_numpy(zero_copy_only=False)]


def fingerprints(orders: pa.RecordBatch) -> np.ndarray:
    """Return two bytes of the content of each order: dates, amounts, flags, and the lengths of its texts."""
    total = np.zeros(len(orders), np.uint64)
    for number, column in enumerate(orders.columns[2:], start=1):
        if column.null_count == len(column):
            continue
        total = (total + _digest(column)) * np.uint64(2 * number + 1)
    mixed = (total + MIX) * MIX
    return (mixed >> np.uint64(48)).astype(np.uint16)


def _digest(column: pa.Array) -> np.ndarray:
    kind = column.type
    if pa.types.is_string(kind):
        starts, _ = byte_buffers(column)
        return np.diff(starts).astype(np.uint64)
    if pa.types.is_decimal(kind):
        words = np.frombuffer(column.buffers()[1], np.uint64)[2 * column.offset : 2 * (column.offset + len(column))]
        return words[0::2] * column.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_date32(kind):
        column = column.cast(pa.int32())
    return pc.fill_null(column.cast(pa.int64()), -1).to_numpy(zero_copy_only=False).astype(np.uint64)
