"""Tables that cannot be used: a sentence that names the file as it was uploaded, and nothing of it stays behind."""

from __future__ import annotations

import socket
import tempfile
from typing import TYPE_CHECKING

import pytest

from assistant.desk.errors import PortTakenError
from assistant.desk.serving import serve
from assistant.desk.setup import Setup
from tests.conftest import EXAMPLES, TODAY
from tests.desk.visitor import csrf, waited

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's folder for what does not last."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("path", ["/orders", "/bulk/triage", "/bulk/care", "/bulk/cards"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("my orders.csv", b""),
        ("my orders.csv", b"\n\n"),
        ("my orders.csv", b"%PDF-1.7"),
        ("my orders.csv", b"colour,size\nred,XL\n"),
        ("my orders.csv", "Order Number\n1\n".encode("utf-16")),
        ("my orders.csv", b"text\xff\nlate\n"),
        ("my orders.jsonl", b"nothing\n"),
        ("my orders.xlsx", b"PK\x03\x04junk"),
        ("my orders.pdf", b"%PDF-1.7"),
    ],
)
def test_a_table_that_cannot_be_used_is_no_failure_of_ours(
    scratch: Path, desk: TestClient, path: str, name: str, content: bytes
) -> None:
    answer = desk.post(path, data={"csrf": csrf(desk, "/"), "deed": "look"}, files={"file": (name, content)})
    page = answer.text
    if answer.status_code == 303:
        page = waited(desk, answer.headers["location"])
    else:
        assert answer.status_code in {200, 415, 422}
        assert left_in(scratch) == []
    assert str(scratch) not in page
    assert "/desk-" not in page
    assert "please report" not in page


def test_orders_that_were_taken_over_leave_no_copy(scratch: Path, desk: TestClient) -> None:
    files = {"file": ("orders.csv", (EXAMPLES / "orders.csv").read_bytes())}
    assert desk.post("/orders", data={"csrf": csrf(desk, "/")}, files=files).status_code == 200
    assert left_in(scratch) == []


def test_a_taken_port_leaves_nothing_behind(scratch: Path, data: Path) -> None:
    del data
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        setup = Setup(shop=EXAMPLES / "shop.toml", today=TODAY, port=other.getsockname()[1])
        with pytest.raises(PortTakenError):
            serve(setup, None, None, pytest.fail)
    assert list(scratch.iterdir()) == []
