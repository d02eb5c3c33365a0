"""Personal data in a message, to be blacked out before it is kept: phone numbers, e-mail addresses, card numbers."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

import phonenumbers

from assistant.model import Personal, PersonalKind
from assistant.reading.facts.calling import CALLED, OTHER_NUMBER
from assistant.reading.facts.numbers import overlaps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Letters of spaced scripts only: in Chinese no blank parts the word before from the address.
_LETTERS = r"A-Za-z0-9_\u00c0-\u024f\u0370-\u058f"
EMAIL = re.compile(
    rf"(?<![{_LETTERS}.+-])[{_LETTERS}.+-]{{1,64}}@[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{1,4}}(?<!-)"
)
_FOURS = r"\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}"
_AMEX = r"3[47]\d{2}([ -]?)\d{6}\2\d{5}"
CARD = re.compile(rf"(?<![A-Za-z0-9-])(?:{_FOURS}|{_AMEX})(?![A-Za-z0-9-])")
CARD_WORD = re.compile(
    r"card|visa|master|карт|tarjeta|cart[ãe]|kart|carta|kaart|卡|カード|카드|بطاقة|כרטיס|บัตร|thẻ", re.IGNORECASE
)
CARD_WORD_WITHIN = 40
ISSUERS = re.compile(r"4|5[1-5]|2[2-7]|3[47]|35|36|6")
# Where the buyer does not write the country code, numbers are read as those of the countries that speak his language.
REGIONS = {
    "en": "US GB", "zh": "CN TW", "ru": "RU", "es": "ES MX", "pt": "BR PT", "fr": "FR", "de": "DE", "it": "IT",
    "nl": "NL", "pl": "PL", "cs": "CZ", "uk": "UA", "tr": "TR", "ar": "SA EG", "he": "IL", "ja": "JP", "ko": "KR",
    "th": "TH", "vi": "VN", "id": "ID",
}  # fmt: skip
# The two noughts for a foreign country hold everywhere on a mobile phone, whatever the country dials itself.
ABROAD = re.compile(r"(?<![A-Za-z0-9.,/-])00([1-9](?:[ .-]?\d){8,13})(?![A-Za-z0-9])")
MOBILE = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})
CALLED_WITHIN = 40
FEWEST_DIGITS = 9
MOST_TRIES = 300  # a page of figures is no message: the search gives up


def emails(text: str) -> Iterator[Personal]:
    """Yield e-mail addresses."""
    for match in EMAIL.finditer(text):
        yield Personal(kind=PersonalKind.EMAIL, value=match[0], start=match.start(), end=match.end())


def cards(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Personal]:
    """Yield card numbers with a right check digit; `taken` are places of tracking numbers."""
    for match in CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        before = text[max(0, match.start() - CARD_WORD_WITHIN) : match.start()]
        # An order number of 16 digits passes the check one time in ten: without blanks it takes a word for the card.
        named = bool(match[1] or match[2] or CARD_WORD.search(before))
        free = not overlaps(match.start(), match.end(), taken)
        if named and free and ISSUERS.match(digits) and is_luhn(digits):
            yield Personal(kind=PersonalKind.CARD, value=match[0], start=match.start(), end=match.end())


def is_luhn(digits: str) -> bool:
    """Whether the check digit of a card number is right (ISO/IEC 7812)."""
    doubled = [int(digit) * 2 if place % 2 else int(digit) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0  # noqa: PLR2004 - digits' sum


def phones(text: str, language: str, taken: Sequence[tuple[int, int]]) -> Iterator[Personal]:
    """Yield phone numbers as the countries write them that speak the language; `taken` are places of other numbers."""
    if sum(map(str.isdigit, text)) < FEWEST_DIGITS:
        return
    seen = list(taken)
    for abroad in ABROAD.finditer(text):
        if not overlaps(*abroad.span(), seen) and _is_of_a_country(f"+{abroad[1]}"):
            seen.append(abroad.span())
            yield Personal(kind=PersonalKind.PHONE, value=abroad[0], start=abroad.start(), end=abroad.end())
    for region in REGIONS.get(language, "US").split():
        # What cannot be assigned today is blacked out too.
        possible = phonenumbers.PhoneNumberMatcher(text, region, phonenumbers.Leniency.POSSIBLE, max_tries=MOST_TRIES)
        for match in islice(possible, MOST_TRIES):
            free = _stands_alone(text, match.start, match.end) and not overlaps(match.start, match.end, seen)
            digits = sum(map(str.isdigit, match.raw_string))
            if free and digits >= FEWEST_DIGITS and _is_dialled(text, match):
                seen.append((match.start, match.end))
                yield Personal(kind=PersonalKind.PHONE, value=match.raw_string, start=match.start, end=match.end)


def _is_of_a_country(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _is_dialled(text: str, match: phonenumbers.PhoneNumberMatch) -> bool:
    """Whether it begins as phone numbers do, is grouped as they are, is a mobile phone's, or is named as one.

    An article number is none of these.
    """
    number = match.raw_string
    if number[0] in "+0(" or not number.isdigit() or number[0] in "1678":
        return True
    before = text[max(0, match.start - CALLED_WITHIN) : match.start]
    if called := CALLED.search(before):
        return OTHER_NUMBER.search(before, called.start()) is None
    is_mobile = phonenumbers.is_valid_number(match.number) and phonenumbers.number_type(match.number) in MOBILE
    return is_mobile and OTHER_NUMBER.search(before) is None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no Latin letter touches it: 'RB473124828US' is no phone number."""
    return not any(
        character.isascii() and character.isalpha()
        for character in text[max(0, start - 1) : start] + text[end : end + 1]
    )
