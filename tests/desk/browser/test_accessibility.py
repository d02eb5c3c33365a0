"""No page of the desk shuts anybody out: axe finds nothing serious, and nothing is wider than the screen."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from assistant.archive import Entry, Kind, Label, NewCase, Offered
from assistant.model import Outcome, Reason, Remedy
from tests.conftest import example
from tests.desk.browser.pages import SIZES, Served, in_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

# A page must have none of these; what axe calls minor or moderate is looked at by hand.
SERIOUS = {"serious", "critical"}


def whole_case() -> NewCase:
    """A case with one of everything."""
    message = Entry(kind=Kind.MESSAGE, text="وصل الطرد مكسورا", locale="ar")
    reply = Entry(kind=Kind.REPLY, text="نعتذر", locale="ar", channel="letter", gloss={"locale": "en", "body": "Sorry"})
    note = Entry(kind=Kind.NOTE, text="phoned the carrier")
    offers = (
        Offered(remedy=Remedy.RESHIP, outcome=Outcome.REFUSED),
        Offered(remedy=Remedy.FULL_REFUND, amount=Decimal("24.90"), currency="USD", needs_approval=True),
    )
    return NewCase(entries=(message, reply, note), offers=offers, reason=Reason.DAMAGED, label=Label.RED)


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in SERIOUS]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_no_page_shuts_anybody_out(desk: Served, new_page: Callable[..., Page], size: str, scheme: str) -> None:
    page = new_page(size, scheme)
    in_language(page, desk, "zh_CN" if scheme == "dark" else "en")
    page.fill("#text", example("angry-dispute")[0])
    page.locator("#draft textarea").first.fill("My own words, WhatsApp +86 138 0013 8000")
    expect(page.locator("#findings li").first).to_be_visible()
    assert violations(page) == [], "the desk"
    page.keyboard.press("Escape")
    page.keyboard.press("Control+K")
    assert violations(page) == [], "the palette"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert violations(page) == [], "the keys"
    page.evaluate("localStorage.clear()")
    case = desk.archive.cases.file(whole_case(), by="lea").number
    for path in ("/cases?state=all", f"/cases/{case}", "/numbers", "/bulk", "/nowhere"):
        page.goto(desk.address + path)
        assert violations(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is wider than the screen"
