"""Codes: what the platforms' exports say, in our labels; what is unknown or disputed says nothing."""

from __future__ import annotations

import csv
import tomllib
from typing import Any, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.deciding.rulebook.codes import Codes, Kind, folded, parse_codes
from assistant.model import DisputeStage, OrderStatus, Reason
from tests.conftest import ROOT

DATA = tomllib.loads((ROOT / "playbooks/codes.toml").read_text(encoding="utf-8"))
CODES, PROBLEMS = parse_codes(DATA)
with (ROOT / "tests/cases/deciding/codes.tsv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
LABELS: dict[Kind, type[Reason | DisputeStage | OrderStatus]] = {
    "reasons": Reason,
    "stages": DisputeStage,
    "statuses": OrderStatus,
}
KINDS: tuple[Kind, ...] = get_args(Kind)
ENTRIES: list[tuple[str, Kind, dict[str, Any]]] = [
    (key, kind, entry)
    for key, platform in DATA.items()
    for kind in KINDS
    for table in platform.get(kind, ())
    for entry in table["entries"]
]


def codes() -> Codes:
    assert CODES is not None, PROBLEMS
    return CODES


def answer(platform: str | None, kind: Kind, text: str) -> list[str]:
    if kind == "reasons":
        return [str(reason) for reason in codes().reasons(platform, text)]
    label = codes().stage(platform, text) if kind == "stages" else codes().status(platform, text)
    return [] if label is None else [str(label)]


def table(*entries: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"source": "a test", "as_of": "2026-11-01", "verified": False, "entries": list(entries), **fields}


def said(data: dict[str, Any]) -> str:
    """Return all problems of data that cannot be used, a line each."""
    made, problems = parse_codes(data)
    assert made is None
    return "\n".join(map(str, problems))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['platform']}:{case['kind']}:{case['text']}" for case in CASES])
def test_text_of_an_export_has_its_labels(case: dict[str, str]) -> None:
    kind = next(kind for kind in KINDS if kind == case["kind"])
    assert answer(case["platform"] or None, kind, case["text"]) == case["expected"].split()


def test_our_own_tables_have_no_defect() -> None:
    assert PROBLEMS == ()
    assert list(DATA) == ["aliexpress", "taobao", "tmall", "1688", "ebay", "paypal", "wish", "allegro", "shopify"]


def test_every_text_of_the_file_gives_the_labels_beside_it() -> None:
    for key, kind, entry in ENTRIES:
        for text in entry["texts"]:
            expected = entry["labels"] if kind == "reasons" else entry["labels"][:1]
            assert answer(key, kind, text) == expected, (key, kind, text)


def test_tmall_reads_as_taobao_does() -> None:
    for key, kind, entry in ENTRIES:
        if key == "taobao":
            for text in entry["texts"]:
                assert answer("tmall", kind, text) == answer("taobao", kind, text)


def test_our_own_labels_are_understood_everywhere() -> None:
    for key in (*DATA, None, "etsy"):
        for kind, family in LABELS.items():
            for label in family:
                assert answer(key, kind, label.value)[:1] == [label.value], (key, label)


def test_ebay_s_completed_is_paid_and_ours_is_completed() -> None:
    assert codes().status("ebay", "Completed") is OrderStatus.PAID
    assert codes().status("ebay", "COMPLETED") is OrderStatus.PAID
    assert codes().status("ebay", " completed ") is OrderStatus.COMPLETED


def test_a_text_that_says_nothing_is_known_all_the_same() -> None:
    assert codes().is_known("aliexpress", "in issue", "statuses")
    assert codes().status("aliexpress", "IN_ISSUE") is None
    assert codes().is_known(None, "IN_FROZEN", "statuses")
    assert codes().is_known("wish", "damaged", "reasons")
    assert not codes().is_known("aliexpress", "IN_ISSUE", "stages")
    assert not codes().is_known("taobao", "IN_ISSUE", "statuses")


@given(
    entry=st.sampled_from(ENTRIES),
    number=st.integers(0, 50),
    change=st.sampled_from([
        str.lower,
        str.upper,
        lambda text: text.replace("_", " "),
        lambda text: text.replace(" ", "-"),
        lambda text: f"  {text}\t",
        lambda text: f"{text.split('@')[0]}@2ndIssueReason",
        lambda text: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text),
        lambda text: text.replace("，", ",").replace("（", "(").replace("）", ")").replace("/", "／"),
    ]),
)  # fmt: skip
def test_writing_makes_no_difference(entry: tuple[str, Kind, dict[str, Any]], number: int, change: Any) -> None:
    key, kind, row = entry
    text = row["texts"][number % len(row["texts"])]
    assume(change(text) != "completed")  # as we write it, it is ours
    assert answer(key.upper(), kind, change(text)) == answer(key, kind, text)


@given(st.text(max_size=40))
def test_any_text_is_answered_with_labels_of_its_kind(text: str) -> None:
    for platform in ("aliexpress", None):
        for kind in KINDS:
            assert set(answer(platform, kind, text)) <= {label.value for label in LABELS[kind]}


def test_a_number_keeps_its_sign_and_loses_a_spreadsheet_s_decimals() -> None:
    assert [folded(text) for text in ("-1", "-1.0", "18.0", "１８", "1,002")] == ["-1", "-1", "18", "18", "1002"]


def test_without_a_platform_only_what_all_tables_agree_on_counts() -> None:
    one = {"texts": ["SENT", "BACK"], "labels": ["shipped"]}
    other = {"texts": ["Sent"], "labels": ["delivered"]}
    silent = {"texts": ["back"], "labels": [], "note": "says nothing"}
    made, problems = parse_codes({"a": {"statuses": [table(one)]}, "b": {"statuses": [table(other, silent)]}})
    assert made is not None, problems
    assert made.status("a", "sent") is OrderStatus.SHIPPED
    assert made.status("b", "sent") is OrderStatus.DELIVERED
    assert made.status("b", "back") is None
    for unknown in (None, "", "c"):
        assert made.status(unknown, "sent") is None
        assert made.status(unknown, "back") is None
        assert made.status(unknown, "returned") is OrderStatus.RETURNED


def test_known_texts_are_spelled_as_in_the_file() -> None:
    assert "WAIT_SELLER_AGREE" in codes().known("Tmall", "stages")
    assert "FINISH" not in codes().known("aliexpress", "reasons")
    assert set(codes().known("wish")) < set(codes().known(None))
    assert codes().known("etsy") == codes().known(None)
    assert codes().known("wish", "stages") == ()
    assert len(set(codes().known(None))) == len(codes().known(None))


def test_defects_name_file_and_key() -> None:
    unknown = {"texts": ["x"], "labels": ["damaged", "late_delivry"]}
    lines = said({"aliexpress": {"reasons": [table(unknown)]}})
    assert lines == (
        "playbooks/codes.toml: aliexpress.reasons[0].entries[0].labels[1]: 'late_delivry' is no label of ours; "
        "did you mean 'late_delivery'"
    )
    stage = table({"texts": ["x"], "labels": ["shipped"]})
    assert "1688.stages[0].entries[0].labels[0]: 'shipped' is no label" in said({"1688": {"stages": [stage]}})
    bare = {"entries": [{"texts": ["x"], "labels": ["damaged"]}]}
    for field in ("source", "as_of", "verified"):
        assert f"playbooks/codes.toml: ebay.reasons[0].{field}: this field is required" in said(
            {"ebay": {"reasons": [bare]}}
        )
    assert "ebay.reasons[0].source" in said({"ebay": {"reasons": [table(bare["entries"][0], source="")]}})
    assert "ebay.reason: Extra inputs are not permitted" in said({"ebay": {"reason": []}})
    assert "as_of: Input should be" in said({"as_of": "2026-11-01"})


def test_two_readings_of_a_text_are_a_defect_two_spellings_are_none() -> None:
    first = {"texts": ["Wrong item"], "labels": ["wrong_item"]}
    again = {"texts": ["WRONG_ITEM"], "labels": ["wrong_item"]}
    other = {"texts": ["wrong-item"], "labels": ["unwanted_item"]}
    assert parse_codes({"wish": {"reasons": [table(first), table(again)]}})[1] == ()
    assert said({"wish": {"reasons": [table(first), table(again, other)]}}) == (
        "playbooks/codes.toml: wish.reasons[1].entries[1]: 'wrong-item' has other labels in "
        "wish.reasons[0].entries[0]; keep one of the two"
    )


def test_doubt_needs_a_note_and_a_text_needs_letters() -> None:
    doubtful = {"texts": ["a"], "labels": ["poor_quality", "defective"]}
    silent = {"texts": ["b"], "labels": []}
    empty = {"texts": ["***"], "labels": ["other"]}
    lines = said({"wish": {"reasons": [table(doubtful, silent, empty)]}}).splitlines()
    assert [line.split(": ")[1] for line in lines] == [f"wish.reasons[0].entries[{row}]" for row in range(3)]
    assert "no letter or digit" in lines[2]


def test_a_platform_has_tables_or_the_name_of_one_that_has() -> None:
    row = table({"texts": ["x"], "labels": ["damaged"]})
    assert "tmall.same_as: 'taobo' has no tables of its own; did you mean 'taobao'" in said(
        {
            "taobao": {"reasons": [row]},
            "tmall": {"same_as": "taobo"},
        }
    )
    assert "tmall.same_as: the platform has tables besides" in said(
        {
            "taobao": {"reasons": [row]},
            "tmall": {"same_as": "taobao", "reasons": [row]},
        }
    )
    assert "a.same_as: 'b' has no tables" in said({"a": {"same_as": "b"}, "b": {"same_as": "a"}})
