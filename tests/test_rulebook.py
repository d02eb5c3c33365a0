"""The rules as data: which version is in force, what a shop lays over it, and every defect in one run."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from assistant import resources
from assistant.deciding.rulebook.rules import Tables, parse_playbook
from assistant.intake import Intake
from assistant.loading import Playbooks
from assistant.model import DisputeStage, OrderStatus
from assistant.shop import Override, Shop
from tests.conftest import TODAY
from tests.test_cli import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OWN: dict[str, Any] = {"source": "our own promise", "as_of": date(2026, 11, 1)}


def tables(change: Callable[[Tables], object]) -> Tables:
    """Return AliExpress' tables after a change to a copy of them."""
    original = resources.read_playbook_tables("aliexpress")
    copied = replace(
        original,
        **{name: copy.deepcopy(getattr(original, name)) for name in ("reasons", "stages", "common", "platform")},
    )
    change(copied)
    return copied


def problems(change: Callable[[Tables], object]) -> list[str]:
    return [str(problem) for problem in parse_playbook(tables(change), {}, TODAY)[1]]


def edit(section: str, path: str, value: Any) -> Callable[[Tables], object]:
    """Return a change that sets a key path of one of the files."""

    def change(all_tables: Tables) -> None:
        node = getattr(all_tables, section)
        *parents, last = path.split("/")
        for part in parents:
            node = node[int(part) if part.isdigit() else part]
        node[int(last) if last.isdigit() else last] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            edit("platform", "clocks/dispute_answer/limit", {"since": date(2022, 1, 1), "value": 5, "unit": "days"}),
            "playbooks/platforms/aliexpress.toml: clocks.dispute_answer.limit.source: field required",
        ),
        (
            edit("reasons", "damaged/ladder/0/remedies", ["apology"]),
            "playbooks/reasons.toml: damaged.ladder.0.remedies.0",
        ),
        (
            edit("platform", "clocks/dispute_answer/base", "dispute.opened"),
            "playbooks/platforms/aliexpress.toml: clocks.dispute_answer: 'dispute.opened' is no date of an order",
        ),
        (edit("reasons", "damaged/ladder/0/share", "most"), "there is no share 'most'"),
        (
            edit("reasons", "damaged/ladder/1/share", "poor_quality"),
            "its share 0.15 is not above the 0.30 of rung 0; a later step offers more",
        ),
        (
            edit("reasons", "damaged/ladder/2", {"remedies": ["reship"]}),
            "reasons.toml: damaged.ladder[2]: rung 0 has offered the same before",
        ),
        (
            edit("reasons", "wrong_item/arrived", "no"),
            "wrong_item: the buyer does not have the goods but is offered to return them",
        ),
        (edit("stages", "escalated/ladder", [{"remedies": ["explain"]}]), "escalated: it has a ladder of its own and"),
        (edit("stages", "sleeping", {"source": "S0", "note": "Nothing."}), "stages.toml: sleeping: there is no such"),
        (edit("common", "messages/warn_body/value", 9000), "messages.warn_body: 9000 is above max_body 2000"),
        (edit("common", "shares/damaged/value", "1.20"), "playbooks/common.toml: shares.damaged: 1.20 is no part"),
        (edit("common", "messages/allow_links/value", 1), "does not fit the unit 'flag'"),
        (edit("platform", "without", ["clocks.lunch"]), "'clocks.lunch' is not in playbooks/common.toml"),
        (
            edit(
                "platform",
                "clocks/second",
                {
                    "what": "Answer.",
                    "base": "dispute.opened_on",
                    "silence_pays": True,
                    "limit": {
                        "since": date(2022, 1, 1),
                        "value": 3,
                        "unit": "days",
                        "source": "S9",
                        "as_of": date(2026, 1, 1),
                        "verified": False,
                    },
                },
            ),
            "clocks.dispute_answer says when silence pays for the same dispute, with another limit",
        ),
    ],
)
def test_a_defect_is_told_with_file_and_key(change: Callable[[Tables], object], said: str) -> None:
    found = problems(change)
    assert any(said in problem for problem in found), found


def test_all_defects_come_in_one_run() -> None:
    def break_three(all_tables: Tables) -> None:
        edit("platform", "clocks/dispute_answer/base", "lunch")(all_tables)
        edit("reasons", "damaged/ladder/0/share", "most")(all_tables)
        edit("common", "shares/defective/value", "0")(all_tables)

    assert {problem.split(":")[0] for problem in problems(break_three)} == {
        "playbooks/platforms/aliexpress.toml",
        "playbooks/reasons.toml",
        "playbooks/common.toml",
    }


def versions(*limits: tuple[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "since": date.fromisoformat(since),
            "value": days,
            "unit": "days",
            "source": "S9",
            "as_of": date(2026, 11, 1),
            "verified": False,
        }
        for since, days in limits
    ]


@pytest.mark.parametrize(("day", "limit"), [("2019-01-01", 3), ("2026-11-20", 3), ("2027-01-01", 7), ("2030-01-01", 9)])
def test_the_version_in_force_on_the_day_counts(day: str, limit: int) -> None:
    dated = versions(("2020-01-01", 3), ("2030-01-01", 9), ("2027-01-01", 7))
    changed = tables(edit("platform", "clocks/dispute_answer/limit", dated))
    playbook, _ = parse_playbook(changed, {}, date.fromisoformat(day))
    assert playbook is not None
    assert playbook.platform.clocks["dispute_answer"].limit.value == limit


def test_two_versions_of_the_same_day_contradict_each_other() -> None:
    dated = versions(("2020-01-01", 3), ("2020-01-01", 5))
    assert any(
        "aliexpress.toml: clocks.dispute_answer.limit: two versions hold since 2020-01-01" in problem
        for problem in problems(edit("platform", "clocks/dispute_answer/limit", dated))
    )


def test_a_shop_lays_its_own_values_over_the_rules() -> None:
    overrides = {
        "aliexpress.shares.damaged": Override(value="0.20", **OWN),
        "aliexpress.clocks.dispute_answer": Override(value=4, **OWN),
        "aliexpress.zone": Override(value="Asia/Shanghai", **OWN),
    }
    playbooks = Playbooks(overrides)
    platform = playbooks.on(TODAY, "aliexpress").platform
    assert str(platform.shares["damaged"].value) == "0.20"
    assert platform.clocks["dispute_answer"].limit.value == 4
    assert platform.zone.value == "Asia/Shanghai"
    told = {one.key: (one.ours, one.theirs) for one in playbooks.on(TODAY, "aliexpress").replaced}
    assert told["aliexpress.shares.damaged"] == ("0.30", "0.20")
    assert playbooks.on(TODAY, "taobao").replaced == ()


def test_a_wrong_override_is_told() -> None:
    original = resources.read_playbook_tables("aliexpress")
    wrong = {
        "aliexpress.shares.damage": Override(value="0.20", **OWN),
        "aliexpress.zone": Override(value="Mars/Olympus", **OWN),
    }
    said = [str(problem) for problem in parse_playbook(original, wrong, TODAY)[1]]
    assert any('playbook."aliexpress.shares.damage": there is no such value' in problem for problem in said)
    assert any("'Mars/Olympus' is no time zone" in problem for problem in said)


@pytest.mark.parametrize(
    ("platform", "written", "day"),
    [
        ("aliexpress", "2026-11-18T05:30:00Z", "2026-11-17"),
        ("aliexpress", "2026-11-18T23:30:00+08:00", "2026-11-18"),
        ("taobao", "2026-11-18T18:30:00Z", "2026-11-19"),
        ("taobao", "2026-11-18T18:30:00", "2026-11-18"),
        ("taobao", "2026-11-18", "2026-11-18"),
    ],
)
def test_a_time_with_an_offset_is_a_day_of_the_platform(platform: str, written: str, day: str) -> None:
    intake = Intake(Playbooks({}), platform, TODAY)
    assert intake.order({"shipped_on": written}, (), "order").shipped_on == date.fromisoformat(day)


def test_an_order_in_the_platforms_words() -> None:
    intake = Intake(Playbooks(Shop().playbook), "aliexpress", TODAY)
    data = {
        "status": "WAIT_BUYER_ACCEPT_GOODS",
        "dispute": {"stage": "WAIT_SELLER_CONFIRM_REFUND", "reason": "海关扣关"},
    }
    order = intake.order(data, (), "order")
    assert order.status is OrderStatus.SHIPPED
    assert order.dispute is not None
    assert order.dispute.stage is DisputeStage.OPENED
    assert intake.claimed(order) == ("customs_hold",)
    assert intake.order({"status": "IN_ISSUE"}, (), "order").status is None


def test_the_commands_show_check_and_compare(tmp_path: Path) -> None:
    shop = tmp_path / "shop.toml"
    shop.write_text('[playbook."taobao.clocks.dispute_answer"]\nvalue = 4\nsource = "ours"\nas_of = 2026-11-01\n')
    shown = run("playbook", "show", "clocks.dispute_answer", "--platform", "taobao", "--shop", str(shop))
    assert "taobao.clocks.dispute_answer = 4 days (the shop's own)" in shown.stdout.decode()
    named = run("playbook", "show", "taobao.clocks.dispute_answer", "--platform", "taobao", "--shop", str(shop))
    assert named.stdout == shown.stdout, "a key can be copied as it was printed"
    nothing = run("playbook", "show", "clocs", "--platform", "taobao", "--shop", str(shop))
    assert nothing.returncode == 2
    assert nothing.stderr == b"assistant: Unknown key of the playbook 'clocs': did you mean 'clocks'.\n"
    compared = run("playbook", "diff", "--shop", str(shop))
    assert "taobao.clocks.dispute_answer: 5 -> 4 days (ours, 2026-11-01)" in compared.stdout.decode()
    checked = run("playbook", "check", "--shop", str(shop))
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
    shop.write_text('[playbook."taobao.clocks.lunch"]\nvalue = 4\nsource = "ours"\nas_of = 2026-11-01\n')
    wrong = run("playbook", "check", "--shop", str(shop))
    assert wrong.returncode == 1
    assert 'playbook."taobao.clocks.lunch": there is no such value' in wrong.stderr.decode()


def test_a_plan_by_the_platforms_own_reason(tmp_path: Path) -> None:
    calendar = tmp_path / "deadlines.ics"
    done = run(
        "plan", "--reason", "Color_not_as_described@3rdIssueReason", "--today", "2026-11-20", "--json",
        "--set", "dispute.opened_on=2026-11-18", "--set", "dispute.stage=WAIT_SELLER_CONFIRM_REFUND",
        "--ics", str(calendar),
    )  # fmt: skip
    plan = json.loads(done.stdout)
    assert (plan["reason"], plan["stage"]) == ("not_as_described", "opened")
    assert b"BEGIN:VEVENT" in calendar.read_bytes()
