"""JSONL: an order of DESIGN section 8 a line, or flat; numbers keep every digit."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa

from assistant.care.columns import TEXT
from assistant.care.intake.cells import figure_text, shown
from assistant.care.intake.fields import AMOUNTS, FIELDS
from assistant.care.intake.tables import Block, Refused
from assistant.errors import BatchFileError
from assistant.model import Line
from assistant.syntax import NotUsableError, json_defect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

SAMPLE = 1000
LONGEST_LINE = 4_000_000
DEEPEST = 60
ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
NESTED = ("buyer", "dispute", "review")
# What an order may say and no message asks for.
UNREAD = frozenset({
    "product_cost", "shipping_cost", "return_shipping_cost", "reship_shipping_cost", "return_sent_on",
    "return_received_on", "chargeback_on", "preship_check", "evidence", "evidence_held", "dispute.claimed",
    "dispute.escalated_on", "dispute.reason", "review.stars",
})  # fmt: skip
PATHS = (
    *(name for name in FIELDS if not name.startswith(("buyer_", "dispute_", "review_"))),
    "buyer.name", "buyer.country", "buyer.language", "buyer.email", "marketing_consent", "buyer.marketing_consent",
    "dispute.stage", "dispute.opened_on", "dispute_open", "review.left_on",
)  # fmt: skip
BAD_LINE = "line"
STRANGER = Line(msgid="No earlier line has this field: correct its name, or write it into the first line too.")
TOO_LONG = Line(msgid="The line is longer than %(limit)s bytes: shorten it.", slots=(("limit", f"{LONGEST_LINE:,}"),))
Flat = dict[str, str | None]


class Figure(str):
    """A number as the line has it: every digit, and not in quotation marks."""

    __slots__ = ()


class JsonTable:
    """A .jsonl file; rows are its lines."""

    form = "JSONL"

    def __init__(self, path: Path) -> None:
        self._path, self._size = path, path.stat().st_size
        keys: dict[str, str | None] = {}
        with path.open("rb") as file:
            for _, record in islice(_records(file), SAMPLE):
                for key, value in ({} if isinstance(record, Refused) else record).items():
                    keys[key] = keys.get(key) or value
        if not keys:
            raise BatchFileError(
                path, Line(msgid="none of the first lines is an order in JSON: write an object in braces a line")
            )
        self.headers: Sequence[str] = tuple(keys)
        self._examples = tuple(keys.values())
        self.optional: Sequence[str] = tuple(path for path in PATHS if path not in keys)

    def examples(self) -> Sequence[str | None]:
        """Return the first cell with something in it of each column."""
        return self._examples

    def blocks(self, fields: Mapping[str, int], rows: int) -> Iterator[Block]:
        """Yield the rows."""
        known = (*self.headers, *self.optional)
        wanted = {field: known[number] for field, number in fields.items()}
        expected = UNREAD.union(known)
        with self._path.open("rb") as file:
            records = _records(file)
            while part := list(islice(records, rows)):
                refused = [record for _, record in part if isinstance(record, Refused)]
                good = [(row, record) for row, record in part if not isinstance(record, Refused)]
                strangers = [(row, key) for row, record in good for key in record if key not in expected]
                refused += [Refused(row, key, "", STRANGER) for row, key in strangers]
                odd = {row for row, _ in strangers}
                good = [(row, record) for row, record in good if row not in odd]
                cells = {field: _cells(field, [r.get(path) for _, r in good]) for field, path in wanted.items()}
                numbers = pa.array([row for row, _ in good], pa.int64())
                yield Block(numbers, cells, refused, min(1.0, file.tell() / self._size))


def _cells(field: str, values: list[str | None]) -> pa.Array:
    if field in AMOUNTS:
        values = [figure_text(value) if isinstance(value, Figure) else value for value in values]
    return pa.array(values, TEXT)


def _records(file: IO[bytes]) -> Iterator[tuple[int, Flat | Refused]]:
    for row, raw in enumerate(_lines(file), start=1):
        line = raw.removeprefix(b"\xef\xbb\xbf") if row == 1 else raw
        if line.strip():
            yield row, _record(row, line)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE + 1):
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE + 1)
            if not rest or rest.endswith(b"\n"):
                break
        yield line


def _record(row: int, line: bytes) -> Flat | Refused:
    if len(line) > LONGEST_LINE:
        start = line[:200].decode("utf-8", "replace")
        return Refused(row, BAD_LINE, shown(start), TOO_LONG)
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        why = Line(
            msgid="Byte %(place)s of the line (0x%(byte)s) is not UTF-8: save the file as UTF-8.",
            slots=(("place", error.start + 1), ("byte", f"{line[error.start]:02X}")),
        )
        return Refused(row, BAD_LINE, shown(line.decode("utf-8", "replace")), why)
    try:
        record = _parsed(text)
        if not isinstance(record, dict):
            raise NotUsableError(Line(msgid="it is no object in braces"))
        return _flat(record)
    except (ValueError, RecursionError) as error:
        why = Line(
            msgid="The line is not an order in JSON (%(detail)s): correct it.", slots=(("detail", json_defect(error)),)
        )
        return Refused(row, BAD_LINE, shown(text.strip()), why)


def _parsed(text: str) -> Any:
    if text.count("[") + text.count("{") > DEEPEST * 10:
        raise NotUsableError(Line(msgid="more brackets than an order has"))
    # Texts as they stand: an order number must not pass through a float.
    value = DECODER.decode(text)
    if ESCAPED_SURROGATE.search(text):
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise NotUsableError(Line(msgid="half a character, a lone surrogate")) from None
    return value


def _no_constant(name: str) -> str:
    raise NotUsableError(Line(msgid="%(name)s is no value", slots=(("name", name),)))


DECODER = json.JSONDecoder(parse_float=Figure, parse_int=str, parse_constant=_no_constant)


def _flat(record: dict[str, Any]) -> Flat:
    """Return an order with dotted paths; of its items the first one's title, and how many there are."""
    flat: Flat = {}
    for key, value in record.items():
        if value is None and key in NESTED:
            continue  # nobody and nothing: it is no column beside buyer.name or dispute.stage
        if value is None or isinstance(value, str):  # most of them
            flat[key] = value
        elif key == "items" and isinstance(value, list):
            flat |= _items(value)
        elif isinstance(value, dict) and key in NESTED:
            for inner, cell in value.items():
                flat[f"{key}.{inner}"] = _cell(f"{key}.{inner}", cell)
            known = {inner for inner, cell in value.items() if cell is not None and str(cell).strip()}
            if key == "dispute" and known and "stage" not in known:
                flat["dispute.stage"] = "opened"
        else:
            flat[key] = _cell(key, value)
    return flat


def _items(items: list[Any]) -> Flat:
    if not all(isinstance(item, dict) for item in items):
        raise NotUsableError(Line(msgid="its items are no objects"))
    found: Flat = {"items": str(len(items))} if items else {}
    if items and items[0].get("title"):
        found["item"] = _cell("items", items[0]["title"])
    return found


def _cell(name: str, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict) and name in UNREAD:
        return None
    raise NotUsableError(Line(msgid="%(name)s is not a single value", slots=(("name", name),)))
