"""How much should the last of several messages count? Threads made of the unseen English messages, read by the program.

A reminder must not change what a thread is about, a correction must: `python -m training.threads --weight 0.5`.
"""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import date
from pathlib import Path

from assistant.bootstrap import Assistant

MESSAGES = Path(__file__).parent.parent / "tests" / "cases" / "reading" / "en.tsv"
ANSWER = "Seller: Hello, we are checking this for you."
REMINDERS = (
    "Please answer me, I have been waiting for your reply for two days now.",
    "So what can you do for me? I need an answer today please.",
    "Hello, did you read my message? Still no answer from you.",
)
CORRECTION = "Ok that is settled now. But: "
STEP, FIRST = 37, 11  # from one message to the other one of its thread


def main() -> None:
    """Print the share of threads that are read right, for a weight."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weight", type=float, help="instead of the program's own")
    chosen = parser.parse_args()
    assistant = Assistant(None, date.today())
    if chosen.weight is not None:
        sys.modules["assistant.reading.classify"].LAST_TURN_WEIGHT = chosen.weight  # type: ignore[attr-defined]  # to be measured
    with MESSAGES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    kept = corrected = 0
    for number, row in enumerate(rows):
        other = rows[(number * STEP + FIRST) % len(rows)]["text"]
        reminded = f"Buyer: {row['text']}\n{ANSWER}\nBuyer: {REMINDERS[number % len(REMINDERS)]}"
        changed = f"Buyer: {other}\n{ANSWER}\nBuyer: {CORRECTION}{row['text']}"
        kept += assistant.read(reminded).reasons[0].reason == row["reason"]
        corrected += assistant.read(changed).reasons[0].reason == row["reason"]
    print(f"{len(rows)} threads each: reminders {kept / len(rows):.3f}, corrections {corrected / len(rows):.3f}")


if __name__ == "__main__":
    main()
