"""The plan: the decision table, and what must hold for every order."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.deciding.clocks import add_period
from assistant.deciding.economics import Economics, already_refunded
from assistant.deciding.plan import Question, RefundAbovePriceError, make_plan
from assistant.model import Evidence, Offer, Order, OrderStatus, Outcome, Reason, Remedy, Request, Risk
from assistant.orders import parse_history, parse_order
from tests.conftest import ROOT, TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.bootstrap import Assistant

DEFAULTS = {
    "number": "8190021447710231",
    "platform": "aliexpress",
    "currency": "USD",
    "price": "24.90",
    "product_cost": "9.20",
    "shipping_cost": "4.10",
}
CASES = tomllib.loads((ROOT / "tests/cases/deciding/aliexpress.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_decision_table(case: dict[str, Any], assistant: Assistant) -> None:
    order, problems = parse_order({**DEFAULTS, **case["order"]}, "order", TODAY)
    assert order is not None, problems
    history, history_problems = parse_history(case.get("history", []), "history", order.currency)
    assert not history_problems
    question = Question(
        Reason(case["reason"]),
        tuple(Reason(reason) for reason in case.get("secondary", ())),
        tuple(Request(request) for request in case.get("requests", ())),
        tuple(Risk(risk) for risk in case.get("risks", ())),
        Evidence(case.get("evidence", "unknown")),
        history,
    )
    plan = make_plan(question, order, assistant.playbook("aliexpress"), assistant.shop, TODAY)
    options = {str(option.remedy): option for option in plan.options}
    if "offered" in case:
        assert [str(option.remedy) for option in plan.options if option.offered] == case["offered"]
    if "state" in case:
        assert plan.state == case["state"]
    if "freight" in case:
        assert plan.freight.paid_by == case["freight"]
    if "ask" in case:
        assert list(plan.ask) == case["ask"]
    for remedy, amount in case.get("amounts", {}).items():
        assert options[remedy].amount == Decimal(amount)
    for remedy, result in case.get("results", {}).items():
        assert options[remedy].result == (Decimal(result) if result else None)
    assert not set(case.get("never", ())) & set(options)
    for remedy in case.get("approval", ()):
        assert options[remedy].approval
    due = {clock.clock: clock for clock in plan.clocks}
    for clock, day in case.get("clocks", {}).items():
        assert due[clock].due.isoformat() == day
    for clock, amount in case.get("silence", {}).items():
        costs = due[clock].silence_costs
        assert costs is not None
        assert costs.amount == Decimal(amount)


@pytest.mark.parametrize(
    ("cost", "freight", "profit", "refund", "refund_result", "reship_result"),
    [
        ("4", "3", "3", "5", "-2", "-4"),
        ("4", "3", "3", "7", "-4", "-4"),
        ("4", "3", "3", "10", "-7", "-4"),
        ("10", "2", "8", "5", "3", "-4"),
    ],
)
def test_formulas_of_the_trade(
    cost: str, freight: str, profit: str, refund: str, refund_result: str, reship_result: str
) -> None:
    price = Decimal(cost) + Decimal(freight) + Decimal(profit)
    economics = Economics(price, Decimal(cost), Decimal(freight))
    assert economics.refund_result(Decimal(refund)) == Decimal(refund_result)
    assert economics.reship_result() == Decimal(reship_result)
    assert economics.break_even == Decimal(cost) + Decimal(freight)


def test_refund_above_the_price_is_refused(assistant: Assistant, order: Callable[..., Order]) -> None:
    question = Question(Reason.DAMAGED, refund=Decimal(30))
    with pytest.raises(RefundAbovePriceError, match=r"30 is above the order's price 24\.90 USD"):
        make_plan(question, order(**DEFAULTS), assistant.playbook("aliexpress"), assistant.shop, TODAY)
    with pytest.raises(ValueError, match="not between 0 and the price"):
        Economics(Decimal(10), Decimal(4), Decimal(3)).refund_result(Decimal(11))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [("2026-11-20", 2, "2026-11-24"), ("2026-11-21", 1, "2026-11-23"), ("2026-11-23", -1, "2026-11-20")],
)
def test_working_days_skip_weekends(start: str, days: int, end: str) -> None:
    assert add_period(date.fromisoformat(start), days, "working days") == date.fromisoformat(end)


def test_every_change_of_a_fact_changes_its_line(assistant: Assistant, order: Callable[..., Order]) -> None:
    playbook = assistant.playbook("aliexpress")

    def lines(**fields: Any) -> list[str]:
        plan = make_plan(Question(Reason.DAMAGED), order(**{**DEFAULTS, **fields}), playbook, assistant.shop, TODAY)
        partial = next(option for option in plan.options if option.remedy is Remedy.PARTIAL_REFUND)
        return [assistant.word(line) for line in partial.why]

    before, after = lines(), lines(shipping_cost="5.10")
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert changed == [
        (
            "A refund below $13.30 costs less than a reship; above it, a reship.",
            "A refund below $14.30 costs less than a reship; above it, a reship.",
        ),
        ("Result for the seller: $4.13.", "Result for the seller: $3.13."),
    ]


money = st.decimals(min_value=0, max_value=500, places=2)
days = st.integers(min_value=-120, max_value=0)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Any order whose dates are in order."""
    ordered = TODAY + timedelta(days=draw(days))
    known = st.booleans()
    return Order(
        number="8190021447710231" if draw(known) else None,
        status=draw(st.sampled_from([None, *OrderStatus])),
        currency="USD",
        price=draw(st.none() | money),
        product_cost=draw(st.none() | money),
        shipping_cost=draw(st.none() | money),
        ordered_on=ordered if draw(known) else None,
        shipped_on=ordered + timedelta(days=2) if draw(known) else None,
        promised_by=ordered + timedelta(days=draw(st.integers(5, 60))) if draw(known) else None,
    )


offers = st.builds(Offer, remedy=st.sampled_from(Remedy), outcome=st.sampled_from(Outcome), amount=st.none() | money)
histories = st.lists(offers, max_size=4)


@settings(deadline=None, max_examples=300)
@given(
    order=orders(),
    reason=st.sampled_from(Reason),
    requests=st.sets(st.sampled_from(Request)),
    risks=st.sets(st.sampled_from(Risk)),
    history=histories,
)
def test_no_plan_breaks_a_rule(
    order: Order, reason: Reason, requests: set[Request], risks: set[Risk], history: list[Offer], assistant: Assistant
) -> None:
    question = Question(reason, (), tuple(requests), tuple(risks), Evidence.UNKNOWN, tuple(history))
    plan = make_plan(question, order, assistant.playbook("aliexpress"), assistant.shop, TODAY)
    remedies = [option.remedy for option in plan.options]
    assert len(set(remedies)) == len(remedies)
    assert sorted([*remedies, *(other.remedy for other in plan.not_offered)]) == sorted(Remedy)
    assert len([o for o in plan.options if o.offered and o.remedy is not Remedy.EXPLAIN]) <= 3
    for option in plan.options:
        if option.amount is not None and order.price is not None:
            assert option.amount >= 0
            paid = already_refunded(history, order.price) or 0
            assert option.amount + paid <= max(order.price, paid)
        if option.remedy is Remedy.FULL_REFUND:
            assert option.approval
        if Remedy.RESHIP in remedies and option.remedy is Remedy.PARTIAL_REFUND and option.amount is not None:
            even = Economics(order.price, order.product_cost, order.shipping_cost).break_even
            assert even is None or option.amount + (already_refunded(history, order.price) or 0) <= even
    before = {offer.remedy for offer in history} - {Remedy.PARTIAL_REFUND, Remedy.EXPLAIN}
    assert not before & {option.remedy for option in plan.options}
    assert list(plan.clocks) == sorted(plan.clocks, key=lambda clock: (clock.due, clock.clock))


def test_another_tracking_number_is_told_to_the_staff(assistant: Assistant) -> None:
    order = assistant.parse_order({**DEFAULTS, "tracking_number": "LV604738155CN", "status": "shipped"}, (), "order")
    reading = assistant.read("the tracking number RB903167525CN shows nothing for three weeks")
    result = assistant.reply(reading, assistant.request(order))
    assert any("RB903167525CN" in assistant.word(note) for note in result.plan.notes)


def test_refunded_order_gets_no_new_promise(assistant: Assistant) -> None:
    order = assistant.parse_order({**DEFAULTS, "status": "shipped", "promised_by": "2026-11-01"}, (), "order")
    facts = [{"remedy": "full_refund", "amount": "24.90", "outcome": "done", "on": "2026-11-13"}]
    history = assistant.parse_history(facts, "history", order)
    result = assistant.reply(
        assistant.read("When will my parcel arrive? It is two weeks late"), assistant.request(order, history)
    )
    assert [str(option.remedy) for option in result.plan.options] in ([], ["explain"])
    assert "$24.90 was released on 13 November 2026" in result.draft.body
    assert "extend" not in result.draft.body


def test_closed_order_is_not_answered_as_a_parcel_on_its_way(assistant: Assistant) -> None:
    order = assistant.parse_order({**DEFAULTS, "status": "cancelled"}, (), "order")
    result = assistant.reply(assistant.read("Where is my parcel? It was due two weeks ago"), assistant.request(order))
    assert "this order is closed" in result.draft.body
    assert "warehouse" not in result.draft.body
