"""Care messages in bulk, beside the loops that people write: `python -m benchmarks.care`.

Every contender reads the same Parquet file of orders in eight locales, finds the step that is due, writes the same
letters and a Parquet file, in a process of its own on one core:

- jinja: a template a row, dates and amounts by Babel's format functions,
- cached: the same loop with each distinct date and amount formatted once,
- fstrings: a hand-written loop of f-strings with cached formatting,
- ours: `assistant care` without a ledger; then with one, in SQLite and, where DATABASE_URL names a server, PostgreSQL.

Rates are by processor time, from the first order read to the last file written, templates and settings included.
`--orders N` changes the size; `--two` adds two processes side by side, over the table and one four times as large;
`--sizes` a running process that is given 10,000 to 1,000,000 orders in turn, with `--ten` ten million as well.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from assistant.bootstrap import Assistant
from assistant.care.columns import MESSAGES
from assistant.care.letters import ASKS, NO_GAP, PARAGRAPHS, Letters, Shape
from assistant.care.profiles import Facts
from assistant.caring import Caring, care_catalogue, open_ledger
from assistant.writing.formats import as_date, as_money, as_name, as_text, as_title, is_right_to_left, isolated
from benchmarks.care_orders import COUNTRIES, ROWS, TODAY, write_orders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SIZES, TEN, MANY = (10_000, 100_000, 1_000_000), 10_000_000, 200_000
ROUNDS, MORE = 3, 4
PEERS = ("jinja", "cached", "fstrings")
PARAGRAPH, LINE = "\f", "\v"  # between two paragraphs, and between two lines of one
REFUNDS = {"partial_refund", "full_refund"}


def due(order: dict[str, Any]) -> str | None:
    """Return the step that is due for these orders."""
    delivered, shipped, promised = order["delivered_on"], order["shipped_on"], order["promised_by"]
    if order["remedy_done_on"] is not None and (TODAY - order["remedy_done_on"]).days in range(3, 15):
        return "after_remedy"
    if delivered is None and (promised - TODAY).days in range(6):
        return "late_warning"
    age = (TODAY - shipped).days
    if delivered is not None:
        return "care" if (TODAY - delivered).days in range(3, 31) else None
    first = {"ePacket": 14, "Registered": 30}.get(order["service"], 7 if order["carrier"] == "DHL" else 40)
    if first <= age <= first + 20:
        return "care"
    span = (promised - shipped).days
    if -(-span // 2) <= age <= span * 3 // 4:
        return "in_transit"
    return "shipped" if age in range(1, 7) else None


def slots_of(
    order: dict[str, Any], step: str, locale: str, write_date: Callable[..., str], write_money: Callable[..., str]
) -> dict[str, str]:
    """Return what the letter of an order is filled with."""
    slots: dict[str, str | None] = {
        "order_number": as_text(order["number"]),
        "buyer_name": as_name(order["buyer_name"]),
        "item": as_title(order["item"]),
        "carrier": as_text(order["carrier"]),
        "tracking_number": as_text(order["tracking_number"]),
    }
    if is_right_to_left(locale):
        slots = {slot: f"\u2068{text}\u2069" for slot, text in slots.items()}
    else:
        slots = {slot: isolated(text, locale) if text else None for slot, text in slots.items()}
    for slot in ("shipped_on", "promised_by", "delivered_on", "protection_ends_on"):
        slots[slot] = write_date(order[slot], locale) if order[slot] else None
    if step == "after_remedy":
        slots["done_on"] = write_date(order["remedy_done_on"], locale)
        slots["amount"] = write_money(order["remedy_amount"], order["currency"], locale)
    return {slot: text for slot, text in slots.items() if text and slot in ASKS[step]}


class Loop:
    """A loop over rows, as people write it."""

    def __init__(self, kind: str) -> None:
        caring = Caring(Assistant(None, TODAY))
        self._letters = caring.letters
        self._facts = Facts(None, False, True, True, None)
        plain = kind == "jinja"
        # `as_date` and `as_money` remember; under them lie Babel's functions with our small corrections.
        self._date = as_date.__wrapped__ if plain else lru_cache(maxsize=None)(as_date.__wrapped__)
        self._money = as_money.__wrapped__ if plain else lru_cache(maxsize=None)(as_money.__wrapped__)
        self._text = self._fstring if kind == "fstrings" else self._rendered
        self._made: dict[Any, Any] = {}

    def messages(self, orders: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the messages that are due."""
        for order in orders:
            step = due(order)
            if step is None:
                continue
            locale = COUNTRIES[order["buyer_country"]]
            slots = slots_of(order, step, locale, self._date, self._money)
            review = step == "care" and order["delivered_on"] is not None
            remedy = "refund" if order["remedy"] in REFUNDS else "other"
            shape = Shape(
                locale, step, self._facts, frozenset(slots), remedy if step == "after_remedy" else "other", review
            )
            subject, body = self._text(shape, slots)
            yield {
                "order": order["number"], "step": step, "locale": locale, "channel": "letter", "to": None,
                "subject": subject, "body": body, "key": f"/{order['number']}/{step}",
            }  # fmt: skip

    def _rendered(self, shape: Shape, slots: dict[str, str]) -> tuple[str, str]:
        key = shape.locale, shape.step
        if key not in self._made:
            self._made[key] = whole_template(self._letters, shape.locale, shape.step, self._facts)
        subject, template, constant = self._made[key]
        text = template.render({**constant, **slots, "remedy": shape.remedy, "review": shape.review})
        return subject, laid_out(text, "" if shape.locale == "ja" else " ")

    def _fstring(self, shape: Shape, slots: dict[str, str]) -> tuple[str, str]:
        key = shape.locale, shape.step, frozenset(slots), shape.remedy, shape.review
        if key not in self._made:
            pieces = self._letters.pieces(shape)
            fields = [*("{s['" + slot + "']}" for slot in pieces.slots), ""]
            literals = [literal.replace("{", "{{").replace("}", "}}") for literal in pieces.literals]
            body = "".join(literal + field for literal, field in zip(literals, fields, strict=True))
            if is_right_to_left(shape.locale):  # the slots of this loop bring their own isolates
                body = body.replace("\u2068", "").replace("\u2069", "")
            write = eval("lambda s: f" + repr(body))  # noqa: S307 - our own templates, as one would write them by hand
            self._made[key] = pieces.subject, write
        subject, write = self._made[key]
        return subject, write(slots)


def whole_template(letters: Letters, locale: str, step: str, facts: Facts) -> tuple[str, Any, dict[str, Any]]:
    """Return a step's subject and its letter as one Jinja template, as one would write it without our blocks."""
    from jinja2 import Environment

    from assistant import resources

    folder = resources.folder("templates")
    sources = [folder / "care" / f"{step}.j2", folder / "care" / "letter.j2", folder / "replies" / "letter.j2"]
    blocks: dict[str, str] = {}
    for source in sources:
        found = re.findall(r"\{% block (\w+) %\}(.*?)\{% endblock %\}", source.read_text(encoding="utf-8"), re.DOTALL)
        for name, text in found:
            blocks.setdefault(name, re.sub(r"\{#.*?#\}\n?", "", text, flags=re.DOTALL))
    mark = "\u200f" if is_right_to_left(locale) else ""
    text = ""
    for names in PARAGRAPHS[step]:
        if names == ("choices",):
            for letter, name in zip("ABC", ("wait", "reship", "refund"), strict=True):
                text += LINE + f"{mark}{letter}) {blocks[name].strip()}"
            continue
        text += (LINE if names[0] in NO_GAP else PARAGRAPH) + "\n".join(blocks[name] for name in names)
    environment = Environment(
        extensions=["jinja2.ext.i18n"],
        autoescape=False,  # noqa: S701 - plain text
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(care_catalogue(locale), newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    shape = Shape(locale, step, facts, frozenset())
    constant = letters.values(shape, {})
    return letters.subject(shape, constant), environment.from_string(text), constant


def laid_out(text: str, joint: str) -> str:
    """Return a rendered template with its sentences joined as the locale joins them."""
    body = ""
    for paragraph in text.split(PARAGRAPH):
        lines = [joint.join(one.strip() for one in line.split("\n") if one.strip()) for line in paragraph.split(LINE)]
        whole = "\n".join(line for line in lines if line)
        if whole:
            body += ("\n\n" if body else "") + whole
    return body


def run_peer(kind: str, orders: Path, out: Path) -> int:
    """Read, loop, write; return how many messages."""
    loop, count = Loop(kind), 0
    with pq.ParquetWriter(out, MESSAGES) as writer:
        for batch in pq.ParquetFile(orders).iter_batches(ROWS):
            messages = list(loop.messages(batch.to_pylist()))
            count += len(messages)
            writer.write_batch(pa.RecordBatch.from_pylist(messages, schema=MESSAGES))
    return count


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
    count = run_ours(orders, out, ledger, (which - 1, of)) if kind == "ours" else run_peer(kind, orders, out)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": time.process_time() - before, "messages": count, "peak": peak}))


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
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"a running process, {count:,} orders: {spent / count * 1e6:.2f} microseconds each, {peak:,.0f} MB")


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
    for _ in range(ROUNDS):
        ones.append(figures(start("ours", orders, folder / "one.parquet", 0))["seconds"])
        pair = [start("ours", orders, folder / f"two{k}.parquet", k - 1, None, f"{k}/2") for k in (1, 2)]
        pairs.append(max(figures(process)["seconds"] for process in pair))
        for name in ("one", "two1", "two2"):
            (folder / f"{name}.parquet").unlink()
    one, both = min(ones), min(pairs)
    rate = f"{count / both:,.0f} orders/s by the clock"
    print(f"two processes, {count:,} orders: {rate}, {one / both:.2f} times one, best of {ROUNDS}")


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
