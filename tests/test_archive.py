"""The archive: what is filed comes back, on both databases; two at one case; nothing half; a trail nobody edits."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from assistant.archive import (
    Basis,
    Change,
    ConflictError,
    Ending,
    Entry,
    Kind,
    Label,
    NewCase,
    NotFiledError,
    Offered,
    Result,
    State,
    Wanted,
)
from assistant.archive.columns import from_basis, when_due
from assistant.archive.urgency import reply_by
from assistant.errors import DataError
from assistant.model import Dispute, Order, Outcome, Reason, Remedy
from tests.conftest import ROOT
from tests.filed import NOON, new, plan

if TYPE_CHECKING:
    from assistant.archive import Archive
    from tests.filed import Clock

CASES = ROOT / "tests" / "cases" / "archive"
WORDS = {
    "en": "Where is my parcel? It was due last week, and nobody answers.",
    "de": "Die Größe paßt überhaupt nicht, ich möchte mein Geld zurück.",
    "ru": "Посылка ещё не пришла, верните деньги",
    "zh": "我要退款申请，包裹还没有到",
    "ja": "商品が壊れていました。返金してください",
    "ko": "배송이 너무 늦어요 환불해 주세요",
    "th": "ยังไม่ได้รับสินค้า ขอเงินคืน",
    "ar": "أُرِيدُ استرداد أموالي لأنّ الطرد لم يصل",
    "he": "הַחֲבִילָה לא הגיעה, אני רוצה החזר כספי",
    "vi": "Đơn hàng chưa đến, tôi muốn hoàn tiền",
}


def numbers(archive: Archive, text: str) -> list[int]:
    return [row.number for row in archive.worklist.search(text).rows]


def test_what_is_filed_comes_back_whole(archive: Archive) -> None:
    made = new("Ça va? \ufffd 😡\nsecond line", label=Label.ORANGE, platform="aliexpress", assigned_to="wei")
    reply = Entry(
        kind=Kind.REPLY,
        text="Olá, Ana",
        subject="Seu pedido",
        locale="pt_BR",
        channel="letter",
        at=NOON,
        gloss={"locale": "en", "subject": "Your order", "body": "Hello, Ana"},
        findings=({"rule": "blame", "severity": "warning"},),
    )
    offer = Offered(remedy=Remedy.PARTIAL_REFUND, amount=Decimal("8.40"), currency="USD", needs_approval=True)
    filed = archive.cases.file(
        made.model_copy(update={"entries": (*made.entries, reply), "offers": (offer,)}), by="wei"
    )
    case = archive.cases.get(filed.number)
    assert case == filed
    assert case.order == made.basis.order
    assert case.plan == made.basis.plan
    assert [entry.text for entry in case.entries] == ["Ça va? \ufffd 😡\nsecond line", "Olá, Ana"]
    assert case.entries[1].gloss == reply.gloss
    assert case.entries[1].findings == reply.findings
    assert case.entries[1].by == "wei"
    assert (case.offers[0].amount, case.offers[0].on, case.offers[0].needs_approval) == (
        Decimal("8.40"), date(2026, 11, 20), True,
    )  # fmt: skip
    assert (case.skus, case.country, case.reason) == (("BULB", "LAMP-1"), "BR", Reason.LATE_DELIVERY)
    assert case.rules["program"]
    assert case.replied_at == NOON


def test_text_that_no_database_holds_is_kept_with_a_sign_for_it(archive: Archive) -> None:
    case = archive.cases.file(new("nul \x00 and half \ud83d", buyer="A\x00na"), by="wei")
    assert case.entries[0].text == "nul \ufffd and half \ufffd"
    assert case.order.buyer.name == "A\ufffdna"


def test_the_second_sees_what_the_first_did_and_nothing_is_lost(archive: Archive, clock: Clock) -> None:
    case = archive.cases.file(new(), by="wei")
    clock.now += timedelta(minutes=1)
    offer = Offered(remedy=Remedy.RESHIP)
    archive.cases.change(
        case.number, Change(entries=(Entry(kind=Kind.REPLY, text="Hello"),), offers=(offer,)), by="wei", version=1
    )
    mine = Change(label=Label.RED, entries=(Entry(kind=Kind.REPLY, text="Hi there"),))
    with pytest.raises(ConflictError, match="wei: replied, made an offer, changed the state") as caught:
        archive.cases.change(case.number, mine, by="li", version=case.version)
    assert caught.value.case.version == 2
    assert caught.value.case.label is Label.WHITE
    assert [deed.who for deed in caught.value.deeds] == ["wei"]
    again = archive.cases.change(case.number, mine, by="li", version=caught.value.case.version)
    assert [entry.text for entry in again.entries] == ["Where is my parcel?", "Hello", "Hi there"]
    assert (again.label, again.version) == (Label.RED, 3)


def test_what_is_done_together_is_there_as_a_whole_or_not_at_all(archive: Archive) -> None:
    def killed() -> None:
        with archive.together():
            archive.cases.file(new(), by="wei")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        killed()
    assert set(archive.worklist.counts().values()) == {0}
    with archive.together():
        number = archive.cases.file(new(), by="wei").number
        assert archive.cases.get(number).version == 1
        archive.answers.claim("wei", "k", "digest")
        archive.answers.give("wei", "k", {"case": number})
    assert archive.answers.claim("wei", "k", "digest") == {"case": archive.cases.get(number).number}


def test_a_state_follows_from_what_is_done(archive: Archive) -> None:
    number = archive.cases.file(new(), by="wei").number

    def after(**fields: Any) -> State:
        return archive.cases.change(number, Change(**fields), by="wei").state

    assert after(entries=(Entry(kind=Kind.REPLY, text="Hello"),)) is State.PENDING
    assert after(entries=(Entry(kind=Kind.NOTE, text="Ask the carrier"),)) is State.PENDING
    assert after(entries=(Entry(kind=Kind.MESSAGE, text="And now?"),)) is State.OPEN
    assert after(ending=Ending(result=Result.ACCEPTED, amount=Decimal(5), currency="USD")) is State.RESOLVED
    assert after(state=State.OPEN) is State.OPEN
    assert archive.cases.get(number).resolved_at is None


def test_a_note_leaves_the_deadline_and_only_a_reply_ends_it(archive: Archive, clock: Clock) -> None:
    made = new()
    reply_by = NOON + timedelta(hours=24)
    basis = made.basis.model_copy(update={"reply_by": reply_by})
    number = archive.cases.file(made.model_copy(update={"basis": basis}), by="wei").number
    before = archive.cases.get(number)
    assert before.due == reply_by

    def after(kind: Kind, **fields: Any) -> tuple[datetime | None, datetime]:
        clock.now += timedelta(hours=1)
        case = archive.cases.change(number, Change(entries=(Entry(kind=kind, text="x"),), **fields), by="wei")
        return case.due, case.urgency

    unchanged = (before.due, before.urgency)
    assert after(Kind.NOTE) == unchanged
    assert after(Kind.MESSAGE) == unchanged
    assert after(Kind.MESSAGE, reply_by=reply_by) == unchanged
    assert after(Kind.NOTE, basis=basis) == unchanged
    assert after(Kind.REPLY, basis=basis)[0] is None
    assert after(Kind.MESSAGE, reply_by=NOON + timedelta(hours=30))[0] == NOON + timedelta(hours=30)


def test_the_hours_to_reply_count_from_the_first_message_without_a_reply() -> None:
    def entry(kind: Kind, hour: int) -> Entry:
        return Entry(kind=kind, text="x", at=NOON + timedelta(hours=hour))

    def due(*thread: Entry) -> timedelta:
        return reply_by(thread, NOON + timedelta(hours=9), 24) - NOON

    first, second, note = entry(Kind.MESSAGE, 1), entry(Kind.MESSAGE, 5), entry(Kind.NOTE, 6)
    assert due() == timedelta(hours=33)
    assert due(first, second, note) == timedelta(hours=25)
    assert due(first, entry(Kind.REPLY, 2), second) == timedelta(hours=29)
    assert due(first, second, entry(Kind.REPLY, 7), note) == timedelta(hours=33)


def test_offers_are_answered_approved_and_become_the_history_of_the_next_plan(archive: Archive) -> None:
    made = new(offers=(Offered(remedy=Remedy.PARTIAL_REFUND, amount=Decimal(5), currency="USD"),))
    case = archive.cases.file(made, by="wei")
    offer = case.offers[0].number
    assert offer is not None
    archive.cases.approve(case.number, offer, by="chef", version=1)
    after = archive.cases.answer(case.number, offer, Outcome.REFUSED, by="wei", version=2)
    assert (after.offers[0].approved_by, after.offers[0].outcome) == ("chef", Outcome.REFUSED)
    assert [(one.remedy, one.amount, one.outcome) for one in archive.cases.history(case.number)] == [
        (Remedy.PARTIAL_REFUND, Decimal(5), Outcome.REFUSED)
    ]
    with pytest.raises(NotFiledError, match="offer of case 1 with the number 99"):
        archive.cases.answer(case.number, 99, Outcome.DONE, by="wei")


ASKED = [
    ("en", "parcel week"), ("en", "PARC"), ("de", "grosse"), ("de", "Größe"), ("de", "uberhaupt"), ("ru", "еще"),
    ("ru", "деньги верн"), ("zh", "退款"), ("zh", "款"), ("zh", "没有到"), ("zh", "到"), ("ja", "壊れ"),
    ("ko", "환불"), ("th", "เงินคืน"), ("th", "สินค้า"), ("ar", "اريد"), ("ar", "أُرِيد"), ("he", "החבילה"),
    ("vi", "don hang"), ("vi", "Đơn"),
]  # fmt: skip


def test_search_finds_words_and_pieces_of_every_script(archive: Archive) -> None:
    filed = {language: archive.cases.file(new(text), by="wei").number for language, text in WORDS.items()}
    for language, text in ASKED:
        found = numbers(archive, text)
        assert filed[language] in found, text
        assert len(found) < len(filed), text


def test_search_finds_orders_buyers_notes_and_glosses(archive: Archive) -> None:
    first = archive.cases.file(new("hello"), by="wei").number
    second = archive.cases.file(new("hello", number="5500", buyer="Иван Петров"), by="wei").number
    gloss = {"locale": "zh_CN", "subject": "", "body": "非常抱歉"}
    entries = (
        Entry(kind=Kind.NOTE, text="the carrier confirmed the loss"),
        Entry(kind=Kind.REPLY, text="x", gloss=gloss),
    )
    archive.cases.change(second, Change(entries=entries), by="wei")
    assert numbers(archive, "819002") == [first]
    assert numbers(archive, "710231") == [first]
    assert numbers(archive, "RB473124828US") == [second, first]
    assert numbers(archive, "4828us") == [second, first]
    assert numbers(archive, "петров") == [second]
    assert numbers(archive, "carrier loss") == [second]
    assert numbers(archive, "抱歉") == [second]
    assert numbers(archive, "hello nowhere") == []
    assert numbers(archive, "zz") == []
    assert numbers(archive, "lamp") == numbers(archive, "bul") == numbers(archive, "engraved") == [second, first]
    assert numbers(archive, "") == numbers(archive, "?!") == []


def test_no_text_is_an_error_to_the_search(archive: Archive) -> None:
    archive.cases.file(new(), by="wei")
    for text in (
        "'",
        '"',
        "a' OR 1=1 --",
        "NEAR(",
        "*",
        "-x",
        "a:b",
        "\\",
        "(",
        "\0",
        "x" * 5000,
        "退" * 999,
        "\ud83d",
    ):
        archive.worklist.search(text)
        archive.worklist.page(Wanted(text=text))


URGENCY = tomllib.loads((CASES / "urgency.toml").read_text(encoding="utf-8"))["case"]


def moment(fields: dict[str, str]) -> datetime:
    """By what a case of the file is sorted."""
    amounts = {key: fields[key].split() for key in ("costs", "price", "claimed") if key in fields}
    currency = next((pair[1] for pair in amounts.values()), None)
    price, claimed = (Decimal(amounts[key][0]) if key in amounts else None for key in ("price", "claimed"))
    known = Order(currency=currency, price=price, dispute=Dispute(claimed=claimed) if claimed else None)
    made = plan(fields.get("due"), amounts.get("costs", [None])[0], currency or "USD", fields.get("reason", "damaged"))
    columns = from_basis(Basis(order=known, plan=made), None, None, None)
    reply_by = datetime.fromisoformat(fields["reply_by"]) if "reply_by" in fields else None
    found = when_due(columns["plan"], reply_by, columns["at_risk"], columns["currency"], NOON)["urgency"]
    assert found is not None
    return found


@pytest.mark.parametrize("case", URGENCY, ids=[case["name"] for case in URGENCY])
def test_the_more_urgent_stands_first(case: dict[str, Any]) -> None:
    assert moment(case["first"]) < moment(case["second"])


def test_the_worklist_begins_with_the_most_urgent(archive: Archive) -> None:
    days = ("2026-11-23", "2026-11-21", "2026-11-22")
    for day in days:
        archive.cases.file(new(made_plan=plan(day, "5")), by="wei")
    assert [row.number for row in archive.worklist.page().rows] == [2, 3, 1]


def test_pages_hold_every_case_once(archive: Archive) -> None:
    filed = {archive.cases.file(new(made_plan=plan(f"2026-11-{21 + i % 3}", "5")), by="wei").number for i in range(11)}
    seen: list[int] = []
    after = None
    while True:
        page = archive.worklist.page(after=after, limit=3)
        seen += [row.number for row in page.rows]
        after = page.after
        if after is None:
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == filed
    found = archive.worklist.search("parcel", limit=4)
    assert [row.number for row in archive.worklist.search("parcel", after=found.after, limit=4).rows] == [7, 6, 5, 4]


def test_filters_narrow(archive: Archive, clock: Clock) -> None:
    one = archive.cases.file(new(sku="X", label=Label.RED, platform="taobao", assigned_to="li"), by="wei").number
    two = archive.cases.file(new("退款", country="DE", reason=Reason.DAMAGED), by="wei").number
    archive.cases.change(two, Change(state=State.SNOOZED, snoozed_until=NOON + timedelta(days=1)), by="wei")

    def listed(**fields: Any) -> list[int]:
        return [row.number for row in archive.worklist.page(Wanted(**fields)).rows]

    assert listed() == [one]
    assert listed(states=(State.SNOOZED,)) == [two]
    assert sorted(listed(states=())) == [one, two]
    only_one = {"sku": "X", "label": Label.RED, "platform": "taobao", "assigned_to": "li", "country": "BR"}
    only_two = {"reason": Reason.DAMAGED, "country": "DE", "text": "退款", "unassigned": True}
    for number, fields in ((one, only_one), (two, only_two)):
        for name, value in fields.items():
            assert listed(states=(), **{name: value}) == [number], name
    assert archive.worklist.counts()[State.SNOOZED] == 1
    clock.now += timedelta(days=2)
    assert sorted(listed()) == [one, two]
    assert archive.worklist.counts()[State.OPEN] == 2


ODD = ["\0", "\ud83d", "x" * 5000, "'; DROP TABLE cases; --", "退", " ", "\u202eabc"]


@pytest.mark.parametrize("odd", ODD, ids=["nul", "surrogate", "long", "sql", "han", "blank", "bidi"])
def test_whatever_is_typed_into_a_field_is_kept_and_found_again(odd: str, archive: Archive) -> None:
    entry = Entry(kind=Kind.NOTE, text=odd, by=odd, channel=odd, locale=odd, subject=odd, gloss={odd: odd})
    offer = Offered(remedy=Remedy.GIFT, amount=Decimal(1), currency=odd)
    case = archive.cases.file(new(number=odd, sku=odd, buyer=odd, platform=odd, locale=odd, assigned_to=odd), by=odd)
    change = Change(entries=(entry,), offers=(offer,), assigned_to=odd)
    archive.cases.change(case.number, change, by=odd, version=1)
    unknown = archive.cases.file(NewCase(entries=(entry,), state=State.RESOLVED), by=odd).number
    ending = Ending(result=Result.REFUSED, amount=Decimal(1), currency=odd)
    archive.cases.change(unknown, Change(ending=ending), by=odd, version=1)
    for wanted in (Wanted(states=(), sku=odd), Wanted(states=(), platform=odd), Wanted(states=(), assigned_to=odd)):
        assert [row.number for row in archive.worklist.page(wanted).rows] == [1]
    assert archive.cases.of_order(odd) == (1,)
    archive.worklist.page(Wanted(text=odd, country=odd))
    archive.answers.claim(odd, odd, odd)
    assert archive.verify().is_whole


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**40])
def test_a_number_that_no_case_can_have_is_one_that_is_not_there(number: int, archive: Archive) -> None:
    archive.cases.file(new(), by="wei")
    with pytest.raises(NotFiledError):
        archive.cases.get(number)
    with pytest.raises(NotFiledError):
        archive.cases.change(number, Change(state=State.OPEN), by="wei")
    with pytest.raises(NotFiledError):
        archive.cases.answer(1, number, Outcome.DONE, by="wei")
    with pytest.raises(NotFiledError):
        archive.files.content(number, "0" * 64)
    assert archive.trail.of_case(number) == ()


@pytest.mark.parametrize(
    ("made", "where"),
    [
        ({"clocks": [{"at": "soon"}]}, "plan.clocks.0.at"),
        ({"clocks": [{}]}, "plan.clocks.0.at"),
        ({"clocks": "none"}, "plan.clocks"),
        ({"reason": "because"}, "plan.reason"),
        (
            {"clocks": [{"at": "2026-11-01T00:00:00Z", "silence_costs": {"amount": "much", "currency": "USD"}}]},
            "amount",
        ),
    ],
)
def test_a_plan_of_another_shape_is_told_and_not_filed(made: dict[str, Any], where: str, archive: Archive) -> None:
    with pytest.raises(DataError, match=where):
        archive.cases.file(new(made_plan=made), by="wei")
    assert archive.worklist.page(Wanted(states=())).rows == ()
