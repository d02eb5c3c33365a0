"""A table that several processes share: together they read what one reads, whatever its dirt."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.care.intake import Settings, read_orders

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 26)
HEADER = "Order Number,Status,Item,Shipped On,Total,Currency,Country"


def dirty_table(path: Path) -> None:
    """Write orders with items in further rows, twins far apart, rows without a number, and dates of day and month."""
    rows = [f"{7000 + one},shipped,Lamp,{1 + one % 12}/10/2026,9.50,USD,DE" for one in range(120)]
    rows[2] = "7002,shipped,Lamp,13/10/2026,9.50,USD,DE"  # from here on the file is known to write the day first
    rows[5] += "\n7005,,Shade,,,,\n,,Bulb,,,,"
    rows[20] = ",shipped,Lamp,3/10/2026,9.50,USD,DE"
    rows[30] = "7030,shipped,Lamp,3/10/2026,nine,USD,Atlantis"
    rows[90] = "7011,delivered,Lamp,3/10/2026,9.50,USD,DE"
    rows[91] = rows[12]
    rows[92] = "7092,shipped,Lamp,3/10/2026,9.50,USD,DE,and,more,cells"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")


def read(path: Path, shard: tuple[int, int]) -> tuple[list[dict[str, object]], list[tuple[int, str, str | None]]]:
    """Return the orders and what is rejected of a share, read in small batches.

    Why is left out: of twins that are far apart it is not told in what they differ, and a share looks further at once.
    """
    batches = list(read_orders(path, DAY, Settings(shard=shard, batch_rows=16)))
    return (
        [order for batch in batches for order in batch.orders.to_pylist()],
        [(one.row, one.field, one.value) for batch in batches for one in batch.refused],
    )


@pytest.mark.parametrize("processes", [2, 3, 7])
def test_the_shares_are_the_whole(tmp_path: Path, processes: int) -> None:
    path = tmp_path / "orders.csv"
    dirty_table(path)
    orders, rejected = read(path, (0, 1))
    assert {row for row, *_ in rejected} >= {24, 34, 94, 95, 96}
    shares = [read(path, (number, processes)) for number in range(processes)]
    assert all(len(share) < len(orders) * 2 / processes for share, _ in shares)
    assert sorted((one for share, _ in shares for one in share), key=str) == sorted(orders, key=str)
    assert sorted((one for _, share in shares for one in share), key=str) == sorted(rejected, key=str)
