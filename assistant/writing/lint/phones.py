"""Phone numbers as people write them at home: without the country's code, in groups, in Chinese numerals."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from assistant.reading.facts.calling import CALLED, OTHER_NUMBER
from assistant.reading.facts.personal import REGIONS

ABROAD = re.compile(r"(?<![A-Za-z0-9_.,/-])(?:\+|(?<!\d )00)\d(?:[\s().-]{0,3}\d){7,13}(?!\d)")
_BEFORE = r"(?<![A-Za-z0-9_.,/-])(?<!\d[ (])"
MOBILE = re.compile(
    rf"{_BEFORE}1[3-9]\d([ -]?)\d{{4}}\1\d{{4}}(?![\d-])|[一1幺][三四五六七八九3-9][〇零一二三四五六七八九幺]{{9}}"
)
AT_HOME = re.compile(
    rf"{_BEFORE}(?:[18][ -]?(?=\(\d|\d{{3}}[ -]))?(?:\(\d{{2,5}}\)|\d{{2,12}})"
    r"(?:[ ./\u2010-\u2013-]{1,2}\d{2,8}){0,5}"
    r"(?![A-Za-z0-9_]|[.,/-]\d)(?! \d)"
)
FEWEST, FEWEST_CALLED, MOST = 9, 8, 13
GROUPS = 3
TRUNKS = {"8", "1"}  # what is dialled before a number inside of Russia, and of the United States
DAY = re.compile(r"\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)\d\d(?!\d)|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}(?!\d)")
CODE = re.compile(r"[A-Z]{2} ?$")  # of a tracking number that is written in groups
LOOK_BACK = 40
COUNTRIES = tuple(dict.fromkeys((*" ".join(REGIONS.values()).split(), "HK", "SG", "AU")))


def at_home(match: re.Match[str]) -> tuple[int, int] | None:
    """Return where a number stands that a word of calling, or its grouping, makes a phone number."""
    digits = re.sub(r"\D", "", match[0])
    if not FEWEST_CALLED <= len(digits) <= MOST:
        return None
    before = match.string[max(0, match.start() - LOOK_BACK) : match.start()]
    if OTHER_NUMBER.search(before) or CODE.search(before) or DAY.match(match[0]):
        return None
    if CALLED.search(before):
        return match.span() if any(_parsed(match[0], country) for country in COUNTRIES) else None
    groups = re.findall(r"\d+", match[0])
    shaped = match[0][0] in "(0" or groups[0] in TRUNKS or list(map(len, groups)) == [3, 3, 4]
    if len(digits) < FEWEST or len(groups) < GROUPS or not shaped or "." in match[0] or "/" in match[0]:
        return None
    return match.span() if any(_is_grouped(match[0], groups, country) for country in COUNTRIES) else None


@lru_cache(maxsize=1024)
def _parsed(number: str, country: str) -> phonenumbers.PhoneNumber | None:
    """Return a number that can be assigned in a country."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None


def _is_grouped(number: str, groups: list[str], country: str) -> bool:
    """Whether a number is parted into groups as its country writes it."""
    parsed = _parsed(number, country)
    if parsed is None:
        return False
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    written = re.findall(r"\d+", national)
    return written == groups or (groups[0] == "1" and written == groups[1:])
