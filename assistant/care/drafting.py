"""Orders that have something due, turned into messages: one pass of Arrow's kernels for each shape of a letter."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.columns import MARKETING, MESSAGES
from assistant.care.due import UNKNOWN, days_of, flags_of
from assistant.care.keys import parts, same_numbers
from assistant.care.letters import ASKS, SLOTS, Shape
from assistant.care.slots import is_known
from assistant.care.values import Values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from assistant.care.merge import Settings

MESSAGE = pa.schema([*MESSAGES, MARKETING])
REMEDIES = ("refund", "reship", "send_missing", "other")
REFUNDS = pa.array(["partial_refund", "full_refund", "return_refund", "cancel_refund"])
REVIEW, MARKETED, EXTRAS = 1, 2, 4
NOTHING = pa.scalar("")


class Drafting:
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
        today: date,
    ) -> None:
        self._orders = orders.take(pa.array(rows)) if len(rows) < orders.num_rows else orders
        self._numbers, self._steps, self._where = numbers, steps, where
        self._locales, self._settings, self._today = locales, settings, today
        self.left_out = 0

    def messages(self) -> pa.RecordBatch:
        """Return the messages, one an order."""
        count = self._orders.num_rows
        values = Values(self._orders, self._numbers, self._where, self._locales, self._settings)
        columns = values.columns()
        self.left_out = values.left_out
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
        literals: tuple[str, ...], slots: Sequence[str], columns: dict[str, pa.Array], start: int, size: int
    ) -> pa.Array:
        first, *others = _scalars(literals)
        if not others:
            return pa.repeat(first, size)
        parts = [first]
        for slot, literal in zip(slots, others, strict=True):
            parts += [columns[slot].slice(start, size), literal]
        return pc.binary_join_element_wise(*parts, NOTHING)

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
        owner = self._settings.owner
        names = [owner.beginning(profile.facts.shop, profile.platform) for profile in profiles.profiles]
        shop = pa.array(names, pa.string()).take(pa.array(self._numbers))
        columns = {
            "order": orders["number"],
            "step": step,
            "locale": pa.array(self._locales, pa.string()).take(pa.array(self._where)),
            "channel": pa.array(["letter", "email"]).take(pa.array(is_email.astype(np.int8))),
            "to": pc.if_else(pa.array(is_email), orders["buyer_email"], pa.scalar(None, pa.string())),
            "subject": subject,
            "body": body,
            "key": pc.binary_join_element_wise(shop, parts(same_numbers(orders["number"])), step, "/"),
            "day": pa.repeat(self._today.isoformat(), orders.num_rows),
            "marketing": pa.array((keys >> len(SLOTS) & MARKETED).astype(bool)),
        }
        return pa.RecordBatch.from_arrays(list(columns.values()), schema=MESSAGE)


@lru_cache(maxsize=4096)
def _scalars(literals: tuple[str, ...]) -> tuple[pa.Scalar, ...]:
    """Return literals as the kernels take them; a shape comes again with every batch."""
    return tuple(map(pa.scalar, literals))


def _mask(step: str) -> int:
    return sum(1 << SLOTS.index(slot) for slot in ASKS[step])
