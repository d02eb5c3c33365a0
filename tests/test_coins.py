"""Amounts and coins: nothing finer than the coin of its currency is taken, and all are written with its decimals."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from assistant.choices import staff_refund
from assistant.config import parse_shop
from assistant.errors import SettingError
from assistant.lines import Line, Sum
from assistant.money import written
from assistant.orders import parse_history, parse_order
from assistant.writing.staff import in_english
from tests.conftest import TODAY
from tests.test_cli import run

if TYPE_CHECKING:
    from pathlib import Path


FINER = {
    "JPY": ("1980.50", "1980.50 is finer than the smallest coin of JPY, 1; check the decimal point"),
    "KWD": ("3.7555", "3.7555 is finer than the smallest coin of KWD, 0.001; check the decimal point"),
    "USD": ("0.005", "0.005 is finer than the smallest coin of USD, 0.01; check the decimal point"),
}


@pytest.mark.parametrize("currency", FINER)
def test_a_price_or_a_claim_finer_than_the_coin_is_a_problem(currency: str) -> None:
    amount, said = FINER[currency]
    order, problems = parse_order({"price": amount, "currency": currency}, "order", TODAY)
    assert order is None
    assert [str(one) for one in problems] == [f"order: price: {said}"]
    claim = {"price": "9000", "currency": currency, "dispute": {"claimed": amount}}
    assert [str(one) for one in parse_order(claim, "order", TODAY)[1]] == [f"order: dispute.claimed: {said}"]


@pytest.mark.parametrize("currency", FINER)
def test_an_offer_made_finer_than_the_coin_is_a_problem(currency: str) -> None:
    amount, said = FINER[currency]
    rows = [{"remedy": "partial_refund", "amount": amount, "outcome": "done"}]
    offers, problems = parse_history(rows, "history", currency)
    assert [str(one) for one in problems] == [f"history[0]: amount: {said}"]
    assert offers == ()


@pytest.mark.parametrize("currency", ["VND", "IDR", "JPY"])
def test_a_point_between_thousands_is_not_taken_for_one_before_coins_that_do_not_exist(currency: str) -> None:
    facts = {"price": "149.000", "currency": currency, "items": [{"unit_price": f"49.500 {currency}"}]}
    where, said = (
        "order: price",
        f"'149.000' may be 149000 or 149 {currency}; write the one that is meant, without a point",
    )
    problems = parse_order(facts, "order", TODAY)[1]
    assert str(problems[0]) == f"{where}: {said}"
    assert str(problems[1]).startswith(
        f"order: items[0]: unit_price: '49.500 {currency}' may be 49500 or 50 {currency};"
    )
    rows = [{"remedy": "partial_refund", "amount": "50.000", "outcome": "done"}]
    assert "may be 50000 or 50" in str(parse_history(rows, "history", currency)[1][0])
    assert "may be 50000 or 50" in str(
        parse_shop({"limits": {"refund_at_most": {currency: "50.000"}}}, "my.toml")[1][0]
    )
    order = parse_order({"price": "149000", "currency": currency}, "order", TODAY)[0]
    assert order is not None
    with pytest.raises(SettingError, match="it may be 50000 or 50: write the one that is meant"):
        staff_refund("50.000", order)
    assert staff_refund("50000", order) == staff_refund("50000.00", order)
    for text in ("1.234.567", "1,234"):
        assert "is not an amount" in str(parse_order({**facts, "price": text}, "order", TODAY)[1][0])


def test_a_number_has_its_point_where_it_means_it_also_when_it_comes_again_as_a_text() -> None:
    facts = {"price": Decimal("149.000"), "product_cost": Decimal("12.345"), "currency": "JPY"}
    order = parse_order(facts, "order", TODAY)[0]
    assert order is not None
    assert (order.price, order.product_cost) == (Decimal(149), Decimal("12.345"))
    assert parse_order(order.model_dump(mode="json", exclude_none=True), "order", TODAY) == (order, ())


@pytest.mark.parametrize("limit", ["refund_at_most", "minor_refund", "approval_above"])
def test_a_limit_of_the_shops_finer_than_the_coin_is_a_problem(limit: str) -> None:
    shop, problems = parse_shop({"limits": {limit: {"JPY": "300.5", "KWD": "1.500"}}}, "shop.toml")
    assert shop is None
    said = f"shop.toml: limits.{limit}.JPY: 300.5 is finer than the smallest coin of JPY, 1; check the decimal point"
    assert [str(one) for one in problems] == [said]


def test_an_order_may_cost_what_it_costs_where_a_dollar_has_five_digits() -> None:
    assert parse_order({"price": "12000000", "currency": "VND"}, "order", TODAY)[1] == ()
    above = parse_order({"price": "1000000000.01", "currency": "USD"}, "order", TODAY)[1]
    assert [str(one) for one in above] == ["order: price: 1000000000.01 is above 1000000000; check the decimal point"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"price": "2_4.90", "currency": "USD"}, "order: price: '2_4.90' is not an amount"),
        ({"price": "1E-999999999", "currency": "USD"}, "order: price: '1E-999999999' is not an amount"),
        ({"price": "24.90", "currency": "XXX"}, "order: currency: 'XXX' is not an ISO 4217 code"),
        ({"items": [{"quantity": 10**400}]}, "order: items.0.quantity: '1000"),
        ({"items": [{"quantity": -1}]}, "order: items.0.quantity: '-1' does not fit here"),
    ],
)
def test_a_slip_of_the_pen_is_no_price_and_no_number_of_pieces(facts: dict[str, Any], said: str) -> None:
    order, problems = parse_order(facts, "order", TODAY)
    assert order is None
    assert str(problems[0]).startswith(said)


def test_a_limit_that_nobody_can_mean_is_a_problem() -> None:
    problems = parse_shop({"limits": {"refund_at_most": {"USD": "1e40"}}}, "shop.toml")[1]
    said = "limits.refund_at_most.USD: '1e40' does not fit here; input should be less than or equal to 1000000000"
    assert [str(one) for one in problems] == [f"shop.toml: {said}"]


def test_what_a_shop_allows_is_told_with_all_that_contradicts_it() -> None:
    data = {
        "limits": {"minor_refund": {"USD": "8", "EUR": "2"}, "refund_at_most": {"USD": "7.99", "EUR": "2"}},
        "costs": {"commission_share": "1"},
    }
    assert [str(one).split(";")[0] for one in parse_shop(data, "my.toml")[1]] == [
        "my.toml: limits.minor_refund.USD: 8 is above refund_at_most, 7.99",
        "my.toml: costs: the fees of a sale are 100 % of its price",
    ]


def test_what_goods_cost_us_may_be_a_part_of_a_coin() -> None:
    costs = {"price": "5.00", "product_cost": "1.2345", "currency": "USD", "items": [{"unit_price": "0.035"}]}
    assert parse_order(costs, "order", TODAY)[1] == ()


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("5.250", "CNY", "5.25 CNY"),
        ("20", "USD", "20.00 USD"),
        ("0", "KWD", "0.000 KWD"),
        ("1980.00", "JPY", "1980 JPY"),
        ("1E+3", "USD", "1000.00 USD"),
    ],
)
def test_an_amount_is_written_with_the_decimals_of_its_currency(amount: str, currency: str, text: str) -> None:
    order, _ = parse_order({"price": amount, "currency": currency}, "order", TODAY)
    assert order is not None
    assert order.price is not None
    assert f"{order.price:f} {currency}" == text
    assert written(Decimal(amount), currency) == text


def test_clocks_and_plan_write_amounts_alike(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    dispute = {"opened_on": "2026-11-18", "stage": "opened"}
    rows: list[dict[str, Any]] = [
        {"order": {"number": "A", "price": "5.250", "currency": "CNY", "dispute": dispute}},
        {"order": {"number": "B", "price": "20", "currency": "USD", "dispute": dispute}},
        {
            "order": {"number": "C", "price": "20", "currency": "USD", "dispute": dispute},
            "history": [{"remedy": "full_refund", "outcome": "done"}],
        },
    ]
    cases.write_text("".join(json.dumps({"text": "Where is it?", **row}) + "\n" for row in rows))
    shown = run("clocks", str(cases), "--today", "2026-11-20").stdout.decode()
    for cell in ("5.25 CNY", "20.00 USD", "0.00 USD"):
        assert f" {cell} " in shown, shown
    listed = json.loads(run("clocks", str(cases), "--today", "2026-11-20", "--json").stdout)["clocks"]
    costs = {one["order"]: one["silence_costs"]["amount"] for one in listed if one["silence_costs"]}
    assert costs == {"A": "5.25", "B": "20.00", "C": "0.00"}
    above = run(
        "plan", "--reason", "damaged", "--set", "price=20", "--set", "currency=USD", "--set", "refund=25"
    ).stderr.decode()
    assert "is above the order's price 20.00 USD: set a refund between 0 and 20.00." in above


def test_the_wording_of_a_sum_has_the_decimals_of_its_currency() -> None:
    line = Line(msgid="%(amount)s", slots=(("amount", Sum(Decimal("5.250"), "CNY")),))
    assert in_english(line) == "CN¥5.25"
