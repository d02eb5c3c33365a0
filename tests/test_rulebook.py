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
        (
            edit("common", "shares/damaged/value", "1.20"),
            "playbooks/common.toml: shares.damaged: 1.20 is not between 0.01 and 1",
        ),
        (
            lambda tables: edit("common", "law/guarantees/NO", tables.common["law"]["guarantees"]["ES"])(tables),
            "playbooks/common.toml: law.guarantees.NO: the guarantee's clock runs in the EU alone; choose AT",
        ),
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


@pytest.mark.parametrize(
    ("key", "value"),
    [("amounts.approval_above", "1"), ("amounts.approval_above", "0"), ("amounts.approval_above", 1.0)],
)
def test_a_number_is_no_flag_in_quotes_or_with_a_point(key: str, value: Any) -> None:
    platform = Playbooks({f"aliexpress.{key}": Override(value=value, **OWN)}).on(TODAY, "aliexpress").platform
    assert platform.amounts.approval_above.value == int(value)
    assert platform.amounts.approval_above.value is not bool(int(value))


def test_a_wrong_override_is_told() -> None:
    original = resources.read_playbook_tables("aliexpress")
    wrong = {
        "aliexpress": Override(value="0.20", **OWN),
        "aliexpress.shares.damage": Override(value="0.20", **OWN),
        "aliexpress.zone": Override(value="Mars/Olympus", **OWN),
    }
    said = [str(problem) for problem in parse_playbook(original, wrong, TODAY)[1]]
    assert any('playbook."aliexpress": there is no such value' in problem for problem in said)
    assert any('playbook."aliexpress.shares.damage": there is no such value' in problem for problem in said)
    assert any("'Mars/Olympus' is no time zone" in problem for problem in said)


BOUNDED: dict[str, tuple[Any, str]] = {
    "amounts.goodwill_share": ("7", '7 is not between 0.01 and 1; write it like "0.20"'),
    "amounts.reorder_share": ("abc", "'abc' does not fit here; write it like \"0.20\""),
    "shares.damaged": ("0", '0 is not between 0.01 and 1; write it like "0.20"'),
    "amounts.approval_above": ("-3", '-3 is not between 0 and 1000000; write it like "24.90"'),
    "amounts.report_days": (-2, "-2 is not between 1 and 60; write a whole number of working days"),
    "amounts.protection_margin": ("2.5", "'2.5' does not fit here; write a whole number of days"),
    "amounts.pattern_days": (4000, "4000 is not between 0 and 3650; write a whole number of days"),
    "amounts.alert_days": ("1e40", "1e40 is not between 0 and 3650; write a whole number of days"),
    "amounts.alert_cases": (0, "0 is not between 1 and 10000; write a whole number of cases"),
    "amounts.return_days": (True, "true does not fit the unit 'days'; a flag is true or false"),
    "clocks.dispute_answer": (-4, "-4 is not between 0 and 180; write a whole number of days"),
    "clocks.dispute_settle.limit": (500, "500 is not between 0 and 180; write a whole number of days"),
    "clocks.protection_margin": (3, "3 is not between -180 and 0; write a whole number of days"),
    "clocks.guarantee": (11, "11 is not between 0 and 10; write a whole number of years"),
    "messages.max_body": ("NaN", "'NaN' does not fit here; write a whole number of characters"),
    "messages.allow_links": ("yes", "'yes' does not fit the unit 'flag'; a flag is true or false"),
    "messages.allow_coupon": (1.0, "1 does not fit the unit 'flag'; a flag is true or false"),
    "zone": ("Mars/Olympus", "'Mars/Olympus' is no time zone, such as Asia/Shanghai"),
}


@pytest.mark.parametrize("key", BOUNDED)
def test_a_value_of_the_shops_that_cannot_be_meant_is_told_once_and_of_its_own_file(key: str) -> None:
    value, said = BOUNDED[key]
    playbook, found = parse_playbook(
        resources.read_playbook_tables("aliexpress"), {f"aliexpress.{key}": Override(value=value, **OWN)}, TODAY
    )
    assert playbook is None
    assert [str(problem) for problem in found] == [f'shop.toml: playbook."aliexpress.{key}".value: {said}']


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("shares.damaged", "0.60", "its share 0.50 is not above the 0.60 of rung 0; a later step offers more"),
        ("messages.max_body", 1000, "1500 is above max_body 1000; warn before the limit"),
    ],
)
def test_what_the_shops_value_contradicts_is_told_of_its_own_file(key: str, value: Any, said: str) -> None:
    tables_of = resources.read_playbook_tables("aliexpress")
    found = parse_playbook(tables_of, {f"aliexpress.{key}": Override(value=value, **OWN)}, TODAY)[1]
    assert [str(problem) for problem in found] == [f'shop.toml: playbook."aliexpress.{key}": {said}']


def test_a_clock_before_a_day_that_lies_ahead_may_be_moved() -> None:
    own = {"aliexpress.clocks.protection_margin": Override(value=-5, **OWN)}
    assert parse_playbook(resources.read_playbook_tables("aliexpress"), own, TODAY)[1] == ()


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


@pytest.mark.parametrize(("platform", "due"), [("aliexpress", "2026-11-22"), ("taobao", "2026-11-23")])
def test_an_order_is_read_as_one_of_the_platform_that_is_named(platform: str, due: str, tmp_path: Path) -> None:
    order = tmp_path / "order.json"
    dispute = {"opened_on": "2026-11-18T10:00:00+08:00", "stage": "opened"}
    order.write_text(json.dumps({"status": "delivered", "dispute": dispute}))
    done = run(
        "plan", "--reason", "damaged", "--platform", platform, "--order", str(order), "--today", "2026-11-20", "--json"
    )
    clocks = {clock["clock"]: clock["due"] for clock in json.loads(done.stdout)["clocks"]}
    assert clocks["dispute_answer"] == due


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
    shop.write_text('[playbook."taobao.clocks.dispute_answer"]\nvalue = 4\nsource = "ours"\nas_of = 2099-01-01\n')
    early = run("playbook", "check", "--shop", str(shop), "--today", "2026-11-20")
    assert early.returncode == 1
    assert early.stderr.decode() == (
        f'{shop}: playbook."taobao.clocks.dispute_answer".as_of: 2099-01-01 lies after today (2026-11-20); '
        "write the day on which you last looked it up\n"
    )
    shop.write_text('[playbook."taobao.clocks.lunch"]\nvalue = 4\nsource = "ours"\nas_of = 2026-11-01\n')
    wrong = run("playbook", "check", "--shop", str(shop))
    assert wrong.returncode == 1
    assert 'playbook."taobao.clocks.lunch": there is no such value' in wrong.stderr.decode()


def test_only_what_is_different_is_compared_and_as_its_file_has_it(tmp_path: Path) -> None:
    shop, own = tmp_path / "shop.toml", 'source = "ours"\nas_of = 2026-11-01\n'
    values = {
        "aliexpress.shares.damaged": '"0.3"',
        "taobao.clocks.dispute_answer": 5,
        "taobao.messages.allow_links": "true",
    }
    shop.write_text("".join(f'[playbook."{key}"]\nvalue = {value}\n{own}' for key, value in values.items()))
    compared = run("playbook", "diff", "--shop", str(shop)).stdout.decode()
    assert compared == "taobao.messages.allow_links: false -> true flag (ours, 2026-11-01)\n"
    assert len(json.loads(run("playbook", "diff", "--shop", str(shop), "--json").stdout)["differences"]) == 1
    shop.write_text(f'[playbook."taobao.clocks.dispute_answer"]\nvalue = 0.5\n{own}')
    wrong = run("playbook", "check", "--shop", str(shop)).stderr.decode()
    assert "0.5 does not fit here; write a whole number of days" in wrong
    assert "Decimal" not in wrong


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
