"""Days of an order: what is one, and those that cannot be, before what they follow."""

from __future__ import annotations

import pytest

from assistant.care.intake.dates import parsed
from assistant.care.intake.words import Bad
from assistant.orders import parse_history, parse_order
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


@pytest.mark.parametrize("day", ["0001-01-01T00:00:00", "9999-12-31", "1970-01-01"])
@pytest.mark.parametrize("field", ["protection_ends_on", "promised_by", "dispute.opened_on"])
def test_a_day_that_other_programs_write_for_an_unknown_one_is_a_problem(field: str, day: str) -> None:
    outer, _, inner = field.partition(".")
    fields = {outer: {inner: day}} if inner else {outer: day}
    said = f"order: {field}: {day[:10]} is no day of an order; leave out a day that nobody knows"
    assert said in [str(one) for one in parse_order(fields, "order", TODAY)[1]]
    offered = parse_history([{"remedy": "reship", "on": day}], "history", "USD")[1]
    assert [str(one) for one in offered] == [said.replace(f"order: {field}", "history[0]: on")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-01", "2026-10-01"),
        ("2026-10-01 02:00", "2026-10-01"),
        ("2026-10-01T02:00:00+08:00", "2026-09-30"),
        ("2026-10-01 02:00:00+0800", "2026-09-30"),
        ("2026-10-01 02:00:00+08", "2026-09-30"),  # as PostgreSQL prints it
        ("2026-10-01 02:00:00.123456 +08", "2026-09-30"),
        ("2026-10-01T02:00:00z", "2026-09-30"),
        ("2026-10-01 02:00 PM UTC", "2026-10-01"),
        ("2026-10-05 - 2026-10-20", None),
        ("2026-10-01 or a week later", None),
        ("2026-10-01 99:99", None),
        ("2026-10-01 10:00:99", None),
        ("2026-10-01 10:00+99", None),
        ("2026-10-01T02:00:00+08:00[Asia/Shanghai]", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-02-30", None),
    ],
)
def test_a_day_is_the_same_in_an_order_and_in_a_table(text: str, day: str | None) -> None:
    zone = "America/Los_Angeles"
    order, problems = parse_order({"promised_by": text}, "order", TODAY, zone)
    in_a_table = parsed(text, None, zone)
    if day is None:
        assert [str(one) for one in problems] == [
            f"order: promised_by: '{text}' is not a date; write it like 2026-10-01"
        ]
        assert isinstance(in_a_table, Bad)
    else:
        assert order is not None
        assert str(order.promised_by) == str(in_a_table) == day
