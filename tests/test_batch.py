"""Batches: every row is done or rejected with its reason, in order, on one core or many, and after an interruption."""

from __future__ import annotations

import csv
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from assistant.cli.journal import Journal
from assistant.errors import BatchFileError, ModelFileError
from assistant.fields import REPLY
from assistant.holding import held
from assistant.lines import Line
from assistant.model import Reason
from assistant.outcomes import Outcome, outcome
from assistant.records import RowError, Source
from tests.conftest import ROOT
from tests.test_cli import READ_KEYS, run

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.bootstrap import Assistant

DAY = ("--today", "2026-11-20")


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def messages(path: Path, count: int) -> Path:
    lines = [json.dumps({"id": str(n), "text": f"my parcel {n} came with a broken cup"}) for n in range(count)]
    lines[count // 2] = "{broken"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_batch_keeps_order_and_loses_no_row(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows: list[dict[str, Any] | str] = [
        {"id": "1", "text": "arrived broken", "order": {"price": "24.90", "currency": "USD"}, "today": "2026-11-20"},
        {"id": "2", "text": ""},
        "{broken",
        {"id": "4", "text": "没收到货", "order": {"price": "-1", "currency": "USD"}},
        {"id": "5", "text": "where is my order", "surprise": 1},
        {"id": "6", "text": "gracias, todo perfecto"},
        {"id": "7", "text": "broken", "today": 5},
        {"id": "8", "text": "broken", "option": "²"},
        '{"id": "9", "text": "broken \\ud800"}',
    ]
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    source.write_bytes("\n".join(lines).encode() + b"\n\xff\xfe bad bytes\n")
    done = run("reply", "--batch", str(source), "--out", str(out))
    assert done.returncode == 3, done.stderr.decode()
    results = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [result["id"] for result in results] == ["1", "6"]
    rejected = [json.loads(line) for line in (tmp_path / "out.rejected.jsonl").read_text("utf-8").splitlines()]
    assert [(row["row"], row["field"]) for row in rejected] == [
        (2, "text"),
        (3, "line"),
        (4, "order"),
        (5, "surprise"),
        (7, "today"),
        (8, "option"),
        (9, "line"),
        (10, "line"),
    ]
    assert all(row["why"] for row in rejected)


def test_batch_reads_and_writes_csv(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('\ufeffid;text\n=1;"it is broken; sadly"\n2;+ zu klein\n', encoding="utf-8")
    assert run("read", "--batch", str(source), "--out", str(out)).returncode == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["'=1", "2"]
    assert list(rows[0]) == READ_KEYS


def test_open_quotes_in_csv_swallow_no_row(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    source.write_bytes(b'id,text\n1,fine here\n2,"never closed\n3,lost?\n4,caf\xe9\n')
    assert run("read", "--batch", str(source), "--out", str(out)).returncode == 3
    done = [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()]
    rejected = [json.loads(line)["row"] for line in (tmp_path / "out.rejected.jsonl").read_text("utf-8").splitlines()]
    assert (done, rejected) == (["1", "3"], [3, 5])


def test_what_a_case_tells_is_not_laid_under_a_row_of_another_order(assistant: Assistant) -> None:
    of_case = {"order": {"number": "1"}, "history": [{"remedy": "trace"}], "earlier": (2,), "about": Reason.DAMAGED}
    own = outcome(1, {"text": "hello", "order": {"number": "77"}}, assistant, lambda row, _: row, REPLY, of_case)
    assert own.result == {"text": "hello", "order": {"number": "77"}}
    bare = outcome(2, {"text": "hello"}, assistant, lambda row, _: row, REPLY, of_case)
    assert bare.result == {**of_case, "text": "hello"}


def test_input_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "x.rejected.jsonl"
    source.write_text('{"text": "hi"}\n', encoding="utf-8")
    assert run("read", "--batch", str(source), "--out", str(tmp_path / "x.jsonl")).returncode == 1
    assert source.read_text(encoding="utf-8")


def test_rejected_rows_of_another_output_are_neither_removed_nor_overwritten(tmp_path: Path) -> None:
    bad, good = messages(tmp_path / "res.jsonl", 3), tmp_path / "good.jsonl"
    good.write_text('{"id": "1", "text": "thanks"}\n', encoding="utf-8")
    rejected = tmp_path / "res.rejected.jsonl"
    for _ in range(2):  # the input is no other output, though it has the name of one
        assert run("read", "--batch", str(bad), "--out", str(tmp_path / "res.csv"), *DAY).returncode == 3
    bad.unlink()
    of_first = rejected.read_bytes()
    into_other = ("read", "--batch", str(good), "--out", str(tmp_path / "res.jsonl"), *DAY)
    refused = run(*into_other)
    said = f"{rejected}: it may hold the rejected rows of {tmp_path / 'res.csv'}; move it away, or name another file"
    assert (refused.returncode, said in refused.stderr.decode()) == (1, True)
    assert (rejected.read_bytes(), sorted(path.name for path in tmp_path.iterdir())) == (
        of_first,
        ["good.jsonl", "res.csv", "res.rejected.jsonl"],
    )
    assert run("read", "--batch", str(good), "--out", str(tmp_path / "res.csv"), *DAY).returncode == 0
    assert not rejected.exists()
    with held(rejected):
        assert b"res.rejected.jsonl" in run(*into_other).stderr
    assert run(*into_other).returncode == 0


def test_batch_files_of_another_kind_are_refused(tmp_path: Path) -> None:
    done = run("read", "--batch", "in.xlsx", "--out", str(tmp_path / "out.jsonl"))
    assert done.returncode == 1
    assert "use .jsonl or .csv" in done.stderr.decode()
    assert run("read", "--batch", "in.jsonl").returncode == 2
    assert not list(tmp_path.iterdir())


def test_rows_that_say_nothing_are_read_or_rejected_one_by_one(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    texts = ["👍👍🔥", "123456", "https://example.org/x", "   ", "a" * 1_000_000, "all fine, thank you"]
    rows = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts)]
    huge = json.dumps({"id": "huge", "text": "a" * 5_000_000})
    source.write_text("\n".join([*rows, huge, json.dumps({"id": "no text"}), rows[-1]]) + "\n", encoding="utf-8")
    assert run("read", "--batch", str(source), "--out", str(out), *DAY).returncode == 3
    done = {row["id"]: row for row in written(out)}
    assert list(done) == ["0", "1", "2", "5"]
    assert all(done[key]["needs_review"] for key in ("0", "1", "2"))
    rejected = written(tmp_path / "out.rejected.jsonl")
    assert [(row["row"], row["field"]) for row in rejected] == [(4, "text"), (5, "text"), (7, "line"), (8, "text")]
    assert "1,000,000" in rejected[1]["why"]


def test_missing_column_is_said_at_once(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,reason\n1,damaged\n", encoding="utf-8")
    done = run("reply", "--batch", str(source), "--out", str(tmp_path / "out.jsonl"))
    assert done.returncode == 1
    assert "there is no column 'text'" in done.stderr.decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]
    reason = run("plan", "--reason", "damaged", "--batch", str(source), "--out", str(tmp_path / "out.jsonl"))
    assert reason.returncode == 0, reason.stderr.decode()


def test_many_processes_write_what_one_writes(tmp_path: Path) -> None:
    source = messages(tmp_path / "in.jsonl", 150)
    for name, workers in (("one", "1"), ("many", "3")):
        assert (
            run(
                "read", "--batch", str(source), "--out", str(tmp_path / f"{name}.jsonl"), "--workers", workers, *DAY
            ).returncode
            == 3
        )
    for kind in ("jsonl", "rejected.jsonl"):
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"many.{kind}").read_bytes()
    assert [row["id"] for row in written(tmp_path / "many.jsonl")] == [str(n) for n in range(150) if n != 75]


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_interrupted_batch_goes_on_where_it_stood(kind: str, tmp_path: Path) -> None:
    source = messages(tmp_path / "in.jsonl", 400)
    whole, out = tmp_path / f"whole.{kind}", tmp_path / f"out.{kind}"
    assert run("read", "--batch", str(source), "--out", str(whole), "--workers", "1", *DAY).returncode == 3
    command = [sys.executable, "-m", "assistant", "read", "--batch", str(source), "--out", str(out), "--workers", "1"]
    note = tmp_path / f"out.{kind}.part.json"
    for sent in (signal.SIGKILL, signal.SIGINT):
        process = subprocess.Popen([*command, *DAY], cwd=ROOT, stderr=subprocess.PIPE, env={**os.environ})
        before = json.loads(note.read_text("utf-8"))["rows"] if note.is_file() else 0
        while process.poll() is None and not (note.is_file() and json.loads(note.read_text("utf-8"))["rows"] > before):
            time.sleep(0.01)
        assert process.poll() is None, "it was done before it could be stopped"
        process.send_signal(sent)
        _, said = process.communicate(timeout=60)
        assert sent is signal.SIGKILL or b"the same command goes on from there" in said
        assert not out.exists()
    last = run("read", "--batch", str(source), "--out", str(out), "--workers", "1", *DAY)
    assert b"Going on after row" in last.stderr
    assert out.read_bytes() == whole.read_bytes()
    rejected = tmp_path / "out.rejected.jsonl"
    assert rejected.read_bytes() == (tmp_path / "whole.rejected.jsonl").read_bytes()
    assert not list(tmp_path.glob("*.part*"))


def test_what_another_run_left_is_not_thrown_away_unasked(tmp_path: Path) -> None:
    source, out = messages(tmp_path / "in.jsonl", 40), tmp_path / "out.jsonl"
    for name in ("out.jsonl.part", "out.jsonl.rejected.part"):
        (tmp_path / name).write_text("left over", encoding="utf-8")
    note = {"run": "another", "today": "2026-01-01", "rows": 30, "done": 30, "rejected": 0, "out_bytes": 9}
    (tmp_path / "out.jsonl.part.json").write_text(json.dumps({**note, "rejected_bytes": 0}), encoding="utf-8")
    refused = run("read", "--batch", str(source), "--out", str(out), *DAY)
    assert refused.returncode == 1
    assert b"interrupted there after row 30" in refused.stderr
    done = run("read", "--batch", str(source), "--out", str(out), "--anew", *DAY)
    assert b"Going on" not in done.stderr
    assert len(written(out)) == 39
    assert not list(tmp_path.glob("*.part*"))


def test_killed_between_two_moves_is_only_moved(tmp_path: Path) -> None:
    source, out = messages(tmp_path / "in.jsonl", 40), tmp_path / "out.jsonl"
    command = ("read-test", 1)
    with Journal(source, out, command, "2026-11-20", anew=False) as journal:
        journal.add([Outcome(1, {"id": "1"}), Outcome(2, None, "text", "", "why")])
        journal.progress.ended = True
        journal._write_note()
        journal._parts[0].replace(out)
    again = Journal(source, out, command, "2026-11-20", anew=False)
    with again:
        assert again.resumed
        again.finish()
    assert (written(out), written(tmp_path / "out.rejected.jsonl")[0]["row"]) == ([{"id": "1"}], 2)
    assert not list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize(
    "row",
    [
        '{"reason": "damaged", "order": {"price": 1e99999999999999999999}}',
        '{"reason": "damaged", "option": ' + "1" * 5_000 + "}",
        '{"reason": "damaged", "order": ' + '{"a":' * 600 + "1" + "}" * 601,
        '{"reason": "damaged", "platform": "nowhere"}',
    ],
)
def test_hostile_row_costs_only_itself(row: str, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(f'{row}\n{{"id": "good", "reason": "damaged"}}\n', encoding="utf-8")
    done = run("plan", "--batch", str(source), "--out", str(out), "--workers", "2", *DAY)
    assert done.returncode == 3, done.stderr.decode()
    assert [result["id"] for result in written(out)] == ["good"]
    assert written(tmp_path / "out.rejected.jsonl")[0]["row"] == 1


def test_half_a_character_in_a_cell_costs_only_its_row(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('id,reason,order\n1,damaged,"{""currency"": ""\\ud800""}"\n2,damaged,\n', encoding="utf-8")
    assert run("plan", "--batch", str(source), "--out", str(out), *DAY).returncode == 3
    with out.open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["2"]
    assert [row["row"] for row in written(tmp_path / "out.rejected.jsonl")] == [2]


def test_a_column_or_a_key_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    table, lines = tmp_path / "in.csv", tmp_path / "in.jsonl"
    table.write_text("id,text,text\n1,lamp broken,where is my parcel\n", encoding="utf-8")
    with table.open("rb") as file, pytest.raises(BatchFileError, match="two columns 'text'"):
        next(iter(Source(table, file, REPLY.names)))
    lines.write_text('{"text": "hi", "text": "where is my parcel"}\n', encoding="utf-8")
    with lines.open("rb") as file:
        ((_, record),) = Source(lines, file, REPLY.names)
    assert isinstance(record, RowError)
    assert "the key 'text' stands twice" in str(record)


@pytest.mark.parametrize("number", ["1E+999999999", "-1E-999999999", "0E+31"])
def test_a_number_that_a_thousand_million_digits_would_be_is_an_error(tmp_path: Path, number: str) -> None:
    table, lines = tmp_path / "in.csv", tmp_path / "in.jsonl"
    order = f'{{"review": {{"stars": {number}}}}}'
    lines.write_text(f'{{"text": "hi", "order": {order}}}\n', encoding="utf-8")
    table.write_text('text,order\nhi,"{}"\n'.format(order.replace('"', '""')), encoding="utf-8")
    for source in (table, lines):
        with source.open("rb") as file:
            ((_, record),) = Source(source, file, REPLY.names)
        assert isinstance(record, RowError)
        assert "a number of more than 30 digits" in str(record)


def test_lines_that_end_as_on_an_old_mac_are_told_and_nothing_is_left(tmp_path: Path) -> None:
    source = tmp_path / "old.csv"
    source.write_bytes(b"id,reason\r1,damaged\r")
    done = run("plan", "--batch", str(source), "--out", str(tmp_path / "out.csv"), *DAY)
    said = b"old.csv: the first line: A line ends with a bare carriage return: save the file as CSV in UTF-8.\n"
    assert (done.returncode, done.stderr.endswith(said)) == (1, True), done.stderr
    assert list(tmp_path.iterdir()) == [source]


def test_wrong_option_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    source = messages(tmp_path / "in.jsonl", 4)
    done = run("reply", "--platform", "nowhere", "--batch", str(source), "--out", str(tmp_path / "out.jsonl"))
    assert done.returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]


def test_errors_travel_between_processes() -> None:
    missing = ModelFileError("weights/x", Line("is missing"))
    error = pickle.loads(pickle.dumps(missing))  # noqa: S301 - our own
    assert (str(error), error.line) == (str(missing), missing.line)
    assert pickle.loads(pickle.dumps(RowError("text", 5, "why"))).field == "text"  # noqa: S301


def test_ray_writes_what_one_process_writes(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra 'ray' is not installed")
    source = messages(tmp_path / "in.jsonl", 100)
    for name, engine in (("here", "local"), ("ray", "ray")):
        done = run("read", "--batch", str(source), "--out", str(tmp_path / f"{name}.jsonl"), "--engine", engine, *DAY)
        assert done.returncode == 3, done.stderr.decode()
    for kind in ("jsonl", "rejected.jsonl"):
        assert (tmp_path / f"here.{kind}").read_bytes() == (tmp_path / f"ray.{kind}").read_bytes()


@pytest.mark.parametrize("anew", [(), ("--anew",)])
def test_the_same_command_started_twice_is_refused_while_the_first_writes(
    anew: tuple[str, ...], tmp_path: Path
) -> None:
    source, out = messages(tmp_path / "in.jsonl", 4), tmp_path / "out.jsonl"
    with held(out):
        refused = run("read", "--batch", str(source), "--out", str(out), *anew, *DAY)
    assert refused.returncode == 1
    assert b"out.jsonl: another run is writing it" in refused.stderr
    assert not list(tmp_path.glob("out*"))
