"""What a message is known by: neither a shop's new name nor another notation of a number sends it a second time."""

from __future__ import annotations

import json
from contextlib import closing
from itertools import product
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.cards.nouns import Parcel
from assistant.care.digests import digests
from assistant.care.intake import HeaderMapping, read_orders
from assistant.care.keys import Owner, same_numbers, usual_key, usual_number
from assistant.care.ledger import Ledger
from assistant.care.outlets import message_id
from assistant.caring import Caring
from assistant.cli import cli
from assistant.cli.cases import CaseFile
from assistant.desk.program import Program
from assistant.desk.setup import Setup
from assistant.order_tables import rows_of
from assistant.parcels import ParcelFile
from tests.built_mail import sender
from tests.conftest import EXAMPLES, TODAY
from tests.test_care_ledger import HOST, messages
from tests.test_care_runs import small_run, write_orders

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.bootstrap import Assistant

HEADER = "Order Number,Shop,Platform,Status,Buyer Name,Country,Item,Shipped On,Email"
NAMED, OWN = '[shop]\nname = "Teehaus"\n', '[shop]\nname = "{}"\nid = "{}"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def run(
    folder: Path, shop: str, *numbers: str, column: str = "", platform: str = "own_shop", own: str = "own_shop"
) -> tuple[list[str], list[dict[str, Any]]]:
    """Run care with settings over orders, and return the numbers it has written for, and what it rejected.

    Several shops or platforms, parted by "|", are as many rows of each number.
    """
    rows = [(number, *row) for number in numbers for row in product(column.split("|"), platform.split("|"))]
    lines = [f"{number},{name},{on},shipped,Ann,DE,Mug,2026-11-18,a@mail.example" for number, name, on in rows]
    (folder / "orders.csv").write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    (folder / "shop.toml").write_text(f'{shop or "[shop]"}\nplatform = "{own}"\n', "utf-8")
    for out in folder.glob("out*"):
        out.unlink()
    arguments = ["care", "orders.csv", "--out", "out.jsonl", "--today", "2026-11-20", "--ledger", "l.db"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code in {0, 3}, result.output
    found = [
        [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]
        for name in ("out.jsonl", "out.rejected.jsonl")
    ]
    return [one["order"] for one in found[0]], found[1]


def as_before(folder: Path, **renamed: str) -> None:
    """Make the ledger one of before: without what is noted beside its messages, with keys as they were made."""
    with closing(Ledger(str(folder / "l.db"))) as kept, kept._database.writing() as connection:
        for table in ("care_shop", "care_number", "care_platform"):
            connection.execute(sa.text(f"DROP TABLE {table}"))
        for usual, before in renamed.items():
            change = sa.text("UPDATE care_message SET key = replace(key, :usual, :before)")
            connection.execute(change, {"usual": f"/{usual.strip('_')}/", "before": f"/{before}/"})


@pytest.mark.parametrize("before", ["", NAMED, '[shop]\nname = "A/B 100%"\n'])
@pytest.mark.parametrize("upgraded", [False, True])
def test_a_new_name_does_not_send_again(folder: Path, before: str, *, upgraded: bool) -> None:
    assert run(folder, before, "401", "402")[0] == ["401", "402"]
    if upgraded:
        as_before(folder)
    written, rejected = run(folder, '[shop]\nname = "Tee Haus"\n', "401", "402", "403")
    assert written == ["403"]
    assert [(one["row"], one["field"]) for one in rejected] == [(2, "shop"), (3, "shop")]
    name = before.partition('"')[2].rstrip('"\n')
    assert all(f'write id = "{name}" under [shop]' in one["why"] for one in rejected)
    kept = run(folder, OWN.format("Tee Haus", name), "401", "404")
    assert (kept[0], [one["field"] for one in kept[1]]) == (["404"], ["body"])


def test_with_an_id_the_name_may_change(folder: Path) -> None:
    assert run(folder, NAMED, "401")[0] == ["401"]
    as_before(folder)
    assert run(folder, OWN.format("Teehaus", "tee"), "401", "402")[0] == ["402"]  # what its name had written is its own
    written, rejected = run(folder, OWN.format("Tee Haus", "tee"), "401", "402", "403")
    assert written == ["403"]
    assert [one["field"] for one in rejected] == ["body", "body"]  # signed with another name: told, not sent
    assert run(folder, OWN.format("Tee Haus", "tee"), "403") == ([], [])


def test_the_old_name_as_id_is_the_key_as_before(folder: Path) -> None:
    assert run(folder, NAMED, "401")[0] == ["401"]
    written, rejected = run(folder, OWN.format("Tee Haus", "Teehaus"), "401", "402")
    assert (written, [one["field"] for one in rejected]) == (["402"], ["body"])
    record = json.loads((folder / "out.jsonl").read_text("utf-8"))
    assert record["key"] == "Teehaus/402/shipped"


def test_two_shops_with_ids_may_have_the_same_number(folder: Path) -> None:
    assert run(folder, OWN.format("A", "a"), "1")[0] == ["1"]
    assert run(folder, OWN.format("B", "b"), "1") == (["1"], [])


def test_two_shops_of_one_table_may_have_the_same_number(folder: Path) -> None:
    assert run(folder, NAMED, "1", column="A")[0] == ["1"]
    assert run(folder, NAMED, "1", column="B") == (["1"], [])
    assert run(folder, NAMED, "1") == (["1"], [])


def test_the_same_number_on_another_platform_is_another_order(folder: Path) -> None:
    assert run(folder, NAMED, "1001", platform="aliexpress", own="aliexpress") == (["1001"], [])
    assert run(folder, NAMED, "1001", platform="ebay", own="aliexpress") == (["1001"], [])
    assert run(folder, NAMED, "1001", platform="aliexpress|ebay", own="aliexpress") == ([], [])
    assert run(folder, NAMED, "1002", platform="aliexpress|ebay", own="aliexpress") == (["1002", "1002"], [])
    _, rejected = run(folder, NAMED, "1003", platform="|aliexpress", own="aliexpress")
    assert [(one["row"], one["why"].partition(",")[0]) for one in rejected] == [
        (3, "The order stands in row 2 already")
    ]


def test_another_platform_as_the_shops_own_does_not_send_again(folder: Path) -> None:
    assert run(folder, NAMED, "401") == (["401"], [])
    assert run(folder, NAMED, "401", "402", own="aliexpress") == (["402"], [])
    assert run(folder, NAMED, "401", "402", "403") == (["403"], [])


def test_what_was_written_when_keys_named_no_platform_is_not_sent_again(folder: Path) -> None:
    assert run(folder, NAMED, "401")[0] == ["401"]
    as_before(folder)
    assert run(folder, NAMED, "401", "402", own="aliexpress") == (["402"], [])
    assert run(folder, NAMED, "402", platform="aliexpress", own="aliexpress") == (["402"], [])
    assert run(folder, NAMED, "402", platform="ebay", own="aliexpress") == (["402"], [])


SPELT = ("Lumen Store", "LUMEN STORE", "Lumen  Store", "Ｌumen store")


@pytest.mark.parametrize("shop", [NAMED, '[shop]\nname = "lumen store"\n', OWN.format("lumen store", "lumen")])
@pytest.mark.parametrize("upgraded", [False, True])
def test_a_shop_in_another_spelling_is_the_same_one(folder: Path, shop: str, *, upgraded: bool) -> None:
    written = [run(folder, shop, "1", column=name)[0] for name in SPELT]
    assert written == [["1"], [], [], []]
    if upgraded:
        as_before(folder)
    assert [run(folder, shop, "1", "2", column=name)[0] for name in SPELT] == [["2"], [], [], []]
    _, rejected = run(folder, shop, "3", column="|".join(SPELT))
    assert [(one["row"], one["field"]) for one in rejected] == [(3, "number"), (4, "number"), (5, "number")]


def test_the_id_of_a_shop_is_not_the_name_of_another_one(folder: Path) -> None:
    assert run(folder, OWN.format("Lumen Store", "lumen"), "1")[0] == ["1"]
    assert run(folder, OWN.format("Lumen", "l2"), "1") == (["1"], [])


def test_a_name_of_before_is_the_shops_own_in_any_spelling(folder: Path) -> None:
    assert run(folder, NAMED, "1", column="Lumen Store")[0] == ["1"]
    assert run(folder, OWN.format("LUMEN STORE", "l"), "1", "2")[0] == ["2"]


@pytest.mark.parametrize(
    ("first", "then"), [("402", "#402"), ("#402", "402"), ("ab128", "AB128"), ("１２９", "129"), ("#a/1", "A/1")]
)
@pytest.mark.parametrize("upgraded", [False, True])
def test_another_notation_of_a_number_does_not_send_again(
    folder: Path, first: str, then: str, *, upgraded: bool
) -> None:
    assert run(folder, NAMED, first)[0] == [first]
    if upgraded:
        as_before(folder, **{f"_{usual_number(first).replace('/', '%2F')}": first.replace("/", "%2F")})
    assert run(folder, NAMED, first) == ([], [])
    written, rejected = run(folder, NAMED, then)
    assert (written, [one["field"] for one in rejected]) == ([], ["body"])
    assert run(folder, NAMED, first, then)[0] == []


def test_zeros_before_a_number_make_another_one(folder: Path) -> None:
    assert run(folder, NAMED, "401", "00401")[0] == ["401", "00401"]


def test_numbers_that_are_one_are_two_rows_of_it(folder: Path) -> None:
    written, rejected = run(folder, NAMED, "402", "#402")
    assert written == ["402"]
    assert [(one["row"], one["value"]) for one in rejected] == [(3, "#402")]


@given(st.text(max_size=12))
def test_a_usual_number_stays_as_it_is(number: str) -> None:
    usual = usual_number(number)
    assert usual_number(usual) == usual
    assert same_numbers(pa.array([number, None, "7"])).to_pylist() == [usual, None, "7"]


def test_a_shop_that_has_lost_its_id_is_asked_for_it(folder: Path) -> None:
    assert run(folder, OWN.format("Teehaus", "tee"), "401", "402")[0] == ["401", "402"]
    for name in ("Teehaus", "TEEHAUS"):
        written, rejected = run(folder, NAMED.replace("Teehaus", name), "401", "402")
        assert (written, [one["field"] for one in rejected]) == ([], ["shop", "shop"])
        assert all('write id = "tee" under [shop]' in one["why"] for one in rejected)
    assert run(folder, NAMED, "403") == (["403"], [])
    assert run(folder, OWN.format("Teehaus", "tee"), "401", "402", "403") == ([], [])
    assert run(folder, OWN.format("Teehaus", "tea"), "401") == (["401"], [])


def test_a_name_as_id_has_what_its_other_spellings_have_written(folder: Path) -> None:
    assert run(folder, NAMED, "401")[0] == ["401"]
    assert run(folder, NAMED.replace("Teehaus", "TEEHAUS"), "402")[0] == ["402"]
    assert run(folder, OWN.format("Tee Haus", "Teehaus"), "401", "402", "403")[0] == ["403"]


@pytest.mark.parametrize("own", ["lumen", SPELT[0]])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chain=st.lists(st.tuples(st.booleans(), st.sampled_from(SPELT)), min_size=2, max_size=4))
def test_with_or_without_its_id_and_however_spelt_a_shop_writes_once(
    own: str, chain: list[tuple[bool, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    url, written = str(tmp_path_factory.mktemp("chain") / "l.db"), list[str]()
    for last, (has_id, name) in enumerate(chain):
        owner = Owner(own if has_id else None, name)
        batch = messages(*(f"{owner.key}/{number}/care" for number in range(last + 1)))
        with closing(Ledger(url)) as kept:
            begun = kept.begin("file", "out", HOST, TODAY)
            known = kept.enter(begun, batch, digests(batch), owner=owner)
            kept.done(begun)
        written += [key.split("/")[1] for key in batch["key"].to_pylist() if key not in known]
    assert written == [str(number) for number in range(len(chain))]


def test_the_identity_of_an_email_is_that_of_the_ledger(archive_url: str) -> None:
    key = "Teehaus/#402/shipped"
    with closing(Ledger(archive_url)) as kept:
        batch = messages(key, "Teehaus/7/care")
        kept.enter(kept.begin("file", "out", HOST, TODAY), batch, digests(batch), owner=Owner(None, "Teehaus"))
        with kept._database.writing() as connection:
            connection.execute(sa.text("DROP TABLE care_shop"))
    with closing(Ledger(archive_url)) as kept:
        usual = usual_key(key)
        for owner in (Owner(None, "Teehaus"), Owner("Teehaus", "Tee Haus")):
            assert kept.known([usual], owner)[usual].key == key
        renamed = kept.known(["Tee Haus/7/care"], Owner(None, "Tee Haus"))["Tee Haus/7/care"]
        assert (renamed.key, renamed.shop) == ("Teehaus/7/care", "Teehaus")
        assert kept.known(["tee/7/care"], Owner("tee", "Teehaus"))["tee/7/care"].shop is None
        assert kept.known(["tee/7/care"], Owner("tee", "Tee Haus")) == {}
    assert message_id("Teehaus/7/care", sender()) == message_id(usual_key("Teehaus/7/care"), sender())


def test_an_order_that_stands_twice_is_one_to_whoever_reads_the_table(
    shop_assistant: Assistant, tmp_path: Path
) -> None:
    table = tmp_path / "orders.csv"
    name, platform = shop_assistant.shop.shop.name, shop_assistant.shop.shop.platform
    rows = ("Order ID,Shop,Platform,Status", f"7,{name},{platform},paid", "7,,,paid", f"7,,{platform},paid")
    table.write_text("\n".join(rows), "utf-8")
    desk = Program(Setup(shop=EXAMPLES / "shop.toml", today=TODAY))
    caring = Caring(shop_assistant)
    work = caring.work(table, None, caring.settings(caring.steps()))
    read = {
        "care": [row for batch in read_orders(table, TODAY, work.reading) for row in batch.orders.to_pylist()],
        "desk": [row for row in rows_of(table, *desk.reading_of_tables) if isinstance(row, dict)],
        "clocks": list(CaseFile(table, shop_assistant, tables=True)),
        "cards": [one for one in ParcelFile(table, shop_assistant, None, HeaderMapping()) if isinstance(one, Parcel)],
    }
    assert {reader: len(orders) for reader, orders in read.items()} == dict.fromkeys(read, 1)


def test_an_order_that_names_its_shop_and_one_that_leaves_it_out_are_the_same(tmp_path: Path) -> None:
    orders, out = tmp_path / "orders.jsonl", tmp_path / "out.jsonl"
    write_orders(orders, 1)
    line = orders.read_text("utf-8")
    orders.write_text(line + json.dumps(json.loads(line) | {"shop": "Lumen"}) + "\n", encoding="utf-8")
    with closing(Ledger(str(tmp_path / "ledger.db"))) as kept:
        summary = small_run(orders, out, kept)(lambda _done, _rows: None)
    assert (summary.messages.total(), summary.rejected) == (1, 1)
