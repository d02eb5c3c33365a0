"""Cards: one card to PDF in a running process, 1,000 orders to one PDF with their list, beside PyMuPDF's HTML boxes.

The peer sets the same words into a box of the same size, makes them smaller until they fit, and falls back on fonts of
its own; it knows no designs, no rules and no code that scans. Run as `python -m benchmarks.cards`.
"""

from __future__ import annotations

import csv
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pymupdf

from assistant.bootstrap import Assistant
from assistant.cards.nouns import Card, Parcel
from assistant.model import Tone
from assistant.printing import CardShop, Choice, Paper, refuser

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parent.parent / "examples" / "cards"
ORDERS, REPEATS = 1000, 40
FAMILY = (
    "Silva",
    "Weber",
    "Rossi",
    "Novák",
    "Nguyễn",
    "Kowalska",
    "Demir",
    "Jansen",
    "Иванова",
    "Шевченко",
    "王",
    "田中",
    "김",
)
MM = 72 / 25.4


def main() -> None:
    """Print the figures."""
    shop = CardShop(Assistant(EXAMPLES / "shop.toml", date(2026, 11, 20)), EXAMPLES)
    cards = list(made(shop))
    print(f"{len(cards):,} cards in {len(shop.locales)} locales")
    one_card(shop, cards)
    with tempfile.TemporaryDirectory() as folder:
        whole_run(Path(folder), shop.locales)
    peer(cards)


def made(shop: CardShop) -> Iterator[Card]:
    """Yield a card for each order."""
    for row in range(ORDERS):
        locale = shop.locales[row % len(shop.locales)]
        card = shop.card(Parcel(row, name=f"{FAMILY[row % len(FAMILY)]} {row}", language=locale), Choice(Tone.WARM))
        assert isinstance(card, Card), card  # noqa: S101 - a benchmark of nothing measures nothing
        yield card


def one_card(shop: CardShop, cards: list[Card]) -> None:
    """Measure a card from its words to a PDF, fit and fonts checked, after the first."""
    times = []
    for card in cards[: REPEATS + 1]:
        started = time.perf_counter()
        work = shop.work(Paper("frame"))
        with shop.press(work) as press:
            written = shop.card(card.parcel, Choice(Tone.WARM))
            assert isinstance(written, Card)  # noqa: S101 - the same
            list(press.pages([written], "pdf", refuser([])))
        times.append((time.perf_counter() - started) * 1000)
    first, *rest = times
    rest.sort()
    print(f"one card: first {first:.0f} ms, then median {statistics.median(rest):.0f} ms, slowest {rest[-1]:.0f} ms")


def whole_run(folder: Path, locales: tuple[str, ...]) -> None:
    """Measure the command: reading, writing, checking, printing, the list."""
    orders = folder / "orders.csv"
    with orders.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("order number", "status", "buyer name", "language"))
        for row in range(ORDERS):
            number, name = 8_190_021_447_000_000 + row, f"{FAMILY[row % len(FAMILY)]} {row}"
            writer.writerow((number, "paid", name, locales[row % len(locales)]))
    for options in (["--design", "frame"], ["--design", "band", "--sheet", "a4", "--crop-marks", "--duplex"]):
        out = folder / "cards.pdf"
        command = [sys.executable, "-m", "assistant", "card", str(orders), "--out", str(out), "--today", "2026-11-20"]
        started, busy = time.perf_counter(), _busy()
        subprocess.run([*command, "--shop", str(EXAMPLES / "shop.toml"), *options], check=True, capture_output=True)
        taken = time.perf_counter() - started
        busy = _busy() - busy
        size = f"{_peak():.0f} MB at most, {out.stat().st_size / 1e6:.1f} MB PDF"
        print(f"{ORDERS:,} orders, {' '.join(options)}: {taken:.1f} s ({busy:.1f} s of a core), {size}")


def _busy() -> float:
    """Return the processor's seconds of all child processes so far: what a busy machine does not stretch."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak() -> float:
    """Return the most memory that a child process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def peer(cards: list[Card]) -> None:
    """Measure PyMuPDF on the same words."""
    opened: Any = pymupdf.open  # it has no types
    for count in (1, ORDERS):
        started = time.perf_counter()
        document = opened()
        for card in cards[:count]:
            page = document.new_page(width=90 * MM, height=54 * MM)
            words = "".join(f"<p>{line.text}</p>" for line in card.lines)
            page.insert_htmlbox(page.rect + (12, 12, -12, -12), words, css="* {font-size: 8pt}", scale_low=0.5)  # noqa: RUF005 - a rectangle, not a list
        document.subset_fonts()
        content = document.tobytes(garbage=3, deflate=True)
        taken = time.perf_counter() - started
        print(f"PyMuPDF, {count:,} cards: {taken:.2f} s, {len(content) / 1e6:.1f} MB PDF")


if __name__ == "__main__":
    main()
