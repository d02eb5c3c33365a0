"""A seller's own phrases: other systems' variables, what a template may not do, import and filling."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.phrases import Phrases
from assistant.errors import AssistantError
from assistant.model import Order
from assistant.writing.own.phrases import KNOWN_SLOTS, Phrase, imported
from assistant.writing.own.sandbox import render, template_problems
from assistant.writing.own.variables import converted
from tests.test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.bootstrap import Assistant


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("Hi #buyer#!", "Hi {{ buyer_name }}!"),
        ("Order %{OrderID}", "Order {{ order_number }}"),
        ("Dear ${buyer_name}, {{ item }} for ${amount}", "Dear {{ buyer_name }}, {{ item }} for {{ amount }}"),
        ("#{tracking_no}", "{{ tracking_number }}"),
        ("{%商品%}", "{{ item }}"),
        ("[[物流单号]]", "{{ tracking_number }}"),
        ("{Customer Name}", "{{ buyer_name }}"),
        ("{{ buyer_name }}", "{{ buyer_name }}"),
        ("{% if amount %}{{ amount }}{% endif %}", "{% if amount %}{{ amount }}{% endif %}"),
        ("Issue #1 and #2, 5 % off, {not closed", "Issue #1 and #2, 5 % off, {not closed"),
    ],
)
def test_other_systems_variables_become_slots(written: str, ours: str) -> None:
    done = converted(written)
    assert (done.text, done.unknown) == (ours, ())


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ buyer_name.__class__ }}",
        "{{ buyer_name|attr('__class__') }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum() }}",
        "{% for x in range(999999999) %}{% endfor %}",
        "{{ 'a' * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ buyer_name|center(999999999) }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% set x = 1 %}",
        "{{ buyer_name[0] }}",
        "{{ {'a': 1} }}",
        "{{ buyer_name if amount else '' }}" * 900,
        "{% if amount %}" * 200 + "{% endif %}" * 200,
        "{% if %}",
    ],
)
def test_a_hostile_template_is_refused(hostile: str) -> None:
    assert list(template_problems(hostile, "phrase", KNOWN_SLOTS))


@given(st.text(max_size=300))
def test_a_value_is_never_run(value: str) -> None:
    text, missing = render("{{ buyer_name }}", {"buyer_name": value})
    assert (text, missing) == ((value, ()) if value else ("⟦buyer_name⟧", ("buyer_name",)))


def test_an_import_tells_what_it_leaves_out_and_what_lacks() -> None:
    report = imported(
        [
            Phrase("thanks", "en", "Thank you, #buyer#!"),
            Phrase("thanks", "es", "¡Gracias!"),
            Phrase("thanks", "en", "Again"),
            Phrase("late", "en", "Wait for [[moon]]"),
            Phrase("empty", "en", " "),
            Phrase("only", "es", "Hola"),
        ]
    )
    assert [(phrase.name, phrase.locale) for phrase in report.phrases] == [
        ("thanks", "en"),
        ("thanks", "es"),
        ("only", "es"),
    ]
    said = "\n".join(map(str, report.problems))
    assert all(part in said for part in ("stands twice", "'[[moon]]' is not known", "there is no text"))
    assert report.missing == {"only": ("en",)}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Phrase("a-b", "en", "Hi"), "its file would be that of 'a b'; rename one of the two"),
        (Phrase("A B", "en", "Hi"), "its file would be that of 'a b'; rename one of the two"),
        (Phrase("", "en", "Hi"), "there is no name"),
        (Phrase("../..", "en", "Hi"), "there is no name"),
        (Phrase("n" * 300, "en", "Hi"), "the name is longer than 200 bytes"),
        (Phrase("名" * 100, "en", "Hi"), "the name is longer than 200 bytes"),
        (Phrase("late", "", "Hi"), "'' is no locale; write one such as en or pt_BR"),
        (Phrase("late", "../../x", "Hi"), "'../../x' is no locale"),
        (Phrase("late", "english", "Hi"), "'english' is no locale"),
        (Phrase("late", "en", "Hi\0"), "it holds control characters; remove them"),
        (Phrase("late", "en", "x" * 150_000), "it has 150,000 characters"),
    ],
    ids=lambda value: (value if isinstance(value, str) else f"{value.name} {value.locale}")[:30],
)
def test_a_row_that_cannot_be_kept_is_told_and_the_others_stay(row: Phrase, said: str) -> None:
    report = imported([Phrase("a b", "en", "Hello"), row, Phrase("c", "pt-BR", "Oi")])
    assert [(phrase.name, phrase.locale) for phrase in report.phrases] == [("a b", "en"), ("c", "pt_BR")]
    (problem,) = report.problems
    assert said in str(problem)


def test_one_bad_row_of_a_file_leaves_the_others(tmp_path: Path) -> None:
    source, folder = tmp_path / "p.csv", tmp_path / "phrases"
    texts = (f'long,en,"{"x" * 1_000_001}"', 'open,en,"never closed', "parted,en,line\u2028other", "slot,en,{{ item }}")
    source.write_text("name,locale,text\n" + "\n".join(texts), encoding="utf-8")
    done = run("phrases", "import", str(source), "--folder", str(folder))
    said = done.stderr.decode()
    assert (done.returncode, "Traceback" in said) == (3, False)
    assert f"{source}:2: " in said
    assert f"{source}:3: The row is not valid CSV" in said
    assert [path.name for path in sorted(folder.iterdir())] == ["parted.en.j2", "slot.en.j2"]
    assert (folder / "parted.en.j2").read_text(encoding="utf-8") == "line\u2028other\n"


def test_a_phrase_that_was_edited_is_overwritten_only_if_asked(tmp_path: Path) -> None:
    source, folder = tmp_path / "p.csv", tmp_path / "phrases"
    source.write_text("name,locale,text\nsent,en,It has left.\nback,en,It is back.\n", encoding="utf-8")
    given = ("phrases", "import", str(source), "--folder", str(folder))
    assert [run(*given).returncode for _ in range(2)] == [0, 0]
    edited = folder / "sent.en.j2"
    edited.write_text("It has left today.\n", encoding="utf-8")
    done = run(*given, "--json")
    assert (done.returncode, edited.read_text(encoding="utf-8")) == (3, "It has left today.\n")
    report = json.loads(done.stdout)
    assert [phrase["name"] for phrase in report["phrases"]] == ["back"]
    told = {
        "where": str(edited),
        "message": "it has another text already",
        "hint": "keep it, or overwrite it with --anew",
    }
    assert report["problems"] == [told]
    assert (run(*given, "--anew").returncode, edited.read_text(encoding="utf-8")) == (0, "It has left.\n")


EDITED = {
    "an open condition": ("Hello {% if %} x", "edited.en.j2:1: it is no template"),
    "another filter": ("{{ buyer_name|length }}", "there is no filter 'length'"),
    "a sum of work": ("{{ 'ab' * 20000000 }}", "'mul' is not allowed in a template"),
    "a loop": ("{% for x in item %}{{ x }}{% endfor %}", "'for' is not allowed in a template"),
    "a slot that is none": ("Hi {{ moon }}", "there is no slot 'moon'"),
    "nothing": ("\n", "there is no text"),
    "a number that is a text": ("{% if hours > 3 %}soon{% endif %}", "it is no template ('>' not supported"),
    "one argument too many": ("{{ buyer_name|upper(1) }}", "it is no template (do_upper() takes 1"),
    "what no engine parses": ("{{ " + "not " * 300 + "item }}", "it is no template (too many nested"),
    "another encoding": ("Olá".encode("latin-1"), "edited.en.j2: cannot be read (byte 2 is not UTF-8)"),
}


@pytest.mark.parametrize(("text", "said"), EDITED.values(), ids=EDITED)
def test_a_phrase_that_was_edited_is_checked_like_an_import(
    tmp_path: Path, shop_assistant: Assistant, text: str | bytes, said: str
) -> None:
    (tmp_path / "edited.en.j2").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(AssistantError) as failure:
        shop_assistant.phrase(Phrases(tmp_path).phrase("edited", "en"), shop_assistant.request(Order()))
    assert said in str(failure.value)


def test_the_mark_that_an_editor_writes_first_is_no_text_and_a_phrase_is_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "a-b.en.j2").write_bytes(b"\xef\xbb\xbfHi\r\n")
    (tmp_path / "in").mkdir()
    assert Phrases(tmp_path).phrase("a b", "en").text == "Hi"
    for name, locale in (("../a-b", "en"), ("a-b", "**"), ("a-b", "de"), ("n" * 300, "en")):
        with pytest.raises(AssistantError):
            Phrases(tmp_path / "in").phrase(name, locale)


def test_phrases_from_import_to_a_filled_text(tmp_path: Path) -> None:
    source = tmp_path / "p.csv"
    source.write_text(
        "﻿name;locale;text\nsent;en;Hi #buyer#, order %{order id} has left.\n"
        "pay;en;Leave five stars and we send you 5 dollars.\n",
        encoding="utf-8",
    )
    folder = tmp_path / "phrases"
    done = run("phrases", "import", str(source), "--folder", str(folder), "--json")
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert {f["rule"] for p in report["phrases"] if p["name"] == "pay" for f in p["findings"]} >= {"review_incentive"}
    shown = run(
        "phrases",
        "show",
        "sent",
        "--folder",
        str(folder),
        "--set",
        "buyer.name=Ana",
        "--set",
        "number=8190021447710231",
    )
    assert (shown.returncode, shown.stdout.decode().strip()) == (0, "Hi Ana, order 8190021447710231 has left.")
    lacking = run("phrases", "show", "sent", "--folder", str(folder), "--set", "buyer.name=Ana")
    assert lacking.returncode == 1
    assert "⟦order_number⟧" in lacking.stderr.decode()
    (folder / "sent.en.j2").write_text("Hi {% if %}", encoding="utf-8")
    refused = run("phrases", "show", "sent", "--folder", str(folder))
    assert (refused.returncode, refused.stderr.decode().count("\n"), b"Traceback" in refused.stderr) == (1, 1, False)
    (folder / "sent.en.j2").write_text("Sent", encoding="utf-8")
    assert run("phrases", "show", "pay", "--folder", str(folder)).returncode == 1
    assert b"sent: en" in run("phrases", "list", "--folder", str(folder)).stdout
