"""The whole job in a real browser: by keyboard and by mouse, in both languages, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from assistant.archive import Archive, State
from tests.conftest import example
from tests.desk.browser.pages import SIZES, WORDS, Served, clipboard, in_language, order_of, paste, ready, served
from tests.filed import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from assistant.desk.program import Program
    from tests.servers import PostgreSQL


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", WORDS)
def test_whole_job_by_keyboard(desk: Served, new_page: Callable[..., Page], locale: str, size: str) -> None:
    page = new_page(size)
    in_language(page, desk, locale)
    whole_job_by_keyboard(page, desk, locale)


def whole_job_by_keyboard(page: Page, desk: Served, locale: str) -> None:
    text, _ = example("late-to-brazil")
    page.keyboard.press("Escape")
    paste(page, text)
    expect(page.locator("#said mark").first).to_be_visible()
    page.keyboard.press("Escape")
    paste(page, order_of("late-to-brazil"))
    expect(page.locator('[name="fact.buyer.name"]')).to_have_value("Rafaela Monteiro")
    page.keyboard.press("Alt+2")
    expect(page.locator('input[name=option][value="2"]')).to_be_checked()
    expect(page.locator('[name="block.options"], [name="block.measures"]')).not_to_contain_text("A)")
    ready(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text(WORDS[locale]["copied"])
    number = int(page.locator("[name=case]").input_value())
    case = desk.archive.cases.get(number)
    assert clipboard(page) == case.entries[-1].text
    assert [str(offer.remedy) for offer in case.offers] == ["reship"]
    assert case.state is State.PENDING
    page.keyboard.press("Escape")
    page.keyboard.press("Control+K")
    page.keyboard.type("Worklist" if locale == "en" else "待办")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases")
    page.goto(desk.address + "/cases?state=pending")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*")
    expect(page.locator(".entry.reply")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", WORDS)
def test_whole_job_by_mouse(desk: Served, new_page: Callable[..., Page], locale: str, size: str) -> None:
    page = new_page(size)
    in_language(page, desk, locale)
    text, _ = example("broken-in-transit")
    page.fill("#text", text)
    expect(page.locator(".guess[aria-pressed=true]")).to_be_visible()
    if size == "narrow":
        page.click("#facts > summary")
    page.fill("#paste", order_of("broken-in-transit", f"81900227183{len(locale)}{len(size)}"))
    page.locator("#paste").blur()
    expect(page.locator('[name="fact.price"]')).not_to_have_value("")
    page.locator("label", has=page.locator("input[name=channel][value=chat]")).click()
    expect(page.locator('[name="block.signature"]')).to_have_count(0)
    page.locator("label", has=page.locator("input[name=tone][value=formal]")).click()
    page.select_option("#language", "de")
    expect(page.locator("#draft[data-locale=de]")).to_have_count(1)
    page.locator("label.option").nth(1).click()
    expect(page.locator("input[name=option]").nth(1)).to_be_checked()
    page.locator("[name=held]").first.check()
    page.locator(".guess").nth(1).click()
    expect(page.locator(".guess").nth(1)).to_have_attribute("aria-pressed", "true")
    page.locator(".guess").nth(0).click()
    ready(page)
    page.click(f'button:has-text("{WORDS[locale]["copy"]}")')
    expect(page.locator("#toast")).to_contain_text(WORDS[locale]["copied"])
    page.click("#toast a")
    page.wait_for_url("**/cases/*")
    for button in ("[name=outcome][value=accepted]", "[name=label][value='2']", "[name=state][value=resolved]"):
        if page.locator(button).count():
            page.locator(button).first.click()
            page.wait_for_load_state()
    number = int(page.url.rsplit("/", 1)[1])
    case = desk.archive.cases.get(number)
    assert (int(case.label), case.state) == (2, State.RESOLVED)
    assert case.entries[-1].locale == "de"


def test_whole_job_with_postgresql(new_page: Callable[..., Page], program: Program, postgresql: PostgreSQL) -> None:
    with Archive(postgresql.new_database(), Clock()) as archive, served(archive, program) as desk:
        page = new_page()
        in_language(page, desk, "zh_CN")
        whole_job_by_keyboard(page, desk, "zh_CN")
        page.goto(desk.address + "/cases?q=Rafaela")
        expect(page.locator("[data-row]")).to_have_count(1)
        page.goto(desk.address + "/numbers")
        expect(page.locator("svg.picture").first).to_be_visible()
