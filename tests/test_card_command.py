"""Cards by command: what it writes beside the cards, in which order, and the one sentence where it writes nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from assistant.cli.card import command
from tests.conftest import EXAMPLES, TODAY
from tests.made_cards import LOCALES, opened

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "--today", TODAY.isoformat()])


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


ORDERS = str(EXAMPLES / "cards" / "orders.csv")
SHOP = ("--shop", str(EXAMPLES / "cards" / "shop.toml"))


def test_the_example_prints_all_but_two_and_says_why(tmp_path: Path) -> None:
    done = run(ORDERS, *SHOP, "--out", str(tmp_path / "cards.pdf"), "--design", "frame", "--crop-marks")
    assert done.exit_code == 0, done.output
    document = opened(tmp_path / "cards.pdf")
    assert len(document) == 6
    assert "Olena Kovalenko" in document[5].get_text()
    skipped = lines_of(tmp_path / "cards.skipped.jsonl")
    assert [(row["order"], row["row"]) for row in skipped] == [("8190021447710234", 5), ("8190021447710238", 9)]
    assert not (tmp_path / "cards.rejected.jsonl").exists()
    assert "6 cards, 2 orders without one, 0 rejected" in done.stderr
    assert "picture character" in done.stderr


def test_rows_and_cards_to_be_mended_end_with_three(tmp_path: Path) -> None:
    orders = tmp_path / "orders.jsonl"
    orders.write_text(
        '{"number": "1", "status": "paid", "buyer": {"name": "Maria", "language": "en"}}\n'
        '{"number": "2", "status": "paid", "buyer": {"name": "Bob t.me/bob", "language": "en"}}\n'
        '{"number": "3", "status": "lost in space", "buyer": {"language": "en"}}\n'
        "not json\n"
        '{"number": "5", "status": "paid", "buyer": {"name": "ნინო", "language": "en"}}\n',
        encoding="utf-8",
    )
    done = run(str(orders), "--out", str(tmp_path / "cards.pdf"))
    assert done.exit_code == 3, done.output
    assert len(opened(tmp_path / "cards.pdf")) == 1
    rejected = lines_of(tmp_path / "cards.rejected.jsonl")
    assert [row["row"] for row in rejected] == [2, 3, 4, 5]
    assert rejected[0]["field"] == "card.thanks"
    assert all(row["why"] for row in rejected)


def test_an_order_with_which_something_is_wrong_gets_no_thanks(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    rows = (
        "1,shipped,,,,Ann", "2,refunded,,,,Bob", "3,in dispute,,,,Cy", "4,shipped,yes,,,Di",
        "5,shipped,,full refund,,Ed", "6,shipped,,return refund,,Flo", "7,shipped,,partial refund,,Gus",
        "8,shipped,,reship,,Hal", "9,shipped,,,opened,Ida", "10,delivered,no,,,Jo",
    )  # fmt: skip
    header = "order number,status,refunded in full,remedy,dispute stage,buyer name"
    orders.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    done = run(str(orders), "--out", str(tmp_path / "cards.txt"), "--platform", "own_shop", "--language", "en")
    assert done.exit_code == 0, done.output
    assert [name for name in ("Ann", "Bob", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo")
            if name in (tmp_path / "cards.txt").read_text("utf-8")] == ["Ann", "Gus", "Hal"]  # fmt: skip
    refunded, disputed = "the whole price was refunded", "a dispute is open"
    assert {row["order"]: row["why"] for row in lines_of(tmp_path / "cards.skipped.jsonl")} == {
        "2": refunded, "3": disputed, "4": refunded, "5": refunded, "6": refunded, "9": disputed,
        "10": "the parcel has arrived already",
    }  # fmt: skip


def test_a_card_speaks_of_what_lies_in_the_parcel_today(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    rows = (
        "1,delivered,reship,,", "2,delivered,reship,2026-11-20,", "3,delivered,reship,2026-10-01,",
        "4,shipped,reship,2026-10-01,", "5,delivered,send missing,,2026-11-01", "6,completed,,,",
    )  # fmt: skip
    header = "order number,status,remedy,remedy done on,promised by"
    orders.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    done = run(str(orders), "--today", "2026-11-20", "--platform", "own_shop", "--language", "en", "--json")
    cards = {card["order"]: card["lines"][0]["text"] for card in json.loads(done.stdout)["cards"]}
    assert cards.keys() == {"1", "2", "4", "5"}
    assert {order for order, thanks in cards.items() if "replacement" in thanks} == {"1", "2"}
    assert "longer" not in cards["5"]


def test_the_platform_of_the_command_is_for_orders_that_name_none(tmp_path: Path) -> None:
    orders, settings = tmp_path / "orders.csv", tmp_path / "shop.toml"
    orders.write_text("order number,status,platform\n1,paid,amazon\n2,paid,\n3,paid,亚马逊\n4,paid,own_shop\n", "utf-8")
    settings.write_text('[card]\ncoupon_code = "THANKS10"\nshop_url = "https://lumen.example"\n', "utf-8")
    for given, with_coupon in (("own_shop", ["2", "4"]), ("amazon", ["4"])):
        done = run(str(orders), "--shop", str(settings), "--platform", given, "--language", "en", "--json")
        cards = json.loads(done.stdout)["cards"]
        assert len(cards) == 4
        for role in ("coupon", "shop"):
            found = [card["order"] for card in cards if role in {line["role"] for line in card["lines"]}]
            assert found == with_coupon, (given, role)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_pictures_are_a_file_a_page(tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"cards.{kind}"
    assert run(ORDERS, *SHOP, "--out", str(out)).exit_code == 0
    assert sorted(path.name for path in tmp_path.glob(f"*.{kind}")) == [f"cards-00{n}.{kind}" for n in range(1, 7)]
    assert run("--language", "de", *SHOP, "--out", str(out)).exit_code == 0
    assert [path.name for path in tmp_path.glob(f"*.{kind}")] == [f"cards.{kind}"]
    assert run(ORDERS, *SHOP, "--out", str(out)).exit_code == 0
    assert not out.exists(), "the one page of before"
    assert out.with_suffix(".cover.pdf").exists()
    assert run("--language", "de", *SHOP, "--out", str(out)).exit_code == 0
    assert not out.with_suffix(".cover.pdf").exists(), "the list of before"


def test_words_without_a_table_leave_the_lists_of_printed_orders_alone(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text("order number,status,country\n1,paid,DE\n2,cancelled,DE\n3,paid,Atlantis\n", encoding="utf-8")
    assert run(str(orders), "--out", str(tmp_path / "cards.pdf")).exit_code == 3
    lists = [tmp_path / f"cards.{name}" for name in ("cover.pdf", "skipped.jsonl", "rejected.jsonl")]
    before = [path.read_bytes() for path in lists]
    for kind in ("png", "txt"):
        assert run("--language", "de", "--out", str(tmp_path / f"cards.{kind}")).exit_code == 0
        assert [path.read_bytes() for path in lists] == before
    for kind in ("png", "txt"):
        (tmp_path / f"cards.{kind}").unlink()
    assert run("--language", "de", "--out", str(tmp_path / "cards.pdf")).exit_code == 0
    assert not any(path.exists() for path in lists), "the orders that they tell of are not in this file"


def test_text_and_json(tmp_path: Path) -> None:
    done = run(ORDERS, *SHOP, "--json", "--out", str(tmp_path / "cards.txt"))
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert [card["locale"] for card in told["cards"]] == ["pt_BR", "de", "ar", "th", "ja", "uk"]
    assert told["cards"][2]["occasion"] == "delayed"
    assert [len(told[key]) for key in ("cards", "skipped", "rejected")] == [6, 2, 0]
    text = (tmp_path / "cards.txt").read_text(encoding="utf-8")
    assert text.count("\n\n") == 5
    alone = run("--language", "de", "--language", "ja", "--tone", "brief", "--json")
    assert [card["locale"] for card in json.loads(alone.stdout)["cards"]] == ["de", "ja"]
    assert {card["locale"] for card in json.loads(run("--json").stdout)["cards"]} == set(LOCALES)


def test_words_speak_of_a_code_only_where_one_is_printed(tmp_path: Path) -> None:
    text = tmp_path / "cards.txt"
    assert run("--language", "en", *SHOP, "--out", str(text)).exit_code == 0
    printed = run("--language", "en", *SHOP, "--out", str(tmp_path / "cards.svg"), "--json").stdout
    shown = run("--language", "en", *SHOP)
    machine = run("--language", "en", *SHOP, "--json")
    said = (text.read_text(encoding="utf-8"), shown.stdout, machine.stdout, printed)
    assert ["scan the QR code" in one for one in said] == [False, False, False, True]
    assert ["Visit Lumen Store: aliexpress.com/store/1102345678" in one for one in said] == [True, True, True, False]


def test_many_cards_keep_the_order_of_their_parcels(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    names = [f"Maria{'abcdefghij'[row // 10]}{'abcdefghij'[row % 10]}" for row in range(100)]
    rows = "".join(f"{row},paid,{name},GB\n" for row, name in enumerate(names, start=8_190_021_447_710_000))
    orders.write_text("order number,status,buyer name,country\n" + rows, encoding="utf-8")
    done = run(str(orders), "--out", str(tmp_path / "cards.pdf"), "--sheet", "a4", "--start", "4", "--duplex")
    assert done.exit_code == 0, done.output
    document = opened(tmp_path / "cards.pdf")
    fronts = [page for number, page in enumerate(document) if number % 2 == 0]
    found = re.findall(r"Maria\w\w", "".join(page.get_text() for page in fronts))
    assert sorted(found) == sorted(names)
    assert [len(re.findall(r"Maria\w\w", page.get_text())) for page in fronts] == [7, *[10] * 9, 3]
    cover = "".join(page.get_text() for page in opened(tmp_path / "cards.cover.pdf"))
    assert re.findall(r"Maria\w\w", cover) == names


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nothing.csv", "--out", "x.pdf"), 1, "nothing.csv"),
        ((ORDERS, "--out", "x.docx"), 1, "use .pdf, .png, .svg, .txt"),
        ((ORDERS, "--out", "x.pdf", "--design", "fram"), 2, "did you mean 'frame'"),
        ((ORDERS, "--out", "x.pdf", "--size", "tiny"), 2, "Unknown size 'tiny'"),
        ((ORDERS, "--out", "x.pdf", "--size", "10x10"), 1, "from 30 to 420 mm"),
        ((ORDERS, "--out", "x.pdf", "--sheet", "a4", "--size", "250x300"), 1, "do not fit"),
        ((ORDERS, "--out", "x.pdf", "--sheet", "a4", "--start", "11"), 1, "places 1 to 10"),
        ((ORDERS, "--out", "x.pdf", "--start", "2"), 2, "belong to a --sheet"),
        ((ORDERS, "--out", "x.pdf", "--sheet", "a4", "--gap", "wide"), 2, "not one or two lengths"),
        ((ORDERS, "--out", "x.pdf", "--tone", "cold"), 2, "Unknown tone 'cold'"),
        ((ORDERS, "--out", "x.pdf", "--occasion", "birthday"), 2, "Unknown occasion 'birthday'"),
        ((ORDERS, "--out", "x.pdf", "--platform", "etsy"), 2, "Unknown platform 'etsy'"),
        ((ORDERS, "--out", "x.pdf", "--language", "sv"), 1, "no reply catalogue for the language 'sv'"),
        ((ORDERS, "--out", "x.pdf", "--language", "de", "--language", "fr"), 2, "one --language at most"),
    ],
)
def test_wrong_usage_is_one_sentence(
    arguments: tuple[str, ...], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == code, done.output
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["cards.txt", "cards.skipped.jsonl", "cards.rejected.jsonl"])
def test_cards_never_overwrite_their_orders(name: str, tmp_path: Path) -> None:
    orders = tmp_path / name
    orders.write_text("x", encoding="utf-8")
    done = run(str(orders), "--out", str(tmp_path / "cards.txt"))
    assert done.exit_code == 1
    assert f"{orders}: this run reads the file and would write over it; name another one with --out." in done.stderr
    assert orders.read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a", "no picture"),
        (b"", "no picture"),
        (b"<svg>", "no picture"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "no picture"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 40, "cannot be drawn"),
    ],
)
def test_a_logo_that_is_no_picture_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(content)
    settings = tmp_path / "shop.toml"
    settings.write_text('[card]\nlogo = "logo.png"\n', encoding="utf-8")
    done = run("--language", "en", "--shop", str(settings), "--out", str(tmp_path / "cards.pdf"))
    assert done.exit_code == 1
    assert said in done.stderr
    assert not (tmp_path / "cards.pdf").exists()


def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.card_files._piece", full)
    out = tmp_path / "cards.pdf"
    done = run(str(EXAMPLES / "cards/orders.csv"), "--shop", str(EXAMPLES / "cards/shop.toml"), "--out", str(out))
    assert done.exit_code == 1
    assert "No space left" in done.output
    assert not out.exists()
