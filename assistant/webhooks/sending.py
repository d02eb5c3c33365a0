"""Sends one delivery over HTTP and says what was answered.

The standard library's client, for what it does not do: it follows no redirect, repeats nothing, asks no proxy, logs no
address, and takes a connection that we have made to the very IP address that was judged.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING

from assistant.lines import Line
from assistant.webhooks.address import parse_address, resolve
from assistant.webhooks.errors import WebhookAddressError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.archive import Subscription
    from assistant.webhooks.address import Address

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
MOST_ADDRESSES = 3


class Failure(StrEnum):
    """Why there was no answer."""

    TIME_OUT = "no answer in time"
    NO_CONNECTION = "no connection"
    NO_SECURE_CONNECTION = "no secure connection"
    NOT_ALLOWED = "an address where nothing is sent"
    UNKNOWN_HOST = "unknown host"


SAID: dict[str, Line] = {
    Failure.TIME_OUT: Line(msgid="no answer in time"),
    Failure.NO_CONNECTION: Line(msgid="no connection"),
    Failure.NO_SECURE_CONNECTION: Line(msgid="no secure connection"),
    Failure.NOT_ALLOWED: Line(msgid="an address where nothing is sent"),
    Failure.UNKNOWN_HOST: Line(msgid="unknown host"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The status that was answered, or why there was none."""

    status: int | None = None
    failure: str | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and HTTPStatus(200) <= self.status < HTTPStatus(300)

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants no more."""
        return self.status == HTTPStatus.GONE

    @property
    def said(self) -> Line | str:
        """It in words."""
        if self.status is not None:
            return f"HTTP {self.status}"
        return SAID.get(str(self.failure), str(self.failure))

    def __str__(self) -> str:
        """Return it in English words."""
        return str(self.said)


def send(to: Subscription, data: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a body and return what was answered; what the answer says beyond its status is not read."""
    try:
        address = parse_address(to.url, insecure=to.insecure, private=to.private)
        numbers = resolve(address)
    except WebhookAddressError:
        return Answer(failure=Failure.NOT_ALLOWED)
    except OSError:
        return Answer(failure=Failure.UNKNOWN_HOST)
    try:
        connected = _connected(address, numbers)
    except TimeoutError:
        return Answer(failure=Failure.TIME_OUT)
    except ssl.SSLError:
        return Answer(failure=Failure.NO_SECURE_CONNECTION)
    except OSError:
        return Answer(failure=Failure.NO_CONNECTION)
    return _answered(address, connected, data, headers)


def _connected(address: Address, numbers: list[str]) -> socket.socket:
    """Return a connection to the first address that takes one. Raises OSError."""
    failure: OSError = OSError("the host has no address")
    for number in numbers[:MOST_ADDRESSES]:
        try:
            plain = socket.create_connection((number, address.port), CONNECT_SECONDS)
        except OSError as error:
            failure = error
            continue
        if address.scheme == "http":
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=address.host)
        except BaseException:
            plain.close()
            raise
    raise failure


def _answered(address: Address, connected: socket.socket, data: bytes, headers: Mapping[str, str]) -> Answer:
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    client = kind(address.host, address.port)
    client.sock = connected
    connected.settimeout(ANSWER_SECONDS)
    # The socket's own limit begins anew with each byte: who sends one now and then would hold us for ever.
    ended = threading.Event()
    watch = threading.Timer(ANSWER_SECONDS, _cut, (connected, ended))
    watch.daemon = True
    watch.start()
    try:
        client.request("POST", address.target, data, dict(headers))
        with closing(client.getresponse()) as response:
            # What was cut off ends like an answer whose headers are whole.
            return Answer(failure=Failure.TIME_OUT) if ended.is_set() else Answer(status=response.status)
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: what was cut off reads as nonsense
        late = ended.is_set() or isinstance(error, TimeoutError)
        return Answer(failure=Failure.TIME_OUT if late else Failure.NO_CONNECTION)
    finally:
        watch.cancel()
        client.close()


def _cut(connected: socket.socket, ended: threading.Event) -> None:
    ended.set()
    with suppress(OSError):
        # TLS would want to say good-bye first, and wait for an answer.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
