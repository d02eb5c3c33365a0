"""A desk that a browser can open, and what is done on its pages."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from playwright.sync_api import expect

from assistant.desk.app import make_app
from assistant.desk.setup import Setup
from tests.conftest import EXAMPLES, TODAY, example

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from assistant.archive import Archive
    from assistant.desk.program import Program

WIDE, NARROW = (1280, 900), (390, 844)
SIZES = {"wide": WIDE, "narrow": NARROW}
WORDS = {
    "en": {"copied": "Copied, and filed as case", "copy": "Copy and file", "answer": "Answer"},
    "zh_CN": {"copied": "已复制，并存为工单", "copy": "复制并存档", "answer": "回复"},
}
PATIENCE = 10_000


class Served:
    """A desk that a browser can open."""

    def __init__(self, address: str, archive: Archive) -> None:
        self.address, self.archive = address, archive


@contextmanager
def served(archive: Archive, program: Program, **setup: Any) -> Iterator[Served]:
    """Run a desk on a free port."""
    app = make_app(Setup(shop=EXAMPLES / "shop.toml", today=TODAY, **setup), archive, "secret" * 8, program)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    pause = threading.Event()
    while not (server.started and server.servers):
        assert thread.is_alive()
        pause.wait(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Served(f"http://127.0.0.1:{port}", archive)
    server.should_exit = True
    thread.join()


def in_language(page: Page, desk: Served, locale: str) -> None:
    page.goto(desk.address + "/cases")
    page.click(f"button[name=staff][value={locale}]")
    page.goto(desk.address)


def paste(page: Page, text: str) -> None:
    """Paste with the keyboard wherever the focus is."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def order_of(name: str, number: str | None = None) -> str:
    """Return the order of an example; with another number it is one that the archive does not know yet."""
    order = example(name)[1]
    return json.dumps({**order, "number": number or order["number"]}, default=str)


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def ready(page: Page) -> None:
    """Wait until the draft may be copied."""
    expect(page.locator("#bar[data-ready=yes]")).to_have_count(1)
