"""A share of the orders for one of several processes: what has the same number is in the same share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.intake.cells import byte_buffers, longest
from assistant.care.intake.grouping import Grouped
from assistant.care.intake.tables import Block

if TYPE_CHECKING:
    from typing import TypeAlias

    Shard: TypeAlias = tuple[int, int]  # this one, from 0, of so many

WHOLE: Shard = (0, 1)
MIX = np.uint64(0x9E3779B97F4A7C15)


def hashes(column: pa.Array) -> np.ndarray:
    """Return 64 bits for each text: eight bytes at a time, all texts at once."""
    width = -(-max(longest(column), 1) // 8) * 8
    padded = pc.ascii_rpad(pc.fill_null(column, ""), width, padding="\0")
    _, data = byte_buffers(padded)
    hashed = np.zeros(len(column), np.uint64)
    for word in data.view(np.uint64).reshape(len(column), -1).T:
        hashed = (hashed ^ word) * MIX
        hashed ^= hashed >> np.uint64(32)
    return hashed


def share(grouped: Grouped, shard: Shard) -> Grouped:
    """Return the orders of a block that are this shard's; lines that are no rows are the first's."""
    this, of = shard
    if of == 1:
        return grouped
    block = grouped.block
    mine = (hashes(block.cells["number"]) >> np.uint64(32)) % np.uint64(of) == this
    places = pa.array(np.flatnonzero(mine))
    moved = np.cumsum(mine) - 1
    return Grouped(
        Block(
            block.rows.take(places),
            {name: column.take(places) for name, column in block.cells.items()},
            block.refused if this == 0 else [],
            block.progress,
        ),
        [defect._replace(at=int(moved[defect.at])) for defect in grouped.defects if mine[defect.at]],
        grouped.items.take(places),
    )
