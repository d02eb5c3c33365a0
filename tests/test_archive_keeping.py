"""What is kept how long: the trail that nobody edits, purging, redaction."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from assistant.archive import (
    Basis,
    Change,
    Ending,
    Entry,
    Kind,
    NewCase,
    NotFiledError,
    Offered,
    RefusedFileError,
    Result,
    State,
)
from assistant.archive.files import LARGEST, LONGEST_NAME, clean_name, fitting_name, require_kind
from assistant.archive.keeping import Purge
from assistant.archive.redaction import REDACTED
from assistant.archive.tables import answers, metadata
from assistant.errors import DatabaseError
from assistant.model import Buyer, Order, Reason, Remedy
from tests.filed import EMAIL, NOON, new, plan

if TYPE_CHECKING:
    from assistant.archive import Archive
    from tests.filed import Clock

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
SECRETS = ("Ana", "Souza", EMAIL, "8190021447710231", "RB473124828US", "Rua das Flores", "+55 11 91234", "my address")
TOLD = "My name is Ana Souza, my address is Rua das Flores 12, write to ana@example.com or +55 11 91234-5678."


def everything(archive: Archive) -> str:
    """All that the database holds, as text."""
    with archive._database.reading() as connection:
        rows = [repr(row) for table in metadata.sorted_tables for row in connection.execute(sa.select(table))]
        return "\n".join([*rows, *(repr(row) for row in connection.execute(sa.text("SELECT * FROM found")))])


def break_in(archive: Archive, *statements: str) -> None:
    """Do what an intruder with the database's own tools would do."""
    with archive._database.writing() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def without_guard(archive: Archive) -> str:
    return "DROP TRIGGER trail_no_update" if archive._database.is_sqlite else "ALTER TABLE trail DISABLE TRIGGER USER"


@pytest.mark.parametrize(
    "statement", ["UPDATE trail SET who = 'li' WHERE id = 1", "DELETE FROM trail", "TRUNCATE trail"]
)
def test_the_database_refuses_to_change_the_trail(statement: str, archive: Archive) -> None:
    archive.cases.file(new(), by="wei")
    with pytest.raises(DatabaseError):
        break_in(archive, statement)
    assert [deed.who for deed in archive.trail.of_case(1)] == ["wei"]


@pytest.mark.parametrize(
    ("tampering", "line"),
    [
        ("UPDATE trail SET who = 'li' WHERE id = 2", 2),
        ("UPDATE trail SET details = '{}' WHERE id = 3", 3),
        ("UPDATE trail SET id = 9 WHERE id = 3", 3),
    ],
)
def test_a_changed_trail_shows(tampering: str, line: int, archive: Archive) -> None:
    for _ in range(3):
        archive.cases.file(new(), by="wei")
    before = archive.verify()
    assert (before.is_whole, before.lines) == (True, 3)
    break_in(archive, without_guard(archive), tampering)
    after = archive.verify()
    assert (after.is_whole, after.broken_at) == (False, line)


def test_purge_takes_what_is_old_and_leaves_what_a_deadline_needs(archive: Archive, clock: Clock) -> None:
    old = archive.cases.file(new("old secret"), by="wei").number
    runs = archive.cases.file(new(made_plan=plan("2027-07-01")), by="wei").number
    over = archive.cases.file(new(made_plan=plan("2026-12-24")), by="wei").number
    asleep = archive.cases.file(new(), by="wei").number
    awakes = Change(state=State.SNOOZED, snoozed_until=NOON + timedelta(days=300))
    archive.cases.change(asleep, awakes, by="wei")
    touched = archive.cases.file(new(), by="wei").number
    archive.files.attach(old, "a.png", PNG, by="wei")
    archive.files.attach(touched, "b.png", PNG, by="wei")
    archive.files.attach(old, "c.txt", b"only here", by="wei")
    clock.now = NOON + timedelta(days=100)
    archive.cases.change(touched, Change(entries=(Entry(kind=Kind.NOTE, text="still open"),)), by="wei")
    clock.now = NOON + timedelta(days=181)
    promised = archive.keeping.purge(180, by="chef", dry_run=True)
    assert archive.cases.get(old)
    done = archive.keeping.purge(180, by="chef")
    assert promised == done
    assert (done.purged, done.kept) == ((old, over), (runs, asleep))
    with pytest.raises(NotFiledError):
        archive.cases.get(old)
    assert [deed.what for deed in archive.trail.of_case(old)][-1] == "purged"
    assert "secret" not in everything(archive)
    assert b"only here" not in everything(archive).encode()
    assert archive.files.content(touched, archive.cases.get(touched).files[0].sha256) == (PNG, "image/png")
    assert archive.verify().is_whole
    assert archive.cases.file(new(), by="wei").number == touched + 1


@pytest.mark.parametrize(
    "ending",
    [
        Change(state=State.RESOLVED),
        Change(entries=(Entry(kind=Kind.MESSAGE, text="And now?"),)),
        Change(entries=(Entry(kind=Kind.REPLY, text="It comes."),)),
        Change(ending=Ending(result=Result.REFUSED)),
    ],
    ids=["settled", "message", "reply", "outcome"],
)
def test_a_snooze_that_has_ended_keeps_no_case(ending: Change, archive: Archive, clock: Clock) -> None:
    until = Change(state=State.SNOOZED, snoozed_until=NOON + timedelta(days=300))
    for _ in range(2):
        number = archive.cases.file(new(), by="wei").number
        archive.cases.change(number, until, by="wei")
        archive.cases.change(number, ending, by="wei")
    assert archive.cases.get(1).snoozed_until is None
    assert "snoozed" not in archive.trail.of_case(1)[-1].what
    # As earlier versions left it behind.
    break_in(archive, "UPDATE cases SET snoozed_until = '2027-09-16 12:00:00.000000' WHERE id = 2")
    clock.now = NOON + timedelta(days=181)
    assert archive.keeping.purge(180, by="chef") == Purge(purged=(1, 2), kept=())


@pytest.mark.parametrize(("days", "later", "left"), [(180, 200, []), (180, 1, ["key"]), (1, 1.5, [])])
def test_a_purge_takes_what_was_answered_about_its_cases(
    days: int, later: float, left: list[str], archive: Archive, clock: Clock
) -> None:
    archive.answers.claim("wei", "key", "digest")
    archive.cases.file(new(), by="wei")
    archive.answers.give("wei", "key", {"text": TOLD})
    clock.now += timedelta(days=later)
    archive.keeping.purge(days, by="wei")
    with archive._database.reading() as connection:
        assert list(connection.scalars(sa.select(answers.c.key))) == left


def test_a_purged_number_is_never_given_again(archive: Archive, clock: Clock) -> None:
    archive.cases.file(new(), by="wei")
    clock.now += timedelta(days=200)
    archive.keeping.purge(180, by="wei")
    assert archive.cases.file(new(), by="wei").number == 2


def filled(archive: Archive) -> int:
    reading = {
        "reason": "damaged",
        "language": "en",
        "facts": {"order_numbers": ["8190021447710231"]},
        "why": [{"text": TOLD}],
    }
    case = new(TOLD, buyer="Ana Souza")
    case = case.model_copy(update={"basis": case.basis.model_copy(update={"reading": reading})})
    number = archive.cases.file(case, by="wei").number
    reply = Entry(kind=Kind.REPLY, text="Dear Ana", subject="Order 8190021447710231", gloss={"body": "Dear Ana"})
    note = Entry(kind=Kind.NOTE, text="Ana called from +55 11 91234-5678")
    change = Change(entries=(reply, note), offers=(Offered(remedy=Remedy.RESHIP),))
    archive.cases.change(number, change, by="wei")
    archive.files.attach(number, "Ana Souza.png", PNG, by="wei")
    archive.answers.claim("wei", "key", "digest")
    archive.answers.give("wei", "key", {"text": TOLD})
    return number


def test_redaction_leaves_nothing_that_tells_who_the_buyer_is(archive: Archive, archive_url: str) -> None:
    number = filled(archive)
    archive.keeping.redact(number, by="chef")
    left = everything(archive)
    assert [secret for secret in SECRETS if secret.casefold() in left.casefold()] == []
    case = archive.cases.get(number)
    assert (case.reason, case.country, case.skus) == (Reason.LATE_DELIVERY, "BR", ("BULB", "LAMP-1"))
    assert case.at_risk == case.order.price == Decimal("24.90")
    assert [entry.text for entry in case.entries] == [REDACTED] * 3
    assert case.redacted_at == NOON
    assert archive.worklist.search("Flores").rows == ()
    assert archive.verify().is_whole
    archive.close()
    for path in Path(archive_url.removeprefix("sqlite://")).parent.glob("archive.db*"):
        raw = path.read_bytes().lower()
        assert [secret for secret in SECRETS if secret.lower().encode() in raw] == [], path.name


def test_what_comes_after_a_redaction_is_sealed_again(archive: Archive) -> None:
    archive.cases.file(new(), by="wei")
    archive.keeping.redact(1, by="chef")
    archive.cases.change(1, Change(entries=(Entry(kind=Kind.MESSAGE, text="I am back"),)), by="wei")
    assert archive.verify().is_whole
    break_in(archive, "UPDATE entries SET text = 'I never came' WHERE text = 'I am back'")
    assert archive.verify().altered_cases == (1,)


def test_texts_may_stay_with_what_is_recognised_blacked_out(archive: Archive) -> None:
    number = filled(archive)
    archive.keeping.redact(number, by="chef", keep_texts=True)
    texts = [entry.text for entry in archive.cases.get(number).entries]
    assert texts[0] == (f"My name is {REDACTED}, my address is Rua das Flores 12, write to {REDACTED} or {REDACTED}.")
    assert texts[1] == f"Dear {REDACTED}"


def test_every_case_of_a_buyer_is_redacted(archive: Archive) -> None:
    first, other, second = (archive.cases.file(new(buyer=name), by="wei").number for name in ("Ana S", "Bo", "Ana S"))
    break_in(archive, "UPDATE cases SET buyer_key = 'bo@example.com' WHERE buyer = 'Bo'")
    assert archive.keeping.redact_buyer(EMAIL.upper(), by="chef") == (first, second)
    assert archive.cases.get(other).buyer == "Bo"


def test_cases_of_the_buyers_orders_are_his_and_what_only_mentions_him_is_told(archive: Archive) -> None:
    def filed(text: str, number: str | None, **buyer: Any) -> int:
        known = Order(number=number, buyer=Buyer(**buyer))
        thread = (Entry(kind=Kind.MESSAGE, text=text),)
        return archive.cases.file(NewCase(entries=thread, basis=Basis(order=known)), by="wei").number

    by_address = filed("a", "5500123", name="Ana Silva", email=EMAIL)
    by_name = filed("b", "5500123", name="ana  silva")
    nobodys = filed("c", "5500123")
    others = filed("d", "5500123", name="Bo Li")
    told = filed("write to Ana@example.com, Ana Silva", None)
    asked = filed("where is 5500123?", None)
    filed("Banana silvan, 155001234, xana@example.com", None)
    assert archive.keeping.of_buyer(EMAIL) == (by_address, by_name, nobodys)
    words = (EMAIL, "Ana Silva", "5500123")
    assert archive.keeping.mentioning(words, (by_address, by_name, nobodys)) == (others, told, asked)
    assert archive.keeping.mentioning(("", "\0", "nobody"), ()) == ()


@pytest.mark.parametrize(
    "typed",
    ["Zoë Ångström", "zoë ångström", "ZOË ÅNGSTRÖM", " Zoë  Ångström ", "Zoe\u0308 A\u030angstro\u0308m"],
    ids=["as filed", "small", "capitals", "blanks", "decomposed"],
)
def test_a_buyer_is_found_however_the_name_is_typed(typed: str, archive: Archive) -> None:
    for name in ("Zoë Ångström", "Zoë", ""):
        archive.cases.file(new(buyer=name), by="wei")
    assert archive.keeping.redact_buyer(" ", by="chef") == ()
    assert archive.keeping.redact_buyer(typed, by="chef") == (1,)
    assert archive.cases.get(2).buyer == "Zoë"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.png", b"", "empty"),
        ("a.png", b"<svg onload=alert(1)>", "no kind"),
        ("a.jpg", b"MZ\x90\x00\x03\x00", "no kind"),
        ("page.txt", b"  <html><script>", "no kind"),
        ("a.zip", b"PK\x03\x04\xff\xff", "no kind"),
        ("big.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * LARGEST, "more than"),
    ],
    ids=["empty", "svg", "exe", "html", "zip", "big"],
)
def test_files_of_other_kinds_and_sizes_are_refused(name: str, data: bytes, why: str, archive: Archive) -> None:
    archive.cases.file(new(), by="wei")
    with pytest.raises(RefusedFileError, match=why):
        archive.files.attach(1, name, data, by="wei")
    assert archive.cases.get(1).files == ()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\a.png", "a.png"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("..", "file"),
        ("照片.png", "照片.png"),
    ],
)
def test_a_name_has_no_folders_and_nothing_that_misleads(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.mark.parametrize(
    ("given", "data", "kept"),
    [
        ("talk.html", b"hello <script>alert(1)</script>", "talk.html.txt"),
        ("bill.pdf.exe", b"%PDF-1.7", "bill.pdf.exe.pdf"),
        ("photo.jpg", PNG, "photo.jpg.png"),
        ("n" * 250 + ".hta", b"text", "n" * 196 + ".txt"),
        ("订" * 120 + ".png", PNG, "订" * 65 + ".png"),
        ("😀" * 90, b"text", "😀" * 49 + ".txt"),
        ("a." + "n" * 250, b"text", "a." + "n" * 194 + ".txt"),
        ("PHOTO.PNG", PNG, "PHOTO.PNG"),
        ("talk", b"hello", "talk.txt"),
        ("talk.csv", b"a,b", "talk.csv"),
    ],
)
def test_a_name_ends_as_what_the_file_holds(given: str, data: bytes, kept: str, archive: Archive) -> None:
    archive.cases.file(new(), by="wei")
    for _ in range(2):  # the second is the same file
        (file,) = archive.files.attach(1, given, data, by="wei").files
    assert file.name == kept
    assert len(file.name.encode()) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("brand", "name"),
    [
        (b"avif", "a.x.avif"),
        (b"avis", "a.x.avif"),
        (b"heic", "a.x.heic"),
        (b"hevc", "a.x.heic"),
        (b"mif1", "a.x.heic"),
        (b"msf1", "a.x.heic"),
        (b"mif1\0\0\0\0mif1avif", "a.x.avif"),  # as some programs write it
        (b"isom", "a.x.mp4"),
        (b"mp42", "a.x.mp4"),
        (b"qt  ", "a.x.mp4"),
        (b"M4V ", "a.x.mp4"),
        (b"3gp5", "a.x.mp4"),
        (b"M4A ", "a.x.mp4"),
        (b"crx ", None),
        (b"jp2 ", None),
    ],
)
def test_a_brand_says_whether_it_is_a_picture_or_a_film(brand: bytes, name: str | None) -> None:
    data = b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 12
    if name is None:
        with pytest.raises(RefusedFileError, match="no kind"):
            require_kind("a.x", data)
    else:
        assert fitting_name("a.x", require_kind("a.x", data)) == name


def test_the_trail_holds_no_words_of_a_buyer(archive: Archive) -> None:
    number = filled(archive)
    told = json.dumps([deed.model_dump(mode="json") for deed in archive.trail.of_case(number)])
    assert [secret for secret in SECRETS if secret in told] == []
