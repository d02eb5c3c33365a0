"""What an ending does to the offers of its case and to the plans after it, on both databases."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from assistant.archive import Change, Ending, Offered, Result
from assistant.archive.endings import settled
from assistant.archive.errors import AboveLeftError
from assistant.model import Outcome, Remedy
from tests.conftest import ROOT
from tests.filed import NOON, new

if TYPE_CHECKING:
    from assistant.archive import Archive

CASES = tomllib.loads((ROOT / "tests" / "cases" / "archive" / "endings.toml").read_text(encoding="utf-8"))["case"]


def offered(text: str) -> Offered:
    """An offer written like 'partial_refund 9.00 accepted'."""
    remedy, *amount, outcome = text.split()
    money = {"amount": Decimal(amount[0]), "currency": "USD"} if amount else {}
    return Offered(remedy=Remedy(remedy), outcome=Outcome(outcome), **money)  # type: ignore[arg-type]  # both or none


def ending(text: str) -> Ending:
    """An ending written like 'accepted 30.00'."""
    result, *amount = text.split()
    return Ending(result=Result(result), amount=Decimal(amount[0]) if amount else None, currency="USD")


def shown(offer: Offered) -> str:
    amount = "" if offer.amount is None else f" {offer.amount}"
    return f"{offer.remedy}{amount} {offer.outcome}"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_ending_says_what_became_of_the_offers(case: dict[str, Any]) -> None:
    made = [offered(text).model_copy(update={"number": i}) for i, text in enumerate(case["offers"], 1)]
    before, added, taken = None, set[int](), set[int]()
    for text in case["endings"]:
        done = settled(ending(text), before, made, Decimal("30.00"), frozenset(added), frozenset(taken))
        taken |= {number for number, outcome in done.answered.items() if outcome is Outcome.ACCEPTED}
        made = [
            one.model_copy(update={"outcome": done.answered.get(one.number or 0, one.outcome)})
            for one in made
            if one not in done.gone
        ]
        made += [one.model_copy(update={"number": 100 + i}) for i, one in enumerate(done.new)]
        before, added = ending(text), {one.number for one in made if one.number and one.number >= 100}
    assert [shown(one) for one in made] == case["after"]


def history(archive: Archive, number: int) -> list[tuple[str, str | None, str]]:
    made = archive.cases.history(number)
    return [(str(one.remedy), None if one.amount is None else f"{one.amount:.2f}", str(one.outcome)) for one in made]


def ended(archive: Archive, text: str, *offers: str, **fields: Any) -> int:
    number = archive.cases.file(new(offers=tuple(map(offered, offers)), **fields), by="wei").number
    archive.cases.change(number, Change(ending=ending(text)), by="wei")
    return number


def test_what_the_platform_took_is_paid_and_stands_for_what_was_only_agreed(archive: Archive) -> None:
    lost = ended(archive, "dispute_lost 20.00", "partial_refund 3.00 done", "partial_refund 5.00 accepted")
    assert history(archive, lost) == [("partial_refund", "3.00", "done"), ("partial_refund", "20.00", "done")]
    won = ended(archive, "dispute_won", "partial_refund 5.00 accepted", number="2")
    assert history(archive, won) == [("partial_refund", "5.00", "accepted")]
    unknown = ended(archive, "dispute_lost", number="3")
    assert history(archive, unknown) == [("full_refund", None, "done")]


def test_all_cases_of_an_order_together_cost_no_more_than_its_price(archive: Archive) -> None:
    first = ended(archive, "accepted 20.00")  # of 24.90
    with pytest.raises(AboveLeftError, match=r"5 USD is above .*, 4\.90 USD"):
        ended(archive, "accepted 5")
    with pytest.raises(AboveLeftError):
        ended(archive, "dispute_lost 5")
    second = ended(archive, "accepted 4.90")
    assert archive.cases.history(first) == archive.cases.history(second)
    archive.cases.change(first, Change(ending=ending("accepted 20.00")), by="wei")  # the same again is not more
    with pytest.raises(AboveLeftError):
        archive.cases.change(first, Change(ending=ending("accepted 20.01")), by="wei")


def test_a_corrected_ending_leaves_nothing_of_the_one_before(archive: Archive) -> None:
    number = ended(archive, "accepted 20.00", "partial_refund 5.00 offered")
    assert history(archive, number)[1:] == [("partial_refund", "20.00", "accepted")]
    archive.cases.change(number, Change(ending=ending("accepted 5.00")), by="wei")
    assert history(archive, number) == [("partial_refund", "5.00", "accepted")]
    assert archive.trail.of_case(number)[-1].details["withdrawn"] == [2]


def test_what_a_case_cost_is_counted_once(archive: Archive) -> None:
    ended(archive, "accepted 9.00", "partial_refund 9.00 offered", number="1")
    ended(archive, "accepted 9.00", "partial_refund 9.00 done", number="2")
    ended(archive, "accepted 12.00", "partial_refund 9.00 done", number="3")
    ended(archive, "accepted 13.00", "reship accepted", number="4")
    ended(archive, "accepted 24.90", number="5")
    ended(archive, "dispute_lost 20.00", "partial_refund 3.00 done", "partial_refund 5.00 accepted", number="6")
    ended(archive, "dispute_won 2.00", number="7")
    ended(archive, "refused 9.00", "partial_refund 9.00 offered", number="8")
    figures = archive.numbers.figures(NOON.date(), NOON.date())
    assert [(one.remedy, str(one.amount), one.times) for one in figures.spent] == [
        ("accepted", "13.00", 1),
        ("dispute_lost", "20.00", 1),
        ("dispute_won", "2.00", 1),
        ("full_refund", "24.90", 1),
        ("partial_refund", "33.00", 5),
    ]


def test_who_listens_hears_that_an_offer_was_accepted(archive: Archive) -> None:
    number = ended(archive, "accepted 5.00", "partial_refund 5.00 offered")
    (*_, deed) = archive.trail.of_case(number)
    assert deed.details["answered"] == [{"offer": 1, "outcome": "accepted"}]
    assert archive.verify().is_whole
