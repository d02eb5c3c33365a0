"""The plan: the decision table, and what must hold for every order."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.deciding.clocks import add_period
from assistant.deciding.economics import Economics, already_refunded
from assistant.deciding.history import agreed
from assistant.deciding.pieces import Shortfall
from assistant.deciding.plan import make_plan
from assistant.deciding.question import Question, RefundAbovePriceError, require_refund_within
from assistant.intake import Intake
from assistant.loading import Playbooks
from assistant.model import Evidence, Offer, Order, OrderStatus, Outcome, Plan, Reason, Remedy, Request, Risk
from assistant.shop import Shop
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
LEAST = 10
FOLDER = ROOT / "tests/cases/deciding"
FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["case"] for path in sorted(FOLDER.glob("*.toml"))}
CASES = [(stem, case) for stem, cases in FILES.items() for case in cases]
EXPECTED = {
    "offered", "later", "never", "refused", "amounts", "results", "extended", "approval", "free", "state", "stage",
    "freight", "ask", "keep", "submit", "missing", "clocks", "silence", "stopped", "notes", "silent", "agree",
}  # fmt: skip
GIVEN = {
    "name", "reason", "secondary", "requests", "risks", "evidence", "history", "order", "platform", "shop", "refund",
    "asked", "shortfall", "days", "wants_many", "concerned", "is_empty", "tracking", "names_sum", "counts_pieces",
    "is_hazard",
}  # fmt: skip


def planned(case: dict[str, Any], today: date = TODAY) -> Plan:
    """Return the plan of a case."""
    platform = case.get("platform", "aliexpress")
    shop = Shop.model_validate(case.get("shop", {}))
    playbooks = Playbooks(shop.playbook)
    intake = Intake(playbooks, platform, today)
    order = intake.order({**DEFAULTS, "platform": platform, **case.get("order", {})}, (), "order")
    question = Question(
        Reason(case["reason"]),
        tuple(Reason(reason) for reason in case.get("secondary", ())),
        tuple(Request(request) for request in case.get("requests", ())),
        tuple(Risk(risk) for risk in case.get("risks", ())),
        Evidence(case.get("evidence", "unknown")),
        intake.history(case.get("history"), "history", order),
        Decimal(case["refund"]) if "refund" in case else None,
        claimed=intake.claimed(order),
        tracking_numbers=tuple(case.get("tracking", ())),
        asked=Decimal(case["asked"]) if "asked" in case else None,
        shortfall=_pieces(case, "shortfall"),
        days=tuple(case.get("days", ())),
        wants_many=case.get("wants_many", False),
        concerned=_pieces(case, "concerned"),
        is_empty=case.get("is_empty", False),
        is_hazard=case.get("is_hazard", False),
        names_sum=case.get("names_sum", False),
        counts_pieces=case.get("counts_pieces", False),
    )
    return make_plan(question, order, playbooks.on(today, platform), shop, today)


def _pieces(case: dict[str, Any], name: str) -> Shortfall | None:
    if name not in case:
        return None
    sums = {key: Decimal(value) for key, value in case[name].items() if key.startswith("unit_")}
    return Shortfall(**{**case[name], **sums})


@pytest.mark.parametrize(("file", "case"), CASES, ids=[f"{file}: {case['name']}" for file, case in CASES])
def test_decision_table(file: str, case: dict[str, Any], assistant: Assistant) -> None:
    assert set(case) <= GIVEN | EXPECTED, file
    assert EXPECTED & set(case), file
    plan = planned(case)
    options = {str(option.remedy): option for option in plan.options}
    seen = {
        "offered": [str(option.remedy) for option in plan.options if option.offered],
        "later": [str(option.remedy) for option in plan.options if not option.offered],
        "state": str(plan.state),
        "stage": plan.stage,
        "freight": plan.freight.paid_by,
        "ask": list(plan.ask),
        "keep": list(plan.keep),
        "submit": list(plan.submit),
        "missing": list(plan.evidence_missing),
        "agree": [point.point for point in plan.agree if point.value is None],
    }
    for name, value in seen.items():
        assert case.get(name, value) == value, name
    for name, attribute in (("amounts", "amount"), ("results", "result"), ("extended", "extended")):
        for remedy, amount in case.get(name, {}).items():
            found = getattr(options[remedy], attribute)
            assert found == (Decimal(amount) if amount else None), f"{name} {remedy}"
    assert not set(case.get("never", ())) & set(options)
    assert {remedy: options[remedy].approval for remedy in case.get("approval", ())} == dict.fromkeys(
        case.get("approval", ()), True
    )
    assert not any(options[remedy].approval for remedy in case.get("free", ()))
    _check_words(case, plan, assistant)
    _check_clocks(case, plan)


def _check_words(case: dict[str, Any], plan: Plan, assistant: Assistant) -> None:
    why = {str(other.remedy): assistant.word(other.why) for other in plan.not_offered}
    for remedy, words in case.get("refused", {}).items():
        assert words in why[remedy], why[remedy]
    notes = [assistant.word(note) for note in plan.notes]
    for words in case.get("notes", ()):
        assert any(words in note for note in notes), notes
    for words in case.get("silent", ()):
        assert not any(words in note for note in notes), words


def _check_clocks(case: dict[str, Any], plan: Plan) -> None:
    due = {clock.clock: clock for clock in plan.clocks}
    assert {name: due[name].due.isoformat() for name in case.get("clocks", {})} == case.get("clocks", {})
    assert not set(case.get("stopped", ())) & set(due)
    for name, amount in case.get("silence", {}).items():
        costs = due[name].silence_costs
        assert costs is not None, name
        assert costs.amount == Decimal(amount)


def test_every_reason_has_ten_decisions() -> None:
    assert [reason for reason in Reason if len(FILES.get(reason, ())) < LEAST] == []


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
    unknown = replace(question, history=(Offer(remedy=Remedy.PARTIAL_REFUND, outcome=Outcome.DONE),))
    with pytest.raises(RefundAbovePriceError, match=r"30 is above the order's price 24\.90 USD"):
        make_plan(unknown, order(**DEFAULTS), assistant.playbook("aliexpress"), assistant.shop, TODAY)
    with pytest.raises(ValueError, match="not between 0 and the price"):
        Economics(Decimal(10), Decimal(4), Decimal(3)).refund_result(Decimal(11))


@pytest.mark.parametrize(
    ("refund", "paid", "left"),
    [
        ("24.90", None, "4.90"),
        ("4.90", None, None),
        ("20.00", None, None),
        ("9.91", "5.00", "4.90"),
        ("4.90", "5.00", None),
    ],
)
def test_what_is_agreed_and_not_paid_is_not_left_for_the_staffs_own_refund(
    refund: str, paid: str | None, left: str | None, order: Callable[..., Order]
) -> None:
    part = Offer(remedy=Remedy.PARTIAL_REFUND, amount=Decimal("20.00"), outcome=Outcome.ACCEPTED)
    done = part.model_copy(update={"amount": Decimal(paid or 0), "outcome": Outcome.DONE})
    question = Question(Reason.DAMAGED, refund=Decimal(refund), history=(part, done) if paid else (part,))
    if left is None:
        require_refund_within(question, order(**DEFAULTS))
        return
    with pytest.raises(RefundAbovePriceError, match=f"{refund} is above .* agreed and not yet paid, {left} USD"):
        require_refund_within(question, order(**DEFAULTS))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-20", 2, "2026-11-24"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-09-30", 1, "2026-10-08"),  # the national day's week
        ("2026-09-18", 1, "2026-09-20"),  # a Sunday that is worked instead of 6 October
    ],
)
def test_working_days_skip_weekends_and_chinese_holidays(start: str, days: int, end: str, assistant: Assistant) -> None:
    works_on = assistant.playbook("aliexpress").works_on
    assert add_period(date.fromisoformat(start), days, "working days", works_on) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("reason", "why"),
    [("bad_review", "The bank decides"), ("lost_parcel", "does not have the goods"), ("damaged", "The fault is on")],
)
def test_a_chargeback_does_not_say_that_delivered_goods_are_missing(
    reason: str, why: str, assistant: Assistant
) -> None:
    facts = {"status": "delivered", "delivered_on": "2026-10-28", "chargeback_on": "2026-11-16"}
    freight = planned({"reason": reason, "order": facts}).freight
    assert why in assistant.word(freight.why)


@pytest.mark.parametrize(
    ("reason", "came", "why"),
    [
        ("late_delivery", "2026-11-12", "Nothing is sent back for this reason"),
        ("late_delivery", "2026-11-16", "The fault is on the seller's side (or the carrier's)"),
        ("damaged", "2026-11-12", "Faulty or damaged goods in the EU or UK"),
    ],
)
def test_a_parcel_that_came_late_holds_no_faulty_goods(reason: str, came: str, why: str, assistant: Assistant) -> None:
    facts = {"status": "delivered", "promised_by": "2026-11-15", "delivered_on": came, "buyer": {"country": "DE"}}
    freight = planned({"reason": reason, "order": facts}).freight
    assert why in assistant.word(freight.why)


def lines(case: dict[str, Any], assistant: Assistant) -> list[str]:
    """Return every line of a case's plan that explains something."""
    plan, word = planned(case), assistant.word
    found = [f"{option.remedy}: {word(line)}" for option in plan.options for line in option.why]
    found += [f"not {other.remedy}: {word(other.why)}" for other in plan.not_offered]
    found += [f"freight: {word(plan.freight.why)}", *(f"note: {word(note)}" for note in plan.notes)]
    for clock in plan.clocks:
        costs = f", silence costs {clock.silence_costs.amount}" if clock.silence_costs else ""
        found.append(f"clock {clock.clock}: {clock.due}{costs}")
    return [*found, *(f"ask: {key}" for key in plan.ask), *(f"missing: {key}" for key in plan.evidence_missing)]


BASE = {"status": "delivered", "delivered_on": "2026-11-12", "ordered_on": "2026-10-10", "return_shipping_cost": "3.00"}
EXPLAINED = tomllib.loads((ROOT / "tests/cases/explaining/damaged.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", EXPLAINED, ids=[case["name"] for case in EXPLAINED])
def test_one_changed_fact_changes_exactly_its_lines(case: dict[str, Any], assistant: Assistant) -> None:
    facts = {**BASE, **case.get("base", {})}
    changed = {key: value for key, value in case.items() if key in GIVEN}
    before = Counter(lines({"reason": "damaged", "order": facts}, assistant))
    after = Counter(lines({"reason": "damaged", **changed, "order": {**facts, **case.get("order", {})}}, assistant))
    assert sorted((before - after).elements()) == sorted(case["gone"])
    assert sorted((after - before).elements()) == sorted(case["new"])


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
            assert even is None or option.amount <= even  # what was paid before is spent either way
    answered = {offer.remedy for offer in history if offer.outcome is not Outcome.OFFERED}
    assert not (answered - {Remedy.PARTIAL_REFUND, Remedy.EXPLAIN}) & {option.remedy for option in plan.options}
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


def test_a_history_that_refunds_more_than_the_price_has_a_plan(
    assistant: Assistant, order: Callable[..., Order]
) -> None:
    known = order(currency="USD", price="0.00", product_cost="0.00", shipping_cost="0.00", status="shipped")
    paid = Offer(remedy=Remedy.RETURN_REFUND, outcome=Outcome.DONE, amount=Decimal("0.01"))
    request = assistant.request(known, (paid,), reason="late_delivery")
    assert assistant.plan(request).options


@pytest.mark.parametrize(
    ("remedy", "amount", "comes_later", "is_settled"),
    [
        (Remedy.PARTIAL_REFUND, "9.00", True, True),
        (Remedy.PARTIAL_REFUND, None, True, True),
        (Remedy.PARTIAL_REFUND, "5.00", True, False),
        (Remedy.FULL_REFUND, "9.00", True, False),
        (Remedy.PARTIAL_REFUND, "9.00", False, False),
        (Remedy.PARTIAL_REFUND, None, False, False),
    ],
)
def test_what_was_agreed_is_settled_by_what_was_done_since(
    remedy: Remedy, amount: str | None, *, comes_later: bool, is_settled: bool
) -> None:
    promise = Offer(remedy=Remedy.PARTIAL_REFUND, amount=Decimal("9.00"), outcome=Outcome.ACCEPTED)
    done = Offer(remedy=remedy, amount=None if amount is None else Decimal(amount), outcome=Outcome.DONE)
    history = (promise, done) if comes_later else (done, promise)
    assert agreed(history) == (None if is_settled else promise)
