"""Tables that the staff upload: of a known kind, not larger than they say, and in UTF-8 from here on."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from assistant.care.intake.encoding import Utf8Reader
from assistant.desk.errors import UploadKindError
from assistant.errors import NotTextError
from assistant.lines import Line, listed

if TYPE_CHECKING:
    from typing import BinaryIO

ROWS = "rows.json"
KINDS = (".jsonl", ".csv", ".xlsx")
ZIP = b"PK\x03\x04"
# What a workbook may unpack to, and how many parts it may have; a real one of the largest upload stays far below.
LARGEST_UNPACKED, MOST_PARTS = 120_000_000, 2_000
PIECE = 1 << 20
PACKED = Line(msgid="it is a packed file, not text; unpack it first")
TOO_LARGE = Line(msgid="it would unpack to more than a table can be")
NO_TEXT = Line(msgid="it is neither UTF-8 nor GB18030; save it as CSV in UTF-8")
NO_WORKBOOK = Line(msgid="it is no workbook, or a locked one; save it as .xlsx or .csv")


def kind_of(name: str) -> str:
    """Return the kind of a file by its name. Raises UploadKindError."""
    kind = PurePath(name.lower()).suffix
    if kind not in KINDS:
        why = Line(msgid="its kind is not one of %(kinds)s", slots=(("kinds", listed(KINDS)),))
        raise UploadKindError(name[:80], why)
    return kind


def keep_table(name: str, content: BinaryIO, folder: Path) -> Path:
    """Write an uploaded table as .jsonl or .csv in UTF-8 into a folder. Raises UploadKindError."""
    kind = kind_of(name)
    data = content.read()
    if kind == ".xlsx":
        require_workbook(name, data)
        kind, (data, rows) = ".csv", _as_csv(name, data)
        (folder / ROWS).write_text(json.dumps(rows), encoding="ascii")
    elif data.startswith(ZIP):
        raise UploadKindError(name, PACKED)
    path = folder / f"table{kind}"
    path.write_bytes(_in_utf8(name, data))
    return path


def keep_orders(name: str, content: BinaryIO, folder: Path) -> Path:
    """Write an uploaded table of orders into a folder as it is: its reader knows encodings and workbooks.

    Raises UploadKindError.
    """
    kind = kind_of(name)
    data = content.read()
    if kind == ".xlsx":
        require_workbook(name, data)
    elif data.startswith(ZIP):
        raise UploadKindError(name, PACKED)
    path = folder / f"orders{kind}"
    path.write_bytes(data)
    return path


def require_workbook(name: str, data: bytes) -> None:
    """Refuse what is no workbook, and what would unpack to more than a table can be. Raises UploadKindError.

    What the file says of its own sizes is not believed: every part is unpacked, and counted while that goes on.
    """
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as workbook:
            parts = workbook.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise UploadKindError(name, TOO_LARGE)
            for part in parts:
                with workbook.open(part) as file:
                    while piece := file.read(PIECE):
                        total += len(piece)
                        if total > LARGEST_UNPACKED:
                            raise UploadKindError(name, TOO_LARGE)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UploadKindError(name, NO_WORKBOOK) from error


def rows_of(table: Path) -> dict[int, int]:
    """Return which row of its sheet each line of a kept table was, empty where the staff see the lines themselves."""
    path = table.with_name(ROWS)
    return dict(json.loads(path.read_text("ascii"))) if path.is_file() else {}


def _as_csv(name: str, data: bytes) -> tuple[bytes, list[tuple[int, int]]]:
    """Return the first sheet as CSV, and the row of the sheet that begins at each line of it.

    Numbers without a part are written as whole ones, so that ids stay ids.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = workbook.get_sheet_by_index(0) if workbook.sheet_names else None
        found = sheet.to_python() if sheet else []
    except CalamineError as error:
        raise UploadKindError(name, Line(msgid="its first sheet cannot be read; save it as .csv")) from error
    above = sheet.start[0] if sheet and sheet.start else 0  # the empty rows on top are left out
    out, line = io.StringIO(), 1
    table = csv.writer(out, lineterminator="\n")
    rows: list[tuple[int, int]] = []
    for number, row in enumerate(found, start=above + 1):
        cells = [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in row]
        if any(cells):
            table.writerow(cells)
            rows.append((line, number))
            line += 1 + sum(cell.count("\n") for cell in cells)
    return out.getvalue().encode(), rows


def _in_utf8(name: str, data: bytes) -> bytes:
    """Return a text in UTF-8; spreadsheets of Chinese Windows write GB18030.

    That any bytes can be read as GB18030 shows nothing: the orders' reader decides what they are.
    """
    try:
        reader = Utf8Reader(Path(name), io.BytesIO(data))
        text = b"".join(iter(reader.read, b""))
    except NotTextError as error:
        raise UploadKindError(name, NO_TEXT) from error
    if reader.damage:
        raise UploadKindError(name, NO_TEXT)
    return text
