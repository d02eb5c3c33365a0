"""How a desk is set up: whose shop, which day, where it listens, by which names it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from ipaddress import IPv4Address, IPv6Address

LOOPBACK_NAMES = ("localhost",)


@dataclass(frozen=True, slots=True)
class Setup:
    """What `assistant desk` was started with; without a day it is always the one that it is where the staff are.

    `names` are the host names by which the staff reach the page; an address needs none. `https` says that a proxy in
    front of it speaks https, `certified` that the desk itself does.
    """

    shop: Path | None = None
    today: date | None = None
    staff_language: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    https: bool = False
    certified: bool = False
    phrases: Path = Path("phrases")

    @property
    def opened_by(self) -> str | None:
        """Return the option by which others can reach the page, None where only this machine can.

        A proxy asks from this machine for the page of this machine, so a loopback address alone says nothing.
        """
        if not is_loopback(self.host):
            return f"--host {self.host}"
        if self.is_https:
            return "--https" if self.https else "--certificate"
        return f"--name {self.names[0]}" if self.names else None

    @property
    def is_https(self) -> bool:
        """Whether the staff's browsers speak https."""
        return self.https or self.certified

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the page."""
        return self.opened_by is None


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host in LOOPBACK_NAMES:
        return True
    address = as_address(host)
    return address is not None and address.is_loopback


def as_address(host: str) -> IPv4Address | IPv6Address | None:
    """Return an IP address, None for a name."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
