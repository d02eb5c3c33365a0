"""Orders that stand in a file twice: some bytes of each are kept, so that a large file fits into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.intake.cells import Defect, byte_buffers
from assistant.care.intake.shards import MIX, hashes
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL = 0.7  # above this share the table grows; up to it, looking up takes one or two steps
FIRST_BITS = 20
MOVED_AT_ONCE = 1 << 20
SAME = Line(msgid="The order stands in row %(row)s already, with the same content: remove one of the two rows.")
OTHER = Line(
    msgid="Row %(row)s has the same order number with other content (%(names)s): correct the one that is wrong."
)
LATER = Line(msgid="Row %(row)s has the same order number with other content: correct the one that is wrong.")


class Twins:
    """Tells which orders of a batch were seen before, in the batch or in the file, and in which row.

    A hash of shop and number, the row and two bytes of the content are kept for each order, in a table of open
    addressing that is filled by numpy: 14 bytes a slot, 29 MB for a million orders and 235 MB for ten.
    """

    def __init__(self) -> None:
        self._bits = FIRST_BITS
        self._count = 0
        self._make()

    def defects(self, orders: pa.RecordBatch) -> list[Defect]:
        """Return a defect for each order that is a second one, and remember the others."""
        if not len(orders):
            return []
        keys = hashes(orders.column("number")) ^ _shops(orders.column("shop"))
        keys[keys == 0] = 1  # 0 is an empty slot
        content = fingerprints(orders)
        rows = orders.column("row").to_numpy()
        first, found = np.arange(len(keys)), list[Defect]()
        ordered = np.sort(keys)
        if (ordered[1:] == ordered[:-1]).any():
            first = np.sort(np.unique(keys, return_index=True)[1])
            found += self._within(orders, keys, first)
        self._make_room(len(first))
        slots, seen = self._places(keys[first])
        for place in np.flatnonzero(seen).tolist():
            slot, index = int(slots[place]), int(first[place])
            why = SAME if self._content[slot] == content[index] else LATER
            found.append(_defect(orders, index, why, int(self._rows[slot])))
        new = first[~seen]
        self._fill(slots[~seen], keys[new], rows[new], content[new])
        self._count += len(new)
        return found

    def _within(self, orders: pa.RecordBatch, keys: np.ndarray, first: np.ndarray) -> list[Defect]:
        """Return the second ones of one batch, which can be compared cell by cell."""
        begins = {int(keys[index]): int(index) for index in first}
        second = np.setdiff1d(np.arange(len(keys)), first)
        heads = np.array([begins[int(keys[index])] for index in second])
        names = differences(orders, heads, second)
        rows = orders.column("row").take(pa.array(heads)).to_pylist()
        return [
            _defect(orders, index, OTHER if differ else SAME, row, differ)
            for index, row, differ in zip(second.tolist(), rows, names, strict=True)
        ]

    def _make(self) -> None:
        size = 1 << self._bits
        self._keys = np.zeros(size, np.uint64)
        self._rows = np.zeros(size, np.uint32)
        self._content = np.zeros(size, np.uint16)

    def _slots(self, keys: np.ndarray) -> np.ndarray:
        return ((keys * MIX) >> np.uint64(64 - self._bits)).astype(np.int64)

    def _places(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return for each key its slot and whether it was there, or the empty slot where it belongs."""
        mask = (1 << self._bits) - 1
        slots = self._slots(keys)
        there = self._keys[slots]
        seen = there == keys
        left = np.flatnonzero((there != 0) & ~seen)
        while len(left):
            slots[left] = (slots[left] + 1) & mask
            there = self._keys[slots[left]]
            hit = there == keys[left]
            seen[left[hit]] = True
            left = left[(there != 0) & ~hit]
        return slots, seen

    def _make_room(self, more: int) -> None:
        while self._count + more > FULL * (1 << self._bits):
            full = self._keys != 0
            keys, rows, content = self._keys[full], self._rows[full], self._content[full]
            del self._keys, self._rows, self._content  # the old table and the new one are never there together
            self._bits += 1
            self._make()
            for start in range(0, len(keys), MOVED_AT_ONCE):
                part = slice(start, start + MOVED_AT_ONCE)
                self._fill(self._slots(keys[part]), keys[part], rows[part], content[part])

    def _fill(self, slots: np.ndarray, keys: np.ndarray, rows: np.ndarray, content: np.ndarray) -> None:
        """Write new keys, each from its slot on; of several that want one the last has it, the others go on."""
        left = np.arange(len(keys))
        while len(left):
            empty = self._keys[slots] == 0
            self._keys[slots[empty]] = keys[left[empty]]
            mine = self._keys[slots] == keys[left]
            self._rows[slots[mine]], self._content[slots[mine]] = rows[left[mine]], content[left[mine]]
            left, slots = left[~mine], (slots[~mine] + 1) & ((1 << self._bits) - 1)


def _defect(orders: pa.RecordBatch, index: int, why: Line, row: int, differ: Sequence[str] = ()) -> Defect:
    names = (("names", ", ".join(differ)),) if differ else ()
    said = Line(msgid=why.msgid, slots=(("row", row), *names))
    return Defect(index, "number", str(orders.column("number")[index].as_py()), said)


def differences(orders: pa.RecordBatch, ones: np.ndarray, others: np.ndarray) -> list[list[str]]:
    """Return the fields in which pairs of orders differ."""
    found: list[list[str]] = [[] for _ in ones]
    for name, column in zip(orders.schema.names[1:], orders.columns[1:], strict=True):
        one, other = column.take(pa.array(ones)), column.take(pa.array(others))
        same = pc.fill_null(pc.equal(one, other), pc.and_(pc.is_null(one), pc.is_null(other)))
        for place in np.flatnonzero(~same.to_numpy(zero_copy_only=False)).tolist():
            found[place].append(name)
    return found


def _shops(column: pa.Array) -> np.ndarray:
    if column.null_count == len(column):
        return np.zeros(len(column), np.uint64)
    encoded = column.dictionary_encode()
    hashed = np.append(hashes(encoded.dictionary), np.uint64(0))
    indices: np.ndarray = pc.fill_null(encoded.indices, len(hashed) - 1).to_numpy(zero_copy_only=False)
    return np.take(hashed, indices)


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
        low: np.ndarray = words[0::2] * column.is_valid().to_numpy(zero_copy_only=False)
        return low
    if pa.types.is_date32(kind):
        column = column.cast(pa.int32())
    whole: np.ndarray = pc.fill_null(column.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)
    return whole.astype(np.uint64)
