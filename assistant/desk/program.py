"""The program behind the desk: loaded once in the background, shared by all, each message read once."""

from __future__ import annotations

import gc
import threading
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from assistant import resources
from assistant.archive.days import day_of
from assistant.bootstrap import Assistant
from assistant.care.intake import Settings
from assistant.caring import owner_of
from assistant.desk.sentences import PageWording
from assistant.desk.tables import pasted_row
from assistant.languages import STAFF_LOCALES

if TYPE_CHECKING:
    from datetime import date

    from assistant.desk.setup import Setup
    from assistant.model import Reading

READINGS = 512
SECONDS_FOR_THE_FIRST_PAGE = 1.0
WARMING = {
    "en": "Hello, my parcel has not arrived yet, where is it?",
    "zh_CN": "你好，我的包裹还没有到，在哪里？",
}


class Remembering(Assistant):
    """Reads the same message once: the staff change option, tone and channel far more often than the text."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup.shop, setup.today or day_of(datetime.now(UTC), None), setup.staff_language)
        self._readings = lru_cache(maxsize=READINGS)(self._read)

    def read(self, text: str, language: str | None = None) -> Reading:
        """Return what a message says."""
        return self._readings(text, language, self.today)

    def _read(self, text: str, language: str | None, today: date) -> Reading:
        return Assistant.read(self.on_day(today), text, language)


class Program:
    """One shop's program in the languages of its staff, on the day of each request."""

    def __init__(self, setup: Setup) -> None:
        self._today = setup.today
        base = Remembering(setup)
        self.default_locale, self.zone = base.staff_locale, base.shop.shop.zone
        self.reply_locales = resources.locale_names("replies")
        self._by_locale = {locale: base.for_staff(locale) for locale in STAFF_LOCALES}
        self._loading = threading.Lock()
        self.is_warm, self._is_closed = threading.Event(), threading.Event()
        self._warming: threading.Timer | None = None

    @property
    def today(self) -> date:
        """The day on which everything is decided."""
        return self._today or day_of(datetime.now(UTC), self.zone)

    @property
    def now(self) -> datetime:
        """The moment from which the time left is counted; of a fixed day this time of day, where the staff are."""
        now = datetime.now(UTC).astimezone(self.zone)
        return now if self._today is None else datetime.combine(self._today, now.timetz())

    def assistant(self, staff_locale: str) -> Assistant:
        """Return the program in a language of the staff; who asks while the models are loaded waits for them."""
        with self._loading:
            self._load()
        return self.wording(staff_locale)

    def wording(self, staff_locale: str) -> Assistant:
        """Return the program for its words alone, without waiting for the models."""
        return self._by_locale[staff_locale].on_day(self.today)

    def pasted_row(self, text: str, staff_locale: str) -> dict[str, Any]:
        """Return the order of a pasted row under other systems' headings. Raises DataError, in the staff's words."""
        return pasted_row(text, self.row_words(staff_locale), *self.reading_of_tables)

    @staticmethod
    def row_words(staff_locale: str) -> PageWording:
        """Return what words why a row is rejected."""
        return PageWording(staff_locale, partial(resources.load_catalogue, "ui"))

    @property
    def reading_of_tables(self) -> tuple[date, Settings]:
        """How a table of orders is read: on which day, by whose words, in which zones."""
        program = self.wording(self.default_locale)
        own = program.playbook(None).platform.key
        return self.today, Settings(platform=own, zone_of=program.zone, owner=owner_of(program.shop))

    def warm_in_background(self) -> None:
        """Load models, playbooks and every reply catalogue, a moment after the first page may have been asked for."""
        self._warming = threading.Timer(SECONDS_FOR_THE_FIRST_PAGE, self._warm)
        self._warming.daemon = True
        self._warming.start()

    def stop_warming(self) -> None:
        """Load nothing that has not been begun: the desk is closed."""
        self._is_closed.set()
        if self._warming:
            self._warming.cancel()

    def _load(self) -> None:
        """Load what every answer needs; two threads at once would load it twice."""
        if self.is_warm.is_set():
            return
        for locale, text in WARMING.items():
            program = self.wording(locale)
            reading = program.read(text)
            program.reply(
                reading, program.in_language(program.request(program.parse_order(None, (), "order")), reading)
            )
        self.is_warm.set()

    def _warm(self) -> None:
        with self._loading:
            self._load()
        for locale in self.reply_locales:
            if self._is_closed.is_set():
                return
            program = self.wording(self.default_locale)
            request = program.request(program.parse_order(None, (), "order"), locale=locale)
            program.reply(program.read(WARMING["en"]), request)
        # What is loaded now stays: else every full collection would walk through it while somebody waits.
        gc.collect()
        gc.freeze()
