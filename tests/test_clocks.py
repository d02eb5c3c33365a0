"""Deadlines of many orders, and as a calendar; alerts over many cases; the extended costs."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

from assistant.cli.cases import Kind, kind_of
from assistant.deciding.alerts import PastCase, alerts
from assistant.deciding.economics import Economics
from assistant.deciding.extended import Terms, extended_result
from assistant.model import Reason, Remedy
from assistant.shop import Costs
from tests.conftest import TODAY
from tests.test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.bootstrap import Assistant

DISPUTED = {
    "number": "1", "platform": "aliexpress", "currency": "USD", "price": "24.90", "status": "delivered",
    "dispute": {"opened_on": "2026-11-18", "stage": "opened", "claimed": "12.00"},
}  # fmt: skip


def write(path: Path, *records: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def listed(folder: Path, *records: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the deadlines of a file on 19 November 2026."""
    done = run("clocks", write(folder / "cases.jsonl", *records), "--today", "2026-11-19", "--json")
    assert done.returncode == 0, done.stderr
    return [(row["due"], row["order"], row["clock"]) for row in json.loads(done.stdout)["clocks"]]


def test_deadlines_of_many_orders_by_urgency(tmp_path: Path) -> None:
    dearer = {**DISPUTED, "number": "2", "dispute": {"opened_on": "2026-11-18", "stage": "opened"}}
    taobao = {**DISPUTED, "number": "3", "platform": "taobao", "currency": "CNY", "status": "paid"}
    source = write(tmp_path / "cases.jsonl", {"order": DISPUTED}, {"order": dearer}, {"order": taobao}, {"order": 5})
    done = run("clocks", source, "--today", "2026-11-19", "--within", "4", "--json", "--ics", str(tmp_path / "a.ics"))
    assert done.returncode == 3
    assert b"Row 4" in done.stderr
    found = [(row["due"], row["order"], row["clock"]) for row in json.loads(done.stdout)["clocks"]]
    assert found == [
        ("2026-11-20", "3", "unshipped_refund"),
        ("2026-11-21", "3", "unshipped_support"),
        ("2026-11-22", "1", "dispute_settle"),
        ("2026-11-22", "2", "dispute_settle"),
        ("2026-11-23", "2", "dispute_answer"),
        ("2026-11-23", "1", "dispute_answer"),
    ]
    events = [dict(event.items()) for event in Calendar.from_ical((tmp_path / "a.ics").read_bytes()).walk("VEVENT")]
    assert len({str(event["UID"]) for event in events}) == len(events) == len(found)
    answer = next(event for event in events if str(event["SUMMARY"]).startswith("1: Accept or reject"))
    assert answer["DTSTART"].to_ical() == b"20261123T080000Z"  # midnight in Los Angeles
    assert "Silence costs $12.00." in str(answer["DESCRIPTION"])


def test_a_missed_answer_stands_first_and_a_passed_day_that_costs_nothing_is_gone(tmp_path: Path) -> None:
    missed = {**DISPUTED, "number": "1", "dispute": {"opened_on": "2026-11-10", "stage": "opened", "claimed": "9"}}
    paid = [{"remedy": "partial_refund", "amount": "9.00", "outcome": "done", "on": "2026-11-16"}]
    rows = {"order": DISPUTED}, {"order": missed}, {"order": {**missed, "number": "3"}, "history": paid}
    found = listed(tmp_path, *rows)
    assert found[0] == ("2026-11-15", "1", "dispute_answer")
    assert [row for row in found if row[0] < "2026-11-19"] == found[:1]


def test_on_one_day_the_dearest_silence_stands_first_whatever_its_currency(tmp_path: Path) -> None:
    def row(number: int, amount: str, currency: str) -> dict[str, Any]:
        claim = {"opened_on": "2026-11-18", "stage": "opened", "claimed": amount}
        return {"order": {**DISPUTED, "number": str(number), "price": amount, "currency": currency, "dispute": claim}}

    sums = ("4000", "JPY"), ("40.00", "CNY"), ("30.000", "KWD"), ("40.00", "USD")
    found = listed(tmp_path, *(row(number, *one) for number, one in enumerate(sums)))
    assert [order for _, order, clock in found if clock == "dispute_answer"] == ["2", "3", "0", "1"]


@pytest.mark.parametrize("command", ["clocks", "alerts"])
def test_a_row_of_an_unknown_platform_does_not_take_the_others_with_it(tmp_path: Path, command: str) -> None:
    source = write(tmp_path / "cases.jsonl", {"order": DISPUTED, "platform": "shopee"}, {"order": DISPUTED})
    done = run(command, source, "--today", "2026-11-19", "--json")
    assert done.returncode == 3
    assert b"Row 1: Unknown platform 'shopee'" in done.stderr
    assert done.stderr.endswith(b"1 done, 1 rejected.\n")
    assert json.loads(done.stdout)[command] or command == "alerts"


TABLE = """订单编号,平台,订单状态,纠纷状态,纠纷时间,订单金额,币种,发货时间,退款金额,退款时间,处理方案
101,aliexpress,已发货,纠纷中,2026-11-17,24.90,USD,2026-11-03,,,
102,aliexpress,已发货,纠纷中,2026-11-17,24.90,USD,2026-11-03,4.90,2026-11-15,部分退款
103,aliexpress,已发货,纠纷关闭,2026-11-10,24.90,USD,2026-11-03,,,
104,shopee,已发货,,,24.90,USD,2026-11-03,,,
"""


def test_a_sellers_own_table_is_enough(tmp_path: Path) -> None:
    source = tmp_path / "orders.csv"
    source.write_text(TABLE, encoding="gb18030")
    done = run("clocks", str(source), "--today", "2026-11-19", "--json")
    assert done.returncode == 3
    assert b"Row 5: The platform 'shopee' is not known" in done.stderr
    answers = {c["order"]: c for c in json.loads(done.stdout)["clocks"] if c["clock"] == "dispute_answer"}
    assert {order: one["silence_costs"]["amount"] for order, one in answers.items()} == {"101": "24.90", "102": "20.00"}
    assert {one["due"] for one in answers.values()} == {"2026-11-22"}


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.csv", "order,platform,status\n7001,aliexpress,shipped\n", Kind.TABLE),
        ("a.csv", '"order";"status"\n"7001";"shipped"\n', Kind.TABLE),
        ("a.csv", "order,status\n", Kind.TABLE),
        ("a.csv", 'order,platfrom\n"{""number"": ""1""}",ebay\n', Kind.BATCH),  # its reader says what is misspelt
        ("a.csv", "order,status,reason\n7001,shipped,damaged\n", Kind.BATCH),
        ("a.csv", "order,status\n7001\n", Kind.TABLE),
        ("a.csv", "", Kind.TABLE),
        ("a.jsonl", '{"order": "7001", "status": "shipped"}\n', Kind.TABLE),
        ("a.jsonl", '{"order": 7001, "status": "shipped"}\n', Kind.TABLE),
        ("a.jsonl", '{"order": {"number": "1"}, "platfrom": "ebay"}\n', Kind.BATCH),
        ("a.jsonl", '{"number": "7001", "status": "shipped"}\n', Kind.ORDERS),
        ("a.jsonl", "{", Kind.BATCH),
    ],
)
def test_a_column_order_with_numbers_is_a_tables_and_with_orders_a_batchs(
    name: str, text: str, kind: Kind, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert kind_of(tmp_path / name) is kind


def test_orders_as_json_are_enough(tmp_path: Path) -> None:
    source = write(tmp_path / "orders.jsonl", DISPUTED, DISPUTED | {"price": "lots"})
    cases = write(tmp_path / "cases.jsonl", {"order": DISPUTED})
    done, known = (run("clocks", one, "--today", "2026-11-19", "--json") for one in (source, cases))
    assert done.returncode == 3
    assert b"Row 2" in done.stderr
    assert done.stdout == known.stdout


def test_the_same_deadlines_give_the_same_calendar(tmp_path: Path) -> None:
    source = write(tmp_path / "cases.jsonl", {"order": DISPUTED})
    for name in ("a.ics", "b.ics"):
        assert run("clocks", source, "--today", "2026-11-19", "--ics", str(tmp_path / name)).returncode == 0
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()


@pytest.mark.parametrize("command", ["clocks", "plan"])
def test_a_calendar_overwrites_nothing_that_was_read(tmp_path: Path, command: str) -> None:
    source = write(tmp_path / "one.jsonl", {"order": DISPUTED} if command == "clocks" else DISPUTED)
    given = [source] if command == "clocks" else ["--reason", "damaged", "--order", source]
    done = run(command, *given, "--today", "2026-11-19", "--ics", source)
    assert done.returncode == 1
    assert b"would write over it; name another one with --ics." in done.stderr
    assert b"BEGIN" not in (tmp_path / "one.jsonl").read_bytes()


def identities(path: Path) -> list[str]:
    """Return the UIDs of a calendar."""
    return [str(event["UID"]) for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")]


def test_two_messages_about_one_order_are_one_deadline_in_the_calendar(tmp_path: Path) -> None:
    source = write(tmp_path / "cases.jsonl", {"id": "a", "order": DISPUTED}, {"id": "b", "order": DISPUTED})
    out = tmp_path / "a.ics"
    done = run("clocks", source, "--today", "2026-11-19", "--json", "--ics", str(out))
    assert done.returncode == 0
    assert len(identities(out)) == len(set(identities(out))) == len(json.loads(done.stdout)["clocks"]) / 2


def test_orders_of_other_shops_and_platforms_with_the_same_number_keep_their_deadlines(tmp_path: Path) -> None:
    shop, source, out = tmp_path / "shop.toml", tmp_path / "orders.csv", tmp_path / "a.ics"
    shop.write_text('[shop]\nname = "Shop A"\nplatform = "aliexpress"\n')
    header, when = "Order Number,Shop,Platform,Status,Shipped On,Promised By\n", "shipped,2026-11-10,2026-12-24\n"

    def told(*orders: str) -> list[str]:
        source.write_text(header + "".join(f"{order},{when}" for order in orders))
        given = (str(source), "--today", "2026-11-19", "--shop", str(shop), "--json", "--ics", str(out))
        done = run("clocks", *given)
        assert done.returncode == 0, done.stderr
        assert len(identities(out)) == len(set(identities(out))) == len(json.loads(done.stdout)["clocks"])
        return identities(out)

    own = told("5,,aliexpress")
    assert told("5,SHOP A,") == own
    of_b, taobao = told("5,Shop B,"), told("5,,taobao")
    assert told("5,shop  b,aliexpress") == of_b
    assert set(told("5,,", "5,Shop B,", "5,,taobao")) == {*own, *of_b, *taobao}
    given = str(source), "--today", "2026-11-19", "--shop", str(shop), "--ics", str(out)
    for order, known in (({}, own), ({"platform": "taobao"}, taobao)):
        facts = {"number": "5", "status": "shipped", "shipped_on": "2026-11-10", "promised_by": "2026-12-24", **order}
        assert run("clocks", write(tmp_path / "orders.jsonl", facts), *given[1:]).returncode == 0
        assert identities(out) == known
    before = hashlib.sha256(b"5|promised|AliExpress: promised_by +0 days").hexdigest()[:32]
    assert f"{before}@customer-message-assistant" in own, (
        "in calendars that were written before stands the number alone"
    )


def test_a_row_whose_order_has_no_number_is_no_order_of_that_number(tmp_path: Path) -> None:
    nameless = {name: value for name, value in DISPUTED.items() if name != "number"}
    rows = {"order": nameless}, {"order": {**nameless, "price": "30.00"}}, {"order": DISPUTED}, {"order": nameless}
    found = []
    for number, row in enumerate(rows):
        source, out = write(tmp_path / f"{number}.jsonl", row), tmp_path / f"{number}.ics"
        assert run("clocks", source, "--today", "2026-11-19", "--ics", str(out)).returncode == 0
        found.append(frozenset(identities(out)))
    assert len(set(found)) == len(set.union(*map(set, found))) / len(found[0]) == 3
    assert found[0] == found[3]


def test_the_moment_is_told_in_the_staffs_zone(tmp_path: Path) -> None:
    shop = tmp_path / "shop.toml"
    shop.write_text('[shop]\ntime_zone = "Asia/Shanghai"\n')
    source = write(tmp_path / "cases.jsonl", {"order": DISPUTED})
    done = run("clocks", source, "--today", "2026-11-19", "--shop", str(shop), "--json")
    answer = next(row for row in json.loads(done.stdout)["clocks"] if row["clock"] == "dispute_answer")
    assert answer["due"] == "2026-11-23"
    assert answer["at"] == "2026-11-23T16:00:00+08:00"
    assert answer["days_left"] == 4


def past(number: int, days_ago: int, reason: Reason = Reason.DEFECTIVE, **fields: Any) -> PastCase:
    return PastCase(str(number), TODAY - timedelta(days=days_ago), reason, **fields)


@pytest.mark.parametrize(
    ("cases", "found"),
    [
        ([past(n, n, skus=("A",)) for n in range(3)], [("product", "A", ("2", "1", "0"))]),
        ([past(n, n, skus=("A",)) for n in range(2)], []),
        ([past(n, n * 15, skus=("A",)) for n in range(3)], []),  # 30 days from the first to the third
        ([past(n, n * 14, skus=("A",)) for n in range(3)], [("product", "A", ("2", "1", "0"))]),
        ([past(n, n, Reason.THANKS, skus=("A",)) for n in range(3)], []),
        ([past(n, n, list(Reason)[n], skus=("A",)) for n in range(3)], []),
        (
            [past(n, n, list(Reason)[n], buyer="ana@example.com") for n in range(3)],
            [("buyer", "ana@example.com", ("2", "1", "0"))],
        ),
        ([past(n, n) for n in range(5)], []),  # neither SKU nor buyer is known
        ([past(n, n, skus=("A",), buyer="ana", order="1") for n in range(3)], []),  # one buyer, one claim
        ([past(n, n, skus=("A",), order="1") for n in range(3)], []),  # one order, so one buyer
        ([past(n, n, skus=("A",), order=str(n)) for n in range(3)], [("product", "A", ("2", "1", "0"))]),
        (  # three claims, for they are about three orders, but one buyer
            [past(n, n, skus=("A",), buyer="ana", order=str(n)) for n in range(3)],
            [("buyer", "ana", ("2", "1", "0"))],
        ),
        (  # of an order whose buyer is known once he is known
            [past(n, n, skus=("A",), buyer="ana" if n < 2 else None, order=str(min(n, 1))) for n in range(3)],
            [],
        ),
        (  # the same order for another reason is another claim
            [past(n, n, list(Reason)[n], buyer="ana", order="1") for n in range(3)],
            [("buyer", "ana", ("2", "1", "0"))],
        ),
        (
            [past(n, n, skus=("A",), buyer=f"buyer {n % 3}", order=str(n % 3)) for n in range(4)],
            [("product", "A", ("3", "2", "1", "0"))],
        ),
    ],
)
def test_alerts(cases: list[PastCase], found: list[tuple[str, str, tuple[str, ...]]], assistant: Assistant) -> None:
    amounts = assistant.playbook("aliexpress").platform.amounts
    assert [(alert.kind, alert.subject, alert.cases) for alert in alerts(cases, amounts)] == found


def test_alerts_count_claims_and_buyers_and_not_messages(assistant: Assistant) -> None:
    amounts = assistant.playbook("aliexpress").platform.amounts
    cases = [past(n, n, skus=("A",), buyer=f"buyer {n % 3}", order=str(n % 3)) for n in range(6)]
    (product,) = alerts(cases, amounts)
    assert str(product.what).startswith("3 buyers report the same about A")
    cases = [past(n, n, buyer="ana", order=str(n % 3)) for n in range(6)]
    (buyer,) = alerts(cases, amounts)
    assert str(buyer.what).startswith("3 claims of one buyer, ana")


@pytest.mark.parametrize(
    ("ended", "found"),
    [
        (0, [("product", 3), ("buyer", 3)]),
        (29, [("product", 3), ("buyer", 3)]),
        (30, [("buyer", 3)]),
        (179, [("buyer", 3)]),
        (180, []),
        (1400, []),
    ],
)
def test_what_has_not_come_again_for_long_is_over(
    ended: int, found: list[tuple[str, int]], assistant: Assistant
) -> None:
    amounts = assistant.playbook("aliexpress").platform.amounts
    product = [past(n, ended + n, skus=("A",)) for n in range(3)]
    buyer = [past(10 + n, ended + n, list(Reason)[n], buyer="ana") for n in range(3)]
    told = sorted(alerts([*product, *buyer], amounts, TODAY), key=lambda one: one.kind, reverse=True)
    assert [(one.kind, len(one.cases)) for one in told] == found


def test_alerts_of_a_file(tmp_path: Path) -> None:
    def record(number: int, day: date, buyer: str) -> dict[str, Any]:
        order = {"number": str(number), "items": [{"sku": "ZIP-7"}], "buyer": {"name": buyer, "country": "ES"}}
        return {"id": f"case-{number}", "reason": "Quality problems", "today": day.isoformat(), "order": order}

    def told(*rows: dict[str, Any]) -> list[dict[str, Any]]:
        source = write(tmp_path / "cases.jsonl", *rows)
        done = run("alerts", source, "--today", TODAY.isoformat(), "--json")
        assert done.returncode == 0
        found: list[dict[str, Any]] = json.loads(done.stdout)["alerts"]
        return found

    (one,) = told(*(record(n, TODAY - timedelta(days=n), "Ana") for n in range(3)))
    assert (one["kind"], one["subject"], one["reason"]) == ("buyer", "Ana (ES)", None)
    (one,) = told(*(record(n, TODAY - timedelta(days=n), f"Ana {n}") for n in range(3)))
    assert (one["kind"], one["subject"], one["reason"]) == ("product", "ZIP-7", "poor_quality")
    assert one["cases"] == ["case-2", "case-1", "case-0"]
    assert told(*(record(1, TODAY - timedelta(days=n), "Ana") for n in range(3)), record(2, TODAY, "Ana")) == []


PLAIN = Economics(Decimal(20), Decimal(8), Decimal(3), Decimal(5))


@pytest.mark.parametrize(
    ("remedy", "amount", "terms", "extended"),
    [
        (Remedy.PARTIAL_REFUND, "5", Terms(Costs()), None),
        (Remedy.PARTIAL_REFUND, "5", Terms(Costs(commission_share=Decimal("0.08"))), "2.80"),  # 4 less 8 % of 15
        (Remedy.FULL_REFUND, "20", Terms(Costs(commission_share=Decimal("0.08"))), "-11.00"),
        (Remedy.FULL_REFUND, "20", Terms(Costs(payment_share=Decimal("0.03"))), "-11.60"),
        (Remedy.RESHIP, None, Terms(Costs(), Decimal(6)), "-5"),  # 3 dearer than the first freight
        (Remedy.RESHIP, None, Terms(Costs(second_failure=Decimal("0.1"))), "-4.0"),  # a tenth of 20 more
        (Remedy.RETURN_REFUND, "20", Terms(Costs(salvage_share=Decimal("0.5"))), "-12.0"),  # 4 of the 8 come back
    ],
)
def test_extended_costs_beside_the_formulas(
    remedy: Remedy, amount: str | None, terms: Terms, extended: str | None
) -> None:
    granted = Decimal(amount) if amount else None
    result = PLAIN.result(remedy, granted, seller_pays_return=True)
    found = extended_result(remedy, granted, result, PLAIN, terms)
    assert found == (Decimal(extended) if extended else None)
