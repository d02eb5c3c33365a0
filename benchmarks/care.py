"""Care messages in bulk, beside the loops that people write: `python -m benchmarks.care`.

Every contender reads the same Parquet file of orders in eight locales, finds the step that is due, writes the same
letters and a Parquet file, in a process of its own on one core:

- jinja: a template a row, dates and amounts by Babel's format functions,
- cached: the same loop with each distinct date and amount formatted once,
- fstrings: a hand-written loop of f-strings with cached formatting,
- ours: `assistant care` without a ledger; then with one, in SQLite and, where DATABASE_URL names a server, PostgreSQL.

Rates are by processor time, from the first order read to the last file written, templates and settings included.
`--orders N` changes the size; `--two` adds two processes side by side, over the table and one four times as large, and
beside them what two processes reach that do nothing but join strings with Arrow: where the memory of a machine is what
two cores share, no merge can do better than that;
`--sizes` a running process that is given 10,000 to 1,000,000 orders in turn, with `--ten` ten million as well.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assistant.bootstrap import Assistant
from assistant.caring import Caring, open_ledger
from benchmarks.care_orders import TODAY, write_orders
from benchmarks.care_peers import PEERS, run_peer
from benchmarks.memory import peak

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES, TEN, MANY = (10_000, 100_000, 1_000_000), 10_000_000, 200_000
ROUNDS, MORE = 3, 4
JOINED, JOINS = 500_000, 24


def run_ours(orders: Path, out: Path, ledger: str | None, shard: tuple[int, int], caring: Caring | None = None) -> int:
    """Run care as the command does; return how many messages."""
    from assistant.care.run import FileRun

    caring = caring or Caring(Assistant(None, TODAY))
    kept = open_ledger(ledger) if ledger else None
    work = caring.work(orders, None, caring.settings(caring.steps()), shard)
    summary = FileRun(work, out, kept)(lambda _done, _rows: None)
    if kept:
        kept.close()
    return summary.messages.total()


def child(kind: str, orders: Path, out: Path, ledger: str | None, shard: str) -> None:
    """Run one contender and print its figures."""
    which, of = (int(part) for part in shard.split("/"))
    started, before = time.perf_counter(), time.process_time()
    if kind == "joins":
        count = joins(of)
    else:
        count = run_ours(orders, out, ledger, (which - 1, of)) if kind == "ours" else run_peer(kind, orders, out)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "cpu": time.process_time() - before, "messages": count, "peak": peak()}))


def sizes(paths: Sequence[Path]) -> None:
    """Run care over several tables in one process that has written letters before; print the figures of each."""
    caring = Caring(Assistant(None, TODAY))
    out = paths[0].with_name("size.parquet")

    def seconds(path: Path) -> float:
        before = time.process_time()
        run_ours(path, out, None, (0, 1), caring)
        out.unlink()
        return time.process_time() - before

    seconds(paths[0])
    for path in paths:
        count = pq.read_metadata(path).num_rows
        spent = statistics.median(seconds(path) for _ in range(1 if count > MANY else 5))
        print(f"a running process, {count:,} orders: {spent / count * 1e6:.2f} microseconds each, {peak():,.0f} MB")


def start(
    kind: str, orders: Path, out: Path, core: int, ledger: str | None = None, shard: str = "1/1"
) -> subprocess.Popen[str]:
    """Start a contender on one core."""
    command = [sys.executable, "-m", "benchmarks.care", "--child", kind, str(orders), str(out), ledger or "", shard]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1"}
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),  # noqa: PLW1509 - no threads here yet
    )


def figures(process: subprocess.Popen[str]) -> dict[str, float]:
    """Return what a contender measured."""
    printed, _ = process.communicate()
    if process.returncode:
        raise SystemExit(process.returncode)
    found: dict[str, float] = json.loads(printed.splitlines()[-1])
    return found


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--ten", action="store_true")
    parser.add_argument("--two", action="store_true")
    parser.add_argument("--sizes", action="store_true")
    parser.add_argument("--child", nargs=5)
    asked = parser.parse_args()
    if asked.child:
        kind, orders, out, ledger, shard = asked.child
        if kind == "sizes":
            sizes([Path(orders) / name for name in out.split(",")])
            return
        child(kind, Path(orders), Path(out), ledger or None, shard)
        return
    with tempfile.TemporaryDirectory() as name:
        compare(Path(name), asked)


def compare(folder: Path, asked: argparse.Namespace) -> None:
    """Run every contender, peers on a tenth of the orders, and print orders a second, ratios and memory."""
    count = asked.orders
    big, small = folder / "orders.parquet", folder / "part.parquet"
    write_orders(big, count)
    write_orders(small, max(10_000, count // 10))
    rates: dict[str, float] = {}
    written: dict[str, pa.Table] = {}
    for kind in PEERS:
        rates[kind] = report(kind, start(kind, small, folder / f"{kind}.parquet", 0), max(10_000, count // 10))
        written[kind] = pq.read_table(folder / f"{kind}.parquet")
    report("ours, the same part", start("ours", small, folder / "same.parquet", 0), max(10_000, count // 10))
    written["ours"] = pq.read_table(folder / "same.parquet")
    for kind in PEERS:
        print(f"{kind}: the same letters as ours: {written[kind].equals(written['ours'])}")
    rates["ours"] = report("ours", start("ours", big, folder / "ours.parquet", 0), count)
    for kind in PEERS:
        print(f"ours / {kind}: {rates['ours'] / rates[kind]:.1f}")
    report("ours, ledger in SQLite", start("ours", big, folder / "led.parquet", 0, str(folder / "ledger.db")), count)
    if os.environ.get("DATABASE_URL"):
        server = start("ours", big, folder / "pg.parquet", 0, os.environ["DATABASE_URL"])
        report("ours, ledger in PostgreSQL", server, count)
    if asked.two:
        compare_two(folder, big, count)
        more = folder / "more.parquet"
        write_orders(more, MORE * count)
        compare_two(folder, more, MORE * count)
        more.unlink()
    if asked.sizes:
        compare_sizes(folder, (*SIZES, TEN) if asked.ten else SIZES)


def compare_two(folder: Path, orders: Path, count: int) -> None:
    """Run one process and two side by side in turn, and print the best of each: what else runs here only adds."""
    ones, pairs = [], []
    bare: tuple[list[float], list[float]] = [], []
    for _ in range(ROUNDS):
        ones.append(figures(start("ours", orders, folder / "one.parquet", 0))["seconds"])
        pair = [start("ours", orders, folder / f"two{k}.parquet", k - 1, None, f"{k}/2") for k in (1, 2)]
        pairs.append(max(figures(process)["seconds"] for process in pair))
        for name in ("one", "two1", "two2"):
            (folder / f"{name}.parquet").unlink()
        bare[0].append(figures(start("joins", orders, folder, 0))["seconds"])
        pair = [start("joins", orders, folder, core, None, "1/2") for core in (0, 1)]
        bare[1].append(max(figures(process)["seconds"] for process in pair))
    one, both = min(ones), min(pairs)
    rate = f"{count / both:,.0f} orders/s by the clock"
    print(f"two processes, {count:,} orders: {rate}, {one / both:.2f} times one, best of {ROUNDS}")
    print(f"two processes that only join strings: {min(bare[0]) / min(bare[1]):.2f} times one, best of {ROUNDS}")


def joins(share: int) -> int:
    """Join as many strings as a share of a fixed number, as a merge does; return how many."""
    numbers = pa.array([f"81900000000{number:07d}" for number in range(JOINED)])
    for _ in range(JOINS // share):
        pc.binary_join_element_wise(numbers, " is on its way. ", numbers, "\n\n", numbers, "")
    return JOINS // share * JOINED


def compare_sizes(folder: Path, counts: Sequence[int]) -> None:
    """Run one process over tables of several sizes, and print what an order costs in each."""
    for count in counts:
        write_orders(folder / f"{count}.parquet", count)
    names = ",".join(f"{count}.parquet" for count in counts)
    printed, _ = start("sizes", folder, Path(names), 0).communicate()
    print(printed, end="")


def report(name: str, process: subprocess.Popen[str], count: int) -> float:
    """Print a contender's figures and return its orders a second."""
    found = figures(process)
    rate = count / found["cpu"]
    print(
        f"{name}: {rate:,.0f} orders/s of processor time ({count / found['seconds']:,.0f} by the clock), "
        f"{found['messages']:,.0f} messages, {found['peak']:,.0f} MB"
    )
    return rate


if __name__ == "__main__":
    main()
