"""The bridge, through the real package, against a server on loopback that speaks LibreTranslate's protocol."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, urlparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bridge.cache import Cache
from assistant.bridge.drafts import carried, in_language, private_of
from assistant.bridge.masking import NOTHING, Private, masked
from assistant.bridge.service import SERVICES, Service, TranslationOffError
from assistant.errors import UnknownValueError
from assistant.model import Block, Buyer, Channel, Draft, Order
from assistant.shop import Identity, Shop, Translation
from tests.conftest import EXAMPLES
from tests.test_cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Libre(BaseHTTPRequestHandler):
    """Answers as LibreTranslate does; `mood` says how well."""

    mood: ClassVar[str] = "well"
    asked: ClassVar[list[dict[str, str]]] = []

    def do_POST(self) -> None:
        query = {key: values[0] for key, values in parse_qs(urlparse(self.path).query).items()}
        self.asked.append(query)
        if self.mood == "slow":
            time.sleep(3)
        if self.mood == "broken" or (self.mood == "broken once" and len(self.asked) == 1):
            self.send_error(500)
            return
        text = query["q"].replace("⟦", "[ ").replace("⟧", " ]")
        if self.mood == "careless":
            text = text.replace("[ x0 ]", "")
        answer = json.dumps({"translatedText": f"{query['target']}<{text}>"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def libre() -> Iterator[str]:
    """The address of a running server."""
    Libre.mood, Libre.asked = "well", []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Libre)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def service(url: str, folder: Path, **settings: Any) -> Service:
    return Service(
        Translation(provider="libre", url=url, **settings), Cache(folder / "cache.sqlite3"), sleep=lambda _: None
    )


def test_names_and_numbers_stay_in_the_house(libre: str, tmp_path: Path) -> None:
    text = "Ana, we refund $8.40 for order 8190021447710231, see https://a.example/x1?y=2."
    done = service(libre, tmp_path).translate(text, "en", "es", Private(("Ana",)))
    assert done.text == f"es<{text}>"
    sent = Libre.asked[0]["q"]
    assert not any(word in sent for word in ("Ana", "8.40", "8190021447710231", "example"))


def test_a_second_time_nothing_is_asked(libre: str, tmp_path: Path) -> None:
    first = service(libre, tmp_path).translate("We send it on 1 May.", "en", "es")
    again = service(libre, tmp_path).translate("We send it on 2 May.", "en", "es")  # the same text but for the number
    assert (first.text, again.text) == ("es<We send it on 1 May.>", "es<We send it on 2 May.>")
    assert len(Libre.asked) == 1


@pytest.mark.parametrize(
    ("mood", "settings", "why", "asked"),
    [
        ("careless", {}, "lost a name or a number", 1),
        ("broken", {"retries": 2}, "ServerException", 3),
        ("slow", {"seconds": 0.2, "retries": 0}, "did not answer within 0.2 seconds", 1),
    ],
)
def test_a_failure_leaves_the_text_and_says_why(
    mood: str, settings: dict[str, Any], why: str, asked: int, libre: str, tmp_path: Path
) -> None:
    Libre.mood = mood
    done = service(libre, tmp_path, **settings).translate("We refund 8 dollars.", "en", "es")
    assert done.text == "We refund 8 dollars."
    assert why in str(done.why)
    assert len(Libre.asked) == asked


def test_the_program_does_not_wait_for_a_service_that_never_answers(libre: str, tmp_path: Path) -> None:
    Libre.mood = "slow"
    before = set(threading.enumerate())
    assert service(libre, tmp_path, seconds=0.2, retries=0).translate("We refund it.", "en", "es").why
    left = set(threading.enumerate()) - before
    assert left
    assert all(thread.daemon for thread in left)


def test_a_cache_that_another_program_holds_is_as_none(
    libre: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.bridge.cache.WAITS", 0.1)
    made = service(libre, tmp_path)
    with closing(sqlite3.connect(tmp_path / "cache.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert made.translate("We refund it.", "en", "es").text == "es<We refund it.>"


def test_a_passing_failure_is_tried_again(libre: str, tmp_path: Path) -> None:
    Libre.mood = "broken once"
    assert service(libre, tmp_path).translate("Hello.", "en", "es").why is None


def test_it_is_off_until_a_service_is_named(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite3")
    with pytest.raises(TranslationOffError, match="set provider in"):
        Service(Translation(), cache)
    with pytest.raises(UnknownValueError, match="did you mean 'google'"):
        Service(Translation(provider="gogle"), cache)
    off = run("reply", "--translate", "it is broken")
    assert off.returncode == 1
    assert b"No translation service is switched on" in off.stderr


def test_every_service_is_in_the_package() -> None:
    import deep_translator

    assert all(hasattr(deep_translator, name) for name, _ in SERVICES.values())


@pytest.mark.parametrize(
    ("text", "language", "sent"),
    [
        ("Hello, this is ANA SOUZA", "pt", "Hello, this is █"),
        ("Hi, Ana here, my sister Maria Souza paid", "pt", "Hi, █ here, my sister Maria █ paid"),
        ("Ana  Souza, Souza Ana", "pt", "█, █"),
        ("Evaluate the banana, says anas wife", "en", "Evaluate the banana, says █s wife"),
        ("Proszę napisać do Souzamu, mei chen", "pl", "Proszę napisać do █mu, █"),
        ("the lumen store, not another store", "en", "the █, not another store"),
        ("order LBxCN1", "en", "order █"),
    ],
)
def test_a_name_stays_in_the_house_as_a_redaction_finds_it(text: str, language: str, sent: str) -> None:
    order = Order(number="LBxCN1", buyer=Buyer(name="Ana Souza"))
    hidden = masked(text, private_of(order, Shop(shop=Identity(name="Lumen Store", agent="Mei Chen"))), language)
    assert re.sub(r"⟦x\d+⟧", "█", hidden.text) == sent
    assert hidden.restored(hidden.text) == text


def test_half_of_a_name_is_not_left_beside_a_number() -> None:
    assert masked("B12Ana Souza", Private(("Ana Souza",))).text == "⟦x0⟧"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("请先长按电源键10秒，然后松开，再重新连接电源。", "请先长按电源键█秒，然后松开，再重新连接电源。"),
        ("您好，请问订单什么时候发货？已经等了20天了", "您好，请问订单什么时候发货？已经等了█天了"),
        ("电源ボタンを１０秒間押してください。", "电源ボタンを█秒間押してください。"),
        ("กดปุ่มค้างไว้10วินาทีแล้วปล่อย", "กดปุ่มค้างไว้█วินาทีแล้วปล่อย"),
        ("전원을10초간 누르세요", "전원을█초간 누르세요"),
        ("订单8190021447710231，单号LV604738155CN，请查https://a.example/x1?y=2谢谢", "订单█，单号█，请查█谢谢"),
        ("请写到lumen.store@mail.example谢谢", "请写到█谢谢"),
        ("order LV604738155CN, 24.90 USD, 2026-11-20.", "order █, █ USD, █."),
    ],
)
def test_a_number_does_not_keep_the_sentence_around_it_in_the_house(text: str, sent: str) -> None:
    hidden = masked(text)
    assert re.sub(r"⟦x\d+⟧", "█", hidden.text) == sent
    assert hidden.restored(hidden.text) == text


def test_what_holds_no_words_is_the_same_in_every_language(libre: str, tmp_path: Path) -> None:
    typed = {"answer": "155×75", "instructions": "Press it."}
    values, found = carried(typed, service(libre, tmp_path), "en", "es", NOTHING)
    assert values == {"answer": "155×75", "instructions": "es<Press it.>"}
    assert [(finding.rule, finding.text) for finding in found] == [("machine_translated", "es<Press it.>")]
    assert len(Libre.asked) == 1


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=8), max_size=3))
def test_masking_can_always_be_undone(text: str, private: list[str]) -> None:
    hidden = masked(text, Private(tuple(private)))
    assert hidden.restored(hidden.text) == text
    assert not any(word in hidden.text.replace("⟦x", "").replace("⟧", "") for word in private if len(word) > 3)


def test_a_reply_with_a_service(libre: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CACHE", str(tmp_path))
    shop = tmp_path / "shop.toml"
    shop.write_text(f'[shop]\nname = "Lumen Store"\n[translation]\nprovider = "libre"\nurl = "{libre}"\n')
    order = str(EXAMPLES / "where-is-my-order.json")
    text = (EXAMPLES / "where-is-my-order.txt").read_text(encoding="utf-8")
    arguments = ("--order", order, "--shop", str(shop), "--today", "2026-11-20", "--json")
    spanish = json.loads(run("reply", text, "--translate", *arguments).stdout)
    assert spanish["translation"]["text"].startswith("en<")
    assert not any(finding["rule"] == "machine_translated" for finding in spanish["draft"]["findings"])
    hindi = json.loads(run("reply", text, "--translate", "--language", "hi", *arguments).stdout)["draft"]
    assert hindi["locale"] == "hi"
    assert hindi["body"].startswith("hi<")
    assert "machine_translated" in {finding["rule"] for finding in hindi["findings"]}
    assert "8190" in hindi["body"]


def english(*blocks: str) -> Draft:
    """Return a draft in English, with the gloss that it always has."""
    parts = tuple(Block(name=f"block {number}", text=text, gloss=text) for number, text in enumerate(blocks))
    body = "\n\n".join(blocks)
    return Draft(
        locale="en", channel=Channel.LETTER, subject="Your order", body=body, blocks=parts, gloss_locale="en",
        gloss_subject="Your order", gloss_body=body,
    )  # fmt: skip


def test_a_draft_is_carried_block_by_block_and_keeps_its_gloss(libre: str, tmp_path: Path) -> None:
    draft = english("We are sorry.", "We are sorry.")
    made = in_language(draft, service(libre, tmp_path), "hi", NOTHING)
    assert (made.locale, made.subject) == ("hi", "hi<Your order>")
    assert made.body == "hi<We are sorry.>\n\nhi<We are sorry.>"
    assert [block.gloss for block in made.blocks] == ["We are sorry.", "We are sorry."]
    assert [finding.rule for finding in made.findings] == ["machine_translated"]


def test_a_draft_without_blocks_has_at_least_its_subject_carried(libre: str, tmp_path: Path) -> None:
    assert in_language(english(), service(libre, tmp_path), "hi", NOTHING).subject == "hi<Your order>"


def test_a_draft_that_cannot_be_carried_stays_english_and_says_so(libre: str, tmp_path: Path) -> None:
    Libre.mood = "broken"
    draft = english("We are sorry.")
    left = in_language(draft, service(libre, tmp_path), "hi", NOTHING)
    assert (left.locale, left.subject, left.body) == ("en", draft.subject, draft.body)
    assert [finding.rule for finding in left.findings] == ["not_translated"]
