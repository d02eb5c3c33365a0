"""Messages out as e-mails: the same bytes every time, one address each, headers that nothing is smuggled into."""

from __future__ import annotations

import email
import email.policy
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.care.outlets import EmlFolder, Mail, Refusal, build_email, parse_sender
from assistant.writing.staff import in_english
from tests.built_mail import WHEN, built, content, mail, sender

if TYPE_CHECKING:
    from pathlib import Path


def test_an_email_is_the_same_bytes_every_time() -> None:
    first, second = built(), built()
    assert first.as_bytes() == second.as_bytes()
    parsed = email.message_from_bytes(first.as_bytes(), policy=email.policy.default)
    assert parsed["Subject"] == "Seu pedido 1 está a caminho"
    assert parsed["From"].addresses[0].display_name == "Shöp"
    assert parsed["From"].addresses[0].addr_spec == "service@shop.example"
    assert parsed["Reply-To"] == "help@shop.example"
    assert parsed["To"] == "joao@example.com"
    assert parsed["Date"].datetime == WHEN
    assert re.fullmatch(r"<[0-9a-f]{32}@shop\.example>", parsed["Message-ID"])
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["List-Unsubscribe"] is None
    assert parsed.get_content_type() == "text/plain"
    assert content(first.as_bytes()) == "Olá João,\n\nTudo bem?\n"
    assert built(key="s:1:T2")["Message-ID"] != first["Message-ID"]


@pytest.mark.parametrize("body", ["x" * 5000, "é" * 5000, "李" * 5000, "a\r\nb\rc\nd", "\n.\n..\n.x", "مرحبا\u200f 1"])
def test_a_body_of_any_kind_goes_through_seven_bits(body: str) -> None:
    raw = built(body=body).as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert content(raw).removesuffix("\n") == re.sub(r"\r\n|\r", "\n", body).removesuffix("\n")


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\0", "\x0b", "\x85", "\u2028", "\x1b"])
def test_a_header_cannot_be_injected(sign: str) -> None:
    evil = f"x{sign}Bcc: all@example.com"
    for changes in ({"subject": evil}, {"to": f"a@example.com{sign}Bcc: b@example.com"}, {"to": evil}):
        refused = build_email(mail(**changes), sender(), WHEN)
        assert isinstance(refused, Refusal)
        assert "control character" in in_english(refused.why)
    found, problems = parse_sender({"sender": f"Shop{sign}Bcc: x <service@shop.example>"})
    assert found is None
    assert problems[0].where == "shop.toml: care.sender"


@given(subject=st.text(max_size=300), to=st.text(max_size=40), body=st.text(max_size=80), key=st.text(max_size=20))
@settings(deadline=None, max_examples=150)
def test_whatever_comes_in_is_one_mail_to_one_address_or_refused(subject: str, to: str, body: str, key: str) -> None:
    for address in (to, to + "@example.com", "a@" + to):
        message = build_email(Mail(key, address, subject, body), sender(), WHEN)
        if isinstance(message, Refusal):
            assert message.why
            continue
        raw = message.as_bytes()
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        assert [len(parsed[name].addresses) for name in ("To", "From")] == [1, 1]
        assert sorted(parsed.keys()) == sorted(message.keys())
        assert parsed["Subject"].split() == subject.split()
        assert b"\r" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (None, "no e-mail address"), ("", "no e-mail address"), ("j***o@example.com", "masked"),
        ("joao", "not an e-mail"), ("A <a@example.com>", "not an e-mail"), ("a@@example.com", "not an e-mail"),
        ("a@b", "not an e-mail"), ("a@example.com, b@example.com", "not an e-mail"),
        ("a@0..", "not an e-mail"), ("a@.", "not an e-mail"), ("a@0.", "not an e-mail"),
        ("a b@example.com", "not an e-mail"), ("josé@example.com", "not an e-mail"),
        ("x" * 65 + "@example.com", "not an e-mail"), ("a@" + "x." * 130 + "com", "not an e-mail"),
    ],
)  # fmt: skip
def test_an_address_that_would_not_arrive_is_refused(to: str | None, why: str) -> None:
    refused = build_email(mail(to=to), sender(), WHEN)
    assert isinstance(refused, Refusal)
    assert why in in_english(refused.why)


def test_a_domain_in_any_script_is_written_in_ascii() -> None:
    assert built(to="hans@münchen.example")["To"] == "hans@xn--mnchen-3ya.example"


def test_marketing_shows_the_way_out() -> None:
    refused = build_email(mail(marketing=True), sender(), WHEN)
    assert isinstance(refused, Refusal)
    assert "no way to unsubscribe" in in_english(refused.why)
    ways = sender(unsubscribe_url="https://shop.example/off?who={address}", unsubscribe_mail="off@shop.example")
    message = build_email(mail(marketing=True), ways, WHEN)
    assert not isinstance(message, Refusal)
    assert message["List-Unsubscribe"] == (
        "<https://shop.example/off?who=joao%40example.com>, <mailto:off@shop.example?subject=unsubscribe>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = build_email(mail(marketing=True), sender(unsubscribe_mail="off@shop.example"), WHEN)
    assert not isinstance(plain, Refusal)
    assert plain["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    ("url", "promised"),
    [
        ("https://shop.example/off/{address}", "List-Unsubscribe=One-Click"),
        ("https://shop.example/off", None),  # it says of nobody who he is
        ("http://shop.example/off/{address}", None),
    ],
)
def test_one_click_is_promised_only_where_it_can_work(url: str, promised: str | None) -> None:
    message = build_email(mail(marketing=True), sender(unsubscribe_url=url), WHEN)
    assert not isinstance(message, Refusal)
    assert message["List-Unsubscribe-Post"] == promised


@pytest.mark.parametrize("length", [1, 50, 150])
def test_a_long_way_out_is_not_encoded(length: int) -> None:
    to = f"{'ä' * 5}x@example.com".replace("ä", "a+") if length == 1 else f"{'a' * 60}@{'b' * length}.example.com"
    ways = sender(unsubscribe_url="https://shop.example/off?who={address}", unsubscribe_mail="off@shop.example")
    message = build_email(mail(marketing=True, to=to), ways, WHEN)
    assert not isinstance(message, Refusal)
    (raw,) = re.findall(rb"List-Unsubscribe: (.*(?:\r\n .*)*)\r\n", message.as_bytes())
    url = f"https://shop.example/off?who={quote(to, safe='')}"
    assert raw.decode() == f"<{url}>,\r\n <mailto:off@shop.example?subject=unsubscribe>"


def test_every_defect_of_the_sender_is_told() -> None:
    found, problems = parse_sender({"reply_to": "nobody", "unsubscribe_url": "javascript:x"})
    assert found is None
    assert [problem.where for problem in problems] == [
        "shop.toml: care.reply_to",
        "shop.toml: care.sender",
        "shop.toml: care.unsubscribe_url",
    ]


@given(keys=st.lists(st.text(max_size=100), min_size=1, max_size=8, unique=True))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_key_has_a_file_of_its_own_inside_the_folder(tmp_path: Path, keys: list[str]) -> None:
    folder = EmlFolder(tmp_path / "mails")
    paths = [folder.write(key, built(key=key)) for key in keys]
    again = [folder.write(key, built(key=key)) for key in keys]
    folder.close()
    assert paths == again
    assert len({path.name.lower() for path in paths}) == len(keys)
    for path in paths:
        assert path.parent == tmp_path / "mails"
        assert re.fullmatch(r"[A-Za-z0-9._-]{1,120}\.eml", path.name)
    assert {path.suffix for path in (tmp_path / "mails").iterdir()} == {".eml"}
    for path in paths:
        path.unlink()
