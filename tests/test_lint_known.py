"""What an order itself says is no offence in its letter; what is said beside it, or smuggled into it, still is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from assistant.model import OrderState
from tests.test_writing import FACTS, STATES

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant, Result
    from assistant.pipeline import Request


def reply(program: Assistant, **fields: Any) -> tuple[Result, Request]:
    order = program.parse_order({**FACTS, **STATES[OrderState.OVERDUE], **fields}, (), "order")
    request = program.request(order, reason="late_delivery")
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
@pytest.mark.parametrize("status", ["", "edited"])
def test_what_the_order_says_may_stand_in_its_letter(fields: dict[str, Any], status: str, assistant: Assistant) -> None:
    made, request = reply(assistant, **fields)
    found = assistant.review(f"{made.draft.body}\n{status}", made, request)
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
