"""Countries and languages by their codes and their names, in every language that we know."""

from __future__ import annotations

import difflib
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global, get_locale_identifier, parse_locale

from assistant import resources
from assistant.deciding.rulebook.codes import folded
from assistant.lines import Line
from assistant.reading.language import as_language

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from assistant.model import Buyer, Reading

STAFF_NAMES = ("en", "zh", "zh_Hant")
COUNTRY_CODE = 2
LONGEST_CODE = 3
MOST_GUESSES, LONGEST_GUESS = 500, 60
NO_COUNTRIES = frozenset({"ZZ", "EU", "UN", "EZ", "QO", "XA", "XB"})
OFFICIAL = frozenset({"official", "de_facto_official"})
SPOKEN_FROM = 30.0  # percent; Turkish is official in Cyprus, and few read it there
FALLBACK = "en"  # in a country none of whose languages has a catalogue
TRADITIONAL = frozenset({"TW", "HK", "MO"})
SURE_OF_LANGUAGE = 0.6  # of the shortest held-out texts 1 in 8 is guessed right with less, 25 in 33 with a tenth more
CHINESE, WITH_SCRIPT = "zh", {"zh_Hant": "zh_TW", "zh": "zh_CN"}


class Places:
    """Which country or language a text names; `own` are names that CLDR lacks."""

    def __init__(self, own: Mapping[str, Any], locales: tuple[str, ...]) -> None:
        self._own, self._locales, self._guesses = own, locales, 0

    def country(self, text: str) -> str | None:
        """Return the ISO 3166 alpha-2 code of a country; None where nobody knows it."""
        key = folded(text)
        return self._countries.get(key) or self._foreign_countries.get(key)

    def language(self, text: str) -> str | None:
        """Return a locale as CLDR spells it, such as pt_BR; None where nobody knows it."""
        key = folded(text)
        return _locale(text) or self._languages.get(key) or self._foreign_languages.get(key)

    def no_country(self, text: str) -> tuple[Line, Line]:
        """Return that a country is not known, and the next step."""
        known = {**self._foreign_countries, **self._countries}
        # Two letters are near to those of any other country.
        near = self._near(folded(text), known) if len(text) > COUNTRY_CODE else None
        step = Line(msgid="write its two letters of ISO 3166, such as BR")
        if near:
            step = Line(msgid="did you mean %(near)s", slots=(("near", known[near]),))
        return Line(msgid="the country '%(text)s' is not known", slots=(("text", text),)), step

    def _near(self, text: str, known: Mapping[str, str]) -> str | None:
        """Return the nearest name; after many unknown ones none, because to look for it takes milliseconds."""
        self._guesses += 1
        if self._guesses > MOST_GUESSES or len(text) > LONGEST_GUESS:
            return None
        return next(iter(difflib.get_close_matches(text, known, n=1, cutoff=0.8)), None)

    @cached_property
    def countries(self) -> frozenset[str]:
        """The codes of all countries."""
        every = map(str, Locale("en").territories)
        return frozenset(code for code in every if len(code) == COUNTRY_CODE and code.isalpha()) - NO_COUNTRIES

    @cached_property
    def _countries(self) -> dict[str, str]:
        aliases = {key: codes[0] for key, codes in get_global("territory_aliases").items() if len(codes) == 1}
        found = {folded(key): code for key, code in aliases.items() if code in self.countries and key.isalpha()}
        found |= self._territories(STAFF_NAMES)
        found |= {folded(text): code for code, texts in self._own["countries"].items() for text in texts}
        return {**found, **{folded(code): code for code in self.countries}}

    @cached_property
    def _foreign_countries(self) -> dict[str, str]:
        """The names in the other languages: to gather them takes a third of a second."""
        return self._territories(self._locales)

    def _territories(self, locales: tuple[str, ...]) -> dict[str, str]:
        names = (pair for locale in locales for pair in Locale.parse(locale).territories.items())
        return {folded(text): code for code, text in names if code in self.countries}

    @cached_property
    def _languages(self) -> dict[str, str]:
        own: Mapping[str, list[str]] = self._own["languages"]
        return {**_names(STAFF_NAMES), **{folded(text): code for code, texts in own.items() for text in texts}}

    @cached_property
    def _foreign_languages(self) -> dict[str, str]:
        """The names in the other languages; what is as short as a code, such as German 'Ga', is none of them."""
        return {
            name: code for name, code in _names(self._locales).items() if len(name) > LONGEST_CODE or not name.isascii()
        }


@cache
def places() -> Places:
    """Return the places of our own files, named in every language in which we write."""
    return Places(resources.read_words(), resources.locale_names("replies"))


def home_locale(buyer: Buyer, locales: Collection[str]) -> str | None:
    """Return the locale of a buyer; None where neither his language nor his country is known."""
    language, country = buyer.language, buyer.country
    if language:
        locale = as_language(language).locale
        if locale == WITH_SCRIPT[CHINESE] and language.lower() == CHINESE and country in TRADITIONAL:
            return WITH_SCRIPT["zh_Hant"]
        if locale in locales:
            return locale
    if not country:
        return None
    spoken = get_global("territory_languages").get(country, {})
    found = [
        (facts["population_percent"], locale)
        for code, facts in spoken.items()
        if facts["official_status"] in OFFICIAL and facts["population_percent"] >= SPOKEN_FROM
        for locale in [WITH_SCRIPT.get(code) or as_language(code).locale]
        if locale in locales
    ]
    return max(found)[1] if found else FALLBACK


def reply_locale(message_reading: Reading, buyer: Buyer, locales: Collection[str]) -> str:
    """Return the locale of a reply: the message's, or the buyer's own where the text hardly shows one.

    Of a text that several locales write alike, his own decides if it is one of them: whoever writes 取消 from the
    United States reads Chinese all the same.
    """
    locale, alike = message_reading.locale, message_reading.locales
    if not alike and message_reading.language_confidence >= SURE_OF_LANGUAGE:  # 0 where there is no letter
        return locale
    home = home_locale(buyer, locales)
    return home if home and (not alike or home in alike) else locale


def _names(locales: tuple[str, ...]) -> dict[str, str]:
    names = (pair for locale in reversed(locales) for pair in Locale.parse(locale).languages.items())
    return {folded(text): code for code, text in names}


@lru_cache(maxsize=MOST_GUESSES)
def _locale(text: str) -> str | None:
    try:
        parts = parse_locale(text.replace("-", "_"))
        Locale.parse(text.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return None
    current = get_global("language_aliases").get(parts[0], parts[0])  # Java writes iw and in for he and id
    return get_locale_identifier((current, *parts[1:3]))
