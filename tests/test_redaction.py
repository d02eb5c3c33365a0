"""What is blacked out where a redaction keeps the texts: the buyer's name in every script, and no other word."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.archive.redaction import REDACTED, mask, names_of
from assistant.reading.marks import bare


def kept(text: str, name: str, language: str = "en", **order: Any) -> str:
    """Return a text of a buyer as it is kept, each black place as one sign."""
    return mask(text, names_of({"buyer": {"name": name}, **order}), language).replace(REDACTED, "█")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("An Li", "I want another lamp as I wanted. An email or answer, please, it is an old one, like Lily's"),
        ("Ann Lee", "Annoying: the sleeve and the planned fleet"),
        ("Ana", "Banana analysis"),
        ("Mark", "a supermarket and a remark about marketing"),
        ("Иван", "диван в гостиной"),
        ("Li", "I like it; li is a unit"),
    ],
)
def test_other_words_stay_whole(name: str, text: str) -> None:
    assert kept(text, name) == text


@pytest.mark.parametrize(
    ("name", "text", "left", "language"),
    [
        ("An Li", "This is An Li. AN  LI! li an, An\nLi", "This is █. █! █, █", "en"),
        ("Maria An Li", "Maria, An Li, an (Li Maria An)", "█, █, an (█)", "en"),
        ("Nguyễn Văn An", "Nguyễn Văn An, Văn An", "█, █", "vi"),
        ("Li", "I am Li, Li's husband", "I am █, █'s husband", "en"),
        ("Ana", "ANA, Anas parcel, ana_95, Ana's", "█, █s parcel, █_95, █'s", "en"),
        ("Jean-Luc Ny", "jean-luc, Jean-Luc Ny", "█, █", "fr"),
        ("Иван Петров", "Напишите Ивану или Петрову", "Напишите █у или █у", "ru"),
        ("Adam Nowak", "Proszę o telefon do Adamowi, Nowakiem", "Proszę o telefon do █owi, █iem", "pl"),
        ("Ayşe", "Ayşe'nin paketi", "█'nin paketi", "tr"),
        ("王 小明", "我叫王小明，小明的包裹", "我叫█，█的包裹", "zh"),
        ("李娜", "我是李娜请回复", "我是█请回复", "zh"),
        ("Ana", "我是Ana请回复", "我是█请回复", "zh"),
        ("김민수", "저는 김민수입니다", "저는 █입니다", "ko"),
        ("สมชาย", "ผมชื่อสมชายครับ", "ผมชื่อ█ครับ", "th"),
        ("דנה", "תשלחו לדנה, דנה", "תשלחו ל█, █", "he"),
        ("أحمد", "أرسلوا لأحمد وأحمد", "أرسلوا ل█ و█", "ar"),
        ("محمد", "أنا محمّد، مـحمد", "أنا █، █", "ar"),
        ("أحمد", "انا احمد", "انا █", "ar"),
        ("João Gonçalves", "Sou joao goncalves, o Gonc\u0327alves", "Sou █, o █", "pt"),
        ("Jose Nunez", "Soy José Núñez", "Soy █", "es"),
        ("Łukasz Żak", "Tu lukasz, Zak", "Tu █, █", "pl"),
        ("Артём Попов", "Это Артем", "Это █", "ru"),
        (
            "Nguyễn Văn An",
            "Tôi là nguyen van an, vẫn còn vấn đề vận chuyển",
            "Tôi là █, vẫn còn vấn đề vận chuyển",
            "vi",
        ),
        ("さき", "ざきではない、さきです", "ざきではない、█です", "ja"),
    ],
)
def test_the_name_goes_in_every_script(name: str, text: str, left: str, language: str) -> None:
    assert kept(text, name, language) == left


def test_numbers_go_wherever_they_stand() -> None:
    order = {"number": "8190021447710231", "tracking_number": "LB123456789CN"}
    assert kept("单号8190021447710231号, LB123456789CN.", "An Li", "zh", **order) == "单号█号, █."
    assert kept("order 77, of 1770 and 77.50", "An Li", number="77") == "order █, of 1770 and █.50"
    for typed in ("٨١٩٠٠٢١٤٤٧٧١٠٢٣١", "8190 0214 4771 0231", "8190-0214-4771-0231", "lb 123 456 789 cn"):
        assert kept(f"no {typed}", "An Li", **order) == "no █"


@pytest.mark.parametrize(
    ("text", "language", "left"),
    [
        ("Where is my order 8190021447710231? Tracking RB123456785CN", "en", "Where is my order █? Tracking █"),
        ("أين طلبي رقم ٨١٩٠٠٢١٤٤٧٧١٠٢٣١", "ar", "أين طلبي رقم █"),
        ("注文番号１２３４５６７８はどこ", "ja", "注文番号█はどこ"),
        ("заказ 15000 руб., заказ №15000", "ru", "заказ 15000 руб., заказ №█"),
    ],
)
def test_numbers_of_orders_and_parcels_go_though_the_order_is_not_known(text: str, language: str, left: str) -> None:
    assert mask(text, (), language).replace(REDACTED, "█") == left


def test_a_number_that_the_message_calls_an_order_goes_wherever_it_stands() -> None:
    names = names_of({}, {"facts": {"order_numbers": ["A-1234567"], "tracking_numbers": []}})
    assert mask("asked about A-1234567, A1234567", names, "en").replace(REDACTED, "█") == "asked about █, █"


@pytest.mark.parametrize(
    ("text", "language", "left"),
    [
        ("رقمي ٠٥٠١٢٣٤٥٦٧ شكرا", "ar", "رقمي █ شكرا"),
        ("電話０９０１２３４５６７８です", "ja", "電話█です"),
        ("رقم البطاقة ٤١١١١١١١١١١١١١١١", "ar", "رقم البطاقة █"),
        ("mój telefon 512345678", "pl", "mój telefon █"),
    ],
)
def test_phone_and_card_numbers_go_in_the_figures_of_every_script(text: str, language: str, left: str) -> None:
    assert mask(text, (), language).replace(REDACTED, "█") == left


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "Zs"]), max_size=12), st.text(max_size=40))
def test_a_text_without_the_name_is_kept(name: str, text: str) -> None:
    whole = " ".join(name.split())
    if not any(bare(part.casefold())[0] in bare(text.casefold())[0] for part in whole.split()):
        assert mask(text, names_of({"buyer": {"name": name}}), "en") == mask(text, (), "en")


@settings(deadline=None)
@given(
    st.text(st.characters(categories=["L", "Zs"]), min_size=2, max_size=12).map(str.strip).filter(lambda n: len(n) > 1)
)
def test_a_whole_name_between_spaces_always_goes(name: str) -> None:
    assert mask(f"- {name} -", names_of({"buyer": {"name": name}}), "en") == f"- {REDACTED} -"
