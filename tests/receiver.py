"""A real HTTP server on loopback that takes webhooks, told by a test how to answer."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from typing import Self

SILENT, DRIPPING = "silent", "dripping"
PATIENCE = 30.0
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Taken:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    data: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.data)

    @property
    def name(self) -> str:
        return self.headers["Assistant-Event"]

    @property
    def identity(self) -> str:
        return self.headers["Assistant-Delivery"]


class Receiver:
    """Takes what is sent; `answers` are the next statuses, SILENT or DRIPPING; after them it is always `status`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.taken: list[Taken] = []
        self.answers: list[int | str] = []
        self.status = 204
        self.release = threading.Event()
        self._came = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?key=topsecret"

    @property
    def events(self) -> list[str]:
        return [one.name for one in self.taken]

    def take(self, one: Taken) -> int | str:
        """Keep a request and return how it is answered."""
        with self._came:
            self.taken.append(one)
            self._came.notify_all()
            return self.answers.pop(0) if self.answers else self.status

    def wait_for(self, count: int) -> None:
        """Wait until so many have come."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.taken) >= count, PATIENCE), self.events

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    return type("Bound", (Handler,), {"receiver": receiver})


class Handler(BaseHTTPRequestHandler):
    """Answers for a receiver."""

    receiver: Receiver

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.receiver.take(Taken(self.path, dict(self.headers), data))
        if status == SILENT:
            self.receiver.release.wait(PATIENCE)
        elif status == DRIPPING:
            self._drip()
        else:
            self._answer(int(status))

    def do_GET(self) -> None:
        self._answer(int(self.receiver.take(Taken(self.path, dict(self.headers), b""))))

    def _answer(self, status: int) -> None:
        self.send_response(status)
        if status in REDIRECTS:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"" if status == 204 else b"what nobody reads " * 1000)

    def _drip(self) -> None:
        """Send a byte now and then, each well within the time that one may take."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.receiver.release.wait(0.05):
            self.wfile.write(b".")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the other side has hung up
            self.close_connection = True
