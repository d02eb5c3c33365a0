"""How many of the ordered pieces are missing, and whether a buyer wants more than he ordered."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assistant.deciding.pieces import Shortfall, concerned_of, counts_pieces, dearest_of, shortfall_of, wants_many
from assistant.model import Facts, FoundText, Guess, Item, Order, Reading, Reason, Remedy
from assistant.reading.facts import find_facts

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant

PIECES = Path(__file__).parent / "cases" / "reading" / "pieces"
LAMPS = Item(title="Lamp", quantity=3, unit_price=Decimal("24.90"))


def told(name: str) -> list[dict[str, str]]:
    """Return the messages of a table, about an order of three pieces."""
    with (PIECES / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def read(*counts: int) -> Reading:
    """Return the reading of a message that names these numbers of pieces."""
    found = tuple(FoundText(value=str(count), start=at, end=at + 1) for at, count in enumerate(counts))
    return Reading(
        language="en", locale="en", language_confidence=1.0, script="Latn",
        reasons=(Guess(reason=Reason.MISSING_ITEMS, probability=0.9),), facts=Facts(quantities=found),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "items", "missing"),
    [
        ((3, 2), (LAMPS,), 1),
        ((1, 3), (LAMPS,), 1),
        ((3, 2, 2), (LAMPS,), 1),
        ((3,), (LAMPS,), None),  # perhaps a part of each
        ((2,), (LAMPS,), None),
        ((5, 2), (LAMPS,), None),  # of something else
        ((3, 2, 1), (LAMPS,), 1),  # a part and its rest
        ((3, 1, 1, 4), (LAMPS,), None),
        ((3, 2), (LAMPS, Item(title="Bulb", quantity=3)), None),
        ((3, 2), (LAMPS.model_copy(update={"unit_price": None}),), None),
        ((3, 2), (LAMPS.model_copy(update={"quantity": None}),), None),
        ((3, 2), (), None),
    ],
)
def test_missing_pieces_are_counted_where_only_pieces_can_be_meant(
    counts: tuple[int, ...], items: tuple[Item, ...], missing: int | None
) -> None:
    found = shortfall_of(read(*counts), Order(items=items))
    assert found == (None if missing is None else Shortfall(missing, 3, Decimal("24.90")))
    assert found is None or found.worth == found.pieces * Decimal("24.90")


def test_a_piece_of_one_article_costs_its_part_of_the_price() -> None:
    order = Order(items=(Item(quantity=3),), price=Decimal("20.00"), currency="USD", product_cost=Decimal("6.00"))
    assert shortfall_of(read(3, 2), order) == Shortfall(1, 3, Decimal("6.66"), Decimal("2.00"))
    assert dearest_of(order) == Decimal("6.66")


def test_a_piece_costs_what_was_paid_for_it_where_a_coupon_made_the_whole_cheaper() -> None:
    cups = Item(quantity=3, unit_price=Decimal("10.00"))
    order = Order(items=(cups,), price=Decimal("24.00"), currency="USD")
    assert shortfall_of(read(3, 2), order) == Shortfall(1, 3, Decimal("8.00"))
    with_freight = order.model_copy(update={"price": Decimal("33.00")})
    assert shortfall_of(read(3, 2), with_freight) == Shortfall(1, 3, Decimal("10.00"))


@pytest.mark.parametrize(
    ("counts", "facts", "missing"),
    [
        ((10, 8), {"lacking": "8"}, 8),
        ((10, 2), {"arrived": "2"}, 8),
        ((10, 8), {}, 2),
        ((10, 8), {"lacking": "8", "arrived": "2"}, 8),
        ((10, 8), {"lacking": "12"}, None),
        ((10, 2), {"arrived": "1"}, None),  # of two parcels one has come
        ((10, 2, 8), {"arrived": "2"}, 8),
        ((10, 8, 2), {}, 2),
        ((10, 3), {"arrived": "2"}, None),
    ],
)
def test_a_number_that_is_said_to_be_missing_counts_as_such(
    counts: tuple[int, ...], facts: dict[str, str], missing: int | None
) -> None:
    found = {name: (FoundText(value=value, start=9, end=10),) for name, value in facts.items()}
    reading = read(*counts)
    reading = reading.model_copy(update={"facts": reading.facts.model_copy(update=found)})
    cups = Order(items=(Item(quantity=10, unit_price=Decimal("2.49")),))
    wanted = None if missing is None else Shortfall(missing, 10, Decimal("2.49"))
    assert shortfall_of(reading, cups) == wanted


@pytest.mark.parametrize(
    ("counts", "concerned"), [((1, 3), 1), ((2,), 2), ((3, 2), 2), ((3,), None), ((4,), None), ((1, 2), None)]
)
def test_pieces_that_are_not_right_are_the_number_that_the_buyer_names(
    counts: tuple[int, ...], concerned: int | None
) -> None:
    found = concerned_of(read(*counts), Order(items=(LAMPS,)))
    assert found == (None if concerned is None else Shortfall(concerned, 3, Decimal("24.90")))


@pytest.mark.parametrize(
    ("counts", "items", "many"),
    [((50,), (), True), ((50,), (LAMPS,), True), ((3,), (LAMPS,), False), ((1,), (), False), ((), (), False)],
)
def test_who_wants_more_than_he_ordered_wants_many(
    counts: tuple[int, ...], items: tuple[Item, ...], *, many: bool
) -> None:
    assert wants_many(read(*counts), Order(items=items)) is many


@pytest.mark.parametrize(
    ("counts", "items", "some"),
    [((3, 2), (LAMPS,), True), ((3,), (LAMPS,), False), ((1,), (LAMPS, LAMPS), True), ((), (LAMPS,), False),
     ((1,), (Item(quantity=1),), False), ((1,), (Item(quantity=1), Item()), False), ((10,), (LAMPS,), False)],
)  # fmt: skip
def test_who_counts_pieces_of_several_may_want_to_keep_some(
    counts: tuple[int, ...], items: tuple[Item, ...], *, some: bool
) -> None:
    assert counts_pieces(read(*counts), Order(items=items)) is some


def test_who_cancels_three_of_three_in_whatever_words_is_told_from_who_cancels_one() -> None:
    order, plain = Order(items=(LAMPS,)), read()
    for case in told("cancelled"):
        facts = find_facts(case["text"], case["language"], None)
        is_part = counts_pieces(plain.model_copy(update={"facts": facts}), order)
        assert is_part is (case["cancelled"] == "part"), case["text"]


def test_one_of_three_is_cancelled_by_the_staff(assistant: Assistant) -> None:
    facts = {"status": "paid", "currency": "USD", "price": "30.00", "items": [{"title": "Glass", "quantity": 3}]}
    order = assistant.parse_order(facts, (), "order")
    for text, missing in (
        ("ordered 3 but i need only 2, cancel one pls", ("answer",)),
        ("zamowilem 3 szt, prosze anulowac 1 szt", ("answer",)),
        ("Cancel one glass, please.", ("answer",)),
        ("I want to cancel my order please", ()),
        ("Please cancel my order of 3 glasses.", ()),
    ):
        result = assistant.reply(assistant.read(text), assistant.request(order, reason="cancel_order"))
        assert result.draft.missing == missing
        assert ("30.00" in result.draft.body) is (missing == ())


def test_one_of_three_that_were_not_paid_is_cancelled_by_the_staff(assistant: Assistant) -> None:
    facts = {"number": "8190021447710231", "status": "unpaid", "items": [{"title": "Mug", "quantity": 3}]}
    order = assistant.parse_order(facts, (), "order")
    for text, missing in (
        ("I ordered 3 mugs, please cancel one of them and send the other two.", ("answer",)),
        ("Please cancel it.", ()),
    ):
        draft = assistant.reply(assistant.read(text), assistant.request(order, reason="cancel_order")).draft
        assert draft.missing == missing
        assert ("has not been paid; we will not ship it" in draft.body) is (missing == ())


def test_a_price_for_many_is_answered_by_the_staff(assistant: Assistant) -> None:
    for text, missing in (
        ("Can I get a discount? I want to buy 50 pieces.", ("answer",)),
        ("if i take 10 can you do better on price?", ("answer",)),
        ("Can I get a discount?", ()),
    ):
        result = assistant.reply(assistant.read(text), assistant.request(Order(), reason="discount_request"))
        assert result.draft.missing == missing
        assert ("We cannot change the price" in result.draft.body) is (missing == ())
        offered = {option.remedy for option in result.plan.options if option.offered}
        assert (Remedy.GOODWILL_COUPON in offered) is (missing == ())


def bought(assistant: Assistant, title: str, quantity: int, **facts: Any) -> Order:
    """Return an order of several pieces of one article, which have come."""
    items = [{"title": title, "quantity": quantity}]
    known = {"status": "delivered", "delivered_on": "2026-11-12", "currency": "USD", "items": items, **facts}
    return assistant.parse_order(known, (), "order")


def test_several_broken_pieces_are_not_answered_with_one_new_one(assistant: Assistant) -> None:
    order = bought(assistant, "Glass", 6, price="30.00", product_cost="12.00", shipping_cost="4.00")
    for text, reason, words in (
        ("3 of the 6 glasses arrived smashed, send new ones", "damaged", ["replacements for all affected pieces"]),
        ("1 of the 6 glasses arrived smashed, send a new one", "damaged", ["We will send you a new one"]),
        (
            "2 of the 6 are the wrong colour, please send the right ones", "wrong_item",
            ["replacements for all affected pieces", "send all pieces back at our expense", "full price of $30.00"],
        ),
    ):  # fmt: skip
        result = assistant.reply(assistant.read(text), assistant.request(order, reason=reason))
        assert [word for word in words if word not in result.draft.body] == []


def test_three_of_three_that_are_said_to_be_alike_are_told_from_one_of_three() -> None:
    for case in told("alls"):
        alls = find_facts(case["text"], case["language"], None).alls
        assert [found.value for found in alls] == [case["alls"]] * bool(case["alls"]), case["text"]


def test_all_pieces_are_broken_only_where_the_words_for_the_fault_say_so(assistant: Assistant) -> None:
    order = bought(assistant, "Mug", 3, price="60.00", product_cost="15.00", shipping_cost="5.00")
    for text, concerned, words in (
        ("All 3 mugs arrived broken.", 3, "replacements for all affected pieces"),
        ("All 3 came today. The handle of the blue mug is cracked.", None, "a new one"),
        ("I ordered 3 mugs, one arrived broken", 1, "a new one"),
    ):
        reading = assistant.read(text)
        found = concerned_of(reading, order)
        assert (None if found is None else found.pieces) == concerned
        assert words in assistant.reply(reading, assistant.request(order, reason="damaged")).draft.body


def test_one_piece_that_comes_back_is_not_promised_the_price_of_all(assistant: Assistant) -> None:
    order = bought(assistant, "T-shirt", 3, price="30.00", buyer={"country": "US"})
    one = assistant.reply(
        assistant.read("One of the three shirts is too small, can I return just that one?"), assistant.request(order)
    )
    assert "refund you $10.00 once it arrives" in one.draft.body
    some = assistant.reply(assistant.read("The shirts are too small, can I return them?"), assistant.request(order))
    assert "refund you $30.00 once it arrives" in some.draft.body
    why = [assistant.word(line) for option in some.plan.options for line in option.why]
    assert "Counted: all 3 pieces come back. If fewer do, set the refund." in why


def test_the_pieces_that_a_message_counts_are_refunded(assistant: Assistant) -> None:
    facts = {
        "number": "8190021447710231", "status": "delivered", "currency": "USD", "price": "74.70",
        "product_cost": "27.60", "shipping_cost": "4.10",
        "items": [{"title": "Desk lamp", "quantity": 3, "unit_price": "24.90"}],
    }  # fmt: skip
    order = assistant.parse_order(facts, (), "order")
    result = assistant.reply(
        assistant.read("I ordered 3 but only got 2."), assistant.request(order, reason="missing_items")
    )
    assert "$24.90 for what was missing" in result.draft.body
