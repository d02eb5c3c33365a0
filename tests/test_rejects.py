"""Why a row was rejected, in the staff's language: every sentence has one, in files as on the page."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from assistant import resources
from assistant.care.intake import Settings, read_orders
from assistant.care.rejects import rejected
from assistant.cli import cli
from assistant.desk.names import COLUMN_NAMES
from assistant.desk.sentences import INSTEAD, ON_THE_PAGE
from assistant.desk.told import told
from assistant.errors import BatchFileError, NotTextError, Problem
from assistant.lines import SLOT, Line
from assistant.print_errors import SheetError
from assistant.writing.staff import ENGLISH, Wording
from tests.conftest import ROOT, TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CASES = ROOT / "tests" / "cases" / "care" / "rejects"
# What a file that people read should not hold as it is.
MEANT = {"LONG": "x" * 10_001, "NINES": "9" * 130, "NUL": "\0", "BRACKETS": "[" * 700}
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
THREE_ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]+){2}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Where the errors stand that a table of the desk can cause.
OF_TABLES = (
    "care/intake/csv_table.py", "care/intake/json_table.py", "care/intake/excel_table.py",
    "care/intake/excel_size.py", "care/intake/encoding.py", "care/intake/headers.py", "records.py", "orders.py",
    "fields.py", "desk/pasted.py", "desk/tables.py", "cards/sheets.py",
)  # fmt: skip
KINDS: tuple[Any, ...] = (BatchFileError, NotTextError, Problem)


def table(name: str) -> str:
    text = (CASES / name).read_text("utf-8")
    for written, meant in MEANT.items():
        text = text.replace(written, meant)
    return text


def is_chinese(sentence: str) -> bool:
    """Whether a sentence is Chinese, whatever of the seller's own it quotes."""
    return bool(CHINESE.search(sentence)) and not THREE_ENGLISH_WORDS.search(QUOTED.sub("", sentence))


@cache
def chinese() -> Wording:
    return Wording("zh_CN", lambda locale: resources.load_catalogue("ui", locale))


@cache
def translated() -> frozenset[str]:
    with (ROOT / "locales" / "zh_CN" / "LC_MESSAGES" / "ui.po").open("rb") as file:
        return frozenset(str(message.id) for message in read_po(file) if message.id and message.string)


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of a module, each with the name of what it calls."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr, node


def test_every_line_in_the_code_is_translated() -> None:
    lines = [
        keyword.value.value
        for path in sorted((ROOT / "assistant").rglob("*.py"))
        for called, call in calls(path)
        if called == "Line"
        for keyword in call.keywords
        if keyword.arg == "msgid" and isinstance(keyword.value, ast.Constant)
    ]
    assert len(lines) > 500
    assert [line for line in lines if line not in translated()] == []


def phrases() -> Iterator[tuple[str, Line]]:
    """Yield every phrase of the modules that read tables, as it may come out, and where it stands."""
    for name in OF_TABLES:
        for called, call in calls(ROOT / "assistant" / name):
            for keyword in call.keywords if called == "Line" else ():
                if keyword.arg == "msgid" and isinstance(keyword.value, ast.Constant):
                    msgid = str(keyword.value.value)
                    yield f"{name}:{call.lineno}", Line(msgid, tuple((slot, "7") for slot in SLOT.findall(msgid)))


def test_every_error_of_a_table_is_told_in_chinese() -> None:
    found = {
        f"{place} {kind.__name__}": told(kind("order", phrase), chinese(), COLUMN_NAMES)
        for place, phrase in phrases()
        for kind in (KINDS if "sheets" not in place else (SheetError,))
    }
    assert len(found) > 120
    assert {place: said for place, said in found.items() if not is_chinese(said)} == {}


def test_what_the_page_says_in_other_words_is_still_said_by_the_code() -> None:
    assert set(ON_THE_PAGE) | set(INSTEAD) <= translated()
    ours = [*ON_THE_PAGE.items(), *INSTEAD.items()]
    assert all(line.msgid in translated() for _, line in ours)
    assert not set(ON_THE_PAGE) & set(INSTEAD)
    # What a phrase cannot name is named by the sentence in which it is, or given beside it.
    beside = {"value", "name", "character"}
    assert {
        said: line.msgid for said, line in ours if set(SLOT.findall(line.msgid)) - {*SLOT.findall(said), *beside}
    } == {}


@pytest.mark.parametrize("name", ["orders.csv", "orders.jsonl"])
def test_every_defect_is_worded_and_keeps_its_row_field_and_value(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(table(name), "utf-8")
    refused = [
        one for batch in read_orders(tmp_path / name, TODAY, Settings(platform="aliexpress")) for one in batch.refused
    ]
    theirs, ours = rejected(refused, chinese()).to_pylist(), rejected(refused, ENGLISH).to_pylist()
    assert [row["why"] for row in theirs if not is_chinese(row["why"])] == []
    assert [row["why"] for row in ours if CHINESE.search(row["why"])] == []
    assert [{**row, "why": ""} for row in theirs] == [{**row, "why": ""} for row in ours]
    count = table(name).count("\n") - 1
    assert len({row["row"] for row in theirs}) >= count - 3  # the header, and the first ones of the two pairs


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_care_writes_rejected_rows_in_the_staffs_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.csv").write_text(table("orders.csv"), "utf-8")
    command = ["care", "orders.csv", "--no-ledger", "--today", str(TODAY)]
    for language in ("zh_CN", "en"):
        result = CliRunner().invoke(cli, [*command, "--staff-language", language, "--out", f"{language}{suffix}"])
        assert result.exit_code == 3, result.output
    theirs, ours = ((tmp_path / f"{language}.rejected{suffix}").read_text("utf-8-sig") for language in ("zh_CN", "en"))
    assert "不是金额：请写成“24.90”或“24.90 USD”。" in theirs
    assert "This is not an amount: write it like" in ours
    assert not CHINESE.search(ours)


def test_card_writes_rejected_rows_in_the_staffs_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.csv").write_text("order_id,status,country,price\n1,cancelled,BR,\n2,paid,,\n3,paid,BR,abc\n")
    arguments = ["card", "orders.csv", "--out", "cards.txt", "--today", str(TODAY), "--staff-language", "zh_CN"]
    CliRunner().invoke(cli, arguments)
    for name in ("skipped", "rejected"):
        rows = [json.loads(line) for line in (tmp_path / f"cards.{name}.jsonl").read_text("utf-8").splitlines()]
        assert rows
        assert all(is_chinese(row["why"]) for row in rows), rows
