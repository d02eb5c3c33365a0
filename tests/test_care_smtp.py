"""Messages out through a real mail server on loopback: encrypted, and never the same message twice."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from assistant.care.outlets import Delivery, Outcome, SmtpOutlet, SmtpSettings, parse_smtp_url
from assistant.errors import SendError, ServerAddressError
from tests.built_mail import built, content
from tests.mail_server import Server, cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope

    Serve: TypeAlias = Callable[..., Server]
    Connect: TypeAlias = Callable[..., SmtpOutlet]

WRONG = "secret-word"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    assert shutil.which("openssl"), "openssl makes the certificate: install it (apt-get install openssl)"
    folder = tmp_path_factory.mktemp("tls")
    key, chain = folder / "key.pem", folder / "chain.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(chain)]
    subprocess.run(command, check=True, capture_output=True)
    return key, chain


@pytest.fixture
def serve(certificate: tuple[Path, Path]) -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def begin(*, tls: bool = True, **options: Any) -> Server:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate[1], certificate[0])
        started.append(Server(context if tls else None, **options))
        return started[-1]

    with contextlib.ExitStack() as stack:
        yield begin
        for server in started:
            stack.callback(server.close)


@pytest.fixture
def connect(certificate: tuple[Path, Path]) -> Iterator[Callable[..., SmtpOutlet]]:
    opened: list[SmtpOutlet] = []

    def begin(server: Server, clock: Any = None, **options: Any) -> SmtpOutlet:
        trusted = ssl.create_default_context(cafile=str(certificate[1]))
        plain = SmtpSettings("localhost", server.port, seconds=5, answer_seconds=5, tls=trusted)
        chosen = replace(plain, **options)
        opened.append(SmtpOutlet(chosen, clock) if clock else SmtpOutlet(chosen))
        return opened[-1]

    yield begin
    for outlet in opened:
        outlet.close()


def test_messages_go_out_over_one_encrypted_connection(serve: Serve, connect: Connect) -> None:
    server = serve(require_starttls=True)
    outlet = connect(server)
    bodies = ["Olá\n.\n..x\nBCC: y\n", "x" * 3000, "李雷\n"]
    for number, body in enumerate(bodies):
        outcome = outlet.send(built(key=f"s:{number}", body=body, to=f"b{number}@example.com"))
        assert (outcome.delivery, outcome.code, outcome.text) == (Delivery.SENT, 250, "taken")
    assert [envelope.rcpt_tos for envelope in server.taken] == [[f"b{number}@example.com"] for number in range(3)]
    assert {envelope.mail_from for envelope in server.taken} == {"service@shop.example"}
    assert [content(envelope.content) for envelope in server.taken] == [body.rstrip("\n") + "\n" for body in bodies]
    assert server.connections == 1


def test_smtps_is_encrypted_from_the_beginning(serve: Serve, connect: Connect) -> None:
    server = serve(implicit=True)
    assert connect(server, implicit_tls=True).send(built()).delivery is Delivery.SENT


def test_nothing_is_sent_in_the_open(serve: Serve, connect: Connect) -> None:
    server = serve(tls=False)
    with pytest.raises(SendError, match=r"offers no encryption .*--insecure"):
        connect(server)
    assert connect(server, insecure=True).send(built()).delivery is Delivery.SENT


def test_a_server_that_is_not_who_it_says_is_not_trusted(serve: Serve, connect: Connect) -> None:
    server = serve()
    with pytest.raises(SendError, match="cannot be trusted"):
        connect(server, tls=None)
    with pytest.raises(SendError, match="cannot be trusted"):
        connect(server, host="127.0.0.1")
    assert connect(server, tls=None, insecure=True).send(built()).delivery is Delivery.SENT


def test_user_and_password_are_checked(serve: Serve, connect: Connect) -> None:
    def check(_: Any, __: Any, ___: Any, mechanism: str, data: Any) -> AuthResult:
        assert mechanism in {"LOGIN", "PLAIN"}
        return AuthResult(success=data == LoginPassword(b"shop", b"p:@/ss"), handled=False)

    server = serve(authenticator=check, auth_required=True)
    settings = parse_smtp_url(f"smtp://shop:p%3A%40%2Fss@localhost:{server.port}", {})
    assert connect(server, user=settings.user, password=settings.password).send(built()).delivery is Delivery.SENT
    with pytest.raises(SendError, match="refuses the user or the password") as caught:
        connect(server, user="shop", password=WRONG)
    assert WRONG not in str(caught.value)
    with pytest.raises(SendError, match=r"refuses the sender .*530"):
        connect(server).send(built())
    with pytest.raises(SendError, match="takes no user and password"):
        connect(serve(auth_exclude_mechanism=["LOGIN", "PLAIN"]), user="shop", password=WRONG)


def test_what_the_server_refuses_for_good_and_for_now_is_told_apart(serve: Serve, connect: Connect) -> None:
    server = serve()
    outlet = connect(server)
    answers = {"gone@example.com": "550 5.1.1 no such user", "grey@example.com": "451 4.7.1 try again in 5 minutes"}
    server.on_rcpt = lambda address: answers.get(address, "250 OK")
    assert outlet.send(built(to="gone@example.com")) == Outcome(Delivery.REFUSED, 550, "5.1.1 no such user")
    assert outlet.send(built(to="grey@example.com")).delivery is Delivery.LATER
    assert outlet.send(built()).delivery is Delivery.SENT
    for answer, delivery in (("554 looks like spam", Delivery.REFUSED), ("452 disk full", Delivery.LATER)):
        server.on_data = partial(always, answer)
        outcome = outlet.send(built())
        assert (outcome.delivery, f"{outcome.code} {outcome.text}") == (delivery, answer)
    server.on_data = lambda _, __: "250 taken"
    server.on_mail = lambda _: "421 too many messages"
    assert outlet.send(built()).delivery is Delivery.LATER
    server.on_mail = lambda _: "250 OK"
    assert outlet.send(built()).delivery is Delivery.SENT
    assert len(server.taken) == 2
    server.on_mail = lambda _: "553 not your address"
    with pytest.raises(SendError, match=r"refuses the sender .*553 not your address"):
        outlet.send(built())


def always(answer: str, *_: object) -> str:
    return answer


def test_a_connection_dropped_between_two_messages_is_opened_again(serve: Serve, connect: Connect) -> None:
    server = serve()
    outlet = connect(server)
    assert outlet.send(built()).delivery is Delivery.SENT
    server.hang_up()
    assert outlet.send(built(key="2")).delivery is Delivery.SENT
    assert len(server.taken) == 2


def test_a_connection_lost_after_the_message_began_is_unknown_and_not_repeated(serve: Serve, connect: Connect) -> None:
    server = serve()
    outlet = connect(server)
    seen: list[bytes | str] = []

    def vanish(protocol: SMTP, envelope: Envelope) -> str:
        seen.append(envelope.content or b"")
        cut(protocol)
        return "250 the client never reads this"

    server.on_data = vanish
    outcome = outlet.send(built())
    assert (outcome.delivery, outcome.code) == (Delivery.UNKNOWN, None)
    assert len(seen) == 1
    server.on_data = lambda _, __: "250 taken"
    assert outlet.send(built(key="2")).delivery is Delivery.SENT


def test_a_server_that_does_not_answer_in_time_is_unknown(serve: Serve, connect: Connect) -> None:
    server = serve()
    outlet = connect(server, answer_seconds=0.3)
    server.on_data = lambda _, __: None
    outcome = outlet.send(built())
    assert outcome.delivery is Delivery.UNKNOWN
    assert "timed out" in outcome.text


def test_a_run_stops_where_going_on_makes_no_sense(serve: Serve, connect: Connect) -> None:
    server = serve()
    outlet = connect(server)
    server.on_rcpt = lambda _: "550 daily limit exceeded"
    assert {outlet.send(built()).delivery for _ in range(20)} == {Delivery.REFUSED}
    with pytest.raises(SendError, match=r"refused 20 messages in a row .*550 daily limit exceeded"):
        outlet.send(built())
    other = connect(serve(), seconds=1)
    gone = started_and_closed()
    other._settings = replace(other._settings, port=gone)
    other._drop()
    assert [other.send(built()).delivery for _ in range(3)] == [Delivery.LATER] * 3
    with pytest.raises(SendError, match="was lost 3 times in a row"):
        other.send(built())


def started_and_closed() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(SendError, match=r"The mail server localhost:\d+ cannot be reached \(.*\): check its name"):
        SmtpOutlet(SmtpSettings("localhost", started_and_closed(), seconds=2))
    with pytest.raises(SendError, match="cannot be reached"):
        SmtpOutlet(SmtpSettings("no-such-server.invalid", 587, seconds=2))


def test_the_pace_is_kept(serve: Serve, connect: Connect) -> None:
    class Clock:
        now, slept = 0.0, 0.0

        def monotonic(self) -> float:
            return self.now

        def sleep(self, seconds: float) -> None:
            self.now += seconds
            self.slept += seconds

    clock = Clock()
    outlet = connect(serve(), clock, a_second=4)
    for number in range(9):
        outlet.send(built(key=str(number)))
    assert clock.slept == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://x", "neither smtp nor smtps"), ("smtp://", "something else than a host"), ("smtp://x:99999", "port"),
        ("smtp://x/path", "something else"), ("smtp://shop@x", "ASSISTANT_SMTP_PASSWORD"), ("mail.x", "neither"),
    ],
)  # fmt: skip
def test_an_address_of_a_server_that_cannot_be_used(url: str, said: str) -> None:
    with pytest.raises(ServerAddressError, match=said):
        parse_smtp_url(url, {})


def test_a_password_comes_from_the_environment_and_is_never_shown() -> None:
    found = parse_smtp_url(
        "smtps://mail.example.com", {"ASSISTANT_SMTP_USER": "u", "ASSISTANT_SMTP_PASSWORD": "geheim"}
    )
    assert (found.port, found.implicit_tls, found.user, found.password) == (465, True, "u", "geheim")
    assert "geheim" not in repr(found)
    assert parse_smtp_url("smtp://mail.example.com", {}).user is None
