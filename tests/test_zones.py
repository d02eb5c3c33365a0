"""Days and hours are those of the place where the staff are, by `time_zone` of shop.toml, whatever the machine's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from assistant.cli.case_edit import _moment as received
from assistant.cli.case_screen import _moment as shown
from assistant.cli.options import make_assistant
from assistant.desk.pages import environment
from assistant.desk.program import Program
from assistant.desk.setup import Setup
from tests.conftest import TODAY

if TYPE_CHECKING:
    from pathlib import Path

# At every hour it is another day than the machine's in one of the two.
ZONES = ("Pacific/Kiritimati", "Etc/GMT+12")
SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest) -> ZoneInfo:
    return ZoneInfo(request.param)


@pytest.fixture
def shop(zone: ZoneInfo, tmp_path: Path) -> Path:
    path = tmp_path / "shop.toml"
    path.write_text(f'[shop]\ntime_zone = "{zone.key}"\n', encoding="utf-8")
    return path


def test_a_command_and_the_desk_decide_on_the_day_of_the_staff(shop: Path, zone: ZoneInfo) -> None:
    today = datetime.now(zone).date()
    desk = Program(Setup(shop=shop))
    assert (make_assistant(shop, None, None).today, desk.today, desk.wording("en").today) == (today, today, today)


def test_a_day_that_is_named_is_that_day(shop: Path, zone: ZoneInfo) -> None:
    desk = Program(Setup(shop=shop, today=TODAY))
    assert (make_assistant(shop, str(TODAY), None).today, desk.today) == (TODAY, TODAY)
    assert desk.now.astimezone(zone).date() == TODAY


def test_hours_are_shown_and_read_where_the_staff_are() -> None:
    page = environment("en").from_string("{{ at | moment }}")
    assert page.render(at=AT, zone=SHANGHAI).replace("\u202f", " ") == "11/21/26, 4:30 AM"
    assert shown(AT, SHANGHAI) == "2026-11-21 04:30"
    assert received("2026-11-21T04:30", AT, SHANGHAI) == AT == received("2026-11-20T20:30+00:00", AT, SHANGHAI)
