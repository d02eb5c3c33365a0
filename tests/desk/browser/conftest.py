"""The desk in a real browser, its pages wide and narrow, light and dark."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright

from assistant.archive import Archive
from tests.desk.browser.pages import PATIENCE, SIZES, Served, served
from tests.filed import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from assistant.desk.program import Program

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one the tests fail: apt-get install chromium."""
    expect.set_options(timeout=PATIENCE)  # a busy machine takes its time; nothing here is about speed
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, program: Program) -> Iterator[Served]:
    """A desk on loopback with SQLite, and with phrases."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "thanks.pt_BR.j2").write_text("Obrigado, {{ buyer_name }}!\n", encoding="utf-8")
    with Archive(str(folder / "archive.db"), Clock()) as archive, served(archive, program, phrases=folder) as opened:
        yield opened


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page at a width, in a colour scheme; what the console complains of is a failure."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(size: str = "wide", scheme: Any = "light") -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="en-GB",
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints
