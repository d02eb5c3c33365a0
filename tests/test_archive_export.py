"""Evidence to hand in, the numbers, and that whatever a text holds is found by any piece of it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import struct
import zipfile
import zlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pymupdf
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.archive import Archive, Change, Ending, Entry, Kind, NewCase, NotFiledError, Offered, Result, found
from assistant.archive.numbers import as_csv
from assistant.archive.words import MOST, indexed
from assistant.model import Outcome, Reason, Remedy
from tests.filed import NOON, new, plan
from tests.test_archive import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from assistant.bootstrap import Assistant
    from tests.filed import Clock


def png(colour: bytes = b"\xff\x00\x00", side: int = 1) -> bytes:
    """A picture of one dot; with a larger side that of a square, which is told in its head alone."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\x00" + colour)) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def many_voices(archive: Archive) -> int:
    """A case in which every script speaks."""
    case = new('Hello 😡 #let x = 1 @cite $math$ \\ "quoted"', made_plan=plan("2026-11-25", "24.90"))
    number = archive.cases.file(case, by="wei").number
    thread = tuple(Entry(kind=Kind.MESSAGE, text=text, locale=language) for language, text in WORDS.items())
    offer = Offered(remedy=Remedy.PARTIAL_REFUND, amount=Decimal("8.40"), currency="USD")
    archive.cases.change(number, Change(entries=thread, offers=(offer,)), by="wei")
    archive.cases.change(number, Change(entries=(Entry(kind=Kind.NOTE, text="for us alone"),)), by="li")
    archive.files.attach(number, "photo 照片.png", png(), by="wei")
    archive.files.attach(number, "broken.png", png()[:30], by="wei")
    return number


def test_a_bundle_is_whole_readable_and_always_the_same(archive: Archive, clock: Clock) -> None:
    number = many_voices(archive)
    data = archive.export.bundle(number, by="wei")
    clock.now += timedelta(days=9)
    assert archive.export.bundle(number, by="li") == data
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        parts = {name.removeprefix(f"case-{number}/"): bundle.read(name) for name in bundle.namelist()}
    sums = dict(line.split("  ", 1)[::-1] for line in parts.pop("SHA256SUMS").decode().splitlines())
    assert sums == {path: hashlib.sha256(content).hexdigest() for path, content in parts.items()}
    assert parts["messages/001-message.txt"].decode().startswith("Hello 😡")
    assert parts["files/01-photo 照片.png"] == png()
    told = json.loads(parts["case.json"])
    assert told["case"]["order"]["price"] == "24.90"
    done = ["filed", "message received, offered", "file attached", "file attached"]
    assert [deed["what"] for deed in told["trail"]] == done
    assert [deed.what for deed in archive.trail.of_case(number)][-2:] == ["exported", "exported"]


def test_a_name_that_no_disk_takes_is_shortened_in_the_bundle(archive: Archive) -> None:
    archive.cases.file(new(), by="wei")
    archive.files.attach(1, "a.png", png(), by="wei")
    with archive._database.writing() as connection:  # as earlier versions filed it
        connection.execute(sa.text("UPDATE files SET name = :name"), {"name": "订" * 96 + ".png"})
    with zipfile.ZipFile(io.BytesIO(archive.export.bundle(1, by="wei"))) as bundle:
        (name,) = (name for name in bundle.namelist() if "/files/" in name)
    assert name == f"case-1/files/01-{'订' * 65}.png"


def test_the_pdf_says_every_message_in_its_script(archive: Archive) -> None:
    data = archive.export.bundle(many_voices(archive), by="wei")
    with zipfile.ZipFile(io.BytesIO(data)) as bundle, pymupdf.open(stream=bundle.read("case-1/case.pdf")) as pdf:  # type: ignore[no-untyped-call]  # it has no types
        text = " ".join(page.get_text() for page in pdf)
        assert sum(len(page.get_images()) for page in pdf) == 1
    said = "".join(text.split())
    for language in ("en", "de", "ru", "zh", "ja", "ko", "vi"):
        assert "".join(WORDS[language].split()) in said, language
    for piece in (
        "สินค้า",
        "الطرد",
        "החזר",
        "[poutingface]",
        '#letx=1@cite$math$\\"quoted"',
        "8.40USD",
        "opened_on+5days",
    ):
        assert piece in said, piece
    assert "cannotbeshown" in said
    assert "forusalone" not in said


def test_a_bundle_of_a_case_that_is_not_there_is_told(archive: Archive) -> None:
    with pytest.raises(NotFiledError, match="no case 7"):
        archive.export.bundle(7, by="wei")


def test_numbers_add_up_each_currency_by_itself(archive: Archive, clock: Clock) -> None:
    def filed(amount: str, currency: str, outcome: Outcome, **fields: Any) -> int:
        offer = Offered(remedy=Remedy.PARTIAL_REFUND, amount=Decimal(amount), currency=currency, outcome=outcome)
        return archive.cases.file(new(offers=(offer,), **fields), by="wei").number

    filed("5.10", "USD", Outcome.ACCEPTED)
    filed("0.20", "USD", Outcome.DONE, country="DE", reason=Reason.DAMAGED)
    filed("300", "JPY", Outcome.ACCEPTED)
    filed("99", "USD", Outcome.REFUSED)
    filed("50", "USD", Outcome.OFFERED)
    message = Entry(kind=Kind.MESSAGE, text="x", at=NOON - timedelta(days=9))
    lost = archive.cases.file(NewCase(entries=(message,)), by="wei")
    clock.now += timedelta(hours=3)
    ending = Ending(result=Result.DISPUTE_LOST, amount=Decimal(7), currency="USD")
    archive.cases.change(lost.number, Change(ending=ending), by="wei")
    archive.cases.change(1, Change(entries=(Entry(kind=Kind.REPLY, text="Hello"),)), by="wei")
    figures = archive.numbers.figures(date(2026, 11, 1), date(2026, 11, 20))
    assert figures.cases == 6
    assert [(one.key, one.cases) for one in figures.by_reason] == [("late_delivery", 4), (None, 1), ("damaged", 1)]
    assert [(one.key, one.cases) for one in figures.by_country] == [("BR", 4), (None, 1), ("DE", 1)]
    assert [(one.key, one.cases) for one in figures.by_sku] == [("BULB", 5), ("LAMP-1", 5)]
    assert [(one.key, one.cases) for one in figures.by_week] == [("2026-11-09", 1), ("2026-11-16", 5)]
    assert [(one.remedy, one.currency, str(one.amount), one.times) for one in figures.spent] == [
        ("dispute_lost", "USD", "7.00", 1),
        ("partial_refund", "JPY", "300", 1),
        ("partial_refund", "USD", "5.30", 2),
    ]
    assert (figures.offers.accepted, figures.offers.refused, figures.offers.open) == (3, 1, 1)
    assert (figures.offers.accepted_share, figures.median_hours_to_reply) == (Decimal("0.750"), Decimal("3.0"))
    rows = list(csv.DictReader(io.StringIO(as_csv(figures))))
    assert {"figure": "spent_by_remedy", "key": "partial_refund", "currency": "USD", "value": "5.30"} in rows
    assert archive.numbers.figures(date(2026, 12, 1), date(2026, 12, 2)).by_reason == ()


LOS_ANGELES, KATHMANDU = ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Kathmandu")


@pytest.mark.parametrize(
    ("zone", "at", "day", "week"),
    [
        (LOS_ANGELES, datetime(2026, 11, 28, 1, tzinfo=UTC), date(2026, 11, 27), "2026-11-23"),
        (LOS_ANGELES, datetime(2026, 11, 30, 7, 59, 59, 900_000, tzinfo=UTC), date(2026, 11, 29), "2026-11-23"),
        (LOS_ANGELES, datetime(2026, 11, 30, 8, tzinfo=UTC), date(2026, 11, 30), "2026-11-30"),
        (KATHMANDU, datetime(2026, 11, 29, 18, 14, tzinfo=UTC), date(2026, 11, 29), "2026-11-23"),
        (KATHMANDU, datetime(2026, 11, 29, 18, 15, tzinfo=UTC), date(2026, 11, 30), "2026-11-30"),
    ],
)
def test_days_are_those_of_the_staff(zone: ZoneInfo, at: datetime, day: date, week: str, archive_url: str) -> None:
    with Archive(archive_url, lambda: at, zone) as archive:
        offer = Offered(remedy=Remedy.PARTIAL_REFUND, amount=Decimal(5), currency="USD")
        case = archive.cases.file(new(offers=(offer,)), by="wei")
        assert (case.offers[0].on, archive.today()) == (day, day)
        later = archive.cases.change(case.number, Change(offers=(offer,)), by="wei")
        assert later.offers[1].on == day
        figures = archive.numbers.figures(day, day)
        assert (figures.cases, [one.key for one in figures.by_week]) == (1, [week])
        for other in (day - timedelta(days=1), day + timedelta(days=1)):
            assert archive.numbers.figures(other, other).cases == 0
        assert archive.numbers.figures(date.min, date.max).cases == 1


def test_alerts_of_the_archive_count_buyers_and_claims(archive: Archive, assistant: Assistant) -> None:
    amounts, days = assistant.playbook(None).platform.amounts, (NOON.date(), NOON.date())

    def filed(**fields: Any) -> list[tuple[str, str]]:
        for _ in range(3):
            archive.cases.file(new(reason=Reason.DEFECTIVE, **fields), by="wei")
        return [(alert.kind, str(alert.what)[:9]) for alert in archive.numbers.alerts(amounts, *days)]

    assert filed(platform="ebay") == []
    assert filed(platform="amazon") == []  # the same number elsewhere: two claims, still one buyer
    assert filed(platform="taobao") == [("buyer", "3 claims ")]


def test_a_spreadsheet_does_not_run_what_a_sku_says(archive: Archive) -> None:
    archive.cases.file(new(sku="=HYPERLINK(1)"), by="wei")
    figures = archive.numbers.figures(date(2026, 11, 20), date(2026, 11, 20))
    assert "'=HYPERLINK(1)" in as_csv(figures)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def library(request: pytest.FixtureRequest, made_archives: Callable[[str], str]) -> Iterator[Archive]:
    """An archive with one case, whose words each example writes anew."""
    with Archive(made_archives(request.param)) as archive:
        archive.cases.file(NewCase(entries=(Entry(kind=Kind.MESSAGE, text="x"),)), by="wei")
        yield archive


UNSPACED = "退款申请包裹壊れた返金환불해สินค้ายังไม่ได้รับ"
SCRIPTS = ("abcäöüßéÀđłŁıİ", "абвёйЖ", UNSPACED, "أبتثمرحبا", "אבגדה", "0123456789", " .,!?-'\"😡\n")


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="".join(SCRIPTS), min_size=1, max_size=60), data=st.data())
def test_any_piece_of_an_unspaced_script_and_any_beginning_of_a_word_is_found(
    text: str, data: st.DataObject, library: Archive
) -> None:
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    is_start = begin == 0 or not text[begin - 1].isalnum() or text[begin] in UNSPACED
    piece = text[begin:end]
    with library._database.writing() as connection:
        found.write(connection, [(1, ["before", text, "after"])])
        if is_start and any(character.isalnum() for character in piece):
            assert found.newest(connection, piece, 9, None) == [1], piece


def test_a_very_long_case_is_found_by_its_newest_words(library: Archive) -> None:
    texts = ["newest words", "退款申请" * 40_000]
    assert len(indexed(texts)) <= MOST
    with library._database.writing() as connection:
        found.write(connection, [(1, texts)])
    assert library.worklist.search("newest").rows
    assert library.worklist.search("退款").rows


@pytest.mark.parametrize("locale", ["ar", "he"])
def test_every_line_of_a_reply_runs_in_the_direction_of_its_language(archive: Archive, locale: str) -> None:
    number = archive.cases.file(new("hello"), by="wei").number
    reply = Entry(kind=Kind.REPLY, text=f"{WORDS[locale]}\nLamphouse", locale=locale)
    archive.cases.change(number, Change(entries=(reply,)), by="wei")
    with zipfile.ZipFile(io.BytesIO(archive.export.bundle(number, by="wei"))) as bundle:
        content = bundle.read(f"case-{number}/case.pdf")
    with pymupdf.open(stream=content) as pdf:  # type: ignore[no-untyped-call]  # it has no types
        signed = [(page.rect.width, at.x0) for page in pdf for at in page.search_for("Lamphouse")]
    assert len(signed) == 1
    assert signed[0][1] > signed[0][0] / 2
