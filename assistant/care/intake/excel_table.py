"""XLSX: the sheet that has the orders; long numbers keep their digits or say that they have lost them."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from assistant.care.columns import TEXT
from assistant.care.intake.cells import figure_text, float_text
from assistant.care.intake.excel_size import require_sane, unreadable
from assistant.care.intake.fields import AMOUNTS
from assistant.care.intake.tables import Block
from assistant.errors import BatchFileError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

HEADER_WITHIN = 10
SURE = 3  # known headers; a sheet that has so many is the one


class ExcelTable:
    """A .xlsx file. The whole sheet is in memory, some hundred bytes a cell: there is no other way to read one."""

    optional: Sequence[str] = ()

    def __init__(self, path: Path, known: Callable[[Sequence[str]], int]) -> None:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        self._path = path
        require_sane(path)
        try:
            with CalamineWorkbook.from_path(str(path)) as book:
                self._choose(book, known)
        except PasswordError:
            raise BatchFileError(path, Line(msgid="the workbook has a password: save it without one")) from None
        except (CalamineError, zipfile.BadZipFile, ValueError) as error:
            raise unreadable(path, error) from None

    def _choose(self, book: Any, known: Callable[[Sequence[str]], int]) -> None:
        """Take the sheet, and in it the row, with the most headers that we know."""
        best = (-1, 0, 0)
        for number in range(len(book.sheet_names)):
            for place, row in enumerate(islice(_rows(book.get_sheet_by_index(number)), HEADER_WITHIN)):
                best = max(best, (known([_text(cell) or "" for cell in row]), -number, -place))
            if best[0] >= SURE:
                break
        if best[0] < 0:
            raise BatchFileError(self._path, Line(msgid="the workbook is empty: export the orders again"))
        sheet = book.get_sheet_by_index(-best[1])
        self.form = f"XLSX, sheet '{sheet.name}'"
        self._first = -best[2]
        self._sheet = sheet
        header = next(islice(_rows(sheet), self._first, None))
        self.headers: Sequence[str] = tuple((_text(cell) or "").strip() for cell in header)

    def examples(self) -> Sequence[str | None]:
        """Return the first cell with something in it of each column."""
        found: list[str | None] = [None] * len(self.headers)
        for row in islice(_rows(self._sheet), self._first + 1, self._first + 1000):
            for number, cell in enumerate(row[: len(found)]):
                found[number] = found[number] or _text(cell)
        return found

    def blocks(self, fields: Mapping[str, int], rows: int) -> Iterator[Block]:
        """Yield the rows; a row without any cell is none."""
        lines = enumerate(islice(_rows(self._sheet), self._first + 1, None), start=self._first + 2)
        total = max(1, self._sheet.total_height)
        while part := list(islice(lines, rows)):
            full = [(number, row) for number, row in part if any(cell != "" for cell in row)]
            cells = {field: _cells(field, [row[at] for _, row in full]) for field, at in fields.items()}
            numbers = pa.array([number for number, _ in full], pa.int64())
            yield Block(numbers, cells, progress=min(1.0, part[-1][0] / total))


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Yield every row of a sheet from its first one on."""
    begin = sheet.start
    if begin is None:
        return
    # calamine leaves out the empty rows above the first cell: row numbers must be those that the seller sees.
    yield from ([""] * sheet.width for _ in range(begin[0]))
    yield from sheet.iter_rows()


def _cells(field: str, cells: list[Any]) -> pa.Array:
    texts = [_text(cell) for cell in cells]
    if field in AMOUNTS:
        pairs = zip(cells, texts, strict=True)
        texts = [figure_text(text) if text and not isinstance(cell, str) else text for cell, text in pairs]
    return pa.array(texts, TEXT)


def _text(cell: Any) -> str | None:
    """Return a cell as it was meant."""
    if cell == "" or cell is None:
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float | int):
        return float_text(float(cell)) if abs(cell) < 2**63 else f"{cell:.15E}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta | time) else None
