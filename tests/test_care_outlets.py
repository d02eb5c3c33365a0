"""Messages out: files that are whole or not there, cells and headers that nothing can be smuggled into, mail once."""

from __future__ import annotations

import contextlib
import csv
import email
import email.policy
import io
import json
import re
import shutil
import socket
import ssl
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.care.columns import MARKETING, MESSAGES, REJECTED, SKIPPED
from assistant.care.outlets import (
    Delivery,
    EmlFolder,
    Mail,
    Outcome,
    Refusal,
    Sender,
    SmtpOutlet,
    SmtpSettings,
    beside,
    build_email,
    open_record_file,
    parse_sender,
    parse_smtp_url,
)
from assistant.errors import BatchFileError, FileError, SendError, ServerAddressError
from assistant.writing.staff import in_english
from tests.mail_server import Server, cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope

    Serve: TypeAlias = Callable[..., Server]
    Connect: TypeAlias = Callable[..., SmtpOutlet]

WRONG = "secret-word"
WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


def messages(*bodies: str | None, start: int = 0) -> pa.RecordBatch:
    """Make messages, the marketing flag beside them as an outlet gets it."""
    rows = [
        {
            "order": f"{n}",
            "step": "T1",
            "locale": "pt_BR",
            "channel": "letter",
            "to": None,
            "subject": body,
            "body": body,
            "key": f"s:{n}:T1",
            "marketing": False,
        }
        for n, body in enumerate(bodies, start=start)
    ]
    return pa.RecordBatch.from_pylist(rows, MESSAGES.append(MARKETING))


# ---------------------------------------------------------------------------------------------------------------- files


def records(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_bytes().decode().split("\n")[:-1]]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]
    return pq.read_table(path).to_pylist()  # type: ignore[no-any-return] # pyarrow has no types


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(TEXTS | st.none(), min_size=1, max_size=6), cut=st.integers(0, 6))
def test_every_message_is_written_as_it_is(tmp_path: Path, kind: str, bodies: list[str | None], cut: int) -> None:
    path = tmp_path / f"out.{kind}"
    batch = messages(*bodies)
    file = open_record_file(path, MESSAGES)
    file.write(batch.slice(0, cut))
    file.write(batch.slice(cut))
    assert not path.exists() or cut >= 0
    file.commit()
    found = records(path)
    assert len(found) == file.rows == len(bodies)
    assert [list(record) for record in found] == [MESSAGES.names] * len(bodies)
    wanted = [body if kind != "csv" or not body else as_in_a_sheet(body) for body in bodies]
    assert [record["body"] for record in found] == [body or (None if kind == "csv" else body) for body in wanted]
    assert not file.partial.exists()
    path.unlink()


def as_in_a_sheet(body: str) -> str:
    return "'" + body if body[0] in "=+-@\t\r\n＝＋－＠" else body


def test_json_is_what_json_dumps_writes(tmp_path: Path) -> None:
    odd = "".join(map(chr, range(0x20))) + '"\\/ é李\u2028\u202e😀\x7f'
    file = open_record_file(tmp_path / "out.jsonl", MESSAGES)
    file.write(messages(odd, None, "plain"))
    file.commit()
    wanted = [
        json.dumps(row, ensure_ascii=False) for row in messages(odd, None, "plain").select(MESSAGES.names).to_pylist()
    ]
    assert (tmp_path / "out.jsonl").read_bytes().decode().split("\n")[:-1] == wanted


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_of_a_sheet_is_a_formula(tmp_path: Path, cell: str) -> None:
    file = open_record_file(tmp_path / "out.csv", REJECTED)
    file.write(pa.RecordBatch.from_pylist([{"row": -7, "field": "item", "value": cell, "why": 'a, "b"\nc'}], REJECTED))
    file.commit()
    raw = (tmp_path / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # Excel reads Chinese only so
    (row,) = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert row == {"row": "-7", "field": "item", "value": "'" + cell, "why": 'a, "b"\nc'}


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_a_file_goes_on_with_what_an_earlier_run_wrote(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out.{kind}"
    for run in range(3):
        file = open_record_file(path, MESSAGES)
        if path.exists():
            file.begin_with(path)
        file.write(messages(f"run {run}", start=run))
        file.commit()
    assert [record["body"] for record in records(path)] == ["run 0", "run 1", "run 2"]


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_another_file_is_not_taken_for_ours(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out.{kind}"
    other = open_record_file(path, SKIPPED)
    other.write(pa.RecordBatch.from_pylist([{"order": "1", "step": "T1", "why": "x"}], SKIPPED))
    other.commit()
    before = path.read_bytes()
    file = open_record_file(path, MESSAGES)
    with pytest.raises(BatchFileError, match=r"has other columns than order, step, .* name another file with --out"):
        file.begin_with(path)
    assert path.read_bytes() == before
    assert not file.partial.exists()
    path.write_bytes(b"something else\n")
    with pytest.raises((BatchFileError, FileError)):
        open_record_file(path, MESSAGES).begin_with(path)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out.{kind}"
    path.write_bytes(b"an earlier file")
    (tmp_path / f"out.{kind}.partial").symlink_to("/dev/full")  # every write to it meets a full disk
    with pytest.raises(FileError, match=r"cannot be written \(.*No space left on device.*make room"):
        write_much(path)
    assert path.read_bytes() == b"an earlier file"
    assert sorted(file.name for file in tmp_path.iterdir()) == [path.name]


def write_much(path: Path) -> None:
    file = open_record_file(path, MESSAGES)
    for start in range(50):
        file.write(messages(*["x" * 1000] * 100, start=start))
    file.commit()


def test_targets_that_cannot_be_written_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="make the folder first"):
        open_record_file(tmp_path / "missing" / "out.csv", MESSAGES)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(FileError, match="is a folder"):
        open_record_file(tmp_path / "folder.csv", MESSAGES)
    with pytest.raises(BatchFileError, match=r"use \.jsonl, \.csv, \.parquet"):
        open_record_file(tmp_path / "out.txt", MESSAGES)
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError, match="is a file"):
        EmlFolder(tmp_path / "file")


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="a folder where nobody may write is needed")
@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_a_read_only_target_is_one_sentence(name: str) -> None:
    with pytest.raises(FileError, match=r"cannot be written \(.*\); choose a folder where you may write"):
        open_record_file(Path("/sys/kernel") / name, MESSAGES)
    with pytest.raises(FileError, match="cannot be written"):
        EmlFolder(Path("/sys/kernel/mails"))


@pytest.mark.parametrize(
    ("out", "rejected"),
    [
        ("out.csv", "out.rejected.csv"),
        ("out.parquet", "out.rejected.parquet"),
        ("mails", "mails.rejected.jsonl"),
        ("mails.eml", "mails.eml.rejected.jsonl"),
    ],
)
def test_what_stands_beside_out_is_of_its_kind(tmp_path: Path, out: str, rejected: str) -> None:
    assert beside(tmp_path / out, "rejected") == tmp_path / rejected
    open_record_file(beside(tmp_path / out, "skipped"), SKIPPED).commit()


# -------------------------------------------------------------------------------------------------------------- e-mails


def sender(**changes: Any) -> Sender:
    made, problems = parse_sender({"sender": "Shöp <service@shop.example>", "reply_to": "help@shop.example", **changes})
    assert made is not None, problems
    return made


def mail(**changes: Any) -> Mail:
    return replace(
        Mail("s:1:T1", "joao@example.com", "Seu pedido 1 está a caminho", "Olá João,\n\nTudo bem?\n"), **changes
    )


def content(raw: bytes | str | None) -> str:
    assert isinstance(raw, bytes)
    text: str = email.message_from_bytes(raw, policy=email.policy.default).get_content()
    return text.replace("\r\n", "\n")


def built(**changes: Any) -> EmailMessage:
    message = build_email(mail(**changes), sender(), WHEN)
    assert not isinstance(message, Refusal), message
    return message


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


# -------------------------------------------------------------------------------------------- a real server on loopback


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
