"""Item rows: an order that takes several rows of a table becomes one, and its items are counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.intake.cells import is_clean
from assistant.care.intake.tables import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.care.intake.cells import Defect

ITEM = ("item", "variant")


@dataclass(slots=True)
class Grouped:
    """A block whose rows are orders, with the defects of its numbers and how many items each order has."""

    block: Block
    defects: list[Defect]
    items: pa.Array


def grouped(block: Block, defects: list[Defect]) -> Grouped:
    """Join the rows of each order to its first one. The column `number` is cleaned already.

    A row belongs to the one above where it has the same number or none, names another item, and otherwise says nothing
    or the same: that is how Shopify and merged cells write it, and also those who repeat everything.
    """
    items = pa.nulls(len(block.rows), pa.int64())
    if "item" in block.cells:
        items = pc.if_else(pa.array(_filled(block.cells["item"])), pa.scalar(1, pa.int64()), items)
    follows = _follows(block, defects)
    if not follows.any():
        return Grouped(block, defects, items)
    starts = np.flatnonzero(~follows)
    places = pa.array(starts)
    groups = np.cumsum(~follows) - 1
    counted = np.bincount(groups, minlength=len(starts))
    cells = {name: column.take(places) for name, column in block.cells.items()}
    joined = Block(block.rows.take(places), cells, block.refused, block.progress)
    moved = [defect._replace(at=int(groups[defect.at])) for defect in defects if not follows[defect.at]]
    counts = pc.if_else(pa.array(counted > 1), pa.array(counted, pa.int64()), items.take(places))
    return Grouped(joined, moved, counts)


def _follows(block: Block, defects: list[Defect]) -> np.ndarray:
    """Return which rows belong to the order above."""
    number = _with_defects(block.cells["number"], defects)
    size = len(number)
    follows = np.zeros(size, bool)
    item = block.cells.get("item", block.cells.get("variant"))
    if size < 2 or item is None:  # noqa: PLR2004 - one row follows nothing
        return follows
    filled = pc.fill_null_forward(number)
    same = _mask(pc.equal(filled[1:], filled[:-1]))
    candidates = np.flatnonzero(same & _filled(item)[1:]) + 1
    if not len(candidates):
        return follows
    follows[candidates] = True
    follows[1:] &= same
    first = np.maximum.accumulate(np.where(follows, 0, np.arange(size)))
    here, there, above = pa.array(candidates), pa.array(first[candidates]), pa.array(candidates - 1)
    agrees = np.ones(len(candidates), bool)
    silent = np.ones(len(candidates), bool)
    for name, column in block.cells.items():
        if name in ITEM or name == "number":
            continue
        cell, head = column.take(here), column.take(there)
        empty = ~_filled(cell)
        agrees &= empty | _mask(pc.equal(_plain(cell), _plain(head)))
        silent &= empty | (name == "buyer_email")  # Shopify repeats the address
    other = np.zeros(len(candidates), bool)
    for name in ITEM:
        if name in block.cells:
            column = block.cells[name]
            other |= ~_mask(pc.equal(_plain(column.take(here)), _plain(column.take(above))))
    unnumbered = ~_mask(pc.is_valid(number.take(here)))
    belongs = agrees & (other | silent) & (silent | ~unnumbered)
    follows[candidates[~belongs]] = False
    return follows


def _with_defects(number: pa.Array, defects: list[Defect]) -> pa.Array:
    """Return the numbers with those that cannot be used marked, so that none of them counts as left out."""
    if not defects:
        return number
    marked = {defect.at: f"\0{defect.value}" for defect in defects}
    mask = np.zeros(len(number), bool)
    mask[list(marked)] = True
    return pc.replace_with_mask(number, pa.array(mask), pa.array([marked[index] for index in sorted(marked)]))


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _mask(column: pa.Array) -> np.ndarray:
    found: np.ndarray = pc.fill_null(column, False).to_numpy(zero_copy_only=False)
    return found


def _filled(column: pa.Array) -> np.ndarray:
    """Return which cells have something in them."""
    column = _plain(column)
    filled = _mask(pc.is_valid(column))
    if pa.types.is_string(column.type) and not is_clean(column):
        filled &= ~_mask(pc.equal(pc.binary_length(pc.utf8_trim_whitespace(column)), 0))
    return filled


def whole_orders(blocks: Iterator[Block]) -> Iterator[Block]:
    """Yield blocks of which none begins with a row of the order that ended the block before."""
    held: Block | None = None
    for block in blocks:
        if held is None:
            held = block
            continue
        moved = _leading(held, block)
        if moved:
            held = _joined(held, _part(block, 0, moved))
            block = _part(block, moved, len(block.rows))  # noqa: PLW2901 - what is left of it
            if not len(block.rows):
                held.refused, held.progress = held.refused + block.refused, block.progress
                continue
        yield held
        held = block
    if held is not None:
        yield held


def _leading(held: Block, block: Block) -> int:
    """Return how many first rows of a block may belong to the last order of the one before."""
    if not len(held.rows) or not len(block.rows) or "number" not in held.cells:
        return 0
    last = next((value for value in reversed(held.cells["number"][-2000:].to_pylist()) if value is not None), None)
    numbers = block.cells["number"]
    moved = 0
    while moved < len(numbers) and numbers[moved].as_py() in (None, last):
        moved += 1
    return moved


def _part(block: Block, start: int, end: int) -> Block:
    cells = {name: column.slice(start, end - start) for name, column in block.cells.items()}
    return Block(block.rows.slice(start, end - start), cells, block.refused if start else [], block.progress)


def _joined(one: Block, other: Block) -> Block:
    cells = {name: _concat(one.cells[name], other.cells[name]) for name in one.cells}
    return Block(pa.concat_arrays([one.rows, other.rows]), cells, one.refused, one.progress)


def _concat(one: pa.Array, other: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(one.type) or one.type != other.type:
        one, other = _plain(one), _plain(other)
    return pa.concat_arrays([one, other])
