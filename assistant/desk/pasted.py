"""An order as it is pasted: a JSON object, or the heading and a row of a table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from assistant.errors import DataError, Problem
from assistant.lines import Line
from assistant.orders import field_paths, with_settings
from assistant.records import parsed
from assistant.syntax import json_defect

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = Callable[[str], dict[str, Any]]

WHERE = "order"
MOST_DIGITS = 6
MORE_ORDERS = Line(msgid="there is more than one order")
ONE_ROW = Line(msgid="paste the heading and the row of one order")
ITEM_COLUMNS = ("title", "variant", "sku", "quantity", "unit_price", "product_cost")


def pasted_order(text: str, read_row: Row) -> dict[str, Any]:
    """Return an order's fields; `read_row` reads a row whose columns are not ours by name.

    Raises DataError with what is wrong with the text.
    """
    return _from_json(text) if text.lstrip().startswith(("{", "[")) else _from_row(text, read_row)


def _from_json(text: str) -> dict[str, Any]:
    try:
        data = parsed(text)
    except ValueError as error:
        what = Line(msgid="this is not valid JSON (%(why)s)", slots=(("why", json_defect(error)),))
        raise DataError([Problem(WHERE, what, Line(msgid="paste the whole object, from { to }"))]) from None
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        what = Line(msgid="an order is a JSON object with fields such as number and price")
        raise DataError([Problem(WHERE, what)])
    return data


def _from_row(text: str, read_row: Row) -> dict[str, Any]:
    lines = [line for line in text.split("\n") if line.strip()]
    heading = lines[0] if lines else ""
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=max("\t,;", key=heading.count)))
    if len(rows) < len(("heading", "row")):
        hint = Line(msgid="paste the heading of the table and the row below it, or a JSON object")
        raise DataError([Problem(WHERE, Line(msgid="one line is no order"), hint)])
    names = [name.strip() for name in rows[0]]
    _require_fitting(names, rows[1:])
    ours = {*field_paths(), *(f"item.{name}" for name in ITEM_COLUMNS)}
    if not set(names) <= ours:
        return read_row("\n".join(lines))
    if len(rows) > len(("heading", "row")):
        raise DataError([Problem(WHERE, MORE_ORDERS, ONE_ROW)])
    order: dict[str, Any] = {}
    item: dict[str, Any] = {}
    for name, cell in zip(names, map(str.strip, rows[1]), strict=False):
        if not cell:
            continue
        if name.startswith("item."):
            is_number = name == "item.quantity" and cell.isdecimal() and len(cell) <= MOST_DIGITS
            item[name.removeprefix("item.")] = int(cell) if is_number else cell
        else:
            order = with_settings(order, [(name, cell)])
    return {**order, **({"items": [item]} if item else {})}


def _require_fitting(names: list[str], rows: list[list[str]]) -> None:
    """Raise DataError where a row has more cells than the heading: 24,90 in a table with commas is two of them."""
    for row in rows:
        cells = _filled(row)
        if cells > len(names):
            slots = (("cells", cells), ("names", len(names)))
            what = Line(msgid="the row has %(cells)s cells, its heading %(names)s", slots=slots)
            raise DataError([Problem(WHERE, what, Line(msgid="put a cell with a comma in quotation marks"))])


def _filled(row: list[str]) -> int:
    """Return how many cells a row has without the empty ones at its end."""
    return max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)
