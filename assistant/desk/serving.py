"""Runs the desk with uvicorn: no request is logged, for an address may hold what somebody searched for."""

from __future__ import annotations

import socket
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from assistant import resources
from assistant.archive import Archive
from assistant.config import load_shop
from assistant.desk.app import make_app
from assistant.desk.errors import PortTakenError
from assistant.desk.secret import session_secret
from assistant.errors import FileError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import uvicorn
    from starlette.types import ASGIApp

    from assistant.desk.setup import Setup

BACKLOG = 512
PATIENCE = 5  # seconds for what is being answered when the desk is closed


def serve(setup: Setup, certificate: Path | None, key: Path | None, say: Callable[[str], None]) -> None:
    """Serve until it is stopped; `say` is told the address once it is open.

    Raises NeedsAccountError, PortTakenError, FileError and what opening the archive raises.
    """
    import uvicorn

    listening = _listening(setup)  # first: what cannot be opened has nothing to close or to clear away
    try:
        archive = Archive(resources.archive_url(), zone=load_shop(setup.shop).shop.zone)
        app = make_app(setup, archive, session_secret(resources.data_folder()))
        config = _configured(app, certificate, key)
    except BaseException:
        listening.close()
        raise
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    address = f"{'https' if certificate else 'http'}://{shown}:{port}/"

    class Telling(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            say(address)

    with suppress(KeyboardInterrupt):  # it has closed everything by then
        Telling(config).run(sockets=[listening])  # on its own loop: asyncio.run would take Python's


def _configured(app: ASGIApp, certificate: Path | None, key: Path | None) -> uvicorn.Config:
    """Return how uvicorn serves, with certificate and key read. Raises FileError where they cannot be used."""
    import uvicorn

    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=PATIENCE,
        proxy_headers=False,
        timeout_keep_alive=30,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    try:
        config.load()
    except OSError as error:  # one that says neither which file nor what is wrong with it
        if certificate is None or key is None:
            raise
        for path in (certificate, key):
            _require_readable(path)
        what = Line(msgid="is no certificate that belongs to the key %(key)s", slots=(("key", str(key)),))
        raise FileError(certificate, what, Line(msgid="name a pair, both as PEM")) from error
    return config


def _require_readable(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise FileError.unreadable(path, error.strerror, Line(msgid="check the path")) from error


def _listening(setup: Setup) -> socket.socket:
    """Return the socket. Raises PortTakenError."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(setup.host, setup.port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as unless_open:
            listening = unless_open.enter_context(socket.socket(family, kind, proto))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(BACKLOG)
            unless_open.pop_all()
    except OSError as error:
        raise PortTakenError(setup.host, setup.port, error.strerror or str(error)) from error
    return listening
