"""Words in the cells of an order table, as our own: flags, states, countries, currencies, languages, platforms."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale

from assistant import resources
from assistant.deciding.rulebook.codes import folded, parse_codes
from assistant.errors import DataError
from assistant.model import DisputeStage, Line, OrderStatus, Remedy
from assistant.money import is_currency
from assistant.places import LONGEST_GUESS, MOST_GUESSES, STAFF_NAMES, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assistant.deciding.rulebook.codes import Codes

ENDED = (DisputeStage.DECIDED, DisputeStage.CLOSED)


@dataclass(frozen=True, slots=True)
class Bad:
    """A word that is not understood: why, with the next step."""

    why: Line


@dataclass(frozen=True, slots=True)
class Said:
    """What a state says of the things that a seller's column may mix."""

    status: str | None = None
    dispute_open: bool | None = None
    dispute_stage: str | None = None
    refunded_in_full: bool | None = None


class Words:
    """What the words in cells mean; every question is answered with a value of ours or with `Bad`."""

    def __init__(self, data: Mapping[str, Any], codes: Codes) -> None:
        self._data, self._codes, self._guesses = data, codes, 0
        self._flags = {word: flag for flag in (True, False) for word in _keys(data["flags"]["yes" if flag else "no"])}
        said = data["consent"]
        self._consent = {word: flag for flag in (True, False) for word in _keys(said["yes" if flag else "no"])}
        self._platforms = _folded(data["platforms"])
        self._statuses = _folded(data["statuses"])
        self._payments = _folded(data["payments"])
        self._remedies = {**_folded(data["remedies"]), **{folded(one): str(one) for one in Remedy}}
        self._disputed = _keys(data["in_dispute"]["texts"])
        self._undisputed = _keys(data["no_dispute"]["texts"])

    def flag(self, text: str) -> bool | Bad:
        """Return yes or no."""
        found = self._flags.get(_sign(text))
        if found is None:
            return Bad(Line(msgid="'%(text)s' is neither yes nor no: write yes or no.", slots=(("text", text),)))
        return found

    def consent(self, text: str) -> bool | Bad:
        """Return whether a buyer agreed, in the words of shops and newsletters or as yes or no."""
        found = self._consent.get(_sign(text))
        return self.flag(text) if found is None else found

    def platform(self, text: str) -> str | Bad:
        """Return a platform that has a playbook."""
        found = self._platforms.get(folded(text))
        if found:
            return found
        step = self._near(text, self._platforms.values())
        return Bad(
            Line(msgid="The platform '%(text)s' is not known: %(step)s.", slots=(("text", text), ("step", step)))
        )

    def remedy(self, text: str) -> str | Bad:
        """Return a remedy."""
        found = self._remedies.get(folded(text))
        if found:
            return found
        step = self._near(text, self._remedies.values())
        slots = (("text", text), ("step", step))
        return Bad(Line(msgid="The remedy '%(text)s' is not known: %(step)s.", slots=slots))

    def currency(self, text: str) -> str | Bad:
        """Return an ISO 4217 code."""
        code = text.upper()
        found = code if is_currency(code) else self._currencies.get(_sign(text))
        if found:
            return found
        why = Line(
            msgid="The currency '%(text)s' is not known: write its ISO 4217 code, such as USD.", slots=(("text", text),)
        )
        return Bad(why)

    def currencies_of(self, sign: str) -> tuple[str, ...]:
        """Return the currencies that a sign beside an amount may mean."""
        shared: Mapping[str, list[str]] = self._data["shared_signs"]
        if sign in shared:
            return tuple(shared[sign])
        found = self.currency(sign) if sign else None
        return (found,) if isinstance(found, str) else ()

    def country(self, text: str) -> str | Bad:
        """Return an ISO 3166 alpha-2 code."""
        found = places().country(text)
        if found:
            return found
        slots = (("text", text), ("step", places().no_country(text)[1]))
        return Bad(Line(msgid="The country '%(text)s' is not known: %(step)s.", slots=slots))

    def language(self, text: str) -> str | Bad:
        """Return a locale as CLDR spells it, such as pt_BR."""
        found = places().language(text)
        if found:
            return found
        why = Line(
            msgid="The language '%(text)s' is not known: write its code, such as pt or pt-BR.",
            slots=(("text", text),),
        )
        return Bad(why)

    def status(self, text: str, platform: str | None) -> Said | Bad:
        """Return what a status says; a text that is known but says nothing of ours says nothing."""
        key = folded(text)
        in_dispute = True if key in self._disputed else None
        known = self._codes.is_known(platform, text, "statuses")
        own = self._statuses.get(key)
        refunded = True if not known and own is None and self._payments.get(key) == "refunded" else None
        if not known and own is None and in_dispute is None and refunded is None:
            known_words = sorted({*map(str, OrderStatus), *self._codes.known(platform, "statuses")})
            step = self._near(text, known_words, [str(one) for one in OrderStatus])
            slots = (("text", text), ("step", step))
            return Bad(Line(msgid="The status '%(text)s' is not known: %(step)s.", slots=slots))
        found = self._codes.status(platform, text) if known else own
        return Said(str(found) if found else None, in_dispute, refunded_in_full=refunded)

    def stage(self, text: str, platform: str | None) -> Said | Bad:
        """Return whether a dispute is open."""
        if folded(text) in self._undisputed or self._flags.get(_sign(text)) is False:
            return Said(dispute_open=False)
        if folded(text) in self._disputed or self._flags.get(_sign(text)):
            return Said(dispute_open=True)
        stage = self._codes.stage(platform, text)
        if stage is None and not self._codes.is_known(platform, text, "stages"):
            slots = (("text", text), ("step", self._near(text, map(str, DisputeStage))))
            return Bad(Line(msgid="The state of the dispute '%(text)s' is not known: %(step)s.", slots=slots))
        # A state that is known without a stage of ours is no end: until it is closed nobody is written to about it.
        return Said(dispute_open=stage not in ENDED, dispute_stage=None if stage is None else str(stage))

    def payment(self, text: str) -> Said | Bad:
        """Return what the payment's own column says."""
        found = self._payments.get(folded(text))
        if found is None:
            why = Line(
                msgid="The payment status '%(text)s' is not known: write paid, pending or refunded.",
                slots=(("text", text),),
            )
            return Bad(why)
        return Said("unpaid" if found == "unpaid" else None, refunded_in_full=found == "refunded")

    def _near(self, text: str, known: Iterable[str], shown: Iterable[str] | None = None) -> Line:
        names = sorted(set(known))
        near = self._near_words(text, names, 0.7)
        if near:
            return Line(msgid="did you mean '%(near)s'", slots=(("near", near[0]),))
        return Line(msgid="write one of %(names)s", slots=(("names", ", ".join(shown or names)),))

    def _near_words(self, text: str, known: Iterable[str], cutoff: float) -> list[str]:
        """Return the nearest word; after many unknown ones none, because to look for it takes half a millisecond."""
        self._guesses += 1
        guessed = self._guesses <= MOST_GUESSES and len(text) <= LONGEST_GUESS
        return difflib.get_close_matches(text, known, n=1, cutoff=cutoff) if guessed else []

    @cached_property
    def _currencies(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in STAFF_NAMES:
            found |= {_sign(text): code for code, text in Locale.parse(name).currencies.items() if is_currency(code)}
        return found | {_sign(text): code for code, texts in self._data["currencies"].items() for text in texts}


@cache
def words() -> Words:
    """Return the words of our own files. Raises DataError with every defect of the codes."""
    codes, problems = parse_codes(resources.read_codes())
    if codes is None:
        raise DataError(problems)
    return Words(resources.read_words(), codes)


@lru_cache(maxsize=4096)
def _sign(text: str) -> str:
    """Return what counts of a word that may be a sign: `folded` would leave nothing of it."""
    whole = unicodedata.normalize("NFKC", text).casefold()
    return folded(text) + "".join(sign for sign in whole if unicodedata.category(sign) in {"Sc", "So", "Sm"})


def _keys(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(_sign(text) for text in texts)


def _folded(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    found = {folded(text): name for name, texts in table.items() for text in texts}
    return {**found, **{folded(name): name for name in table}}
