"""The command line speaks the staff's language in its failures and notes too; the exit codes stay what they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from assistant.cli import cli
from tests.test_rejects import CHINESE, is_chinese

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

PLAN = ("plan", "--reason", "damaged")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    (tmp_path / "order.json").write_text('{"prise": "3", "price": "x", "shipped_on": "1.2.2026"}', "utf-8")
    (tmp_path / "broken.toml").write_text("[shop\n", "utf-8")
    (tmp_path / "typo.toml").write_text('[shop]\nstaff_language = "zh_CN"\nnme = "x"\n', "utf-8")
    (tmp_path / "gbk.toml").write_bytes('[shop]\nname = "店"\n'.encode("gbk"))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((*PLAN, "--platform", "nowhere"), 2, "无法识别平台“nowhere”：请从 "),
        ((*PLAN, "--order", "missing.json"), 1, "missing.json：没有这个文件；请检查路径。"),
        (
            (*PLAN, "--shop", "broken.toml"),
            1,
            "broken.toml：不是有效的 TOML：表名后缺少“]”（第 1 行第 6 列）；",
        ),
        ((*PLAN, "--shop", "gbk.toml"), 1, "gbk.toml：无法读取（第 15 字节不是 UTF-8）；请检查文件。"),
        (("phrases", "import", "none.csv"), 1, "none.csv：无法读取（没有这个文件或文件夹）；"),
        ((*PLAN, "--order", "order.json"), 1, 'order.json: price：“x”不是金额；请写成 "24.90"'),
        ((*PLAN, "--set", "price"), 2, "--set price：请写成 KEY=VALUE，如 price=24.90。"),
        ((*PLAN, "--set", "refund=0", "--set", "currency=USD"), 2, "--set refund=0：退款须为大于 0 的金额，如 8.40。"),
        ((*PLAN, "--case", "7"), 1, "工单库中没有工单 7："),
        (("lint", ""), 1, "消息为空："),
        (("card", "orders.doc"), 1, "订单表不能是“.doc”：请用 .csv、.xlsx、.jsonl 或 .parquet。"),
        (("card", "--size", "1x1", "--out", "a.pdf"), 1, "1x1 mm 的卡片：边长须为 "),
    ],
)
def test_a_failure_is_told_in_the_staffs_language(arguments: tuple[str, ...], code: int, said: str) -> None:
    theirs, ours = run(*arguments, "--staff-language", "zh_CN"), run(*arguments, "--staff-language", "en")
    assert (theirs.exit_code, ours.exit_code) == (code, code), theirs.output + ours.output
    assert said in theirs.stderr
    assert not CHINESE.search(ours.stderr)
    assert all(map(CHINESE.search, theirs.stderr.splitlines())), theirs.stderr


def test_a_broken_settings_file_may_still_name_the_language() -> None:
    assert "typo.toml: shop.nme：没有这项设置；可能应为“name”" in run(*PLAN, "--shop", "typo.toml").stderr
    assert "did you mean 'name'" in run(*PLAN, "--shop", "typo.toml", "--staff-language", "en").stderr
    assert "没有这项设置" in run("check", "--shop", "typo.toml").stderr
    assert "is not valid TOML" in run(*PLAN, "--shop", "broken.toml").stderr


def test_a_language_that_does_not_exist_is_told_in_the_shops() -> None:
    wrong = run(*PLAN, "--staff-language", "de")
    assert (wrong.exit_code, wrong.stderr) == (2, "assistant: Unknown staff language 'de': choose one of en, zh_CN.\n")
    theirs = run(*PLAN, "--staff-language", "de", "--shop", "typo.toml")
    assert is_chinese(theirs.stderr.removeprefix("assistant"))


def test_json_stays_as_it_is() -> None:
    problems = json.loads(run("check", "--shop", "typo.toml", "--json").stdout)["problems"]
    assert problems == [
        {"where": "typo.toml: shop.nme", "message": "there is no such setting", "hint": "did you mean 'name'"}
    ]


def test_a_rejected_row_says_why_in_the_staffs_language(folder: Path) -> None:
    rows = (
        {"text": "Where is it?", "order": {"price": "x"}},
        {"text": "Where is it?", "platform": "mars"},
        {"text": ""},
    )
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    done = run("reply", "--batch", "in.jsonl", "--out", "out.jsonl", "--staff-language", "zh_CN")
    assert done.exit_code == 3, done.output
    assert done.stderr.endswith("完成 0 条，3 条有误（见 out.rejected.jsonl）。\n")
    told = [json.loads(line) for line in (folder / "out.rejected.jsonl").read_text("utf-8").splitlines()]
    assert [row["field"] for row in told] == ["order", "platform", "text"]
    assert "order: price：“x”不是金额；" in told[0]["why"]
    assert all(CHINESE.search(row["why"]) for row in told)


def test_notes_of_cards_are_told_in_the_staffs_language(folder: Path) -> None:
    (folder / "shop.toml").write_text('[card]\nshop_url = "https://lumen.example"\n', "utf-8")
    (folder / "orders.csv").write_text("order_id,status,country,price\n1,paid,BR,\n2,cancelled,BR,\n3,paid,BR,abc\n")
    done = run("card", "orders.csv", "--today", "2026-11-20", "--staff-language", "zh_CN")
    assert done.exit_code == 3, done.output
    assert "注意：未写店铺网址：AliExpress 不允许卡片上出现站外网址" in done.stderr
    assert "第 3 行：不做卡片，" in done.stderr
    assert all(map(CHINESE.search, done.stderr.splitlines())), done.stderr


def test_how_grave_a_finding_is_stands_in_the_staffs_language() -> None:
    text = "Give us 5 stars and we refund 5 dollars"
    for language, said in (("zh_CN", "错误 review_incentive：“"), ("en", "error review_incentive: “")):
        assert said in run("lint", text, "--staff-language", language).output
