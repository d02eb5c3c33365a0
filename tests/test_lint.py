"""The linter: good and bad sentences that nobody trained on, forms and their disguises, our own catalogues."""

from __future__ import annotations

import re
import tomllib
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from assistant import resources
from assistant.model import MessageRule
from assistant.writing.lint.masking import masked
from assistant.writing.lint.meaning import sentences
from assistant.writing.lint.normalize import normalize, undisguised
from assistant.writing.lint.patterns import CONTACTS, LINKS, PAYMENTS, SLOTS, forms
from assistant.writing.lint.rules import RULES
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.bootstrap import Assistant
    from assistant.writing.lint.form import Form

FOLDER = ROOT / "tests/cases/lint"
LOCALES = sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem not in {"forms", "lawful"})
MOST_SECONDS = 10
CATALOGUES = resources.locale_names("replies")


def cases(locale: str) -> Iterator[tuple[str, str, str]]:
    data: dict[str, Any] = tomllib.loads((FOLDER / f"{locale}.toml").read_text(encoding="utf-8"))
    for rule, texts in data.items():
        for kind in ("bad", "good"):
            for text in texts[kind]:
                yield rule, kind, text


@pytest.mark.parametrize("locale", LOCALES)
def test_unseen_sentences_are_told_apart(locale: str, assistant: Assistant) -> None:
    """The floors lie a little under what was measured; training/MODEL_CARD.md has the figures."""
    hits = misses = false_alarms = 0
    for _rule, kind, text in cases(locale):
        found = bool(assistant.lint(text))
        hits += kind == "bad" and found
        misses += kind == "bad" and not found
        false_alarms += kind == "good" and found
    assert hits / (hits + misses) >= 0.75
    assert hits / (hits + false_alarms) >= 0.80


LAWFUL = tomllib.loads((FOLDER / "lawful.toml").read_text(encoding="utf-8"))
EVERYDAY = [(locale, text) for locale, kinds in LAWFUL.items() for text in (*kinds["kept_out"], *kinds["own_kind"])]
STILL = [text for kinds in LAWFUL.values() for text in kinds.get("flagged", ())]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, marks=pytest.mark.xfail(strict=True, reason="still flagged") if text in STILL else ())
        for _, text in EVERYDAY
    ],
)
def test_everyday_sentences_are_silent(text: str, assistant: Assistant) -> None:
    assert not assistant.lint(text)


def test_everyday_sentences_are_not_trained_on() -> None:
    for locale in LAWFUL:
        for path in (ROOT / "training" / "lint").rglob(f"{locale}.tsv"):
            rows = path.read_text(encoding="utf-8").splitlines()
            assert {row.split("\t")[-1] for row in rows}.isdisjoint(text for at, text in EVERYDAY if at == locale)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The refund of 12.40 USD left on 3.12.2026.", "The refund of 99.00 USD left on 25.1.2027."),
        ("Your parcel RB473124829US is on its way.", "Your parcel LX884120395CN is on its way."),
    ],
)
def test_numbers_do_not_change_what_a_sentence_means(one: str, other: str) -> None:
    assert masked(one) == masked(other)


def test_stars_are_counted() -> None:
    assert masked("5 stars") != masked("4 stars")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_rule_has_cases_both_ways(locale: str) -> None:
    kinds = {(rule, kind) for rule, kind, _ in cases(locale)}
    assert kinds == {(str(rule), kind) for rule in MessageRule for kind in ("bad", "good")}


FORMS = tomllib.loads((FOLDER / "forms.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", FORMS, ids=[case["text"][:40] for case in FORMS])
def test_forms_and_their_disguises(case: dict[str, Any], assistant: Assistant) -> None:
    rules = {str(rule) for rule in RULES} - {str(rule) for rule in MessageRule}
    wanted = set(case["rules"])
    found = assistant.lint(case["text"])
    assert {finding.rule for finding in found} & (rules | wanted | {"off_platform_contact"}) == wanted
    for finding in found:
        assert case["text"][finding.start : finding.end] == finding.text


# Cyrillic letters among the Latin ones, letters of Hangul that show as blanks, and what cannot be seen at all.
DISGUISED = [
    "Please delete your review and we will refund you $5.",
    "Please d e l e t e your r e v i e w and we will refund you $5.",
    "Please d.e.l.e.t.e your r-e-v-i-e-w and we will refund you $5.",
    "P l e a s e  d e l e t e  y o u r  r e v i e w and we will refund you $5.",
    "Pl\u0435\u0430s\u0435 d\u0435l\u0435t\u0435 y\u043eur r\u0435vi\u0435w \u0430nd we refund $5.",
    "please\u3164delete\u3164your\u3164review\u3164and\u3164you\u3164get\u3164$5",
    "Please de\u200blete your re\u202eview and we will refund you $5.",
    "\uff30lease \uff44\uff45\uff4c\uff45\uff54\uff45 your \uff52\uff45\uff56\uff49\uff45\uff57, then we refund $5.",
    "у д а л и т е отзыв, и мы вернём деньги",
    "请❤删❤除❤差❤评，我们退款",
]


@pytest.mark.parametrize("text", DISGUISED)
def test_a_meaning_is_found_in_disguise(text: str, assistant: Assistant) -> None:
    found = assistant.lint(text)
    assert found
    assert {finding.rule for finding in found} <= {"review_change", "review_incentive"}  # it is both
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize("text", ["options A, B, C and D", "USB-кабель", "iPhone'ом", "Вес 5 кг", "x y z", "a. b. c."])
def test_what_is_no_disguise_stays(text: str) -> None:
    assert undisguised(text) == text


def own_sentences(locale: str) -> Iterator[str]:
    path = ROOT / "locales" / ("ru" if locale == "en" else locale) / "LC_MESSAGES" / "replies.po"
    sample = {
        "answer": "155 mm × 75 mm", "instructions": "1, 2, 3", "amount": "8,20 €", "percent": "15%", "hours": "24 h",
        "tracking_url": "LP00123456789012", "tracking_number": "RB473124829US", "order_number": "8190021447710231",
        "report_by": "3.12.2026", "shipped_on": "1.9.2026", "promised_by": "9.10.2026", "delivered_on": "12.10.2026",
        "extension": "30 d", "return_days": "14 d", "carrier": "Cainiao", "buyer_name": "Sam", "item": "Desk Lamp",
        "coupon_code": "LAMP15", "refunded_on": "1.10.2026", "refunded_amount": "8,20 €", "return_sent_on": "2.10.2026",
        "return_received_on": "9.10.2026", "reshipped_on": "5.10.2026", "ship_by": "5.10.2026",
    }  # fmt: skip
    with path.open("rb") as file:
        for message in read_po(file):
            if message.id and message.context != "ask":
                text = str(message.id if locale == "en" else message.string)
                yield re.sub(r"%\((\w+)\)s", lambda match: sample.get(match[1], "Lumen"), text)


@pytest.mark.parametrize("locale", CATALOGUES)
def test_our_own_sentences_are_lawful(locale: str, assistant: Assistant) -> None:
    """Why a draft's own sentences need no second reading: each of them passes here, with values in its slots."""
    broken = [(text, [f.rule for f in assistant.lint(text)]) for text in own_sentences(locale) if assistant.lint(text)]
    assert not broken


def test_offence_across_two_sentences_is_found(assistant: Assistant) -> None:
    text = "The $12 is back on your card. So could you take that one-star down, as agreed?"
    assert {"review_incentive", "review_change"} & {finding.rule for finding in assistant.lint(text)}


def test_sentences_of_one_text_are_found_where_they_stand(assistant: Assistant) -> None:
    bad = "Please close the dispute first, then we will send the new one."
    text = f"Hello Ana,\n\nThank you for your message. {bad}\n\nKind regards"
    finding = next(finding for finding in assistant.lint(text) if finding.rule == "dispute_close")
    assert text[finding.start : finding.end].startswith("Please close the dispute")


def test_typed_text_in_a_draft_is_read_again(assistant: Assistant) -> None:
    order = assistant.parse_order({}, (), "order")
    settings = (("answer", "155 mm wide. Give us five stars and you get a gift."),)
    request = assistant.request(order, reason="product_question", settings=settings)
    result = assistant.reply(assistant.read("how wide is it"), request)
    broken = {"review_incentive", "positive_review_only"}  # a gift for five stars is both
    assert broken & {finding.rule for finding in result.draft.findings}
    assert not result.draft.is_sendable


def test_normalized_places_lead_back_to_the_text() -> None:
    text = "ｗｗｗ.x\u200b.com ﬁn"
    normalized = normalize(text)
    assert normalized.text == "www.x.com fin"
    assert text[slice(*normalized.span(0, 3))] == "ｗｗｗ"


def test_amounts_do_not_end_a_sentence() -> None:
    text = "We refund 12.40 USD. Is that all right?"
    assert [text[start:end] for start, end in sentences(text)] == ["We refund 12.40 USD.", "Is that all right?"]


COUPONS = (
    "Take this coupon.",
    "Nehmen Sie diesen Gutschein.",
    "Ecco un codice sconto.",
    "Hier is een kortingscode.",
    "Oto kupon dla Państwa.",
    "Posíláme kupón.",
    "Ось купон.",
    "Kupon kodunuz burada.",
    "هذه قسيمة خصم لكم",
    "הנה קופון",
    "クーポンをどうぞ。",
    "쿠폰을 드립니다.",
    "นี่คือคูปอง",
    "Đây là mã giảm giá.",
    "Ini kode diskon.",
    "這是您的優惠券。",
    "这是优惠券。",
    "Вот купон.",
    "Aquí tiene un cupón.",
    "Aqui está um cupom.",
    "Voici un bon de réduction.",
)


@pytest.mark.parametrize("text", COUPONS)
def test_a_coupon_is_found_in_every_language_where_it_is_forbidden(text: str, assistant: Assistant) -> None:
    amazon = assistant.playbook("amazon").platform.messages
    ours = assistant.playbook("aliexpress").platform.messages
    assert "coupon_not_allowed" in {rule for rule, _, _ in forms(text, amazon, ())}
    assert "coupon_not_allowed" not in {rule for rule, _, _ in forms(text, ours, ())}


def test_a_platform_may_lift_a_rule(assistant: Assistant) -> None:
    own = assistant.playbook("own_shop").platform.messages
    assert list(forms("Write to service@lumen.example or see https://lumen.example/help", own, ())) == []


@pytest.mark.parametrize("form", [*CONTACTS, *LINKS, *PAYMENTS, SLOTS], ids=lambda form: form.pattern.pattern[:30])
@given(data=st.data())
def test_quick_look_never_hides_a_form(form: Form, data: Any) -> None:
    text = normalize(data.draw(st.from_regex(form.pattern))).text
    assert form.may_fit(text) or not any(map(form.proved, form.pattern.finditer(text))), text


LONG = (
    "a.", "ab.", "a-", "lumen.", "lumen . ", "a@", "ab@ab", "1 ", "12 ", "12345678 ", "12345678  ", "12-", "(20) ",
    "0", "call 2025550143 ", "call 12345678  ", "@lumen_store ", "{", "{{", "{a ", "[", "[your ", "[name ", "a_",
    "[a_", "$a", "_", "1.2.3.", "加", "薇 ", "v . ", "q ", "w h a t s a p ", "DE89", "DE89 3704 ", "4111.", "一三",
    "follow ", "www.", "P l e a s e ", "\u202e",
)  # fmt: skip


@pytest.mark.parametrize("part", LONG)
def test_forms_take_time_in_proportion_to_the_text(part: str, assistant: Assistant) -> None:
    limits = assistant.playbook("amazon").platform.messages
    text = part * (40_000 // len(part))
    started = perf_counter()
    assert list(forms(text, limits, ()))[-1:]
    assert perf_counter() - started < MOST_SECONDS
