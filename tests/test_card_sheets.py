"""Where cards stand on paper: the cases of `tests/cases/cards/sheets.toml`, and what holds for every sheet."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cards.nouns import Card, Occasion, Parcel
from assistant.cards.press import CHUNK, chunks
from assistant.cards.sheets import Size, cuts, leaves, parse_sheet, parse_size
from assistant.errors import AssistantError, UnknownValueError
from assistant.print_errors import SheetError
from tests.conftest import ROOT

CASES = tomllib.loads((ROOT / "tests" / "cases" / "cards" / "sheets.toml").read_text(encoding="utf-8"))["case"]
SHEETS = st.sampled_from([("a4", "90x54"), ("a4", "a6"), ("letter", "85x55"), ("a4:4x2", None), ("letter:2x2", "a7")])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_sheet(case: dict[str, Any]) -> None:
    size = parse_size(case["size"]) if "size" in case else None
    margins, gap = case.get("margins"), case.get("gap")
    arguments = (case["sheet"], size, margins and tuple(margins), gap and tuple(gap), case.get("start", 1))
    if "refused" in case:
        with pytest.raises(SheetError, match=case["refused"]):
            parse_sheet(*arguments, cut=case.get("cut", False))
        return
    sheet = parse_sheet(*arguments, cut=case.get("cut", False))
    assert [sheet.rows, sheet.columns] == case["grid"]
    if "card" in case:
        assert [sheet.size.width, sheet.size.height] == pytest.approx(case["card"], abs=0.02)
    fronts, backs = leaves(sheet.places, sheet, duplex=True)
    for leaf, wanted in ((fronts, case.get("places", {})), (backs, case.get("backs", {}))):
        for place, corner in wanted.items():
            slot = next(slot for slot in leaf if slot.card == int(place) - 1)
            assert [slot.x, slot.y] == pytest.approx(corner, abs=0.02), place


@given(SHEETS, st.integers(0, 150), st.integers(1, 3), st.booleans())
def test_every_card_has_its_place_in_order(kind: tuple[str, str | None], count: int, start: int, duplex: bool) -> None:  # noqa: FBT001 - drawn
    sheet = parse_sheet(kind[0], parse_size(kind[1]) if kind[1] else None, None, None, start)
    laid = list(leaves(count, sheet, duplex=duplex))
    fronts = [leaf for leaf in laid if leaf[0].face == "front"]
    assert [slot.card for leaf in fronts for slot in leaf] == list(range(count))
    for leaf in laid:
        assert len({(slot.x, slot.y) for slot in leaf}) == len(leaf) <= sheet.places
        for slot in leaf:
            assert -0.01 <= slot.x <= sheet.paper[0] - sheet.size.width + 0.01
            assert -0.01 <= slot.y <= sheet.paper[1] - sheet.size.height + 0.01
    if duplex:
        for front, back in zip(laid[::2], laid[1::2], strict=True):
            for one, other in zip(front, back, strict=True):
                mirrored = sheet.paper[0] - one.x - sheet.size.width
                assert (one.card, one.y) == (other.card, other.y)
                assert other.x == pytest.approx(mirrored, abs=0.02)


@given(SHEETS, st.integers(0, 400), st.integers(1, 3))
def test_chunks_end_with_full_sheets_and_lose_no_card(kind: tuple[str, str | None], count: int, start: int) -> None:
    sheet = parse_sheet(kind[0], parse_size(kind[1]) if kind[1] else None, None, None, start)
    cards = [Card(Parcel(row), "en", Occasion.PLAIN, ()) for row in range(count)]
    pieces = list(chunks(cards, sheet))
    assert [card for piece in pieces for card in piece] == cards
    printed = 0
    for piece in pieces[:-1]:
        printed += len(piece)
        assert len(piece) <= max(CHUNK, sheet.places)
        assert (printed + start - 1) % sheet.places == 0


def test_cuts_go_through_every_edge_and_keep_clear_of_the_cards() -> None:
    sheet = parse_sheet("a4", parse_size("90x54"), None, None, 1, cut=True)
    (leaf,) = leaves(3, sheet, duplex=False)
    marked = cuts(leaf, sheet.size)
    assert marked.across == (12.0, 102.0, 108.0, 198.0)
    assert marked.down == (31.5, 85.5, 91.5, 145.5)
    assert marked.box == (12.0, 31.5, 198.0, 145.5)


@pytest.mark.parametrize(
    ("text", "size"),
    [("90x54", Size(90, 54)), ("A6", Size(105, 148)), ("100×60", Size(100, 60)), ("85.6x54", Size(85.6, 54))],
)
def test_sizes_by_name_or_in_millimetres(text: str, size: Size) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "a3", "90", "90x", "0x0", "90x5000", "-90x54", "29x90"])
def test_sizes_that_are_none(text: str) -> None:
    with pytest.raises(AssistantError) as caught:
        parse_size(text)
    assert isinstance(caught.value, UnknownValueError | SheetError)
