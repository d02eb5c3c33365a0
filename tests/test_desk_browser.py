"""The whole job in a real browser: by keyboard and by mouse, in both languages, wide and narrow, light and dark."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from assistant.archive import Archive, Change, Entry, Kind, Label, NewCase, Offered, State
from assistant.archive.nouns import Role
from assistant.desk.app import make_app
from assistant.desk.program import Program
from assistant.desk.setup import Setup
from assistant.model import Outcome, Reason, Remedy
from tests.conftest import EXAMPLES, TODAY, example
from tests.filed import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.servers import PostgreSQL

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDE, NARROW = (1280, 900), (390, 844)
SIZES = {"wide": WIDE, "narrow": NARROW}
PASSWORD = "correct horse battery staple"  # noqa: S105 - of the tests alone
WORDS = {
    "en": {"copied": "Copied, and filed as case", "copy": "Copy and file", "answer": "Answer"},
    "zh_CN": {"copied": "已复制，并存为工单", "copy": "复制并存档", "answer": "回复"},
}
# A page must have none of these; what axe calls minor or moderate is looked at by hand.
SERIOUS = {"serious", "critical"}
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


@pytest.fixture(scope="module")
def program() -> Program:
    """The program, its models loaded once for all tests."""
    return Program(Setup(shop=EXAMPLES / "shop.toml", today=TODAY))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one the tests fail: apt-get install chromium."""
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


def in_language(page: Page, desk: Served, locale: str) -> None:
    page.goto(desk.address + "/cases")
    page.click(f"button[name=staff][value={locale}]")
    page.goto(desk.address)


def paste(page: Page, text: str) -> None:
    """Paste with the keyboard wherever the focus is."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def order_of(name: str) -> str:
    return json.dumps(example(name)[1], default=str)


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def ready(page: Page) -> None:
    """Wait until the draft may be copied."""
    expect(page.locator("#bar[data-ready=yes]")).to_have_count(1, timeout=PATIENCE)


# ---------- the whole job ----------


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
    page.fill("#paste", order_of("broken-in-transit"))
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


# ---------- habits ----------


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


# ---------- accessibility ----------


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
