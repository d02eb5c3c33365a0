"""Habits of the staff in a real browser: edits, pastes, phrases, reloads, colleagues; what goes wrong meanwhile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from assistant.archive import Archive, Change, Entry, Kind
from assistant.archive.nouns import Role
from tests.conftest import example
from tests.desk.browser.pages import Served, in_language, order_of, paste, ready, served
from tests.desk.visitor import PASSWORD
from tests.filed import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from assistant.desk.program import Program


def test_edit_is_linted_as_it_is_typed_and_marked_as_not_glossed(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", example("late-to-brazil")[0])
    block = page.locator('[name="block.question"]')
    block.fill("Me chame no WhatsApp +55 11 91234-5678.")
    expect(page.locator("#findings li.error").first).to_be_visible()
    expect(page.locator(".block.edited .not-glossed")).to_be_visible()
    expect(page.locator("#bar[data-ready=no]")).to_have_count(1)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast.bad")).to_contain_text("must not be said")
    assert desk.archive.worklist.search("WhatsApp").rows == ()
    page.locator(".block.edited button[data-does=undo]").click()
    ready(page)


def test_missing_slot_is_asked_for_and_the_copy_waits(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", "Hello, is this lamp also available in green?")
    page.select_option("#reason", "product_question")
    slot = page.locator('[name="slot.answer"]')
    expect(slot).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast.bad")).to_contain_text("Fill in what is missing")
    expect(slot).to_be_focused()
    page.keyboard.type("Yes, it comes in green, too.")
    ready(page)
    expect(slot).to_be_focused()
    expect(slot).to_have_value("Yes, it comes in green, too.")


def test_phrase_is_inserted_by_slash(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", example("late-to-brazil")[0])
    expect(page.locator("#draft[data-phrases=thanks]")).to_have_count(1)
    page.fill("#paste", order_of("late-to-brazil"))
    page.locator("#paste").blur()
    expect(page.locator('[name="fact.buyer.name"]')).to_have_value("Rafaela Monteiro")
    page.keyboard.press("/")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".block.edited textarea")).to_have_value(re.compile("Obrigado, Rafaela Monteiro!"))
    ready(page)


def test_draft_outlives_a_reload_and_a_new_paste(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", "My parcel is two weeks late, where is it?")
    page.locator('[name="block.question"]').wait_for()
    first = page.locator("#draft textarea").first
    first.fill("Words of my own")
    page.wait_for_function("Object.values(localStorage).some(one => one.includes('Words of my own'))")
    page.reload()
    expect(page.locator("#toast")).to_contain_text("draft from before")
    expect(page.locator("#draft textarea").first).to_have_value("Words of my own")
    page.locator("h1").first.evaluate("() => document.activeElement.blur()")
    paste(page, "The lamp arrived broken")
    expect(page.locator("#text")).to_have_value("The lamp arrived broken")
    page.locator("#toast button").click()
    expect(page.locator("#text")).to_have_value("My parcel is two weeks late, where is it?")
    expect(page.locator("#draft textarea").first).to_have_value("Words of my own")


def _laid_aside(page: Page, desk: Served) -> None:
    """Words of one's own in a first draft, and another message pasted over it."""
    in_language(page, desk, "en")
    page.fill("#text", "My parcel is two weeks late, where is it?")
    page.locator('[name="block.question"]').wait_for()
    page.locator("#draft textarea").first.fill("Words of my own")
    page.locator("h1").first.evaluate("() => document.activeElement.blur()")
    paste(page, "The lamp arrived broken")
    expect(page.locator("#text")).to_have_value("The lamp arrived broken")


def test_answer_that_comes_late_does_not_overwrite_a_draft_taken_up_again(
    desk: Served, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held or "broken" not in (route.request.post_data or ""):
            route.continue_()
        else:
            held.append(route)

    page.route("**/draft", hold)
    _laid_aside(page, desk)
    page.locator("#toast button").click()
    expect(page.locator("#toast")).to_contain_text("draft from before")
    assert len(held) == 1
    with page.expect_response("**/draft"):
        held[0].continue_()
    expect(page.locator("#text")).to_have_value("My parcel is two weeks late, where is it?")
    page.wait_for_timeout(200)
    expect(page.locator("#draft textarea").first).to_have_value("Words of my own")


def test_two_drafts_can_be_taken_up_in_turn_and_a_failure_loses_none(
    desk: Served, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    _laid_aside(page, desk)
    page.locator(".said", has_text="broken").wait_for()
    page.route("**/draft", lambda route: route.abort())
    page.locator("#toast button").click()
    expect(page.locator("#toast.bad")).to_be_visible()
    page.unroute("**/draft")
    page.locator("#toast button").click()
    expect(page.locator("#draft textarea").first).to_have_value("Words of my own")
    page.locator("#toast button").click()
    expect(page.locator("#text")).to_have_value("The lamp arrived broken")


def test_paste_on_another_page_begins_a_case(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(desk.address + "/numbers")
    paste(page, "The lamp arrived broken")
    page.wait_for_url(desk.address + "/")
    expect(page.locator("#text")).to_have_value("The lamp arrived broken")
    ready(page)


def test_second_colleague_sees_what_the_first_did(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", example("does-not-fit")[0])
    ready(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast a")).to_be_visible()
    number = int(page.locator("[name=case]").input_value())
    page.goto(f"{desk.address}/?case={number}")
    desk.archive.cases.change(number, Change(entries=(Entry(kind=Kind.NOTE, text="I called"),)), by="lea")
    page.fill("#text", "I am still waiting, what now?")
    ready(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast.bad")).to_contain_text("lea")
    assert len(desk.archive.cases.get(number).entries) == 3
    page.locator("#toast button").last.click()
    expect(page.locator("#toast")).to_contain_text("filed as case")
    assert len(desk.archive.cases.get(number).entries) == 5


def test_words_from_right_to_left_keep_their_direction(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill("#text", "مرحبا، لم يصل الطرد LV604738155CN حتى الآن، أين هو؟")
    block = page.locator('[name="block.greeting"]')
    expect(block).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).not_to_have_attribute("dir", "rtl")
    said = page.locator(".said")
    assert said.evaluate("one => getComputedStyle(one).direction") == "rtl"
    expect(page.locator(".said bdi").first).to_have_text("LV604738155CN")


def test_message_with_script_does_nothing(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.fill(
        "#text", "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> it is late"
    )
    expect(page.locator(".said")).to_contain_text("<script>")
    ready(page)
    page.keyboard.press("Control+Enter")
    page.locator("#toast a").click()
    page.wait_for_url("**/cases/*")
    expect(page.locator(".entry.message")).to_contain_text("onerror")
    assert page.title() != "owned"


def test_server_that_is_gone_keeps_the_draft(program: Program, new_page: Callable[..., Page], tmp_path: Any) -> None:
    page = new_page()
    with Archive(str(tmp_path / "a.db"), Clock()) as archive:
        with served(archive, program) as desk:
            page.goto(desk.address)
            page.fill("#text", "My parcel is late")
            ready(page)
        page.locator("#draft textarea").first.fill("Still here")
        expect(page.locator("#toast.bad")).to_contain_text("kept in this browser")
        assert "Still here" in str(page.evaluate("JSON.stringify(localStorage)"))


def test_signing_in_with_the_keyboard(program: Program, new_page: Callable[..., Page], tmp_path: Any) -> None:
    with Archive(str(tmp_path / "a.db")) as archive:
        archive.accounts.add("mei", PASSWORD, Role.AGENT, by="test")
        with served(archive, program, host="0.0.0.0") as desk:  # noqa: S104 - so that it asks who enters
            page = new_page()
            page.goto(desk.address)
            expect(page.locator("#name")).to_be_focused()
            page.keyboard.type("mei")
            page.keyboard.press("Tab")
            page.keyboard.type(PASSWORD)
            page.keyboard.press("Enter")
            expect(page.locator("#text")).to_be_visible()
            page.fill("#text", "My parcel is late")
            ready(page)
            page.locator("form[action='/logout'] button").click()
            expect(page.locator("#password")).to_be_visible()
            assert page.evaluate("localStorage.length") == 0, "nothing is left for whoever sits down next"


def test_triage_by_mouse(desk: Served, new_page: Callable[..., Page]) -> None:
    page = new_page()
    in_language(page, desk, "en")
    page.click("nav a[href='/bulk']")
    rows = b"id,text\n1,where is my parcel\n2,\n"
    page.set_input_files("#messages", {"name": "m.csv", "mimeType": "text/csv", "buffer": rows})
    page.click("button.main")
    expect(page.locator("#job:not([data-running])")).to_contain_text("2 rows, 1 rejected")
    with page.expect_download() as saved:
        page.click("a[href$='results.csv']")
    assert b"where" not in saved.value.path().read_bytes()[:40]
