"""A mail server's address and settings, and the words for what became of a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from assistant.errors import ServerAddressError
from assistant.lines import Line

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

USER_VARIABLE, PASSWORD_VARIABLE = "ASSISTANT_SMTP_USER", "ASSISTANT_SMTP_PASSWORD"
PORTS = {"smtp": 587, "smtps": 465}


class Delivery(StrEnum):
    """What became of a message."""

    SENT = "sent"
    REFUSED = "refused"  # for good: another try would end the same way
    LATER = "later"  # for now: the server has not taken it, and another try is safe
    UNKNOWN = "unknown"  # the server may have taken it: somebody must look before it is sent again


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, with the server's code and words where it said something."""

    delivery: Delivery
    code: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A server, and how it is spoken to.

    `insecure` allows a connection that others can read, or that is not with who it says it is. `seconds` is how long a
    reply may take, `answer_seconds` the one after a message, which decides whether it has been taken; `a_second` is how
    many messages may leave in a second.
    """

    host: str
    port: int
    implicit_tls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    insecure: bool = False
    a_second: float | None = None
    seconds: float = 30.0
    answer_seconds: float = 300.0
    tls: ssl.SSLContext | None = None


def parse_smtp_url(
    url: str,
    environment: Mapping[str, str],
    *,
    insecure: bool = False,
    a_second: float | None = None,
    variables: tuple[str, str] = (USER_VARIABLE, PASSWORD_VARIABLE),
) -> SmtpSettings:
    """Return the settings of smtp://user:password@host:port or smtps://. Raises ServerAddressError.

    A user or password that the address leaves out comes from the environment, where nobody reads it off the screen.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ServerAddressError(str(error).lower()) from None
    if parts.scheme not in PORTS:
        raise ServerAddressError(
            Line(msgid="'%(scheme)s' is neither smtp nor smtps", slots=(("scheme", parts.scheme),))
        )
    if not parts.hostname or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ServerAddressError(Line(msgid="the address has something else than a host and a port"))
    user = unquote(parts.username) if parts.username else environment.get(variables[0])
    password = unquote(parts.password) if parts.password else environment.get(variables[1])
    if user and not password:
        why = Line(
            msgid="there is a user and no password; set the variable %(variable)s, and",
            slots=(("variable", variables[1]),),
        )
        raise ServerAddressError(why)
    return SmtpSettings(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        implicit_tls=parts.scheme == "smtps",
        user=user or None,
        password=password if user else None,
        insecure=insecure,
        a_second=a_second,
    )
