"""How often somebody may try to sign in: guessing stays slow, and nobody locks others out by guessing."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import TYPE_CHECKING

from assistant.desk.errors import TooManyTriesError
from assistant.desk.setup import as_address

if TYPE_CHECKING:
    from starlette.requests import Request

    from assistant.archive.accounts import Accounts
    from assistant.desk.setup import Setup

LOG = logging.getLogger("assistant.desk")
WINDOW_MINUTES = 15
# Under one name from one address; from one address under any names; under one name from all addresses together.
MOST_BY_PAIR, MOST_BY_ADDRESS, MOST_BY_NAME = 5, 20, 100
FORWARDED = "x-forwarded-for"
NETWORK_BITS = 64  # so much of an IPv6 address is one line's; the rest its owner chooses


def require_patience(accounts: Accounts, name: str, address: str) -> None:
    """Refuse the next try where too many went wrong. Raises TooManyTriesError.

    Who has signed in from an address before counts there alone: neither a stranger at the same address nor many
    elsewhere can lock him out. Who comes from a new one waits while its tries, or those of the account, are too many.
    """
    since = datetime.now(UTC) - timedelta(minutes=WINDOW_MINUTES)
    if accounts.failures(since, name=name, address=address) >= MOST_BY_PAIR:
        raise TooManyTriesError(WINDOW_MINUTES)
    if accounts.has_come_from(name, address):
        return
    if accounts.failures(since, address=address) >= MOST_BY_ADDRESS:
        raise TooManyTriesError(WINDOW_MINUTES)
    if accounts.failures(since, name=name) >= MOST_BY_NAME:
        raise TooManyTriesError(WINDOW_MINUTES)


def address_of(request: Request, setup: Setup) -> str:
    """Return from where a request comes: what the proxy has seen where there is one, else who is connected.

    Of X-Forwarded-For only the last hop is the proxy's own word, the others are whatever the sender has claimed.
    """
    peer = request.client.host if request.client else ""
    if not setup.https:
        return _one_line(peer) or peer
    hops = ",".join(request.headers.getlist(FORWARDED)).split(",")
    seen = _one_line(hops[-1].strip())
    if seen is None:
        LOG.warning("The proxy does not say who signs in: let it send X-Forwarded-For, else all are one address.")
    return seen or _one_line(peer) or peer


def _one_line(text: str) -> str | None:
    """Return an address, of IPv6 the network, None for what is none; some proxies write the port behind it."""
    address = as_address(text) or as_address(text.rpartition(":")[0])
    if isinstance(address, IPv6Address):
        mapped: IPv4Address | None = address.ipv4_mapped
        return str(mapped or IPv6Network((int(address), NETWORK_BITS), strict=False))
    return str(address) if address else None
