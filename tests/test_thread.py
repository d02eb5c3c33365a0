"""Pasted threads: whose words are read, under which names people write, and where a quoted mail begins."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from assistant.model import Reason, Risk
from assistant.reading.thread import buyer_turns
from tests.conftest import ROOT

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant

CASES = tomllib.loads((ROOT / "tests/cases/reading/threads.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_buyers_words_are_told_from_the_others(case: dict[str, Any]) -> None:
    turns = buyer_turns(case["text"], ("Lumen", "Toys & Co."))
    assert [turn.text.strip() for turn in turns] == case["buyer"]
    assert all(case["text"].startswith(turn.text, turn.start) for turn in turns)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Seller: 6 back or a new one?\nBuyer: the new one", True),
        ("Buyer: it is broken\nLumen: A) 6 back, B) a new one?\nBuyer: A\nLumen: Thank you.", True),
        ("Buyer: it is broken\nBuyer: hello?\nSeller: sorry\nSeller: we look at it", False),
        ("it is broken\nplease help", False),
        ("still broken\n\nOn Mon, 3 Nov 2026 at 10:02, Lumen <help@example.org> wrote:\n> it has left", False),
    ],
)
def test_who_writes_after_the_shop_may_answer_it(text: str, *, answers: bool) -> None:
    assert buyer_turns(text, ("Lumen",))[-1].answers_shop is answers


def test_last_message_corrects_the_first(assistant: Assistant) -> None:
    text = "Buyer: where is my keyboard, I think it is lost\nSeller: it is on the way\nBuyer: "
    last = "it came yesterday, nothing lost. but the usb receiver is missing from the box"
    reading = assistant.read(text + last)
    assert reading.reason is Reason.MISSING_ITEMS
    assert all((text + last)[cause.start : cause.end] == cause.text for cause in reading.why)


def test_deciding_words_are_not_the_greeting(assistant: Assistant) -> None:
    text = "Buyer: Hi\nSeller: hello, how can I help?\nBuyer: my cup arrived broken, the handle is off"
    causes = assistant.read(text).why
    assert causes
    assert all("Hi" not in cause.text and text[cause.start : cause.end] == cause.text for cause in causes)


def test_what_the_buyer_says_after_the_shop_is_read(assistant: Assistant) -> None:
    text = "Ana: where is my parcel?\nShop: we will check\nAna: it came today, but the cup is broken, "
    reading = assistant.read(text + "I want a full refund or I call my bank\nShop: so sorry")
    assert reading.reason is Reason.DAMAGED
    assert Risk.CHARGEBACK in reading.risks


def test_of_a_buyer_who_says_nothing_nothing_is_known(assistant: Assistant) -> None:
    text = "Seller: Hello Ana, please do not open a dispute.\nSeller: we refund you 3 USD for order 8190021447710231"
    reading = assistant.read(text)
    assert reading.needs_review
    assert not reading.risks
    assert not reading.facts.amounts
    assert [found.value for found in reading.facts.order_numbers] == ["8190021447710231"]


def test_facts_are_the_buyers(assistant: Assistant) -> None:
    """What the shop offers is no sum that he asks for, what it asks is no number of pieces that he names."""
    text = (
        "Seller: We can refund you 3.00 USD. Did 2 of the 5 lamps come on 2026-11-01?\n> You have rated us 1 star\n"
        "Buyer: No. Something is missing, I paid 20.00 USD, mail a@example.org\nSeller: write to b@example.org please"
    )
    facts = assistant.read(text).facts
    assert [str(found.amount) for found in facts.amounts] == ["20.00"]
    assert not {*facts.quantities, *facts.lacking, *facts.arrived, *facts.dates, *facts.stars}
    assert all(text[found.start : found.end] == found.value for found in facts.personal)
    assert [found.value for found in facts.personal] == ["a@example.org", "b@example.org"]


@pytest.mark.parametrize(
    ("said", "number"),
    [("where is it?", "8190021447710231"), ("no, 8190021447719999 is mine", "8190021447719999")],
)
def test_a_quoted_number_says_which_order_is_meant(said: str, number: str, assistant: Assistant) -> None:
    reading = assistant.read(f"Seller: order 8190021447710231 was shipped\nBuyer: {said}")
    assert [found.value for found in reading.facts.order_numbers] == [number]
