"""That tampering shows: texts, offers, files and cases that are not what the trail tells of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from assistant.archive import Change, Ending, Entry, Kind, Label, Offered, Result, trail
from assistant.model import Outcome, Remedy
from tests.filed import new
from tests.test_archive_keeping import PNG, break_in

if TYPE_CHECKING:
    from assistant.archive import Archive
    from tests.filed import Clock

FAULTS = (
    "altered_cases", "altered_facts", "altered_offers", "altered_attachments", "missing_cases", "unsealed_cases",
)  # fmt: skip


def faults(archive: Archive) -> dict[str, tuple[int, ...]]:
    """The cases in which something is not right, by what."""
    verdict = archive.verify()
    assert verdict.broken_at is None
    assert verdict.is_whole is not any(getattr(verdict, name) for name in FAULTS[:-1])
    return {name: found for name in FAULTS if (found := getattr(verdict, name))}


def fill(archive: Archive) -> None:
    """Two cases with texts, offers, answers and files."""
    part = Offered(remedy=Remedy.PARTIAL_REFUND, amount=Decimal("5.00"), currency="USD")
    for _ in range(2):
        case = archive.cases.file(new("I want 5 USD", offers=(part, Offered(remedy=Remedy.RESHIP))), by="wei")
        archive.cases.answer(case.number, case.offers[0].number or 0, Outcome.ACCEPTED, by="wei")
        archive.cases.approve(case.number, case.offers[1].number or 0, by="chef")
        archive.files.attach(case.number, "a.png", PNG, by="wei")
        archive.files.attach(case.number, "b.txt", b"b", by="wei")
    archive.files.attach(2, "c.txt", b"c", by="wei")


@pytest.mark.parametrize(
    ("tampering", "shown"),
    [
        ("UPDATE entries SET text = 'I want 50 USD' WHERE case_id = 1", "altered_cases"),
        ("UPDATE entries SET kind = 'reply' WHERE case_id = 1", "altered_cases"),
        ("UPDATE entries SET at = '2020-01-01 00:00:00+00:00' WHERE case_id = 1", "altered_cases"),
        ("UPDATE entries SET case_id = 2 WHERE case_id = 1", "altered_cases"),
        ("UPDATE entries SET subject = 'I agree' WHERE case_id = 1", "altered_cases"),
        ("UPDATE cases SET salt = NULL WHERE id = 1", "altered_cases"),
        ("UPDATE cases SET result = 'refused' WHERE id = 1", "altered_facts"),
        ("UPDATE cases SET result_amount = 10000 WHERE id = 1", "altered_facts"),
        ("UPDATE cases SET result_currency = 'EUR' WHERE id = 1", "altered_facts"),
        ("UPDATE cases SET state = 'resolved' WHERE id = 1", "altered_facts"),
        ("UPDATE cases SET label = 1 WHERE id = 1", "altered_facts"),
        ("UPDATE cases SET assigned_to = 'li' WHERE id = 1", "altered_facts"),
        ("UPDATE cases SET reason = 'damaged' WHERE id = 1", "altered_facts"),
        ("""UPDATE cases SET "order" = '{}' WHERE id = 1""", "altered_facts"),
        ("UPDATE offers SET amount = 990000 WHERE id = 1", "altered_offers"),
        ("UPDATE offers SET currency = 'EUR' WHERE id = 1", "altered_offers"),
        ("UPDATE offers SET remedy = 'full_refund' WHERE id = 1", "altered_offers"),
        ("UPDATE offers SET outcome = 'refused' WHERE id = 1", "altered_offers"),
        ("UPDATE offers SET outcome = 'done' WHERE id = 2", "altered_offers"),
        ("UPDATE offers SET approved_by = 'wei' WHERE id = 1", "altered_offers"),
        ("UPDATE offers SET approved_by = NULL WHERE id = 2", "altered_offers"),
        ("UPDATE offers SET needs_approval = NOT needs_approval WHERE id = 2", "altered_offers"),
        ("DELETE FROM offers WHERE id = 2", "altered_offers"),
        ("UPDATE files SET name = 'c.png' WHERE id = 1", "altered_attachments"),
        ("UPDATE files SET sha256 = (SELECT sha256 FROM files WHERE id = 5) WHERE id = 1", "altered_attachments"),
        ("DELETE FROM files WHERE id = 1", "altered_attachments"),
        ("DELETE FROM cases WHERE id = 1", "missing_cases"),
    ],
)
def test_what_was_altered_shows(tampering: str, shown: str, archive: Archive) -> None:
    fill(archive)
    assert faults(archive) == {}
    break_in(archive, tampering)
    found = faults(archive)
    assert found[shown][0] == 1
    # Without its salt a case's order and files have no seal either.
    assert found.keys() <= {shown, *(("altered_facts", "altered_attachments") if "salt" in tampering else ())}


def test_an_altered_file_shows(archive: Archive) -> None:
    archive.cases.file(new(), by="wei")
    archive.files.attach(1, "a.png", PNG, by="wei")
    digest = archive.cases.get(1).files[0].sha256
    literal = "x'00'" if archive._database.is_sqlite else "'\\x00'"
    break_in(archive, f"UPDATE contents SET data = {literal}")  # noqa: S608 - a literal of ours
    assert archive.verify().altered_files == (digest,)


def test_what_was_withdrawn_redacted_or_purged_is_no_tampering(archive: Archive, clock: Clock) -> None:
    fill(archive)
    for amount in ("7.00", "6.00"):  # the second takes back what the first agreed beside the offers
        ending = Ending(result=Result.ACCEPTED, amount=Decimal(amount), currency="USD")
        archive.cases.change(1, Change(ending=ending), by="wei")
    archive.keeping.redact(2, by="chef", keep_texts=True)
    assert faults(archive) == {}
    archive.files.attach(2, "d.txt", b"d", by="wei")
    archive.cases.change(2, Change(entries=(Entry(kind=Kind.NOTE, text="back"),)), by="wei")
    assert faults(archive) == {}
    break_in(archive, "UPDATE entries SET text = 'gone' WHERE text = 'back'", "DELETE FROM files WHERE case_id = 2")
    assert faults(archive) == {"altered_cases": (2,), "altered_attachments": (2,)}
    clock.now += timedelta(days=200)
    archive.keeping.purge(180, by="wei")
    assert faults(archive) == {}


def test_an_altered_ending_and_subject_show(archive: Archive) -> None:
    fill(archive)
    ending = Ending(result=Result.ACCEPTED, amount=Decimal("5.00"), currency="USD")
    reply = Entry(kind=Kind.REPLY, text="We refund 5 USD.", subject="Your refund of 5 USD")
    archive.cases.change(1, Change(entries=(reply,), label=Label.RED, assigned_to="li"), by="wei")
    archive.cases.change(1, Change(ending=ending), by="wei")
    assert faults(archive) == {}
    break_in(archive, "UPDATE entries SET subject = 'Your refund of 50 USD' WHERE subject IS NOT NULL")
    assert faults(archive) == {"altered_cases": (1,)}
    break_in(archive, "UPDATE cases SET result_amount = 200000 WHERE id = 1")
    assert faults(archive) == {"altered_cases": (1,), "altered_facts": (1,)}


@pytest.fixture
def earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trail tells as little of orders, subjects, files and offers as it did before they were sealed."""
    append = trail.append

    def tell(*line: Any, **details: Any) -> None:
        kept = {key: value for key, value in details.items() if key not in {"file", "seal", "order"}}
        for part in ("offers", "entries"):
            told = kept.get(part, ())
            kept |= {part: [{k: v for k, v in one.items() if k not in {"outcome", "at", "subject"}} for one in told]}
        append(*line, **kept)

    monkeypatch.setattr(trail, "append", tell)


@pytest.mark.usefixtures("earlier")
def test_of_an_earlier_version_s_lines_is_said_what_cannot_be_compared(archive: Archive) -> None:
    fill(archive)
    unsealed = {"unsealed_cases": (1, 2)}
    assert faults(archive) == unsealed
    break_in(archive, "UPDATE files SET name = 'c.png' WHERE id = 1", "UPDATE offers SET outcome = 'done' WHERE id = 2")
    assert faults(archive) == unsealed
    break_in(archive, "DELETE FROM files WHERE id = 1", "UPDATE offers SET outcome = 'done' WHERE id = 1")
    assert faults(archive) == {"altered_offers": (1,), "altered_attachments": (1,), **unsealed}


def test_a_line_that_is_no_json_is_a_broken_trail(archive: Archive) -> None:
    fill(archive)
    guard = "DROP TRIGGER trail_no_update" if archive._database.is_sqlite else "ALTER TABLE trail DISABLE TRIGGER USER"
    break_in(archive, guard, "UPDATE trail SET details = 'x' WHERE id = 1")
    assert archive.verify().broken_at == 1


def test_what_nobody_filed_shows(archive: Archive) -> None:
    fill(archive)
    with archive._database.writing() as connection:
        for table in ("offers", "files", "entries"):
            names = [one["name"] for one in sa.inspect(connection).get_columns(table) if one["name"] != "id"]
            columns = ", ".join(f'"{name}"' for name in names)
            copied = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = 1"  # noqa: S608 - ours
            connection.execute(sa.text(copied))
    assert faults(archive) == {"altered_cases": (1,), "altered_offers": (1,), "altered_attachments": (1,)}
