"""What an order itself says is no offence in its letter; what is said beside it, or smuggled into it, still is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from assistant import resources
from assistant.model import OrderState, Reason
from tests.test_cli import run
from tests.test_writing import FACTS, STATES, draft

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.bootstrap import Assistant, Result
    from assistant.pipeline import Request


def reply(program: Assistant, **fields: Any) -> tuple[Result, Request]:
    order = program.parse_order({**FACTS, **STATES[OrderState.OVERDUE], **fields}, (), "order")
    request = program.request(order, reason="tracking_problem")
    return program.reply(program.read("where is my parcel?"), request), request


def titled(title: str) -> dict[str, Any]:
    return {"items": [{"title": title}]}


@pytest.mark.parametrize(
    "fields",
    [
        {"number": "3031234567891009"}, {"tracking_number": "4539578763621486"}, {"carrier": "usps.com"},
        *map(titled, (
            "Canvas Messenger Bag for Men", "Instagram Ring Light", "Skype Webcam 1080P", "Discord Mouse Pad",
            "Wallet with Bitcoin Logo", "PayPal Zettle Stand", "PIX Mini LED Backpack", "T-Shirt XXX", "Replica {Gold}",
            "Messenger Bag for Men, Canvas, Waterproof, Large, with a Pocket for Your Laptop",
        )),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("added", ["", "Have a nice day."])
def test_what_the_order_says_may_stand_in_its_letter(fields: dict[str, Any], added: str, assistant: Assistant) -> None:
    made, request = reply(assistant, **fields)
    found = assistant.review(f"{made.draft.body}\n{added}", made, request)
    assert not [finding.text for finding in (*made.draft.findings, *found) if str(finding.severity) == "error"]


@pytest.mark.parametrize(
    "title",
    [
        "Lamp, whatsapp +1 415 555 2671", "Lamp www.lumen-store.com", "Lamp lumen@mail.example", "WhatsApp",
        "Lamp, add line id lumen88", "Lamp DE44 5001 0517 5407 3249 31", "{{ title }}", "Lamp 4539 1488 0343 6467",
    ],
)  # fmt: skip
def test_a_title_smuggles_nothing(title: str, assistant: Assistant) -> None:
    made, _ = reply(assistant, **titled(title))
    assert {finding.rule for finding in made.draft.findings} & {
        "off_platform_contact", "off_platform_payment", "unfilled_slot",
    }  # fmt: skip


def test_what_is_said_beside_a_title_is_found(assistant: Assistant) -> None:
    made, request = reply(assistant, **titled("Discord Mouse Pad"))
    body = f"{made.draft.body}\nThe Discord Mouse Pad: find us on Discord, card 3031234567891009."
    found = {(finding.rule, finding.text) for finding in assistant.review(body, made, request)}
    assert {("off_platform_contact", "Discord"), ("off_platform_payment", "3031234567891009")} <= found


def test_the_name_of_a_buyer_excuses_nothing(assistant: Assistant) -> None:
    made, _ = reply(assistant, buyer={"name": "Sam WhatsApp Marin", "country": "FR"})
    assert "off_platform_contact" in {finding.rule for finding in made.draft.findings}


PAGE = "https://track.example/?code=RB473124829US"
OWN = {
    "number": "3031234567891009", "tracking_number": "4539578763621486", "tracking_url": PAGE, "carrier": "usps.com",
    **titled("Discord Mouse Pad"),
}  # fmt: skip


@pytest.mark.parametrize("locale", resources.locale_names("replies"))
def test_a_draft_that_comes_back_says_what_its_order_said(locale: str, assistant: Assistant) -> None:
    order = assistant.parse_order({**FACTS, **STATES[OrderState.OVERDUE], **OWN}, (), "order")
    made, _ = draft(assistant, Reason.TRACKING_PROBLEM, order, locale)
    assert PAGE in made.body
    found = assistant.lint(made.body, draft=made.body)
    assert not [finding for finding in found if str(finding.severity) == "error"]
    edited = f"{made.body}\nhttps://lumen.example discord 4539 1488 0343 6467"
    assert {"off_platform_contact", "off_platform_payment"} <= {f.rule for f in assistant.lint(edited, draft=made.body)}


@pytest.mark.parametrize(
    "forged",
    [
        "You can find the latest updates on this page: https://wa.me/14155552671",
        "You can find more at https://lumen.example",
        "We are writing about your order +1 415 555 2671.",
        "We are writing about your order 8190021447710231 (“Lamp, call +1 415 555 2671”).",
    ],
)
def test_a_forged_draft_excuses_no_contact(forged: str, assistant: Assistant) -> None:
    assert "off_platform_contact" in {finding.rule for finding in assistant.lint(forged, draft=forged)}


def test_a_phrase_may_name_the_tracking_page(tmp_path: Path) -> None:
    (tmp_path / "sent.en.j2").write_text("Your parcel: {{ tracking_url }}\n", encoding="utf-8")
    done = run("phrases", "show", "sent", "--folder", str(tmp_path), "--set", f"tracking_url={PAGE}")
    assert (done.returncode, done.stdout.decode().strip()) == (0, f"Your parcel: {PAGE}")
