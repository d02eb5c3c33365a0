"""Cases out of a batch file: every row is a case with its order, or is told on stderr with what is wrong with it."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from assistant.answers import settings_of
from assistant.cli.options import WITH_REJECTED
from assistant.errors import AssistantError, BatchFileError, FileError, NotADateError
from assistant.fields import IN_A_BATCH, checked
from assistant.lines import Line
from assistant.records import RowError, Source, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.bootstrap import Assistant
    from assistant.model import Offer, Order, Reason

KINDS = {".jsonl", ".csv"}


@dataclass(frozen=True, slots=True)
class FiledCase:
    """A row of the file: its id or line number, day, order and history; reason and platform where they are given."""

    identity: str
    on: date
    reason: Reason | None
    platform: str | None
    order: Order
    history: tuple[Offer, ...]


class CaseFile:
    """The cases of a .jsonl or .csv file with the fields of a batch; what cannot be used is told and counted.

    Raises FileError and BatchFileError where the file itself cannot be used.
    """

    def __init__(self, path: Path, assistant: Assistant) -> None:
        if path.suffix.lower() not in KINDS:
            raise wrong_kind(path)
        if not path.is_file():
            raise FileError.absent(path)
        self._path, self._assistant = path, assistant
        self.done = self.rejected = 0

    def __iter__(self) -> Iterator[FiledCase]:
        """Yield the cases, reading on as they are asked for."""
        with self._path.open("rb") as file:
            for number, row in Source(self._path, file, IN_A_BATCH):
                try:
                    case = self._case(number, row)
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

    def _case(self, number: int, row: dict[str, Any] | RowError) -> FiledCase:
        if isinstance(row, RowError):
            raise row
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
            on=day,
            reason=assistant.intake.reason(record["reason"], platform) if "reason" in record else None,
            platform=platform,
            order=order,
            history=assistant.parse_history(record.get("history"), "history", order),
        )


def _rejected(number: int, error: AssistantError) -> Line:
    slots = (("row", number), ("why", error.line))
    if not isinstance(error, RowError):
        return Line(msgid="Row %(row)s: %(why)s", slots=slots)
    return Line(msgid="Row %(row)s: %(why)s (%(value)s)", slots=(*slots, ("value", shown(error.value))))


def identity_of(order: Order) -> str:
    """Return by what a calendar knows an order again: its number, else a digest of all that is known of it.

    A row's number would do neither: other files have such a row too, and there may be an order of that number.
    """
    if order.number:
        return order.number
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
