"""What stands before every request: whose host name it used, how much it may send, what its answer may load."""

from __future__ import annotations

import logging
import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from assistant.desk.errors import UploadTooLargeError
from assistant.desk.setup import as_address, is_loopback

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assistant.desk.setup import Setup

LOG = logging.getLogger("assistant.desk")
LARGEST_FORM = 1_000_000
LARGEST_UPLOAD = 10 * 1024 * 1024 + 64 * 1024  # a file of 10 MB and the form around it
MOST_DIGITS = 15
PROXIES = ("forwarded", "x-real-ip", "via")
UPLOADS = ("/bulk", "/orders", "/cases/")
SECURITY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
FOREIGN_NAME = "This is not a name of this desk: open it by its own address.\n"
BY_PROXY = (
    "This desk is for whoever sits at its machine, and a proxy asks here for somebody else: "
    "make an account and start it with --https.\n"
)
OPENER = "cross-origin-opener-policy"  # a browser complains of it at an address that is not secure
A_YEAR = "max-age=31536000"


class Guard:
    """Refuses a foreign Host, counts what comes in, seals what goes out, and logs a failure without its data."""

    def __init__(self, app: ASGIApp, setup: Setup) -> None:
        self._app, self._setup = app, setup

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        sealed = self._sealed(send)
        if refusal := self._refusal(headers):
            await PlainTextResponse(refusal, HTTPStatus.MISDIRECTED_REQUEST)(scope, receive, sealed)
            return
        limit = LARGEST_UPLOAD if scope["path"].startswith(UPLOADS) else LARGEST_FORM
        await self._served(scope, _counted(receive, headers, limit), sealed)

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the answer has been given; what is left is to log it
            # The text of an exception may quote a buyer, so only its kind and its place are kept.
            place = "".join(traceback.format_tb(error.__traceback__))
            LOG.error("%s %s failed: %s\n%s", scope["method"], scope["path"], type(error).__name__, place)  # noqa: TRY400

    def _refusal(self, headers: Headers) -> str | None:
        if not self._knows(headers.get("host", "")):
            return FOREIGN_NAME
        # On loopback nobody signs in, so whoever is let in from elsewhere by a proxy must not count as the owner.
        proxied = any(name.startswith("x-forwarded-") or name in PROXIES for name in headers)
        return BY_PROXY if self._setup.is_local and proxied else None

    def _knows(self, host: str) -> bool:
        """Whether a Host header is one of ours; an address cannot be rebound, a name can."""
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        is_ours = is_loopback(name.casefold().strip("[]"))
        if is_ours or self._setup.is_local:
            return is_ours
        return as_address(name) is not None or name.casefold() in {one.casefold() for one in self._setup.names}

    def _sealed(self, send: Send) -> Send:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
                if self._setup.is_https or self._setup.is_local:
                    headers.setdefault(OPENER, "same-origin")
                if self._setup.is_https:
                    headers.setdefault("strict-transport-security", A_YEAR)
            await send(message)

        return sealed


def _counted(receive: Receive, headers: Headers, limit: int) -> Receive:
    """Return a receiver that refuses to take in more than the limit, whatever the header says."""
    taken = 0
    announced = headers.get("content-length", "")

    async def counted() -> Message:
        nonlocal taken
        if announced.isdecimal() and (len(announced) > MOST_DIGITS or int(announced) > limit):
            raise UploadTooLargeError(limit)
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise UploadTooLargeError(limit)
        return message

    return counted
