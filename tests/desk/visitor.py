"""What a visitor of the desk does: signs in, sends forms with a case in them, waits for a job."""

from __future__ import annotations

import html
import json
import re
import threading
from typing import TYPE_CHECKING, Any

from tests.conftest import example

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SECRET = "a secret for the tests that is long enough"  # noqa: S105 - of the tests alone
PASSWORD = "correct horse battery staple"  # noqa: S105 - the same


def csrf(client: TestClient, path: str = "/login") -> str:
    found = re.search(r'name="csrf" content="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def sign_in(client: TestClient, name: str) -> None:
    answer = client.post("/login", data={"name": name, "password": PASSWORD, "csrf": csrf(client)})
    assert answer.status_code == 303, answer.text


def fields(name: str = "late-to-brazil", **more: str) -> dict[str, str]:
    text, order = example(name)
    return {"text": text, "order": json.dumps(order, default=str), **more}


def post(client: TestClient, path: str, data: dict[str, str], **headers: str) -> Any:
    return client.post(path, data=data, headers={"x-csrf-token": csrf(client, "/"), **headers})


def shown(client: TestClient, given: dict[str, str]) -> dict[str, str]:
    """Return a form with the draft that the page shows for it, as the page sends it back."""
    page = client.post("/draft", data=given, headers={"x-csrf-token": csrf(client, "/")}).text
    was = dict(re.findall(r'name="(was\.[^"]+)" value="([^"]*)"', page))
    ours = {name: html.unescape(text) for name, text in was.items()}
    return {**given, **ours, **{name.replace("was.", "block."): text for name, text in ours.items()}}


def waited(desk: TestClient, address: str) -> str:
    done = threading.Event()
    for _ in range(600):
        page = desk.get(f"{address}/progress").text
        if "data-running" not in page:
            return page
        done.wait(0.05)
    raise AssertionError(page)
