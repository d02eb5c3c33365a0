"""Values as a locale writes them: dates, money, percentages, periods; and free text made safe for a sentence."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_percent
from babel.units import format_unit

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

# A narrow no-break space is missing from many chat fonts, so the ordinary one stands for it.
NARROW_SPACE, NO_BREAK_SPACE = "\u202f", "\u00a0"
# English dates begin with the day, Thai shops leave the era out that CLDR writes, Vietnamese write the word for year.
DATE_FORMS = {"en": "d MMMM y", "th": "d MMMM y", "vi": "d 'tháng' M 'năm' y"}
FIRST = {"fr": "1er", "it": "1º", "pt_BR": "1º"}  # CLDR's patterns have the plain number for the first of a month
WITHOUT_SPACES = {"ja"}
STOPS, CLOSING = (".", "!", "?", "…", "。", "！", "？", "؟", ":", "："), '"”»’)」』）'
# CLDR parts a currency that ends with letters from the digits after it, Babel does not: PLN12.00.
CODE_BEFORE_DIGITS = re.compile(r"([^\W\d_]\.?)(?=\d)")
STOPLESS, FULL_WIDTH = {"th"}, {"zh_CN", "zh_TW", "ja"}
FIRST_STRONG, POP = "\u2068", "\u2069"
RIGHT_TO_LEFT = {"R", "AL"}
LONGEST_NAME, MOST_NAMES = 60, 7  # María del Carmen de la Fuente García
SIGNS = r"!?;:=<>{}\[\]¡¿！？；：%$€£¥₽₺₩₫฿₴"  # of sentences and sums
SENTENCE = re.compile(f"[{SIGNS}]")
# What programs write where there is nothing; where a platform does not tell a name; for letters that it hides; and
# what stands in a name that wants to be clicked.
NOTHING = frozenset({"null", "NULL", "None", "N/A", "n/a", "#N/A", "nan", "NaN", "NaT", "<NA>", "undefined"})
NO_NAMES = NOTHING | {
    "unknown", "Unknown", "Test", "test", "Guest", "guest", "amazon user", "Amazon User", "Amazon Customer",
    "AliExpress Shopper", "eBay user",
}  # fmt: skip
HIDING = "*＊•●"
ADDRESSED = ("@", "://", "www.", *HIDING)
LONGEST_TITLE = 60


@lru_cache(maxsize=4096)
def as_date(day: date, locale: str) -> str:
    """Return a date in the locale's long form: 1 October 2026."""
    form = DATE_FORMS.get(locale, "long")
    text = str(format_date(day, form, locale=parsed(locale))).replace(NARROW_SPACE, NO_BREAK_SPACE)
    return text.replace("1 ", f"{FIRST[locale]} ", 1) if day.day == 1 and locale in FIRST else text


@cache
def parsed(locale: str) -> Locale:
    """Return Babel's locale; parsing its name anew for every amount takes longer than writing the amount."""
    return Locale.parse(locale)


def is_locale(name: str) -> bool:
    """Whether a name is that of a locale in which amounts and dates can be written."""
    try:
        parsed(name)
    except (ValueError, UnknownLocaleError):
        return False
    return True


@lru_cache(maxsize=4096)
def as_money(amount: Decimal, currency: str, locale: str) -> str:
    """Return an amount with its currency as the locale writes it."""
    text = str(format_currency(amount, currency, locale=parsed(locale))).replace(NARROW_SPACE, NO_BREAK_SPACE)
    return CODE_BEFORE_DIGITS.sub(rf"\1{NO_BREAK_SPACE}", text)


@lru_cache(maxsize=4096)
def as_percent(share: Decimal, locale: str) -> str:
    """Return 0.1 as 10 % in the locale's form."""
    return str(format_percent(share, locale=parsed(locale))).replace(NARROW_SPACE, NO_BREAK_SPACE)


@lru_cache(maxsize=4096)
def as_period(number: int, unit: str, locale: str) -> str:
    """Return a number of 'day' or 'hour' with the unit in the locale's plural form."""
    text = str(format_unit(number, unit, "long", locale=parsed(locale))).replace(NARROW_SPACE, NO_BREAK_SPACE)
    text = text.replace(" ", "") if locale in WITHOUT_SPACES else text  # CLDR parts them, Japanese text does not
    return text.replace("tiếng", "giờ") if locale == "vi" else text  # the written word for hours


def sentence_space(locale: str) -> str:
    """Return what stands between two sentences: nothing in Chinese and Japanese."""
    return "" if parsed(locale).language in {"zh", "ja"} else " "


def bullet(locale: str) -> str:
    """Return what stands before each point of a list."""
    return "・" if locale == "ja" else "– "


def as_sentence(value: str, locale: str) -> str:
    """Return what somebody typed with a stop at its end, so that the next sentence does not run into it."""
    if value.rstrip(CLOSING).endswith(STOPS) or locale in STOPLESS:
        return value
    return value + ("。" if locale in FULL_WIDTH else ".")


@cache
def is_right_to_left(locale: str) -> bool:
    """Whether a locale is written from right to left."""
    return parsed(locale).text_direction == "rtl"


def isolated(value: str, locale: str) -> str:
    """Return a value for a sentence that runs the other way, between isolates, so that it does not turn it over."""
    other = not value.isascii() and any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in value)
    return f"{FIRST_STRONG}{value}{POP}" if other or is_right_to_left(locale) else value


def as_text(value: str) -> str:
    """Return foreign text fit for a sentence: one line, no control or direction characters."""
    if value.isascii() and value.isprintable():  # most of it; to look at every letter takes twenty times as long
        return " ".join(value.split())
    kept = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", value)
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join(kept.split())


def as_name(value: str) -> str | None:
    """Return a person's name, or None where nobody would write it into a greeting."""
    name = as_text(value)
    if not name or len(name) > LONGEST_NAME or not any(character.isalpha() for character in name):
        return None
    if name in NO_NAMES or any(sign in name.casefold() for sign in ADDRESSED):
        return None
    # Who writes a sentence into the field of his name would be greeted by it.
    return None if len(name.split()) > MOST_NAMES or SENTENCE.search(name) else name


def as_title(value: str) -> str | None:
    """Return a listing's title, cut at a word where it is longer than a sentence can bear; None where there is none."""
    title = as_text(value)
    if len(title) <= LONGEST_TITLE:
        return None if title in NOTHING else title or None
    cut = title[:LONGEST_TITLE].rsplit(" ", 1)[0]
    return f"{cut.rstrip(' ,;:-')}…"
