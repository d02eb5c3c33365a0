"""Cards that a test makes and prints: of a shop, in every locale, with those that get none."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

import pymupdf

from assistant.cards.nouns import Card, CardLine, Parcel
from assistant.catalogues import PROMISED
from assistant.model import Tone
from assistant.printing import CardShop, Choice, NoCard, Paper, refuser
from assistant.shop import CardSettings
from tests.conftest import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.bootstrap import Assistant
    from assistant.errors import AssistantError

LOCALES = ("en", *PROMISED)
URL = "https://www.aliexpress.com/store/1102345678"
NAMES = {
    "ar": "فاطمة", "he": "נועה", "ja": "田中さくら", "ko": "김민지", "ru": "Мария", "th": "มาลี", "uk": "Олена",
    "zh_CN": "王芳", "zh_TW": "王芳",
}  # fmt: skip
PARCEL = Parcel(row=7, number="8190021447710231", name="Maria Silva", country="BR", language="pt")
opened: Any = pymupdf.open  # it has no types


def shop(assistant: Assistant, platform: str = "aliexpress", **settings: Any) -> CardShop:
    """Return the card shop of a seller with these settings."""
    changed = copy(assistant)
    identity = changed.shop.shop.model_copy(update={"name": "Lumen Store", "platform": platform})
    changed.shop = changed.shop.model_copy(update={"shop": identity, "card": CardSettings(**settings)})
    return CardShop(changed, EXAMPLES)


def written(cards: CardShop, parcel: Parcel = PARCEL, **choice: Any) -> Card:
    card = cards.card(parcel, Choice(choice.pop("tone", Tone.WARM), **choice))
    assert isinstance(card, Card), card
    return card


def printed(shop_of: CardShop, paper: Paper, cards: Sequence[Card], kind: str = "pdf") -> list[bytes]:
    with shop_of.press(shop_of.work(paper)) as press:
        return [page for some in press.pages(cards, kind, refuse) for page in some.files]


def refuse(_: Card, line: CardLine, error: AssistantError) -> None:
    raise AssertionError(f"{line}: {error}")


def one_for_each_locale(cards: CardShop) -> list[Card]:
    return [
        written(cards, Parcel(row, name=NAMES.get(locale, "Maria"), language=locale), locale=locale)
        for row, locale in enumerate(LOCALES, start=1)
    ]


def sorted_out(cards_of: CardShop, cards: Sequence[Card], paper: Paper = Paper()) -> tuple[list[Card], list[NoCard]]:  # noqa: B008 - a frozen value
    without: list[NoCard] = []
    with cards_of.press(cards_of.work(paper)) as press:
        return [card for some in press.pages(cards, "pdf", refuser(without)) for card in some.cards], without
