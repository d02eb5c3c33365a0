"""The draft on the desk's page: its blocks, what is edited in them, the order beside it."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from assistant.desk.inputs import read_inputs
from assistant.desk.work import assembled, work_on
from assistant.model import Channel
from tests.conftest import example_names
from tests.desk.visitor import fields, post

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from assistant.bootstrap import Assistant
    from assistant.desk.program import Program


@pytest.mark.parametrize("name", example_names())
@pytest.mark.parametrize("channel", list(Channel))
def test_blocks_put_together_are_the_body(shop_assistant: Assistant, name: str, channel: Channel) -> None:
    work = work_on(read_inputs(fields(name, channel=channel)), shop_assistant)
    assert work.draft is not None, work.failure
    assert assembled(work.draft, work.parts) == work.draft.body


def test_edited_block_stands_in_the_body_and_is_read(shop_assistant: Assistant) -> None:
    plain = work_on(read_inputs(fields()), shop_assistant)
    closing = next(part for part in plain.parts if part.name == "question")
    own = closing.text + " Escreva para o meu WhatsApp +55 11 91234-5678."
    edited = work_on(read_inputs(fields(**{"block.question": own, "was.question": closing.text})), shop_assistant)
    assert own in edited.body
    assert edited.is_edited
    assert {finding.rule for finding in edited.findings} > {finding.rule for finding in plain.findings}
    assert edited.obstacles


@pytest.mark.parametrize(
    ("own", "rules"),
    [
        ("5 stars = 10 USD by PayPal, WhatsApp +55 11 99999-9999", {"off_platform_payment", "off_platform_contact"}),
        ("Seu pedido {order_number}", {"unfilled_slot"}),
        ("Seu pedido ⟦número⟧", {"unfilled_slot"}),
        ("Reembolso de R$ 77,77", {"numbers_differ"}),
        ("Seu pedido 8190021463058274", set()),
        ("", set()),
    ],
)
def test_edited_subject_is_read_like_the_body(shop_assistant: Assistant, own: str, rules: set[str]) -> None:
    plain = work_on(read_inputs(fields()), shop_assistant)
    assert plain.subject is not None
    given = fields(**{"block.subject": own, "was.subject": plain.subject.ours})
    edited = work_on(read_inputs(given), shop_assistant)
    assert edited.subject is not None
    assert edited.subject.text == own
    assert {finding.rule for finding in edited.findings} - {finding.rule for finding in plain.findings} >= rules
    assert bool(edited.obstacles) == bool(rules)
    assert edited.body == plain.body


def test_changed_amount_of_an_edited_offer_is_an_error(shop_assistant: Assistant) -> None:
    given = fields("broken-in-transit", **{"slot.refund": "5.00"}, option="1")
    plain = work_on(read_inputs(given), shop_assistant)
    offer = next(part for part in plain.parts if part.name in {"options", "measures"})
    own = re.sub(r"\d+[.,]\d\d", "88.88", offer.text) + " 77.77"
    edited = work_on(
        read_inputs({**given, f"block.{offer.name}": own, f"was.{offer.name}": offer.text}), shop_assistant
    )
    assert "numbers_differ" in {finding.rule for finding in edited.findings}


def test_edit_of_a_block_that_changed_since_is_kept_beside_it(shop_assistant: Assistant) -> None:
    given = fields(**{"block.question": "Minha pergunta?", "was.question": "another text of ours"})
    part = next(one for one in work_on(read_inputs(given), shop_assistant).parts if one.name == "question")
    assert (part.text, [edit.text for edit in part.left]) == (part.ours, ["Minha pergunta?"])


def test_many_staff_at_once_get_the_same_as_one_alone(program: Program) -> None:
    given = [read_inputs(fields(name, channel=channel)) for name in example_names() for channel in ("letter", "chat")]

    def body(place: int) -> str:
        assistant = program.assistant(("en", "zh_CN")[place % 2])
        work = work_on(given[place % len(given)], assistant)
        assert work.draft is not None
        return work.draft.body + work.draft.gloss_body

    places = range(3 * len(given))
    alone = [body(place) for place in places]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(body, places)) == alone


def test_option_of_another_reason_gives_way(shop_assistant: Assistant) -> None:
    work = work_on(read_inputs(fields(option="9")), shop_assistant)
    assert work.draft is not None


def test_defects_of_the_order_are_all_told(desk: TestClient) -> None:
    page = post(desk, "/draft", fields(**{"fact.price": "abc", "fact.shipped_on": "yesterday"})).text
    assert "Price paid: “abc” is not an amount" in page
    assert "Shipped: “yesterday” is not a date" in page


def test_pasted_order_fills_the_fields(desk: TestClient) -> None:
    row = "number\tprice\tcurrency\tstatus\tbuyer.name\titem.title\n8190\t24.90\tUSD\tshipped\tAna\tBlue lamp"
    page = post(desk, "/draft", {"text": "where is my parcel", "paste": row}).text
    for value in ("8190", "24.90", "USD", "Ana", "Blue lamp"):
        assert f'value="{value}"' in page
    assert "One line is no order" in post(desk, "/draft", {"text": "", "paste": "8190 24.90"}).text


def test_pasted_order_that_cannot_be_used_stays_in_the_field(desk: TestClient) -> None:
    page = post(desk, "/draft", {"text": "", "paste": "hello <world>"}).text
    assert "One line is no order" in page
    assert ">hello &lt;world&gt;</textarea>" in page


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("number,platform,currency,price\nA1,aliexpress,EUR,1,234.90", "The row has 5 cells, its heading 4"),
        ("Order number,Currency,Price\nA1,EUR,24,90", "The row has 4 cells, its heading 3"),
        ("number\tprice\tcurrency\nA1\t24.90\tUSD\nA2\t99.90\tEUR", "There is more than one order"),
        ("Order number\tPrice\tCurrency\nA1\t24.90\tUSD\nA2\t99.90\tUSD", "There is more than one order"),
        ("Order number\tPrice\tCurrency\nA1\tabc\tUSD\nA2\t99.90\tUSD", "This is not an amount"),
    ],
)
def test_pasted_row_that_may_be_misread_is_refused(desk: TestClient, pasted: str, said: str) -> None:
    page = post(desk, "/draft", {"text": "where is my parcel", "paste": pasted}).text
    assert said in html.unescape(page)
    for value in ("A1", "A2", "99.90"):
        assert f'value="{value}"' not in page


def test_pasted_row_with_empty_cells_behind_it_is_read(desk: TestClient) -> None:
    row = 'number,currency,price\nA1,EUR,"24.90",,'
    assert 'value="24.90"' in post(desk, "/draft", {"text": "where is my parcel", "paste": row}).text


@pytest.mark.parametrize(
    "order",
    [
        '{"price": 1E+99999999999999999999, "currency": "USD"}',
        '{"review": {"stars": 1E+999999999}}',
        '{"price": 1E-999999999, "currency": "USD"}',
        '{"number": "\\ud800"}',
        f'{{"price": {"9" * 5000}}}',
        "[" * 5000,
    ],
)
def test_an_order_that_no_page_of_ours_carries_is_left_out_and_pasted_it_is_refused(
    desk: TestClient, order: str
) -> None:
    carried = post(desk, "/draft", {"text": "where is my parcel", "order": order})
    assert carried.status_code == 200
    assert 'name="block.greeting"' in carried.text
    pasted = post(desk, "/draft", {"text": "where is my parcel", "paste": order})
    assert pasted.status_code == 200
    assert "This is not valid JSON" in pasted.text


def test_edit_whose_block_is_gone_is_carried_until_the_block_is_back(shop_assistant: Assistant) -> None:
    plain = work_on(read_inputs(fields()), shop_assistant)
    offer = next(part for part in plain.parts if part.name == "options")
    form = fields(option="1", **{"block.options": "My offer", "was.options": offer.text})
    other = work_on(read_inputs(form), shop_assistant)
    assert "options" not in {part.name for part in other.parts}
    assert [edit.text for edit in other.homeless["options"]] == ["My offer"]
    carried = {"left.options.0": "My offer", "left-was.options.0": offer.text}
    again = work_on(read_inputs(fields(option="1", **carried)), shop_assistant)
    assert [edit.text for edit in again.homeless["options"]] == ["My offer"]
    back = work_on(read_inputs(fields(**carried)), shop_assistant)
    assert next(part.text for part in back.parts if part.name == "options") == "My offer"
    assert not back.homeless


def test_edits_stay_while_the_order_is_defective(desk: TestClient) -> None:
    form = fields(**{"block.question": "Mine?", "was.question": "Ours?", "fact.price": "abc"})
    assert 'name="left.question.0" value="Mine?"' in post(desk, "/draft", form).text


def test_language_of_the_reply_does_not_change_what_the_message_is(shop_assistant: Assistant) -> None:
    plain = work_on(read_inputs(fields()), shop_assistant)
    chosen = work_on(read_inputs(fields(language="de")), shop_assistant)
    assert chosen.reading == plain.reading
    assert plain.reading is not None
    assert plain.reading.locale == "pt_BR"
    assert chosen.draft is not None
    assert chosen.draft.locale == "de"


def test_field_of_a_wrong_value_is_named(desk: TestClient) -> None:
    page = post(desk, "/draft", fields(**{"fact.item.quantity": "1.5", "fact.shipped_on": "0006-02-02"})).text
    assert "Shipped: “0006-02-02” is not a date" in page
    page = post(desk, "/draft", fields(**{"fact.item.quantity": "1.5"})).text
    assert re.search("Quantity: “1.5”|Pieces: “1.5”", page), re.findall("[^>]*“1.5”[^<]*", page)
