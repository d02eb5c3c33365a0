"""A desk without a browser: its program, an archive with accounts, clients that are near or remote."""

from __future__ import annotations

from shutil import copy
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from assistant.archive import Archive
from assistant.archive.nouns import Role
from assistant.desk.app import make_app
from assistant.desk.program import Program
from assistant.desk.setup import Setup, is_loopback
from tests.conftest import EXAMPLES, TODAY
from tests.desk.visitor import PASSWORD, SECRET
from tests.filed import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="package")
def program() -> Program:
    """The program, its models loaded once for all tests."""
    return Program(Setup(shop=EXAMPLES / "shop.toml", today=TODAY))


@pytest.fixture(scope="package")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an account of each role, to be copied: hashing passwords is slow on purpose."""
    path = tmp_path_factory.mktemp("prepared") / "archive.db"
    with Archive(str(path), Clock()) as opened:
        for name, role in (("ann", Role.AGENT), ("lea", Role.LEAD)):
            opened.accounts.add(name, PASSWORD, role, by="test")
    return path


@pytest.fixture
def archive(tmp_path: Path, prepared: Path, clock: Clock) -> Iterator[Archive]:
    """An archive without cases and with an account of each role."""
    with Archive(str(copy(prepared, tmp_path / "archive.db")), clock) as opened:
        yield opened


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what must be kept."""
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def open_desk(archive: Archive, program: Program, data: Path) -> Callable[..., TestClient]:
    """Open a desk and return a client of it."""
    del data

    def opened(host: str = "127.0.0.1", **more: Any) -> TestClient:
        setup = Setup(shop=EXAMPLES / "shop.toml", today=TODAY, host=host, **more)
        app = make_app(setup, archive, SECRET, program)
        name = "localhost" if is_loopback(host) else host
        return TestClient(app, base_url=f"http://{name}", follow_redirects=False)

    return opened


@pytest.fixture
def desk(open_desk: Callable[..., TestClient]) -> TestClient:
    """A desk on loopback."""
    return open_desk()


@pytest.fixture
def remote(open_desk: Callable[..., TestClient]) -> TestClient:
    """A desk that others can reach."""
    return open_desk("10.0.0.5")
