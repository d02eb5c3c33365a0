"""Runs of care: each message once, whenever a run is killed, and a change under the same key is told."""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from aiosmtpd.controller import Controller

from assistant.care.folders import Mailing
from assistant.care.ledger import Ledger
from assistant.care.outlets import SmtpOutlet, parse_smtp_url
from assistant.care.run import FileRun
from assistant.care.sending import MailRun
from assistant.care.states import MailState
from assistant.errors import AssistantError, BusyOutputError, DatabaseError, FileError, SendError
from tests.care_process import caring, work_of
from tests.conftest import ROOT, TODAY
from tests.servers import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ORDERS = 300
KILLS = 25


def write_orders(path: Path, count: int, **changed: Any) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            order = {
                "number": str(8190021447710000 + number),
                "platform": "own_shop",
                "status": "shipped",
                "shipped_on": str(TODAY - timedelta(days=2)),
                "carrier": "DHL",
                "tracking_number": f"RB{number:09d}CN",
                "buyer": {
                    "name": "Anna",
                    "country": ["DE", "FR", "BR"][number % 3],
                    "email": f"b{number}@mail.example",
                },
                **changed,
            }
            file.write(json.dumps(order) + "\n")


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.care_process", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(*arguments: object) -> str:
    process = start(*arguments)
    printed, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return printed.strip()


def keys(path: Path) -> list[str]:
    if not path.exists():
        return []
    return [json.loads(line)["key"] for line in path.read_text(encoding="utf-8").splitlines()]


def kill_soon(process: subprocess.Popen[str], begun: Path, longest: float, seed: int) -> None:
    """Kill a run at a random moment after it has begun to write."""
    while process.poll() is None and not begun.exists():
        time.sleep(0.002)
    time.sleep(random.Random(seed).uniform(0, longest))  # noqa: S311 - a moment, no secret
    process.kill()
    process.communicate()


def test_a_second_run_writes_nothing_and_says_why(tmp_path: Path) -> None:
    orders, out, ledger = tmp_path / "orders.jsonl", tmp_path / "out.jsonl", tmp_path / "ledger.db"
    write_orders(orders, 30)
    assert run(orders, out, ledger) == "30 0"
    first = out.read_bytes()
    assert run(orders, out, ledger) == "0 0"
    assert out.read_bytes() == first
    why = [json.loads(line)["why"] for line in (tmp_path / "out.skipped.jsonl").read_text("utf-8").splitlines()]
    assert set(why) == {"It was written on 20 November 2026."}
    assert len(why) == 30


def test_a_changed_text_under_a_known_key_is_rejected_with_both(tmp_path: Path) -> None:
    orders, out, ledger = tmp_path / "orders.jsonl", tmp_path / "out.jsonl", tmp_path / "ledger.db"
    write_orders(orders, 3)
    run(orders, out, ledger)
    write_orders(orders, 3, tracking_number="RB999999999CN")
    assert run(orders, out, ledger) == "0 0"
    rejected = [json.loads(line) for line in (tmp_path / "out.rejected.jsonl").read_text("utf-8").splitlines()]
    assert [row["row"] for row in rejected] == [1, 2, 3]
    assert all("RB999999999CN" in row["value"] and "RB00000000" in row["why"] for row in rejected)


@pytest.mark.parametrize(
    ("changed", "kind", "why"),
    [
        (
            {"tracking_number": "RB9CN"},
            "skipped",
            "It was written on 20 November 2026, with another text than it would have today.",
        ),
        ({"shipped_on": "2026-11-21"}, "rejected", "was written on 2026-11-20 with another text: "),  # another parcel
    ],
)
def test_what_was_written_on_an_earlier_day_is_not_asked_about_because_facts_have_moved_on(
    changed: dict[str, Any], kind: str, why: str, tmp_path: Path
) -> None:
    orders, out = tmp_path / "orders.jsonl", tmp_path / "out.jsonl"
    with closing(Ledger(str(tmp_path / "ledger.db"))) as ledger:
        write_orders(orders, 3)
        FileRun(work_of(orders), out, ledger)(lambda _done, _rows: None)
        write_orders(orders, 3, **{"tracking_number": "RB1", **changed})
        later = replace(work_of(orders), today=TODAY + timedelta(days=2))
        summary = FileRun(later, out, ledger)(lambda _done, _rows: None)
    assert (summary.messages.total(), len(keys(out))) == (0, 3)
    told = [json.loads(line) for line in (tmp_path / f"out.{kind}.jsonl").read_text("utf-8").splitlines()]
    assert len(told) == 3
    assert all(why in row["why"] for row in told)


def test_every_order_is_in_one_of_the_three_files(tmp_path: Path) -> None:
    orders, out, ledger = tmp_path / "orders.jsonl", tmp_path / "out.jsonl", tmp_path / "ledger.db"
    write_orders(orders, 30)
    lines = orders.read_text("utf-8").splitlines()
    lines[3] = lines[3].replace('"shipped"', '"cancelled"')
    lines[7] = lines[7].replace(str(TODAY - timedelta(days=2)), "32 Nov")
    lines[9] = "{broken"
    orders.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run(orders, out, ledger)
    told = [
        keys(out),
        *(
            json.loads(f"[{','.join((tmp_path / f'out.{name}.jsonl').read_text('utf-8').splitlines())}]")
            for name in ("skipped", "rejected")
        ),
    ]
    assert [len(part) for part in told] == [27, 1, 2]


def test_killed_at_any_moment_a_file_has_each_message_once(tmp_path: Path) -> None:
    orders, out, ledger = tmp_path / "orders.jsonl", tmp_path / "out.jsonl", tmp_path / "ledger.db"
    write_orders(orders, ORDERS)
    interrupted = 0
    for seed in range(KILLS):
        if seed % 5 == 4:  # a new day's table: more orders
            write_orders(orders, ORDERS + 40 * seed)
        process = start(orders, out, ledger)
        kill_soon(process, tmp_path / "out.jsonl.partial", 0.35, seed)
        interrupted += process.returncode != 0
        found = keys(out)
        assert len(found) == len(set(found))
    run(orders, out, ledger)
    found = keys(out)
    assert len(found) == len(set(found)) == len(orders.read_text("utf-8").splitlines())
    assert interrupted > KILLS // 3  # else nothing was tried


class Inbox:
    """A mail server's handler that counts what it has taken."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        head = envelope.content.decode("utf-8", "replace").split("\r\n\r\n")[0]
        self.taken[next(line for line in head.splitlines() if line.lower().startswith("to:"))] += 1
        return "250 taken"


@contextmanager
def served(handler: object) -> Iterator[str]:
    """Run a mail server and return its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, str]]:
    handler = Inbox()
    with served(handler) as server:
        yield handler, server


def test_killed_at_any_moment_a_mail_leaves_at_most_once(tmp_path: Path, inbox: tuple[Inbox, str]) -> None:
    handler, server = inbox
    orders, out, ledger = tmp_path / "orders.jsonl", tmp_path / "sent.jsonl", tmp_path / "ledger.db"
    write_orders(orders, 2 * ORDERS)
    for seed in range(KILLS):
        process = start(orders, out, ledger, server)
        kill_soon(process, tmp_path / "sent.skipped.jsonl", 0.4, seed)
    run(orders, out, ledger, server)
    assert max(handler.taken.values()) == 1
    with closing(Ledger(str(ledger))) as kept:
        undecided = list(kept.mails.undecided())
    assert {mail.state for mail in undecided} <= {MailState.UNKNOWN}
    recorded = keys(out)
    assert len(recorded) == len(set(recorded))
    assert len(recorded) + len(undecided) == 2 * ORDERS  # nobody is lost, nobody is told twice
    assert len(handler.taken) >= len(recorded)
    assert undecided, "no kill hit a message on its way: the test has tried nothing"


class Choosy:
    """A server that refuses the second buyer for good and the third one for now."""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if address.startswith(("b1@", "b2@")):
            return "550 nobody here" if address.startswith("b1@") else "451 come back"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def test_what_a_server_does_not_take_is_told_with_its_row_until_it_is_decided(tmp_path: Path) -> None:
    orders, out, ledger = tmp_path / "orders.jsonl", tmp_path / "out.jsonl", tmp_path / "ledger.db"
    write_orders(orders, 4)
    with served(Choosy()) as server:
        for sent in (2, 0):
            assert run(orders, out, ledger, server) == f"{sent} 0"
            lines = (tmp_path / "out.rejected.jsonl").read_text("utf-8").splitlines()
            told = {row["row"]: (row["value"], row["why"]) for row in map(json.loads, lines)}
            assert set(told) == {2, 3}
            assert told[2][0] == "b1@mail.example"
            assert "has refused" in told[2][1]
            assert "the next run tries again" in told[3][1]
    assert len(keys(out)) == 2


class Stern:
    """A server that refuses the sender."""

    async def handle_MAIL(self, *_: Any) -> str:  # noqa: N802 - aiosmtpd's name
        return "550 sender not allowed here"


def test_a_run_whose_sender_is_refused_leaves_no_buyer_undecided(tmp_path: Path) -> None:
    orders, out = tmp_path / "orders.jsonl", tmp_path / "out.jsonl"
    write_orders(orders, 3)
    work, sender = work_of(orders, mailed=True), caring().sender()
    with closing(Ledger(str(tmp_path / "ledger.db"))) as kept, served(Stern()) as server:
        settings = parse_smtp_url(server, {}, insecure=True)
        with pytest.raises(SendError, match="refuses the sender"):
            MailRun(work, out, kept, sender, lambda: SmtpOutlet(settings))(ignore)
        assert not list(kept.mails.undecided())
        assert not kept.known([f"Lumen/{8190021447710000}/shipped"])


def test_a_database_that_goes_away_loses_nothing(tmp_path: Path) -> None:
    orders, out = tmp_path / "orders.jsonl", tmp_path / "out.jsonl"
    write_orders(orders, 100)
    with postgresql() as server:
        url = server.new_database()
        with closing(Ledger(url)) as kept, pytest.raises(DatabaseError, match="cannot be reached"):
            small_run(orders, out, kept)(lambda _done, _rows: server.stop())
        assert not out.exists()
        server.start()
        with closing(Ledger(url)) as kept:
            assert small_run(orders, out, kept)(lambda _done, _rows: None).messages.total() == 100
    assert len(set(keys(out))) == 100


def test_a_second_run_into_the_same_file_is_refused_while_the_first_writes(tmp_path: Path) -> None:
    orders, out = tmp_path / "orders.jsonl", tmp_path / "out.jsonl"
    write_orders(orders, 60)
    refused: list[BusyOutputError] = []

    def again(_done: int, _rows: int) -> None:
        with pytest.raises(BusyOutputError) as raised:
            small_run(orders, out, None)(lambda _done, _rows: None)
        refused.append(raised.value)

    small_run(orders, out, None)(again)
    assert refused
    assert len(keys(out)) == 60


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    orders, out = tmp_path / "orders.jsonl", tmp_path / "out.csv"
    write_orders(orders, 3)
    out.write_text("my,own,table\n1,2,3\n", encoding="utf-8")
    with pytest.raises(AssistantError, match=r"out\.csv"):
        small_run(orders, out, None)(lambda _done, _rows: None)
    assert out.read_text(encoding="utf-8") == "my,own,table\n1,2,3\n"


def test_the_parts_of_a_table_are_the_whole(tmp_path: Path) -> None:
    orders = tmp_path / "orders.jsonl"
    write_orders(orders, 130)
    parts = []
    for number in range(3):
        run_part = small_run(orders, tmp_path / f"{number}.jsonl", None, (number, 3))
        run_part(lambda _done, _rows: None)
        parts += keys(tmp_path / f"{number}.jsonl")
    assert len(parts) == len(set(parts)) == 130


def test_a_table_without_an_order_is_done_and_writes_nothing(tmp_path: Path) -> None:
    orders, out = tmp_path / "orders.csv", tmp_path / "out.csv"
    orders.write_text("Order Number,Shipped On\n", encoding="utf-8")
    assert not small_run(orders, out, None)(lambda _done, _rows: None).messages
    assert out.read_text(encoding="utf-8-sig").count("\n") == 1


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("missing/out.csv", "make the folder first"),
        ("orders.jsonl/out.csv", "name a file in a folder"),
        ("out.txt", r"'\.txt' is not a kind"),
        ("mine.csv", "has other columns"),
        ("n" * 300 + ".csv", "cannot be written"),
    ],
)
def test_a_target_that_cannot_be_one_is_said_and_leaves_nothing(tmp_path: Path, out: str, said: str) -> None:
    write_orders(tmp_path / "orders.jsonl", 3)
    (tmp_path / "mine.csv").write_text("my,own\n", encoding="utf-8")
    before = {path.name for path in tmp_path.iterdir()}
    with closing(Ledger(str(tmp_path / "ledger.db"))) as kept:
        with pytest.raises(AssistantError, match=said):
            small_run(tmp_path / "orders.jsonl", tmp_path / out, kept)(ignore)
        assert not kept.dead_runs()
        assert small_run(tmp_path / "orders.jsonl", tmp_path / "out.csv", kept)(ignore).recovered == 0
    assert {path.name for path in tmp_path.iterdir() if "ledger" not in path.name} == before | {
        "out.csv", "out.skipped.csv", "out.rejected.csv",
    }  # fmt: skip


def test_emails_whose_folder_is_a_file_leave_the_ledger_as_it_was(tmp_path: Path) -> None:
    orders, out = tmp_path / "orders.jsonl", tmp_path / "mails"
    write_orders(orders, 3)
    out.write_text("a file", encoding="utf-8")
    mailing = Mailing(caring().sender(), TODAY)
    with closing(Ledger(str(tmp_path / "ledger.db"))) as kept:
        with pytest.raises(AssistantError, match="is a file, and e-mails go into a folder"):
            FileRun(work_of(orders), out, kept, mailing)(ignore)
        assert FileRun(work_of(orders), tmp_path / "other", kept, mailing)(ignore).messages.total() == 3
    assert out.read_text(encoding="utf-8") == "a file"
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize(("name", "content"), [("out.txt", None), ("out.csv", "my,own\n")])
def test_nothing_is_sent_that_could_not_be_recorded(tmp_path: Path, name: str, content: str | None) -> None:
    orders, out = tmp_path / "orders.jsonl", tmp_path / name
    write_orders(orders, 3)
    if content:
        out.write_text(content, encoding="utf-8")

    def connect() -> NoReturn:
        pytest.fail("a server was asked")

    with closing(Ledger(str(tmp_path / "ledger.db"))) as kept:
        with pytest.raises(AssistantError, match=name.replace(".", r"\.")):
            MailRun(work_of(orders, mailed=True), out, kept, caring().sender(), connect)(ignore)
        assert not kept.known([f"Lumen/{8190021447710000}/shipped"])


def ignore(_done: int, _rows: int) -> None:
    """Take no notice of progress."""


def test_without_a_ledger_no_message_comes_into_a_file_twice(tmp_path: Path) -> None:
    orders, out = tmp_path / "orders.jsonl", tmp_path / "out.jsonl"
    write_orders(orders, 3)
    small_run(orders, out, None)(lambda _done, _rows: None)
    first = out.read_bytes()
    with pytest.raises(FileError, match="there already"):
        small_run(orders, out, None)(lambda _done, _rows: None)
    assert out.read_bytes() == first


def small_run(orders: Path, out: Path, ledger: Ledger | None, shard: tuple[int, int] = (0, 1)) -> FileRun:
    """Return a run in this process with small batches."""
    work = work_of(orders)
    return FileRun(replace(work, reading=replace(work.reading, shard=shard)), out, ledger)
