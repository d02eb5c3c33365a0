"""The command line in Chinese: help pages, what click complains about, and names that commands print."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, get_args

import click
import pytest
from click.testing import CliRunner

from assistant.archive.changing import NAMED
from assistant.archive.deeds import DEEDS
from assistant.cli import cli
from assistant.cli.pages import cells, wrapped
from assistant.languages import STAFF_LOCALES, locale_in
from assistant.shop import Identity
from tests.conftest import EXAMPLES, ROOT
from tests.test_rejects import CHINESE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

Words = tuple[str, ...]
# Nobody translates what is quoted, an option, the program's own words, or a choice of what may be typed.
TYPED = re.compile(r"'[^']*'|--?\w[\w-]*|assistant[ a-z]*|\n\t\w+,?|\bx\b")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def run(*arguments: object, language: str = "zh_CN") -> Result:
    given = ("--staff-language", language, *map(str, arguments))
    return CliRunner().invoke(cli, given, prog_name="assistant", terminal_width=80)


def commands(command: click.Command = cli, path: Words = ()) -> Iterator[tuple[Words, click.Command]]:
    """Yield every command with the words by which it is called."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, (*path, name))


def misused() -> Iterator[Words]:
    """Yield command lines that click refuses: every way to be wrong, with every option of every command."""
    for path, command in commands():
        yield (*path, "--no-such-option")
        for param in command.params:
            if isinstance(param, click.Option) and not param.is_flag:
                name = param.opts[-1]
                yield (*path, name)
                if not isinstance(param.type, (click.types.StringParamType, click.Path)):
                    yield (*path, name, "zzz")
                if isinstance(param.type, click.IntRange):
                    yield (*path, name, "-1")
            elif isinstance(param, click.Option):
                yield (*path, f"{param.opts[-1]}=zzz")
        if isinstance(command, click.Group):
            yield (*path, "zzz") if path != ("care",) else (*path, "zzz", "--no-such-option")
        elif all(param.nargs > 0 for param in command.params):
            yield (*path, *["1"] * 9)


def test_every_page_explains_every_command_and_option_in_chinese() -> None:
    for path, command in commands():
        page = run(*path, "--help")
        assert page.exit_code == 0, path
        assert page.stdout.startswith("用法：assistant "), path
        about, _, lists = page.stdout.partition("\n\n")[2].partition("\n选项：\n")
        assert CHINESE.search(about), path
        for param in command.params:
            if isinstance(param, click.Option):
                row = re.search(rf"^  (?:-\w, )?{param.opts[-1]}\b.*(?:\n {{9,}}.*)*", lists, re.MULTILINE)
                assert row, (path, param.opts)
                assert CHINESE.search(row[0]), (path, row[0])
        assert max(map(cells, page.stdout.splitlines())) <= 80, path


def test_english_pages_are_clicks_own() -> None:
    for path, command in commands():
        context = click.Context(command, info_name=" ".join(("assistant", *path)), terminal_width=80)
        context.help_option_names = ["-h", "--help"]
        assert run(*path, "--help", language="en").stdout == command.get_help(context) + "\n"


def test_what_click_complains_about_is_said_in_chinese() -> None:
    for arguments in misused():
        wrong = run(*arguments)
        assert (wrong.exit_code, wrong.stdout) == (2, ""), arguments
        said = wrong.stderr.partition("错误：")[2]
        assert said, wrong.stderr
        assert not re.search(r"[A-Za-z]", TYPED.sub("", said)), wrong.stderr


def test_our_own_complaints_are_lines() -> None:
    for path in sorted((ROOT / "assistant" / "cli").glob("*.py")):
        raised = re.findall(r"raise click\.(\w+Error|BadParameter|BadOptionUsage)\b|\.fail\(", path.read_text("utf-8"))
        assert not raised, f"{path.name}: raise WrongUsageError, which has a line in both languages"


def test_complaints_read_well_and_english_ones_are_clicks_own(folder: Path) -> None:
    assert run("plan", "--reazon", "damaged").stderr == (
        "用法：assistant plan [选项]\n运行 assistant plan --help 可查看帮助。\n\n"
        "错误：没有选项 '--reazon'。您是不是想输入 '--reason'？\n"
    )
    assert run("plan", "--workers", "0").stderr.endswith("错误：'--workers' 的值无效：0 超出范围 x>=1。\n")
    assert run("card", "--out", "a.pdf", "--sheet", "a4", "--gap", "x").stderr.endswith(
        "错误：--gap 的值无效：“x”应为一个或两个毫米长度，如 5 或 8x12\n"
    )
    assert run("plan", "--batch", "a.jsonl").stderr.endswith(
        "错误：--batch 和 --out 须一起使用：请写明读取哪个文件、写入哪个文件。\n"
    )
    english = (
        "Usage: assistant plan [OPTIONS]\nTry 'assistant plan --help' for help.\n\n"
        "Error: Invalid value for '--workers': 0 is not in the range x>=1.\n"
    )
    assert run("plan", "--workers", "0", language="en").stderr == english
    (folder / "shop.toml").write_text('[shop]\nstaff_language = "zh"\n', "utf-8")
    assert "错误：" in CliRunner().invoke(cli, ["plan", "--workers", "0"]).stderr
    assert "Error: " in CliRunner().invoke(cli, ["plan", "--workers", "0", "--staff-language=en"]).stderr


def test_the_language_before_the_command_holds_for_it() -> None:
    assert "建议方案" in run("plan", "--reason", "damaged").stdout
    assert "What to offer" in run("plan", "--reason", "damaged", "--staff-language", "en").stdout
    wrong = run("playbook", "check", language="de")
    assert (wrong.exit_code, wrong.stderr) == (2, "assistant: Unknown staff language 'de': choose one of en, zh_CN.\n")


def test_a_case_and_its_trail_stand_in_chinese() -> None:
    order = ("--order", EXAMPLES / "angry-dispute.json", "--today", "2026-11-20")
    assert run("case", "add", *order, "--sent", "--channel", "chat", "It is broken").stdout == "1\n"
    assert "等待买家" in run("case", "list", "--state", "any").stdout
    run("case", "set", 1, "--assign", "wei", "--label", "red", "--offer", 1, "--answer", "refused")
    until = datetime.now(UTC).date() + timedelta(days=30)
    run("case", "set", 1, "--state", "snoozed", "--until", until)
    assert f"稍后处理（到 {until}）" in run("case", "show", 1).stdout
    run("case", "outcome", 1, "dispute_won", "--amount", "5 USD")
    shown = run("case", "show", 1).stdout
    for part in ("已解决", "红色", "纠纷胜诉 5.00 USD", "已拒绝", " · 买家消息 · 聊天"):
        assert part in shown
    trail = [line.rpartition("：")[2] for line in shown.splitlines() if re.match(r"\d{4}.* \S+：", line)]
    assert len(trail) == 5
    assert not re.search(r"[a-z]", " ".join(trail)), trail
    assert set(NAMED.values()) <= set(DEEDS)


def test_rules_timeline_and_catalogues_are_printed_in_chinese(folder: Path) -> None:
    rules = [line for line in run("playbook", "show", "--platform", "aliexpress").stdout.splitlines() if " = " in line]
    assert "aliexpress.amounts.return_days = 10 天" in rules
    assert "aliexpress.amounts.report_days = 3 个工作日（未核实）" in rules
    units = [rule.partition(" = ")[2] for rule in rules]
    assert not [unit for unit in units if re.search(r"[a-z]{3,} |（[a-z]+）| [a-z]+$", unit)]
    assert re.match(r"步骤 +适用于 +开始 +截止 +来源", run("care", "timeline").stdout)
    assert re.search(r"语言 +目录 +消息数 +已翻译 +待确认 +问题数", run("locales", "status").stdout)
    (folder / "own.toml").write_text(
        '[playbook."aliexpress.shares.damaged"]\nvalue = 2\nsource = "ours"\nas_of = 2026-11-01\n', "utf-8"
    )
    said = run("playbook", "check", "--shop", "own.toml").stderr
    assert '2 不在 0.01 到 1 之间；请写成 "0.20"' in said
    assert all(map(CHINESE.search, said.splitlines())), said


def test_lines_break_between_chinese_characters_and_never_before_a_comma() -> None:
    assert wrapped("为订单表，生成 shop.toml。", 8) == ["为订单", "表，生成", "shop.toml。"]
    assert wrapped("", 8) == [""]


def test_a_settings_file_may_name_what_the_staff_can_read(folder: Path) -> None:
    known = get_args(Identity.model_fields["staff_language"].annotation)
    assert set(known) == {*STAFF_LOCALES, "zh"}
    for name, locale in (("zh", "zh_CN"), ("en", "en"), ("de", "en"), ("zh_CN", "zh_CN")):
        (folder / "shop.toml").write_text(f'[shop]\nstaff_language = "{name}"\n', "utf-8")
        assert locale_in(folder / "shop.toml") == locale
