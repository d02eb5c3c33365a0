"""Webhooks as docs/webhooks.md tells receivers: signatures, events, and how often it is tried."""

from __future__ import annotations

import hmac
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from assistant.archive import Archive, Event
from assistant.webhooks import sending
from assistant.webhooks.worker import FACTOR, FIRST_WAIT, KEPT, LEASE, LONGEST_WAIT, REST, TRIES, Worker
from tests.conftest import ROOT
from tests.filed import NOON, Clock, new
from tests.subscribed import subscribe

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.receiver import Receiver

DOCUMENT = (ROOT / "docs/webhooks.md").read_text(encoding="utf-8")


def documented() -> Callable[[str, dict[str, str], bytes], bool]:
    """Return what docs/webhooks.md tells receivers to do."""
    found = re.search(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)  # noqa: S102 - our own document
    checked: Callable[[str, dict[str, str], bytes], bool] = names["is_genuine"]
    return checked


def test_signature_is_what_the_document_says(
    archive: Archive, receiver: Receiver, worker: Worker, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret = subscribe(archive, receiver.url, Event.CASE_OPENED)
    archive.cases.file(new(), by="wei")
    worker.send_due()
    (one,) = receiver.taken
    assert one.headers["Assistant-Timestamp"] == str(int(NOON.timestamp()))
    signed = f"{int(NOON.timestamp())}.".encode() + one.data
    expected = hmac.digest(secret.encode(), signed, "sha256").hex()
    assert one.headers["Assistant-Signature"] == f"sha256={expected}"
    assert one.headers["Content-Type"] == "application/json"
    assert one.path == "/hooks?key=topsecret"
    is_genuine = documented()
    headers = dict(one.headers)
    monkeypatch.setattr("time.time", lambda: clock.now.timestamp() + 200)
    assert is_genuine(secret, headers, one.data)
    assert not is_genuine(secret + "x", headers, one.data)
    assert not is_genuine(secret, headers, one.data + b" ")
    later = {**headers, "Assistant-Timestamp": str(int(NOON.timestamp()) + 1)}
    assert not is_genuine(secret, later, one.data)
    monkeypatch.setattr("time.time", lambda: clock.now.timestamp() + 301)
    assert not is_genuine(secret, headers, one.data)


def test_secrets_are_different_and_in_no_list_or_trail(archive: Archive) -> None:
    made = [subscribe(archive, f"https://shop.example.com/{number}") for number in range(2)]
    secrets = [secret for _, secret in made]
    assert len(set(secrets)) == 2
    assert all(len(secret) >= 40 for secret in secrets)
    said = repr((archive.webhooks.all(), archive.trail.newest()))
    assert not any(secret in said for secret in secrets)
    archive.cases.file(new(), by="wei")
    assert not any(secret in repr(archive.outbox.claim(LEASE)) for secret in secrets)


def test_document_names_every_event() -> None:
    assert re.findall(r"^\| `([a-z]+\.[a-z]+)`", DOCUMENT, re.MULTILINE) == list(Event)


def test_document_names_the_numbers_of_the_program() -> None:
    assert [TRIES, FACTOR, sending.ANSWER_SECONDS] == [10, 3, 10]
    waits = [FIRST_WAIT, LONGEST_WAIT, REST, KEPT]
    assert waits == [timedelta(seconds=30), timedelta(hours=8), timedelta(minutes=1), timedelta(days=30)]
    for part in ("ten times", "30 seconds", "three times", "8 hours", "within 10 seconds", "for a minute", "30 days"):
        assert part in " ".join(DOCUMENT.split())
