"""Orders out of a file, batch by batch: raw rows, joined to orders, cleaned, each order once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.intake.cleaning import Cleaner
from assistant.care.intake.dates import Notation
from assistant.care.intake.grouping import grouped, whole_orders
from assistant.care.intake.headers import Column, Layout, Understood, layout
from assistant.care.intake.mapping import NO_MAPPING, HeaderMapping
from assistant.care.intake.numbers import numbers
from assistant.care.intake.opening import open_table
from assistant.care.intake.shards import WHOLE, share
from assistant.care.intake.survey import LOOKED_AT, keys_twice, verdicts
from assistant.care.intake.tables import Refused
from assistant.care.intake.twins import NONE_TWICE, Twins
from assistant.care.keys import Owner
from assistant.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from assistant.care.intake.cells import Defect
    from assistant.care.intake.shards import Shard
    from assistant.care.intake.tables import Block, Table

BATCH_ROWS = 32_768  # a batch is in memory several times over on its way to letters


@dataclass(frozen=True, slots=True)
class Batch:
    """Some orders of the file, in its order; `progress` is the share of the file that is behind us, 0 to 1."""

    orders: pa.RecordBatch  # of columns.ORDERS
    refused: Sequence[Refused]  # one for each defect, by row, so an order may have several
    progress: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a file is read beside its mapping.

    `platform` says whose words a status is where the table has no such column; in the zone that `zone_of` names a
    platform counts its days, and of None the shop's own.
    `owner` is whose orders those are that name no shop: by shop, platform and number an order is known as one that
    came before.
    `shard` is which share of the orders is wanted, for processes side by side.
    """

    mapping: HeaderMapping = NO_MAPPING
    platform: str | None = None
    zone_of: Callable[[str | None], str | None] = lambda _platform: None
    owner: Owner = field(default_factory=Owner)
    shard: Shard = WHOLE
    batch_rows: int = BATCH_ROWS


DEFAULT = Settings()


def read_orders(path: Path, today: date, settings: Settings = DEFAULT) -> Iterator[Batch]:
    """Return the orders of a .csv, .xlsx, .jsonl or .parquet file, some thousand at a time.

    A row that cannot be used is in `refused`, with its field, value and why. Raises FileError, BatchFileError and
    NotTextError for a file that cannot be read at all, DataError with every problem of its columns.
    """
    table = open_table(path)
    found = layout(str(path), table.headers, settings.mapping, table.optional)
    if found.problems:
        raise DataError(found.problems)
    return _batches(table, found, today, settings)


def understood(path: Path, mapping: HeaderMapping = NO_MAPPING) -> Understood:
    """Return what each column of a file is taken for, with an example out of it, and what stands in the way.

    Raises FileError, BatchFileError and NotTextError for a file that cannot be read at all.
    """
    table = open_table(path)
    found = layout(str(path), table.headers, mapping, ())
    taken = {number: field for field, number in found.fields.items()}
    columns = tuple(
        Column(header, taken.get(number), example)
        for number, (header, example) in enumerate(zip(table.headers, table.examples(), strict=True))
    )
    form = table.form + (f", {found.export}" if found.export else "")
    return Understood(form, columns, found.problems)


def _batches(table: Table, found: Layout, today: date, settings: Settings) -> Iterator[Batch]:
    rows = settings.batch_rows * settings.shard[1]  # a share is as large as a whole batch: small ones cost as much

    def blocks() -> Iterator[Block]:
        return whole_orders(table.blocks(found.fields, rows))

    def cleaner() -> Cleaner:
        notation = Notation(settings.mapping.date_order)
        return Cleaner(today, settings.zone_of, settings.platform, found.codes, settings.mapping.constants, notation)

    looked_at = {field: found.fields[field] for field in LOOKED_AT if field in found.fields}
    twice = keys_twice(table.blocks(looked_at, rows), cleaner(), settings.owner, settings.shard)
    twins = Twins(verdicts(blocks(), twice, cleaner(), settings.owner) if len(twice) else NONE_TWICE, settings.owner)
    using = cleaner()
    for block in blocks():
        yield _batch(block, using, twins, settings)


def _batch(block: Block, cleaner: Cleaner, twins: Twins, settings: Settings) -> Batch:
    number = numbers(block.cells["number"], "number")
    block.cells["number"] = number.values
    joined = grouped(block, number.defects)
    cleaner.learn(joined.block)  # from all orders, so that every shard reads the dates alike
    mine = share(joined, settings.shard)
    orders, defects = cleaner.orders(mine)
    refused = list(mine.block.refused)
    if settings.owner.name:
        place = orders.schema.get_field_index("shop")
        orders = orders.set_column(place, orders.schema.field(place), pc.fill_null(orders["shop"], settings.owner.name))
    defects += twins.defects(orders, {defect.at: defect.field for defect in defects})
    orders = _without(orders, defects, refused)
    return Batch(orders, sorted(refused, key=_place), block.progress)


def _without(orders: pa.RecordBatch, defects: Iterable[Defect], refused: list[Refused]) -> pa.RecordBatch:
    """Return the orders that have no defect, and tell the others."""
    listed = sorted(defects, key=_place)
    if not listed:
        return orders
    rows = orders.column("row")
    refused += [Refused(rows[defect.at].as_py(), *defect[1:]) for defect in listed]
    good = np.ones(len(orders), bool)
    good[[defect.at for defect in listed]] = False
    return orders.filter(pa.array(good))


def _place(one: Defect | Refused) -> tuple[int, str, str, str]:
    return one[0], one.field, one.value or "", one.why.msgid
