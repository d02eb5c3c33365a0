"""A buyer's answer to offers that have letters: what takes one, what the plan makes of it, what the letter confirms."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from assistant.deciding.answer import LOOK, UNKNOWN, UNRECORDED, WHICH, heard, lettered
from assistant.deciding.labels import REASONS
from assistant.model import Amount, Answer, Facts, Guess, Offer, Outcome, Reading, Reason, Remedy, Request
from assistant.reading.facts.choices import choice_of
from assistant.reading.facts.consent import CONSENTS
from assistant.reading.language import LOCALES
from assistant.writing.compose import choose
from tests.conftest import ROOT, TODAY

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant, Result
    from assistant.model import Plan

CHOICES = tomllib.loads((ROOT / "tests/cases/reading/choices.toml").read_text(encoding="utf-8"))
YESTERDAY = date(2026, 11, 19)
PART = Offer(remedy=Remedy.PARTIAL_REFUND, amount=Decimal("6.20"), on=YESTERDAY)
AGAIN = Offer(remedy=Remedy.RESHIP, on=YESTERDAY)
BACK = Offer(remedy=Remedy.RETURN_REFUND, amount=Decimal("24.90"), on=YESTERDAY)
SEARCH = Offer(remedy=Remedy.TRACE, on=YESTERDAY)
SEARCHED = SEARCH.model_copy(update={"outcome": Outcome.DONE})
COUPON = Offer(remedy=Remedy.GOODWILL_COUPON, on=date(2026, 11, 10))
FACTS: dict[str, Any] = {
    "number": "8190021447710231", "platform": "aliexpress", "currency": "USD", "price": "24.90", "product_cost": "9.20",
    "shipping_cost": "4.10", "status": "delivered", "delivered_on": "2026-11-12", "buyer": {"language": "en"},
}  # fmt: skip


@pytest.mark.parametrize("language", CHOICES)
def test_a_letter_is_a_choice_only_beside_words_of_consent(language: str) -> None:
    wanted = {
        text: None if letter == "none" else letter for letter, texts in CHOICES[language].items() for text in texts
    }
    assert {text: choice_of(text) for text in wanted} == wanted


def test_every_language_has_its_words_and_its_cases() -> None:
    assert CONSENTS.keys() == CHOICES.keys() == LOCALES.keys()


@pytest.mark.parametrize("language", CHOICES)
def test_a_long_message_of_consent_is_weighed_at_once(language: str) -> None:
    for phrase in CONSENTS[language].beside.split(","):
        assert choice_of((phrase + " ") * 60 + "B!?") is None
        assert choice_of((phrase * 20)[:85] + " %") is None


def said(choice: str | None, reason: Reason = Reason.THANKS, answer: Answer = Answer.NEITHER) -> Reading:
    return Reading(
        language="en", locale="en", language_confidence=1.0, script="Latn", choice=choice, answer=answer,
        reasons=(Guess(reason=reason, probability=0.9),), secondary=(Reason.DAMAGED,),
    )  # fmt: skip


def accepted(offer: Offer) -> Offer:
    return offer.model_copy(update={"outcome": Outcome.ACCEPTED})


def refused(offer: Offer) -> Offer:
    return offer.model_copy(update={"outcome": Outcome.REFUSED})


@pytest.mark.parametrize(
    ("letter", "history", "becomes"),
    [
        ("A", (PART, AGAIN), (accepted(PART),)),
        ("B", (PART, AGAIN), (accepted(AGAIN),)),
        ("B", (SEARCH, AGAIN), (accepted(AGAIN),)),
        ("A", (SEARCH, AGAIN), (accepted(SEARCH),)),
        ("A", (SEARCH, PART, BACK), (accepted(PART),)),  # what is done anyway has no letter beside two others
        ("B", (COUPON, PART, AGAIN), (COUPON, accepted(AGAIN))),
        ("B", (refused(COUPON), PART, AGAIN), (refused(COUPON), accepted(AGAIN))),
    ],
)
def test_the_offer_of_a_letter_is_taken(letter: str, history: tuple[Offer, ...], becomes: tuple[Offer, ...]) -> None:
    what = heard(said(letter), history, None)
    assert (what.history, what.reason, what.secondary, what.is_taken) == (becomes, Reason.OTHER, (), True)
    assert heard(said(letter), history, Reason.DAMAGED).reason is Reason.DAMAGED


@pytest.mark.parametrize(("currency", "taken"), [("EUR", True), ("USD", False), (None, True)])
def test_who_takes_a_sum_in_another_currency_has_not_taken_the_offer(currency: str | None, *, taken: bool) -> None:
    named = Facts(amounts=(Amount(amount=Decimal("6.20"), currency="EUR", start=0, end=1),))
    reading = said(None, answer=Answer.ACCEPTS).model_copy(update={"facts": named})
    assert heard(reading, (PART,), None, currency=currency).is_taken is taken


@pytest.mark.parametrize("before", [(), (refused(COUPON),), (accepted(SEARCH),)])
def test_who_takes_the_only_offer_needs_no_letter(before: tuple[Offer, ...]) -> None:
    what = heard(said(None, answer=Answer.ACCEPTS), (*before, PART), None)
    assert (what.history, what.is_taken) == ((*before, accepted(PART)), True)


@pytest.mark.parametrize(("reason", "about"), [(Reason.DOES_NOT_FIT, None), (None, Reason.DOES_NOT_FIT)])
def test_help_with_the_size_is_no_choice_beside_the_one_offer(reason: Reason | None, about: Reason | None) -> None:
    help_with_it = PART.model_copy(update={"remedy": Remedy.GUIDE, "amount": None})
    what = heard(said(None, answer=Answer.ACCEPTS), (help_with_it, PART), reason, about)
    assert (what.history, what.is_taken) == ((help_with_it, accepted(PART)), True)


@pytest.mark.parametrize(
    ("history", "reading"),
    [
        ((PART, AGAIN), {}),
        ((SEARCH, AGAIN), {}),  # A) wait, B) a new parcel: 'ok, I will wait'
        ((COUPON, PART), {}),  # the coupon of an earlier letter is not answered either
        ((PART,), {"reasons": (Guess(reason=Reason.WRONG_ITEM, probability=0.9),)}),  # he tells something new
        ((PART,), {"facts": Facts(amounts=(Amount(amount=Decimal(9), currency=None, start=0, end=1),))}),
    ],
)
def test_what_is_taken_without_a_letter_is_for_the_staff_where_it_may_be_another(
    history: tuple[Offer, ...], reading: dict[str, Any]
) -> None:
    what = heard(said(None, answer=Answer.ACCEPTS).model_copy(update=reading), history, None)
    assert (what.history, what.notes, what.is_taken) == (history, (LOOK,), False)


@pytest.mark.parametrize(
    ("history", "becomes"),
    [
        ((PART,), (refused(PART),)),
        ((SEARCH, PART), (SEARCH, refused(PART))),  # what is done anyway nobody refuses
        ((SEARCH,), (SEARCH,)),
        ((COUPON, PART), (COUPON, refused(PART))),  # the coupon was an earlier letter's
        ((PART, SEARCHED), (refused(PART), SEARCHED)),  # the search was made meanwhile
        ((), ()),
        ((accepted(PART),), (accepted(PART),)),
    ],
)
def test_who_refuses_is_heard_on_what_the_case_is_about(history: tuple[Offer, ...], becomes: tuple[Offer, ...]) -> None:
    reading = said(None, Reason.CANCEL_ORDER, Answer.REFUSES)
    what = heard(reading, history, None, Reason.DAMAGED)
    assert what.history == becomes
    assert what.reason is (Reason.DAMAGED if becomes != history else Reason.CANCEL_ORDER)
    assert heard(reading, history, Reason.DEFECTIVE, Reason.DAMAGED).reason is Reason.DEFECTIVE


@pytest.mark.parametrize(
    ("sums", "remedies", "reason", "stands"),
    [
        (("6.20",), (Request.PARTIAL_REFUND,), None, True),  # 'I agree to the 6.20 that you offered'
        (("6.20",), (Request.PARTIAL_REFUND,), Reason.DAMAGED, True),
        (("6.20",), (), None, False),  # '6.20 is a joke'
        (("6.20",), (Request.PARTIAL_REFUND, Request.REFUND), None, False),
        (("6.20",), (Request.PARTIAL_REFUND, Request.REPLACEMENT), None, False),
        (("6.20", "9"), (Request.PARTIAL_REFUND,), None, False),  # 'not 6.20, make it 9'
        ((), (Request.PARTIAL_REFUND,), None, False),
    ],
)
def test_who_asks_for_the_sum_on_offer_has_not_surely_refused_it(
    sums: tuple[str, ...], remedies: tuple[Request, ...], reason: Reason | None, *, stands: bool
) -> None:
    named = Facts(amounts=tuple(Amount(amount=Decimal(one), currency="USD", start=0, end=1) for one in sums))
    reading = said(None, Reason.DAMAGED, Answer.REFUSES).model_copy(update={"facts": named, "remedies": remedies})
    what = heard(reading, (PART,), reason, Reason.DAMAGED, "USD")
    assert (what.history, LOOK in what.notes) == (((PART,), True) if stands else ((refused(PART),), False))


def test_of_two_offers_both_are_refused_where_the_buyer_wants_his_money_and_else_the_staff_say_which() -> None:
    reading = said(None, Reason.CANCEL_ORDER, Answer.REFUSES)
    which = heard(reading, (PART, AGAIN), None, Reason.DAMAGED)
    assert (which.history, which.reason, which.notes) == ((PART, AGAIN), Reason.DAMAGED, (WHICH,))
    money = heard(reading.model_copy(update={"remedies": (Request.REFUND,)}), (PART, AGAIN), None, Reason.DAMAGED)
    assert money.history == (refused(PART), refused(AGAIN))


@pytest.mark.parametrize("told", [Reason.WRONG_ITEM, Reason.MISSING_ITEMS, Reason.BAD_REVIEW])
def test_what_a_refusal_tells_besides_is_told_to_the_staff(told: Reason) -> None:
    notes = heard(said(None, told, Answer.REFUSES), (PART,), None, Reason.DAMAGED).notes
    assert [dict(note.slots).get("reason") for note in notes] == [None, REASONS[told]]


@pytest.mark.parametrize(
    ("reason", "requests", "unsure", "stays"),
    [
        (Reason.UNWANTED_ITEM, (Request.REPLACEMENT,), True, True),  # 'I prefer a replacement'
        (Reason.REFUND_STATUS, (Request.REFUND,), False, True),  # 'I choose the refund'
        (Reason.UNWANTED_ITEM, (), True, True),
        (Reason.REFUND_STATUS, (Request.INFORMATION,), False, False),
        (Reason.WRONG_ITEM, (Request.REPLACEMENT,), False, False),  # he surely tells something new
    ],
)
def test_who_picks_one_of_two_offers_in_words_still_speaks_of_the_same_trouble(
    reason: Reason, requests: tuple[Request, ...], *, unsure: bool, stays: bool
) -> None:
    reading = said(None, reason).model_copy(update={"remedies": requests, "needs_review": unsure})
    what = heard(reading, (PART, AGAIN), None, Reason.DAMAGED)
    assert what.reason is (Reason.DAMAGED if stays else reason)
    assert (what.history, what.is_taken) == ((PART, AGAIN), False)
    assert what.notes == ((LOOK,) if stays or requests == (Request.REPLACEMENT,) else ())


@pytest.mark.parametrize(
    ("reason", "secondary", "told"),
    [
        (Reason.MISSING_ITEMS, (), ()),  # 'two lamps are missing, I want my money back for them'
        (Reason.BAD_REVIEW, (Reason.DAMAGED,), ()),  # handled by what was wrong
        (Reason.CANCEL_ORDER, None, (Reason.CANCEL_ORDER, Reason.WRONG_ITEM)),  # the trouble is the same all the same
        (Reason.REFUND_STATUS, None, (Reason.WRONG_ITEM,)),
    ],
)
def test_who_surely_tells_something_new_is_heard_though_he_asks_for_what_is_offered(
    reason: Reason, secondary: tuple[Reason, ...] | None, told: tuple[Reason, ...]
) -> None:
    more = {"remedies": (Request.REFUND,), "secondary": (Reason.WRONG_ITEM,) if told else ()}
    what = heard(said(None, reason).model_copy(update=more), (PART, BACK), None, Reason.DAMAGED)
    assert (what.reason, what.secondary) == ((Reason.DAMAGED, ()) if secondary is None else (reason, secondary))
    assert what.notes[0] == LOOK
    assert [dict(note.slots)["reason"] for note in what.notes[1:]] == [REASONS[one] for one in told]


def test_the_staff_are_told_which_offer_by_its_amount_and_its_day(assistant: Assistant) -> None:
    few = PART.model_copy(update={"amount": Decimal("3.00"), "on": date(2026, 11, 20)})
    refusing = said(None, Reason.CANCEL_ORDER, Answer.REFUSES)
    note = heard(refusing, (few,), None, Reason.DAMAGED, "EUR").notes[0]
    offered = "Read as refusing what was offered: partial refund, no return"
    assert assistant.word(note).startswith(f"{offered} (€3.00, 20 November 2026). ")
    unknown = heard(refusing, (few.model_copy(update={"on": None}),), None, Reason.DAMAGED).notes[0]
    assert assistant.word(unknown).startswith(f"{offered}. ")


def test_a_refusal_of_which_nobody_knows_what_it_is_about_is_told() -> None:
    what = heard(said(None, Reason.CANCEL_ORDER, Answer.REFUSES), (PART,), None)
    assert (what.reason, UNKNOWN in what.notes) == (Reason.OTHER, True)
    assert UNKNOWN not in heard(said(None, answer=Answer.REFUSES), (PART,), Reason.DAMAGED).notes
    told = heard(said(None, Reason.DAMAGED, Answer.REFUSES), (PART,), None)  # 'no, the vase is broken'
    assert (told.reason, UNKNOWN in told.notes) == (Reason.DAMAGED, False)


@pytest.mark.parametrize(
    ("letter", "history"),
    [
        ("B", ()),
        ("C", (PART, AGAIN)),  # beyond the offers
        (None, (PART, AGAIN)),
        ("B", (AGAIN,)),  # one offer has no letter
        ("B", (SEARCH, Offer(remedy=Remedy.EXTEND_PROTECTION, on=YESTERDAY))),
        ("B", (COUPON, AGAIN)),  # made on two days
        ("B", (PART, refused(AGAIN))),
        ("B", (accepted(PART), AGAIN)),
        ("B", (PART, AGAIN, BACK)),  # two replies of one day: which B?
        ("B", (PART, PART)),
    ],
)
def test_nothing_is_taken_where_no_letter_is_meant(letter: str | None, history: tuple[Offer, ...]) -> None:
    what = heard(said(letter), history, None)
    assert (what.history, what.secondary, what.is_taken) == (history, (Reason.DAMAGED,), False)


@pytest.mark.parametrize(
    ("reason", "history", "looked"),
    [
        (Reason.THANKS, (AGAIN,), True),
        (Reason.CHANGE_ORDER, (PART, AGAIN), True),
        (Reason.DAMAGED, (PART, AGAIN), False),
        (Reason.THANKS, (refused(AGAIN),), False),
        (Reason.THANKS, (), False),
    ],
)
def test_what_may_be_an_answer_is_looked_at(reason: Reason, history: tuple[Offer, ...], *, looked: bool) -> None:
    assert (LOOK in heard(said(None, reason), history, None).notes) is looked


@pytest.mark.parametrize(
    ("reading", "history", "about", "passed_over"),
    [
        ({}, (PART,), None, True),  # 'fine for the 5, but at once'
        ({}, (PART,), Reason.DAMAGED, True),
        ({}, (SEARCH,), None, False),  # what is done anyway waits for no answer
        ({}, (refused(PART),), None, False),
        ({"reason": Reason.CHANGE_ORDER}, (PART, AGAIN), None, True),  # 'a new one please, but to my new address'
        ({"reason": Reason.DISCOUNT_REQUEST}, (COUPON,), Reason.DISCOUNT_REQUEST, False),  # he goes on about it
        ({"reason": Reason.DAMAGED}, (PART,), None, False),
        ({"reason": Reason.REFUND_STATUS, "remedies": (Request.REFUND,)}, (PART,), None, True),  # 'yes, refund the 5'
        ({"reason": Reason.REFUND_STATUS, "remedies": (Request.REFUND,)}, (AGAIN,), None, False),
        ({"answers_shop": True}, (), None, False),  # 'Seller: It is on its way. Buyer: Thank you!'
        ({}, (), None, False),
    ],
)
def test_no_ready_letter_passes_over_what_may_be_an_answer(
    reading: dict[str, Any], history: tuple[Offer, ...], about: Reason | None, *, passed_over: bool
) -> None:
    reason = reading.get("reason", Reason.THANKS)
    more = {name: value for name, value in reading.items() if name != "reason"}
    message = said(None, reason).model_copy(update={"secondary": (), **more})
    what = heard(message, history, None, about)
    assert what.reason is (Reason.OTHER if passed_over else reason)
    assert bool(what.notes) or not passed_over
    assert heard(message, history, reason, about).reason is reason  # the staff have read it


@pytest.mark.parametrize("before", [(), (refused(COUPON),)])
@pytest.mark.parametrize(
    "text",
    [
        "ok a new one please, but to my new address: 12 Elm St, Boston", "va bene per i 5 euro, però subito",
        "thank you!!", "yes please refund the $6.20",
    ],
)  # fmt: skip
def test_what_may_be_an_answer_is_answered_by_the_staff(
    text: str, before: tuple[Offer, ...], assistant: Assistant
) -> None:
    assert replied(assistant, text, (*before, PART, AGAIN)).draft.missing == ("answer",)
    assert replied(assistant, text, (*before, PART, AGAIN), reason="thanks").draft.missing == ()


SUM = Facts(amounts=(Amount(amount=Decimal(5), currency=None, start=0, end=1),))


@pytest.mark.parametrize(
    ("reading", "history", "told"),
    [
        ({"choice": "A"}, (), True),
        ({"choice": "A"}, (refused(PART), accepted(AGAIN)), True),  # whatever was recorded, it holds no letter
        ({"answers_shop": True}, (), True),  # 'Seller: 6 back or a new one? Buyer: the new one please'
        ({"answers_shop": True}, (refused(PART),), False),  # of that the thread speaks
        ({"answer": Answer.ACCEPTS}, (), True),
        ({"answer": Answer.ACCEPTS}, (accepted(PART),), False),
        ({"answer": Answer.REFUSES, "facts": SUM}, (), True),  # '5 is a joke'
        ({"answer": Answer.REFUSES, "facts": SUM, "remedies": (Request.PARTIAL_REFUND,)}, (), False),  # '5 or one star'
        ({"answer": Answer.REFUSES}, (), False),  # so does many a complaint read
        ({"facts": SUM}, (), False),
        ({"choice": "A", "answers_shop": True}, (PART, AGAIN), False),
    ],
)
def test_an_answer_to_what_the_history_does_not_hold_is_told(
    reading: dict[str, Any], history: tuple[Offer, ...], *, told: bool
) -> None:
    notes = heard(said(None, Reason.DAMAGED).model_copy(update=reading), history, None).notes
    assert (UNRECORDED in notes) is told


def test_letters_are_those_of_the_reply(assistant: Assistant) -> None:
    """What is filed of a reply, told back by its letters, is what the reply said under them."""
    told = 0
    for reason, status in product(Reason, ("paid", "shipped", "delivered", "returned")):
        order = assistant.parse_order({**FACTS, "status": status, "delivered_on": None}, (), "order")
        plan: Plan = assistant.plan(assistant.request(order, reason=str(reason)))
        choices = choose([option for option in plan.options if option.offered], plan).choices
        made = tuple(Offer(remedy=o.remedy, amount=o.amount, on=TODAY) for o in plan.options if o.offered)
        for letter, option in zip("AB", choices, strict=False):
            history = heard(said(letter), made, None).history
            if len(choices) == len("AB"):
                told += 1
                assert (history[-1].remedy, history[-1].outcome) == (option.remedy, Outcome.ACCEPTED)
            else:
                assert history == made
    assert told > len(Reason)
    assert lettered([SEARCH]) == ()


def replied(program: Assistant, text: str, history: tuple[Offer, ...], **request: Any) -> Result:
    order = program.parse_order({**FACTS, **request.pop("order", {})}, (), "order")
    reading = program.read(text)
    return program.reply(reading, program.in_language(program.request(order, history, **request), reading))
