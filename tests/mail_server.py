"""A real mail server on loopback, told by a test how to answer."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from aiosmtpd.smtp import Envelope, Session


def cut(protocol: SMTP) -> None:
    """Drop a connection without a word."""
    if isinstance(protocol.transport, asyncio.WriteTransport):
        protocol.transport.abort()


class Server:
    """A mail server on loopback, told by a test how to answer."""

    def __init__(self, tls: ssl.SSLContext | None, *, implicit: bool = False, **options: Any) -> None:
        self.taken: list[Envelope] = []
        self.on_rcpt: Callable[[str], str] = lambda _: "250 OK"
        self.on_mail: Callable[[str], str] = lambda _: "250 OK"
        self.on_data: Callable[[SMTP, Envelope], str | None] = lambda _, __: "250 taken"
        self.release = threading.Event()
        self._options = {"tls_context": None if implicit else tls, **options}
        self._tls = tls if implicit else None
        self._loop = asyncio.new_event_loop()
        self._protocols: list[SMTP] = []
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._begin(), self._loop).result()
        self.port: int = self._server.sockets[0].getsockname()[1]

    async def _begin(self) -> asyncio.Server:
        def protocol() -> SMTP:
            made = SMTP(self, loop=self._loop, hostname="localhost", **self._options)
            self._protocols.append(made)
            return made

        return await self._loop.create_server(protocol, "127.0.0.1", 0, ssl=self._tls)

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.on_mail(address)

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802
        answer = self.on_rcpt(address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str | None:  # noqa: N802
        answer = self.on_data(server, envelope)
        if answer is not None and answer.startswith("2"):
            self.taken.append(envelope)
        if answer is None:
            await self._loop.run_in_executor(None, self.release.wait)
        return answer or "250 late"

    @property
    def connections(self) -> int:
        return len(self._protocols)

    def hang_up(self) -> None:
        """Drop every connection."""

        def drop() -> None:
            for protocol in self._protocols:
                cut(protocol)

        self._loop.call_soon_threadsafe(drop)

    def close(self) -> None:
        self.release.set()

        async def end() -> None:
            self._server.close()
            for protocol in self._protocols:
                cut(protocol)
            await asyncio.sleep(0)
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await self._loop.shutdown_default_executor()

        asyncio.run_coroutine_threadsafe(end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
