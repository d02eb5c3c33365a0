"""Whose a care message is: a buyer's who is to be forgotten, and not that of somebody who is called alike."""

from __future__ import annotations

import pytest

from assistant import resources
from assistant.care.concerned import Whom
from assistant.catalogues import PROMISED

GREETINGS = {"formal": "Dear %(buyer_name)s,", "letter": "Hello %(buyer_name)s,"}
NAMES = {
    "ja": "佐藤 花子", "zh_CN": "王小明", "zh_TW": "王小明", "ko": "김민수", "th": "ธนพร", "ar": "محمد علي",
    "he": "דנה כהן",
}  # fmt: skip


@pytest.mark.parametrize(
    ("buyer", "number", "message", "concerned"),
    [
        ("Ana", None, {"body": "Olá, ana!"}, True),
        ("Ana", None, {"body": "Olá, Ana Souza!"}, False),
        ("Ana", None, {"body": "Olá, Maria Ana!"}, False),
        ("Ana", None, {"body": "Olá, Ana-Lisa!"}, False),
        ("Souza", None, {"body": "Olá, Souza, Ana!"}, False),
        ("Ana Souza", None, {"body": "Olá, Ana  Souza!\n\nO pacote saiu."}, True),
        ("lda", None, {"body": "Hallo Hilda!"}, False),
        ("Beste", None, {"body": "Beste Beste,"}, True),
        ("Will", None, {"body": "Dear Bob,\n\nIf anything is wrong, we will look for a solution."}, False),
        ("Li Wei", None, {"body": "Dear Bob,\n\nAll is well.\n\nLi Wei"}, False),
        ("Ana", None, {"body": "Olá, Anabel!"}, False),
        ("Ana", None, {"body": "Ana様"}, True),
        ("田中", None, {"body": "田中様"}, True),
        ("田中", None, {"body": "田中 花子 様"}, False),
        ("王", None, {"body": "王小明，您好！"}, False),
        ("王小明", None, {"body": "尊敬的王小明先生，您好！"}, True),
        ("김민수", None, {"body": "김민수님, 안녕하세요."}, True),
        ("ANA@mail.example", None, {"to": "ana@mail.example"}, True),
        ("ana@mail.example", None, {"to": "mary-ana@mail.example"}, False),
        ("ana@mail.example", None, {"to": "2ana@mail.example"}, False),
        ("ana@mail.example", None, {"to": "ana@mail.example.br"}, False),
        (None, "#ab12", {"order": "AB12"}, True),
        (None, None, {"order": "AB12"}, False),
        (" ", None, {"body": "Olá"}, False),
    ],
)
def test_a_message_concerns_its_buyer(
    buyer: str | None, number: str | None, message: dict[str, str], *, concerned: bool
) -> None:
    whole = {"order": "1", "to": "", "subject": "", "body": "", **message}
    assert Whom([buyer], [number]).concerns(whole) is concerned


@pytest.mark.parametrize("locale", ["en", *PROMISED])
@pytest.mark.parametrize("tone", GREETINGS)
def test_every_greeting_that_we_write_is_known(locale: str, tone: str) -> None:
    name = NAMES.get(locale, "Ana Souza")
    catalogue = resources.load_catalogue("replies", locale)
    greeting = catalogue.pgettext(tone, GREETINGS[tone])
    for shown in (name, f"\u2068{name}\u2069"):
        body = f"{greeting % {'buyer_name': shown}}\n\nOK"
        assert Whom([name], ()).is_greeted(body), body
        assert not Whom([name[:2], name[-2:], name.split()[0] + " x"], ()).is_greeted(body), body


@pytest.mark.parametrize(
    ("cell", "stands"),
    [
        ("Ana Ruiz ana(at)mail.example", True), ('{"email": "ana@mail.example"', True), ("2ana@mail.example", False),
        ("mary-ana@mail.example", False), ("ana@mail.example.br", False), ("Ana Ruizson", False), ("12,x", False),
    ],
)  # fmt: skip
def test_a_cell_of_the_shops_own_table_names_a_buyer(cell: str, *, stands: bool) -> None:
    assert Whom(["ana@mail.example"], (), ["Ana Ruiz"]).stands_in(cell) is stands
