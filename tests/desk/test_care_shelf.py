"""Care messages written at the desk: never written again, so they must outlive the desk, and go only on purpose."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.archive.archive import utc_now
from assistant.desk.care_shelf import CareShelf
from tests.desk.test_bulk import ORDERS
from tests.desk.visitor import csrf, sign_in, waited

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.testclient import TestClient

NUMBER = "8190021447710231"
LINK = re.compile(r"/bulk/care/[\w-]+/messages\.csv")


def written(client: TestClient, deed: str = "write") -> str:
    data = {"csrf": csrf(client, "/"), "deed": deed}
    answer = client.post("/bulk/care", data=data, files={"file": ("my <b>orders</b>.csv", ORDERS.encode())})
    return str(answer.headers["location"])


def test_written_messages_are_still_there_after_the_desk_was_closed(
    open_desk: Callable[..., TestClient], data: Path
) -> None:
    with open_desk() as first:
        waited(first, written(first))
    second = open_desk()
    page = second.get("/bulk").text
    assert str(data / "care") in page
    assert "my &lt;b&gt;orders&lt;/b&gt;.csv" in page
    links = LINK.findall(page)
    assert len(links) == 1
    answer = second.get(links[0])
    assert NUMBER in answer.text
    assert re.search(
        r'attachment; filename="20\d\d-\d\d-\d\d[\w-]*messages\.csv"', answer.headers["content-disposition"]
    )


def test_many_later_jobs_do_not_push_written_messages_out(desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.desk.jobs.KEPT", 1)
    address = written(desk)
    waited(desk, address)
    for _ in range(3):
        waited(desk, written(desk, "look"))
    assert desk.get(address).status_code == 404, "the job itself is gone"
    assert NUMBER in desk.get(LINK.findall(desk.get("/bulk").text)[0]).text


def test_only_what_a_ledger_remembers_is_kept(desk: TestClient, data: Path) -> None:
    waited(desk, written(desk, "look"))
    assert not LINK.search(desk.get("/bulk").text)
    waited(desk, written(desk))
    again = written(desk)
    waited(desk, again)
    assert len(LINK.findall(desk.get("/bulk").text)) == 1
    assert NUMBER not in desk.get(f"{again}/messages.csv").text, "nothing was due the second time; that can be read"
    assert len(list((data / "care").iterdir())) == 1


def test_nobody_reads_written_messages_without_signing_in(
    open_desk: Callable[..., TestClient], desk: TestClient, data: Path
) -> None:
    waited(desk, written(desk))
    link = LINK.findall(desk.get("/bulk").text)[0]
    remote = open_desk("10.0.0.5")
    assert remote.get(link).status_code == 303
    assert remote.post(link.replace("messages.csv", "delete")).status_code in {303, 403}
    sign_in(remote, "ann")
    assert NUMBER in remote.get(link).text
    if os.name != "nt":
        assert (data / "care").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("path", ["..", "%2e%2e", "x", "2026-11-20-093000-abcdef"])
@pytest.mark.parametrize("name", ["archive.db", "messages.csv", "run.json", "..%2farchive.db"])
def test_no_other_file_is_read_by_that_address(desk: TestClient, path: str, name: str) -> None:
    waited(desk, written(desk))
    assert desk.get(f"/bulk/care/{path}/{name}").status_code == 404
    run = LINK.findall(desk.get("/bulk").text)[0].split("/")[3]
    if name != "messages.csv":
        assert desk.get(f"/bulk/care/{run}/{name}").status_code == 404


def test_a_lead_deletes_them_and_an_agent_does_not(open_desk: Callable[..., TestClient], data: Path) -> None:
    remote = open_desk("10.0.0.5")
    sign_in(remote, "lea")
    address = written(remote)
    waited(remote, address)
    link = LINK.findall(remote.get("/bulk").text)[0]
    delete = link.replace("messages.csv", "delete")
    sign_in(remote, "ann")
    assert delete not in remote.get("/bulk").text
    assert remote.post(delete, data={"csrf": csrf(remote, "/")}).status_code == 403
    sign_in(remote, "lea")
    assert delete in remote.get("/bulk").text
    assert remote.post(delete, data={"csrf": csrf(remote, "/")}).status_code == 303
    assert not LINK.search(remote.get("/bulk").text)
    assert list((data / "care").iterdir()) == []
    assert remote.get(f"{address}/messages.csv").status_code == 404, "its job has nothing to show any more"
    assert remote.post(delete, data={"csrf": csrf(remote, "/")}).status_code == 404


def test_they_go_when_their_time_is_over_and_nothing_else_does(data: Path) -> None:
    shelf = CareShelf()
    shelf.begin("orders.csv", "ann", utc_now() - timedelta(days=181)).joinpath("messages.csv").touch()
    young = shelf.begin("orders.csv", "ann", utc_now() - timedelta(days=179))
    young.joinpath("messages.csv").touch()
    foreign = data / "care" / "my own notes"
    foreign.mkdir()
    shelf.purge(180, utc_now())
    assert set((data / "care").iterdir()) == {young, foreign}
    assert [one.number for one in shelf.all()] == [young.name]
