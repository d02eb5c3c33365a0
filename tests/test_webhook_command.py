"""The command webhooks: from adding to removing, and one sentence for bad input."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from assistant.archive import Archive
from assistant.cli import cli
from tests.filed import new

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result as Ran

    from tests.receiver import Receiver


@pytest.fixture
def run(archive_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a command with an archive of its own."""
    monkeypatch.setenv("DATABASE_URL", archive_url)

    def invoke(*arguments: object, code: int = 0) -> Ran:
        result = CliRunner().invoke(cli, ["webhooks", *map(str, arguments)])
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.stderr
        return result

    return invoke


def test_from_adding_to_removing_by_command(run: Callable[..., Ran], archive_url: str, receiver: Receiver) -> None:
    secret = run("add", receiver.url, "--events", "case.opened, case.closed", "--with-messages").stdout.strip()
    assert "not shown again" in run("add", "https://shop.example.com/x").stderr
    listed = run("list").stdout
    assert receiver.url in listed
    assert "with messages, on" in listed
    assert secret not in listed + run("list", "--json").stdout
    webhook = json.loads(run("list", "--json").stdout)["webhooks"][0]
    assert (webhook["events"], webhook["with_order_number"]) == (["case.opened", "case.closed"], False)
    run("remove", 2)
    assert "took the test (HTTP 204)" in run("test", 1).stderr
    assert receiver.events == ["webhook.test"]
    body = receiver.taken[0].data
    stamp = receiver.taken[0].headers["Assistant-Timestamp"].encode()
    signed = hmac.new(secret.encode(), stamp + b"." + body, hashlib.sha256).hexdigest()
    assert receiver.taken[0].headers["Assistant-Signature"] == f"sha256={signed}"
    with Archive(archive_url) as archive:
        archive.cases.file(new(), by="wei")
    receiver.answers = [500]
    assert "0 deliveries were taken, 1 were not; 1 wait." in run("send", code=1).stderr
    assert "waiting after 1 tries (HTTP 500)" in run("deliveries", "--failed", "--webhook", 1).stdout
    assert json.loads(run("resend", 1, "--json").stdout) == {"waiting": 1}
    assert json.loads(run("send", "--json").stdout) == {"taken": 1, "failed": 0, "waiting": 0}
    (delivery,) = json.loads(run("deliveries", "--json").stdout)["deliveries"]
    assert (delivery["event"], delivery["stage"], delivery["status"]) == ("case.opened", "delivered", 204)
    assert delivery["delivery"] == receiver.taken[-1].identity
    receiver.answers = [500]
    assert "did not take the test (HTTP 500)" in run("test", 1, code=1).stderr
    run("enable", 1)
    run("remove", 1)
    assert run("list").stdout == run("deliveries").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "http://shop.example.com/"), 1, "plain http"),
        (("add", "https://wei:secret@shop.example.com/"), 1, "holds a user"),
        (("add", "https://shop.example.com/", "--events", "case.open"), 2, "did you mean 'case.opened'"),
        (("add", "https://shop.example.com/", "--events", "webhook.test"), 2, "Unknown event"),
        (("add", "https://shop.example.com/", "--events", ","), 2, "Unknown event ''"),
        (("remove", "7"), 1, "There is no webhook 7 in the archive: 'assistant webhooks list'"),
        (("enable", "7"), 1, "There is no webhook 7"),
        (("test", "7"), 1, "There is no webhook 7"),
        (("resend", "7"), 1, "There is no delivery 7"),
        (("resend",), 2, "--given-up"),
        (("resend", "7", "--given-up"), 2, "--given-up"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_bad_input_is_one_sentence(
    arguments: tuple[str, ...], code: int, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    result = CliRunner().invoke(cli, ["webhooks", *arguments])
    assert result.exit_code == code
    assert said in result.stderr
    assert "secret" not in result.stderr
