"""Where a person's name stands in a text: whole or in part, in capitals or not, declined, in every script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.reading.marks import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHORTEST_NAME = 2
SHORTEST_PART = 3  # shorter ones are words of many languages: "an", "li", "de"
# Scripts that write words without a space, or add to a name without one: no letter beside it tells that it goes on.
JOINED = "\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
LETTER = rf"[^\W\d_{JOINED}]"
# What Hebrew and Arabic write in front of a name: "to", "and", "from".
BEFORE = "[בהוכלמשوفبكل]"
BEGIN = rf"(?:(?<!{LETTER})|(?<=(?<!{LETTER}){BEFORE})|(?<=(?<!{LETTER}){BEFORE}{BEFORE}))"
# A name of so many letters may be declined; a shorter one with an ending is too often another word.
DECLINED = 4
ENDINGS = {"pl": f"{LETTER}{{0,4}}", "cs": f"{LETTER}{{0,4}}"}
CYRILLIC_ENDING = "[\u0400-\u04ff]{0,3}"
NUMBER = re.compile(r"[\d@/]")
# A number of so many figures and letters is the same one with a blank or a hyphen between them; "7-7" is not 77.
GROUPED = 8
BETWEEN = r"[\W_]{0,2}"
# From how many letters on a part of a name is the same one without its accents. In Vietnamese most short words are
# another word's letters with other accents: Văn's are those of "still", "problem" and "transport".
BARE = {"vi": 6}


def forms_of(name: str) -> tuple[str, ...]:
    """Return how a person may be called: by the whole name, turned round, or by parts of it.

    A part of a name that is as short as a common word counts only beside another one.
    """
    parts = name.split()
    several = [parts[start:end] for start in range(len(parts)) for end in range(start + 2, len(parts) + 1)]
    forms = [" ".join(one) for one in (*several, *(parts[turn:] + parts[:turn] for turn in range(len(parts))))]
    forms += [part for part in parts if len(part) >= SHORTEST_PART or HAN.fullmatch(part)]
    forms += ["".join(parts)] if HAN.fullmatch("".join(parts)) else []
    return tuple(dict.fromkeys(form for form in forms if len(form) >= SHORTEST_NAME))


def where(name: str, language: str | None) -> str:
    """Return a pattern of where a name stands as a word of its own, declined or not; a number is not part of another.

    Capitals do not matter: compile it with `re.IGNORECASE`.
    """
    if NUMBER.search(name):
        return rf"(?<![0-9a-z]){_number(name)}(?![0-9a-z])"
    found = r"\s+".join(map(re.escape, name.split()))
    if len(name) < SHORTEST_PART and not HAN.fullmatch(name):
        found = f"(?-i:{found})"
    begin = BEGIN if re.match(LETTER, name[0]) else ""
    return f"{begin}{found}{_end(name, language)}"


def places(names: Sequence[str], text: str, language: str | None) -> Iterator[tuple[int, int]]:
    """Yield from where to where names and numbers stand in a text, with the names' accents or without.

    Its figures are ASCII. The longest names come first.
    """
    as_they_are = [name for name in names if not _may_be_bare(name, language)]
    for found in _found(as_they_are, text, language):
        yield found.span()
    letters, at = bare(text)
    for found in _found([bare(name)[0] for name in names if name not in as_they_are], letters, language):
        yield at[found.start()], max(at[found.end()], at[found.end() - 1] + 1)


def _found(names: Sequence[str], text: str, language: str | None) -> Iterator[re.Match[str]]:
    pattern = "|".join(where(name, language) for name in names if name)
    return re.finditer(pattern, text, re.IGNORECASE) if pattern else iter(())


def _may_be_bare(name: str, language: str | None) -> bool:
    return not NUMBER.search(name) and (" " in name or len(name) >= BARE.get(language or "", SHORTEST_PART))


def _number(name: str) -> str:
    signs = re.sub(r"[\W_]", "", name)
    if len(signs) < GROUPED or not re.fullmatch(r"[\w-]+", name):  # an address is written in one way
        return re.escape(name)
    return BETWEEN.join(map(re.escape, signs))


def _end(name: str, language: str | None) -> str:
    if not re.match(LETTER, name[-1]):
        return ""
    ending = "s?" if len(name) >= SHORTEST_PART else ""
    if len(name) >= DECLINED:
        ending = CYRILLIC_ENDING if re.match("[\u0400-\u04ff]", name[-1]) else ENDINGS.get(language or "", ending)
    return f"(?={ending}(?!{LETTER}))"
