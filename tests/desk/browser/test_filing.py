"""Copying and filing in a real browser: what is pasted and typed while an answer is on its way, and afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.desk.browser.pages import Served, in_language, paste, ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

LATE, BROKEN = "My parcel is two weeks late, where is it?", "The lamp arrived broken"


def _held(page: Page, address: str) -> list[Route]:
    held: list[Route] = []

    def hold(route: Route) -> None:  # a method of a list cannot be a handler
        held.append(route)

    page.route(address, hold)
    return held


def _on_its_way(page: Page, desk: Served) -> list[Route]:
    """File a message; return its request, which is held back."""
    in_language(page, desk, "en")
    page.fill("#text", LATE)
    ready(page)
    held = _held(page, "**/file")
    page.keyboard.press("Control+Enter")
    for _ in range(500):  # a busy machine takes its time
        if held:
            break
        page.wait_for_timeout(20)
    return held


def _leave(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")


def test_message_pasted_before_the_answer_belongs_to_no_case(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    held = _on_its_way(page, desk)
    _leave(page)
    paste(page, BROKEN)
    expect(page.locator(".said")).to_have_text(BROKEN)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#toast")).to_contain_text("Copied, and filed as case")
    expect(page.locator("[name=case]")).to_have_value("")
    assert BROKEN in str(page.evaluate("JSON.stringify(localStorage)"))
    assert LATE not in str(page.evaluate("JSON.stringify(localStorage)")), "it is filed"
    page.unroute("**/file")
    ready(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[name=case]")).not_to_have_value("")
    number = int(page.locator("[name=case]").input_value())
    assert desk.archive.cases.get(number).entries[0].text == BROKEN


def test_what_is_typed_before_the_answer_is_kept(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    held = _on_its_way(page, desk)
    page.locator('[name="block.question"]').fill("Words of my own")
    held[0].continue_()
    expect(page.locator("[name=case]")).not_to_have_value("")
    assert "Words of my own" in str(page.evaluate("JSON.stringify(localStorage)"))


def test_paste_after_filing_begins_another_case(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", LATE)
    ready(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("Copied, and filed as case")
    paste(page, BROKEN)
    expect(page.locator("#text")).to_have_value(BROKEN)
    expect(page.locator("[name=case]")).to_have_value("")


def test_each_tab_has_its_own_draft(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", LATE)
    ready(page)
    other = page.context.new_page()
    other.goto(desk.address)
    expect(other.locator("#text")).to_have_value("")
    other.fill("#text", BROKEN)
    ready(other)
    page.reload()
    expect(page.locator("#text")).to_have_value(LATE)
    other.goto(desk.address + "/cases")
    other.goto(desk.address)
    expect(other.locator("#text")).to_have_value(BROKEN)
    other.close(run_before_unload=True)
    page.wait_for_function("Object.values(localStorage).some(one => JSON.parse(one).free)")
    third = page.context.new_page()
    third.goto(desk.address)
    expect(third.locator("#text")).to_have_value(BROKEN)


def test_a_second_press_copies_what_was_sent_and_files_nothing_more(
    desk: Served, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", LATE)
    ready(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[name=case]")).not_to_have_value("")
    number = int(page.locator("[name=case]").input_value())
    before = desk.archive.cases.get(number)
    asked = _held(page, "**/file")
    page.evaluate("document.querySelector('#toast').textContent = ''")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text(f"filed as case {number}")
    assert (asked, desk.archive.cases.get(number)) == ([], before)


def test_draft_that_has_become_another_is_shown_and_not_copied(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", LATE)
    ready(page)
    seen = page.locator('[name="was.question"]')
    ours = seen.input_value()
    seen.evaluate("one => { one.value = 'what stood here before' }")  # as if the plan had changed since
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("The plan has changed")
    expect(page.locator('[name="was.question"]')).to_have_value(ours)
    expect(page.locator("[name=case]")).to_have_value("")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("Copied, and filed as case")
