"""Cards on paper: the text read back out of the PDF in every locale, codes that scan, boxes, fonts, what is refused."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from assistant import fonts
from assistant.cards import press
from assistant.cards.compose import scanned_link, shown_link
from assistant.cards.nouns import Parcel
from assistant.cards.pictures import QUIET_MODULES, qr_code, read_logo
from assistant.cards.sheets import parse_sheet, parse_size
from assistant.errors import FileError
from assistant.model import Tone
from assistant.print_errors import MissingGlyphError, PictureError
from assistant.printing import Paper, cover_rows
from assistant.resources import read_designs
from assistant.writing.staff import in_english
from tests.conftest import EXAMPLES
from tests.made_cards import LOCALES, URL, one_for_each_locale, opened, printed, shop, sorted_out, written

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.bootstrap import Assistant

DESIGNS = tuple(read_designs())
RIGHT_TO_LEFT = ("ar", "he")
INVISIBLE = re.compile(r"[\s\u2066-\u2069\u200e\u200f\u202a-\u202e]")
LEFT_TO_RIGHT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ]*[A-Za-z0-9])?")
LONG_URL = "https://www.aliexpress.com/store/" + "x" * 400


def letters(text: str) -> str:
    """Return a text without what is layout: white space and direction marks."""
    return INVISIBLE.sub("", text)


def copied(path: Path, page: int) -> str:
    """Return what a reader of PDFs gives of a page."""
    command = ("pdftotext", "-f", str(page), "-l", str(page), str(path), "-")
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def from_the_right(page: Any) -> str:
    """Return what stands on a page, row by row from the right, numbers and Latin words from the left.

    Readers of PDFs have to guess the order of a row with two directions, and turn the letters of a ligature round.
    """
    rows: list[tuple[float, list[Any]]] = []  # each with its height on the page
    blocks = page.get_text("rawdict", flags=0)["blocks"]
    for span in (span for block in blocks for line in block["lines"] for span in line["spans"]):
        near = next((row for height, row in rows if abs(height - span["origin"][1]) < span["size"] / 2), None)
        if near is None:
            rows.append((span["origin"][1], near := []))
        near += span["chars"]
    return "".join(row_from_the_right(row) for _, row in sorted(rows, key=lambda row: row[0]))


def row_from_the_right(signs: list[Any]) -> str:
    """Return a row's text; what has no width of its own belongs to the sign at whose right end it stands."""
    wide = [sign for sign in signs if sign["bbox"][2] - sign["bbox"][0] > 0.01]
    narrow = [sign for sign in signs if sign not in wide]
    of_one = [
        sign["c"] + "".join(other["c"] for other in narrow if abs(sign["bbox"][2] - other["bbox"][0]) < 0.01)
        for sign in sorted(wide, key=lambda sign: -sign["bbox"][0])
    ]
    return LEFT_TO_RIGHT.sub(lambda found: found[0][::-1], "".join(of_one))


@pytest.mark.parametrize("design", DESIGNS)
def test_the_text_on_paper_is_the_text(design: str, assistant: Assistant, tmp_path: Path) -> None:
    cards_of = shop(assistant, shop_url=URL)
    cards = one_for_each_locale(cards_of)
    path = tmp_path / "cards.pdf"
    path.write_bytes(*printed(cards_of, Paper(design), cards))
    document = opened(path)
    assert len(document) == len(cards)
    for number, card in enumerate(cards, start=1):
        read = from_the_right(document[number - 1]) if card.locale in RIGHT_TO_LEFT else copied(path, number)
        found = letters(read)
        wanted = [letters(text) for text in ("Lumen Store", *(line.text for line in card.lines))]
        for line in wanted:
            assert line in found, (card.locale, found)
        assert len(found) == sum(map(len, wanted)), card.locale


@pytest.mark.parametrize("locale", ["th", "ar", "vi"])
def test_a_card_that_can_be_read_back_looks_the_same(
    locale: str, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards_of = shop(assistant, logo="cards/logo.svg", shop_url=URL)
    card = written(cards_of, Parcel(1, name="มาลี", language=locale), locale=locale)
    paper = Paper("frame", sheet=parse_sheet("a4", parse_size("90x54"), None, None, 1, cut=True))
    (mended,) = printed(cards_of, paper, [card])
    monkeypatch.setattr(press, "readable", lambda content: content)
    (drawn,) = printed(cards_of, paper, [card])
    assert mended != drawn
    pictures = [opened(stream=content)[0].get_pixmap(dpi=150).samples for content in (mended, drawn)]
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("size", ["90x54", "a7", "a6"])
def test_every_code_scans_and_is_large_enough(design: str, size: str, assistant: Assistant) -> None:
    cards_of = shop(assistant, shop_url=URL)
    card = written(cards_of, Parcel(1, name="Maria", language="de"))
    (content,) = printed(cards_of, Paper(design, parse_size(size)), [card], "png")
    found, corners = decoded(content)
    assert found == [URL]
    assert min(cv2.norm(corners[0][0] - corners[0][1]), cv2.norm(corners[0][1] - corners[0][2])) >= 14.7 / 25.4 * 300


def decoded(content: bytes) -> tuple[list[str], Any]:
    image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    done, texts, corners, _ = cv2.QRCodeDetector().detectAndDecodeMulti(image)
    return (list(texts), corners) if done else ([], corners)


@pytest.mark.parametrize("link", ["https://a.co", URL, "https://www.aliexpress.com/store/1?q=" + "%E5%BA%97" * 6])
def test_a_code_has_its_quiet_zone_and_is_not_small(link: str) -> None:
    code = qr_code(link, 90, 54)
    whole = int(re.search(r'viewBox="0 0 (\d+) \d+"', code.svg)[1])  # type: ignore[index]  # it is there, or the test fails
    modules = whole - 2 * QUIET_MODULES
    assert code.side * modules / whole >= 14.99
    assert code.side / whole >= 0.39


@pytest.mark.parametrize(
    ("link", "shown", "scanned"),
    [
        ("lumen.example.com", "lumen.example.com", "https://lumen.example.com"),
        ("//www.lumen.example/shop/", "lumen.example/shop", "https://www.lumen.example/shop/"),
        ("lumen.example/go//sale", "lumen.example/go//sale", "https://lumen.example/go//sale"),
        ("HTTP://lumen.example/go//sale", "lumen.example/go//sale", "HTTP://lumen.example/go//sale"),
        ("httpshop.example", "httpshop.example", "https://httpshop.example"),
        ("магазин.example", "магазин.example", "https://магазин.example"),
    ],
)
def test_a_code_leads_to_the_address_that_is_shown(link: str, shown: str, scanned: str, assistant: Assistant) -> None:
    assert (shown_link(link), scanned_link(link)) == (shown, scanned)
    cards_of = shop(assistant, "own_shop", shop_url=link)
    (content,) = printed(cards_of, Paper(), [written(cards_of, Parcel(1, language="en"))], "png")
    assert decoded(content)[0] == [scanned]


@pytest.mark.parametrize("link", [LONG_URL, "https://a.co/" + "x" * 4000])
def test_an_address_that_no_code_holds_is_refused(link: str) -> None:
    with pytest.raises(PictureError, match=rf"The address of {len(link)} characters.*shop_url"):
        qr_code(link, 90, 54)


def test_codes_on_a_sheet_scan(assistant: Assistant) -> None:
    cards_of = shop(assistant, shop_url=URL)
    sheet = parse_sheet("a4", parse_size("90x54"), None, None, 1, cut=True)
    cards = one_for_each_locale(cards_of)[:8]
    (content,) = printed(cards_of, Paper("frame", sheet=sheet, marks=True), cards, "png")
    assert decoded(content)[0] == [URL] * 8


@pytest.mark.parametrize("design", DESIGNS)
def test_a_print_shop_finds_trim_bleed_and_fonts(design: str, assistant: Assistant) -> None:
    cards_of = shop(assistant, shop_url=URL)
    cards = one_for_each_locale(cards_of)
    bleed = read_designs()[design]["bleed"]
    (content,) = printed(cards_of, Paper(design), cards)
    document = opened(stream=content)
    for page in document:
        trim = [value / 72 * 25.4 for value in page.trimbox]
        assert trim == pytest.approx([bleed, bleed, bleed + 90, bleed + 54], abs=0.05)
        whole = [value / 72 * 25.4 for value in page.mediabox]
        assert whole == pytest.approx([0, 0, 90 + 2 * bleed, 54 + 2 * bleed], abs=0.05)
        assert all(kind != "n/a" for _, kind, *_ in page.get_fonts())
    inks = document[0].read_contents().decode("latin-1")
    assert (" k" in inks or " K" in inks) is (design == "frame")


def test_the_same_cards_are_the_same_file(assistant: Assistant) -> None:
    cards_of = shop(assistant, shop_url=URL)
    cards = one_for_each_locale(cards_of)[:3]
    assert printed(cards_of, Paper("band"), cards) == printed(cards_of, Paper("band"), cards)


def test_a_character_without_a_font_is_named_with_the_font(assistant: Assistant) -> None:
    cards_of = shop(assistant)
    cards = [written(cards_of, Parcel(1, number=number, name=name, language="en")) for number, name in
             (("11", "Maria"), ("12", "ნინო"), ("13", "田中"), ("14", "សុខា"))]  # fmt: skip
    good, bad = sorted_out(cards_of, cards)
    assert [card.parcel.number for card in good] == ["11", "13"]
    georgian = "order 12, line 'thanks': no font has 'ნ' (U+10DC): put the file of Noto Sans Georgian"
    assert georgian in in_english(bad[0].why)
    assert "pip install fontpkg-noto-sans-khmer" in in_english(bad[1].why)


def test_a_picture_in_the_shops_own_line_is_an_error(assistant: Assistant) -> None:
    cards_of = shop(assistant, lines={"en": "Packed with care 🎁 by Li and Mei."})
    good, bad = sorted_out(cards_of, [written(cards_of, Parcel(1, language="en"))])
    assert good == []
    assert "line 'own': no font has '🎁'" in in_english(bad[0].why)


def test_a_shop_whose_name_cannot_be_drawn_is_told(assistant: Assistant) -> None:
    cards_of = shop(assistant)
    cards_of._shop = cards_of._shop.model_copy(
        update={"shop": cards_of._shop.shop.model_copy(update={"name": "Lumen 🏮"})}
    )
    with pytest.raises(MissingGlyphError, match="The shop's name: no font has '🏮'"):
        cards_of.work(Paper())


def test_the_list_has_no_empty_boxes(assistant: Assistant) -> None:
    cards_of = shop(assistant)
    parcels = [Parcel(1, number="1", name="Ana 🌸"), Parcel(2, number="2", name="ნინო"), Parcel(3, name="x" * 200)]
    cards = [written(cards_of, replace(one, language="en"), tone=Tone.BRIEF) for one in parcels]
    assert [row[1:4:2] for row in cover_rows(cards, None)] == [["1", "Ana"], ["2", "–"], ["row 3", "–"]]


def test_every_character_of_every_locale_has_a_font() -> None:
    for locale in LOCALES:
        assert fonts.missing("“”‘’«»„…–—€£¥%0123456789 AZaz", locale) is None
    assert fonts.missing("\u2068Maria\u2069\u200d", "th") is None
    assert fonts.families("ja")[0] == "Noto Sans CJK JP"


def test_what_does_not_fit_names_card_and_line(assistant: Assistant) -> None:
    cards_of = shop(assistant, "own_shop", email="long-mailbox-name@lumen-store-of-shenzhen.example")
    card = written(cards_of, Parcel(4, number="77", name="Maria", language="de"))
    good, bad = sorted_out(
        cards_of, [card, written(cards_of, Parcel(5, language="ja"), tone=Tone.BRIEF)], Paper(size=parse_size("40x54"))
    )
    assert "The card for order 77, line '" in in_english(bad[0].why)
    assert "does not fit on 40x54 mm even at 6.5 points" in in_english(bad[0].why)
    assert [one.parcel.row for one in bad] == sorted(one.parcel.row for one in bad)
    assert len(good) + len(bad) == 2
    assert sorted_out(cards_of, [card], Paper(size=parse_size("a6")))[1] == []


def test_long_text_is_made_smaller_before_it_is_refused(assistant: Assistant) -> None:
    cards_of = shop(assistant, shop_url=URL)

    def smallest(size: str) -> float:
        (content,) = printed(cards_of, Paper(size=parse_size(size)), [written(cards_of, Parcel(1, language="de"))])
        spans = [span for block in opened(stream=content)[0].get_text("dict")["blocks"]
                 for line in block.get("lines", []) for span in line["spans"]]  # fmt: skip
        return float(min(span["size"] for span in spans))

    assert 6.4 <= smallest("85x50") < smallest("a6")


def test_a_logo_is_drawn_and_stands_for_the_name(assistant: Assistant) -> None:
    assert read_logo(EXAMPLES / "cards" / "logo.svg")[0] == ".svg"
    cards_of = shop(assistant, logo="cards/logo.svg")
    card = written(cards_of, Parcel(1, language="en"))
    for design in DESIGNS:
        (content,) = printed(cards_of, Paper(design, duplex=True), [replace(card)])
        document = opened(stream=content)
        assert len(document) == 2
        assert "Lumen Store" not in "".join(page.get_text() for page in document)
        assert all(page.get_drawings() for page in document)


def test_a_file_that_is_no_font_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.ttf").write_text("no font", encoding="utf-8")
    with pytest.raises(FileError, match=r"notes\.ttf.*is no font"):
        fonts.families("en", tmp_path)
