"""What a letter says to a buyer who has taken one of the offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.model import Reason
from tests.test_answers import AGAIN, BACK, COUPON, PART, accepted, refused, replied

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant

STANDS = "What we agreed on stands, and we are seeing to it."


@pytest.mark.parametrize("text", ["ok I take B", "Option B please", "B", "B, thank you"])
def test_the_letter_confirms_what_was_taken(text: str, assistant: Assistant) -> None:
    result = replied(assistant, text, (PART, AGAIN))
    assert (
        assistant.word(result.plan.notes[0])
        == "The buyer takes B: send again (19 November 2026). Record it: this plan already follows it."
    )
    assert "Agreed but not yet done: send again. Do that first." in map(assistant.word, result.plan.notes)
    assert not any("Not answered yet" in assistant.word(note) for note in result.plan.notes)
    assert STANDS in result.draft.body
    assert "kind" not in result.draft.body.replace("Kind regards", "")
    assert result.draft.is_sendable, (result.draft.missing, result.draft.findings)


def test_a_return_that_is_taken_gets_its_terms(shop_assistant: Assistant) -> None:
    result = replied(shop_assistant, "Option B please", (PART, BACK))
    assert STANDS in result.draft.body
    assert "Return address" in result.draft.body
    assert "wait for our confirmation" not in result.draft.body


def test_who_takes_an_offer_after_a_refusal_is_not_told_that_it_was_not_right(assistant: Assistant) -> None:
    result = replied(assistant, "B", (refused(COUPON), PART, AGAIN))
    assert STANDS in result.draft.body
    assert "not right for you" not in result.draft.body


def test_the_last_words_of_a_thread_count(assistant: Assistant) -> None:
    thread = "Buyer: the lamp is broken\nSeller: A) 6.20 back or B) a new one?\nBuyer: I take B, thanks"
    assert assistant.read(thread).choice == "B"
    assert assistant.read("Buyer: I take B\nSeller: Fine.\nBuyer: thank you").choice is None


def test_a_message_that_reads_as_thanks_still_says_what_was_agreed(assistant: Assistant) -> None:
    result = replied(assistant, "thank you so much, you are very kind", (accepted(AGAIN),))
    assert result.plan.reason is Reason.THANKS
    assert STANDS in result.draft.body
