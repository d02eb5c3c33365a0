"""What the desk runs on."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from assistant.desk.serving import serve
from assistant.desk.setup import Setup
from tests.conftest import EXAMPLES, TODAY

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such loop for it")
def test_requests_are_served_by_the_fast_event_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    loops: list[str] = []

    def opened(address: str) -> None:
        assert address.startswith("http://127.0.0.1:")
        loops.append(type(asyncio.get_running_loop()).__module__)
        signal.raise_signal(signal.SIGINT)  # closes it as Ctrl+C does

    serve(Setup(shop=EXAMPLES / "shop.toml", today=TODAY, port=0), None, None, opened)
    assert loops == ["uvloop"]
