"""Care by a shop's own rules: which days hold then, and what stays forbidden."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from assistant import resources
from assistant.bootstrap import Assistant
from assistant.care.merge import merge
from assistant.care.skips import skipped
from assistant.care.steps import parse_timeline
from assistant.caring import Caring
from assistant.shop import CareRule, Shop
from tests.care_reference import message
from tests.conftest import ROOT, TODAY
from tests.test_care import batch, order

if TYPE_CHECKING:
    from assistant.care.steps import Step


def cases() -> list[Any]:
    with (ROOT / "tests/cases/care/own_rules.toml").open("rb") as file:
        return [pytest.param(case, id=case["name"]) for case in tomllib.load(file)["case"]]


@pytest.mark.parametrize("case", cases())
def test_the_message_that_is_due_by_the_shops_own_rules(case: dict[str, Any]) -> None:
    assistant = Assistant(None, TODAY)
    assistant.shop = Shop.model_validate({"shop": {"name": "Lumen"}, "care": {"rules": case.get("rules", ())}})
    caring = Caring(assistant)
    used = caring.settings(caring.steps())
    fields = {
        name: TODAY + timedelta(days=value) if name.endswith(("_on", "_by")) else value
        for name, value in case["order"].items()
    }
    table = batch([order(**fields)])
    merged = merge(table, used, TODAY)
    by_hand = message(table.to_pylist()[0], used.profiles.profiles[int(used.profiles.of(table)[0])], used, TODAY)
    if "why" in case:
        assert skipped(table, merged, assistant.word).to_pylist()[0]["why"] == case["why"]
        assert by_hand == merged.decision.why[0]
    else:
        (found,) = merged.messages.to_pylist()
        assert found["step"] == case["step"]
        assert by_hand == found


def test_the_shops_own_days_count_before_ours() -> None:
    """A rule without a service holds for a service of which ours says otherwise; a platform's ban stays."""
    own = [
        CareRule.model_validate({"step": "care", "from": 20, "until": 25}),
        CareRule.model_validate({"step": "shipped", "from": 2, "until": 3}),
        CareRule.model_validate({"step": "care", "service": "express", "from": 5, "until": 9}),
        CareRule.model_validate({"step": "care", "base": "delivered_on", "country": "BR", "from": 7, "until": 9}),
    ]
    timeline = parse_timeline(resources.read_care(), own)
    nowhere = {"service": None, "country": None, "platform": "aliexpress", "shop": None}

    def days(step: Step, **place: str) -> list[tuple[str, float]]:
        return [(window.base, window.start) for window in timeline.due(step, nowhere | place).windows]

    assert days("care", service="epacket") == [("shipped_on", 20)]
    assert days("care", service="express") == [("shipped_on", 5)]
    assert days("care", service="epacket", country="BR") == [("delivered_on", 7), ("shipped_on", 20)]
    assert days("shipped") == [("shipped_on", 2)]
    assert days("shipped", platform="amazon") == []
