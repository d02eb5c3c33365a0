"""Orders out of a table of any kind that `care` reads, as the JSON of DESIGN section 8."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.care.intake import read_orders
from assistant.care.intake.words import ENDED
from assistant.deciding.economics import WHOLE_PRICE
from assistant.model import DisputeStage, Outcome, Remedy
from assistant.money import is_finer, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from assistant.care.intake import Refused, Settings

# What stands in another place, or under another name, in an order of DESIGN section 8.
INSIDE = {
    "buyer_name": ("buyer", "name"),
    "buyer_country": ("buyer", "country"),
    "buyer_language": ("buyer", "language"),
    "buyer_email": ("buyer", "email"),
    "marketing_consent": ("buyer", "marketing_consent"),
    "review_left_on": ("review", "left_on"),
}
PLAIN = (
    "number", "platform", "status", "currency", "ordered_on", "shipped_on", "promised_by", "delivered_on",
    "protection_ends_on", "completed_on", "carrier", "service", "tracking_number", "tracking_url",
)  # fmt: skip


def orders_of(path: Path, today: date, reading: Settings) -> Iterator[dict[str, Any] | Refused]:
    """Yield each order of a table, or what is wrong with a row. Raises what a table raises that cannot be read."""
    for row in rows_of(path, today, reading):
        yield as_order(row) if isinstance(row, dict) else row


def rows_of(path: Path, today: date, reading: Settings) -> Iterator[dict[str, Any] | Refused]:
    """Yield each order of a table as a row of `columns.ORDERS`, or what is wrong with a row."""
    for batch in read_orders(path, today, reading):
        yield from batch.orders.to_pylist()
        yield from batch.refused


def as_order(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of `columns.ORDERS` as an order's JSON; what is not known is left out."""
    order: dict[str, Any] = {name: _text(row[name]) for name in PLAIN if row[name] is not None}
    currency = row["currency"]
    if row["price"] is not None:
        price = row["price"]
        in_coins = currency and not is_finer(price, currency)  # else the order's own check says so
        order["price"] = f"{rounded(price, currency) if in_coins else price.normalize():f}"
    for name, (outer, inner) in INSIDE.items():
        if row[name] is not None:
            order.setdefault(outer, {})[inner] = _text(row[name])
    if row["item"] is not None:
        order["items"] = [{"title": row["item"]}]
    dispute = _dispute(row)
    if dispute is not None:
        order["dispute"] = dispute
    return order


def _dispute(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a dispute that is open, or has ended; None where the table's own flag says that there is none."""
    stage = row["dispute_stage"] or (str(DisputeStage.OPENED) if row["dispute_open"] else None)
    if stage is None or (row["dispute_open"] is False and stage not in ENDED):
        return None
    opened = row["dispute_opened_on"]
    return {"stage": stage} if opened is None else {"stage": stage, "opened_on": _text(opened)}


def history_of(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what was done for an order, as a history: the last remedy, and a refund of the whole price.

    A remedy without a day is not known to be done: some tables name what the buyer asks for.
    """
    done: list[dict[str, Any]] = []
    whole = row["refunded_in_full"] is True
    if row["remedy"] is not None and row["remedy_done_on"] is not None and not (whole and row["remedy"] in WHOLE_PRICE):
        done.append(_offer(row["remedy"], row["remedy_amount"], row["remedy_done_on"], row["currency"]))
    if whole:
        on = row["remedy_done_on"] if row["remedy"] is None or row["remedy"] in WHOLE_PRICE else None
        done.append(_offer(Remedy.FULL_REFUND, row["price"], on, row["currency"]))
    return done


def _offer(remedy: str, amount: Decimal | None, on: date | None, currency: str | None) -> dict[str, Any]:
    offer = {"remedy": str(remedy), "outcome": str(Outcome.DONE)}
    if amount is not None and currency and not is_finer(amount, currency):
        offer["amount"] = f"{rounded(amount, currency):f}"
    return offer if on is None else offer | {"on": on.isoformat()}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else value
