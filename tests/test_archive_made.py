"""Offers that the buyer knows of, and those that are only proposed, on both databases."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from assistant.archive import Change, Deed, Ending, Entry, Kind, Offered, Result
from assistant.archive.made import carried_by
from assistant.model import Outcome, Reason, Remedy
from tests.filed import NOON, new, plan

if TYPE_CHECKING:
    from assistant.archive import Archive


def test_what_waits_for_approval_is_history_once_a_reply_has_carried_it(archive: Archive) -> None:
    refund = Offered(remedy=Remedy.FULL_REFUND, amount=Decimal("24.90"), currency="USD", needs_approval=True)
    case = archive.cases.file(new(offers=(refund,)), by="mei")
    number = case.offers[0].number
    assert number is not None
    reply = Entry(kind=Kind.REPLY, text="We look into it.")

    def made() -> list[Remedy]:
        return [one.remedy for one in archive.cases.history(case.number)]

    archive.cases.change(case.number, Change(entries=(reply,), offers=(Offered(remedy=Remedy.TRACE),)), by="mei")
    archive.cases.approve(case.number, number, by="chef")
    archive.cases.change(case.number, Change(entries=(reply,)), by="mei")
    assert made() == [Remedy.TRACE]
    archive.cases.change(case.number, Change(entries=(reply,), carried=(number,)), by="mei")
    assert made() == [Remedy.FULL_REFUND, Remedy.TRACE]


def test_what_waits_for_approval_is_history_in_no_case_of_the_order(archive: Archive) -> None:
    refund = Offered(remedy=Remedy.FULL_REFUND, amount=Decimal("24.90"), currency="USD", needs_approval=True)
    first = archive.cases.file(new(offers=(refund, Offered(remedy=Remedy.TRACE))), by="mei")
    second = archive.cases.file(new(), by="mei").number
    assert [one.remedy for one in archive.cases.history(second)] == [Remedy.TRACE]
    # A buyer has refused nothing that he was not offered.
    archive.cases.change(first.number, Change(ending=Ending(result=Result.REFUSED)), by="mei")
    assert [(one.remedy, one.outcome) for one in archive.cases.history(second)] == [(Remedy.TRACE, Outcome.REFUSED)]
    reply = Entry(kind=Kind.REPLY, text="We refund you.")
    archive.cases.change(first.number, Change(entries=(reply,), carried=(first.offers[0].number or 0,)), by="mei")
    assert {one.remedy for one in archive.cases.history(second)} == {Remedy.FULL_REFUND, Remedy.TRACE}


def test_what_a_buyer_answers_is_about_the_case_in_which_he_was_offered_something(archive: Archive) -> None:
    offered = new(made_plan=plan(reason="tracking_problem"), offers=(Offered(remedy=Remedy.TRACE),))
    first = archive.cases.file(offered, by="mei").number
    second = archive.cases.file(new(made_plan=plan(reason="cancel_order")), by="mei").number
    assert archive.cases.dealings_of(first).about is Reason.TRACKING_PROBLEM
    assert archive.cases.dealings_of(second).about is Reason.TRACKING_PROBLEM
    alone = archive.cases.file(new(number="1"), by="mei").number
    assert archive.cases.dealings_of(alone).about is None
    archive.cases.answer(first, 1, Outcome.DONE, by="mei")
    assert archive.cases.dealings_of(first).about is None  # nothing stands open


def test_what_is_only_proposed_is_not_what_a_buyer_answers(archive: Archive) -> None:
    waits = Offered(remedy=Remedy.FULL_REFUND, amount=Decimal("24.90"), currency="USD", needs_approval=True)
    first = archive.cases.file(new(offers=(Offered(remedy=Remedy.TRACE),)), by="mei").number
    archive.cases.file(new(made_plan=plan(reason="damaged"), offers=(waits,)), by="mei")
    assert archive.cases.dealings_of(first).about is Reason.LATE_DELIVERY


def test_an_offer_that_was_answered_was_made_whoever_sent_it(archive: Archive) -> None:
    refund = Offered(remedy=Remedy.FULL_REFUND, amount=Decimal("24.90"), currency="USD", needs_approval=True)
    case = archive.cases.file(new(offers=(refund,)), by="mei")
    assert archive.cases.history(case.number) == ()
    archive.cases.answer(case.number, case.offers[0].number or 0, Outcome.ACCEPTED, by="mei")
    assert [one.outcome for one in archive.cases.history(case.number)] == [Outcome.ACCEPTED]


def test_what_is_only_proposed_is_not_counted_as_offered(archive: Archive) -> None:
    waits = Offered(remedy=Remedy.FULL_REFUND, amount=Decimal("24.90"), currency="USD", needs_approval=True)
    number = archive.cases.file(new(offers=(waits, waits, Offered(remedy=Remedy.TRACE))), by="mei").number
    archive.cases.approve(number, 1, by="chef")
    assert archive.numbers.figures(NOON.date(), NOON.date()).offers.open == 1
    reply = Entry(kind=Kind.REPLY, text="We refund you.")
    archive.cases.change(number, Change(entries=(reply,), carried=(2,)), by="mei")
    assert archive.numbers.figures(NOON.date(), NOON.date()).offers.open == 2


@pytest.mark.parametrize(("approved_first", "carried"), [(True, {1}), (False, set())])
def test_a_reply_of_before_carried_what_was_approved_by_then(approved_first: bool, carried: set[int]) -> None:  # noqa: FBT001 - pytest passes it so
    """Lines of a trail that do not name what a reply carried."""
    reply: tuple[str, dict[str, Any]] = ("replied", {"entries": [{"entry": 2, "kind": "reply"}]})
    approval: tuple[str, dict[str, Any]] = ("approved", {"offer": 1})
    done = [("filed", {"offers": [{"offer": 1}]}), *([approval, reply] if approved_first else [reply, approval])]
    lines = [
        Deed(number=version, at=NOON, who="mei", what=what, case=1, version=version, details=details, digest="")
        for version, (what, details) in enumerate(done, 1)
    ]
    assert carried_by(lines) == carried
