"""How much time the desk says is left: a deadline's last day is still in time, a promised reply ends on the minute."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.archive import Basis
from assistant.desk.program import Program
from tests.conftest import TODAY
from tests.desk.visitor import fields, post
from tests.filed import new, order, plan

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from assistant.archive import Archive

WHEN = re.compile(r'<span class="when ([a-z]*)"><time datetime="[^"]+"(?: data-until="([^"]+)")?[^>]*>([^<]*)</time>')
CLOCK = re.compile(
    r'<li class="(past|urgent|soon|calm)"><span class="what">[^<]*</span>\s*'
    r'<time datetime="([^"]+)"(?: data-until="([^"]+)")?[^>]*>([^<]*)</time>'
)


def at(hour: int, days: int = 0) -> datetime:
    return datetime(TODAY.year, TODAY.month, TODAY.day, hour, tzinfo=UTC) + timedelta(days=days)


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is six hours before midnight."""
    monkeypatch.setattr(Program, "now", property(lambda _: at(18)))


@pytest.mark.usefixtures("evening")
@pytest.mark.parametrize(
    ("due", "near", "left"),
    [
        (-1, "past", "past"),
        (0, "urgent", "6 h 0 min"),
        (1, "urgent", "1 d 6 h"),
        (2, "soon", "2 d 6 h"),
        (9, "calm", "9 d 6 h"),
    ],
)
def test_worklist_counts_to_the_end_of_a_deadlines_day(
    desk: TestClient, archive: Archive, due: int, near: str, left: str
) -> None:
    day = at(0, due).date().isoformat()
    archive.cases.file(new(made_plan=plan(due=day, costs="20")), by="ann")
    (shown,) = WHEN.findall(desk.get("/cases").text)
    assert (shown[0], shown[2]) == (near, left)
    assert shown[1] == ("" if near == "past" else at(0, due + 1).isoformat())


@pytest.mark.usefixtures("evening")
@pytest.mark.parametrize(("hour", "left"), [(17, "past"), (20, "2 h 0 min")])
def test_a_promised_reply_is_due_on_the_minute(desk: TestClient, archive: Archive, hour: int, left: str) -> None:
    basis = Basis(order=order(), plan=plan(due="2026-12-24"), reply_by=at(hour))
    archive.cases.file(new().model_copy(update={"basis": basis}), by="ann")
    assert [shown[2] for shown in WHEN.findall(desk.get("/cases").text)] == [left]


@pytest.mark.usefixtures("evening")
def test_desk_and_case_count_to_the_end_of_the_day_where_the_platform_is(desk: TestClient, archive: Archive) -> None:
    given = fields("angry-dispute")
    known = json.loads(given["order"])
    known["dispute"]["opened_on"] = (TODAY - timedelta(days=5)).isoformat()
    given["order"] = json.dumps(known)
    begins, ends = "2026-11-20T00:00:00-08:00", "2026-11-21T00:00:00-08:00"
    assert ("urgent", begins, ends, "14 h 0 min") in CLOCK.findall(post(desk, "/draft", given).text)
    number = post(desk, "/ask", given, accept="application/json").json()["case"]
    assert ("urgent", begins, ends, "14 h 0 min") in CLOCK.findall(desk.get(f"/cases/{number}").text)
    assert archive.cases.get(number).due_ends
