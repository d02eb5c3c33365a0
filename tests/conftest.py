"""What the tests share: the program with the shop of the examples, orders, and snapshots."""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import settings

from assistant.archive import Archive
from assistant.bootstrap import Assistant
from assistant.cli import cli
from assistant.orders import parse_order
from assistant.webhooks.worker import Worker
from tests import servers
from tests.filed import Clock
from tests.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    from assistant.model import Order

settings.register_profile("untimed", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
SNAPSHOTS = Path(__file__).parent / "snapshots"
TODAY = date(2026, 11, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--snapshot-update", action="store_true", help="write the snapshots anew")


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The program as a new user has it: no settings file."""
    return Assistant(None, TODAY)


@pytest.fixture(scope="session")
def shop_assistant() -> Assistant:
    """The program with the shop of the examples."""
    return Assistant(EXAMPLES / "shop.toml", TODAY)


@pytest.fixture
def order() -> Callable[..., Order]:
    """Make an order out of fields, without a defect."""

    def make(**fields: Any) -> Order:
        made, problems = parse_order(fields, "order", TODAY)
        assert made is not None, problems
        return made

    return make


@pytest.fixture(scope="session")
def postgresql() -> Iterator[servers.PostgreSQL]:
    """A real PostgreSQL server."""
    with servers.postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def made_archives(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Make archives without a case, quickly: each is a copy of one that was made once."""
    folder = tmp_path_factory.mktemp("archives")
    numbers = count(1)

    @cache
    def pattern(kind: str) -> str:
        url = str(folder / "pattern.db") if kind == "sqlite" else request.getfixturevalue("postgresql").new_database()
        Archive(url).close()
        return url.rpartition("/")[2]

    def make(kind: str) -> str:
        if kind == "postgresql":
            server: servers.PostgreSQL = request.getfixturevalue("postgresql")
            return server.new_database(like=pattern(kind))
        place = folder / str(next(numbers)) / "archive.db"
        place.parent.mkdir()
        shutil.copyfile(folder / pattern(kind), place)
        return f"sqlite:///{place}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def archive_url(request: pytest.FixtureRequest, made_archives: Callable[[str], str]) -> Iterator[str]:
    """The place of an archive without a case, in SQLite and in PostgreSQL."""
    if request.param == "sqlite":
        yield made_archives("sqlite")
        return
    server: servers.PostgreSQL = request.getfixturevalue("postgresql")
    url = made_archives("postgresql")
    yield url
    server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place where there is no archive yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'archive.db'}"
    server: servers.PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
def clock() -> Clock:
    """A clock that the test sets; it stands at noon of the tests' day."""
    return Clock()


@pytest.fixture
def archive(archive_url: str, clock: Clock) -> Iterator[Archive]:
    """An empty archive, in SQLite and in PostgreSQL."""
    with Archive(archive_url, clock) as opened:
        yield opened


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server that takes the webhooks sent to it."""
    with Receiver() as running:
        yield running


@pytest.fixture
def worker(archive: Archive, clock: Clock) -> Worker:
    """Sends webhooks when the test says so, by the test's clock."""
    return Worker(archive, clock)


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with its snapshot; `--snapshot-update` writes it."""

    def compare(name: str, text: str) -> None:
        path = SNAPSHOTS / name
        if request.config.getoption("--snapshot-update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"no snapshot {name}: run make snapshots and read it"
        assert text == path.read_text(encoding="utf-8"), f"{name} differs: run make snapshots and read the difference"

    return compare


def example(name: str) -> tuple[str, dict[str, Any]]:
    """Return message and order of an example."""
    text = (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return text, facts


def example_names() -> list[str]:
    """Return the names of all examples."""
    return sorted(path.stem for path in EXAMPLES.glob("*.txt"))


@pytest.fixture
def run(archive_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Run a command with an archive of its own, in an empty folder."""
    monkeypatch.setenv("DATABASE_URL", archive_url)
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: object, stdin: str | None = None, code: int = 0) -> Result:
        result = CliRunner().invoke(cli, list(map(str, arguments)), input=stdin)
        assert result.exit_code == code, result.output
        return result

    return invoke
