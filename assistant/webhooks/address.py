"""Where a webhook may lead: https, or this machine; into the staff's own network only where it was allowed.

The name is looked up once a try, each of its addresses is judged, and the connection goes to one that was: otherwise
the owner of a name could lead us to a machine behind our own wall after the subscription was added.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from assistant.lines import Line
from assistant.webhooks.errors import WebhookAddressError

LONGEST = 2000
HIGHEST_PORT = 65535
PORTS = {"https": 443, "http": 80}
LOCALHOST = "localhost"
EXAMPLE = Line(msgid="write it like https://shop.example.com/hooks")
IN_IPV6 = IPv6Network("64:ff9b::/96")  # NAT64: the last four bytes are an IPv4 address


@dataclass(frozen=True, slots=True)
class Address:
    """An address that may be used: its parts, and which networks its name may lead to."""

    scheme: str
    host: str
    port: int
    target: str
    is_local: bool
    is_private: bool

    def allows(self, found: str) -> bool:
        """Whether a connection to an IP address may be made: this machine is for those who name it so."""
        address = _inner(ip_address(found.partition("%")[0]))
        if self.is_local or address.is_loopback:
            return address.is_loopback and (self.is_local or self.is_private)
        if address.is_multicast or address.is_unspecified or address.is_reserved:
            return False
        if address.is_link_local:  # where clouds hand out passwords
            return False
        return address.is_global or (self.is_private and address.is_private)


def parse_address(url: str, *, insecure: bool = False, private: bool = False) -> Address:
    """Return where a URL leads. Raises WebhookAddressError where nothing may be sent there."""
    if not url.isascii() or not url.isprintable() or set(url) & set(' \\"<>') or len(url) > LONGEST:
        why = Line(
            msgid="has a character that no address has, or more than %(most)s of them", slots=(("most", LONGEST),)
        )
        step = Line(
            msgid="write it in ASCII, a host name as xn--..., other characters as %(code)s", slots=(("code", "%XX"),)
        )
        raise WebhookAddressError(why, step)
    try:
        parts = urlsplit(url)
        port = parts.port
        (parts.hostname or "").encode("idna")  # what the look-up does: a part of a name has 1 to 63 characters
    except ValueError:
        raise WebhookAddressError(Line(msgid="is no URL"), EXAMPLE) from None
    scheme, host = parts.scheme, parts.hostname
    if scheme not in PORTS or not host:
        raise WebhookAddressError(Line(msgid="has no host, or is neither https nor http"), EXAMPLE)
    if "@" in parts.netloc:
        step = Line(msgid="leave it out; the signature says who sends")
        raise WebhookAddressError(Line(msgid="holds a user or password"), step)
    if parts.fragment or port == 0:
        why = Line(msgid="has a part after '#', which is never sent, or port 0")
        raise WebhookAddressError(why, Line(msgid="leave that out"))
    address = Address(scheme, host, port or PORTS[scheme], _target(parts), _is_local(host), private)
    if scheme == "http" and not address.is_local and not insecure:
        why = Line(msgid="is plain http, which others can read on the way")
        raise WebhookAddressError(why, Line(msgid="use https, or add --insecure"))
    if _is_number(host) and not address.allows(host):
        can = replace(address, is_private=True).allows(host)
        why = Line(msgid="leads to %(host)s, which is not on the internet", slots=(("host", host),))
        step = Line(msgid="add --private if it is a machine of your own")
        raise WebhookAddressError(why, step if can else Line(msgid="name another machine"))
    return address


def resolve(address: Address) -> list[str]:
    """Return the IP addresses of the host. Raises OSError where there are none, WebhookAddressError for a bad one."""
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    numbers = list(dict.fromkeys(str(one[4][0]) for one in found))
    for number in numbers:
        if not address.allows(number):
            why = Line(msgid="leads to %(host)s, where nothing is sent", slots=(("host", number),))
            raise WebhookAddressError(why, Line(msgid="see --private"))
    return numbers


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_local(host: str) -> bool:
    return host.rstrip(".") == LOCALHOST or (_is_number(host) and _inner(ip_address(host)).is_loopback)


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address carries, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in IN_IPV6:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address
