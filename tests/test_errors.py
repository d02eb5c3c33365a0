"""Every failure of ours has one sentence in two languages; tests/cases/errors.toml holds them to be read."""

from __future__ import annotations

import ast
import pickle
import tomllib
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from assistant.archive import errors as archive
from assistant.bridge.service import TranslationOffError
from assistant.choices import known
from assistant.cli.cases import wrong_kind
from assistant.cli.clipboard import UnfinishedDraftError
from assistant.deciding.question import RefundAboveClaimError, RefundAbovePriceError
from assistant.desk import errors as desk
from assistant.errors import (
    AssistantError,
    BatchFileError,
    BusyOutputError,
    ClipboardError,
    DatabaseBusyError,
    DatabaseFullError,
    DatabaseGoneError,
    DatabaseReadOnlyError,
    DataError,
    EmptyTextError,
    EngineError,
    FarDateError,
    FileError,
    InterruptedRunError,
    MissingCatalogueError,
    MissingExtraError,
    ModelFileError,
    NotADateError,
    NotTextError,
    PathAsTextError,
    RunTakenError,
    SendError,
    ServerAddressError,
    SettingError,
    TextTooLongError,
    UnknownOptionError,
    UnknownValueError,
    WorkerLostError,
)
from assistant.fitting import fitting, misfit, unknown
from assistant.lines import COMMAS, Line, joined
from assistant.model import Order, Reason, Severity
from assistant.print_errors import CardError, MissingFontError, MissingGlyphError, PictureError, SheetError
from assistant.records import RowError
from assistant.webhooks.errors import WebhookAddressError, WebhookTestError
from tests.conftest import ROOT
from tests.test_rejects import CHINESE, chinese, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SENTENCES = tomllib.loads((ROOT / "tests" / "cases" / "errors.toml").read_text("utf-8"))
PATH = "order.json"
DRAFT: Any = SimpleNamespace(missing=("amount", "days"), findings=())
WRONG: Any = SimpleNamespace(missing=(), findings=(SimpleNamespace(rule="guarantee", severity=Severity.ERROR),))
CASE: Any = SimpleNamespace(number=7)
DEEDS: Any = (SimpleNamespace(who="wei", what="replied"), SimpleNamespace(who="li", what="label"))
SIZE, ORDER = (("size", "200 x 90"),), Order(price=Decimal("24.90"), currency="USD")
GLYPH = Line("The shop's name"), "𓀀", "Noto Sans Egyptian"


def raised(what: Callable[[], object]) -> AssistantError:
    """Return the error that a call raises."""
    with pytest.raises(AssistantError) as caught:
        what()
    return caught.value


# As the program makes them; where a class has two sentences, both.
SAMPLES: dict[str, AssistantError] = {
    "EmptyTextError": EmptyTextError(),
    "TextTooLongError": TextTooLongError(412_345, 400_000),
    "NotTextError": NotTextError(Line("Standard input"), Line("byte %(byte)s is not UTF-8", (("byte", 12),))),
    "PathAsTextError": PathAsTextError("./mail.txt"),
    "UnknownValueError": UnknownValueError(Line("platform"), "mars", ["ebay", "amazon"]),
    "UnknownValueError, near": raised(lambda: known("late_delivry", Reason)),
    "UnknownValueError, none": UnknownValueError(Line("undecided e-mail"), "a1", []),
    "UnknownValueError, phrases": UnknownValueError(Line("size"), "big", ["a6", Line("WIDTHxHEIGHT in millimetres")]),
    "MissingCatalogueError": MissingCatalogueError("fi", ["en", "de"]),
    "MissingCatalogueError, und": MissingCatalogueError("und", ["en", "de"]),
    "UnknownOptionError": UnknownOptionError(4, 3),
    "UnknownOptionError, none": UnknownOptionError(1, 0),
    "SettingError": SettingError("price", Line("write it as KEY=VALUE, such as price=24.90")),
    "NotADateError": NotADateError("--today", "1.10."),
    "FarDateError": FarDateError("--today", "9999-12-31", 1970, 2999),
    "ServerAddressError": ServerAddressError(Line("'%(scheme)s' is neither smtp nor smtps", (("scheme", "http"),))),
    "FileError": FileError.absent(PATH),
    "FileError, unreadable": FileError.unreadable(PATH, "Permission denied", Line("check the file")),
    "FileError, unwritable": FileError.unwritable(PATH, "Permission denied", Line("name another file")),
    "DataError": DataError([
        unknown("order.json: status", "shiped", ["shipped", "paid"]),
        misfit("shop.toml: shop.reply_within_hours", "soon", fitting("input should be a valid integer")),
    ]),
    "ModelFileError": ModelFileError("weights/words.npy", Line("does not match its checksum")),
    "BatchFileError": wrong_kind(Path("in.xml")),
    "BatchFileError, line": BatchFileError(
        "in.csv",
        Line("the first line: %(defect)s", (("defect", Line("The row is not UTF-8: save the file as UTF-8.")),)),
        is_sentence=True,
    ),
    "ClipboardError": ClipboardError(),
    "SendError": SendError(
        "mail.example.com:587",
        Line("offers no encryption (STARTTLS)"),
        Line("use smtps://, or allow it with --insecure"),
    ),
    "MissingExtraError": MissingExtraError(Line("A database in PostgreSQL"), "postgres"),
    "InterruptedRunError": InterruptedRunError("out.jsonl", 64),
    "BusyOutputError": BusyOutputError("out.jsonl"),
    "RunTakenError": RunTakenError("ledger.db"),
    "EngineError": EngineError("RayTaskError"),
    "WorkerLostError": WorkerLostError(4),
    "DatabaseGoneError": DatabaseGoneError(Line("of DATABASE_URL"), Line("this is no URL of a database")),
    "DatabaseFullError": DatabaseFullError("archive.db"),
    "DatabaseReadOnlyError": DatabaseReadOnlyError("archive.db"),
    "DatabaseBusyError": DatabaseBusyError("archive.db"),
    "MissingFontError": MissingFontError("Heebo", "fontpkg-heebo"),
    "MissingGlyphError": MissingGlyphError(*GLYPH, packaged=False),
    "MissingGlyphError, packaged": MissingGlyphError(*GLYPH, packaged=True),
    "CardError": CardError(
        Line("order %(number)s", (("number", "1"),)),
        "own",
        "Best price!",
        Line("it does not fit on %(size)s mm even at %(points)s points: shorten it, or print a larger --size.",
             (("size", "90 x 54"), ("points", "6.5"))),
    ),
    "SheetError": SheetError(
        Line("A card of %(size)s mm", SIZE),
        Line("its sides must be from %(least)s to %(most)s mm long", (("least", "20"), ("most", "300"))),
    ),
    "PictureError": PictureError("logo.gif", Line("the logo is no picture"), Line("save it as PNG, JPEG or SVG")),
    "RowError": RowError("today", "1.10.", Line("The field 'today' is not a date: write it like 2026-10-01.")),
    "RefundAbovePriceError": RefundAbovePriceError(Decimal(30), Decimal("24.90"), ORDER),
    "RefundAboveClaimError": RefundAboveClaimError(Decimal(25), Decimal(8), "USD"),
    "RefundAbovePriceError, rest": RefundAbovePriceError(Decimal(30), Decimal("4.90"), ORDER),
    "RefundAbovePriceError, agreed": RefundAbovePriceError(Decimal(30), Decimal("4.90"), ORDER, is_agreed=True),
    "TranslationOffError": TranslationOffError(),
    "UnfinishedDraftError": UnfinishedDraftError(DRAFT),
    "UnfinishedDraftError, rules": UnfinishedDraftError(WRONG),
    "ArchiveNewerError": archive.ArchiveNewerError("archive.db", "a7"),
    "NotFiledError": archive.NotFiledError(Line("account %(name)s", (("name", "li"),))),
    "NoCaseError": archive.NoCaseError(7),
    "ConflictError": archive.ConflictError(CASE, DEEDS),
    "OtherCurrencyError": archive.OtherCurrencyError("JPY", "BRL"),
    "AboveLeftError": archive.AboveLeftError(Decimal(999999), Decimal("180.90"), "BRL"),
    "RefusedFileError": archive.RefusedFileError("a.exe", Line("it is empty")),
    "SwitchedOffError": archive.SwitchedOffError(3),
    "AccountError": archive.AccountError("li", Line("there is one of this name already")),
    "KeyReusedError": archive.KeyReusedError("k1"),
    "KeyBusyError": archive.KeyBusyError("k1"),
    "WebhookAddressError": WebhookAddressError(
        Line("leads to %(host)s, which is not on the internet", (("host", "10.0.0.1"),)), Line("name another machine")
    ),
    "WebhookTestError": WebhookTestError(3, Line("no answer in time")),
    "NeedsAccountError": desk.NeedsAccountError("--https"),
    "PortTakenError": desk.PortTakenError("127.0.0.1", 8000, "Address already in use"),
    "NotSignedInError": desk.NotSignedInError(),
    "NotAllowedError": desk.NotAllowedError("li", "lead"),
    "ForgedFormError": desk.ForgedFormError(),
    "WrongPasswordError": desk.WrongPasswordError(),
    "TooManyTriesError": desk.TooManyTriesError(15),
    "NotSendableError": desk.NotSendableError([
        Line("A gap is still marked with ⟦ ⟧."),
        Line("Somebody above you must agree first: ask for approval, or offer another option."),
    ]),
    "AnotherDraftError": desk.AnotherDraftError(),
    "WhichOfferError": desk.WhichOfferError(14),
    "UploadTooLargeError": desk.UploadTooLargeError(20_000_000),
    "UploadKindError": desk.UploadKindError("a.zip", Line("it is a packed file, not text; unpack it first")),
    "NotJsonError": desk.NotJsonError(Line("it is no JSON object")),
    "StoppedError": desk.StoppedError(),
    "NoSuchPageError": desk.NoSuchPageError("/nowhere"),
}  # fmt: skip


def classes() -> Iterator[type[AssistantError]]:
    """Yield the classes of the whole tree that have a sentence of their own."""
    for path in sorted((ROOT / "assistant").rglob("*.py")):
        names = [node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ClassDef)]
        for name in names:
            if name.endswith("Error"):
                module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
                kind = getattr(import_module(module), name)
                if issubclass(kind, AssistantError) and kind.__init__ is not AssistantError.__init__:
                    yield kind


def lines(line: Line) -> Iterator[Line]:
    """Yield a line and those inside it."""
    yield line
    for _, value in line.slots:
        if isinstance(value, Line):
            yield from lines(value)


def test_every_class_has_a_sample_and_every_sample_its_sentences() -> None:
    assert {kind.__name__ for kind in classes()} == {name.partition(",")[0] for name in SAMPLES}
    assert all(type(error).__name__ == name.partition(",")[0] for name, error in SAMPLES.items())
    assert set(SENTENCES) == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_failure_is_one_sentence_in_both_languages(name: str) -> None:
    error, wanted = SAMPLES[name], SENTENCES[name]
    assert {"en": str(error), "zh_CN": chinese()(error.line)} == wanted
    assert str(error) == str(error.line)
    assert {one.msgid for one in lines(error.line)} <= translated()
    assert CHINESE.search(wanted["zh_CN"])
    assert not CHINESE.search(wanted["en"])


@pytest.mark.parametrize("name", SAMPLES)
def test_a_failure_keeps_its_line_between_processes(name: str) -> None:
    error = SAMPLES[name]
    travelled = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(travelled), str(travelled), travelled.line) == (type(error), str(error), error.line)
    assert travelled.__dict__.keys() == error.__dict__.keys()


def test_a_thousand_defects_do_not_nest_a_thousand_deep() -> None:
    defects = [unknown(f"order: items[{number}]", "x", []) for number in range(5000)]
    assert str(DataError(defects)).split("\n") == [str(defect) for defect in defects]
    assert chinese()(DataError(defects).line).count("\n") == 4999
    assert str(joined(["a", "b", "c"], COMMAS)) == "a, b, c"
