"""Facts in a hundred messages of twenty languages: ours, and libraries beside it: `python -m benchmarks.facts`.

price-parser reads one price out of a text, dateparser finds dates, phonenumbers (which we use) finds phone numbers.
"""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from datetime import datetime
from datetime import time as midnight
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import phonenumbers
from dateparser.search import search_dates
from price_parser import Price

from assistant.reading.facts import find_facts
from assistant.reading.facts.personal import REGIONS

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = Path(__file__).parent.parent / "tests" / "cases" / "reading" / "facts_by_language.toml"


def ours(kind: str) -> Callable[[dict[str, Any]], list[str]]:
    """Return our finder of a kind."""

    def find(case: dict[str, Any]) -> list[str]:
        facts = find_facts(case["text"], case["language"], case["received_on"])
        if kind == "amounts":
            return [f"{amount.amount.normalize():f}" for amount in facts.amounts]
        if kind == "dates":
            return [found.value for found in facts.dates]
        return [found.value for found in facts.personal if found.kind == "phone"]

    return find


def price_parser(case: dict[str, Any]) -> list[str]:
    """Return the one amount that price-parser finds."""
    price = Price.fromstring(case["text"])
    return [] if price.amount is None else [f"{Decimal(price.amount).normalize():f}"]


def dateparser(case: dict[str, Any]) -> list[str]:
    """Return the days that dateparser finds."""
    settings: Any = {
        "RELATIVE_BASE": datetime.combine(case["received_on"], midnight()),
        "PREFER_DATES_FROM": "past",
    }
    found = search_dates(case["text"], languages=[case["language"]], settings=settings)
    return [day.date().isoformat() for _, day in found or []]


def strict_phones(case: dict[str, Any]) -> list[str]:
    """Return the numbers that phonenumbers finds as it comes: only such as are assigned."""
    region = REGIONS[case["language"]].split()[0]
    return [match.raw_string for match in phonenumbers.PhoneNumberMatcher(case["text"], region)]


def main() -> None:
    """Print hits, misses, false finds and the time a message."""
    cases = tomllib.loads(CASES.read_text(encoding="utf-8"))["case"]
    rows = (
        ("amounts", "price-parser", price_parser),
        ("amounts", "ours", ours("amounts")),
        ("dates", "dateparser", dateparser),
        ("dates", "ours", ours("dates")),
        ("phones", "phonenumbers, as it comes", strict_phones),
        ("phones", "ours, over phonenumbers", ours("phones")),
    )
    print("| facts | by | found | missed | wrong | a message |\n|---|---|---|---|---|---|")
    for kind, name, find in rows:
        hits = missed = wrong = 0
        for case in cases:  # patterns are compiled once a language
            find(case)
        started = time.perf_counter()
        results = [Counter(find(case)) for case in cases]
        milliseconds = 1000 * (time.perf_counter() - started) / len(cases)
        for case, found in zip(cases, results, strict=True):
            values = [value.split()[0] if kind == "amounts" else value for value in case.get(kind, [])]
            wanted = Counter(f"{Decimal(value).normalize():f}" if kind == "amounts" else value for value in values)
            hits += (wanted & found).total()
            missed += (wanted - found).total()
            wrong += (found - wanted).total()
        print(f"| {kind} | {name} | {hits} | {missed} | {wrong} | {milliseconds:.1f} ms |")


if __name__ == "__main__":
    main()
