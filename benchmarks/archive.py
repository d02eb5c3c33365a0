"""The archive with 200,000 cases, SQLite beside PostgreSQL beside other ways to search: `python -m benchmarks.archive`.

The peers search the same texts: LIKE, SQLite's trigram index, PostgreSQL's own 'simple' parser. The messages are those
of the training corpus in twenty languages, each with an order, a buyer, and a reply of two hundred characters.
"""

from __future__ import annotations

import csv
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant.archive import Archive, Basis, Entry, Kind, Label, NewCase, State, Wanted, found
from assistant.archive.columns import from_basis, when_due
from assistant.archive.tables import cases, entries, skus
from assistant.model import Buyer, Item, Order, Reason
from tests.servers import postgresql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent
MANY = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
CHUNK = 2_000
REPEATS = 25
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
COUNTRIES = ("US", "BR", "DE", "FR", "ES", "RU", "PL", "JP", "KR", "TH", "IL", "SA", "MX", "GB")
NAMES = ("Ana Souza", "Иван Петров", "田中 花子", "Max Müller", "Léa Martin", "Kim Min-jun", "José García", "סער לוי")
REPLY = (
    "Thank you for writing to us. We are sorry for the trouble and want to put it right at once. You can keep the item "
    "and we refund a part of the price, or we send a new one free of charge. Which do you prefer?"
)
SEARCHES = {
    "a common word": "refund",
    "a rarer word": "zipper",
    "two words": "broken zipper",
    "the beginning of a word": "pack",
    "an order number": "81900" + "0" * 5 + "123456"[:6],
    "its last six digits": "123456",
    "two Chinese characters": "退款",
    "four Chinese characters": "退货退款",
    "one Chinese character": "退",
    "Japanese": "返金",
    "Thai": "คืนเงิน",
    "Arabic": "استرداد",
    "a buyer": "Петров",
    "nothing": "xylophonist",
}
LISTS = {
    "all that is open": Wanted(),
    "open, one reason": Wanted(reason=Reason.DAMAGED),
    "open, one country and label": Wanted(country="BR", label=Label.RED),
    "open, one colleague": Wanted(assigned_to="staff 3"),
    "open, one article": Wanted(sku="SKU-17"),
    "open, with a common word": Wanted(text="refund"),
    "open, with a Chinese word": Wanted(text="退款"),
    "in any state": Wanted(states=()),
    "in any state, with a rarer word": Wanted(states=(), text="zipper"),
}


def corpus() -> list[tuple[str, str, str]]:
    """Return language, reason and text of the corpus' messages."""
    rows = []
    for path in sorted((ROOT / "training" / "corpus").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            rows += [(path.stem, row["reason"], row["text"]) for row in table if row.get("text")]
    return rows


def made_cases() -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield columns, message and SKU of each case, always the same ones."""
    rng = random.Random(7)  # noqa: S311 - a benchmark needs no cryptography
    texts = corpus()
    states = rng.choices([str(one) for one in State], [3, 3, 1, 93], k=MANY)
    for number in range(1, MANY + 1):
        language, reason, text = rng.choice(texts)
        sku = f"SKU-{rng.randrange(400)}"
        buyer = Buyer(
            name=rng.choice(NAMES), country=rng.choice(COUNTRIES), email=f"buyer{number % 90_000}@example.com"
        )
        price = Decimal(rng.randrange(300, 20_000)) / 100
        order = Order(number=f"81900{number:011d}", currency="USD", price=price, items=(Item(sku=sku),), buyer=buyer)
        reading = {"reason": reason, "language": language}
        columns = from_basis(Basis(order=order, reading=reading), None, "aliexpress", language)
        at = NOW - timedelta(minutes=number * 1.3)
        due = when_due(None, at + timedelta(hours=24), columns["at_risk"], "USD", at)
        yield {
            **columns, **due, "id": number, "version": 2, "state": states[number - 1],
            "snoozed_until": NOW + timedelta(days=3),
            "label": rng.randrange(6), "assigned_to": f"staff {rng.randrange(10)}", "opened_at": at, "changed_at": at,
            "replied_at": at + timedelta(minutes=rng.randrange(600)), "resolved_at": None, "first_words": text[:160],
        }, text, sku  # fmt: skip


def fill(archive: Archive) -> float:
    """Write the cases in bulk, past the trail, and return the seconds."""
    begun = time.perf_counter()
    made = made_cases()
    while chunk := [row for _, row in zip(range(CHUNK), made, strict=False)]:
        with archive._database.writing() as connection:  # noqa: SLF001 - filing one by one is measured by itself
            connection.execute(cases.insert(), [columns for columns, _, _ in chunk])
            connection.execute(skus.insert(), [{"case_id": columns["id"], "sku": sku} for columns, _, sku in chunk])
            connection.execute(entries.insert(), [entry for row in chunk for entry in thread(*row)])
            found.write(connection, ((columns["id"], searched(columns, text)) for columns, text, _ in chunk))
    with archive._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:  # noqa: SLF001 - the same
        if not archive._database.is_sqlite:  # noqa: SLF001 - the same
            connection.execute(sa.text("SELECT setval(pg_get_serial_sequence('cases', 'id'), :last)"), {"last": MANY})
            connection.execute(sa.text("VACUUM ANALYZE"))
        else:
            connection.execute(sa.text("ANALYZE"))
    return time.perf_counter() - begun


def thread(columns: dict[str, Any], text: str, _sku: str) -> list[dict[str, Any]]:
    """Return a message and a reply."""
    entry = {"case_id": columns["id"], "at": columns["opened_at"], "findings": [], "channel": "letter"}
    return [
        {**entry, "kind": "message", "text": text, "by": None},
        {**entry, "kind": "reply", "text": REPLY, "by": "wei"},
    ]


def searched(columns: dict[str, Any], text: str) -> tuple[str, ...]:
    """Return what a case is found by."""
    return (columns["order_number"], columns["buyer"], REPLY, text)


def measured(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return the median and the slowest but one of the repeats in milliseconds, and what came out."""
    out = work()
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    return statistics.median(times), times[-2], out


def measure(name: str, archive: Archive) -> None:
    """Print the figures of one database."""
    print(f"\n{name}: median and 95th percentile in ms, rows of the first page")
    for title, text in SEARCHES.items():
        middle, slow, page = measured(lambda text=text: archive.worklist.search(text))  # type: ignore[misc]  # a default is no argument
        print(f"  search {title:<26} {middle:8.1f} {slow:8.1f} {len(page.rows):5}")
    for title, wanted in LISTS.items():
        middle, slow, page = measured(lambda wanted=wanted: archive.worklist.page(wanted))  # type: ignore[misc]  # the same
        print(f"  list   {title:<26} {middle:8.1f} {slow:8.1f} {len(page.rows):5}")
    middle, slow, _ = measured(archive.worklist.counts)
    print(f"  counts by state {'':<17} {middle:8.1f} {slow:8.1f}")
    new = NewCase(entries=(Entry(kind=Kind.MESSAGE, text="Where is my parcel?"), Entry(kind=Kind.REPLY, text=REPLY)))
    middle, slow, _ = measured(lambda: archive.cases.file(new, by="wei"))
    print(f"  file a case {'':<21} {middle:8.1f} {slow:8.1f}")
    begun = time.perf_counter()
    archive.numbers.figures(NOW.date() - timedelta(days=90), NOW.date())
    print(f"  numbers of 90 days {'':<14} {(time.perf_counter() - begun) * 1000:8.1f}")


def peers(archive: Archive) -> None:
    """Print what other ways to search the same texts take, once each, and how many cases they find."""
    on_sqlite = archive._database.is_sqlite  # noqa: SLF001 - a peer works on the bare tables
    asked = {"LIKE": "SELECT count(*) FROM (SELECT DISTINCT case_id FROM entries WHERE text LIKE '%' || :text || '%')"}
    with archive._database.writing() as connection:  # noqa: SLF001 - the same
        if on_sqlite:
            connection.execute(sa.text("CREATE VIRTUAL TABLE peer USING fts5(text, tokenize = 'trigram')"))
            connection.execute(
                sa.text("INSERT INTO peer (rowid, text) SELECT id, text FROM entries WHERE kind = 'message'")
            )
            asked["trigram"] = "SELECT count(*) FROM peer WHERE peer MATCH '\"' || :text || '\"'"
        else:
            parsed = "to_tsvector('simple', text) AS words"
            make = f"CREATE TABLE peer AS SELECT case_id, {parsed} FROM entries WHERE kind = 'message'"  # noqa: S608 - ours
            connection.execute(sa.text(make))
            connection.execute(sa.text("CREATE INDEX ON peer USING gin (words)"))
            asked["simple parser"] = "SELECT count(*) FROM peer WHERE words @@ plainto_tsquery('simple', :text)"
            asked["LIKE"] = asked["LIKE"].replace("LIKE", "ILIKE").replace(":text || '%')", ":text || '%') AS one")
    print("  all matches, counted: ms and how many cases")
    for text in ("zipper", "退款", "退货退款", "คืนเงิน"):
        with archive._database.reading() as connection:  # noqa: SLF001 - the same
            ours = sa.select(sa.func.count()).select_from(cases).where(found.matching(connection, text))
            queries: dict[str, sa.Executable] = {"ours": ours}
            queries |= {name: sa.text(query).bindparams(text=text) for name, query in asked.items()}
            for name, query in queries.items():
                begun = time.perf_counter()
                count = connection.execute(query).scalar_one()
                print(f"    {text:<10} {name:<14} {(time.perf_counter() - begun) * 1000:8.1f} {count:7}")


def main() -> None:
    """Fill and measure both."""
    with tempfile.TemporaryDirectory() as folder, postgresql() as server:
        for name, url in (("SQLite", f"{folder}/archive.db"), ("PostgreSQL", server.new_database())):
            with Archive(url, lambda: NOW) as archive:
                seconds = fill(archive)
                size = f", {Path(url).stat().st_size / 1e6:.0f} MB" if name == "SQLite" else ""
                print(f"{name}: {MANY:,} cases in {seconds:.0f} s{size}", flush=True)
                measure(name, archive)
                peers(archive)


if __name__ == "__main__":
    main()
