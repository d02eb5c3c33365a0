"""`assistant care` as a colleague types it: exit codes, one sentence for what is wrong, and nothing written over."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from assistant.care.ledger import Ledger
from assistant.cli import cli
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(ROOT / "examples" / "orders.csv", tmp_path / "orders.csv")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def care(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["care", *arguments], prog_name="assistant")


def write(*arguments: str) -> Result:
    return care("orders.csv", "--today", "2026-11-20", "--no-ledger", *arguments)


def test_steps_are_named_with_or_without_spaces(folder: Path) -> None:
    assert write("--out", "out.jsonl", "--steps", "care, shipped").exit_code == 3  # the example has a row to mend
    steps = {json.loads(line)["step"] for line in (folder / "out.jsonl").read_text("utf-8").splitlines()}
    assert steps == {"care", "shipped"}


@pytest.mark.parametrize("name", ["orders", "orders.skipped", "orders.rejected"])
def test_a_table_that_is_read_is_not_written_over(folder: Path, name: str) -> None:
    (folder / "orders.csv").replace(folder / f"{name}.csv")
    before = (folder / f"{name}.csv").read_bytes()
    result = care(f"{name}.csv", "--out", "orders.csv", "--no-ledger")
    assert result.exit_code == 1
    assert "would write over it" in result.stderr
    assert (folder / f"{name}.csv").read_bytes() == before


@pytest.mark.parametrize("name", ["out.csv", "out.skipped.csv"])
def test_a_ledger_is_not_written_over(folder: Path, name: str) -> None:
    result = care("orders.csv", "--out", "out.csv", "--ledger", name)
    assert result.exit_code == 1
    assert "would write over it" in result.stderr
    assert [path.name for path in folder.iterdir()] == ["orders.csv"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"email\na@mail.example\n", "line 1 is not an e-mail address"),
        (b"a@mail.example\nb@mail.example,2026-11-01\n", "line 2 is not an e-mail address"),
        ("a@mail.example\n".encode("utf-16"), "is not UTF-8"),
        (None, "No such file"),
    ],
)
def test_a_list_of_the_unsubscribed_that_is_none_stops_the_run(folder: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (folder / "off.txt").write_bytes(content)
    result = write("--out", "out.csv", "--unsubscribed", "off.txt")
    assert result.exit_code == 1
    assert said in result.stderr
    assert "mail.example" not in result.stderr
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (
            '[[care.rules]]\nstep = "care"\ncountry = "Brazil"\noff = true',
            "care.rules[0].country: 'Brazil' is no country",
        ),
        ('[[care.rules]]\nstep = "care"\nplatform = "amazn"\noff = true', "did you mean 'amazon'"),
        ('[[care.rules]]\nstep = "care"\nservice = "pigeon"\noff = true', "'pigeon' is not known"),
        ('[[care.rules]]\nstep = "care"\nbase = "promised_by"\nfrom = 1\nuntil = 2', "never counted from promised_by"),
        ('[[care.transit]]\nservice = "pigeon"\ndays = [1, 2]', "care.transit[0].service"),
        ('[[care.transit]]\ncountry = "br"\ndays = [1, 2]', "'br' is no country"),
        ('[care.languages]\nBrasil = "pt_BR"', "care.languages.Brasil"),
    ],
)
def test_a_rule_that_would_hold_for_no_order_is_told(folder: Path, setting: str, said: str) -> None:
    (folder / "shop.toml").write_text(setting, encoding="utf-8")
    result = write("--out", "out.csv")
    assert result.exit_code == 1
    assert said in result.stderr
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize("command", [["undecided"], ["decide", "Lumen/1/care", "sent"]])
def test_a_ledger_that_is_not_there_is_not_taken_for_an_empty_one(folder: Path, command: list[str]) -> None:
    result = care(*command, "--ledger", "lost.db")
    assert result.exit_code == 1
    assert "there is no such ledger" in result.stderr
    assert not (folder / "lost.db").exists()


@pytest.mark.usefixtures("folder")
def test_an_email_that_nobody_has_to_decide_on_is_said() -> None:
    result = care("decide", "Lumen/1/care", "sent", "--json", "--today", "2026-11-20")
    assert result.exit_code == 2
    assert result.stderr == (
        "assistant: Unknown undecided e-mail 'Lumen/1/care': there is none to choose from.\n"
    )  # fmt: skip


def test_a_dry_run_counts_what_the_run_then_does(folder: Path) -> None:
    (folder / "shop.toml").write_text('[shop]\nplatform = "own_shop"\n[care]\nsender = "care@lumen.example"\n', "utf-8")
    rows = ["ana@mail.example", "münchen@mail.example", "an***@mail.example", "ana@bücher.example"]
    lines = [f"{number},2026-11-18,DE,{address}" for number, address in enumerate(rows, start=1)]
    (folder / "orders.csv").write_text("\n".join(["order_id,shipped_on,country,email", *lines]), "utf-8")
    tried, done = (json.loads(write("--out", "mails", "--json", *options).stdout) for options in (["--dry-run"], []))
    assert tried.pop("samples")
    assert done == {**tried, "samples": []}
    assert (tried["rejected"], tried["messages"][0]["count"]) == (1, 2)
    assert len(list((folder / "mails").glob("*.eml"))) == 2


def test_a_letter_names_the_day_of_its_own_platform(folder: Path) -> None:
    moments = {"taobao": "2026-11-17T20:00:00+00:00", "own shop": "2026-11-17T03:00:00+00:00"}
    lines = [f"{number},{number},US,a@mail.example,{moments[number]}" for number in moments]
    (folder / "orders.csv").write_text("\n".join(["order_id,platform,country,email,shipped_on", *lines]), "utf-8")
    write("--out", "out.jsonl")
    bodies = [json.loads(line)["body"] for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]
    assert [day in body for day, body in zip(("18 November", "17 November"), bodies, strict=True)] == [True, True]


@pytest.mark.parametrize("listed", ["ana@xn--bcher-kva.example", "ana@bücher.example", "Ana@BÜCHER.example"])
def test_who_is_off_the_list_gets_nothing_however_his_domain_is_written(folder: Path, listed: str) -> None:
    (folder / "shop.toml").write_text('[shop]\nplatform = "own_shop"\n[care]\nsender = "care@lumen.example"\n', "utf-8")
    rows = ["ana@bücher.example", "ANA@xn--bcher-kva.example", "ana@bucher.example"]
    lines = [f"{number},2026-11-18,DE,{address}" for number, address in enumerate(rows, start=1)]
    (folder / "orders.csv").write_text("\n".join(["order_id,shipped_on,country,email", *lines]), "utf-8")
    (folder / "off.txt").write_text(listed + "\n", "utf-8")
    done = json.loads(write("--out", "out.csv", "--unsubscribed", "off.txt", "--json").stdout)
    assert [message["count"] for message in done["messages"]] == [1]
    assert (folder / "out.skipped.csv").read_text("utf-8").count("The buyer wants no messages.") == 2


def test_a_dry_run_makes_no_ledger_and_says_that_the_one_named_is_not_there(folder: Path) -> None:
    dry = ("orders.csv", "--out", "out.csv", "--today", "2026-11-20", "--dry-run")
    assert "no such ledger" not in care(*dry).stderr
    result = care(*dry, "--ledger", "new.db")
    assert "There is no such ledger yet" in result.stderr
    assert "would be written" in result.output
    assert [path.name for path in folder.iterdir()] == ["orders.csv"]


def test_what_stands_in_the_way_of_a_table_is_an_error(folder: Path) -> None:
    (folder / "orders.csv").write_text("foo,bar\n1,2\n", encoding="utf-8")
    result = care("headers", "orders.csv")
    assert result.exit_code == 1
    assert "not read" in result.stdout
    assert "no column is the order's number" in result.stderr
    assert "no column" not in result.stdout


def held(folder: Path, order: str) -> list[str]:
    """Return the texts that the ledger has of an order's messages."""
    with closing(Ledger(str(folder / "data" / "ledger.db"))) as ledger:
        keys = [f"Lumen/{order}/{step}" for step in ("shipped", "in_transit", "late_warning", "care")]
        return [(ledger.message(entry) or {"body": ""})["body"] for entry in ledger.known(keys).values()]


def test_what_names_buyers_goes_from_the_ledger_and_no_message_is_written_twice(folder: Path) -> None:
    (folder / "shop.toml").write_text('[shop]\nname = "Lumen"\nplatform = "aliexpress"\n[archive]\nkeep_days = 30\n')
    lines = ["number,shipped_on,country,name", "77,2025-01-10,BR,Ana Souza", "78,2025-01-10,BR,Ana Souzam"]
    (folder / "orders.csv").write_text("\n".join(lines), "utf-8")
    run = ("orders.csv", "--out", "messages.csv", "--today", "2025-01-12", "--json")
    assert json.loads(care(*run).stdout)["messages"]
    assert "Ana Souza!" in held(folder, "77")[0]
    redacted = CliRunner().invoke(cli, ["case", "redact", "--buyer", "ANA  souza", "--json"])
    assert json.loads(redacted.stdout) == {"redacted": [], "mentioned": [], "care_messages": 1, "care_files": 0}
    assert (held(folder, "77"), "Ana Souzam" in held(folder, "78")[0]) == ([""], True)
    assert not json.loads(care(*run).stdout)["messages"]
    assert "Ana Souzam" in held(folder, "78")[0], "on that day it was not old"
    (folder / "orders.csv").write_text("\n".join([lines[0], "79,2025-02-10,BR,Bo"]), "utf-8")
    care("orders.csv", "--out", "messages.csv", "--today", "2025-02-12")
    assert (held(folder, "78"), bool(held(folder, "79")[0])) == ([""], True)
    assert CliRunner().invoke(cli, ["case", "purge"]).exit_code == 0
    assert held(folder, "79") == [""]
