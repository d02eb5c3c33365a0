"""Many records in one run: in the same order, one line each; a bad row goes to OUT.rejected.jsonl, none disappears."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.options import WITH_REJECTED
from assistant.errors import AssistantError, BatchFileError, DataError, FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from assistant.bootstrap import Assistant

    Process = Callable[[dict[str, Any], Assistant], dict[str, Any]]

KINDS = {".jsonl", ".csv"}
FIELDS = frozenset({
    "id", "text", "order", "history", "reason", "platform", "channel", "language", "today", "risks", "requests",
    "option",
})  # fmt: skip
LISTS = {"risks", "requests"}
JSON_CELLS = {"order", "history"}
csv.field_size_limit(1_000_000)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be used."""

    row: int
    field: str
    value: str
    why: str


class RowError(AssistantError):
    """One row cannot be used."""

    def __init__(self, field: str, value: object, why: str) -> None:
        super().__init__(why)
        self.field, self.value = field, value


def run_batch(
    source: Path | None,
    out: Path | None,
    assistant: Assistant,
    process: Process,
    defaults: Mapping[str, Any] | None = None,
) -> None:
    """Process every record of a file; exits with 3 where rows were rejected."""
    if source is None or out is None:
        raise click.UsageError("--batch and --out go together: name the file to read and the file to write.")
    for path in (source, out):
        if path.suffix.lower() not in KINDS:
            raise BatchFileError(path, f"'{path.suffix}' is not a kind of batch file: use .jsonl or .csv")
    if not source.is_file():
        raise FileError(source, "there is no such file", "check the path")
    rejected_path = out.with_suffix(".rejected.jsonl")
    done, rejected = _write_all(source, out, rejected_path, assistant, process, defaults or {})
    click.echo(f"{done} done, {rejected} rejected" + (f" (see {rejected_path})" if rejected else "") + ".", err=True)
    if rejected:
        sys.exit(WITH_REJECTED)


def _write_all(
    source: Path, out: Path, rejected_path: Path, assistant: Assistant, process: Process, defaults: Mapping[str, Any]
) -> tuple[int, int]:
    partial, partial_rejected = out.with_name(out.name + ".part"), rejected_path.with_name(rejected_path.name + ".part")
    done = rejected = 0
    try:
        with (
            partial.open("w", encoding="utf-8", newline="") as file,
            partial_rejected.open("w", encoding="utf-8") as bad,
        ):
            write = _csv_writer(file) if out.suffix.lower() == ".csv" else _jsonl_writer(file)
            for row, record in _records(source):
                result = _one(row, record, assistant, process, defaults)
                if isinstance(result, Rejected):
                    rejected += 1
                    line = {"row": row, "field": result.field, "value": result.value, "why": result.why}
                    bad.write(json.dumps(line, ensure_ascii=False) + "\n")
                else:
                    done += 1
                    write(result)
        partial.replace(out)
        if rejected:
            partial_rejected.replace(rejected_path)
        else:
            rejected_path.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(out, f"cannot be written ({error.strerror})", "choose another place with --out") from None
    finally:
        partial.unlink(missing_ok=True)
        partial_rejected.unlink(missing_ok=True)
    return done, rejected


def _one(
    row: int, record: dict[str, Any] | RowError, assistant: Assistant, process: Process, defaults: Mapping[str, Any]
) -> dict[str, Any] | Rejected:
    if isinstance(record, RowError):
        return Rejected(row, record.field, _shown(record.value), str(record))
    merged = {**defaults, **{key: value for key, value in record.items() if value not in (None, "")}}
    try:
        _check(merged, process)
        day = merged.get("today")
        program = assistant.on_day(_day(day)) if day else assistant
        return process(merged, program)
    except RowError as error:
        return Rejected(row, error.field, _shown(error.value), str(error))
    except DataError as error:
        return Rejected(row, "order", _shown(merged.get("order")), str(error).replace("\n", " "))
    except AssistantError as error:
        field = "text" if "text" in merged else "reason"
        return Rejected(row, field, _shown(merged.get(field)), str(error))


def _check(record: dict[str, Any], process: Process) -> None:
    unknown = sorted(set(record) - FIELDS - {"settings"})
    if unknown:
        raise RowError(unknown[0], record[unknown[0]], f"There is no field '{unknown[0]}': remove it.")
    needs = "reason" if process.__name__ == "plan_record" else "text"
    if not isinstance(record.get(needs), str):
        raise RowError(needs, record.get(needs), f"The field '{needs}' is missing or not text: fill it in.")
    if isinstance(record.get("id"), int):
        record["id"] = str(record["id"])
    for key in ("id", "platform", "channel", "language", "reason"):
        if record.get(key) is not None and not isinstance(record[key], str):
            raise RowError(key, record[key], f"The field '{key}' is not text: write it in quotation marks.")
    for key in LISTS & set(record):
        if isinstance(record[key], str):
            record[key] = [part.strip() for part in record[key].split(",") if part.strip()]
    option = record.get("option")
    if option is not None and not str(option).isdigit():
        raise RowError("option", option, "The field 'option' is not a number from 1 on.")
    if option is not None:
        record["option"] = int(option)


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise RowError("today", value, "The field 'today' is not a date: write it like 2026-10-01.") from None


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 200 else text[:199] + "…"  # noqa: PLR2004 - enough to find the row


def _records(source: Path) -> Iterator[tuple[int, dict[str, Any] | RowError]]:
    with source.open("rb") as file:
        lines = (_decoded(line, number) for number, line in enumerate(file, start=1))
        if source.suffix.lower() == ".jsonl":
            yield from _json_records(lines)
        else:
            yield from _csv_records(source, lines)


def _decoded(line: bytes, number: int) -> str | RowError:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        shown = line[:80].decode("utf-8", errors="replace")
        return RowError("line", shown, f"Byte {error.start} of the line is not UTF-8: save the file as UTF-8.")


def _json_records(lines: Iterator[str | RowError]) -> Iterator[tuple[int, dict[str, Any] | RowError]]:
    for row, line in enumerate(lines, start=1):
        if isinstance(line, RowError):
            yield row, line
            continue
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            yield row, RowError("line", line, f"The line is not valid JSON ({error}): correct it.")
            continue
        yield row, record if isinstance(record, dict) else RowError("line", line, "The line is not a JSON object.")


def _csv_records(source: Path, lines: Iterator[str | RowError]) -> Iterator[tuple[int, dict[str, Any] | RowError]]:
    def clean() -> Iterator[str]:
        for line in lines:
            yield line if isinstance(line, str) else str(line.value).replace('"', "'") + "\n"

    text = clean()
    header = next(text, "")
    delimiter = max(",;\t", key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    unknown = [name for name in names if name not in FIELDS]
    if not names or unknown:
        detail = f"unknown column '{unknown[0]}'" if unknown else "the header is missing"
        raise BatchFileError(source, f"{detail}: the columns are {', '.join(sorted(FIELDS))}")
    for row, cells in enumerate(csv.reader(text, delimiter=delimiter), start=2):
        if not cells:
            continue
        if len(cells) != len(names):
            yield row, RowError("line", delimiter.join(cells), f"The row has {len(cells)} cells, not {len(names)}.")
            continue
        yield row, _csv_record(dict(zip(names, cells, strict=True)))


def _csv_record(record: dict[str, Any]) -> dict[str, Any] | RowError:
    if "\ufffd" in "".join(record.values()):
        return RowError("text", record.get("text"), "The row is not UTF-8: save the file as UTF-8.")
    for key in JSON_CELLS & set(record):
        if record[key].strip():
            try:
                record[key] = json.loads(record[key], parse_float=Decimal)
            except ValueError as error:
                return RowError(key, record[key], f"The cell is not valid JSON ({error}): correct it.")
    return record


def _jsonl_writer(file: Any) -> Callable[[dict[str, Any]], None]:
    def write(result: dict[str, Any]) -> None:
        file.write(json.dumps(result, ensure_ascii=False) + "\n")

    return write


def _csv_writer(file: Any) -> Callable[[dict[str, Any]], None]:
    """Write one column for each key of the JSON; what is no plain value stands there as JSON."""
    writer = csv.writer(file)
    header: list[str] = []

    def write(result: dict[str, Any]) -> None:
        if not header:
            header.extend(result)
            writer.writerow(header)
        cells = [result.get(key) for key in header]
        writer.writerow([_harmless(cell) for cell in cells])

    return write


def _harmless(cell: object) -> str:
    """Return a cell that a spreadsheet does not run as a formula."""
    text = "" if cell is None else cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text
