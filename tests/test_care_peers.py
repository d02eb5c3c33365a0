"""The loops that care is measured against write the same messages: else their rates would say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from benchmarks.care import run_ours
from benchmarks.care_orders import write_orders
from benchmarks.care_peers import PEERS, run_peer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of orders."""
    path = tmp_path_factory.mktemp("orders") / "orders.parquet"
    write_orders(path, 2_000)
    return path


@pytest.mark.parametrize("kind", PEERS)
def test_peers_write_the_same_messages(kind: str, orders: Path, tmp_path: Path) -> None:
    assert run_peer(kind, orders, tmp_path / "peer.parquet") == run_ours(
        orders, tmp_path / "ours.parquet", None, (0, 1)
    )
    assert pq.read_table(tmp_path / "peer.parquet").equals(pq.read_table(tmp_path / "ours.parquet"))
