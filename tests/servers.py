"""A real PostgreSQL server for the tests, from the machine's own packages, on a free port, gone when they end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

BINARIES = "/usr/lib/postgresql/*/bin"
USER = "postgres"  # the server refuses to run as root; Debian's package brings this user
_numbers = count(1)


class PostgreSQL:
    """A running server; each test makes a database of its own."""

    def __init__(self, binaries: Path, folder: Path, port: int) -> None:
        self.port, self._binaries, self._folder = port, binaries, folder

    def new_database(self, like: str = "template1") -> str:
        """Make a database, empty or like another one, and return its URL."""
        name = f"test_{next(_numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever still uses it: many that lie about take long to delete in the end."""
        self._execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _url(self, name: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self._folder} -c fsync=off"
        )
        log = f"--log={self._folder}/log"
        self._run("pg_ctl", "start", "--wait", f"--pgdata={self._folder}/data", log, f"--options={options}")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate", f"--pgdata={self._folder}/data")

    def make(self) -> None:
        """Make the cluster: whoever reaches it on loopback may enter."""
        folder = f"{self._folder}/data"
        self._run("initdb", "--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C", folder)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", USER, "--", *command]
        # The server holds on to what it inherits: a pipe would keep us waiting for its end.
        with (self._folder / "output").open("w+") as output:
            done = subprocess.run(command, stdout=output, stderr=output, cwd=self._folder, check=False)
            output.seek(0)
            assert done.returncode == 0, f"{program}: {output.read()}"


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A server that runs as long as the block; without PostgreSQL on the machine the tests fail, they do not skip."""
    found = sorted(Path("/").glob(f"{BINARIES[1:]}/initdb"))
    assert found, "there is no PostgreSQL here: install it (apt-get install postgresql)"
    folder = Path(tempfile.mkdtemp(prefix="assistant-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    server = PostgreSQL(found[-1].parent, folder, _free_port())
    try:
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
