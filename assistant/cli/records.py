"""Records in and out of batch files: every row is either a record or says why it cannot be one; none disappears."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from assistant.errors import AssistantError, BatchFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Row = tuple[int, "dict[str, Any] | RowError"]

FIELDS = frozenset({
    "id", "text", "order", "history", "reason", "platform", "channel", "language", "today", "risks", "requests",
    "option",
})  # fmt: skip
LISTS = ("risks", "requests")
TEXTS = ("id", "platform", "channel", "language", "reason", "today")
JSON_CELLS = ("order", "history")
LONGEST_CELL = 1_000_000
SHOWN = 200
csv.field_size_limit(LONGEST_CELL)


class RowError(AssistantError):
    """One row cannot be used."""

    def __init__(self, field: str, value: object, why: str) -> None:
        super().__init__(why)
        self.field, self.value = field, value


def read_records(source: Path) -> Iterator[Row]:
    """Yield (line number, record or what is wrong with it) of a .jsonl or .csv file in UTF-8."""
    with source.open("rb") as file:
        if source.suffix.lower() == ".jsonl":
            yield from _json_records(file)
        else:
            yield from _csv_records(source, file)


def _decoded(line: bytes, number: int) -> tuple[str, bool]:
    """Return a line as text, and whether its bytes were UTF-8."""
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8"), True
    except UnicodeDecodeError:
        return line.decode("utf-8", errors="replace"), False


def _not_utf8(text: str) -> RowError:
    return RowError("line", text, "The row is not UTF-8: save the file as UTF-8.")


def _json_records(file: IO[bytes]) -> Iterator[Row]:
    for row, raw in enumerate(file, start=1):
        line, is_text = _decoded(raw, row)
        if not is_text:
            yield row, _not_utf8(line)
        elif line.strip():
            yield row, _json_record(line)


def _json_record(line: str) -> dict[str, Any] | RowError:
    try:
        record = json.loads(line, parse_float=Decimal)
        json.dumps(record, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return RowError("line", line, "The line holds half a character (a lone surrogate): correct it.")
    except (ValueError, RecursionError) as error:
        return RowError("line", line, f"The line is not valid JSON ({error}): correct it.")
    return (
        record
        if isinstance(record, dict)
        else RowError("line", line, "The line is not a JSON object: write one in braces.")
    )


def _csv_records(source: Path, file: IO[bytes]) -> Iterator[Row]:
    consumed: list[tuple[int, str, bool]] = []

    def lines() -> Iterator[str]:
        for number, raw in enumerate(file, start=1):
            text, is_text = _decoded(raw, number)
            consumed.append((number, text, is_text))
            yield text

    text = lines()
    header = next(text, "")
    delimiter = max(",;\t", key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    unknown = [name for name in names if name not in FIELDS]
    if not names or unknown:
        detail = f"unknown column '{unknown[0]}'" if unknown else "the header is missing"
        raise BatchFileError(source, f"{detail}: the columns are {', '.join(sorted(FIELDS))}")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        consumed.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # An open quotation mark swallows the rows below it: each of them is given back.
            why = f"The row is not valid CSV ({error}): close the quotation mark, or double it inside a cell."
            yield from ((number, RowError("line", line.rstrip("\n"), why)) for number, line, _ in consumed)
            continue
        yield from _csv_record(names, cells, consumed)


def _csv_record(names: list[str], cells: list[str], consumed: list[tuple[int, str, bool]]) -> Iterator[Row]:
    row = consumed[0][0]
    if not cells:
        return
    if not all(is_text for _, _, is_text in consumed):
        yield row, _not_utf8("".join(text for _, text, _ in consumed))
    elif len(cells) != len(names):
        yield row, RowError("line", cells, f"The row has {len(cells)} cells, not {len(names)}: correct it.")
    else:
        yield row, _with_json_cells(dict(zip(names, cells, strict=True)))


def _with_json_cells(record: dict[str, Any]) -> dict[str, Any] | RowError:
    for key in JSON_CELLS:
        if record.get(key, "").strip():
            try:
                record[key] = json.loads(record[key], parse_float=Decimal)
            except (ValueError, RecursionError) as error:
                return RowError(key, record[key], f"The cell is not valid JSON ({error}): correct it.")
    return record


def checked(record: dict[str, Any], needs: str) -> dict[str, Any]:
    """Return a record whose fields have the right kinds, without the empty ones. Raises RowError."""
    known = {key: value for key, value in record.items() if value not in (None, "")}
    for key, value in known.items():
        if key not in FIELDS:
            raise RowError(key, value, f"There is no field '{key}': remove it.")
    if isinstance(known.get("id"), int):
        known["id"] = str(known["id"])
    for key in TEXTS:
        if not isinstance(known.get(key, ""), str):
            raise RowError(key, known[key], f"The field '{key}' is not text: write it in quotation marks.")
    for key in LISTS:
        if isinstance(known.get(key), str):
            known[key] = [part.strip() for part in known[key].split(",") if part.strip()]
        parts = known.get(key, [])
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise RowError(key, known[key], f"The field '{key}' is not a list of words.")
    if "option" in known:
        known["option"] = _number(known["option"])
    if not isinstance(known.get(needs), str):
        raise RowError(needs, record.get(needs), f"The field '{needs}' is missing or not text: fill it in.")
    return known


def _number(option: object) -> int:
    if isinstance(option, bool) or not (str(option).isascii() and str(option).isdigit()):
        raise RowError("option", option, "The field 'option' is not a number from 1 on.")
    return int(str(option))


def shown(value: object) -> str:
    """Return enough of a value to find its row."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = text.encode("utf-8", errors="replace").decode()
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def jsonl_writer(file: IO[str]) -> Callable[[dict[str, Any]], None]:
    """Return what writes a result a line."""

    def write(result: dict[str, Any]) -> None:
        file.write(json.dumps(result, ensure_ascii=False) + "\n")

    return write


def csv_writer(file: IO[str]) -> Callable[[dict[str, Any]], None]:
    """Return what writes one column for each key of the JSON; what is no plain value stands there as JSON."""
    writer = csv.writer(file)
    header: list[str] = []

    def write(result: dict[str, Any]) -> None:
        if not header:
            header.extend(result)
            writer.writerow(header)
        writer.writerow([_harmless(result.get(key)) for key in header])

    return write


def _harmless(cell: object) -> str:
    """Return a cell that a spreadsheet does not run as a formula."""
    text = "" if cell is None else cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
