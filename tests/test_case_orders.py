"""`assistant case`: what other cases about an order have come to, and what it leaves to give."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.test_case_command import BROKEN, DAY, kettle, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result


def test_what_was_paid_in_another_case_of_the_order_counts(run: Callable[..., Result], tmp_path: Path) -> None:
    order = kettle(tmp_path)
    first = run("case", "add", *order, "--sent", BROKEN)
    assert "Other cases" not in first.stderr
    (paid, *_) = told(run("case", "history", 1))
    assert paid["remedy"] == "partial_refund"
    run("case", "set", 1, "--offer", 1, "--answer", "done")
    second = run("case", "add", *order, "--json", BROKEN)
    assert told(second) == {"case": 2, "version": 1, "earlier": [1]}
    assert "Other cases about this order: 1." in second.stderr
    plan = told(run("case", "show", 2, *DAY, "--json"))["case"]["plan"]
    left = Decimal("30.00") - Decimal(paid["amount"])
    amounts = {one["remedy"]: one["amount"] for one in plan["options"]}
    assert Decimal(amounts["full_refund"]) == left
    assert Decimal(amounts["partial_refund"]) == Decimal("15.00") - Decimal(paid["amount"])  # half of the price in all
    assert any("Other cases about this order: 1." in note for note in plan["notes"])
    reply = told(run("reply", "--case", 1, *DAY, "--json", BROKEN))["plan"]
    assert any("Other cases about this order: 2." in note for note in reply["notes"])
    assert {one["remedy"]: one["amount"] for one in reply["options"]} == amounts


def test_nothing_is_offered_on_top_of_what_a_case_ended_with(run: Callable[..., Result], tmp_path: Path) -> None:
    run("case", "add", *kettle(tmp_path), "--sent", BROKEN)
    said = run("case", "outcome", 1, "accepted", "--amount", "30.00 USD").stderr
    assert "Agreed: full refund, no return. Once it is done: 'assistant case set 1 --offer 3 --answer done'." in said
    plan = told(run("reply", "--case", 1, *DAY, "--json", BROKEN))["plan"]
    assert [one["remedy"] for one in plan["options"] if one["offered"]] == []
    assert any("Agreed but not yet done: full refund" in note for note in plan["notes"])
    run("case", "set", 1, "--offer", 3, "--answer", "done")
    again = told(run("plan", "--case", 1, *DAY, "--reason", "damaged", "--json"))
    assert not {"full_refund", "partial_refund"} & {one["remedy"] for one in again["options"] if one["offered"]}


def test_what_is_agreed_after_a_refund_comes_first_too(run: Callable[..., Result], tmp_path: Path) -> None:
    run("case", "add", *kettle(tmp_path), "--sent", BROKEN)
    run("case", "set", 1, "--offer", 1, "--answer", "done")
    run("case", "add", *kettle(tmp_path), BROKEN)
    run("case", "outcome", 2, "accepted", "--amount", "21.00 USD")
    plan = told(run("reply", "--case", 2, *DAY, "--json", BROKEN))["plan"]
    assert [one["remedy"] for one in plan["options"] if one["offered"]] == []
    assert any("Agreed but not yet done: partial refund" in note for note in plan["notes"])


def test_an_ending_without_an_amount_asks_which_offer_was_accepted(run: Callable[..., Result], tmp_path: Path) -> None:
    run("case", "add", *kettle(tmp_path), "--sent", BROKEN)
    assert "Which offer was accepted is not known" in run("case", "outcome", 1, "accepted").stderr
    assert {one["outcome"] for one in told(run("case", "history", 1))} == {"offered"}


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("999999 USD", "The amount 999999 USD is above what is left of the order's price, 30.00 USD"),
        ("30.01 USD", "above what is left of the order's price, 30.00 USD"),
        ("3000 JPY", "The amount is in JPY but the order is in USD"),
    ],
)
@pytest.mark.parametrize("result", ["accepted", "dispute_lost"])
def test_an_ending_costs_no_more_than_the_order(
    result: str, amount: str, said: str, run: Callable[..., Result], tmp_path: Path
) -> None:
    run("case", "add", *kettle(tmp_path), "--sent", BROKEN)
    refused = run("case", "outcome", 1, result, "--amount", amount, code=1)
    assert said in refused.stderr
    case = told(run("case", "show", 1, *DAY, "--json"))["case"]
    assert (case["ending"], case["state"]) == (None, "pending")


def test_what_the_platform_took_is_told_with_the_decimals_of_its_currency(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    run("case", "add", *kettle(tmp_path), "--sent", BROKEN)
    run("case", "outcome", 1, "dispute_lost", "--amount", "20 USD")
    assert told(run("case", "history", 1))[-1]["amount"] == "20.00"


@pytest.mark.parametrize("other", [{"number": "902"}, {"platform": "ebay"}], ids=["number", "platform"])
def test_another_order_has_its_own_history(other: dict[str, str], run: Callable[..., Result], tmp_path: Path) -> None:
    run("case", "add", *kettle(tmp_path), "--sent", BROKEN)
    run("case", "set", 1, "--offer", 1, "--answer", "done")
    second = run("case", "add", *kettle(tmp_path, **other), BROKEN)
    assert "Other cases" not in second.stderr
    assert told(run("case", "history", 2)) == []


def test_the_same_number_in_another_shop_is_another_order(run: Callable[..., Result], tmp_path: Path) -> None:
    for name in ("Lumen", "Nova"):
        (tmp_path / f"{name}.toml").write_text(f'[shop]\nname = "{name}"\n', encoding="utf-8")
    order = kettle(tmp_path)
    run("case", "add", *order, "--shop", "Lumen.toml", "--sent", BROKEN)
    assert "Other cases" not in run("case", "add", *order, "--shop", "Nova.toml", BROKEN).stderr
    assert "Other cases about this order: 1." in run("case", "add", *order, "--shop", "Lumen.toml", BROKEN).stderr


def test_a_history_that_is_given_wins_and_the_other_case_is_told(run: Callable[..., Result], tmp_path: Path) -> None:
    order = kettle(tmp_path)
    run("case", "add", *order, "--sent", BROKEN)
    (tmp_path / "none.json").write_text("[]", encoding="utf-8")
    second = run("case", "add", *order, "--history", "none.json", BROKEN)
    assert "Other cases about this order: 1." in second.stderr
    plan = told(run("case", "show", 2, *DAY, "--json"))["case"]["plan"]
    assert "partial_refund" in [one["remedy"] for one in plan["options"] if one["offered"]]
