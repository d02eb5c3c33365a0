"""E-mails out of messages: plain text in UTF-8, headers that nothing can be injected into, always the same bytes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING
from urllib.parse import quote

from assistant.errors import Problem
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from email.policy import Policy


class WaysOff(UnstructuredHeader, BaseHeader):
    """A header of web addresses: parted between them, and never encoded, which the default does to long ones."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header's lines."""
        lines = str(self).replace(", ", f",{policy.linesep} ")
        return f"{self.name}: {lines}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", WaysOff)
# Seven bits go through every server; lines are wrapped at 78, of 998 that are allowed.
POLICY = EmailPolicy(linesep="\r\n", cte_type="7bit", max_line_length=78, header_factory=HEADERS)
# Whatever any program takes for the end of a line, and other control characters.
CONTROL = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]")
PLAIN_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,253}")
LONGEST_ADDRESS = 254
LONGEST_SUBJECT = 400
MASK = "**"
ADDRESS = "{address}"


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that goes out as an e-mail; `key` is that of the ledger."""

    key: str
    to: str | None
    subject: str
    body: str
    marketing: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, and how a recipient of marketing gets off the list.

    `unsubscribe_url` may hold '{address}', which becomes the recipient's; then, with https, one click is enough.
    """

    address: Address
    reply_to: Address | None = None
    unsubscribe_url: str | None = None
    unsubscribe_mail: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message cannot be an e-mail."""

    why: Line


def parse_sender(settings: Mapping[str, str | None]) -> tuple[Sender | None, tuple[Problem, ...]]:
    """Return the sender of `sender`, `reply_to`, `unsubscribe_url`, `unsubscribe_mail`, and every defect of them."""
    problems: list[Problem] = []
    addresses: dict[str, Address | None] = {}
    for name in ("sender", "reply_to", "unsubscribe_mail"):
        text = settings.get(name)
        addresses[name] = found = _named_address(text) if text else None
        if text and found is None:
            what = Line(msgid="'%(value)s' is no address", slots=(("value", text),))
            hint = Line(msgid="write it like Shop <service@example.com>")
            problems.append(Problem(f"shop.toml: care.{name}", what, hint))
    if not settings.get("sender"):
        hint = Line(msgid="set the address that buyers answer to")
        problems.append(Problem("shop.toml: care.sender", Line(msgid="nobody sends"), hint))
    url = settings.get("unsubscribe_url")
    if url and not re.fullmatch(r"https?://[!-;=?-~]+", url.replace(ADDRESS, "")):
        what = Line(msgid="'%(value)s' is no web address", slots=(("value", url),))
        hint = Line(msgid="write it like https://example.com/u")
        problems.append(Problem("shop.toml: care.unsubscribe_url", what, hint))
    sender, off = addresses["sender"], addresses["unsubscribe_mail"]
    if problems or sender is None:
        return None, tuple(problems)
    return Sender(sender, addresses["reply_to"], url, off.addr_spec if off else None), ()


def build_email(mail: Mail, sender: Sender, date: datetime) -> EmailMessage | Refusal:
    """Return a message as an e-mail, or why it cannot be one."""
    refusal = next(_refusals(mail, sender), None)
    to = _address(mail.to or "")
    if refusal or to is None:
        no_address = Line(msgid="'%(address)s' is not an e-mail address.", slots=(("address", str(mail.to)),))
        return Refusal(refusal or no_address)
    message = EmailMessage(policy=POLICY)
    message["From"] = sender.address
    if sender.reply_to:
        message["Reply-To"] = sender.reply_to
    message["To"] = to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id(mail.key, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: an absence note must not answer
    if mail.marketing:
        ways = _ways_off(sender, to.addr_spec)
        message["List-Unsubscribe"] = ", ".join(f"<{way}>" for way in ways)
        url = sender.unsubscribe_url or ""
        if url.startswith("https:") and ADDRESS in url:  # an address for all does not say who has clicked
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(mail.body)
    return message


def message_id(key: str, sender: Sender) -> str:
    """Return the identity of a message: the same for the same key, so that a server can see a second one."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{sender.address.domain}>"


def _refusals(mail: Mail, sender: Sender) -> Iterator[Line]:
    if not mail.to:
        yield Line(msgid="The order has no e-mail address.")
    elif MASK in mail.to:
        yield Line(msgid="The platform has masked the address '%(address)s'.", slots=(("address", mail.to),))
    if mail.to and CONTROL.search(mail.to):
        yield Line(msgid="The address has a line break or another control character.")
    if not mail.subject.strip():
        yield Line(msgid="The message has no subject, which an e-mail needs.")
    if CONTROL.search(mail.subject):
        yield Line(msgid="The subject has a line break or another control character.")
    if len(mail.subject) > LONGEST_SUBJECT:
        slots = (("length", len(mail.subject)), ("limit", LONGEST_SUBJECT))
        yield Line(msgid="The subject has %(length)s characters, more than the %(limit)s that are sent.", slots=slots)
    if mail.marketing and not (sender.unsubscribe_url or sender.unsubscribe_mail):
        yield Line(
            msgid="It is marketing, and there is no way to unsubscribe: set unsubscribe_url or unsubscribe_mail."
        )


def _ways_off(sender: Sender, address: str) -> list[str]:
    ways = []
    if sender.unsubscribe_url:
        ways.append(sender.unsubscribe_url.replace(ADDRESS, quote(address, safe="")))
    if sender.unsubscribe_mail:
        ways.append(mail_way(sender.unsubscribe_mail))
    return ways


def mail_way(address: str) -> str:
    """Return what opens a new e-mail by which a recipient gets off the list."""
    return f"mailto:{quote(address, safe='@')}?subject=unsubscribe"


def in_way(address: str | None) -> str:
    """Return a recipient's address as it stands within a web address, the same in the letter and in its header."""
    found = _address(address) if address else None
    return quote(found.addr_spec if found else address or "", safe="")


def usual_address(text: str) -> str:
    """Return an address as it is compared: in lower case, its domain as our own way off the list writes it."""
    found = _address(text)
    return (found.addr_spec if found else text).lower()


def _named_address(text: str) -> Address | None:
    """Return 'Shop <service@example.com>' or a plain address; None for anything else."""
    if CONTROL.search(text):
        return None
    name, plain = parseaddr(text)
    found = _address(plain)
    return Address(name, addr_spec=found.addr_spec) if found else None


def _address(text: str) -> Address | None:
    """Return one plain address whose local part every server takes; its domain may be in any script."""
    local, _, domain = text.partition("@")
    if not PLAIN_ADDRESS.fullmatch(text) or not local.isascii() or "." not in domain:
        return None
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode()
        found = Address(addr_spec=f"{local}@{ascii_domain}")
    except (HeaderParseError, ValueError, IndexError):  # of the parser, of the encoding, and the parser's own slips
        return None
    return found if len(found.addr_spec) <= LONGEST_ADDRESS else None
