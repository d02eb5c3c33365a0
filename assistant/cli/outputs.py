"""Output files: none writes over what its command reads; results are a line of JSON, or CSV that runs no formula."""

from __future__ import annotations

import csv
import json
from typing import IO, TYPE_CHECKING, Any

from assistant.cells import harmless
from assistant.errors import FileError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path


def require_apart(written: Iterable[Path], read: Iterable[Path | None], option: str = "--out") -> None:
    """Raise FileError where a command would write over a file that it reads; `option` names the one to write."""
    given = [path.resolve() for path in read if path is not None]
    for path in written:
        if path.resolve() in given:
            what = Line(msgid="this run reads the file and would write over it")
            raise FileError(path, what, Line(msgid="name another one with %(option)s", slots=(("option", option),)))


def jsonl_writer(file: IO[str]) -> Callable[[Mapping[str, Any]], None]:
    """Return what writes a result a line."""

    def write(result: Mapping[str, Any]) -> None:
        file.write(json.dumps(result, ensure_ascii=False) + "\n")

    return write


def csv_writer(file: IO[str], known: Sequence[str] = ()) -> Callable[[Mapping[str, Any]], None]:
    """Return what writes one column for each key of the JSON; what is no plain value stands there as JSON.

    `known` is the header that the file has already.
    """
    writer = csv.writer(file)
    header = list(known)

    def write(result: Mapping[str, Any]) -> None:
        if not header:
            header.extend(result)
            writer.writerow(header)
        writer.writerow([_cell(result.get(key)) for key in header])

    return write


def _cell(cell: object) -> str:
    """Return a cell that a spreadsheet does not run as a formula."""
    text = "" if cell is None else cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
    return harmless(text)
