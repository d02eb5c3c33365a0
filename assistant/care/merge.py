"""From a batch of orders to a batch of messages: due steps, shapes, and one pass of Arrow's kernels a shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.drafting import Drafting
from assistant.care.due import ADDRESS, UNKNOWN, Decision, Why, days_of, decide
from assistant.care.keys import Owner
from assistant.care.outlets.mail import usual_address
from assistant.care.slots import Dates, is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date

    from assistant.care.destinations import Destinations
    from assistant.care.letters import Letters
    from assistant.care.profiles import Profiles
    from assistant.care.steps import Step


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a batch: its messages in the order of the rows, each with its row; the decision for each order.

    `platforms` are the orders' platforms, by their place in `names`; `steps` are what the decision's numbers mean;
    `left_out` counts the texts that were left out because they hold an address that the platform forbids.
    """

    messages: pa.RecordBatch
    rows: np.ndarray
    decision: Decision
    platforms: np.ndarray
    names: tuple[str, ...]
    steps: tuple[str, ...]
    left_out: int


@dataclass(frozen=True)
class Settings:
    """What a merge works with; `mailed`: only e-mails can leave; `unsubscribed` holds usual addresses."""

    profiles: Profiles
    letters: Letters
    destinations: Destinations
    has_address: Callable[[str], Callable[[str], bool]]
    steps: Sequence[Step]
    marketing: bool
    owner: Owner = field(default_factory=Owner)
    mailed: bool = False
    unsubscribed: Collection[str] = frozenset()
    dates: Dates = field(default_factory=Dates)


def merge(orders: pa.RecordBatch, settings: Settings, today: date) -> Merged:
    """Return the messages that are due today for a batch of orders, and for every other order why there is none."""
    profiles = settings.profiles
    numbers = profiles.of(orders)
    decision = decide(orders, numbers, profiles, today, settings.steps)
    locales, where = _locales(orders, settings.destinations)
    _refuse_thanks(orders, numbers, decision, profiles)
    decision.refuse(where < 0, Why.LANGUAGE)
    _refuse_by_address(orders, numbers, decision, settings)
    rows = np.flatnonzero(decision.why == 0)
    letters = Drafting(orders, rows, numbers[rows], decision.step[rows], where[rows], locales, settings, today)
    messages = letters.messages()
    longest = profiles.column(lambda profile: profile.longest)[numbers[rows]]
    fits = np.asarray(pc.utf8_length(messages["body"]), dtype=np.int64) <= longest
    decision.why[rows[~fits]] = Why.TOO_LONG
    names = tuple(dict.fromkeys(profile.platform_name for profile in profiles.profiles))
    platforms = profiles.column(lambda profile: names.index(profile.platform_name)).astype(np.int64)[numbers]
    left = messages.filter(pa.array(fits))
    return Merged(left, rows[fits], decision, platforms, names, profiles.steps, letters.left_out)


def _locales(orders: pa.RecordBatch, destinations: Destinations) -> tuple[list[str], np.ndarray]:
    """Return the locales that a batch needs, and the number of each order's one; -1 where none is known."""
    languages = orders["buyer_language"].dictionary_encode(null_encoding="encode")
    countries = orders["buyer_country"].dictionary_encode(null_encoding="encode")
    width = max(1, len(countries.dictionary))
    codes = np.asarray(languages.indices, dtype=np.int64) * width + np.asarray(countries.indices, dtype=np.int64)
    distinct, inverse = np.unique(codes, return_inverse=True)
    named = languages.dictionary.to_pylist(), countries.dictionary.to_pylist()
    found = [destinations.locale(named[0][code // width], named[1][code % width]) for code in distinct.tolist()]
    locales = sorted({locale for locale in found if locale})
    places = np.array([locales.index(locale) if locale else -1 for locale in found], dtype=np.int64)
    return locales, places[inverse] if len(places) else np.empty(0, dtype=np.int64)


def _refuse_thanks(orders: pa.RecordBatch, numbers: np.ndarray, decision: Decision, profiles: Profiles) -> None:
    """Refuse what would only thank, where a platform takes nothing but the request for a review."""
    asks = (days_of(orders["delivered_on"]) != UNKNOWN) & (days_of(orders["review_left_on"]) == UNKNOWN)
    for number, step in enumerate(profiles.steps):
        only = profiles.column(lambda profile, step=step: profile.due[step].review_only).astype(bool)[numbers]  # type: ignore[misc]  # the default binds the loop's name
        decision.refuse((decision.step == number) & only & ~asks, Why.BANNED)


def _refuse_by_address(orders: pa.RecordBatch, numbers: np.ndarray, decision: Decision, settings: Settings) -> None:
    is_email = settings.profiles.column(lambda profile: profile.facts.is_email).astype(bool)[numbers]
    if settings.mailed:
        decision.refuse(~is_email, Why.LETTER)
    address = orders["buyer_email"]
    decision.refuse(is_email & ~is_known(address), Why.NO_ADDRESS)
    if is_email.any():
        fits = np.asarray(pc.fill_null(pc.match_substring_regex(address, ADDRESS), False), dtype=bool)
        decision.refuse(is_email & ~fits, Why.NOT_AN_ADDRESS)
    if settings.unsubscribed:
        listed = pa.array(sorted(settings.unsubscribed), pa.string())
        decision.refuse(np.asarray(pc.is_in(_usual_addresses(address), listed), dtype=bool), Why.UNSUBSCRIBED)
    decision.refuse(settings.profiles.column(lambda profile: profile.night).astype(bool)[numbers], Why.NIGHT)


def _usual_addresses(column: pa.Array) -> pa.Array:
    """Return addresses as they are compared; what is ASCII needs only its lower case, and is most of them."""
    odd = pc.invert(pc.fill_null(pc.string_is_ascii(column), True))
    lowered = pc.utf8_lower(column)
    if not pc.any(odd).as_py():
        return lowered
    usual = [usual_address(address) for address in column.filter(odd).to_pylist()]
    return pc.replace_with_mask(lowered, odd, pa.array(usual, pa.string()))
