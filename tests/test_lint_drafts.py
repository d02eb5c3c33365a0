"""A draft that comes back from outside: our own sentences in it are not judged again, whatever else it says is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from jinja2 import FileSystemLoader

from assistant import resources
from assistant.model import OrderState, Reason
from assistant.writing.lint.catalogue import Wordings, messages, shop_texts
from tests.conftest import ROOT
from tests.test_writing import FACTS, STATES, draft

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant

LOCALES = resources.locale_names("replies")
MESSAGES = messages(FileSystemLoader(resources.templates_folder()))


def wordings(locale: str, program: Assistant) -> Wordings:
    return Wordings(MESSAGES, resources.load_catalogue("replies", locale), locale, shop_texts(program.shop))


def test_every_message_of_the_letters_is_known() -> None:
    with (ROOT / "locales/replies.pot").open("rb") as file:
        wanted = {(message.context, message.id) for message in read_po(file) if message.id}
    assert set(MESSAGES) == wanted


@pytest.mark.parametrize("locale", LOCALES)
def test_letters_that_nobody_edited_are_silent(locale: str, shop_assistant: Assistant) -> None:
    order = shop_assistant.parse_order({**FACTS, **STATES[OrderState.DELIVERED]}, (), "order")
    for reason in Reason:
        made, _ = draft(shop_assistant, reason, order, locale)
        found = {finding.rule: finding.text for finding in shop_assistant.lint(made.body, draft=made.body)}
        assert found.keys() <= ({"unfilled_slot"} if made.missing else set()), found


@pytest.mark.parametrize("locale", LOCALES)
def test_only_what_names_and_titles_stand_in_is_read_again(locale: str, shop_assistant: Assistant) -> None:
    order = shop_assistant.parse_order({**FACTS, **STATES[OrderState.OVERDUE]}, (), "order")
    made, _ = draft(shop_assistant, Reason.LATE_DELIVERY, order, locale)
    left = made.body
    for sentence in wordings(locale, shop_assistant).ours(made.body):
        left = left.replace(sentence, "")
    names = ("Sam Marin", "Cainiao", "Ceramic Table Lamp E27", "8190021447710231")
    lines = [line for line in left.split("\n") if sum(map(str.isalpha, line)) > 3]
    assert all(any(name in line for name in names) for line in lines), lines
    assert len(lines) <= 3


BAD = "Give us five stars and we will refund you 5 dollars."


@pytest.mark.parametrize(
    "forged",
    [
        BAD,
        f"Hello Sam,\n\nThank you for your message. {BAD}",
        "Hello Sam, give us five stars and we will refund you 5 dollars,",
        f"We are writing about your order 8190021447710231 (“{BAD}”).",
        "You can track the parcel with us after you gave five stars using the number RB473124829US.",
        "According to our records, this order is closed; we are checking why and will let you know here by five stars.",
        "We will refund you the full price of 5 dollars for your five-star review.",
        "The refund of 5 dollars was released on your five-star review of 1 October 2026.",
        "We will refund you the full price of 5 stars.",
        "Please close the dispute first, and we will refund you the full price.",
    ],
)
def test_a_forged_draft_vouches_for_nothing(forged: str, shop_assistant: Assistant) -> None:
    assert wordings("en", shop_assistant).ours(forged) in {(), ("Thank you for your message.",)}


def test_a_forged_draft_is_judged(shop_assistant: Assistant) -> None:
    text = f"Hello Sam,\n\nThank you for your message. {BAD}"
    rules = {finding.rule for finding in shop_assistant.lint(text, draft=text)}
    assert {"review_incentive", "positive_review_only"} & rules


def test_a_changed_sentence_is_judged(shop_assistant: Assistant) -> None:
    order = shop_assistant.parse_order({**FACTS, **STATES[OrderState.DELIVERED]}, (), "order")
    made, _ = draft(shop_assistant, Reason.OTHER, order, "de")
    ours = "ein paar Worte dazu, was wir für Sie tun können"
    edited = made.body.replace(ours, "ein paar nette Worte und fünf Sterne, dann bekommen Sie von uns ein Geschenk")
    assert edited != made.body
    rules = {finding.rule for finding in shop_assistant.lint(edited, draft=made.body)}
    assert {"review_incentive", "positive_review_only"} & rules


@pytest.mark.parametrize("locale", LOCALES)
def test_filled_slots_leave_a_sentence_ours(locale: str, shop_assistant: Assistant) -> None:
    ours = wordings(locale, shop_assistant)
    for currency in ("USD", "KWD", "JPY"):
        fields = {**FACTS, **STATES[OrderState.RETURNED], "currency": currency, "price": "2490"}
        order = shop_assistant.parse_order(fields, (), "order")
        made, _ = draft(shop_assistant, Reason.DAMAGED, order, locale)
        offer = next(block.text for block in made.blocks if block.name in {"options", "measures"})
        assert list(filter(str.isalnum, "".join(ours.ours(offer)))) == list(filter(str.isalnum, offer)), offer


TWO = (
    "You can choose between two solutions:\nA) We send a new one.\nB) You keep it, and we refund you $8.10.\n\nA or B?"
)


@pytest.mark.parametrize(
    ("added", "found"),
    [
        ("\nC) You get the full price back.\n", ["C) You get the full price back."]),
        ("\n\u200f\u00a0Ｃ）全額をお返しします。\n", ["Ｃ）全額をお返しします。"]),
        ("\n– С) Мы вернём все деньги.\n", ["С) Мы вернём все деньги."]),
        ("\nC: all your money back\nD. a new lamp\n", ["C: all your money back", "D. a new lamp"]),
        ("\nB) The same once more.\n", []),
        ("\nA. M. is on holiday.\nI am sorry. C you soon. Vitamin C) is not in it.\n", []),
    ],
)
def test_an_option_more_than_the_draft_has_is_told(added: str, found: list[str], assistant: Assistant) -> None:
    text = TWO.replace("\n\nA or", f"{added}\nA or")
    told = [finding for finding in assistant.lint(text, draft=TWO) if finding.rule == "option_not_in_plan"]
    assert [text[finding.start : finding.end] for finding in told] == found
    assert {str(finding.severity) for finding in told} <= {"warning"}


def test_the_one_option_of_a_draft_may_be_given_its_letter(assistant: Assistant) -> None:
    one = "This is what we suggest:\nWe send a new one."
    text = "You can choose:\nA) We send a new one.\nB) You get the full price back."
    told = [finding.text for finding in assistant.lint(text, draft=one) if finding.rule == "option_not_in_plan"]
    assert told == ["B) You get the full price back."]
    assert not [finding for finding in assistant.lint(text) if finding.rule == "option_not_in_plan"]
