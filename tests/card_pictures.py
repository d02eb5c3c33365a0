"""Draw docs/cards anew: every design in every script, one on A6 and a sheet with crop marks. Look at each of them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from PIL import Image

from assistant.bootstrap import Assistant
from assistant.cards import press
from assistant.cards.nouns import Card, Parcel
from assistant.cards.sheets import parse_sheet, parse_size
from assistant.model import Tone
from assistant.printing import CardShop, Choice, Paper
from assistant.resources import read_designs
from tests.conftest import EXAMPLES, ROOT

SCRIPTS = {
    "latin": ("de", "Maria Silva"), "vietnamese": ("vi", "Nguyễn Thu Hà"), "cyrillic": ("ru", "Мария"),
    "arabic": ("ar", "فاطمة الزهراء"), "hebrew": ("he", "נועה"), "thai": ("th", "มาลี"), "simplified": ("zh_CN", "王芳"),
    "traditional": ("zh_TW", "王芳"), "japanese": ("ja", "田中さくら"), "korean": ("ko", "김민지"),
}  # fmt: skip
PICTURES = ROOT / "docs" / "cards"
LARGEST, COLOURS, PPI, SHEET_PPI = 60_000, 48, 220, 90


def card(shop: CardShop, script: str) -> Card:
    """Return the card of a script."""
    locale, name = SCRIPTS[script]
    made = shop.card(Parcel(row=1, name=name), Choice(Tone.WARM, locale=locale))
    assert isinstance(made, Card), made
    return made


def main() -> None:
    """Draw them all."""
    shop = CardShop(Assistant(EXAMPLES / "cards" / "shop.toml", date(2026, 11, 20)), EXAMPLES / "cards")
    cards = {script: card(shop, script) for script in SCRIPTS}
    PICTURES.mkdir(parents=True, exist_ok=True)
    for design in read_designs():
        paper = Paper(design)
        for script, one in cards.items():
            _draw(shop, paper, [one], f"{design}-{script}", PPI)
        _draw(shop, replace(paper, size=parse_size("a6")), [cards["latin"]], f"{design}-a6", PPI * 2 // 3)
        sheet = parse_sheet("a4", parse_size("90x54"), None, None, 1, cut=True)
        _draw(shop, replace(paper, sheet=sheet, marks=True), list(cards.values())[:8], f"{design}-sheet", SHEET_PPI)


def _draw(shop: CardShop, paper: Paper, cards: list[Card], name: str, ppi: float) -> None:
    press.PPI = ppi
    with shop.press(replace(shop.work(paper), bleed=0 if paper.sheet is None else shop.work(paper).bleed)) as machine:
        ((page,),) = machine.pages([cards], "png")
    small = io.BytesIO()
    Image.open(io.BytesIO(page)).convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    assert small.tell() < LARGEST, f"{name} has {small.tell():,} bytes"
    (PICTURES / f"{name}.png").write_bytes(small.getvalue())


if __name__ == "__main__":
    main()
