"""The only module that knows paths: weights, playbooks, templates, catalogues, in the checkout or in the wheel."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tomllib
from datetime import timedelta
from functools import cache, cached_property
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import DatabaseGoneError, DataError, FileError, ModelFileError, Problem
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holidays import HolidayBase

    from assistant.deciding.rulebook.rules import Tables
    from assistant.encoder import Encoder, Head

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent
WEIGHT_FILES = ("layers.onnx", "scales.npy", "tokenizer.json", "words.npy")
HEAD_FILE = "heads.npz"
SOURCE_LOCALE = "en"
THREADS = 1


def folder(name: str) -> Path:
    """Return a data folder; the checkout's wins, because an editable install holds stale copies of them."""
    beside = CHECKOUT / name
    return beside if (CHECKOUT / "pyproject.toml").is_file() and beside.is_dir() else PACKAGE / f"_{name}"


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file. Raises FileError where it is missing, DataError where it is broken."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise FileError.absent(path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise FileError.unreadable(path, error, Line(msgid="check the file")) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits and 5,000 brackets are no TOMLDecodeError
        raise DataError([_not_toml(path, error)]) from error


def _not_toml(path: Path, error: Exception) -> Problem:
    from assistant.syntax import toml_defect

    what = Line(msgid="is not valid TOML: %(why)s", slots=(("why", toml_defect(error)),))
    return Problem(str(path), what, Line(msgid="correct that line"))


@cache
def platform_names() -> tuple[str, ...]:
    """Return the platforms that have a playbook."""
    return tuple(sorted(path.stem for path in folder("playbooks").glob("platforms/*.toml")))


@cache
def read_playbook_tables(platform: str) -> Tables:
    """Return the tables of the playbook's files for a platform."""
    from assistant.deciding.rulebook.rules import Tables

    files = folder("playbooks")
    reasons, stages, common = (read_toml(files / f"{name}.toml") for name in ("reasons", "stages", "common"))
    return Tables(reasons, stages, common, read_toml(files / "platforms" / f"{platform}.toml"), platform)


def read_codes() -> dict[str, Any]:
    """Return the table of the platforms' own codes."""
    return read_toml(folder("playbooks") / "codes.toml")


def read_care() -> dict[str, Any]:
    """Return the table of the messages after shipping."""
    return read_toml(folder("playbooks") / "care.toml")


def read_headers() -> dict[str, Any]:
    """Return which headers of an order table are which of our fields."""
    return read_toml(folder("playbooks") / "headers.toml")


def read_words() -> dict[str, Any]:
    """Return the words that stand in the cells of order tables."""
    return read_toml(folder("playbooks") / "words.toml")


class WorkingDays:
    """A country's working days; its holidays are loaded when first asked for."""

    def __init__(self, country: str) -> None:
        self._country = country

    @cached_property
    def _holidays(self) -> HolidayBase:
        import holidays

        return holidays.country_holidays(self._country)

    def is_working_day(self, day: date, /) -> bool:
        """Whether a day is neither weekend nor public holiday, or a weekend day that is worked instead of one."""
        return self._holidays.is_working_day(day)


@cache
def working_days(country: str) -> WorkingDays:
    """Return the working days of a country (ISO 3166 alpha-2)."""
    return WorkingDays(country)


def holiday_names(country: str, first: date, days: int) -> tuple[str, ...]:
    """Return the English names of a country's public holidays in a period, the next first; none where it is unknown."""
    import holidays

    last = first + timedelta(days=days)
    try:
        known = holidays.country_holidays(country, years=sorted({first.year, last.year}), language="en_US")
    except NotImplementedError:
        return ()
    return tuple(name for day, name in sorted(known.items()) if first <= day <= last)


def cache_folder() -> Path:
    """Return the user's folder for what can be fetched again; `ASSISTANT_CACHE` names another one."""
    from platformdirs import user_cache_dir

    named = os.environ.get("ASSISTANT_CACHE")
    return Path(named) if named else Path(user_cache_dir("customer-message-assistant"))


def data_folder() -> Path:
    """Return the user's folder for what must be kept; `ASSISTANT_DATA` names another one."""
    from platformdirs import user_data_dir

    named = os.environ.get("ASSISTANT_DATA")
    return Path(named) if named else Path(user_data_dir("customer-message-assistant"))


def archive_url() -> str:
    """Return where the archive is: `DATABASE_URL`, or a file in the user's data folder. Raises DatabaseGoneError."""
    return database_url() or f"sqlite:///{(data_folder() / 'archive.db').absolute()}"


def database_url() -> str | None:
    """Return `DATABASE_URL`. Raises DatabaseGoneError where it is no URL: a mistyped one must not become a file."""
    url = os.environ.get("DATABASE_URL")
    if url and "://" not in url:
        raise DatabaseGoneError(Line(msgid="of DATABASE_URL"), Line(msgid="this is no URL of a database"))
    return url or None


def migrations_folder() -> Path:
    """Return the folder of the archive's migrations."""
    return PACKAGE / "archive" / "migrations"


def case_template() -> Path:
    """Return the template of a case as evidence."""
    return folder("templates") / "cases" / "case.typ"


def read_currencies() -> dict[str, Any]:
    """Return the table of what a unit of each currency is roughly worth."""
    return read_toml(folder("playbooks") / "currencies.toml")


def templates_folder() -> Path:
    """Return the folder of the reply templates."""
    return folder("templates") / "replies"


def cards_folder() -> Path:
    """Return the folder of the cards' words and designs."""
    return folder("templates") / "cards"


@cache
def read_designs() -> dict[str, Any]:
    """Return the table of the card designs, by name."""
    return read_toml(cards_folder() / "designs.toml")


def read_drawings() -> dict[str, str]:
    """Return the source of every typst file of the cards, by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(cards_folder().glob("*.typ"))}


@cache
def read_wishes() -> dict[str, Any]:
    """Return how far ahead, and for which holidays, a card carries wishes."""
    return read_toml(folder("playbooks") / "holidays.toml")


@cache
def locale_names(domain: str) -> tuple[str, ...]:
    """Return the locales with a catalogue for a domain, the source language included."""
    found = {path.parents[1].name for path in folder("locales").glob(f"*/LC_MESSAGES/{domain}.po")}
    return tuple(sorted(found | {SOURCE_LOCALE}))


@cache
def load_catalogue(domain: str, locale: str) -> NullTranslations:
    """Return a catalogue, compiled in memory; the source language needs none."""
    if locale == SOURCE_LOCALE:
        return NullTranslations()
    stem = folder("locales") / locale / "LC_MESSAGES" / domain
    compiled = stem.with_suffix(".mo")
    if compiled.is_file() and not stem.is_relative_to(CHECKOUT / "locales"):
        with compiled.open("rb") as file:
            return GNUTranslations(file)
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with stem.with_suffix(".po").open("rb") as file:
        catalogue = read_po(file, locale=locale, domain=domain)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return GNUTranslations(buffer)


def check_weights(path: Path, names: Sequence[str] = (*WEIGHT_FILES, HEAD_FILE)) -> None:
    """Compare weight files with their checksums. Raises ModelFileError."""
    listed = path / "checksums.json"
    if not listed.is_file():
        raise ModelFileError(listed, Line(msgid="is missing"))
    try:
        sums: dict[str, str] = json.loads(listed.read_text(encoding="utf-8"))
    except ValueError:
        raise ModelFileError(listed, Line(msgid="is not valid JSON")) from None
    for name in names:
        file = path / name
        if not file.is_file():
            raise ModelFileError(file, Line(msgid="is missing"))
        with file.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != sums.get(name):
                raise ModelFileError(file, Line(msgid="does not match its checksum"))


def load_encoder(path: Path | None = None) -> Encoder:
    """Load the encoder's weights. Raises ModelFileError where a file is missing or not the one that was shipped."""
    import numpy as np
    import onnxruntime as ort
    from tokenizers import Tokenizer

    from assistant.encoder import Encoder

    place = path or folder("weights")
    check_weights(place, WEIGHT_FILES)
    options = ort.SessionOptions()
    # Always one, however many cores there are: another number sums in another order and gives other last digits,
    # and a batch runs a process on each core.
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    # The arena and the pattern keep every size that was ever needed: 60 MB for nothing in a long-running process.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.use_device_allocator_for_initializers", "1")  # 16 MB less
    model, providers = str(place / "layers.onnx"), ["CPUExecutionProvider"]
    try:
        # The kernel that adds and normalizes in one takes four times as long as the two do.
        session = ort.InferenceSession(model, options, providers, disabled_optimizers=["SkipLayerNormFusion"])
        tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
        words = np.load(place / "words.npy", mmap_mode="r")
        scales = np.load(place / "scales.npy")
    except Exception as error:  # each of the three libraries raises its own kinds for a broken file
        raise ModelFileError(place, Line(msgid="cannot be loaded (%(why)s)", slots=(("why", str(error)),))) from error
    return Encoder(tokenizer, words, scales, session)


def load_heads(path: Path | None = None) -> dict[str, Head]:
    """Load the heads by name: reason, mention, request, risk, evidence, rule."""
    import numpy as np

    from assistant.encoder import Head

    place = path or folder("weights")
    check_weights(place, (HEAD_FILE,))
    with np.load(place / HEAD_FILE) as arrays:
        names = sorted({key.split(".")[0] for key in arrays.files})
        return {
            name: Head(
                arrays[f"{name}.weight"],
                arrays[f"{name}.bias"],
                float(arrays[f"{name}.temperature"]),
                arrays[f"{name}.thresholds"],
            )
            for name in names
        }
