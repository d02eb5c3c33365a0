"""The part of the price that a buyer asks for in words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from assistant.deciding.asked import asked_sum
from assistant.deciding.question import Question
from assistant.model import (
    Amount,
    Answer,
    Cause,
    Facts,
    Guess,
    Offer,
    Order,
    Outcome,
    Reading,
    Reason,
    Remedy,
    Request,
)  # fmt: skip
from assistant.reading.facts import find_facts

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant

ORDER = Order(number="8190021447710231", currency="USD", price=Decimal("24.90"))


def read(text: str, *sums: str, remedy: Request, words: str = "") -> Reading:
    """Return the reading of a text that asks for a remedy in these words, with sums like '3 USD' or '3'."""
    amounts = []
    for one in sums:
        value, _, currency = one.partition(" ")
        start = text.index(value)
        amounts.append(Amount(amount=Decimal(value), currency=currency or None, start=start, end=start + len(value)))
    start = text.index(words)
    cause = Cause(label=remedy, start=start, end=start + len(words or text), text=words or text)
    return Reading(
        language="en", locale="en", language_confidence=1.0, script="Latn", remedies=(remedy,), why=(cause,),
        reasons=(Guess(reason=Reason.DAMAGED, probability=0.9),), facts=Facts(amounts=tuple(amounts)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sums", "remedy", "words", "asked"),
    [
        ("Give me 3 back and I keep it", ["3 USD"], Request.PARTIAL_REFUND, "", "3"),
        ("Give me 3 back and I keep it", ["3"], Request.PARTIAL_REFUND, "", "3"),
        ("Give me 2 back and I wait", ["2 USD"], Request.REFUND, "", "2"),
        ("I paid 11 to the postman. I want that back", ["11 USD"], Request.PARTIAL_REFUND, "I want that back", "11"),
        ("I paid 24.50 for this, money back", ["24.50 USD"], Request.REFUND, "", None),  # what he paid
        ("I paid 24.90 for this, half of it back", ["24.90 USD"], Request.PARTIAL_REFUND, "", None),  # the price
        ("The label says 5. Money back", ["5 USD"], Request.REFUND, "Money back", None),  # not in these words
        ("Give me 3 or 5 back", ["3 USD", "5 USD"], Request.PARTIAL_REFUND, "", None),
        ("Give me 3 back", ["3 EUR"], Request.PARTIAL_REFUND, "", None),
        ("Give me 0 back", ["0 USD"], Request.PARTIAL_REFUND, "", None),
        ("Only 6 for that?", ["6 USD"], Request.PARTIAL_REFUND, "", None),  # our own offer
        ("Send it for 3", ["3 USD"], Request.REPLACEMENT, "", None),
    ],
)
def test_asked_sum(text: str, sums: list[str], remedy: Request, words: str, asked: str | None) -> None:
    history = (Offer(remedy=Remedy.PARTIAL_REFUND, amount=Decimal(6)),)
    found = asked_sum(read(text, *sums, remedy=remedy, words=words), ORDER, ())
    question = Question(Reason.DAMAGED, requests=(remedy,), history=history, asked=found)
    assert question.with_asked_part().asked == (None if asked is None else Decimal(asked))
    unpriced = ORDER.model_copy(update={"price": None})
    assert asked_sum(read(text, *sums, remedy=remedy, words=words), unpriced, ()) is None


@pytest.mark.parametrize(
    ("text", "language", "currency", "asked"),
    [
        ("quiero que me devuelvan 5 pesos", "es", "USD", None),  # 5 pesos are not 5 dollars
        ("quiero que me devuelvan 5 pesos", "es", "MXN", "5"),
        ("quiero que me devuelvan $5", "es", "USD", "5"),
        ("quiero que me devuelvan $5", "es", "EUR", None),
        ("退我港币5元", "zh", "CNY", None),
    ],
)
def test_money_of_another_currency_is_no_part_of_the_price(
    text: str, language: str, currency: str, asked: str | None
) -> None:
    facts = find_facts(text, language, None)
    reading = read(text, remedy=Request.PARTIAL_REFUND).model_copy(update={"facts": facts})
    order = ORDER.model_copy(update={"currency": currency})
    assert asked_sum(reading, order, ()) == (None if asked is None else Decimal(asked))


@pytest.mark.parametrize(
    ("text", "answer", "remedies", "asked"),
    [
        ("You offered a 5 refund but I want all of it", Answer.REFUSES, (Request.REFUND,), None),
        ("5 back? Give me half of it", Answer.REFUSES, (Request.REFUND, Request.PARTIAL_REFUND), None),
        ("Refund me 5 or it is one star", Answer.REFUSES, (Request.PARTIAL_REFUND,), "5"),  # no offer is refused
        ("Give me 5 back and I wait", Answer.NEITHER, (Request.REFUND,), "5"),
    ],
)
def test_the_sum_that_he_refuses_is_not_what_he_asks_for(
    text: str, answer: Answer, remedies: tuple[Request, ...], asked: str | None
) -> None:
    reading = read(text, "5 USD", remedy=remedies[0]).model_copy(update={"answer": answer, "remedies": remedies})
    assert asked_sum(reading, ORDER, ()) == (None if asked is None else Decimal(asked))


@pytest.mark.parametrize(
    ("text", "sums", "remedy", "outcome", "asked"),
    [
        ("No, 5 is too little, I want 10", ["5 USD", "10 USD"], Request.DISCOUNT, "refused", "10"),
        ("No, 5 is too little, pay 20", ["5 USD", "20 USD"], Request.PARTIAL_REFUND, "refused", "20"),
        ("No, 5 is too little, refund 10", ["5 USD", "10 USD"], Request.REFUND, "offered", "10"),
        ("No, 5 is a joke, I paid 20", ["5 USD", "20 USD"], Request.REFUND, "refused", None),
        ("No, 5 is a joke, 2 was the postage", ["5 USD", "2 USD"], Request.DISCOUNT, "refused", None),
        ("No, 5 is too little, 10 or 12", ["5 USD", "10 USD", "12 USD"], Request.PARTIAL_REFUND, "refused", None),
        ("No, 5 is too little, I want 10", ["5 USD", "10 USD"], Request.PARTIAL_REFUND, "done", None),  # on top of it?
        ("No, 6 is too little, I want 10", ["6 USD", "10 USD"], Request.PARTIAL_REFUND, "refused", None),
    ],
)
def test_who_refuses_a_sum_and_names_a_greater_one_asks_for_that(
    text: str, sums: list[str], remedy: Request, outcome: str, asked: str | None
) -> None:
    reading = read(text, *sums, remedy=remedy).model_copy(update={"answer": Answer.REFUSES})
    history = (Offer(remedy=Remedy.PARTIAL_REFUND, amount=Decimal(5), outcome=Outcome(outcome)),)
    assert asked_sum(reading, ORDER, history) == (None if asked is None else Decimal(asked))


@pytest.mark.parametrize(
    ("text", "currency", "price", "offered", "granted"),
    [
        ("No, $5 is too little, I want $10", "USD", "24.90", "5.00", "10.00"),
        ("Нет, 200 руб мало. Верните 500 руб", "RUB", "1890.00", "200.00", "500.00"),
    ],
)
def test_after_a_refusal_nobody_is_offered_more_than_he_asks_for(
    text: str, currency: str, price: str, offered: str, granted: str, assistant: Assistant
) -> None:
    order = assistant.parse_order({"status": "delivered", "currency": currency, "price": price}, (), "order")
    history = (Offer(remedy=Remedy.PARTIAL_REFUND, amount=Decimal(offered)),)
    plan = assistant.reply(assistant.read(text), assistant.request(order, history, reason="damaged")).plan
    assert (plan.options[0].remedy, plan.options[0].amount) == (Remedy.PARTIAL_REFUND, Decimal(granted))


@pytest.mark.parametrize(
    ("text", "currency", "asked"),
    [
        ("The lamp is cracked. I want $5 back, no more discussion.", "USD", "5"),
        ("Refund me $8 or I leave one star.", "USD", "8"),
        ("La lámpara llegó rota. Devuélvanme 5 € o pongo una mala reseña.", "EUR", "5"),
        ("It does not work. You offered a $5 refund but I want my full money back", "USD", None),
        ("坏的。你们说退5块我不同意我要全额退款", "CNY", None),
        ("Ist kaputt. Die 5 € Erstattung sind ein Witz ich will mein ganzes Geld zurück", "EUR", None),
        ("고장났는데 5천원 환불은 싫고 전액환불 원합니다", "KRW", None),
        ("$5 is a joke, I want a refund.", "USD", None),
    ],
)
def test_who_threatens_for_a_sum_wants_it_and_who_wants_all_does_not(
    text: str, currency: str, asked: str | None, assistant: Assistant
) -> None:
    """All of these are read as refusals, and no offer is known."""
    price = Decimal(40000 if currency == "KRW" else 40)
    order = ORDER.model_copy(update={"currency": currency, "price": price})
    found = asked_sum(assistant.read(text), order, ())
    assert found == (None if asked is None else Decimal(asked))
