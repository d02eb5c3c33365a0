"""Parcels out of a file of orders: every row is a parcel, or says why it cannot be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.cards.nouns import Parcel, parcel_of
from assistant.cli.records import FIELDS, RowError, Source, checked, shown
from assistant.errors import AssistantError, BatchFileError, DataError, FileError
from assistant.model import Offer, Outcome, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.bootstrap import Assistant

KINDS = {".jsonl", ".csv"}
SENT_AGAIN = {Remedy.RESHIP, Remedy.SEND_MISSING}
AGREED = {Outcome.ACCEPTED, Outcome.DONE}


class ParcelFile:
    """The parcels of a .jsonl file: an order a line, or a batch record with one; or of a .csv file with such records."""

    def __init__(self, path: Path, assistant: Assistant) -> None:
        self._path, self._assistant = path, assistant
        self.bytes_read = 0
        self.rows = 0
        if path.suffix.lower() not in KINDS:
            raise BatchFileError(path, f"'{path.suffix}' is not a kind of order file: use .jsonl or .csv")
        if not path.is_file():
            raise FileError(path, "there is no such file", "check the path")

    def __iter__(self) -> Iterator[Parcel | dict[str, Any]]:
        """Yield the parcels, and for each bad row what goes to the file of rejected ones."""
        with self._path.open("rb") as file:
            source = Source(self._path, file)
            for row, record in source:
                self.bytes_read, self.rows = source.bytes_read, row
                try:
                    if isinstance(record, RowError):
                        raise record
                    yield self._parcel(row, record)
                except RowError as error:
                    yield {"row": row, "field": error.field, "value": shown(error.value), "why": str(error)}
                except DataError as error:
                    for problem in error.problems:
                        yield {"row": row, "field": "order", "value": problem.where, "why": str(problem)}
                except AssistantError as error:
                    yield {"row": row, "field": "order", "value": "", "why": str(error)}

    def _parcel(self, row: int, record: dict[str, Any]) -> Parcel:
        if "order" not in record and not record.keys() <= FIELDS:
            record = {"order": record}
        known = checked(record, None)
        order = self._assistant.parse_order(known.get("order"), (), "order")
        history = self._assistant.parse_history(known.get("history"), "history", order)
        return parcel_of(order, row, replaced=_replaced(history), language=known.get("language"))


def _replaced(history: tuple[Offer, ...]) -> bool:
    """Whether this parcel is the second one: the last offer that was agreed on sends goods again."""
    agreed = [offer for offer in history if offer.outcome in AGREED]
    return bool(agreed) and agreed[-1].remedy in SENT_AGAIN
