"""The size of a workbook before it is opened: a few bytes of it can ask for all the memory there is."""

from __future__ import annotations

import re
import zipfile
from typing import IO, TYPE_CHECKING

from assistant.errors import BatchFileError
from assistant.lines import Line

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1_500_000_000
LARGEST_RATIO, SMALL = 400, 50_000_000
MOST_CELLS = 60_000_000  # 31 bytes each in memory, whether anything stands in it or not
CHUNK, OVERLAP = 4_194_304, 64
COLUMN, ROW = re.compile(rb' r="([A-Z]{1,3})\d'), re.compile(rb' r="[A-Z]{0,3}(\d{1,7})"')
OLD = b"\xd0\xcf\x11\xe0"


def require_sane(path: Path) -> None:
    """Refuse what is no workbook, and one that would not fit into memory. Raises BatchFileError, OSError."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            old = file.read(4) == OLD
        raise BatchFileError(
            path,
            Line(msgid="this is not an Excel workbook: save it as .xlsx without a password")
            if old
            else Line(msgid="this is not an Excel workbook: save it as .xlsx, or name it .csv if it is one"),
        )
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            for entry in entries:
                _require_size(path, entry)
            cells = sum(_area(archive, entry) for entry in entries if entry.filename.startswith("xl/worksheets/"))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise unreadable(path, error) from None
    if cells > MOST_CELLS:
        why = Line(
            msgid="its sheets span %(cells)s cells, more than %(most)s: save the orders as .csv",
            slots=(("cells", f"{cells:,}"), ("most", f"{MOST_CELLS:,}")),
        )
        raise BatchFileError(path, why)


def unreadable(path: Path, error: Exception) -> BatchFileError:
    """Return that a workbook is damaged, in the words of what reads it."""
    why = Line(msgid="the workbook cannot be read (%(why)s): save it again as .xlsx", slots=(("why", str(error)),))
    return BatchFileError(path, why)


def _require_size(path: Path, entry: zipfile.ZipInfo) -> None:
    ratio = entry.file_size / max(1, entry.compress_size)
    if entry.file_size > LARGEST or (entry.file_size > SMALL and ratio > LARGEST_RATIO):
        why = Line(
            msgid="'%(part)s' in it has %(bytes)s bytes unpacked: save the orders as .csv",
            slots=(("part", entry.filename), ("bytes", f"{entry.file_size:,}")),
        )
        raise BatchFileError(path, why)


def _area(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Return how many cells a sheet spans from its first to its last one."""
    if entry.is_dir():
        return 0
    with archive.open(entry) as file:
        columns, rows = _named(file)
    return max(map(_number, columns), default=0) * max(map(int, rows), default=0)


def _named(file: IO[bytes]) -> tuple[set[bytes], set[bytes]]:
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    rest = b""
    while chunk := file.read(CHUNK):
        text = rest + chunk
        columns.update(COLUMN.findall(text))
        rows.update(ROW.findall(text))
        rest = text[-OVERLAP:]
    return columns, rows


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
