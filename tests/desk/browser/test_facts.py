"""The facts of an order in a real browser: dates by keyboard, rows that cannot be used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.desk.browser.pages import Served, in_language, order_of, paste, ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

PAUSE = 800


def test_date_is_corrected_by_keyboard_with_pauses(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", "My parcel is late")
    page.fill("#paste", order_of("late-to-brazil"))
    page.locator("#paste").blur()
    field = page.locator('[name="fact.shipped_on"]')
    expect(field).not_to_have_value("")
    ready(page)
    page.click("details[data-keep=dates] > summary")
    field.click(position={"x": 14, "y": 14})
    for keys in ("10", "10", "2026"):  # the same in every order of day and month
        for key in keys:
            page.keyboard.type(key)
            page.wait_for_timeout(PAUSE // 2)
        page.wait_for_timeout(PAUSE)
    expect(field).to_be_focused()
    expect(field).to_have_value("2026-10-10")
    page.keyboard.press("Escape")
    expect(page.locator("[name=order]")).to_have_value(re.compile('"shipped_on": "2026-10-10"'))
    ready(page)


@pytest.mark.parametrize("text", ["hello world", "number\tstatus\n1\tflown away"])
def test_row_that_cannot_be_used_says_so_and_stays(desk: Served, new_page: Callable[..., Page], text: str) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", "My parcel is late")
    ready(page)
    page.click("#paste")
    paste(page, text)
    expect(page.locator("#facts .problems")).to_be_visible()
    page.wait_for_timeout(PAUSE)
    expect(page.locator("#facts .problems")).to_be_visible()
