"""`assistant case`: a case from the pasted message to the evidence that is handed in, on both databases."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from assistant.cli import cli
from assistant.cli.options import known_facts
from tests.conftest import EXAMPLES
from tests.test_archive_export import png

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

DAY = ("--today", "2026-11-20")
ORDER = ("--order", str(EXAMPLES / "angry-dispute.json"))
TEXT = (EXAMPLES / "angry-dispute.txt").read_text(encoding="utf-8")


KETTLE = {
    "number": "901", "currency": "USD", "price": "30.00", "product_cost": "9.00", "shipping_cost": "4.00",
    "status": "delivered", "delivered_on": "2026-11-18", "items": [{"sku": "KETTLE"}], "buyer": {"country": "US"},
}  # fmt: skip
BROKEN = "The kettle arrived broken, I want a refund."


def kettle(tmp_path: Path, **fields: object) -> tuple[str, ...]:
    """The options of an order whose facts lie in a file."""
    (tmp_path / "kettle.json").write_text(json.dumps({**KETTLE, **fields}), encoding="utf-8")
    return ("--order", "kettle.json", *DAY)


def told(result: Result) -> Any:
    return json.loads(result.stdout)


def test_a_case_from_the_message_to_the_evidence(run: Callable[..., Result], tmp_path: Path) -> None:
    assert run("case", "add", *ORDER, *DAY, "--sent", "-", stdin=TEXT).stdout == "1\n"
    assert told(run("case", "list", *DAY, "--json"))["rows"] == []
    (row,) = told(run("case", "list", *DAY, "--state", "pending", "--text", "спор", "--json"))["rows"]
    assert (row["number"], row["reason"], row["at_risk"], row["currency"]) == (1, "defective", "42.70", "USD")
    shown = run("case", "show", 1, *DAY).stdout
    for part in ("Игорь Шаповалов", "partial refund", "17.08 USD", "not allowed", "filed"):
        assert part in shown
    run("case", "set", 1, "--label", "red", "--assign", "wei", "--offer", 1, "--answer", "refused")
    assert told(run("case", "note", 1, "the carrier was asked", "--json")) == {"case": 1, "version": 4}
    run("case", "note", 1, "--message", "Ну и?")
    (tmp_path / "photo.png").write_bytes(png())
    run("case", "attach", 1, tmp_path / "photo.png")
    history = told(run("case", "history", 1))
    assert [(one["remedy"], one["outcome"]) for one in history] == [
        ("partial_refund", "refused"),
        ("reship", "offered"),
    ]
    plan = told(run("plan", "--case", 1, "--reason", "defective", *DAY, "--json"))
    assert "partial_refund" not in [option["remedy"] for option in plan["options"] if option["offered"]]
    run("case", "outcome", 1, "dispute_won", "--amount", "5 USD")
    run("case", "export", 1, "--out", tmp_path / "case.zip")
    with zipfile.ZipFile(tmp_path / "case.zip") as bundle:
        assert {"case-1/case.pdf", "case-1/files/01-photo.png"} <= set(bundle.namelist())
    case = told(run("case", "show", 1, *DAY, "--json"))["case"]
    assert (case["state"], case["label"], case["assigned_to"]) == ("resolved", 1, "wei")
    assert case["ending"]["result"] == "dispute_won"
    assert told(run("case", "verify", "--json"))["whole"] is True


def test_a_reply_that_was_printed_is_filed_as_it_is(run: Callable[..., Result], tmp_path: Path) -> None:
    reply = run("reply", *ORDER, *DAY, "--option", 2, "--json", "-", stdin=TEXT).stdout
    (tmp_path / "reply.json").write_text(reply, encoding="utf-8")
    arguments = ("--reply", "reply.json", "--received", "2026-11-20T08:00+08:00", "--assign", "li", "--json", "-")
    assert told(run("case", "add", *ORDER, *DAY, *arguments, stdin=TEXT)) == {"case": 1, "version": 1}
    case = told(run("case", "show", 1, *DAY, "--json"))["case"]
    assert case["reading"] == json.loads(reply)["reading"]
    assert case["plan"] == json.loads(reply)["plan"]
    assert (case["entries"][0]["text"], case["entries"][0]["at"]) == (TEXT, "2026-11-20T00:00:00Z")
    assert (case["state"], case["assigned_to"], len(case["entries"])) == ("open", "li", 1)


def test_the_day_of_today_is_filed_and_the_trail_keeps_the_clock(run: Callable[..., Result]) -> None:
    run("case", "add", *ORDER, *DAY, "--sent", "-", stdin=TEXT)
    run("case", "note", 1, "--message", "Ну и?", "--today", "2026-11-22")
    run("case", "outcome", 1, "accepted", "--today", "2026-11-23")
    shown = told(run("case", "show", 1, *DAY, "--json"))
    offered = [one["on"] for one in told(run("case", "history", 1))]
    assert set(offered) == {"2026-11-20"}
    days = [day_here(entry["at"]) for entry in shown["case"]["entries"]]
    assert days == [date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 22)]
    assert day_here(shown["case"]["ending"]["at"]) == date(2026, 11, 23)
    assert told(run("case", "numbers", "--since", "2026-11-01", "--today", "2026-11-21", "--json"))["cases"] == 1
    now = datetime.now(UTC)
    assert all(now - datetime.fromisoformat(deed["at"]) < timedelta(hours=1) for deed in shown["trail"])


def test_a_snoozed_case_is_listed_from_its_day_on(run: Callable[..., Result]) -> None:
    run("case", "add", *ORDER, *DAY, "-", stdin=TEXT)
    comes = date.today() + timedelta(days=30)  # noqa: DTZ011 - of the machine, as the command's
    run("case", "set", 1, "--state", "snoozed", "--until", comes)
    days = (comes - timedelta(days=1), comes)
    rows = [told(run("case", "list", "--today", day, "--json"))["rows"] for day in days]
    assert [len(found) for found in rows] == [0, 1]
    assert f"snoozed until {comes}" in run("case", "show", 1).stdout
    run("case", "set", 1, "--state", "open")
    assert "until" not in run("case", "show", 1).stdout


def day_here(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone().date()


@pytest.mark.parametrize("option", [2, 4])
def test_what_is_filed_as_offered_is_what_the_letter_offers(
    option: int, run: Callable[..., Result], tmp_path: Path
) -> None:
    reply = told(run("reply", *ORDER, *DAY, "--option", option, "--json", "-", stdin=TEXT))
    (tmp_path / "reply.json").write_text(json.dumps(reply), encoding="utf-8")
    run("case", "add", *ORDER, *DAY, "--reply", "reply.json", "--sent", "-", stdin=TEXT)
    wanted = reply["plan"]["options"][option - 1]
    assert [one["offered"] for one in reply["plan"]["options"]] == [one is wanted for one in reply["plan"]["options"]]
    case = told(run("case", "show", 1, *DAY, "--json"))["case"]
    (made,) = case["offers"]
    assert [made[name] for name in ("remedy", "amount", "currency", "needs_approval")] == [
        wanted[name] for name in ("remedy", "amount", "currency", "approval")
    ]
    assert [one["remedy"] for one in told(run("case", "history", 1))] == [wanted["remedy"]]


def test_an_explanation_is_filed_as_no_offer_that_waits_for_an_answer(run: Callable[..., Result]) -> None:
    run("case", "add", *DAY, "--sent", "where is my parcel?")
    case = told(run("case", "show", 1, *DAY, "--json"))["case"]
    assert "explain" in [one["remedy"] for one in case["plan"]["options"] if one["offered"]]
    assert (case["offers"], len(case["entries"])) == ([], 2)


def test_a_note_or_a_second_message_never_puts_a_reply_off(run: Callable[..., Result]) -> None:
    run("case", "add", *DAY, "where is my parcel?")
    due = told(run("case", "show", 1, *DAY, "--json"))["case"]["due"]
    assert due
    for arguments in (("asked the carrier",), ("--message", "HELLO??")):
        run("case", "note", 1, *arguments)
        assert told(run("case", "show", 1, *DAY, "--json"))["case"]["due"] == due
    run("case", "note", 1, "--reply", "It arrives tomorrow.")
    assert told(run("case", "show", 1, *DAY, "--json"))["case"]["due"] is None
    run("case", "note", 1, "--message", "It did not.")
    again = told(run("case", "show", 1, *DAY, "--json"))["case"]
    assert datetime.fromisoformat(again["due"]) - datetime.fromisoformat(again["changed_at"]) <= timedelta(hours=24)
    assert again["due"] > due


def test_a_command_that_fails_has_changed_nothing(run: Callable[..., Result], tmp_path: Path) -> None:
    run("case", "add", *ORDER, *DAY, "-", stdin=TEXT)
    before = told(run("case", "show", 1, *DAY, "--json"))
    refused = run("case", "set", 1, "--label", "red", "--assign", "wei", "--offer", 99, "--answer", "refused", code=1)
    assert "99" in refused.stderr
    (tmp_path / "photo.png").write_bytes(png())
    (tmp_path / "page.html").write_text("<html>", encoding="utf-8")
    assert "page.html" in run("case", "attach", 1, "photo.png", "page.html", code=1).stderr
    assert told(run("case", "show", 1, *DAY, "--json")) == before


def test_a_file_that_is_attached_again_is_there_once(run: Callable[..., Result], tmp_path: Path) -> None:
    run("case", "add", *DAY, "where is my parcel?")
    for name in ("photo.png", "copy.png"):
        (tmp_path / name).write_bytes(png())
    first = told(run("case", "attach", 1, "photo.png", "--json"))
    assert told(run("case", "attach", 1, "photo.png", "--json")) == first
    both = told(run("case", "attach", 1, "photo.png", "copy.png", "--json"))
    assert [file["name"] for file in both["files"]] == ["photo.png", "copy.png"]
    assert both["version"] == first["version"] + 1


def test_numbers_are_shown_printed_and_written_for_a_spreadsheet(run: Callable[..., Result]) -> None:
    run("case", "add", *ORDER, *DAY, "-", stdin=TEXT)
    period = ("--since", "2026-01-01", "--today", "2999-01-01")
    assert told(run("case", "numbers", *period, "--json"))["by_reason"] == [{"key": "defective", "cases": 1}]
    assert "1 cases from 2026-01-01" in run("case", "numbers", *period).stdout
    rows = csv.DictReader(io.StringIO(run("case", "numbers", *period, "--csv").stdout))
    assert {"figure": "cases_by_country", "key": "RU", "currency": "", "value": "1"} in list(rows)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_what_was_filed_just_now_is_counted_up_to_today_wherever_the_staff_are(
    zone: str, run: Callable[..., Result], tmp_path: Path
) -> None:
    """At every hour it is another day than the machine's in one of the two zones."""
    (tmp_path / "shop.toml").write_text(f'[shop]\ntime_zone = "{zone}"\n', encoding="utf-8")
    run("case", "add", *ORDER, "--shop", "shop.toml", "--sent", "-", stdin=TEXT)
    figures = told(run("case", "numbers", "--shop", "shop.toml", "--json"))
    (offer, *_) = told(run("case", "show", 1, "--json"))["case"]["offers"]
    assert (figures["cases"], figures["until"]) == (1, offer["on"])
    assert figures["until"] == datetime.now(ZoneInfo(zone)).date().isoformat()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_days_of_a_case_are_those_of_the_shop(zone: str, run: Callable[..., Result], tmp_path: Path) -> None:
    """At every hour it is another day than the machine's in one of the two zones."""
    (tmp_path / "shop.toml").write_text(f'[shop]\ntime_zone = "{zone}"\n', encoding="utf-8")
    run("case", "add", *kettle(tmp_path), BROKEN)
    for given, day in (((), datetime.now(ZoneInfo(zone)).date().isoformat()), (DAY, DAY[1])):
        run("case", "outcome", 1, "dispute_lost", "--amount", "5 USD", *given)
        assert [one["on"] for one in told(run("case", "history", 1))] == [day]
        assert [one["on"] for one in known_facts(None, None, 1, None)["history"]] == [day]
    run("case", "note", 1, "the carrier was asked", *DAY)
    back = datetime.now(ZoneInfo(zone)).date() + timedelta(days=30)
    run("case", "set", 1, "--state", "snoozed", "--until", back)
    rows = [told(run("case", "list", "--today", day, "--json"))["rows"] for day in (back - timedelta(days=1), back)]
    assert [len(found) for found in rows] == [0, 1]
    case = told(run("case", "show", 1, "--json"))["case"]
    due = datetime.fromisoformat(case["due"]).astimezone(ZoneInfo(zone))
    assert f" {due:%Y-%m-%d %H:%M}" in run("case", "show", 1).stdout
    noted, comes = (datetime.fromisoformat(at) for at in (case["entries"][-1]["at"], case["snoozed_until"]))
    assert noted.astimezone(ZoneInfo(zone)).date().isoformat() == DAY[1]
    assert comes == datetime.combine(back, time(), ZoneInfo(zone))
    assert f"snoozed until {back}" in run("case", "show", 1).stdout


def test_purge_and_redaction_say_what_they_did(run: Callable[..., Result]) -> None:
    run("case", "add", *ORDER, *DAY, "-", stdin=TEXT)
    assert "0 cases older than 180 days would be deleted" in run("case", "purge", "--dry-run").stderr
    assert "1 cases older" in run("case", "purge", "--dry-run", "--today", "2999-01-01").stderr
    assert told(run("case", "purge", "--days", 1, "--json")) == {
        "keep_days": 1, "dry_run": False, "purged": [], "kept": []
    }  # fmt: skip
    for buyer, gone in (("Nobody", []), ("Игорь Шаповалов", [1])):
        done = told(run("case", "redact", "--buyer", buyer, "--json"))
        assert done == {"redacted": gone, "mentioned": [], "care_messages": 0, "care_files": 0}
    shown = run("case", "show", 1, *DAY, "--json").stdout
    assert "Шаповалов" not in shown
    assert TEXT[:20] not in shown


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("case", "show", "7"), 1, "There is no case 7 in the archive"),
        (("case", "outcome", "1", "won"), 2, "dispute_won"),
        (("case", "outcome", "1", "accepted", "--amount", "5"), 2, "write it with its currency"),
        (("case", "outcome", "1", "accepted", "--amount", "5.005 USD"), 2, "5.005 USD is finer than the smallest coin"),
        (("case", "outcome", "1", "accepted", "--amount", "50.000 VND"), 2, "50.000 VND may be 50000 or 50: write"),
        (("case", "set", "1", "--state", "snoozed", "--until", "2026-01-05"), 2, "2026-01-05 has begun already"),
        (
            ("case", "set", "1", "--state", "snoozed", "--until", "9999-12-31"),
            2,
            "9999-12-31 is more than 365 days away",
        ),
        (("case", "redact"), 2, "Name one case"),
        (("case", "redact", "1", "--buyer", "Ana"), 2, "Name one case"),
        (("case", "purge", "--days", "99999999999"), 2, "1<=x<=3650"),
        (("case", "set", "1", "--state", "snoozed"), 2, "--until"),
        (("case", "set", "1", "--state", "snoozed", "--until", "soon"), 2, "--until soon is not a date"),
        (("case", "set", "1", "--offer", "1"), 2, "go together"),
        (("case", "set", "1"), 2, "Nothing to change: pass --state"),
        (("case", "note", "1"), 1, "The message is empty"),
        (("case", "note", "1", "--message", " "), 1, "The message is empty"),
        (("case", "purge", "--today", "2999-01-01"), 2, "--dry-run"),
        (("case", "add", "--received", "2999-01-01", "hello"), 2, "--received 2999-01-01 is still to come"),
        (("case", "list", "--after", "x"), 2, "place in the list"),
        (("case", "list", "--reason", "late_deliver"), 2, "did you mean"),
        (("case", "add", "--received", "noon", "hello"), 2, "--received noon"),
        (("case", "add", "--reply", "order.json", "hello"), 1, "assistant reply --json"),
        (("case", "attach", "1", "nowhere.png"), 1, "cannot be read"),
        (("case", "note", "1", "--message", "--reply", "x"), 2, "who wrote it"),
        (("case", "numbers", "--since", "x"), 2, "--since x is not a date"),
        (("case", "numbers", "--since", "2027-01-01", *DAY), 2, "--since 2027-01-01 is after 2026-11-20"),
        (("plan", "--case", "7", "--reason", "damaged"), 1, "There is no case 7"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_bad_input_is_one_sentence(
    arguments: tuple[str, ...], code: int, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "order.json").write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(cli, arguments)
    assert (result.exit_code, result.exception is None or isinstance(result.exception, SystemExit)) == (code, True)
    assert said in result.stderr
    assert "Traceback" not in result.stderr
