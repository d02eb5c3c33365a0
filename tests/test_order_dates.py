"""Days of an order that cannot be: before what they follow."""

from __future__ import annotations

import pytest

from assistant.orders import parse_order
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"shipped_on": "2026-11-10", "completed_on": "2026-11-05"}, "completed_on: 2026-11-05 lies before shipped_on"),
        ({"ordered_on": "2026-11-10", "completed_on": "2026-11-05"}, "completed_on: 2026-11-05 lies before ordered_on"),
        ({"ordered_on": "2026-11-10", "delivered_on": "2026-11-05"}, "delivered_on: 2026-11-05 lies before ordered_on"),
        (
            {"delivered_on": "2026-11-12", "return_sent_on": "2026-10-20"},
            "return_sent_on: 2026-10-20 lies before delivered_on",
        ),
        (
            {"delivered_on": "2026-11-12", "return_received_on": "2026-11-01"},
            "return_received_on: 2026-11-01 lies before delivered_on",
        ),
        (
            {"shipped_on": "2026-11-12", "return_received_on": "2026-11-01"},
            "return_received_on: 2026-11-01 lies before shipped_on",
        ),
    ],
)
def test_a_day_before_what_it_follows_is_a_problem(fields: dict[str, str], said: str) -> None:
    problems = [str(one) for one in parse_order(fields, "order", TODAY)[1]]
    assert len(problems) == 1
    assert problems[0].startswith(f"order: {said}")
