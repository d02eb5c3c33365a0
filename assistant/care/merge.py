"""From a batch of orders to a batch of messages: due steps, shapes, and one pass of Arrow's kernels a shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.columns import MARKETING, MESSAGES
from assistant.care.due import ADDRESS, UNKNOWN, Decision, Why, days_of, decide, flags_of
from assistant.care.letters import ASKS, DATES, SLOTS, TEXTS, Shape
from assistant.care.slots import (
    MAKERS,
    Dates,
    amount_texts,
    is_known,
    isolated_texts,
    reads_right_to_left,
    safe_texts,
    without_addresses,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date

    from assistant.care.destinations import Destinations
    from assistant.care.letters import Letters
    from assistant.care.profiles import Profiles
    from assistant.care.steps import Step

MESSAGE = pa.schema([*MESSAGES, MARKETING])
COLUMN_OF = {"order_number": "number", "done_on": "remedy_done_on"}
REMEDIES = ("refund", "reship", "send_missing", "other")
REFUNDS = pa.array(["partial_refund", "full_refund", "return_refund", "cancel_refund"])
ADDRESSED = ("item", "buyer_name")  # what a buyer or a listing may have put an address into
REVIEW, MARKETED, EXTRAS = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a batch: its messages in the order of the rows, each with its row; the decision for each order.

    `platforms` are the orders' platforms, by their place in `names`; `steps` are what the decision's numbers mean;
    `left_out` counts the texts that were left out because they hold an address that
    the platform forbids.
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
    """What a merge works with; `mailed`: only e-mails can leave; `unsubscribed` holds addresses in lower case."""

    profiles: Profiles
    letters: Letters
    destinations: Destinations
    has_address: Callable[[str], Callable[[str], bool]]
    steps: Sequence[Step]
    marketing: bool
    mailed: bool = False
    unsubscribed: Collection[str] = frozenset()
    dates: Dates = field(default_factory=Dates)


def merge(orders: pa.RecordBatch, settings: Settings, today: date) -> Merged:
    """Return the messages that are due today for a batch of orders, and for every other order why there is none."""
    profiles = settings.profiles
    numbers = profiles.of(orders)
    decision = decide(orders, numbers, profiles, today, settings.steps)
    locales, where = _locales(orders, settings.destinations)
    decision.refuse(where < 0, Why.LANGUAGE)
    _refuse_by_address(orders, numbers, decision, settings)
    rows = np.flatnonzero(decision.why == 0)
    letters = _Batch(orders, rows, numbers[rows], decision.step[rows], where[rows], locales, settings)
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
        decision.refuse(np.asarray(pc.is_in(pc.utf8_lower(address), listed), dtype=bool), Why.UNSUBSCRIBED)
    decision.refuse(settings.profiles.column(lambda profile: profile.night).astype(bool)[numbers], Why.NIGHT)


class _Batch:
    """The orders of a batch for which something is due, on the way to their letters."""

    def __init__(
        self,
        orders: pa.RecordBatch,
        rows: np.ndarray,
        numbers: np.ndarray,
        steps: np.ndarray,
        where: np.ndarray,
        locales: list[str],
        settings: Settings,
    ) -> None:
        self._orders = orders.take(pa.array(rows)) if len(rows) < orders.num_rows else orders
        self._numbers, self._steps, self._where = numbers, steps, where
        self._locales, self._settings = locales, settings
        self.left_out = 0

    def messages(self) -> pa.RecordBatch:
        """Return the messages, one an order."""
        count = self._orders.num_rows
        columns = self._columns()
        keys = self._keys(columns)
        distinct, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
        order = np.argsort(inverse, kind="stable")
        shapes = [self._shape(int(key)) for key in distinct]
        sorted_columns = {name: column.take(pa.array(order)) for name, column in columns.items()}
        subjects, bodies, start = [], [], 0
        for shape, size in zip(shapes, counts.tolist(), strict=True):
            pieces = self._settings.letters.pieces(shape)
            bodies.append(self._filled(pieces.literals, pieces.slots, sorted_columns, start, size))
            subjects.append(pieces.subject)
            start += size
        back = np.empty(count, dtype=np.int64)
        back[order] = np.arange(count)
        body = pa.concat_arrays(bodies).take(pa.array(back)) if bodies else pa.array([], pa.string())
        subject = pa.array(subjects, pa.string()).take(pa.array(inverse)) if bodies else pa.array([], pa.string())
        return self._batch(subject, body, keys)

    @staticmethod
    def _filled(
        literals: Sequence[str], slots: Sequence[str], columns: dict[str, pa.Array], start: int, size: int
    ) -> pa.Array:
        parts: list[object] = []
        for literal, slot in zip(literals, slots, strict=False):
            parts += [pa.scalar(literal), columns[slot].slice(start, size)]
        parts.append(pa.scalar(literals[-1]))
        if len(parts) == 1:
            return pa.repeat(parts[0], size)
        return pc.binary_join_element_wise(*parts, "")

    def _columns(self) -> dict[str, pa.Array]:
        """Return every slot as a column of texts, null where it is not known or not shown."""
        orders, columns = self._orders, {}
        left_to_right = ~reads_right_to_left(self._locales)[self._where] if self._locales else np.empty(0, dtype=bool)
        for slot in TEXTS:
            source = COLUMN_OF.get(slot, slot)
            make, distinct = MAKERS[source]
            column = safe_texts(orders[source], make, distinct=distinct)
            if slot in ADDRESSED:
                column = self._without_addresses(column, distinct=distinct)
            columns[slot] = isolated_texts(column, left_to_right)
        several = pc.fill_null(pc.greater(orders["items"], 1), False)
        columns["item"] = pc.if_else(several, pa.scalar(None, pa.string()), columns["item"])
        links = self._settings.profiles.column(lambda profile: profile.links).astype(bool)[self._numbers]
        columns["tracking_url"] = pc.if_else(pa.array(links), columns["tracking_url"], pa.scalar(None, pa.string()))
        for slot in DATES:
            columns[slot] = self._by_locale(days_of(orders[COLUMN_OF.get(slot, slot)]))
        columns["amount"] = self._amounts()
        return columns

    def _without_addresses(self, column: pa.Array, *, distinct: bool) -> pa.Array:
        """Return a column without what holds an address, by the rules of each platform of the batch."""
        platforms = [profile.platform for profile in self._settings.profiles.profiles]
        numbered = {name: number for number, name in enumerate(dict.fromkeys(platforms))}
        of_row = np.array([numbered[name] for name in platforms], dtype=np.int64)[self._numbers]
        for name, number in numbered.items():
            where = of_row == number
            if where.any():
                kept = without_addresses(column, self._settings.has_address(name), distinct=distinct)
                self.left_out += int((where & is_known(column) & ~is_known(kept)).sum())
                column = pc.if_else(pa.array(where), kept, column)
        return column

    def _by_locale(self, days: np.ndarray) -> pa.Array:
        """Return dates as each order's locale writes them."""
        known = days != UNKNOWN
        if not known.any():
            return pa.nulls(len(days), pa.string())
        parts, order = [], np.argsort(self._where, kind="stable")
        for number, locale in enumerate(self._locales):
            parts.append(self._settings.dates.column(days[self._where == number], locale))
        back = np.empty(len(days), dtype=np.int64)
        back[order] = np.arange(len(days))
        texts = pa.concat_arrays(parts).take(pa.array(back))
        return pc.if_else(pa.array(known), texts, pa.scalar(None, pa.string()))

    def _amounts(self) -> pa.Array:
        orders = self._orders
        known = orders["remedy_amount"].is_valid()
        result = pa.nulls(orders.num_rows, pa.string())
        if not pc.any(known).as_py():
            return result
        for number, locale in enumerate(self._locales):
            where = pa.array(self._where == number)
            texts = amount_texts(orders["remedy_amount"].filter(where), orders["currency"].filter(where), locale)
            result = pc.replace_with_mask(result, where, texts)
        return result

    def _keys(self, columns: dict[str, pa.Array]) -> np.ndarray:
        """Return a number for each order that is the same where all that decides the words is the same."""
        settings, profiles = self._settings, self._settings.profiles
        facts, known_facts = profiles.facts_numbers()
        known = np.zeros(len(self._steps), dtype=np.int64)
        for bit, slot in enumerate(SLOTS):
            known |= is_known(columns[slot]).astype(np.int64) << bit
        known &= np.array([_mask(name) for name in profiles.steps], dtype=np.int64)[self._steps]
        delivered = days_of(self._orders["delivered_on"]) != UNKNOWN
        asked = profiles.column(lambda profile: profile.reviews).astype(bool)[self._numbers]
        is_email = profiles.column(lambda profile: profile.facts.is_email).astype(bool)[self._numbers]
        agreed = ~is_email | (settings.marketing & flags_of(self._orders["marketing_consent"]))
        left = days_of(self._orders["review_left_on"]) == UNKNOWN
        care = np.array([name == "care" for name in profiles.steps], dtype=bool)[self._steps]
        review = care & delivered & asked & agreed & left
        extra = review * REVIEW + (review & is_email) * MARKETED
        key = self._where * len(profiles.steps) + self._steps
        key = key * max(1, len(known_facts)) + facts[self._numbers]
        key = (key * len(REMEDIES) + self._remedies()) * EXTRAS + extra
        return np.asarray(key << len(SLOTS) | known)

    def _remedies(self) -> np.ndarray:
        remedy = self._orders["remedy"]
        found = np.full(len(self._steps), REMEDIES.index("other"))
        for name in ("reship", "send_missing"):
            found[np.asarray(pc.fill_null(pc.equal(remedy, name), False), dtype=bool)] = REMEDIES.index(name)
        found[np.asarray(pc.is_in(remedy, REFUNDS), dtype=bool)] = REMEDIES.index("refund")
        after = np.array([name == "after_remedy" for name in self._settings.profiles.steps], dtype=bool)[self._steps]
        return np.where(after, found, REMEDIES.index("other"))

    def _shape(self, key: int) -> Shape:
        profiles = self._settings.profiles
        _, facts = profiles.facts_numbers()
        key, known = key >> len(SLOTS), key & ((1 << len(SLOTS)) - 1)
        key, extra = divmod(key, EXTRAS)
        key, remedy = divmod(key, len(REMEDIES))
        key, fact = divmod(key, max(1, len(facts)))
        locale, step = divmod(key, len(profiles.steps))
        return Shape(
            locale=self._locales[locale],
            step=profiles.steps[step],
            facts=facts[fact],
            known=frozenset(slot for bit, slot in enumerate(SLOTS) if known >> bit & 1),
            remedy=REMEDIES[remedy],
            review=bool(extra & REVIEW),
            marketing=bool(extra & MARKETED),
        )

    def _batch(self, subject: pa.Array, body: pa.Array, keys: np.ndarray) -> pa.RecordBatch:
        profiles, orders = self._settings.profiles, self._orders
        is_email = profiles.column(lambda profile: profile.facts.is_email).astype(bool)[self._numbers]
        step = pa.array(profiles.steps).take(pa.array(self._steps))
        shop = pa.array([profile.facts.shop or "" for profile in profiles.profiles]).take(pa.array(self._numbers))
        columns = {
            "order": orders["number"],
            "step": step,
            "locale": pa.array(self._locales, pa.string()).take(pa.array(self._where)),
            "channel": pa.array(["letter", "email"]).take(pa.array(is_email.astype(np.int8))),
            "to": pc.if_else(pa.array(is_email), orders["buyer_email"], pa.scalar(None, pa.string())),
            "subject": subject,
            "body": body,
            "key": pc.binary_join_element_wise(_part(shop), _part(orders["number"]), step, "/"),
            "marketing": pa.array((keys >> len(SLOTS) & MARKETED).astype(bool)),
        }
        return pa.RecordBatch.from_arrays(list(columns.values()), schema=MESSAGE)


def _part(column: pa.Array) -> pa.Array:
    """Return a part of a key: a slash in it must not look like the border between two parts."""
    return pc.replace_substring(pc.replace_substring(column, "%", "%25"), "/", "%2F")


def _mask(step: str) -> int:
    return sum(1 << SLOTS.index(slot) for slot in ASKS[step])
