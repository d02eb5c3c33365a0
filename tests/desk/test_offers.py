"""What a letter offers once the staff have edited it: that is filed, and an agent promises nothing in his own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.model import Outcome
from tests.desk.visitor import fields, post, shown, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from assistant.archive import Archive

SEND, PAY = "send_missing", "partial_refund"
AGENT, LEAD = "ann", "lea"
A, B = "We will send you what is missing, free of charge.", "We will refund you $5.00 for what was missing"
BOTH = f"A) {A}\nB) {B}, and you keep the rest."


@pytest.fixture
def of(open_desk: Callable[..., TestClient]) -> Callable[[str], TestClient]:
    """Return the client of one of the staff."""

    def signed(name: str) -> TestClient:
        client = open_desk("10.0.0.5")
        sign_in(client, name)
        return client

    return signed


def reworded(client: TestClient, text: str, name: str = "missing-parts", **more: str) -> dict[str, str]:
    """Return the form with other words where the draft has its offers."""
    return {**shown(client, fields(name, language="en", **more)), "block.options": text}


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("", set()),  # struck
        (f"A) {A}", {SEND}),
        (f"B) {B}, and you keep the rest.", {PAY}),
        (f"B) {B}, and you keep the rest.\nA) {A}", {SEND, PAY}),  # turned round
        (f"{A} Or: {B}, and you keep the rest.", {SEND, PAY}),  # in one line
        (BOTH.replace("send", "post").replace("$5.00", "5 USD"), {SEND, PAY}),  # a word corrected
    ],
)
def test_what_stands_of_the_offers_is_filed(
    archive: Archive, of: Callable[[str], TestClient], text: str, offers: set[str]
) -> None:
    agent = of(AGENT)
    told = post(agent, "/file", reworded(agent, text), accept="application/json").json()
    assert {str(offer.remedy) for offer in archive.cases.get(told["case"]).offers} == offers


def test_an_offer_that_was_moved_to_another_place_is_filed(archive: Archive, of: Callable[[str], TestClient]) -> None:
    agent = of(AGENT)
    given = reworded(agent, "")
    moved = {"block.question": f"{A}\n{given['block.question']}"}
    told = post(agent, "/file", {**given, **moved}, accept="application/json").json()
    assert {str(offer.remedy) for offer in archive.cases.get(told["case"]).offers} == {SEND}


@pytest.mark.parametrize(
    "text",
    [
        "We will refund you the full price of your order today.",
        "We will give you five hundred dollars back.",
        f"{BOTH} You also get all of your money back.",
        BOTH.replace("$5.00", "the price"),
    ],
)
def test_own_words_among_the_offers_are_for_a_lead_to_send(
    archive: Archive, of: Callable[[str], TestClient], text: str
) -> None:
    agent, lead = of(AGENT), of(LEAD)
    given = reworded(agent, text)
    for deed in ("/file", "/ask"):
        refused = post(agent, deed, given, accept="application/json")
        assert refused.status_code == 422
        assert "put them back, or let somebody above you send the letter" in refused.json()["why"][0]
    told = post(lead, "/file", given, accept="application/json").json()
    offers = {str(offer.remedy) for offer in archive.cases.get(told["case"]).offers}
    assert PAY not in offers or B in text
    page = post(lead, "/draft", given).text
    assert page.count("Not filed as offered") == len({SEND, PAY} - offers)


def test_own_words_go_as_they_were_agreed_to(archive: Archive, of: Callable[[str], TestClient]) -> None:
    agent, lead = of(AGENT), of(LEAD)
    own = "A) We will send you another lamp and pay for whatever the broken one has spoilt."
    given = reworded(agent, own, "broken-in-transit")  # its refund needs a lead
    asked = post(agent, "/ask", given, accept="application/json").json()
    case = archive.cases.get(asked["case"])
    post(lead, f"/cases/{case.number}/approve", {"offer": str(case.offers[0].number)})
    mine = {**given, "case": str(case.number)}
    other = {**mine, "block.options": own.replace("the broken one has", "our lamps have ever")}
    for deed in ("/file", "/ask"):
        assert post(agent, deed, other, accept="application/json").status_code == 422
    told = post(agent, "/file", mine, accept="application/json").json()
    assert told["ok"]
    assert own in told["body"]
    assert archive.cases.history(case.number) == (), "it offers neither of the plan's"


@pytest.mark.parametrize("outcome", ["refused", "done"])
def test_a_letter_that_nobody_has_seen_is_neither_filed_nor_copied(
    desk: TestClient, archive: Archive, outcome: str
) -> None:
    first = shown(desk, fields("missing-parts", option="1", key="first"))
    seen = {**first, "key": "second"}
    told = post(desk, "/file", first, accept="application/json").json()
    for offer in archive.cases.get(told["case"]).offers:
        archive.cases.answer(told["case"], offer.number or 0, Outcome(outcome), by="lea")
    for deed in ("/file", "/ask"):
        refused = post(desk, deed, seen, accept="application/json")
        assert (refused.status_code, refused.json()["another"]) == (409, True)
        assert "look at the new one" in refused.json()["why"][0]
    assert post(desk, "/file", first, accept="application/json").json() == told, "what is done is answered again"
    looked = shown(desk, fields("missing-parts", option="1", key="second"))
    assert post(desk, "/file", looked, accept="application/json").json()["ok"]


def test_a_draft_is_the_one_that_was_seen_when_the_browser_ends_its_lines_in_two_signs(desk: TestClient) -> None:
    seen = shown(desk, fields("missing-parts"))
    back = {name: text.replace("\n", "\r\n") for name, text in seen.items()}
    assert back["was.options"] != seen["was.options"]
    assert post(desk, "/file", back, accept="application/json").json()["ok"]
