"""What the desk holds beside the archive is not handed out past a redaction, nor for more than a day."""

from __future__ import annotations

import tempfile
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from assistant.cli import cli
from assistant.desk.jobs import Job, Jobs
from tests.desk.test_bulk import ORDERS
from tests.desk.visitor import csrf, waited
from tests.filed import NOON, new

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

    from assistant.archive import Archive
    from tests.filed import Clock


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the desk keeps what is uploaded."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def job(desk: TestClient, uploads: Path) -> str:
    """The address of a job that has ended; the orders of its table are on the shelf too."""
    files = {"file": ("orders.csv", ORDERS.encode())}
    desk.post("/orders", data={"csrf": csrf(desk, "/")}, files=files)
    begun = desk.post("/bulk/care", data={"csrf": csrf(desk, "/"), "deed": "look"}, files=files)
    address = str(begun.headers["location"])
    assert "Ana" in waited(desk, address)
    assert held(desk, address, uploads) == (1, 200, True)
    return address


def held(desk: TestClient, address: str, uploads: Path) -> tuple[int, int, bool]:
    """Return how many orders are found, how the job's page answers, and whether its table is still there."""
    found = desk.get("/orders/find", params={"q": "Ana"}).json()["orders"]
    return len(found), desk.get(address).status_code, any(uploads.rglob("orders.csv"))


def test_a_redaction_elsewhere_empties_the_running_desk(
    desk: TestClient, archive: Archive, job: str, uploads: Path
) -> None:
    archive.cases.file(new(buyer="Ana"), by="ann")
    assert held(desk, job, uploads) == (1, 200, True), "another line of the trail takes nothing"
    result = CliRunner().invoke(cli, ["case", "redact", "--buyer", "ana"])
    assert "Redacted cases: 1." in result.output
    assert "does not hear" not in result.output
    assert held(desk, job, uploads) == (0, 404, False)
    assert job not in desk.get("/bulk").text
    desk.post("/orders", data={"csrf": csrf(desk, "/")}, files={"file": ("orders.csv", ORDERS.encode())})
    assert held(desk, job, uploads)[0] == 1, "what is imported after it stays"


def test_whose_redaction_cannot_be_looked_up_is_not_handed_out(
    desk: TestClient, archive: Archive, job: str, tmp_path: Path
) -> None:
    archive.close()
    (tmp_path / "archive.db").unlink()
    (tmp_path / "archive.db").mkdir()
    assert desk.get("/orders/find", params={"q": "Ana"}).status_code == 503
    assert desk.get(job).status_code == 503


def test_orders_and_jobs_are_kept_for_a_day(desk: TestClient, clock: Clock, job: str, uploads: Path) -> None:
    clock.now += timedelta(days=1)
    assert held(desk, job, uploads) == (1, 200, True)
    clock.now += timedelta(seconds=1)
    assert held(desk, job, uploads) == (0, 404, False)


def test_of_a_buyer_without_a_case_the_desk_does_not_hear_and_staff_are_told(
    desk: TestClient, job: str, uploads: Path
) -> None:
    result = CliRunner().invoke(cli, ["case", "redact", "--buyer", "Ana"])
    assert "stay there for a day, or until it is restarted" in result.output
    assert held(desk, job, uploads) == (1, 200, True)


def test_a_job_that_runs_is_stopped_and_its_files_go_when_it_has_ended(tmp_path: Path) -> None:
    jobs, begun, free = Jobs(), threading.Event(), threading.Event()
    (tmp_path / "a").mkdir()
    table = tmp_path / "a" / "orders.csv"
    table.touch()

    def work(job: Job) -> None:
        begun.set()
        assert free.wait(60)
        job.go_on(0.5)

    running = jobs.start(Job("cards", table.name, table, "ann", work, NOON))
    assert begun.wait(60)
    jobs.drop(NOON + timedelta(days=2))
    assert jobs.get(running.number) is running, "its day counts once it has ended"
    jobs.drop(None)
    assert (jobs.all(), table.exists(), running.stopping.is_set()) == ((), True, True)
    free.set()
    jobs.stop()
    assert not table.parent.exists()
