"""The house: small rooms, no clock below, documents that say what is true, checklists that are walked."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from assistant import __version__, catalogues, gate, resources
from assistant.cli import COMMANDS
from assistant.desk.names import PLATFORM_NAMES
from assistant.errors import ModelFileError
from assistant.model import Reason, Remedy
from assistant.writing.lint.rules import RULES
from tests.conftest import ROOT, TODAY

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = sorted((ROOT / "assistant").rglob("*.py"))
TEST_SOURCES = sorted((ROOT / "tests").rglob("*.py"))
LONG_TESTS: dict[str, str] = {}  # a test module that has to be longer, with the reason
PURE = (
    "cells.py",
    "lines.py",
    "local_days.py",
    "errors",
    "fitting.py",
    "model",
    "money.py",
    "orders.py",
    "shop.py",
    "encoder.py",
    "pipeline.py",
    "reading",
    "deciding",
    "writing",
)
PURE_SOURCES = [path for path in SOURCES if path.relative_to(ROOT / "assistant").parts[0] in PURE]
CLOCKS = {"today", "now", "utcnow", "monotonic", "perf_counter"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and path.parts[-2] != "cli":  # click commands are lists of options
            body = [line for line in text.splitlines()[node.lineno - 1 : node.end_lineno] if line.strip()]
            signature = (node.body[0].lineno - node.lineno) if node.body else 0
            assert len(body) - signature <= 34, f"{path.name}:{node.lineno} {node.name}"


def test_test_modules_stay_small() -> None:
    sizes = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in TEST_SOURCES}
    assert len(sizes) > 50
    long = {name: size for name, size in sizes.items() if size > 420}
    assert long.keys() == LONG_TESTS.keys(), f"split by what it is about: {long}"


@pytest.mark.parametrize("path", PURE_SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_floors_read_no_clock(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            assert not (isinstance(called, ast.Attribute) and called.attr in CLOCKS), f"{path.name}:{node.lineno}"
            assert not (isinstance(called, ast.Name) and called.id == "open"), f"{path.name}:{node.lineno}"


def test_our_own_data_have_no_defect() -> None:
    assert gate.every_problem(TODAY) == ()


def test_readme_names_every_command_and_rule_of_thumb() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"assistant {command}" in readme
    for locale in resources.locale_names("replies"):
        assert f"`{locale}`" in readme
    for path in re.findall(r"\]\(([\w./-]+)\)", readme):
        assert (ROOT / path).exists(), path


def test_contributing_lists_what_a_new_member_needs() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for family in ("a reason", "a remedy", "a platform", "a locale", "a care step", "a card design", "a lint rule"):
        assert f"## Adding {family}" in text
    for path in re.findall(r"`((?:assistant|templates|playbooks|locales|training|tests)/[\w./<>-]+)`", text):
        concrete = path.replace("<reason>", "damaged").replace("<remedy>", "reship").replace("<locale>", "ru")
        concrete = concrete.replace("<design>", "plain").replace("<step>", "care")
        assert (ROOT / concrete.replace("<platform>", "aliexpress").replace("<language>", "ru")).exists(), path


def test_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert found is not None
    assert found[1] == __version__


def test_every_member_has_its_template() -> None:
    folder = resources.templates_folder()
    assert {path.stem for path in (folder / "reasons").glob("*.j2")} == {str(reason) for reason in Reason}
    assert {path.stem for path in (folder / "remedies").glob("*.j2")} == {str(remedy) for remedy in Remedy}
    assert all(rule.source for rule in RULES.values())


def test_every_platform_has_a_name_for_the_staff() -> None:
    assert set(PLATFORM_NAMES) == set(resources.platform_names())


@pytest.mark.parametrize("domain", ["cards", "care", "cli", "desk", "replies", "ui"])
def test_catalogue_asks_for_every_sentence(domain: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))
    found = tmp_path / "found.pot"
    words = ("-k", "Line", "-k", "_say", "-F", f"locales/{domain}.toml", "-o", str(found), ".")
    CommandLineInterface().run(["pybabel", "-q", "extract", *words])  # type: ignore[no-untyped-call]  # Babel's own
    assert _sentences(found) == _sentences(ROOT / "locales" / f"{domain}.pot"), "run make i18n, then translate"


def _sentences(path: Path) -> set[tuple[str | None, str]]:
    with path.open("rb") as file:
        return {(one.context, str(one.id)) for one in read_po(file)}


def test_gate_finds_holes_and_slips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "ru" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (tmp_path / "replies.pot").write_text('msgid "New."\nmsgstr ""\n', encoding="utf-8")
    (place / "replies.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Hole."\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Doubt."\nmsgstr "Сомнение."\n\n'
        'msgid "By %(day)s."\nmsgstr "К сроку."\n\n'
        'msgid "Mixed."\nmsgstr "Пocылка."\n\n'
        'msgid "Ends."\nmsgstr "Конец"\n\n'
        '#~ msgid "Old."\n#~ msgstr "Старое."\n',
        encoding="utf-8",
    )
    folder = resources.folder
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path if name == "locales" else folder(name))
    said = "\n".join(map(str, catalogues.catalogue_problems()))
    for part in (
        "not translated",
        "fuzzy",
        "placeholders",
        "mixes Latin",
        "does not end",
        "obsolete",
        "'New.' (no context) is missing",
    ):
        assert part in said


def messages(path: Path) -> set[tuple[object, object]]:
    with path.open("rb") as file:
        return {(message.context, message.id) for message in read_po(file) if message.id}


@pytest.mark.parametrize("domain", ["replies", "care", "cards", "cli", "desk", "ui"])
def test_templates_of_the_catalogues_hold_what_is_in_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, domain: str
) -> None:
    monkeypatch.chdir(ROOT)
    words = ("-k", "Line", "-k", "_say") if domain == "ui" else ()
    fresh, mapping = tmp_path / f"{domain}.pot", f"locales/{domain}.toml"
    pybabel: Any = CommandLineInterface()  # it has no types
    pybabel.run(["pybabel", "-q", "extract", "-F", mapping, "-o", str(fresh), *words, "."])
    assert messages(fresh) == messages(ROOT / "locales" / f"{domain}.pot"), "run make i18n"


def test_broken_weights_are_said(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"checksums\.json is missing"):
        resources.check_weights(tmp_path)
    with pytest.raises(ModelFileError, match="is missing"):
        resources.load_encoder(tmp_path)
