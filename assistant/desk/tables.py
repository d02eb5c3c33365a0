"""A row of a table, pasted with its heading in place of an order."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.desk.pasted import MORE_ORDERS, ONE_ROW
from assistant.errors import DataError, Problem
from assistant.lines import Line
from assistant.order_tables import INSIDE, orders_of

if TYPE_CHECKING:
    from datetime import date

    from assistant.care.intake import Refused, Settings
    from assistant.writing.staff import Wording

FORM = {"item": "item.title", "variant": "item.variant"}


def pasted_row(text: str, word: Wording, today: date, reading: Settings) -> dict[str, Any]:
    """Return the order of a pasted piece of a table. Raises DataError with what is wrong with it, worded.

    Rows of one order are one; of several orders none is taken, because the next one might be the buyer's.
    """
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        path = Path(folder) / "pasted.csv"
        path.write_text(text + "\n", encoding="utf-8")
        read = list(orders_of(path, today, reading))
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
