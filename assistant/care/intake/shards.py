"""A share of the orders for one of several processes: what has the same number is in the same share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.intake.cells import byte_buffers, longest
from assistant.care.intake.grouping import Grouped
from assistant.care.intake.tables import Block
from assistant.care.keys import same_numbers

if TYPE_CHECKING:
    from typing import TypeAlias

    Shard: TypeAlias = tuple[int, int]  # this one, from 0, of so many

WHOLE: Shard = (0, 1)
MIX = np.uint64(0x9E3779B97F4A7C15)


def hashes(column: pa.Array) -> np.ndarray:
    """Return 64 bits for each text: eight bytes at a time, all texts at once; the same for it in every column."""
    width = -(-max(longest(column), 1) // 8) * 8
    padded = pc.ascii_rpad(pc.fill_null(column, ""), width, padding="\0")
    _, data = byte_buffers(padded)
    hashed = np.zeros(len(column), np.uint64)
    for word in data.view(np.uint64).reshape(len(column), -1).T:
        mixed = (hashed ^ word) * MIX
        mixed ^= mixed >> np.uint64(32)
        # A text that has ended must not depend on how long the longest one of its column is.
        hashed = np.where(word != 0, mixed, hashed)
    return hashed


def is_mine(numbers: pa.Array, shard: Shard) -> np.ndarray:
    """Return which orders are this shard's."""
    this, of = shard
    if of == 1:
        return np.ones(len(numbers), bool)
    mine: np.ndarray = (hashes(same_numbers(numbers)) >> np.uint64(32)) % np.uint64(of) == this
    return mine


def share(grouped: Grouped, shard: Shard) -> Grouped:
    """Return the orders of a block that are this shard's; lines that are no rows are the first's."""
    if shard[1] == 1:
        return grouped
    mine = picked(grouped, is_mine(grouped.block.cells["number"], shard))
    mine.block.refused = grouped.block.refused if shard[0] == 0 else []
    return mine


def picked(grouped: Grouped, wanted: np.ndarray) -> Grouped:
    """Return some of the orders of a block, without what was refused before they were rows."""
    block, places = grouped.block, pa.array(np.flatnonzero(wanted))
    moved = np.cumsum(wanted) - 1
    cells = {name: column.take(places) for name, column in block.cells.items()}
    return Grouped(
        Block(block.rows.take(places), cells, [], block.progress),
        [defect._replace(at=int(moved[defect.at])) for defect in grouped.defects if wanted[defect.at]],
        grouped.items.take(places),
    )
