"""Where a webhook may go: addresses, names that lead elsewhere since, certificates."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.archive import Subscription
from assistant.webhooks import sending
from assistant.webhooks.address import parse_address
from assistant.webhooks.errors import WebhookAddressError
from assistant.webhooks.sending import Failure
from tests.conftest import ROOT
from tests.receiver import Receiver
from tests.subscribed import ALL

if TYPE_CHECKING:
    from pathlib import Path

CASES = tomllib.loads((ROOT / "tests/cases/webhooks/addresses.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(map(str, case.values())))
def test_addresses(case: dict[str, Any]) -> None:
    said, url = case.get("said"), case["url"]
    options = {name: case.get(name, False) for name in ("insecure", "private")}
    if said is None:
        assert parse_address(url, **options).target.startswith("/")
        return
    with pytest.raises(WebhookAddressError) as refused:
        parse_address(url, **options)
    assert said in str(refused.value)
    assert "secret" not in str(refused.value)


@given(st.text(max_size=30).map(lambda text: f"https://{text}") | st.text(max_size=30))
def test_any_text_is_an_address_or_refused(url: str) -> None:
    with contextlib.suppress(WebhookAddressError):  # any other exception fails
        address = parse_address(url)
        assert address.host
        assert address.scheme in {"https", "http"}


@pytest.mark.parametrize(
    ("number", "private", "allowed"),
    [
        ("93.184.215.14", False, True),
        ("127.0.0.1", False, False),
        ("10.0.0.5", False, False),
        ("10.0.0.5", True, True),
        ("169.254.169.254", True, False),
        ("::ffff:169.254.169.254", True, False),
        ("100.64.0.1", False, False),
        ("2002:7f00:1::", False, False),
        ("2606:4700::1111", False, True),
    ],
)
def test_name_that_leads_elsewhere_since_is_not_followed(
    number: str,
    private: bool,  # noqa: FBT001 - a table of cases
    allowed: bool,  # noqa: FBT001 - the same
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected: list[Any] = []

    def connect(address: Any, *_: Any) -> Any:
        connected.append(address)
        raise ConnectionRefusedError

    good = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))
    found = [good, (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (number, 443, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", connect)
    to = Subscription(url="https://shop.example.com/", events=ALL, private=private)
    answer = sending.send(to, b"{}", {})
    assert answer.failure == (Failure.NO_CONNECTION if allowed else Failure.NOT_ALLOWED)
    assert bool(connected) is allowed
    assert all(address[0] in {number, "93.184.215.14"} for address in connected)  # not the name, looked up once more


def test_certificate_must_be_good_for_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shutil.which("openssl"), "openssl makes the certificate: install it (apt-get install openssl)"
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Receiver(context) as receiver:

        def answer(host: str) -> str:
            to = Subscription(url=f"https://{host}:{receiver.port}/hooks", events=ALL)
            return str(sending.send(to, b"{}", {"Assistant-Event": "x"}))

        assert answer("localhost") == Failure.NO_SECURE_CONNECTION
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert answer("localhost") == "HTTP 204"
        assert receiver.taken[0].headers["Host"] == f"localhost:{receiver.port}"
        assert answer("127.0.0.1") == Failure.NO_SECURE_CONNECTION
        assert len(receiver.taken) == 1
