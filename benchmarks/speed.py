"""How long the program takes and what it needs, beside peers in the same run: `python -m benchmarks.speed`.

Machines differ and are noisy: the ratios hold, the seconds do not.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.memory import peak

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
RUNS = 9
ROUNDS = 40
PLANS = 20_000
REASONS = ("damaged", "late_delivery", "defective", "missing_items", "unwanted_item", "not_as_described")


def processes(commands: dict[str, Sequence[str]], stdin: bytes) -> dict[str, float]:
    """Return the median seconds of whole processes, run in turn so that a slow moment hits all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(RUNS + 1):
        for name, command in commands.items():
            started = time.perf_counter()
            subprocess.run(command, input=stdin, capture_output=True, check=True, cwd=ROOT)
            if turn:
                seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in seconds.items()}


def calls(functions: dict[str, Callable[[int], object]]) -> dict[str, tuple[float, float]]:
    """Return median and 95th percentile, in milliseconds, of calls run in turn."""
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for turn in range(ROUNDS + 3):
        for name, function in functions.items():
            started = time.perf_counter()
            function(turn)
            if turn >= 3:  # noqa: PLR2004 - the first ones load what is loaded once
                seconds[name].append(1000 * (time.perf_counter() - started))
    return {name: (statistics.median(times), sorted(times)[int(len(times) * 0.95)]) for name, times in seconds.items()}


def in_process() -> dict[str, tuple[float, float]]:
    """Measure replies and their parts in a running process, langdetect on the same messages beside them."""
    from langdetect import detect

    from assistant.bootstrap import Assistant

    program = Assistant(EXAMPLES / "shop.toml", date(2026, 11, 20))
    names = sorted(path.stem for path in EXAMPLES.glob("*.txt"))
    texts = [(EXAMPLES / f"{name}.txt").read_text(encoding="utf-8") for name in names]
    orders = [
        program.parse_order(json.loads((EXAMPLES / f"{name}.json").read_text("utf-8")), (), name) for name in names
    ]

    def reply(turn: int) -> object:
        text, order = texts[turn % len(texts)], orders[turn % len(texts)]
        reading = program.read(text)
        return program.reply(reading, program.in_language(program.request(order), reading))

    readings = [program.read(text) for text in texts]
    for turn in range(len(texts)):
        reply(turn)

    short = "the zip broke after two days and nobody answers, please send me a new jacket or give me my money back"

    def reply_short(_turn: int) -> object:
        reading = program.read(short)
        return program.reply(reading, program.in_language(program.request(orders[0]), reading))

    def write(turn: int) -> object:
        reading, order = readings[turn % len(texts)], orders[turn % len(texts)]
        return program.reply(reading, program.in_language(program.request(order), reading))

    def plan(turn: int) -> object:
        order = orders[turn % len(texts)]
        return program.plan(program.request(order, reason=str(readings[turn % len(texts)].reason)))

    print(f"resident after {len(names)} replies: {peak():.0f} MB")
    return calls(
        {
            "reply (reading, plan, draft, lint)": reply,
            "the same, a message of 21 words": reply_short,
            "plan, draft and lint alone": write,
            "plan alone": plan,
            "lint of a typed sentence": lambda _: program.lint(
                "We refund 8.40 USD, so please close the dispute today."
            ),
            "peer: langdetect, language only": lambda turn: detect(texts[turn % len(texts)]),
        }
    )


def plans_a_minute() -> float:
    """Return how many plans `assistant plan --batch` makes in a minute on one core, start and files included."""
    orders = [json.loads(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("*.json"))]
    with tempfile.TemporaryDirectory() as name:
        rows, out = Path(name) / "rows.jsonl", Path(name) / "plans.jsonl"
        with rows.open("w", encoding="utf-8") as file:
            for number, reason in zip(range(PLANS), cycle(REASONS), strict=False):
                row = {"id": str(number), "reason": reason, "order": orders[number % len(orders)]}
                file.write(json.dumps(row) + "\n")
        command = [sys.executable, "-m", "assistant", "plan", "--shop", str(EXAMPLES / "shop.toml"), "--today",
                   "2026-11-20", "--workers", "1", "--batch", str(rows), "--out", str(out)]  # fmt: skip
        started = time.perf_counter()
        subprocess.run(
            command, capture_output=True, check=True, cwd=ROOT, preexec_fn=lambda: os.sched_setaffinity(0, {0})
        )
        return PLANS / (time.perf_counter() - started) * 60


def main() -> None:
    """Print the figures."""
    python = sys.executable
    text = (EXAMPLES / "late-to-brazil.txt").read_bytes()
    order = str(EXAMPLES / "late-to-brazil.json")
    whole = processes(
        {
            "peer: python -c 'import click'": [python, "-c", "import click"],
            "assistant --help": [python, "-m", "assistant", "--help"],
            "assistant plan": [python, "-m", "assistant", "plan", "--reason", "damaged", "--json"],
            "assistant reply, cold": [python, "-m", "assistant", "reply", "--order", order, "--json", "-"],
        },
        text,
    )
    peer = next(iter(whole.values()))
    print("whole processes, median seconds (ratio to the peer)")
    for name, seconds in whole.items():
        print(f"  {name:36} {seconds:6.3f}  x{seconds / peer:.1f}")
    print(f"assistant plan --batch on one core: {plans_a_minute():,.0f} plans a minute (bar: 100,000)")
    print("in a running process, milliseconds: median, 95th percentile")
    for name, (median, high) in in_process().items():
        print(f"  {name:36} {median:6.1f} {high:6.1f}")


if __name__ == "__main__":
    main()
