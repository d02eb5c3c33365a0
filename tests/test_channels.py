"""Channels and tones: what each leaves out, how long it may be, what never stands in public, and every whole letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from assistant import resources
from assistant.model import Channel, Evidence, Guess, Offer, Outcome, Reading, Reason, Remedy, Tone
from assistant.writing.channels import limit_of
from assistant.writing.lint.numbers import differing
from assistant.writing.lint.patterns import forms
from assistant.writing.slots import Occasion
from tests.conftest import TODAY
from tests.test_writing import FACTS, STATES, situations

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.bootstrap import Assistant
    from assistant.model import Draft, Option, Order

LOCALES = resources.locale_names("replies")
RIGHT_TO_LEFT = {"ar", "he"}
NOTE_AT_MOST = 660  # the question that asks most, in the locale that needs most words for it
RETURN_STREET = "Calle Mayor 1"
ISOLATES = str.maketrans("", "", "\u2068\u2069")


def written(
    program: Assistant,
    reason: Reason,
    order: Order,
    locale: str,
    channel: Channel,
    *,
    tone: Tone = Tone.WARM,
    platform: str = "aliexpress",
    history: tuple[Offer, ...] = (),
) -> Draft:
    request = program.request(order, history, reason=str(reason), platform=platform)
    plan = program.plan(request)
    playbook = request.playbook
    occasion = Occasion(plan, (), (), Evidence.UNKNOWN, order, history, playbook, program.shop, TODAY, {}, tone)
    limit = limit_of(channel, playbook.platform.messages)
    offered = tuple(option for option in plan.options if option.offered)
    return program.composer.compose(occasion, offered, channel, locale, "en", limit)


def facts(program: Assistant, state: str = "delivered", **more: Any) -> Order:
    fields = next(fields for key, fields in STATES.items() if key == state)
    return program.parse_order({**FACTS, **fields, **more}, (), "order")


@pytest.mark.parametrize(
    ("titles", "named"), [(["Teapot"], 1), (["Teapot", "Teapot"], 1), (["Teapot", "Cup"], 0), ([None], 0)]
)
def test_a_letter_names_the_article_where_there_is_but_one(
    titles: list[str | None], named: int, assistant: Assistant
) -> None:
    order = facts(assistant, items=[{"title": title, "quantity": 1} for title in titles])
    assert ("Teapot" in written(assistant, Reason.DAMAGED, order, "en", Channel.LETTER).body) is bool(named)


@pytest.mark.parametrize("tone", list(Tone))
@pytest.mark.parametrize("locale", LOCALES)
def test_every_channel_and_tone_is_whole(locale: str, tone: Tone, shop_assistant: Assistant) -> None:
    limits = shop_assistant.playbook("aliexpress").platform.messages
    for reason in Reason:
        for channel in Channel:
            made = written(shop_assistant, reason, facts(shop_assistant), locale, channel, tone=tone)
            what = f"{reason} {channel} {tone}\n{made.body}"
            assert {rule for rule, _, _ in forms(made.body, limits, ())} <= {"unfilled_slot"}, what
            assert not re.search(r"None|  |\n\n\n|%\(|\{", made.body), what
            assert bool(made.subject) is (channel in {Channel.LETTER, Channel.EMAIL}), what
            assert (made.html is not None) is (channel is Channel.EMAIL), what
            if channel is Channel.NOTE:
                names = {block.name for block in made.blocks}
                assert len(made.body) <= NOTE_AT_MOST, what
                assert len(made.body) <= limits.max_note.value or not names & {"received", "apology"}, what
                assert not {"carrier_claim", "also", "signature"} & {block.name for block in made.blocks}, what


@pytest.mark.parametrize("locale", LOCALES)
def test_the_terms_of_a_return_wait_until_it_is_chosen_only_where_a_note_would_be_too_long(
    locale: str, shop_assistant: Assistant
) -> None:
    def names(reason: Reason, channel: Channel, history: tuple[Offer, ...] = ()) -> set[str]:
        made = written(shop_assistant, reason, facts(shop_assistant), locale, channel, history=history)
        assert (made.body.count(RETURN_STREET) == 1) is ("terms" in {block.name for block in made.blocks})
        return {block.name for block in made.blocks}

    assert {"options", "terms_intro", "terms"} <= names(Reason.DOES_NOT_FIT, Channel.LETTER)
    note = written(shop_assistant, Reason.DOES_NOT_FIT, facts(shop_assistant), locale, Channel.NOTE)
    limit = limit_of(Channel.NOTE, shop_assistant.playbook("aliexpress").platform.messages)
    assert "options" in names(Reason.DOES_NOT_FIT, Channel.NOTE)
    assert len(note.body) <= limit or "terms" not in names(Reason.DOES_NOT_FIT, Channel.NOTE)
    chosen = (Offer(remedy=Remedy.RETURN_REFUND, outcome=Outcome.ACCEPTED),)
    for channel in (Channel.LETTER, Channel.NOTE):
        assert {"agreed", "terms_intro", "terms"} <= names(Reason.DOES_NOT_FIT, channel, chosen)


@pytest.mark.parametrize("reason", [Reason.CANCEL_ORDER, Reason.UNWANTED_ITEM])
def test_a_parcel_on_its_way_may_come_back_only_on_the_terms_of_a_return(
    reason: Reason, assistant: Assistant, shop_assistant: Assistant
) -> None:
    """The four points before anything is sent (SEEDS 2.7), also where the buyer may refuse the parcel instead."""
    for program, address in ((shop_assistant, RETURN_STREET), (assistant, "agree the address, the carrier")):
        order = facts(program, "in_transit", buyer={"country": "US"})
        made = written(program, reason, order, "en", Channel.LETTER)
        assert "You can refuse the parcel" in made.body
        assert address in made.body
        assert "you will pay the return postage" in made.body
    european = written(assistant, reason, facts(assistant, "in_transit"), "en", Channel.LETTER)
    assert "we will agree with you beforehand on who pays" in european.body


def test_who_sends_back_what_is_agreed_is_not_told_to_wait(shop_assistant: Assistant) -> None:
    chosen = (Offer(remedy=Remedy.RETURN_REFUND, outcome=Outcome.ACCEPTED),)
    wait = "Please wait for our confirmation here before you send anything."
    for history in ((), chosen):
        order = facts(shop_assistant)
        made = written(shop_assistant, Reason.DOES_NOT_FIT, order, "en", Channel.LETTER, history=history)
        assert (wait in made.body) is (history == ())
    sent = facts(shop_assistant, return_sent_on=TODAY.isoformat())
    made = written(shop_assistant, Reason.DOES_NOT_FIT, sent, "en", Channel.LETTER, history=chosen)
    assert RETURN_STREET not in made.body


@pytest.mark.parametrize("locale", LOCALES)
def test_tones_differ_and_warm_says_most(locale: str, shop_assistant: Assistant) -> None:
    order = facts(shop_assistant)
    warm, formal, brief = (
        written(shop_assistant, Reason.DAMAGED, order, locale, Channel.LETTER, tone=tone).body for tone in Tone
    )
    assert len({warm, formal, brief}) == 3
    assert len(brief) < len(formal)
    assert len(brief) < len(warm)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("reason", [Reason.BAD_REVIEW, Reason.DAMAGED, Reason.LATE_DELIVERY, Reason.THANKS])
def test_a_public_reply_tells_nothing_private(locale: str, reason: Reason, shop_assistant: Assistant) -> None:
    order = facts(shop_assistant)
    body = written(shop_assistant, reason, order, locale, Channel.REVIEW).body
    assert not re.search(r"\d", body)
    assert "Sam Marin" not in body
    short = written(shop_assistant, reason, order, locale, Channel.REVIEW, platform="ebay").body
    assert len(short) <= 80
    assert len(body) <= 80 or short != body


@pytest.mark.parametrize("locale", LOCALES)
def test_an_e_mail_is_escaped_and_runs_the_right_way(locale: str, shop_assistant: Assistant) -> None:
    order = facts(shop_assistant, buyer={"name": '<b>Sam</b> & "Co"', "country": "FR"})
    made = written(shop_assistant, Reason.DAMAGED, order, locale, Channel.EMAIL)
    assert made.html is not None
    assert "<b>Sam" not in made.html
    direction = "rtl" if locale in RIGHT_TO_LEFT else "ltr"
    assert f'lang="{locale.replace("_", "-")}" dir="{direction}"' in made.html
    assert made.html.count("<p ") == made.body.count("\n\n") + 1


@pytest.mark.parametrize("locale", LOCALES)
def test_foreign_text_is_isolated_where_it_runs_the_other_way(locale: str, shop_assistant: Assistant) -> None:
    order = facts(shop_assistant, buyer={"name": "\u05d3\u05e0\u05d4 \u05db\u05d4\u05df"})
    body = written(shop_assistant, Reason.DAMAGED, order, locale, Channel.LETTER).body
    assert "\u2068\u05d3\u05e0\u05d4 \u05db\u05d4\u05df\u2069" in body
    number = "\u20688190021447710231\u2069" in body
    assert number is (locale in RIGHT_TO_LEFT)


@pytest.mark.parametrize(
    ("edited", "found"),
    [
        ("We refund $8.40 by 24 November 2026.", []),
        ("We refund 8,40 $ by 24 November 2026; 8.40 is all.", []),
        ("We refund $9.40 by 24 November 2026.", ["$9.40"]),
        ("We refund $8.40 by 25 November 2026.", ["25 November 2026"]),
        ("We refund $８.４０ by 24 November 2026.", []),
        ("Your number is LV604738155CN.", ["LV604738155CN"]),
        ("We refund something.", []),
    ],
)
def test_an_edited_draft_keeps_its_numbers(edited: str, found: list[str]) -> None:
    draft = "We refund $8.40 by 24 November 2026."
    assert [edited[start:end] for _, start, end in differing(edited, draft)] == found


@pytest.fixture(scope="session")
def offers(shop_assistant: Assistant) -> dict[Reason, list[tuple[str, Occasion, Option]]]:
    """Each remedy that some situation of a reason offers, once, with a head that names the situation."""
    found: dict[Reason, dict[Remedy, tuple[str, Occasion, Option]]] = {reason: {} for reason in Reason}
    for reason, order, history in situations(shop_assistant):
        request = shop_assistant.request(order, history, reason=str(reason))
        plan = shop_assistant.plan(request)
        shop = shop_assistant.shop
        occasion = Occasion(plan, (), (), Evidence.UNKNOWN, order, history, request.playbook, shop, TODAY, {})
        for option in plan.options:
            head = f"{option.remedy}, {plan.state}" + (f", after {len(history)} offers" if history else "")
            found[reason].setdefault(option.remedy, (head, occasion, option))
    return {reason: list(remedies.values()) for reason, remedies in found.items()}


@pytest.mark.parametrize("locale", LOCALES)
def test_whole_letters_read_as_before(
    locale: str,
    shop_assistant: Assistant,
    offers: dict[Reason, list[tuple[str, Occasion, Option]]],
    snapshot: Callable[[str, str], None],
) -> None:
    for reason, remedies in offers.items():
        pages = []
        for head, occasion, option in remedies:
            made = shop_assistant.composer.compose(occasion, (option,), Channel.LETTER, locale, "en", 1500)
            pages.append(f"== {head}\n{made.subject}\n\n{made.body}\n")
        snapshot(f"letters/{locale}/{reason}.txt", "\n".join(pages))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_letter_on_an_empty_parcel_speaks_of_no_parts(
    locale: str, shop_assistant: Assistant, snapshot: Callable[[str, str], None]
) -> None:
    order, guess = facts(shop_assistant), Guess(reason=Reason.MISSING_ITEMS, probability=0.9)
    found = Reading(language="en", locale=locale, language_confidence=1, script="Latn", reasons=(guess,), is_empty=True)
    request = shop_assistant.request(order, locale=locale)
    made = shop_assistant.reply(found, request).draft
    snapshot(f"letters/{locale}/empty_parcel.txt", f"{made.subject}\n\n{made.body}\n")
    part = shop_assistant.reply(found, shop_assistant.request(order, locale=locale, reason="missing_items")).draft
    assert part.subject != made.subject


def test_a_chat_comes_in_turns(shop_assistant: Assistant) -> None:
    made = written(shop_assistant, Reason.DAMAGED, facts(shop_assistant), "en", Channel.CHAT)
    assert len(made.turns) > 2
    assert "\n\n".join(made.turns) == made.body
    assert len(written(shop_assistant, Reason.DAMAGED, facts(shop_assistant), "en", Channel.LETTER).turns) == 1
