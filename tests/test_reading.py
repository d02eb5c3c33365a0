"""The reading: languages, reasons on messages that nobody trained on, facts, and what is no message."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import EmptyTextError, NotTextError, TextTooLongError
from assistant.evaluation import Evaluation, Labelled
from assistant.reading.clauses import clauses
from assistant.reading.facts import find_facts
from assistant.reading.facts.numbers import (
    CARRIERS,
    NEAR_ORDER,
    NEAR_TRACKING,
    ORDER,
    ORDER_WORD,
    S10,
    TRACKING_WORD,
    is_s10,
)
from assistant.reading.language import as_language
from tests.conftest import ROOT, TODAY

if TYPE_CHECKING:
    import re

    from assistant.bootstrap import Assistant

FOLDER = ROOT / "tests/cases/reading"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.tsv"))


def rows(language: str, folder: str = "") -> list[dict[str, str]]:
    with (FOLDER / folder / f"{language}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_unseen_messages_are_understood(language: str, assistant: Assistant) -> None:
    """The floors lie a little under what was measured; training/MODEL_CARD.md has the figures."""
    cases = rows(language)
    readings = [assistant.read(case["text"]) for case in cases]
    first = sum(r.reason == case["reason"] for r, case in zip(readings, cases, strict=True))
    three = sum(
        case["reason"] in {guess.reason for guess in r.reasons[:3]} for r, case in zip(readings, cases, strict=True)
    )
    assert first / len(cases) >= 0.87
    assert three / len(cases) >= 0.95
    languages = Counter(reading.language for reading in readings)
    assert languages[language] / len(cases) >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyday_phrases_are_understood(language: str, assistant: Assistant) -> None:
    cases = rows(language, "everyday")
    readings = [assistant.read(case["text"]) for case in cases]
    first = sum(r.reason == case["reason"] for r, case in zip(readings, cases, strict=True))
    assert first / len(cases) >= 0.9


def test_goods_that_hurt_are_heard_of_and_few_others(assistant: Assistant) -> None:
    """Floors a little under what was measured: 67 of 120 found, and six of 120 near misses (training/MODEL_CARD.md)."""
    exam = tomllib.loads((ROOT / "training" / "hazard" / "unseen.toml").read_text("utf-8"))
    hurt, safe = (
        [assistant.read(text) for kinds in exam.values() for text in kinds[verdict]] for verdict in ("yes", "no")
    )
    assert sum(reading.is_hazard for reading in hurt) >= 65
    assert sum(reading.is_hazard for reading in safe) <= 8
    assert all(reading.needs_review for reading in hurt if reading.is_hazard)


@pytest.mark.parametrize(("folder", "least"), [("reviews", 0.94), ("ordinary", 0.91)])
def test_reviews_and_chats_are_understood(folder: str, least: float, assistant: Assistant) -> None:
    """As they stand on marketplaces, by two writers each who knew the labels alone; the ordinary ones without wit.

    The floors lie a little under what was measured (training/MODEL_CARD.md).
    """
    cases = [case for language in LANGUAGES for case in rows(language, folder)]
    readings = [assistant.read(case["text"]) for case in cases]
    right = [r.reason == case["reason"] for r, case in zip(readings, cases, strict=True)]
    assert sum(right) / len(cases) >= least
    sure = [is_right for is_right, r in zip(right, readings, strict=True) if not r.needs_review]
    assert sum(sure) / len(sure) >= 0.97


def test_consent_and_refusal_are_heard(assistant: Assistant) -> None:
    """What is taken for either is mostly right; floors a little under what was measured (training/MODEL_CARD.md)."""
    cases = [case for language in LANGUAGES for case in rows(language, "answers")]
    found = Counter((case["answer"], str(assistant.read(case["text"]).answer)) for case in cases)
    for answer, least in (("accepts", 0.37), ("refuses", 0.72)):
        taken = sum(count for (_, read), count in found.items() if read == answer)
        wanted = sum(count for (is_so, _), count in found.items() if is_so == answer)
        assert found[answer, answer] / taken >= 0.9
        assert found[answer, answer] / wanted >= least


def test_what_has_turned_is_understood(assistant: Assistant) -> None:
    """An order that is to be kept, a parcel that has come after all, one too many, an empty one; with traps for each.

    The floors lie a little under what was measured (training/MODEL_CARD.md).
    """
    cases = [case for language in LANGUAGES for case in rows(language, "turned")]
    readings = [assistant.read(case["text"]) for case in cases]
    right = Counter(case["reason"] for case, r in zip(cases, readings, strict=True) if r.reason == case["reason"])
    wanted = Counter(case["reason"] for case in cases)
    assert right.total() / wanted.total() >= 0.88
    assert all(right[reason] / wanted[reason] >= 0.85 for reason in ("order_status", "thanks", "other", "cancel_order"))
    pairs = Counter((case["empty"] == "yes", r.is_empty) for case, r in zip(cases, readings, strict=True))
    assert pairs[True, True] / (pairs[True, True] + pairs[True, False]) >= 0.35
    assert pairs[True, True] / (pairs[True, True] + pairs[False, True]) >= 0.9


def test_what_is_asked_and_what_is_at_risk_is_found(assistant: Assistant) -> None:
    evaluation = Evaluation()
    for language in LANGUAGES:
        for case in rows(language):
            remedies, risks = (frozenset(filter(None, case[kind].split(","))) for kind in ("remedies", "risks"))
            wanted = Labelled(case["reason"], language, remedies, risks, case["evidence"])
            evaluation.add(wanted, assistant.reading_json(assistant.read(case["text"])))
    figures = evaluation.whole.as_json()
    assert figures["remedies_f1"] >= 0.87
    assert figures["risks_f1"] >= 0.8
    assert figures["language"] >= 0.99
    assert figures["calibration_error"] <= 0.04


def test_what_is_not_flagged_is_mostly_right(assistant: Assistant) -> None:
    pairs = [(assistant.read(case["text"]), case["reason"]) for language in LANGUAGES for case in rows(language)]
    sure = [reading.reason == reason for reading, reason in pairs if not reading.needs_review]
    assert len(sure) / len(pairs) >= 0.75
    assert sum(sure) / len(sure) >= 0.96


CASES = [
    case
    for name in ("facts.toml", "facts_days.toml", "facts_money.toml")
    for case in tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))["case"]
]
BY_LANGUAGE = tomllib.loads((FOLDER / "facts_by_language.toml").read_text(encoding="utf-8"))["case"]
# What may be missed and what may be found wrongly among a hundred messages in twenty languages. Money is compared as a
# number; 'three cases' in figures is left out on purpose: it is as often a house, a size or a model.
MISSED = {"amounts": 1, "counts": 16, "stars": 1}
WRONG = {"amounts": 1, "counts": 1, "dates": 2}


def found_in(case: dict[str, Any]) -> dict[str, list[str]]:
    facts = find_facts(case["text"], case.get("language", "en"), case.get("received_on", TODAY))
    private = {
        name: [found.value for found in facts.personal if found.kind == kind]
        for name, kind in (("emails", "email"), ("phones", "phone"), ("cards", "card"))
    }
    return {
        "orders": [found.value for found in facts.order_numbers],
        "tracking": [found.value for found in facts.tracking_numbers],
        "amounts": [f"{amount.amount.normalize():f} {amount.currency or '?'}" for amount in facts.amounts],
        "dates": [found.value for found in facts.dates],
        "counts": [found.value for found in facts.quantities],
        "stars": [found.value for found in facts.stars],
        **private,
    }


def wanted_in(case: dict[str, Any], kind: str) -> list[str]:
    wanted = case.get(kind, [])
    if kind != "amounts":
        return list(wanted)
    return [f"{Decimal(number).normalize():f} {code}" for number, code in map(str.split, wanted)]


LACKING = tomllib.loads((FOLDER / "facts_lacking.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", LACKING, ids=[case["text"] for case in LACKING])
def test_what_has_not_come_is_told_from_what_has(case: dict[str, Any]) -> None:
    facts = find_facts(case["text"], case.get("language", "en"), TODAY)
    assert [found.value for found in facts.lacking] == case.get("lacking", [])
    assert "counts" not in case or [found.value for found in facts.quantities] == case["counts"]
    assert "arrived" not in case or [found.value for found in facts.arrived] == case["arrived"]


def test_numbers_of_missing_pieces_in_twenty_languages() -> None:
    """By a tester who wrote a third of them to break it: what is missed is not counted, a wrong one is paid."""
    with (FOLDER / "pieces" / "lacking.tsv").open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found, wrong = Counter[str](), Counter[str]()
    for case in cases:
        facts = find_facts(case["text"], case["language"], TODAY)
        for kind, numbers in (("lacking", facts.lacking), ("arrived", facts.arrived)):
            wanted, read = set(filter(None, case[kind].split(","))), {number.value for number in numbers}
            found[kind] += wanted == read
            wrong[kind] += not read <= wanted
    assert found["lacking"] / len(cases) >= 0.85
    assert found["arrived"] / len(cases) >= 0.8
    assert max(wrong.values()) <= 5


def test_facts_in_twenty_languages() -> None:
    missed, wrong = Counter[str](), Counter[str]()
    for case in BY_LANGUAGE:
        for kind, found in found_in(case).items():
            wanted = Counter(wanted_in(case, kind))
            missed[kind] += (wanted - Counter(found)).total()
            wrong[kind] += (Counter(found) - wanted).total()
    assert {kind: count for kind, count in missed.items() if count > MISSED.get(kind, 0)} == {}
    assert {kind: count for kind, count in wrong.items() if count > WRONG.get(kind, 0)} == {}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_facts_are_found(case: dict[str, Any]) -> None:
    found = found_in(case)
    assert {kind: values for kind, values in found.items() if values or kind in case} == {
        kind: wanted_in(case, kind) for kind in found if kind in case
    }


def test_check_digit_of_a_postal_number() -> None:
    assert is_s10("47312482", "9")
    assert not is_s10("47312482", "8")


def test_deciding_words_stand_in_the_message(assistant: Assistant) -> None:
    text = (
        "Delivery was quick and the box looked fine. But the lamp inside is cracked from top to bottom. Greetings, Tom"
    )
    reading = assistant.read(text)
    cause = reading.why[0]
    assert text[cause.start : cause.end] == cause.text
    assert "cracked" in cause.text


def test_clauses_cover_every_word() -> None:
    text = "Hi! Got it today, the lamp is broken; please send a new one. Thanks"
    assert "".join(text[start:end] for start, end in clauses(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("I want my 24.90 dollars back, nothing came", ["I want my 24.90 dollars back,", "nothing came"]),
        ("Ich will 49,90 Euro zurück, es ist kaputt", ["Ich will 49,90 Euro zurück,", "es ist kaputt"]),
        ("paid 1.249,99 and 3,50 more, where is it?? if not", ["paid 1.249,99 and 3,50 more,", "where is it?? if not"]),
        ("it came at 12:40 yesterday: broken in two", ["it came at 12:40 yesterday:", "broken in two"]),
        ("promised for 12.11.Then nothing came.Why?", ["promised for 12.11.", "Then nothing came.Why?"]),
        ("the order was for 1, 2 were in the box...only", ["the order was for 1,", "2 were in the box...only"]),
        ("三个里碎了两个！！！退我24.90元", ["三个里碎了两个！！！", "退我24.90元"]),
        ("12：40に届きました。割れています", ["12：40に届きました。", "割れています"]),
    ],
)
def test_a_number_is_not_cut_nor_the_marks_of_one_end(text: str, pieces: list[str]) -> None:
    assert [text[start:end] for start, end in clauses(text)] == pieces


def test_same_message_same_reading(assistant: Assistant) -> None:
    text = "o pacote chegou mas a alça veio quebrada"
    assert assistant.read(text) == assistant.read(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("12345 67890", "und"),
        ("👍👍", "und"),
        ("Varan kom aldrig fram och säljaren svarar inte på mina meddelanden", "sv"),
    ],
)
def test_languages_that_we_cannot_answer_are_said(text: str, language: str, assistant: Assistant) -> None:
    reading = assistant.read(text)
    assert reading.language == language
    assert language != "und" or reading.needs_review


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hi", "en"), ("hello", "en"), ("Hola", "es"), ("ok thanks", "en"), ("olá", "pt"), ("Merci !", "fr"),
        ("ok gracias", "es"), ("ok danke", "de"), ("ok pilih B", "id"), ("sorry, toch optie A", "nl"),
        ("falsche Nummer, sorry", "de"), ("niet meer versturen svp", "nl"),
    ],
)  # fmt: skip
def test_few_words_keep_their_language(text: str, language: str, assistant: Assistant) -> None:
    assert assistant.read(text).language == language


def test_traditional_and_simplified_are_told_apart(assistant: Assistant) -> None:
    assert assistant.read("請問我的訂單什麼時候發貨").locale == "zh_TW"
    assert assistant.read("请问我的订单什么时候发货").locale == "zh_CN"
    told, untold = assistant.read("我要退货"), assistant.read("不能用")
    assert (told.language_confidence, untold.language_confidence) == (0.99, 0.5)
    assert not untold.needs_review
    assert as_language("zh-TW").locale == "zh_TW"


@pytest.mark.parametrize(
    ("text", "error"),
    [("", EmptyTextError), (" \n\t ", EmptyTextError), ("x" * 50_001, TextTooLongError), ("a\x00b", NotTextError)],
)
def test_what_is_no_message_is_refused(text: str, error: type[Exception], assistant: Assistant) -> None:
    with pytest.raises(error):
        assistant.read(text)


@given(received_on=st.dates(date(1990, 1, 1), date(2090, 1, 1)), ahead=st.integers(-182, 182))
def test_a_day_without_a_year_is_the_nearest_one(received_on: date, ahead: int) -> None:
    day = received_on + timedelta(days=ahead)
    facts = find_facts(f"the strap, {day:%d %B}", "en", received_on)
    assert [found.value for found in facts.dates] == [day.isoformat()]


def test_a_day_of_leap_years_is_that_of_the_nearest() -> None:
    facts = find_facts("the strap, 29 February", "en", date(2026, 11, 20))
    assert [found.value for found in facts.dates] == ["2028-02-29"]


@pytest.mark.parametrize(
    ("look", "patterns"),
    [(NEAR_TRACKING, (S10, CARRIERS, TRACKING_WORD)), (NEAR_ORDER, (ORDER, ORDER_WORD))],
    ids=["tracking", "order"],
)
@given(data=st.data())
def test_quick_look_never_hides_a_number(
    look: re.Pattern[str], patterns: tuple[re.Pattern[str], ...], data: Any
) -> None:
    text = data.draw(st.sampled_from(patterns).flatmap(st.from_regex))
    assert look.search(text), text


@pytest.mark.parametrize(
    ("text", "buyer", "locale"),
    [
        ("B", {"language": "es"}, "es"),
        ("A.", {"country": "US"}, "en"),
        ("ok", {"country": "GB"}, "en"),
        ("👍", {"language": "vi", "country": "VN"}, "vi"),
        ("👍", {"country": "TW"}, "zh_TW"),
        ("eta?", {"country": "GB"}, "en"),
        ("Where is my parcel?", {"language": "es"}, "en"),
        ("返品希望", {"language": "ja", "country": "JP"}, "ja"),
        ("至急返金", {"country": "JP"}, "ja"),
        ("色違", {"language": "ja"}, "ja"),
        ("開封不可", {"language": "ja"}, "ja"),  # as they stand in traditional Chinese
        ("不能用", {"language": "zh_TW", "country": "TW"}, "zh_TW"),
        ("取消", {"language": "zh", "country": "HK"}, "zh_TW"),
        ("色差很大", {"country": "HK"}, "zh_TW"),
        ("破損", {"language": "zh_TW"}, "zh_TW"),  # Japanese, if the encoder is asked
        ("退款", {"language": "zh_CN", "country": "CN"}, "zh_CN"),
        ("退款", {}, "zh_CN"),
        ("退款", {"language": "en", "country": "US"}, "zh_CN"),  # whoever writes so reads no English letter
        ("色差很大", {"language": "ja"}, "zh_CN"),  # 很 is not written in Japan
        ("商品未着至急対応希望", {"country": "TW"}, "ja"),
        ("請問電子鍋的預約時間要怎麼設定？", {"country": "JP"}, "zh_TW"),
        ("鏡子拆開就裂了一大條，照片附上", {"country": "JP"}, "zh_TW"),
        ("颜色不对", {"language": "zh_TW", "country": "TW"}, "zh_CN"),
        ("顏色不對", {"language": "ja", "country": "JP"}, "zh_TW"),
    ],
)
def test_a_text_that_hardly_shows_a_language_is_answered_in_the_buyers(
    text: str, buyer: dict[str, str], locale: str, assistant: Assistant
) -> None:
    order = assistant.parse_order({"buyer": buyer}, (), "order")
    assert assistant.in_language(assistant.request(order), assistant.read(text)).locale == locale
