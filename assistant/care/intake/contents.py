"""What an order is known by and what it says, as numbers: whole columns at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.intake.shards import MIX, hashes
from assistant.care.keys import elsewhere, owners, same_numbers

if TYPE_CHECKING:
    from assistant.care.keys import Owner

# The row, that by which they are compared, and what differs where a table has a row for each item.
ASIDE = frozenset({"row", "number", "shop", "platform", "item", "variant", "items"})


def order_keys(numbers: pa.Array, shops: pa.Array, platforms: pa.Array, owner: Owner) -> np.ndarray:
    """Return 64 bits for each order, of its shop, platform and number: the same for those of the same keys."""
    of_shop, of_platform = _hashes(owners(shops, owner)), _hashes(elsewhere(platforms, owner))
    # Mixed once more: a shop that is called like a platform is not the other one's opposite.
    return np.asarray(hashes(same_numbers(numbers)) ^ of_shop ^ of_platform * MIX, np.uint64)


def _hashes(column: pa.Array) -> np.ndarray:
    """Return the hashes of a column of few distinct texts, that of nothing where there is none."""
    encoded = pc.fill_null(column, "").dictionary_encode()
    return np.asarray(hashes(encoded.dictionary)[np.asarray(encoded.indices, np.int64)], np.uint64)


def contents(orders: pa.RecordBatch) -> np.ndarray:
    """Return 64 bits for each order, of everything that it says but its item."""
    total = np.zeros(len(orders), np.uint64)
    for name in _compared(orders):
        column = orders[name]
        total = (total ^ _digest(column)) * MIX
        total ^= total >> np.uint64(32)
    return np.asarray(total, np.uint64)


def _compared(orders: pa.RecordBatch) -> list[str]:
    return [name for name in orders.schema.names if name not in ASIDE]


def _digest(column: pa.Array) -> np.ndarray:
    known: np.ndarray = column.is_valid().to_numpy(zero_copy_only=False).astype(np.uint64)
    if not known.any():
        return known
    return np.asarray(_bits(column) * MIX + known, np.uint64)


def _bits(column: pa.Array) -> np.ndarray:
    kind = column.type
    if pa.types.is_string(kind):
        return hashes(column)
    if pa.types.is_decimal(kind):
        # The lower of the two words of each: no amount that is read needs the other one.
        words = np.frombuffer(column.buffers()[1], np.uint64)[2 * column.offset : 2 * (column.offset + len(column))]
        return np.where(column.is_valid().to_numpy(zero_copy_only=False), words[0::2], np.uint64(0))
    if pa.types.is_date32(kind):
        column = column.cast(pa.int32())
    return np.asarray(pc.fill_null(column.cast(pa.int64()), 0), np.int64).astype(np.uint64)


def differences(orders: pa.RecordBatch, ones: np.ndarray, others: np.ndarray) -> list[list[str]]:
    """Return the fields in which pairs of orders differ."""
    found: list[list[str]] = [[] for _ in ones]
    for name in _compared(orders):
        column = orders[name]
        one, other = column.take(pa.array(ones)), column.take(pa.array(others))
        same = pc.fill_null(pc.equal(one, other), pc.and_(pc.is_null(one), pc.is_null(other)))
        for place in np.flatnonzero(~same.to_numpy(zero_copy_only=False)).tolist():
            found[place].append(name)
    return found
