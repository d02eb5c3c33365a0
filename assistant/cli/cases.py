"""Cases out of a file: every row is a case with its order, or is told on stderr with what is wrong with it."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any

import click

from assistant.answers import settings_of
from assistant.care.intake import Settings
from assistant.care.keys import begun, escaped, usual_name
from assistant.caring import owner_of
from assistant.cli.options import WITH_REJECTED
from assistant.errors import AssistantError, BatchFileError, FileError, NotADateError
from assistant.fields import IN_A_BATCH, checked
from assistant.lines import Line
from assistant.model import Order
from assistant.order_tables import as_order, history_of, rows_of
from assistant.records import RowError, Source, TextLines, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from assistant.bootstrap import Assistant
    from assistant.care.keys import Owner
    from assistant.model import Offer, Reason
    from assistant.records import Row

KINDS = {".jsonl", ".csv"}
OF_A_CASE = {"text", "reason", "history"}  # what a batch has beside fields that an order table has too


class Kind(Enum):
    """What the rows of a file are: records of a batch, orders as JSON, or rows of a seller's table."""

    BATCH = "batch"
    ORDERS = "orders"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class FiledCase:
    """A row of the file: its id or line number, day, order and history; reason and platform where they are given.

    `key` is by what a calendar knows its order again.
    """

    identity: str
    key: str
    on: date
    reason: Reason | None
    platform: str | None
    order: Order
    history: tuple[Offer, ...]


class CaseFile:
    """The cases of a .jsonl or .csv file with the fields of a batch, or the orders of a seller's table.

    A table, of any kind that `care` reads, is taken only where `tables` is said: an order in it has no reason. What
    cannot be used is told and counted. Raises FileError, BatchFileError, NotTextError and DataError where the file
    itself cannot be used.
    """

    def __init__(self, path: Path, assistant: Assistant, *, tables: bool = False) -> None:
        if not tables and path.suffix.lower() not in KINDS:
            raise wrong_kind(path)
        if not path.is_file():
            raise FileError.absent(path)
        self._path, self._assistant = path, assistant
        self._kind = kind_of(path) if tables else Kind.BATCH
        self.done = self.rejected = 0

    def __iter__(self) -> Iterator[FiledCase]:
        """Yield the cases, reading on as they are asked for."""
        for number, row in self._rows() if self._kind is Kind.TABLE else self._records():
            try:
                if isinstance(row, RowError):
                    raise row
                case = self._from_table(row) if self._kind is Kind.TABLE else self._case(number, row)
            except AssistantError as error:
                self.rejected += 1
                click.echo(self._assistant.word(_rejected(number, error)), err=True)
            else:
                self.done += 1
                yield case

    def end(self) -> None:
        """Say how many rows there were; exits with 3 where some were rejected."""
        if self.rejected:
            slots = (("done", self.done), ("rejected", self.rejected))
            click.echo(self._assistant.word(Line(msgid="%(done)s done, %(rejected)s rejected.", slots=slots)), err=True)
            sys.exit(WITH_REJECTED)

    def _records(self) -> Iterator[Row]:
        with self._path.open("rb") as file:
            for number, row in Source(self._path, file, IN_A_BATCH):
                is_order = self._kind is Kind.ORDERS and isinstance(row, dict)
                yield number, {"order": row} if is_order else row

    def _rows(self) -> Iterator[Row]:
        assistant = self._assistant
        own = assistant.playbook(None).platform.key
        reading = Settings(platform=own, zone_of=assistant.zone, owner=owner_of(assistant.shop))
        for row in rows_of(self._path, assistant.today, reading):
            if isinstance(row, dict):
                yield row["row"], row
            else:
                yield row.row, RowError(row.field, row.value, row.why)

    def _from_table(self, row: dict[str, Any]) -> FiledCase:
        assistant = self._assistant
        order = assistant.parse_order(as_order(row), (), "order")
        return FiledCase(
            identity=order.number or str(row["row"]),
            key=identity_of(order, owner_of(assistant.shop), order.platform, row["shop"]),
            on=assistant.today,
            reason=None,
            platform=order.platform,
            order=order,
            history=assistant.parse_history(history_of(row), "history", order),
        )

    def _case(self, number: int, row: dict[str, Any]) -> FiledCase:
        record = checked(row, IN_A_BATCH, None)
        assistant = self._assistant
        day = _day(record["today"]) if "today" in record else assistant.today
        platform = record.get("platform")
        order = assistant.on_day(max(day, assistant.today)).parse_order(
            record.get("order"), settings_of(record), "order"
        )
        assistant.playbook(platform)  # one that nobody knows is wrong with this row, not with the file
        return FiledCase(
            identity=record.get("id") or order.number or str(number),
            key=identity_of(order, owner_of(assistant.shop), platform or order.platform),
            on=day,
            reason=assistant.intake.reason(record["reason"], platform) if "reason" in record else None,
            platform=platform,
            order=order,
            history=assistant.parse_history(record.get("history"), "history", order),
        )


def kind_of(path: Path) -> Kind:
    """Return what a file holds, by its header and its first row."""
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        return Kind.TABLE
    with path.open("rb") as file:
        lines = list(islice((line.text for line in TextLines(file) if line.text.strip()), 2))
    first = _cells(lines) if suffix == ".csv" else _record(lines)
    if first is None or first.keys() <= IN_A_BATCH or first.keys() & OF_A_CASE or _is_whole(first.get("order")):
        return Kind.BATCH
    return Kind.ORDERS if suffix == ".jsonl" and first.keys() <= set(Order.model_fields) else Kind.TABLE


def _is_whole(order: object) -> bool:
    """Whether a batch's order stands there: in a seller's table a column of that name holds its number."""
    return isinstance(order, dict) or (isinstance(order, str) and order.lstrip().startswith("{"))


def _cells(lines: Sequence[str]) -> dict[str, Any] | None:
    """Return the cells of the first row by their headers; None where it cannot be cut, which its reader says better."""
    header, row = (*lines, "", "")[:2]
    delimiter = max(",;\t", key=header.count)
    try:
        names, cells = (next(csv.reader([line], delimiter=delimiter)) for line in (header, row))
    except csv.Error:
        return None
    names = [name.strip() for name in names] or [""]
    return dict(zip_longest(names, cells[: len(names)]))


def _record(lines: Sequence[str]) -> dict[str, Any] | None:
    """Return the first record; None where there is none, which its reader says better."""
    try:
        record = json.loads(lines[0]) if lines else None
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _rejected(number: int, error: AssistantError) -> Line:
    slots = (("row", number), ("why", error.line))
    if not isinstance(error, RowError):
        return Line(msgid="Row %(row)s: %(why)s", slots=slots)
    return Line(msgid="Row %(row)s: %(why)s (%(value)s)", slots=(*slots, ("value", shown(error.value))))


def identity_of(order: Order, owner: Owner, platform: str | None, shop: str | None = None) -> str:
    """Return by what a calendar knows an order again: its number, else a digest of all that is known of it.

    Before the number of an order of another shop or platform than the owner's stands which: they count alike. A row's
    number would do neither: other files have such a row too, and there may be an order of that number.
    """
    if order.number:
        whose = usual_name(owner.of(shop))
        other = "" if whose == usual_name(owner.of(None)) else escaped(whose)
        begins = begun(other, None if platform in {None, owner.platform} else platform)
        return f"{begins}/{escaped(order.number)}" if begins else order.number
    return "facts " + hashlib.sha256(order.model_dump_json(exclude_defaults=True).encode()).hexdigest()


def wrong_kind(path: Path) -> BatchFileError:
    """Return that a file is neither of the kinds of a batch."""
    why = Line(msgid="'%(suffix)s' is not a kind of batch file: use .jsonl or .csv", slots=(("suffix", path.suffix),))
    return BatchFileError(path, why)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADateError("today", text) from None
