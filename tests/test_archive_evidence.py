"""What a case hands over as evidence: what was said and made, and nothing that is for colleagues alone."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pymupdf
import pytest

from assistant.archive import Basis, Change, Entry, Kind, Label, NewCase, Offered, State
from assistant.model import Item, Remedy
from tests.filed import NOON, order

if TYPE_CHECKING:
    from assistant.archive import Archive

DRAFT = "ASKED FOR LEAVE, margin is 12.80"
WAITS = Offered(remedy=Remedy.PARTIAL_REFUND, amount=Decimal("10.38"), currency="USD", needs_approval=True)
REPLY = Entry(kind=Kind.REPLY, text="We refund you.", findings=({"rule": "promise-without-date"},))


def bundled(archive: Archive, number: int) -> tuple[dict[str, Any], str, str]:
    """The JSON of an exported case, that as text, and what its PDF says without blanks."""
    with zipfile.ZipFile(io.BytesIO(archive.export.bundle(number, by="wei"))) as bundle:
        text = bundle.read(f"case-{number}/case.json").decode()
        content = bundle.read(f"case-{number}/case.pdf")
    with pymupdf.open(stream=content) as pdf:  # type: ignore[no-untyped-call]  # it has no types
        return json.loads(text), text, "".join("".join(page.get_text() for page in pdf).split())


def asked(archive: Archive) -> int:
    """A case whose offer waits for leave, with its draft as a note and everything that the shop alone should know."""
    silence = {"amount": "77.10", "currency": "USD"}
    at = {"at": "2026-11-25T00:00:00+00:00", "due": "2026-11-25", "as_of": "2026-11-01"}
    clock = {
        "clock": "dispute_answer",
        "what": "FROM THEN ON THE BUYER IS RIGHT",
        "days_left": 5,
        "rule": "opened_on +5 days",
        "source": "S0",
        **at,
    }
    made_plan = {
        "reason": "damaged",
        "clocks": [{**clock, "verified": True, "silence_costs": silence}],
        "options": [{"remedy": "partial_refund", "result": "3.33", "offered": True}],
    }
    item = Item(sku="LAMP-1", unit_price=Decimal("24.90"), product_cost=Decimal("6.66"))
    costs = {name: Decimal("6.66") for name in ("product_cost", "shipping_cost", "return_shipping_cost")}
    known = order(**costs).model_copy(update={"items": (item,)})
    thread = (Entry(kind=Kind.NOTE, text=DRAFT), Entry(kind=Kind.MESSAGE, text="It is broken"))
    reading = {"language": "en", "locale": "en", "reason": "damaged", "secondary": ["wrong_item"], "needs_review": True,
               "risks": [{"risk": "threatens_review", "probability": 0.977}], "why": []}  # fmt: skip
    basis = Basis(order=known, reading=reading, plan=made_plan)
    new = NewCase(entries=thread, basis=basis, offers=(WAITS,), label=Label.RED)
    return archive.cases.file(new, by="wei").number


def test_what_is_for_colleagues_alone_is_not_handed_over(archive: Archive) -> None:
    number = asked(archive)
    archive.cases.change(number, Change(entries=(Entry(kind=Kind.NOTE, text=DRAFT), REPLY)), by="li")
    until = NOON + timedelta(days=3)
    archive.cases.change(number, Change(label=Label.BLUE, state=State.SNOOZED, snoozed_until=until), by="li")
    told, text, said = bundled(archive, number)
    ours = (
        "THEN ON",
        "0.977",
        "needs_review",
        "wrong_item",
        '"why"',
        "label",
        "urgency",
        "snoozed_until",
        "at_risk",
        "days_left",
    )
    for part in (DRAFT, "6.66", "3.33", "77.10", "promise-without-date", "noted", *ours):
        assert part not in text, part
        assert "".join(part.split()) not in said, part
    assert [entry["text"] for entry in told["case"]["entries"]] == ["It is broken", "We refund you."]
    assert told["case"]["first_words"] == "It is broken"
    assert told["case"]["order"]["items"][0]["unit_price"] == "24.90"
    assert told["case"]["reading"] == {"language": "en", "locale": "en"}
    assert told["case"]["plan"]["clocks"][0] == {
        "clock": "dispute_answer", "due": "2026-11-25", "rule": "opened_on +5 days", "source": "S0",
        "as_of": "2026-11-01", "verified": True,
    }  # fmt: skip


def test_a_locale_that_does_not_exist_keeps_no_case_from_its_evidence(archive: Archive) -> None:
    reply = Entry(kind=Kind.REPLY, text="We refund you.", locale="xx_YY", gloss={"body": "Sorry.", "locale": "yy"})
    number = archive.cases.file(NewCase(entries=(reply,), locale="zz_ZZ"), by="wei").number
    assert "Werefundyou." in bundled(archive, number)[2]


def test_what_is_only_proposed_was_not_offered(archive: Archive) -> None:
    number = asked(archive)
    archive.cases.change(number, Change(offers=(WAITS,)), by="wei")
    archive.cases.approve(number, 2, by="chef")
    told, text, said = bundled(archive, number)
    assert (told["case"]["offers"], [deed["what"] for deed in told["trail"]]) == ([], ["filed"])
    assert "10.38" not in text + said
    assert "ffered" not in said


@pytest.mark.parametrize("allowed", [True, False])
def test_what_a_reply_carried_was_offered_by_it(allowed: bool, archive: Archive) -> None:  # noqa: FBT001 - pytest passes it so
    number = asked(archive)
    archive.cases.change(number, Change(offers=(WAITS,)), by="wei")
    if allowed:
        archive.cases.approve(number, 2, by="chef")
    archive.cases.change(number, Change(entries=(REPLY,), carried=(2,)), by="wei")
    told, _, said = bundled(archive, number)
    assert [one["number"] for one in told["case"]["offers"]] == [2]
    assert [deed["what"] for deed in told["trail"]] == ["filed", *(["approved"] if allowed else []), "replied, state"]
    assert (said.count("Offered:"), said.count("10.38USD")) == (1, 2)
