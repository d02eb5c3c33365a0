"""Consumer law: one value for each of its periods, more from a shop but never less, whatever is set where."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from assistant import resources
from assistant.bootstrap import Assistant
from assistant.deciding.region import EU
from assistant.deciding.rulebook.rules import parse_playbook
from assistant.errors import DataError
from assistant.loading import Playbooks
from assistant.shop import Override
from assistant.shop_gate import shop_problems
from tests.conftest import TODAY
from tests.test_deciding import planned

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.model import Plan

OWN: dict[str, Any] = {"source": "our own promise", "as_of": date(2026, 11, 1)}
LAW = {"withdrawal": "withdrawal_days", "guarantee": "guarantee_years", "eu_delivery": "delivery_days"}


def unwanted(days_ago: int, country: Any = "DE", **own: int) -> Plan:
    """Return the plan for goods that are merely not wanted, with a shop's own values."""
    values = {f"aliexpress.{key.replace('__', '.')}": {"value": value, **OWN} for key, value in own.items()}
    delivered = (TODAY - timedelta(days=days_ago)).isoformat()
    facts = {"status": "delivered", "delivered_on": delivered, "buyer": {"country": country}}
    return planned({"reason": "unwanted_item", "order": facts, "shop": {"playbook": values}})


def comes_back(plan: Plan) -> bool:
    return any(option.remedy == "return_refund" for option in plan.options)


@pytest.mark.parametrize("days_ago", [8, 14])
def test_the_law_holds_where_the_shop_gives_fewer_days(days_ago: int) -> None:
    plan = unwanted(days_ago, amounts__change_of_mind_days=7)
    assert comes_back(plan)
    assert plan.freight.paid_by == "agree"
    assert not comes_back(unwanted(days_ago, "US", amounts__change_of_mind_days=7))


@pytest.mark.parametrize("key", ["law__withdrawal_days", "clocks__withdrawal", "clocks__withdrawal__limit"])
@pytest.mark.parametrize(("days_ago", "runs"), [(20, True), (30, True), (31, False)])
def test_one_value_moves_all_that_a_withdrawal_changes(
    key: str,
    days_ago: int,
    runs: bool,  # noqa: FBT001 - a case
    assistant: Assistant,
) -> None:
    plan = unwanted(days_ago, **{key: 30})
    clock = next(clock for clock in plan.clocks if clock.clock == "withdrawal")
    assert clock.due == TODAY + timedelta(days=30 - days_ago)
    assert comes_back(plan) is runs
    assert (plan.freight.paid_by == "agree") is runs
    notes = " ".join(assistant.word(note) for note in plan.notes)
    assert ("may withdraw within 30 days of delivery" in notes) is runs


@pytest.mark.parametrize(
    ("country", "delivered", "last"),
    [
        ("DE", "2026-11-06", "2026-11-20"),  # a Friday
        ("DE", "2026-11-07", "2026-11-23"),  # a Saturday
        ("de", "2026-11-08", "2026-11-23"),  # a Sunday
        ("GB", "2026-11-07", "2026-11-21"),  # the UK has no such rule
        ("PL", "2026-10-28", "2026-11-12"),  # Independence Day
        ("DE", "2026-10-28", "2026-11-11"),
        ("AT", "2026-12-11", "2026-12-28"),  # Christmas, St Stephen's Day, a Sunday
    ],
)
def test_a_withdrawal_ends_on_a_working_day_of_the_buyers_country(country: str, delivered: str, last: str) -> None:
    facts = {"status": "delivered", "delivered_on": delivered, "buyer": {"country": country}}
    case = {"reason": "unwanted_item", "platform": "own_shop", "order": facts}
    days = {"own_shop.amounts.change_of_mind_days": {"value": 14, **OWN}}
    for more, runs in ((0, True), (1, False)):
        plan = planned({**case, "shop": {"playbook": days}}, date.fromisoformat(last) + timedelta(days=more))
        assert next(clock.due for clock in plan.clocks if clock.clock == "withdrawal") == date.fromisoformat(last)
        assert comes_back(plan) is runs


@pytest.mark.parametrize("country", sorted(EU))
def test_the_working_days_of_every_country_in_the_eu_are_known(country: str) -> None:
    assert not resources.working_days(country).is_working_day(date(2026, 12, 25))


def test_the_shops_own_last_day_is_no_withdrawal(assistant: Assistant) -> None:
    plan = unwanted(15)
    assert comes_back(plan)
    assert plan.freight.paid_by == "buyer"
    assert not any("may withdraw" in assistant.word(note) for note in plan.notes)


@pytest.mark.parametrize("clock", LAW)
def test_a_clock_of_the_law_is_shown_under_both_names(clock: str) -> None:
    more = 20 if clock == "eu_delivery" else 9 if clock == "guarantee" else 21
    playbook = Playbooks({f"aliexpress.clocks.{clock}": Override(value=more, **OWN)}).on(TODAY, "aliexpress")
    assert playbook.platform.clocks[clock].limit == getattr(playbook.platform.law, LAW[clock])
    assert [one.key for one in playbook.replaced] == [f"aliexpress.law.{LAW[clock]}", f"aliexpress.clocks.{clock}"]


@pytest.mark.parametrize(
    ("key", "value", "law"),
    [
        ("law.withdrawal_days", 7, 14), ("clocks.withdrawal", 7, 14), ("law.guarantee_years", 1, 2),
        ("law.guarantees.ES", 2, 3), ("law.delivery_days", 60, 30), ("clocks.eu_delivery.limit", 60, 30),
    ],
)  # fmt: skip
def test_less_than_the_law_is_a_defect(key: str, value: int, law: int) -> None:
    own = {f"aliexpress.{key}": Override(value=value, **OWN)}
    playbook, problems = parse_playbook(resources.read_playbook_tables("aliexpress"), own, TODAY)
    assert playbook is None
    said = f"{value} is worse for the buyer than consumer law's {law}; the shop may give the buyer more than the law"
    assert [str(one) for one in problems] == [f'shop.toml: playbook."aliexpress.{key}".value: {said}, never less']


def test_check_says_where_the_law_outdoes_the_shop(tmp_path: Path) -> None:
    shop = tmp_path / "shop.toml"
    for platform, value, told in (("aliexpress", 7, 1), ("aliexpress", 14, 0), ("1688", 7, 0)):
        key = f'[playbook."{platform}.amounts.change_of_mind_days"]\n'
        shop.write_text(f'{key}value = {value}\nsource = "ours"\nas_of = 2026-11-01\n')
        problems = [str(one) for one in shop_problems(shop, TODAY)]
        assert len(problems) == told, problems
        assert all(
            "7 is worse for the buyer than consumer law's 14; buyers in the EU and the UK" in one for one in problems
        )


def test_check_tells_every_kind_of_defect_at_once_and_names_the_file(tmp_path: Path) -> None:
    shop = tmp_path / "mine.toml"
    own = '[playbook."aliexpress.{key}"]\nvalue = {value}\nsource = "ours"\nas_of = {day}\n'
    shop.write_text(
        '[limits]\nrefund_at_most = {USD = "10.00"}\nminor_refund = {USD = "50.00"}\n[returns]\ndays = "many"\n'
        + own.format(key="amounts.return_days", value=0, day="2026-01-01")
        + own.format(key="amounts.change_of_mind_days", value=7, day="2030-01-01")
    )
    said = [str(one) for one in shop_problems(shop, TODAY)]
    assert all(one.startswith(f"{shop}: ") for one in said), said
    assert [one.removeprefix(f"{shop}: ").split(" ")[0] for one in said] == [
        "returns.days:",
        "limits.minor_refund.USD:",
        'playbook."aliexpress.amounts.change_of_mind_days".as_of:',
        'playbook."aliexpress.amounts.return_days".value:',
        'playbook."aliexpress.amounts.change_of_mind_days".value:',
    ]


def test_a_command_names_the_file_whose_value_it_cannot_use(tmp_path: Path) -> None:
    shop = tmp_path / "mine.toml"
    shop.write_text('[playbook."aliexpress.shares.damaged"]\nvalue = "1.5"\nsource = "ours"\nas_of = 2026-11-01\n')
    with pytest.raises(DataError, match=re.escape(f'{shop}: playbook."aliexpress.shares.damaged".value: 1.5 is not')):
        Assistant(shop, TODAY).playbook("aliexpress")
