"""No cell of any table that we write is a formula: one rule, wherever it is written."""

from __future__ import annotations

import csv
import io
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from assistant.archive.numbers import Count, Figures, Share, as_csv
from assistant.care.outlets.lines import harmless as harmless_columns
from assistant.cells import harmless
from assistant.cli.outputs import csv_writer
from assistant.desk.cards_job import write_without
from assistant.desk.triage import _Written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CELLS = {
    "=1+1": True, "+49 30": True, "-5": True, "@SUM(A1)": True, "\t=1": True, "\r=1": True, "\n=1": True,
    "＝1+1": True, "＋1": True, "－1": True, "＠A1": True, "1=1": False, "a\n=1": False, "": False, "'=1": False,
}  # fmt: skip


def of_care(cell: str, _: Path) -> str:
    batch = pa.RecordBatch.from_pylist([{"cell": cell}])
    return str(harmless_columns(batch).to_pylist()[0]["cell"])


def of_a_batch(cell: str, _: Path) -> str:
    file = io.StringIO()
    csv_writer(file)({"row": 1, "cell": cell})
    return read(file.getvalue())


def of_the_numbers(cell: str, _: Path) -> str:
    counts = (Count(key=cell or "x", cases=1),)
    day = date(2026, 11, 20)
    figures = Figures(
        since=day, until=day, cases=1, by_reason=(), by_sku=counts, by_country=(), by_week=(), spent=(),
        offers=Share(accepted=0, refused=0, open=0), replied=0, median_hours_to_reply=None,
    )  # fmt: skip
    rows = csv.reader(io.StringIO(as_csv(figures), newline=""))
    return next(row[1] for row in rows if row[0] == "cases_by_sku") if cell else ""


def of_triage(cell: str, folder: Path) -> str:
    with ExitStack() as files:
        _Written(folder / "out.csv", files).row(["1", cell])
    return read((folder / "out.csv").read_bytes().decode("utf-8-sig"))


def of_cards(cell: str, folder: Path) -> str:
    write_without(folder / "without.csv", [(7, cell, "why")])
    return read((folder / "without.csv").read_bytes().decode("utf-8-sig"))


def read(text: str) -> str:
    """Return the second cell of the last row."""
    return list(csv.reader(io.StringIO(text, newline="")))[-1][1]


@pytest.mark.parametrize("write", [of_care, of_a_batch, of_the_numbers, of_triage, of_cards])
def test_no_cell_is_a_formula(write: Callable[[str, Path], str], tmp_path: Path) -> None:
    wanted = {cell: f"'{cell}" if is_one else cell for cell, is_one in CELLS.items()}
    assert {cell: write(cell, tmp_path) for cell in CELLS} == wanted == {cell: harmless(cell) for cell in CELLS}
