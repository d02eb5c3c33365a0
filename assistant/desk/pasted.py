"""An order as it is pasted: a JSON object, or the heading and a row of a table."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

from assistant.errors import DataError, Problem
from assistant.orders import field_paths, with_settings

WHERE = "order"
ITEM_COLUMNS = ("title", "variant", "sku", "quantity", "unit_price")


def pasted_order(text: str) -> dict[str, Any]:
    """Return an order's fields. Raises DataError with what is wrong with the text."""
    return _from_json(text) if text.lstrip().startswith(("{", "[")) else _from_row(text)


def _from_json(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError) as error:
        hint = "paste the whole object, from { to }"
        raise DataError([Problem(WHERE, f"this is not valid JSON ({error})", hint)]) from None
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise DataError([Problem(WHERE, "an order is a JSON object with fields such as number and price")])
    return data


def _from_row(text: str) -> dict[str, Any]:
    lines = [line for line in text.split("\n") if line.strip()]
    heading = lines[0] if lines else ""
    delimiter = max("\t,;", key=heading.count)
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter))
    if len(rows) < len(("heading", "row")):
        hint = "paste the heading of the table and the row below it, or a JSON object"
        raise DataError([Problem(WHERE, "one line is no order", hint)])
    names, cells = [name.strip() for name in rows[0]], rows[1]
    order: dict[str, Any] = {}
    item: dict[str, Any] = {}
    problems = []
    for name, cell in zip(names, map(str.strip, cells), strict=False):
        if name in field_paths():
            order = with_settings(order, [(name, cell)]) if cell else order
        elif name in ITEM_COLUMNS:
            item |= {name: int(cell) if name == "quantity" and cell.isdecimal() else cell} if cell else {}
        else:
            problems.append(Problem(WHERE, f"the column '{name}' is not known", "name it as the field of an order"))
    if problems:
        raise DataError(problems)
    return {**order, **({"items": [item]} if item else {})}
