"""What cards say and must not say: every locale, tone and occasion; platforms; a shop's own lines; who gets none."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import resources
from assistant.bootstrap import Assistant
from assistant.cards.compose import excess, without_pictures
from assistant.cards.lint import forbids
from assistant.cards.nouns import Card, Occasion, Parcel, Role
from assistant.cards.occasions import holiday_of, occasion_of
from assistant.cards.vocabulary import asks_to_write, gives, speaks_of_review
from assistant.model import OrderStatus, Severity, Tone
from assistant.printing import CardShop, Choice, NoCard
from assistant.shop import CardSettings
from assistant.shop_gate import own_card_problems
from assistant.writing.staff import in_english
from tests.conftest import EXAMPLES, ROOT, TODAY
from tests.made_cards import LOCALES, NAMES, PARCEL, URL, shop, written

if TYPE_CHECKING:
    from collections.abc import Callable

OWN_LINES = tomllib.loads((ROOT / "tests" / "cases" / "cards" / "own_lines.toml").read_text(encoding="utf-8"))
# What a card could be fined for. The head has learnt from letters about problems and takes a warm 'welcome back' for
# stalling; on our own cards, whose every sentence a native writer has read, that is not asked.
GRAVE = {
    "review_incentive", "positive_review_only", "review_change", "dispute_discouraged", "dispute_close",
    "rights_denied", "off_platform_payment", "off_platform_contact", "coupon_not_allowed", "unfilled_slot", "markup",
    "legal_threat",
}  # fmt: skip


def refused(cards: CardShop, parcel: Parcel = PARCEL, **choice: Any) -> NoCard:
    card = cards.card(parcel, Choice(Tone.WARM, **choice))
    assert isinstance(card, NoCard), card.text
    return card


@pytest.mark.parametrize("locale", LOCALES)
def test_every_card_is_short_whole_and_lawful(locale: str, assistant: Assistant) -> None:
    plain = shop(assistant, shop_url=URL)
    giving = shop(assistant, "own_shop", shop_url="https://lumen.example", qr=False, email="help@lumen.example",
                  coupon_code="THANKS10", coupon_share="0.10")  # fmt: skip
    linter = assistant._linter(assistant.playbook("own_shop").platform.messages)
    read: set[str] = set()
    for cards, tone, occasion, name in product((plain, giving), Tone, Occasion, (NAMES.get(locale, "Maria"), None)):
        if occasion is Occasion.HOLIDAY:  # it is looked up by country, see below
            continue
        parcel = Parcel(row=1, name=name, language=locale)
        card = written(cards, parcel, tone=tone, occasion=occasion, locale=locale)
        platform = assistant.playbook("own_shop" if cards is giving else None).platform
        assert excess(card.lines, locale, platform) is None
        roles = [line.role for line in card.lines]
        assert roles == sorted(set(roles), key=list(Role).index)
        assert {Role.THANKS, Role.HELP} <= set(roles)
        assert (Role.REVIEW in roles) != (Role.COUPON in roles)
        assert name is None or tone is Tone.BRIEF or name in card.lines[0].text
        assert "%(" not in card.text
        read |= {line.text for line in card.lines}
    assert [found for text in sorted(read) for found in linter.lint(text) if found.rule in GRAVE] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_cards_as_people_read_them(locale: str, assistant: Assistant, snapshot: Callable[[str, str], None]) -> None:
    cards = shop(assistant, shop_url=URL)
    parcel = Parcel(row=1, name=NAMES.get(locale, "Maria"), language=locale)
    page = [
        f"{tone}, {occasion}\n{written(cards, parcel, tone=tone, occasion=occasion, locale=locale).text}\n"
        for tone in Tone
        for occasion in Occasion
        if occasion is not Occasion.HOLIDAY
    ]
    snapshot(f"cards/{locale}.txt", "\n".join(page))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_shops_own_line_is_read_in_its_language(locale: str, assistant: Assistant) -> None:
    lines = OWN_LINES[locale]
    parcel = Parcel(row=1, language=locale)

    def card(line: str, platform: str = "aliexpress", **more: Any) -> Card | NoCard:
        cards = shop(assistant, platform, lines={locale: lines[line]}, **more)
        return cards.card(parcel, Choice(Tone.WARM, locale=locale))

    for broken in ("reward", "first"):
        found = card(broken)
        assert isinstance(found, NoCard), broken
        assert lines[broken] in str(found.error)
    giving = card("discount")
    assert isinstance(giving, Card)
    assert Role.REVIEW not in {line.role for line in giving.lines}
    assert isinstance(card("discount", "amazon"), NoCard)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_harmless_line_of_the_shop_is_printed(locale: str, assistant: Assistant) -> None:
    cards = shop(assistant, lines={locale: OWN_LINES[locale]["good"]})
    card = written(cards, Parcel(row=1, language=locale), locale=locale)
    assert [line.role for line in card.lines][:2] == [Role.THANKS, Role.OWN]
    assert not any(map(forbids, card.findings))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_are_found_in_every_language(locale: str, assistant: Assistant) -> None:
    lines = OWN_LINES[locale]
    assert speaks_of_review(lines["reward"])
    assert gives(lines["reward"])
    assert gives(lines["discount"])
    assert not speaks_of_review(lines["discount"])
    assert speaks_of_review(lines["first"])
    assert asks_to_write(lines["first"])
    assert not any(found(lines["good"]) for found in (speaks_of_review, gives, asks_to_write))
    card = written(shop(assistant), Parcel(row=1, language=locale), locale=locale)
    by_role = {line.role: line.text for line in card.lines}
    assert speaks_of_review(by_role[Role.REVIEW])
    assert not gives(card.text)


@settings(deadline=None, max_examples=25)
@given(st.sampled_from(LOCALES), st.text(max_size=40), st.sampled_from(["aliexpress", "amazon", "own_shop", "ebay"]))
def test_no_card_ever_gives_and_asks_for_a_review(locale: str, typed: str, platform: str) -> None:
    assistant = PROGRAM
    lines = OWN_LINES[locale]
    for own in (f"{lines['discount']} {typed}", f"{lines['reward']} {typed}", typed or "x"):
        card = shop(assistant, platform, lines={locale: own}).card(
            Parcel(row=1, language=locale, name=typed), Choice(Tone.WARM, locale=locale)
        )
        assert isinstance(card, NoCard) or not (gives(card.text) and speaks_of_review(card.text)), card


PROGRAM = Assistant(None, TODAY)


def test_amazon_has_neither_coupon_nor_write_to_us_first(assistant: Assistant) -> None:
    card = written(shop(assistant, "amazon", shop_url=URL, coupon_code="THANKS10", email="help@lumen.example"))
    assert [line.role for line in card.lines] == [Role.THANKS, Role.REVIEW]
    assert any("Amazon forbids coupons" in str(note) for note in card.notes)
    line = {"pt_BR": "Qualquer problema, fale conosco."}
    assert refused(shop(assistant, "amazon", lines=line)).line is not None


@pytest.mark.parametrize(
    ("platform", "url", "stands"),
    [
        ("aliexpress", URL, True),
        ("aliexpress", "https://pt.aliexpress.com/store/1", True),
        ("aliexpress", "https://lumen.example", False),
        ("aliexpress", "https://aliexpress.com.evil.example/store", False),
        ("aliexpress", "https://evil.example/aliexpress.com", False),
        ("amazon", "https://www.amazon.com/shops/lumen", False),
        ("ebay", "https://lumen.example", False),
        ("own_shop", "https://lumen.example", True),
    ],
)
def test_no_address_leads_away_from_the_platform(platform: str, url: str, stands: bool, assistant: Assistant) -> None:  # noqa: FBT001 - a column
    card = written(shop(assistant, platform, shop_url=url))
    assert (card.link == url) is stands
    assert (Role.SHOP in {line.role for line in card.lines}) is stands
    assert stands or any("address is left out" in str(note) for note in card.notes)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_card_of_text_alone_names_the_address_and_no_code(locale: str, assistant: Assistant) -> None:
    cards = shop(assistant, shop_url=URL)
    drawn, alone = (written(cards, Parcel(1, language=locale), pictured=pictured) for pictured in (True, False))
    shown = URL.removeprefix("https://www.")
    assert [shown in card.lines[-1].text for card in (drawn, alone)] == [False, True]
    assert drawn.link == alone.link == URL


def test_an_order_names_its_own_platform(assistant: Assistant) -> None:
    cards = shop(assistant, coupon_code="THANKS10")
    amazon = Parcel(row=1, platform="amazon", language="en")
    assert Role.COUPON not in {line.role for line in written(cards, amazon).lines}
    assert Role.COUPON in {line.role for line in written(cards, Parcel(row=1, language="en")).lines}


def test_a_review_that_is_written_is_not_asked_for(assistant: Assistant) -> None:
    reviewed = Parcel(row=1, language="en", reviewed=True)
    assert Role.REVIEW not in {line.role for line in written(shop(assistant), reviewed).lines}
    assert Role.REVIEW not in {line.role for line in written(shop(assistant, review=False)).lines}


@pytest.mark.parametrize(
    ("parcel", "occasion"),
    [
        (Parcel(1), Occasion.PLAIN),
        (Parcel(1, first_order=True), Occasion.FIRST_ORDER),
        (Parcel(1, first_order=False), Occasion.RETURNING),
        (Parcel(1, promised_by=TODAY), Occasion.PLAIN),
        (Parcel(1, promised_by=date(2026, 11, 19), first_order=True), Occasion.DELAYED),
        (Parcel(1, promised_by=date(2026, 11, 10), delivered_on=date(2026, 11, 9)), Occasion.PLAIN),
        (Parcel(1, promised_by=date(2026, 11, 10), delivered_on=date(2026, 11, 12)), Occasion.DELAYED),
        (Parcel(1, promised_by=date(2026, 11, 10), replaced=True), Occasion.REPLACEMENT),
    ],
)
def test_the_occasion_is_what_the_order_shows(parcel: Parcel, occasion: Occasion) -> None:
    assert occasion_of(parcel, TODAY) is occasion


@pytest.mark.parametrize(
    ("country", "today", "occasion"),
    [
        ("DE", date(2026, 12, 10), Occasion.CHRISTMAS),
        ("DE", date(2026, 12, 27), Occasion.NEW_YEAR),
        ("DE", date(2026, 8, 1), Occasion.PLAIN),
        ("US", date(2026, 11, 20), Occasion.HOLIDAY),
        ("CN", date(2027, 1, 20), Occasion.LUNAR_NEW_YEAR),
        ("KR", date(2027, 1, 20), Occasion.LUNAR_NEW_YEAR),
        ("SA", date(2026, 3, 10), Occasion.EID),
        ("TR", date(2026, 5, 20), Occasion.EID),
        ("IL", date(2026, 9, 1), Occasion.HOLIDAY),
        ("BR", date(2026, 12, 28), Occasion.NEW_YEAR),
        ("JP", date(2026, 8, 1), Occasion.PLAIN),
        ("XX", date(2026, 12, 10), Occasion.PLAIN),
        (None, date(2026, 12, 10), Occasion.PLAIN),
    ],
)
def test_wishes_by_the_holidays_of_the_buyers_country(country: str | None, today: date, occasion: Occasion) -> None:
    wishes = resources.read_wishes()
    assert holiday_of(country, today, wishes["days"], wishes["wishes"], resources.holiday_names) is occasion


def test_wishes_stand_on_the_card(assistant: Assistant) -> None:
    cards = shop(assistant)
    cards._assistant = cards._assistant.on_day(date(2026, 12, 10))
    card = written(cards, Parcel(row=1, country="GB", language="en"), occasion=Occasion.HOLIDAY)
    assert card.occasion is Occasion.CHRISTMAS
    assert "Christmas" in card.text


@pytest.mark.parametrize(
    ("parcel", "locale"),
    [
        (Parcel(1, language="de", country="BR"), "de"),
        (Parcel(1, country="BR"), "pt_BR"),
        (Parcel(1, country="TW", language="zh"), "zh_TW"),
        (Parcel(1, country="SE"), "en"),
        (Parcel(1, language="sv", country="IT"), "it"),
    ],
)
def test_language_by_buyer_else_by_country(parcel: Parcel, locale: str, assistant: Assistant) -> None:
    assert written(shop(assistant), parcel).locale == locale
    assert written(shop(assistant), parcel, locale="ja").locale == "ja"


@pytest.mark.parametrize(
    ("parcel", "why"),
    [
        (Parcel(1, language="en", status=OrderStatus.CANCELLED), "cancelled"),
        (Parcel(1, language="en", status=OrderStatus.UNPAID), "not paid"),
        (Parcel(1, language="en", status=OrderStatus.RETURNED), "came back"),
        (Parcel(1, language="en", status=OrderStatus.CLOSED), "closed"),
        (Parcel(1), "--language"),
    ],
)
def test_who_gets_no_card_is_told_why(parcel: Parcel, why: str, assistant: Assistant) -> None:
    found = refused(shop(assistant), parcel)
    assert why in in_english(found.why)
    assert found.error is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Maria 🌸 Silva", "Maria Silva"),
        ("❤️ Ana ❤️", "Ana"),
        ("👩‍👩‍👧 Kim", "Kim"),
        ("👍🏽Bo", "Bo"),
        ("O’Neill – Šárka", "O’Neill – Šárka"),
        ("Ana ™", "Ana ™"),
    ],
)
def test_pictures_are_taken_out_of_names(name: str, said: str, assistant: Assistant) -> None:
    assert without_pictures(name) == said
    card = written(shop(assistant), Parcel(1, name=name, language="en"))
    assert said in card.lines[0].text
    assert bool(card.notes) == (name != said)


@pytest.mark.parametrize(
    "name", ["x" * 200, "🌸🌸", "12345", "www.evil.example.com", "  ", "\u202e\u200b", "{{ 7*7 }}", "{{ name }}"]
)
def test_no_name_is_better_than_a_bad_one(name: str, assistant: Assistant) -> None:
    card = written(shop(assistant), Parcel(1, name=name, language="en"))
    assert card.lines[0].text == "Thank you for your order!"


def test_a_name_that_runs_the_other_way_is_isolated(assistant: Assistant) -> None:
    left = written(shop(assistant), Parcel(1, name="فاطمة", language="en"))
    right = written(shop(assistant), Parcel(1, name="Maria", language="ar"))
    assert "\u2068فاطمة\u2069" in left.lines[0].text
    assert "\u2068Maria\u2069" in right.lines[0].text


@pytest.mark.parametrize("name", ["Bob t.me/bob", "WhatsApp 0044", "PayPal me"])
def test_a_name_cannot_bring_in_what_is_forbidden(name: str, assistant: Assistant) -> None:
    found = refused(shop(assistant), Parcel(row=7, number="819", name=name, language="en"))
    assert "The card for order 819, line 'thanks'" in in_english(found.why)
    assert found.line is not None
    assert found.line.role is Role.THANKS


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_long_card_leaves_out_is_said(locale: str, assistant: Assistant) -> None:
    line = "每件商品都由小李包装。" if locale == "zh_CN" else OWN_LINES[locale]["good"]
    cards = shop(assistant, shop_url=URL, lines={locale: line})
    name = "Wolfeschlegelsteinhausenbergerdorff Maximiliana-Anastasia"
    parcel = Parcel(1, name=name, language=locale)
    card = written(cards, parcel, tone=Tone.FORMAL, occasion=Occasion.DELAYED, locale=locale)
    roles = {line.role for line in card.lines}
    assert {Role.THANKS, Role.OWN, Role.HELP} <= roles
    for role in {Role.HOURS, Role.SHOP, Role.REVIEW} - roles:
        assert f"the line '{role}' is left out: the card would be longer than a card may be" in map(str, card.notes)
    assert name in card.text or any("name is left out" in str(note) for note in card.notes)


def test_a_line_of_the_shop_that_is_too_long_is_refused(assistant: Assistant) -> None:
    line = " ".join(["Packed by hand by Li and Mei."] * 12)
    found = refused(shop(assistant, lines={"en": line}), Parcel(1, language="en"))
    assert "longer than the platform takes" in in_english(found.why)


def test_findings_are_sentences_for_the_staff(assistant: Assistant) -> None:
    found = refused(shop(assistant, lines={"en": OWN_LINES["en"]["reward"]}), Parcel(row=3, language="en"))
    assert str(found.error).startswith("The card for row 3, line 'own' (\"Leave us 5 stars")
    cards = shop(assistant, lines={"en": OWN_LINES["en"]["reward"]})
    written_card = cards._written(Parcel(row=3, language="en"), "en", Choice(Tone.WARM))
    assert {found.severity for _, found in written_card.findings} >= {Severity.ERROR}


def test_settings_are_checked_before_anything_is_printed(assistant: Assistant) -> None:
    card = CardSettings(lines={"xx": "Hi"}, coupon_share=Decimal("0.1"), logo="shop.toml", fonts="nowhere")
    wrong = assistant.shop.model_copy(update={"card": card})
    said = "\n".join(map(str, own_card_problems(wrong, EXAMPLES / "shop.toml")))
    for part in ("card.lines.xx", "there is no coupon_code", "is no picture", "no folder 'nowhere'"):
        assert part in said
    assert list(own_card_problems(assistant.shop, EXAMPLES / "shop.toml")) == []
