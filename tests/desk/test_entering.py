"""Who may enter the desk: accounts, passwords, sessions, and nobody from elsewhere without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from assistant.archive import Archive
from assistant.archive.archive import utc_now
from assistant.archive.nouns import Role
from assistant.cli import cli
from assistant.desk.app import make_app
from assistant.desk.errors import NeedsAccountError
from assistant.desk.setup import Setup
from tests.desk.visitor import PASSWORD, SECRET, csrf, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.testclient import TestClient


def test_another_address_needs_an_account(tmp_path: Path) -> None:
    with (
        Archive(str(tmp_path / "empty.db")) as empty,
        pytest.raises(NeedsAccountError, match="assistant desk user add"),
    ):
        make_app(Setup(host="0.0.0.0"), empty, SECRET)  # noqa: S104 - that is what is refused


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (["--host", "0.0.0.0"], "--host 0.0.0.0"),  # noqa: S104 - the same
        (["--https"], "--https"),
        (["--name", "desk.shop.example"], "--name desk.shop.example"),
        (["--https", "--name", "desk.shop.example"], "--https"),
    ],
)
def test_command_refuses_what_others_reach_without_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], named: str
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr("uvicorn.Server.run", lambda *_args, **_more: pytest.fail("it was opened"))
    result = CliRunner().invoke(cli, ["desk", *given, "--port", "0"])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"assistant: {named} opens the desk to others")
    assert "assistant desk user add" in result.stderr


@pytest.mark.parametrize("more", [{"https": True}, {"names": ("desk.shop.example",)}])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000"])
def test_whoever_comes_through_a_proxy_signs_in(open_desk: Callable[..., TestClient], host: str, more: Any) -> None:
    """A proxy on the same machine asks for `http://127.0.0.1:8000`: that is not the owner who sits at it."""
    client = open_desk(**more)
    headers = {"host": host, "x-forwarded-for": "203.0.113.9", "x-forwarded-host": "desk.shop.example"}
    answer = client.get("/", headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert client.get("/login", headers=headers).status_code == 200
    assert client.post("/api/read", json={"text": "hello"}, headers=headers).status_code == 401


@pytest.mark.parametrize("name", ["X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP"])
def test_a_desk_of_this_machine_alone_serves_no_proxy(desk: TestClient, name: str) -> None:
    for answer in (desk.get("/", headers={name: "x"}), desk.post("/api/read", json={}, headers={name: "x"})):
        assert answer.status_code == 421
        assert "--https" in answer.text


def test_accounts_and_tokens_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    run = CliRunner().invoke
    assert run(cli, ["desk", "user", "add", "mei", "--role", "lead"], input=PASSWORD + "\n").exit_code == 0
    assert run(cli, ["desk", "user", "add", "bo"], input="short\n").exit_code == 1
    assert run(cli, ["desk", "user", "list"]).stdout == "mei\tlead\n"
    assert run(cli, ["desk", "token", "add", "mei", "--scope", "write"]).exit_code == 2, "no call would take it"
    made = run(cli, ["desk", "token", "add", "mei", "--scope", "read"])
    with Archive(str(tmp_path / "archive.db")) as archive:
        assert archive.accounts.verify_token(made.stdout.strip()) is not None
        told = run(cli, ["desk", "user", "change", "mei", "--password"], input=PASSWORD + "\n").stderr
        assert "Its tokens still hold: 1; " in told
        assert run(cli, ["desk", "user", "disable", "mei"]).exit_code == 0
        assert archive.accounts.verify_token(made.stdout.strip()) is None
    assert "token" not in run(cli, ["desk", "user", "change", "mei", "--enable"]).stderr
    assert run(cli, ["desk", "user", "disable", "b\udcffb"]).stderr.startswith("assistant: There is no account b")


def test_whoever_has_no_name_on_this_machine_makes_accounts_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 54321")

    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr("getpass.getuser", nameless)
    assert CliRunner().invoke(cli, ["desk", "user", "add", "mei"], input=PASSWORD + "\n").exit_code == 0
    with Archive(str(tmp_path / "archive.db")) as archive:
        assert [deed.who for deed in archive.trail.newest()] == ["command line"]


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ((), "own.pem: cannot be read (No such file or directory); check the path."),
        (("own.pem",), "own.key: cannot be read (No such file or directory); check the path."),
        (("own.pem", "own.key"), "own.pem: is no certificate that belongs to the key own.key; name a pair, both as"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_one_sentence(
    there: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    for name in there:
        (tmp_path / name).write_text("no PEM", encoding="utf-8")
    with Archive(str(tmp_path / "archive.db")) as archive:
        archive.accounts.add("mei", PASSWORD, Role.ADMIN, by="test")
    done = CliRunner().invoke(cli, ["desk", "--port", "0", "--certificate", "own.pem", "--key", "own.key"])
    assert (done.exit_code, done.stderr.startswith(f"assistant: {said}")) == (1, True), done.output


def test_nothing_is_shown_before_signing_in(remote: TestClient) -> None:
    for path in ("/", "/cases", "/cases/1", "/numbers", "/numbers.csv", "/bulk", "/orders/find"):
        answer = remote.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
    assert remote.post("/api/read", json={"text": "hello"}).status_code == 401


def test_signing_in_and_out(remote: TestClient, archive: Archive) -> None:
    sign_in(remote, "ann")
    assert "ann" in remote.get("/").text
    archive.accounts.change("ann", by="test", role=Role.LEAD)
    assert remote.get("/").status_code == 303, "a changed account has to sign in again"
    sign_in(remote, "ann")
    assert remote.post("/logout", data={"csrf": csrf(remote, "/")}).status_code == 303
    assert remote.get("/").status_code == 303


def test_signing_out_ends_every_copy_of_the_session(archive: Archive, open_desk: Callable[..., TestClient]) -> None:
    client, copied, elsewhere, lead = (open_desk("10.0.0.5") for _ in range(4))
    sign_in(client, "ann")
    sign_in(elsewhere, "ann")
    sign_in(lead, "lea")
    for name, value in client.cookies.items():
        copied.cookies.set(name, value)
    assert [one.get("/").status_code for one in (client, copied, elsewhere, lead)] == [200] * 4
    mine = csrf(copied, "/")
    assert client.post("/logout", data={"csrf": csrf(client, "/")}).status_code == 303
    assert [one.get("/").status_code for one in (client, copied, elsewhere, lead)] == [303, 303, 303, 200]
    sign_in(client, "ann")
    assert copied.post("/logout", data={"csrf": mine}).status_code == 303
    assert client.get("/").status_code == 200, "an ended session ends no new one"
    assert [one.what for one in archive.trail.newest()].count("signed out") == 1


def test_wrong_passwords_are_slowed_down(archive: Archive, remote: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive.accounts, "_now", utc_now)  # tries are counted by the machine's clock
    data = {"name": "ann", "password": "wrong password here"}
    codes = [remote.post("/login", data={**data, "csrf": csrf(remote)}).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
    right = remote.post("/login", data={"name": "ann", "password": PASSWORD, "csrf": csrf(remote)})
    assert right.status_code == 429, "nor does the right one help then"
    assert int(right.headers["retry-after"]) > 0


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(open_desk: Callable[..., TestClient]) -> None:
    cookie = open_desk("10.0.0.5", https=True).get("/login").headers["set-cookie"].lower()
    for word in ("httponly", "samesite=strict", "secure"):
        assert word in cookie


def test_tampered_session_counts_for_nothing(remote: TestClient) -> None:
    sign_in(remote, "ann")
    name, value = next(iter(remote.cookies.items()))
    remote.cookies.clear()
    remote.cookies.set(name, ("b" if value[0] == "a" else "a") + value[1:])
    assert remote.get("/").status_code == 303
