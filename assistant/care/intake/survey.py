"""A look over the whole file before it is used: which orders stand in several places, and whether those agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from assistant.care.intake.cells import as_text
from assistant.care.intake.contents import contents, order_keys
from assistant.care.intake.grouping import grouped
from assistant.care.intake.numbers import numbers
from assistant.care.intake.shards import hashes, is_mine, picked
from assistant.care.intake.twins import NONE_TWICE, verdicts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.care.intake.cleaning import Cleaner
    from assistant.care.intake.shards import Shard
    from assistant.care.intake.tables import Block
    from assistant.care.intake.twins import Verdicts
    from assistant.care.keys import Owner

LOOKED_AT = ("number", "shop", "platform")  # what the first look reads of a file


def keys_twice(blocks: Iterable[Block], cleaner: Cleaner, owner: Owner, shard: Shard) -> np.ndarray:
    """Return, sorted, the keys of a share's orders that stand in several places; `blocks` need only LOOKED_AT.

    Rows of one number that follow one another are one place, for they come in one batch. Eight bytes a place are kept,
    80 MB for ten million orders, and only while it is looked.
    """
    kept, last = list[np.ndarray](), (np.uint64(0), np.uint64(0))
    for block in blocks:
        raw = as_text(block.cells["number"])
        told = pc.is_valid(raw).to_numpy(zero_copy_only=False)  # a row without a number is one of the order above
        if not told.any():
            continue
        number = numbers(block.cells["number"], "number").values
        good = pc.is_valid(number).to_numpy(zero_copy_only=False) & is_mine(number, shard)
        keys = order_keys(number, *cleaner.whose(block), owner)[told]
        cells = hashes(raw)[told]
        begins = np.append(True, (keys[1:] != keys[:-1]) | (cells[1:] != cells[:-1]))
        begins[0] = last != (cells[0], keys[0])
        last = cells[-1], keys[-1]
        kept.append(keys[begins & good[told]])
    whole = np.concatenate(kept) if kept else np.empty(0, np.uint64)
    whole.sort()
    return np.unique(whole[1:][whole[1:] == whole[:-1]])


def verdicts(blocks: Iterable[Block], keys: np.ndarray, cleaner: Cleaner, owner: Owner) -> Verdicts:
    """Return whether what stands in several places agrees; `blocks` are those that will be used, `keys` are sorted.

    A row with a defect agrees with none: what it was to say is not known.
    """
    found = []
    for block in blocks:
        number = numbers(block.cells["number"], "number")
        block.cells["number"] = number.values
        joined = grouped(block, number.defects)
        cleaner.learn(joined.block)
        wanted = np.isin(order_keys(joined.block.cells["number"], *cleaner.whose(joined.block), owner), keys)
        if not wanted.any():
            continue
        orders, defects = cleaner.orders(picked(joined, wanted))
        said, rows = contents(orders), orders["row"].to_numpy()
        unread = np.array(sorted({defect.at for defect in defects}), np.int64)
        said[unread] = ~rows[unread].astype(np.uint64)
        found.append((order_keys(orders["number"], orders["shop"], orders["platform"], owner), rows, said))
    return verdicts_of(*(np.concatenate(part) for part in zip(*found, strict=True))) if found else NONE_TWICE
