"""A buyer who is to be forgotten is taken out of the files of the desk's care page, and nobody else is."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

from assistant.care.columns import MESSAGES, REJECTED
from assistant.care.concerned import Whom
from assistant.care.outlets import open_record_file, withhold
from assistant.cli import cli
from assistant.desk.care_shelf import CareShelf

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def message(order: str, to: str | None, body: str) -> dict[str, str | None]:
    return {
        "order": order, "step": "shipped", "locale": "de", "channel": "letter", "to": to, "subject": "Paket",
        "body": body, "key": f"k{order}", "day": "2026-11-20",
    }  # fmt: skip


ANA = message("8190021447710231", "ana@example.com", 'Hallo Ana Ruiz,\n\nIhr "Paket" ist unterwegs.')
BEN = message("8190021447710232", None, "Hallo Ben,\n\n=1+1; grüßt Ana nicht, nur Ana Ruiz.")


def write(path: Path, schema: pa.Schema, rows: list[dict[str, Any]]) -> None:
    with open_record_file(path, schema) as file:
        file.write(pa.RecordBatch.from_pylist(rows, schema=schema))
        file.commit()


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A run of the care page with two messages and two cells that were refused."""
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    folder = CareShelf().begin("orders.xlsx", "wei", AT)
    write(folder / "messages.csv", MESSAGES, [ANA, BEN])
    cells = [
        {"row": 3, "field": "buyer_email", "value": "Ana Ruiz ana(at)example.com", "why": "no address"},
        {"row": 4, "field": "price", "value": "12,x", "why": "no amount"},
    ]
    write(folder / "messages.rejected.csv", REJECTED, cells)
    return folder


@pytest.mark.parametrize("buyer", ["ana ruiz", "Ana Ruiz"])
def test_a_buyer_is_taken_out_and_nobody_else(run: Path, buyer: str) -> None:
    before = (run / "messages.csv").read_bytes()
    result = CliRunner().invoke(cli, ["case", "redact", "--buyer", buyer])
    assert result.exit_code == 0, result.output
    assert "Rows of the care page's files whose text is gone: 2." in result.output
    ana, ben = read(run / "messages.csv")
    assert (ana["order"], ana["key"], ana["to"], ana["subject"], ana["body"]) == (
        ANA["order"], ANA["key"], "", "", ""
    )  # fmt: skip
    assert before.endswith((run / "messages.csv").read_bytes()[-150:])
    assert ben["body"] == BEN["body"]
    assert [(cell["row"], cell["value"]) for cell in read(run / "messages.rejected.csv")] == [("3", ""), ("4", "12,x")]


OTHER_TEXT = "The message Lumen Store/{}/shipped was written on 2026-11-19 with another text: {}"
LETTER_NOW, LETTER_BEFORE = "Hallo Ana Ruiz!\n\nIhr Paket ist unterwegs.", "Hallo Ana Maria Ruiz!\n\nEs ist da: bald."


@pytest.mark.parametrize(
    ("whom", "left"),
    [
        (Whom((), ["8190021447710231"]), [False, True, True]),
        (Whom((), [" #a/1"]), [True, False, True]),
        (Whom(["Ana Ruiz"], ()), [False, True, True]),
        (Whom(["ana maria ruiz"], ()), [False, True, True]),
        (Whom(["Ana"], ["1"]), [True, True, True]),
    ],
)
def test_a_letter_among_the_rejected_rows_goes_with_its_reason(tmp_path: Path, whom: Whom, left: list[bool]) -> None:
    rows: list[dict[str, Any]] = [
        {"row": 2, "field": "body", "value": LETTER_NOW, "why": OTHER_TEXT.format("8190021447710231", LETTER_BEFORE)},
        {"row": 3, "field": "body", "value": "Hallo Ben!", "why": OTHER_TEXT.format("A%2F1", "Hallo Bo!")},
        {"row": 4, "field": "price", "value": "12,x", "why": "no amount"},
    ]
    write(tmp_path / "messages.rejected.csv", REJECTED, rows)
    assert withhold(tmp_path / "messages.rejected.csv", whom) == left.count(False)
    now = read(tmp_path / "messages.rejected.csv")
    assert [(bool(row["value"]), bool(row["why"])) for row in now] == [(stays, stays) for stays in left]
    assert withhold(tmp_path / "messages.rejected.csv", whom) == 0


def test_nothing_is_written_where_nobody_is_concerned(run: Path) -> None:
    stamps = {path: path.stat().st_mtime_ns for path in run.iterdir()}
    result = CliRunner().invoke(cli, ["case", "redact", "--buyer", "Carla"])
    assert (result.exit_code, "care page" in result.output) == (0, False)
    assert stamps == {path: path.stat().st_mtime_ns for path in run.iterdir()}
