"""Opening a table of orders: by its suffix, with a word for whoever has another kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.care.intake.aliases import aliases
from assistant.errors import BatchFileError, FileError
from assistant.lines import Line

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.care.intake.tables import Table

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".jsonl", ".parquet")


def open_table(path: Path) -> Table:
    """Return the table of a file. Raises FileError, BatchFileError, NotTextError."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        hint = (
            Line(msgid="save it as .xlsx")
            if suffix in {".xls", ".xlsm", ".xlsb", ".ods", ".et"}
            else Line(msgid="use .csv, .xlsx, .jsonl or .parquet")
        )
        slots = (("suffix", suffix), ("hint", hint))
        raise BatchFileError(path, Line(msgid="'%(suffix)s' is not a kind of order table: %(hint)s", slots=slots))
    if not path.exists():
        raise FileError.absent(path)
    if not path.is_file():
        raise FileError(path, Line(msgid="is not a file"), Line(msgid="name the table itself"))
    try:
        if path.stat().st_size == 0:
            raise BatchFileError(path, Line(msgid="the file is empty: export the orders again"))
        return _opened(path, suffix)
    except OSError as error:
        raise FileError.unreadable(path, error.strerror or error, Line(msgid="check its permissions")) from error


def _opened(path: Path, suffix: str) -> Table:
    if suffix == ".parquet":
        from assistant.care.intake.parquet_table import ParquetTable

        return ParquetTable(path)
    if suffix == ".jsonl":
        from assistant.care.intake.json_table import JsonTable

        return JsonTable(path)
    if suffix == ".xlsx":
        from assistant.care.intake.excel_table import ExcelTable

        return ExcelTable(path, aliases().known)
    from assistant.care.intake.csv_table import CsvTable

    return CsvTable(path, aliases().known)
