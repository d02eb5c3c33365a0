"""Delivery of e-mails over one connection: what each reply means, and when the whole run has to stop."""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Protocol

from assistant.care.outlets.mail import POLICY
from assistant.care.outlets.smtp import Delivery, Outcome
from assistant.errors import SendError
from assistant.lines import Line

if TYPE_CHECKING:
    from email.message import EmailMessage

    from assistant.care.outlets.smtp import SmtpSettings

OK, FORWARDED, GO_ON, GOODBYE, PERMANENT = 250, 251, 354, 421, 500
SHOWN = 300
LOST_AT_MOST, REFUSED_AT_MOST = 3, 20
LINE_END = re.compile(rb"\r\n|\n|\r(?!\n)")
LINE_START = re.compile(rb"(?m)^\.")


class Clock(Protocol):
    """What the pace of sending needs of time."""

    def monotonic(self) -> float:
        """Return seconds."""
        ...

    def sleep(self, seconds: float, /) -> None:
        """Wait."""
        ...


class SmtpOutlet:
    """Sends messages one after the other; `send` answers for each.

    A connection that was dropped between two messages is opened again. Raises SendError where no message would go out:
    the server cannot be reached, offers no encryption, or refuses the password, the sender or message after message.
    """

    def __init__(self, settings: SmtpSettings, clock: Clock = time) -> None:
        self._settings, self._clock = settings, clock
        self._next, self._lost, self._refused = 0.0, 0, 0
        self._last = ""
        self._taking = False
        self._connection: smtplib.SMTP | None = None
        try:
            self._connection = self._connect()
        except OSError as error:
            raise self._stop(
                Line(msgid="cannot be reached (%(why)s)", slots=(("why", _said(error)),)),
                Line(msgid="check its name, its port and the network"),
            ) from error

    def send(self, message: EmailMessage) -> Outcome:
        """Send a message, at the pace that was set."""
        self._require_sense()
        self._wait()
        self._taking = False
        fresh = self._connection is None
        while True:
            try:
                connection = self._connection or self._connect()
                self._connection = connection
                outcome = self._transfer(connection, message)
            except OSError as error:
                self._drop()
                if self._taking:
                    return self._counted(Outcome(Delivery.UNKNOWN, None, _said(error)))
                if fresh:
                    return self._counted(Outcome(Delivery.LATER, None, _said(error)))
            else:
                if fresh or outcome.code != GOODBYE:
                    return self._counted(outcome)
            fresh = True  # a connection that was idle may be gone: once more on a new one

    def close(self) -> None:
        """Take leave of the server."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError):
                connection.quit()
            connection.close()

    def _transfer(self, connection: smtplib.SMTP, message: EmailMessage) -> Outcome:
        """Hand a message over; `_taking` is set while the server may have taken it without our knowing."""
        self._taking = False
        code, reply = connection.mail(message["From"].addresses[0].addr_spec)
        if code >= PERMANENT:
            why = Line(msgid="refuses the sender (%(why)s)", slots=(("why", f"{code} {_shown(reply)}"),))
            raise self._stop(why, Line(msgid="check the address that sends, and the user and password"))
        if code == OK:
            code, reply = connection.rcpt(message["To"].addresses[0].addr_spec)
        if code in {OK, FORWARDED}:
            code, reply = connection.docmd("DATA")
        if code == GO_ON:
            self._taking = True
            if connection.sock is not None:
                connection.sock.settimeout(self._settings.answer_seconds)
            connection.send(_wire(message))
            code, reply = connection.getreply()
            self._taking = False
            if code == OK:
                if connection.sock is not None:
                    connection.sock.settimeout(self._settings.seconds)
                return Outcome(Delivery.SENT, code, _shown(reply))
        return self._not_taken(connection, code, reply)

    def _not_taken(self, connection: smtplib.SMTP, code: int, reply: bytes) -> Outcome:
        if code == GOODBYE:
            self._drop()
        else:
            try:
                connection.rset()
            except OSError:  # the reply counts; the next message opens a new connection
                self._drop()
        return Outcome(Delivery.REFUSED if code >= PERMANENT else Delivery.LATER, code, _shown(reply))

    def _connect(self) -> smtplib.SMTP:
        """Open a connection that nobody else reads, and log in. Raises OSError, SendError."""
        settings = self._settings
        context = settings.tls or (_unverified() if settings.insecure else ssl.create_default_context())
        with ExitStack() as stack:
            try:
                if settings.implicit_tls:
                    connection: smtplib.SMTP = smtplib.SMTP_SSL(
                        settings.host, settings.port, timeout=settings.seconds, context=context
                    )
                else:
                    connection = smtplib.SMTP(settings.host, settings.port, timeout=settings.seconds)
                stack.callback(connection.close)
                self._encrypt(connection, context)
            except ssl.SSLError as error:
                why = Line(msgid="cannot be trusted (%(why)s)", slots=(("why", str(error.reason or error)),))
                raise self._stop(why, Line(msgid="check its name and its certificate")) from error
            self._login(connection)
            stack.pop_all()
        return connection

    def _encrypt(self, connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
        connection.ehlo()
        if self._settings.implicit_tls:
            return
        if connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()  # what was said before counts no more
        elif not self._settings.insecure:
            step = Line(msgid="use smtps://, or allow it with --insecure")
            raise self._stop(Line(msgid="offers no encryption (STARTTLS)"), step)

    def _login(self, connection: smtplib.SMTP) -> None:
        settings = self._settings
        if not settings.user or not settings.password:
            return
        try:
            connection.login(settings.user, settings.password)
        except smtplib.SMTPAuthenticationError as error:
            answer = f"{error.smtp_code} {_shown(error.smtp_error)}"
            why = Line(msgid="refuses the user or the password (%(why)s)", slots=(("why", answer),))
            raise self._stop(why, Line(msgid="check both")) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException as error:
            why = Line(msgid="takes no user and password (%(why)s)", slots=(("why", _said(error)),))
            raise self._stop(why, Line(msgid="leave them out, or choose another port")) from None

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError):
                connection.close()

    def _counted(self, outcome: Outcome) -> Outcome:
        """Return an outcome; failures in a row are counted, because after many of them no message will go out."""
        lost = outcome.code is None
        self._lost = self._lost + 1 if lost else 0
        self._refused = self._refused + 1 if outcome.delivery is Delivery.REFUSED else 0
        self._last = f"{outcome.code or ''} {outcome.text}".strip()
        return outcome

    def _require_sense(self) -> None:
        if self._lost >= LOST_AT_MOST:
            slots = (("times", self._lost), ("last", self._last))
            why = Line(msgid="was lost %(times)s times in a row (%(last)s)", slots=slots)
            raise self._stop(why, Line(msgid="run the command again when it is back"))
        if self._refused >= REFUSED_AT_MOST:
            slots = (("times", self._refused), ("last", self._last))
            why = Line(msgid="refused %(times)s messages in a row (the last: %(last)s)", slots=slots)
            raise self._stop(why, Line(msgid="see what it says before more buyers are marked as unreachable"))

    def _wait(self) -> None:
        if self._settings.a_second:
            now = self._clock.monotonic()
            if now < self._next:
                self._clock.sleep(self._next - now)
            self._next = max(now, self._next) + 1 / self._settings.a_second

    def _stop(self, detail: Line, step: Line) -> SendError:
        self._drop()
        return SendError(f"{self._settings.host}:{self._settings.port}", detail, step)


def _wire(message: EmailMessage) -> bytes:
    """Return a message as it goes over the wire: no line of it can end the message, none is another command."""
    lines = LINE_END.sub(b"\r\n", message.as_bytes(policy=POLICY))
    whole = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return LINE_START.sub(b"..", whole) + b".\r\n"


def _shown(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())[:SHOWN]


def _said(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_shown(error.smtp_error)}"
    return _shown(error.strerror or str(error) or type(error).__name__)


def _unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
