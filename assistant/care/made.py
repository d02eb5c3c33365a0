"""What becomes of each order of a file: a message, a reason for none, or a rejected row; and how many of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.digests import digests
from assistant.care.due import EPOCH, Why, days_of
from assistant.care.intake import Refused, read_orders
from assistant.care.merge import merge
from assistant.care.rejects import rejected
from assistant.care.skips import skipped
from assistant.care.states import OPEN_STATES, MailState
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from assistant.care.intake import Batch
    from assistant.care.intake import Settings as Reading
    from assistant.care.ledger import Known, Ledger
    from assistant.care.merge import Merged, Settings
    from assistant.writing.staff import Wording

    Enter = Callable[[pa.RecordBatch], Mapping[str, Known]]

PERHAPS = Line(msgid="It is not known whether this e-mail has arrived: see 'assistant care undecided', and decide.")
UNDECIDED = {
    MailState.FAILED: Line(
        msgid="The mail server has refused this e-mail: see 'assistant care undecided', and decide."
    ),
    MailState.UNKNOWN: PERHAPS,
    MailState.CLAIMED: PERHAPS,
}
RENAMED = Line(
    msgid="It was written on %(day)s for the shop '%(shop)s'. If that is this shop, write id = \"%(shop)s\" under "
    "[shop] in shop.toml; if it is another one, give this shop an id of its own there."
)
GONE = Line(msgid="The message %(key)s was written on %(day)s with another text, which is not kept any more.")
LEFT = Line(
    msgid="A run on %(host)s wrote it on %(day)s, and was interrupted before %(file)s was in its place: run the "
    "command there once more, or bring %(file)s.partial from there to the same place here, and run it again."
)
AFTER_REMEDY = "after_remedy"
SHOWN = 50  # rejected rows that a summary holds
SAMPLED = 200  # messages of a batch that a preview chooses from


@dataclass(frozen=True, slots=True)
class Work:
    """What a run is given.

    `refused` says of messages that cannot leave why: the place of each in its batch, and the reason; `merging` makes
    the messages elsewhere, in the same order.
    """

    orders: Path
    reading: Reading
    settings: Settings
    today: date
    word: Wording
    refused: Callable[[pa.RecordBatch], Mapping[int, Line]] | None = None
    merging: Callable[[Iterable[Batch]], Iterator[tuple[Batch, Merged]]] | None = None

    def merged(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Merged]]:
        """Yield each batch with its messages, made here."""
        for batch in batches:
            yield batch, merge(batch.orders, self.settings, self.today)


@dataclass(slots=True)
class Summary:
    """What became of the orders: messages by (step, locale), the others by reason, and what was noticed.

    `rejected_rows` are the first of the rejected rows, to be shown; a row is told, and counted in `rejected`, once for
    each of its defects, in `refused` once.
    """

    messages: Counter[tuple[str, str]] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    rejected: int = 0
    rejected_rows: list[dict[str, Any]] = field(default_factory=list)
    left_out: int = 0
    recovered: int = 0
    failed: int = 0
    later: int = 0
    unknown: int = 0
    refused: int = 0

    def add(self, made: Made) -> None:
        """Count what became of a batch."""
        pairs = zip(made.messages["step"].to_pylist(), made.messages["locale"].to_pylist(), strict=True)
        self.messages.update(pairs)
        counted = pc.value_counts(made.skipped["why"])
        for entry in counted.to_pylist():
            self.skipped[entry["values"]] += entry["counts"]
        self.rejected += made.rejected.num_rows
        self.refused += pc.count_distinct(made.rejected["row"]).as_py()
        self.rejected_rows += made.rejected.slice(0, SHOWN - len(self.rejected_rows)).to_pylist()
        self.left_out += made.left_out


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a batch of orders; `rows` are where the messages' orders begin in the file."""

    messages: pa.RecordBatch
    rows: Sequence[int]
    skipped: pa.RecordBatch
    rejected: pa.RecordBatch
    left_out: int


def made(work: Work, enter: Enter, ledger: Ledger | None) -> Iterator[tuple[Made, float]]:
    """Yield what became of each batch, and how far the file is read, 0 to 1.

    `enter` claims messages in the ledger and returns what there is under their keys already.
    """
    batches = read_orders(work.orders, work.today, work.reading)
    for batch, merged in (work.merging or work.merged)(batches):
        yield _made(batch, merged, work, enter, ledger), batch.progress


def _made(batch: Batch, merged: Merged, work: Work, enter: Enter, ledger: Ledger | None) -> Made:
    told = [*batch.refused]
    if work.refused is not None:
        merged, refused = _without_refused(batch, merged, work.refused(merged.messages))
        told += refused
    known = enter(merged.messages)
    if known:
        merged, changed = _without_known(batch, merged, known, ledger, work.today)
        told += changed
    why = skipped(batch.orders, merged, work.word)
    rows = batch.orders["row"].take(pa.array(merged.rows)).to_numpy()
    return Made(merged.messages, rows, why, rejected(told, work.word), merged.left_out)


def _without_refused(batch: Batch, merged: Merged, why: Mapping[int, Line]) -> tuple[Merged, list[Refused]]:
    """Return the messages that can leave, and the others as rejected rows."""
    leaving = np.ones(merged.messages.num_rows, dtype=bool)
    leaving[list(why)] = False
    merged.decision.why[merged.rows[~leaving]] = Why.REJECTED
    rows = [
        Refused(
            batch.orders["row"][int(merged.rows[place])].as_py(),
            "buyer_email",
            merged.messages["to"][place].as_py(),
            line,
        )
        for place, line in why.items()
    ]
    kept = replace(merged, messages=merged.messages.filter(pa.array(leaving)), rows=merged.rows[leaving])
    return kept, rows


def _without_known(
    batch: Batch, merged: Merged, known: Mapping[str, Known], ledger: Ledger | None, today: date
) -> tuple[Merged, list[Refused]]:
    """Return the new messages, and as rejected rows what has another text than before or waits for a decision."""
    keys, found = merged.messages["key"].to_pylist(), digests(merged.messages)
    begun = _begun(batch.orders, merged)
    told, new = [], np.ones(len(keys), dtype=bool)
    for place, key in enumerate(keys):
        entry = known.get(key)
        if entry is None:
            continue
        new[place] = False
        row = merged.rows[place]
        day = entry.day.toordinal() - EPOCH
        why = _why_known(entry, same=entry.digest == found[place], past=begun[row] <= day and entry.day < today)
        merged.decision.why[row] = why
        merged.decision.day[row] = day
        if why is Why.REJECTED and ledger is not None:
            number = batch.orders["row"][int(row)].as_py()
            message = merged.messages.slice(place, 1).to_pylist()[0]
            told.append(Refused(number, *_known_otherwise(message, entry, ledger)))
    kept = replace(merged, messages=merged.messages.filter(pa.array(new)), rows=merged.rows[new])
    return kept, told


def _begun(orders: pa.RecordBatch, merged: Merged) -> np.ndarray:
    """Return the day before which nothing can have been written to an order: it was shipped, or its remedy done."""
    shipped = np.maximum(days_of(orders["ordered_on"]), days_of(orders["shipped_on"]))
    after = merged.decision.step == merged.steps.index(AFTER_REMEDY)
    return np.asarray(np.where(after, np.maximum(shipped, days_of(orders["remedy_done_on"])), shipped))


def _why_known(entry: Known, *, same: bool, past: bool) -> Why:
    """Return what becomes of a message whose key is known; `past`: written to this very order on an earlier day.

    What has left on an earlier day is not called back because its text would be another one by now, by the order's
    facts or the shop's settings. A text that changes on the day itself may still be held back, and one from before the
    parcel left was another order's: both are told.
    """
    if entry.left is not None:
        return Why.REJECTED
    if not entry.ended:
        return Why.ELSEWHERE
    if entry.state in OPEN_STATES or entry.shop is not None:
        return Why.REJECTED
    return Why.KNOWN if same else Why.KNOWN_OTHERWISE if past else Why.REJECTED


def _known_otherwise(message: Mapping[str, str], entry: Known, ledger: Ledger) -> tuple[str, str | None, Line]:
    """Return field, value and why of a message whose key is known, though it is not the one that has arrived."""
    if entry.left is not None:
        left = replace(
            LEFT, slots=(("host", entry.left.host), ("day", entry.day.isoformat()), ("file", entry.left.target))
        )
        return "order", message["order"], left
    if entry.shop is not None:
        slots = (("day", entry.day.isoformat()), ("shop", entry.shop))
        return "shop", entry.shop, replace(RENAMED, slots=slots)
    if entry.state in OPEN_STATES:
        return "buyer_email", message["to"], UNDECIDED[MailState(entry.state)]
    before = ledger.message(entry)
    slots = (("key", entry.key), ("day", entry.day.isoformat()))
    if before is None or not before["body"]:
        return "body", message["body"], replace(GONE, slots=slots)
    why = Line(
        msgid="The message %(key)s was written on %(day)s with another text: %(body)s",
        slots=(*slots, ("body", before["body"])),
    )
    return "body", message["body"], why


def preview(
    work: Work,
    ledger: Ledger | None,
    out: Path | None,
    samples: int,
    show: Callable[[float], None] = lambda _share: None,
) -> tuple[Summary, list[dict[str, str]]]:
    """Return what a run would do, and some of its messages, one a step and locale; nothing is written or claimed.

    `out` is the run's output, None where it would get a new place; `show` is told how much of the file is done. Raises
    FileError where the run would write over what a dead one has left.
    """
    summary = Summary()
    shown: dict[tuple[str, str], dict[str, str]] = {}

    for one, progress in made(work, _looking(work, ledger, out), ledger):
        summary.add(one)
        show(progress)
        for message in one.messages.slice(0, SAMPLED).to_pylist():
            shown.setdefault((message["step"], message["locale"]), message)
    return summary, [shown[pair] for pair in sorted(shown)][:samples]


def _looking(work: Work, ledger: Ledger | None, out: Path | None) -> Enter:
    """Return what tells of messages what a run would find in the ledger, once it has ended the dead ones."""
    if ledger is None:
        return lambda _messages: {}
    # With it comes the database's library, which a look without a ledger does not need.
    from assistant.care.recovery import foresee

    outlook = foresee(ledger, out)
    return lambda messages: outlook.seen(ledger.known(messages["key"].to_pylist(), work.settings.owner))
