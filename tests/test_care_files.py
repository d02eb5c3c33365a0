"""Messages out into files: whole or not there, and no cell of a sheet is a formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.care.columns import MARKETING, MESSAGES, REJECTED, SKIPPED
from assistant.care.folders import Files
from assistant.care.outlets import EmlFolder, beside, open_record_file
from assistant.errors import BatchFileError, FileError

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


def messages(*bodies: str | None, start: int = 0) -> pa.RecordBatch:
    """Make messages, the marketing flag beside them as an outlet gets it."""
    rows = [
        {
            "order": f"{n}",
            "step": "T1",
            "locale": "pt_BR",
            "channel": "letter",
            "to": None,
            "subject": body,
            "body": body,
            "key": f"s:{n}:T1",
            "marketing": False,
        }
        for n, body in enumerate(bodies, start=start)
    ]
    return pa.RecordBatch.from_pylist(rows, MESSAGES.append(MARKETING))


def records(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_bytes().decode().split("\n")[:-1]]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]
    return pq.read_table(path).to_pylist()  # type: ignore[no-any-return] # pyarrow has no types


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(TEXTS | st.none(), min_size=1, max_size=6), cut=st.integers(0, 6))
def test_every_message_is_written_as_it_is(tmp_path: Path, kind: str, bodies: list[str | None], cut: int) -> None:
    path = tmp_path / f"out.{kind}"
    batch = messages(*bodies)
    file = open_record_file(path, MESSAGES)
    file.write(batch.slice(0, cut))
    file.write(batch.slice(cut))
    assert not path.exists() or cut >= 0
    file.commit()
    found = records(path)
    assert len(found) == file.rows == len(bodies)
    assert [list(record) for record in found] == [MESSAGES.names] * len(bodies)
    wanted = [body if kind != "csv" or not body else as_in_a_sheet(body) for body in bodies]
    assert [record["body"] for record in found] == [body or (None if kind == "csv" else body) for body in wanted]
    assert not file.partial.exists()
    path.unlink()


def as_in_a_sheet(body: str) -> str:
    return "'" + body if body[0] in "=+-@\t\r\n＝＋－＠" else body


def test_json_is_what_json_dumps_writes(tmp_path: Path) -> None:
    odd = "".join(map(chr, range(0x20))) + '"\\/ é李\u2028\u202e😀\x7f'
    file = open_record_file(tmp_path / "out.jsonl", MESSAGES)
    file.write(messages(odd, None, "plain"))
    file.commit()
    wanted = [
        json.dumps(row, ensure_ascii=False) for row in messages(odd, None, "plain").select(MESSAGES.names).to_pylist()
    ]
    assert (tmp_path / "out.jsonl").read_bytes().decode().split("\n")[:-1] == wanted


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_of_a_sheet_is_a_formula(tmp_path: Path, cell: str) -> None:
    file = open_record_file(tmp_path / "out.csv", REJECTED)
    file.write(pa.RecordBatch.from_pylist([{"row": -7, "field": "item", "value": cell, "why": 'a, "b"\nc'}], REJECTED))
    file.commit()
    raw = (tmp_path / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # Excel reads Chinese only so
    (row,) = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert row == {"row": "-7", "field": "item", "value": "'" + cell, "why": 'a, "b"\nc'}


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_a_file_goes_on_with_what_an_earlier_run_wrote(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out.{kind}"
    for run in range(3):
        file = open_record_file(path, MESSAGES)
        if path.exists():
            file.begin_with(path)
        file.write(messages(f"run {run}", start=run))
        file.commit()
    assert [record["body"] for record in records(path)] == ["run 0", "run 1", "run 2"]


def test_a_file_that_a_spreadsheet_has_saved_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    first = open_record_file(path, MESSAGES)
    first.write(messages("run 0", start=0))
    first.commit()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    again = open_record_file(path, MESSAGES)
    again.begin_with(path)
    again.write(messages("run 1", start=1))
    again.commit()
    assert [record["body"] for record in records(path)] == ["run 0", "run 1"]


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("bodies", [[], ['=1, "é"\n\nx', "", None, "李\\"]])
def test_a_file_of_an_earlier_version_is_gone_on_with(tmp_path: Path, kind: str, bodies: list[str | None]) -> None:
    path = tmp_path / f"out.{kind}"
    file = open_record_file(path, pa.schema([field for field in MESSAGES if field.name != "day"]))
    file.write(messages(*bodies))
    file.commit()
    before = records(path)
    for day, body in (("2026-11-20", "new"), ("2026-11-21", "newer")):
        file = open_record_file(path, MESSAGES)
        file.begin_with(path)
        written = messages(body)
        place = written.schema.get_field_index("day")
        file.write(written.set_column(place, "day", pa.array([day])))
        file.commit()
    *old, new, newer = records(path)
    assert old == [{**record, "day": None} for record in before]
    assert [list(record) for record in (new, newer)] == [MESSAGES.names] * 2
    assert [(one["body"], one["day"]) for one in (new, newer)] == [("new", "2026-11-20"), ("newer", "2026-11-21")]


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_another_file_is_not_taken_for_ours(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out.{kind}"
    other = open_record_file(path, SKIPPED)
    other.write(pa.RecordBatch.from_pylist([{"order": "1", "step": "T1", "why": "x"}], SKIPPED))
    other.commit()
    before = path.read_bytes()
    file = open_record_file(path, MESSAGES)
    with pytest.raises(BatchFileError, match=r"has other columns than order, step, .* name another file with --out"):
        file.begin_with(path)
    assert path.read_bytes() == before
    assert not file.partial.exists()
    path.write_bytes(b"something else\n")
    with pytest.raises((BatchFileError, FileError)):
        open_record_file(path, MESSAGES).begin_with(path)


def test_a_file_whose_lines_end_with_a_bare_carriage_return_is_said_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b'"order","step"\r"1","shipped"\r')
    with pytest.raises(BatchFileError, match="has other columns"):
        Files(path, None)
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out.{kind}"
    path.write_bytes(b"an earlier file")
    (tmp_path / f"out.{kind}.partial").symlink_to("/dev/full")  # every write to it meets a full disk
    with pytest.raises(FileError, match=r"cannot be written \(.*No space left on device.*make room"):
        write_much(path)
    assert path.read_bytes() == b"an earlier file"
    assert sorted(file.name for file in tmp_path.iterdir()) == [path.name]


def write_much(path: Path) -> None:
    file = open_record_file(path, MESSAGES)
    for start in range(50):
        file.write(messages(*["x" * 1000] * 100, start=start))
    file.commit()


def test_targets_that_cannot_be_written_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="make the folder first"):
        open_record_file(tmp_path / "missing" / "out.csv", MESSAGES)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(FileError, match="is a folder"):
        open_record_file(tmp_path / "folder.csv", MESSAGES)
    with pytest.raises(BatchFileError, match=r"use \.jsonl, \.csv, \.parquet"):
        open_record_file(tmp_path / "out.txt", MESSAGES)
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError, match="is a file"):
        EmlFolder(tmp_path / "file")


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="a folder where nobody may write is needed")
@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_a_read_only_target_is_one_sentence(name: str) -> None:
    with pytest.raises(FileError, match=r"cannot be written \(.*\); choose a folder where you may write"):
        open_record_file(Path("/sys/kernel") / name, MESSAGES)
    with pytest.raises(FileError, match="cannot be written"):
        EmlFolder(Path("/sys/kernel/mails"))


@pytest.mark.parametrize(
    ("out", "rejected"),
    [
        ("out.csv", "out.rejected.csv"),
        ("out.parquet", "out.rejected.parquet"),
        ("mails", "mails.rejected.jsonl"),
        ("mails.eml", "mails.eml.rejected.jsonl"),
    ],
)
def test_what_stands_beside_out_is_of_its_kind(tmp_path: Path, out: str, rejected: str) -> None:
    assert beside(tmp_path / out, "rejected") == tmp_path / rejected
    open_record_file(beside(tmp_path / out, "skipped"), SKIPPED).commit()
