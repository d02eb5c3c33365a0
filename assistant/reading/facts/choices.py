"""The letter of the offer that a buyer takes: 'ok I take B', 'Option B please', '好的，选B', or the letter alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from assistant.reading.facts.consent import COMMON, CONSENTS

# A short message that holds one letter and beside it only words of consent: whatever else stands in it may be a no, a
# question, a condition, a size. What is not sure to be a choice is left to the staff.
LONGEST = 90
SIGNS = "👍👌🙂😊😀😃😄😁🙏✅🤝☺❤💕🏻🏼🏽🏾🏿\ufe0f\u200d"
MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
PARTED = re.compile(rf"[\s.,!;:()\[\]\"“”„«»*~、。「」『』【】،؛—–\-{MARKS}{SIGNS}]+")
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ']+|[^A-Za-zÀ-ɏḀ-ỿ']+")
ACCENTS = re.compile(r"[\u0300-\u036f]")
SUFFIXED = re.compile(r"(?<![\w'])([AB])'(?=\w)")  # Turkish: B'yi seçiyorum
QUOTES = str.maketrans("ʼ’‘", "'''")
PLAIN = str.maketrans("łđıø", "ldio")
CASED = re.compile(r"[a-z\u0400-\u04ff]")
LETTERS = {
    **{letter: letter.upper() for letter in "abcABC"},
    **dict(zip("аАбБвВ", "AABBBB", strict=True)),  # a Russian writes his own second letter, or one that looks like B
    **dict(zip("אבأاب", "ABAAB", strict=True)),
}
CLEAR = {"B", "C"}  # no word of any language; A begins sentences in many that are written in Latin, and may be 'ah'
CAUTIOUS = {"A", "b", "c"}


@dataclass(frozen=True, slots=True)
class _Forms:
    whole: re.Pattern[str]
    named: re.Pattern[str]
    taken: re.Pattern[str]
    asked: re.Pattern[str]
    thanked: re.Pattern[str]
    follows: re.Pattern[str]


def choice_of(text: str) -> str | None:
    """Return the letter of the one offer that a message takes; None where it says more, or takes none."""
    if len(text) > LONGEST:
        return None
    words = " ".join(_words(unicodedata.normalize("NFKC", text)))
    if words in LETTERS:
        return LETTERS[words]
    return next((letter for language in CONSENTS if (letter := _taken(words, language))), None)


def _taken(words: str, language: str) -> str | None:
    forms = _forms(language)
    match = forms.whole.fullmatch(words)
    if match is None:
        return None
    letter, before, after = match["letter"], match["before"].strip(), match["after"].strip()
    named, taken = forms.named.search(before), forms.taken.search(before)
    signed = not after and forms.thanked.search(before)  # 'Thank you. B' may be a name
    named = named or forms.follows.match(after)
    if letter in CLEAR or (letter == "A" and before + after and not CASED.search(before + after)):
        sure = bool(named or taken or not signed)
    elif letter in CAUTIOUS:
        polite = not before and forms.asked.fullmatch(after)
        sure = bool(named or taken or polite or (before and not after and not signed))
    else:
        sure = bool(named)
    return LETTERS[letter] if sure else None


def _words(text: str) -> list[str]:
    """Return the words without case and accents, parted where a script ends; letters that may be a choice stay."""
    plain = SUFFIXED.sub(r"\1 ", text.translate(QUOTES))
    parts = (part for chunk in PARTED.split(plain) for part in LATIN.findall(chunk.strip("'")))
    return [_folded(part) for part in parts]


def _folded(word: str) -> str:
    if word in LETTERS:
        return word
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", word.casefold().translate(PLAIN)))
    folded = unicodedata.normalize("NFC", bare)
    return word if folded in LETTERS else folded


@cache
def _forms(language: str) -> _Forms:
    words = CONSENTS[language]
    end = "" if words.unspaced else "(?= |$)"
    start = "" if words.unspaced else "(?:^|(?<= ))"

    def one_of(*lists: str) -> str:
        phrases = {" ".join(_words(phrase)) for phrase in ",".join(filter(None, lists)).split(",")}
        return "(?:" + "|".join(map(re.escape, sorted(phrases, key=len, reverse=True))) + ")"

    known = one_of(words.names, words.takes, words.please, words.thanks, words.beside, words.follows, COMMON)
    beside = f"(?:{known}{end} ?)*+"
    letters = "|".join(LETTERS)
    return _Forms(
        re.compile(rf"(?P<before>{beside})(?P<letter>{letters})(?= |$) ?(?P<after>{beside})"),
        re.compile(f"{start}{one_of(words.names)}$"),
        re.compile(f"{start}{one_of(words.takes)}$"),
        re.compile(f"(?:{one_of(words.please)}{end} ?)+"),
        re.compile(f"{start}{one_of(words.thanks)}"),
        re.compile(f"{one_of(words.follows)}(?= |$)" if words.follows else "(?!)"),
    )
