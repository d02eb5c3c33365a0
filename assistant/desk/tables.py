"""Orders out of a table as the desk takes them: columns under any of the names that the care messages know."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.care.intake import Settings, read_orders
from assistant.desk.pasted import MORE_ORDERS, ONE_ROW
from assistant.errors import DataError, Problem
from assistant.lines import Line
from assistant.money import is_finer, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from assistant.care.intake import Refused
    from assistant.writing.staff import Wording

# What stands in another place, or under another name, in an order of DESIGN section 8.
INSIDE = {
    "buyer_name": ("buyer", "name"),
    "buyer_country": ("buyer", "country"),
    "buyer_language": ("buyer", "language"),
    "buyer_email": ("buyer", "email"),
    "marketing_consent": ("buyer", "marketing_consent"),
    "review_left_on": ("review", "left_on"),
}
FORM = {"item": "item.title", "variant": "item.variant"}
PLAIN = (
    "number", "platform", "status", "currency", "ordered_on", "shipped_on", "promised_by", "delivered_on",
    "protection_ends_on", "completed_on", "carrier", "service", "tracking_number", "tracking_url",
)  # fmt: skip


def orders_of(path: Path, today: date, platform: str, zone: str) -> Iterator[dict[str, Any] | Refused]:
    """Yield each order of a table, or what is wrong with a row. Raises what a table raises that cannot be read."""
    for batch in read_orders(path, today, Settings(platform=platform, zone=zone)):
        for row in batch.orders.to_pylist():
            yield as_order(row)
        yield from batch.refused


def pasted_row(text: str, word: Wording, today: date, platform: str, zone: str) -> dict[str, Any]:
    """Return the order of a pasted piece of a table. Raises DataError with what is wrong with it, worded.

    Rows of one order are one; of several orders none is taken, because the next one might be the buyer's.
    """
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        path = Path(folder) / "pasted.csv"
        path.write_text(text + "\n", encoding="utf-8")
        read = list(orders_of(path, today, platform, zone))
    orders = [one for one in read if isinstance(one, dict)]
    refused = [one for one in read if not isinstance(one, dict)]
    if refused:
        first = min(one.row for one in refused)
        raise DataError([_problem(one, word) for one in refused if one.row == first])
    if len(orders) > 1:
        raise DataError([Problem("order", MORE_ORDERS, ONE_ROW)])
    if not orders:
        hint = Line(msgid="paste the heading and a row, or JSON")
        raise DataError([Problem("order", Line(msgid="one line is no order"), hint)])
    return orders[0]


def _problem(refused: Refused, word: Wording) -> Problem:
    field = ".".join(INSIDE.get(refused.field, (FORM.get(refused.field, refused.field),)))
    return Problem(f"order: {field}", word(refused.why))


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
    return order


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else value
