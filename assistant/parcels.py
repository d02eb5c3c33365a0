"""Parcels out of a seller's order table, of any kind that `care` reads: a row is a parcel or says why it is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.cards.nouns import Parcel
from assistant.deciding.economics import WHOLE_PRICE
from assistant.model import OrderStatus, Remedy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from assistant.bootstrap import Assistant
    from assistant.care.intake import HeaderMapping
    from assistant.model import Line

ROWS = 1000


class ParcelFile:
    """The parcels of an order table; `platform` is whose words a status is where the table does not say it.

    `word` says why a row is rejected, the assistant's own where none is given.
    """

    def __init__(
        self,
        path: Path,
        assistant: Assistant,
        platform: str | None,
        mapping: HeaderMapping,
        word: Callable[[Line], str] | None = None,
    ) -> None:
        self._path, self._assistant, self._platform, self._mapping = path, assistant, platform, mapping
        self._word = word or assistant.word
        self.progress, self.rows = 0.0, 0

    def __iter__(self) -> Iterator[Parcel | dict[str, Any]]:
        """Yield the parcels, and for each defect what goes to the file of rejected rows.

        Raises FileError, BatchFileError, NotTextError and DataError for a file that cannot be read at all.
        """
        from assistant.care.intake import Settings, read_orders
        from assistant.care.rejects import rejected
        from assistant.caring import owner_of

        platform = self._assistant.playbook(self._platform).platform
        settings = Settings(
            mapping=self._mapping,
            platform=platform.key,
            zone_of=self._zone,
            owner=replace(owner_of(self._assistant.shop), platform=platform.key),
            batch_rows=ROWS,
        )
        for batch in read_orders(self._path, self._assistant.today, settings):
            yield from rejected(batch.refused, self._word).to_pylist()
            for order in batch.orders.to_pylist():
                self.rows += 1
                yield _parcel(order, self._assistant.today)
            self.progress = batch.progress

    def _zone(self, platform: str | None) -> str:
        return self._assistant.zone(platform or self._platform)


def _parcel(order: dict[str, Any], today: date) -> Parcel:
    """Return the parcel of a row of `care.columns.ORDERS`; what was sent again before today lies in none any more."""
    done = order["remedy_done_on"]
    to_send = order["remedy"] if done is None or done >= today else None
    return Parcel(
        row=order["row"],
        number=order["number"],
        platform=order["platform"],
        status=OrderStatus(order["status"]) if order["status"] else None,
        promised_by=order["promised_by"],
        delivered_on=order["delivered_on"],
        name=order["buyer_name"],
        country=order["buyer_country"],
        language=order["buyer_language"],
        first_order=order["first_order"],
        replaced=to_send == Remedy.RESHIP,
        completes=to_send == Remedy.SEND_MISSING,
        reviewed=order["review_left_on"] is not None,
        refunded=order["refunded_in_full"] is True or order["remedy"] in WHOLE_PRICE,
        disputed=order["dispute_open"] is True,
    )
