"""The letters: whole, in every language the same, whatever stands in the slots."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import resources
from assistant.care.amounts import as_amount
from assistant.model import (
    Buyer,
    Channel,
    Draft,
    Evidence,
    Item,
    Offer,
    Order,
    OrderState,
    Outcome,
    Plan,
    Reason,
    Remedy,
    Risk,
)
from assistant.writing.compose import choose
from assistant.writing.formats import as_date, as_money, as_name, as_text, as_title
from assistant.writing.lint.patterns import forms
from assistant.writing.slots import Occasion
from tests.conftest import TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.bootstrap import Assistant

MONTH_IS_A_NUMBER = {"zh_CN", "zh_TW", "ja", "ko", "vi"}
LOCALES = resources.locale_names("replies")
STATES: dict[OrderState, dict[str, Any]] = {
    OrderState.UNKNOWN: {},
    OrderState.NOT_SHIPPED: {"status": "paid"},
    OrderState.IN_TRANSIT: {"status": "shipped", "shipped_on": "2026-10-04", "promised_by": "2026-12-04"},
    OrderState.OVERDUE: {"status": "shipped", "shipped_on": "2026-09-04", "promised_by": "2026-11-04"},
    OrderState.DELIVERED: {"status": "delivered", "shipped_on": "2026-10-04", "delivered_on": "2026-11-10"},
    OrderState.COMPLETED: {"status": "completed", "completed_on": "2026-11-12"},
    OrderState.CLOSED: {"status": "closed"},
    OrderState.RETURNED: {"status": "returned", "shipped_on": "2026-10-04", "delivered_on": "2026-10-20"},
    OrderState.CHARGEBACK: {"status": "completed", "delivered_on": "2026-10-20", "chargeback_on": "2026-11-10"},
}
FACTS = {
    "number": "8190021447710231",
    "platform": "aliexpress",
    "currency": "EUR",
    "price": "24.90",
    "product_cost": "9.20",
    "shipping_cost": "4.10",
    "items": [{"title": "Ceramic Table Lamp E27"}],
    "buyer": {"name": "Sam Marin", "country": "FR"},
    "carrier": "Cainiao",
    "tracking_number": "RB473124829US",
}


def draft(
    program: Assistant,
    reason: Reason,
    order: Order,
    locale: str,
    *,
    channel: Channel = Channel.LETTER,
    history: tuple[Offer, ...] = (),
    risks: tuple[Risk, ...] = (),
    secondary: tuple[Reason, ...] = (),
) -> tuple[Draft, Plan]:
    request = program.request(order, history, reason=str(reason))
    plan = program.plan(request, [str(risk) for risk in risks])
    options = tuple(option for option in plan.options if option.offered)
    occasion = Occasion(
        plan, secondary, risks, Evidence.UNKNOWN, order, history, request.playbook, program.shop, TODAY, {}
    )
    return program.composer.compose(occasion, options, channel, locale, "en", 1500), plan


def situations(program: Assistant) -> Iterator[tuple[Reason, Order, tuple[Offer, ...]]]:
    """Yield everything that the planner can produce: each reason and state, down the whole ladder."""
    for reason, fields in product(Reason, STATES.values()):
        order = program.parse_order({**FACTS, **fields}, (), "order")
        history: tuple[Offer, ...] = ()
        for _ in range(6):
            yield reason, order, history
            plan = program.plan(program.request(order, history, reason=str(reason)))
            offered = [o for o in plan.options if o.offered and o.remedy is not Remedy.EXPLAIN]
            if not offered:
                break
            history += tuple(Offer(remedy=o.remedy, amount=o.amount, outcome=Outcome.REFUSED) for o in offered)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_letter_is_whole(locale: str, assistant: Assistant) -> None:
    limits = assistant.playbook("aliexpress").platform.messages
    for reason, order, history in situations(assistant):
        made, plan = draft(assistant, reason, order, locale, history=history)
        options = tuple(option for option in plan.options if option.offered)
        what = f"{reason} {order.status} {[str(o.remedy) for o in options]}\n{made.body}"
        assert made.missing == (("answer",) if reason is Reason.PRODUCT_QUESTION else ()), what
        wanted = {"unfilled_slot"} if made.missing else set()
        assert {rule for rule, _, _ in forms(made.body, limits, ())} == wanted, what
        assert not re.search(r"None|  |\n\n\n|%\(|\{|–\s*$|–\s*\n|\u202f", made.body), what
        assert len(made.body) <= 1500, what
        assert len(choose(options, plan).choices) <= 2, what
        assert [block.name for block in made.blocks if not block.gloss] == [], what
        if locale != "en":
            texts = {block.text for block in made.blocks if block.name not in {"signature", "explanation"}}
            assert not texts & {block.gloss for block in made.blocks}, what


@pytest.mark.parametrize("locale", LOCALES)
def test_gloss_says_the_same_amounts_and_numbers(locale: str, assistant: Assistant) -> None:
    for reason, order, history in situations(assistant):
        made, _ = draft(assistant, reason, order, locale, history=history)
        if made.missing:
            continue
        numbers = [sorted(re.findall(r"\d+", text.replace("1er", "1"))) for text in (made.body, made.gloss_body)]
        if locale not in MONTH_IS_A_NUMBER:
            assert numbers[0] == numbers[1], made.body


def test_a_plain_question_of_another_kind_is_answered_by_the_staff(assistant: Assistant) -> None:
    order = assistant.parse_order({**FACTS, **STATES[OrderState.DELIVERED]}, (), "order")
    for wishes, answer in ((["information"], True), ([], False)):
        plan = assistant.plan(assistant.request(order, reason="other"), (), wishes)
        occasion = Occasion(
            plan, (), (), Evidence.UNKNOWN, order, (), assistant.playbook("aliexpress"), assistant.shop, TODAY, {}
        )
        made = assistant.composer.compose(occasion, plan.options, Channel.LETTER, "en", "en", 1500)
        assert (made.missing == ("answer",)) is answer
        assert ("what we can do for you" in made.body) is not answer


@pytest.mark.parametrize(
    ("reason", "fields"),
    [
        (Reason.LATE_DELIVERY, {**STATES[OrderState.DELIVERED], "promised_by": "2026-12-04"}),
        (Reason.UNWANTED_ITEM, {"status": "unpaid"}),
    ],
)
def test_a_letter_that_would_say_nothing_waits_for_the_staffs_answer(
    reason: Reason, fields: dict[str, Any], assistant: Assistant
) -> None:
    order = assistant.parse_order({**FACTS, **fields}, (), "order")
    made, _ = draft(assistant, reason, order, "en")
    assert made.missing == ("answer",)
    plan = assistant.plan(assistant.request(order, reason=str(reason)))
    occasion = Occasion(
        plan, (), (), Evidence.UNKNOWN, order, (), assistant.playbook("aliexpress"), assistant.shop, TODAY,
        {"answer": "It came in time."},
    )  # fmt: skip
    answered = assistant.composer.compose(occasion, plan.options, Channel.NOTE, "en", "en", 1500)
    assert answered.missing == ()
    assert "It came in time." in answered.body


@pytest.mark.parametrize(
    ("remedy", "outcome", "stands"),
    [
        (Remedy.EXPLAIN, Outcome.REFUSED, False),
        (Remedy.TRACE, Outcome.REFUSED, False),
        (Remedy.GOODWILL_COUPON, Outcome.DONE, False),
        (Remedy.GOODWILL_COUPON, Outcome.OFFERED, True),
        (Remedy.PARTIAL_REFUND, Outcome.REFUSED, True),
    ],
)
def test_only_an_offer_that_was_made_still_stands(
    remedy: Remedy,
    outcome: Outcome,
    stands: bool,  # noqa: FBT001 - a case
    assistant: Assistant,
) -> None:
    order = assistant.parse_order({**FACTS, **STATES[OrderState.DELIVERED], "promised_by": "2026-12-04"}, (), "order")
    refused = Offer(remedy=Remedy.EXPLAIN, outcome=Outcome.REFUSED)
    history = (Offer(remedy=remedy, amount=Decimal(5), outcome=outcome), refused)
    made, _ = draft(assistant, Reason.LATE_DELIVERY, order, "en", history=history)
    assert ("Our last offer still stands" in made.body) is stands
    assert made.missing == (() if stands else ("answer",))


def test_who_threatens_with_a_lawyer_is_not_asked_whether_there_is_anything_else(assistant: Assistant) -> None:
    order = assistant.parse_order({**FACTS, **STATES[OrderState.DELIVERED]}, (), "order")
    for risks in ((), (Risk.LEGAL,)):
        made, _ = draft(assistant, Reason.REFUND_STATUS, order, "en", risks=risks)
        assert ("Is there anything else" in made.body) is (risks == ())


@pytest.mark.parametrize(
    ("reason", "state", "said", "never"),
    [
        (Reason.UNWANTED_ITEM, OrderState.OVERDUE, "Thank you for your message.", "not quite right"),
        (Reason.UNWANTED_ITEM, OrderState.IN_TRANSIT, "Thank you for your message.", "not quite right"),
        (Reason.UNWANTED_ITEM, OrderState.DELIVERED, "not quite right", "Thank you for your message."),
        (Reason.RETURNED_TO_SENDER, OrderState.RETURNED, "Thank you for your message.", "is being sent back"),
        (Reason.RETURNED_TO_SENDER, OrderState.OVERDUE, "is being sent back", "Thank you for your message."),
        (Reason.CANCEL_ORDER, OrderState.IN_TRANSIT, "Return address: ", "Please send it within"),
        (Reason.CANCEL_ORDER, OrderState.DELIVERED, "Please send it within 10 days", "refuse the parcel"),
        (Reason.CANCEL_ORDER, OrderState.DELIVERED, "but you can return it", "what is possible"),
        (Reason.CANCEL_ORDER, OrderState.UNKNOWN, "what is possible", "send it back"),
        (Reason.CHANGE_ORDER, OrderState.COMPLETED, "A or B?", "Once we have this"),
        (Reason.DOES_NOT_FIT, OrderState.COMPLETED, "find the size", "step by step"),
        (Reason.CHANGE_ORDER, OrderState.OVERDUE, "we will confirm here what is possible", "with a solution"),
        (Reason.LOST_PARCEL, OrderState.DELIVERED, "parcel was delivered on 10 November 2026", "not reached you"),
        (Reason.LOST_PARCEL, OrderState.COMPLETED, "the proof of delivery", "waited long enough"),
        (Reason.ORDER_STATUS, OrderState.RETURNED, "the parcel has come back to us", "where things stand"),
        (Reason.DOES_NOT_FIT, OrderState.CLOSED, "this order is closed", "find the size"),
        (Reason.CUSTOMS_HOLD, OrderState.RETURNED, "Thank you for your message.", "held at customs"),
    ],
)
def test_a_letter_says_nothing_against_the_orders_state(
    reason: Reason, state: OrderState, said: str, never: str, shop_assistant: Assistant
) -> None:
    facts = {**FACTS, "buyer": {"name": "Sam", "country": "US"}, **STATES[state]}
    order = shop_assistant.parse_order(facts, (), "order")
    body = draft(shop_assistant, reason, order, "en")[0].body
    assert said in body
    assert never not in body


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_a_link_ends_its_paragraph(locale: str, assistant: Assistant) -> None:
    """What follows a link without a break is taken for a part of it."""
    link = "https://www.17track.net/en?nums=NN482107364BR"
    order = assistant.parse_order({**FACTS, **STATES[OrderState.IN_TRANSIT], "tracking_url": link}, (), "order")
    history = (Offer(remedy=Remedy.PARTIAL_REFUND, amount=Decimal(5), outcome=Outcome.ACCEPTED),)
    for past, risks, name in ((history, (), "agreed"), ((), (Risk.EXTORTION,), "extortion")):
        made, _ = draft(assistant, Reason.TRACKING_PROBLEM, order, locale, history=past, risks=risks)
        assert name in {block.name for block in made.blocks}
        assert f"{link}\n\n" in made.body


def test_angry_disputes_and_second_problems_are_answered(assistant: Assistant) -> None:
    facts = {**FACTS, **STATES[OrderState.DELIVERED], "dispute": {"opened_on": "2026-11-18", "stage": "opened"}}
    order = assistant.parse_order(facts, (), "order")
    risks, secondary = (Risk.ABUSIVE, Risk.EXTORTION), (Reason.MISSING_ITEMS,)
    made, _ = draft(assistant, Reason.WRONG_ITEM, order, "zh_CN", risks=risks, secondary=secondary)
    assert {"upset", "dispute", "extortion", "also"} <= {block.name for block in made.blocks}


def test_too_long_drops_whole_blocks_and_keeps_offer_and_question(assistant: Assistant) -> None:
    order = assistant.parse_order({**FACTS, **STATES[OrderState.OVERDUE]}, (), "order")
    request = assistant.request(order, reason="late_delivery")
    plan = assistant.plan(request)
    options = tuple(option for option in plan.options if option.offered)
    occasion = Occasion(
        plan, (), (), Evidence.UNKNOWN, order, (), request.playbook, assistant.shop, TODAY, {}
    )  # fmt: skip
    full, short = (assistant.composer.compose(occasion, options, Channel.LETTER, "en", "en", n) for n in (2000, 300))
    names = [block.name for block in short.blocks]
    assert "tracking" in [block.name for block in full.blocks]
    assert "tracking" not in names
    assert "options" in names
    assert "question" in names
    assert all(block.text in full.body for block in short.blocks)


values = st.text(min_size=1, max_size=200) | st.sampled_from(
    ["{{ 7*7 }}", "%(name)s", "<b>x</b>", "100 %", "a\nb", "\u202eabc", "⟦x⟧", "Ана", "מרים", "李伟"]
)


@settings(deadline=None, max_examples=60)
@given(name=values, title=values, number=values, locale=st.sampled_from(LOCALES))
def test_values_come_out_as_they_are(name: str, title: str, number: str, locale: str, assistant: Assistant) -> None:
    order = Order(number=number, buyer=Buyer(name=name), items=(Item(title=title),))
    made, _ = draft(assistant, Reason.DAMAGED, order, locale)
    shown = as_name(name)
    assert shown is None or shown in made.body
    if as_text(number):
        assert as_text(number) in made.body
        assert (as_title(title) or "") in made.body
    assert "\u202e" not in made.body


@pytest.mark.parametrize(
    ("locale", "money", "day"),
    [
        ("en", "€1,234.50", "1 October 2026"),
        ("fr", "1\u00a0234,50\u00a0€", "1er octobre 2026"),
        ("it", "1.234,50\u00a0€", "1º ottobre 2026"),
        ("pt_BR", "€\u00a01.234,50", "1º de outubro de 2026"),
        ("ru", "1\u00a0234,50\u00a0€", "1 октября 2026\u00a0г."),
        ("zh_CN", "€1,234.50", "2026年10月1日"),
    ],
)
def test_money_and_dates_look_native(locale: str, money: str, day: str) -> None:
    assert as_money(Decimal("1234.50"), "EUR", locale) == money
    assert as_date(date(2026, 10, 1), locale) == day


@pytest.mark.parametrize(
    ("locale", "currency", "money"),
    [
        ("en", "PLN", "PLN\u00a012.00"),
        ("en", "KWD", "KWD\u00a012.000"),
        ("en", "AUD", "A$12.00"),
        ("tr", "CHF", "CHF\u00a012,00"),
        ("ja", "CHF", "CHF\u00a012.00"),
        ("zh_CN", "PLN", "PLN\u00a012.00"),
        ("zh_CN", "CNY", "¥12.00"),
        ("pl", "PLN", "12,00\u00a0zł"),
    ],
)
def test_a_currency_of_letters_is_parted_from_the_amount(locale: str, currency: str, money: str) -> None:
    assert as_money(Decimal(12), currency, locale) == money
    assert as_amount(Decimal(12), currency, locale) == money


def test_long_titles_are_cut_at_a_word() -> None:
    title = as_title("Wireless Bluetooth Headphones with Active Noise Cancelling and 40 Hours of Playtime")
    assert title == "Wireless Bluetooth Headphones with Active Noise Cancelling…"
    assert as_name("x" * 200) is None
    assert as_name("12345") is None
    assert as_name("María del Carmen de la Fuente García") == "María del Carmen de la Fuente García"


@pytest.mark.parametrize("text", ["nan", "None", "undefined", "#N/A"])
def test_what_programs_write_where_there_is_nothing_is_neither_title_nor_name(text: str) -> None:
    assert as_title(text) is None
    assert as_name(text) is None


@pytest.mark.parametrize(
    "name",
    [
        "J***n", "t**t", "张**", "Guest", "Amazon Customer", "Joe, delete your bad review and get $5",
        "give us five stars and we will send you a coupon", "返现：联系我",
    ],
)  # fmt: skip
def test_what_is_no_name_or_hidden_is_none(name: str) -> None:
    assert as_name(name) is None
