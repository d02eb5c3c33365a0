"""What holds for every order of one platform, service, country and shop: worked out once, looked up for a million."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.model import Remedy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    import pyarrow as pa

    from assistant.care.destinations import Destinations
    from assistant.care.steps import Due, Step, StepFacts, Timeline
    from assistant.deciding.rulebook.playbook import Playbook
    from assistant.shop import Shop

KEYS = ("platform", "service", "carrier", "buyer_country", "shop")
BASES = ("shipped_on", "promised_by", "delivered_on", "remedy_done_on")
START, UNTIL, SHARE = range(3)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter's words depend on beside the order itself; `transit` is in days.

    `helps`: help may stand beside the request for a review. A platform that takes nothing but that request forbids to
    lead buyers to the shop instead (SEEDS U15).
    """

    shop: str | None
    is_email: bool
    is_marketplace: bool
    extends: bool
    transit: tuple[int, int] | None
    helps: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules for one kind of order."""

    platform: str
    platform_name: str
    facts: Facts
    due: Mapping[Step, Due]
    links: bool
    reviews: bool
    proactive_days: int | None
    longest: int
    night: bool


class Profiles:
    """Finds the profile of each order of a batch; `now` is the moment for which quiet hours are asked, if at all."""

    def __init__(
        self,
        timeline: Timeline,
        playbook: Callable[[str], Playbook],
        shop: Shop,
        destinations: Destinations,
        now: datetime | None,
    ) -> None:
        self._timeline, self._playbook, self._shop = timeline, playbook, shop
        self._destinations, self._now = destinations, now
        self.steps = timeline.order
        self.profiles: list[Profile] = []
        self._known: dict[tuple[str | None, ...], int] = {}
        self._facts: dict[Facts, int] = {}
        self._facts_of = np.empty(0, dtype=np.int64)
        self._windows = np.empty((0, len(self.steps), len(BASES), 3))

    def of(self, orders: pa.RecordBatch) -> np.ndarray:
        """Return the number of each order's profile in `profiles`."""
        codes = np.zeros(orders.num_rows, dtype=np.int64)
        values: list[list[str | None]] = []
        for key in KEYS:
            encoded = orders[key].dictionary_encode(null_encoding="encode")
            values.append(encoded.dictionary.to_pylist())
            codes = codes * len(values[-1]) + encoded.indices.to_numpy(zero_copy_only=False)
        distinct, inverse = np.unique(codes, return_inverse=True)
        return np.array([self._number(_decoded(int(code), values)) for code in distinct], dtype=np.int64)[inverse]

    def _number(self, key: tuple[str | None, ...]) -> int:
        if key not in self._known:
            self._known[key] = len(self.profiles)
            self.profiles.append(self._profile(*key))
        return self._known[key]

    def _profile(
        self, platform: str | None, service: str | None, carrier: str | None, country: str | None, shop: str | None
    ) -> Profile:
        own = self._shop.shop
        key, name = platform or own.platform, shop or own.name
        rules = self._playbook(key)
        messages = rules.platform.messages
        ours = self._timeline.service_of(service, carrier)
        place = {"service": ours, "country": country, "platform": key, "shop": name}
        marketplace = rules.platform.marketplace
        extends = marketplace and rules.has(Remedy.EXTEND_PROTECTION)
        due = {step: self._timeline.due(step, place) for step in self.steps}
        helps = not any(one.review_only for one in due.values())
        return Profile(
            platform=key,
            platform_name=rules.platform.name,
            facts=Facts(name, not marketplace, marketplace, extends, self._transit(ours, country), helps),
            due=due,
            links=messages.allow_links.value is True,
            reviews=messages.allow_review_request.value is True,
            proactive_days=int(messages.proactive_days.value) if messages.proactive_days else None,
            longest=int(messages.max_body.value),
            night=self._now is not None and self._destinations.is_night(country, self._now),
        )

    def _transit(self, service: str | None, country: str | None) -> tuple[int, int] | None:
        """Return how long the shop has seen such parcels take, by the line that names most."""
        fitting = [
            line
            for line in self._shop.care.transit
            if line.service in {None, service} and line.country in {None, country}
        ]
        best = max(fitting, key=lambda line: (line.service is not None) + (line.country is not None), default=None)
        return best.days if best else None

    def step_facts(self, step: Step) -> StepFacts:
        """Return when a step has a point, and from which days it is counted, the first that is known."""
        return self._timeline.steps[step]

    @property
    def windows(self) -> np.ndarray:
        """(profile, step, base, start | until | is share): days from the base, not a number where there is none."""
        new = self.profiles[len(self._windows) :]
        if new:
            table = np.full((len(new), len(self.steps), len(BASES), 3), np.nan)
            for place, profile in enumerate(new):
                for number, step in enumerate(self.steps):
                    for window in profile.due[step].windows:
                        table[place, number, BASES.index(window.base)] = window.start, window.until, window.is_share
            self._windows = np.concatenate([self._windows, table])
        return self._windows

    def facts_numbers(self) -> tuple[np.ndarray, tuple[Facts, ...]]:
        """Return the number of each profile's facts, and the facts: many profiles have the same words."""
        if len(self._facts_of) < len(self.profiles):
            for profile in self.profiles:
                self._facts.setdefault(profile.facts, len(self._facts))
            self._facts_of = np.array([self._facts[profile.facts] for profile in self.profiles], dtype=np.int64)
        return self._facts_of, tuple(self._facts)

    def column(self, value: Callable[[Profile], float]) -> np.ndarray:
        """Return one value a profile, to be looked up by the numbers of `of`."""
        return np.array([value(profile) for profile in self.profiles], dtype=float)


def _decoded(code: int, values: list[list[str | None]]) -> tuple[str | None, ...]:
    parts = []
    for listed in reversed(values):
        code, index = divmod(code, len(listed))
        parts.append(listed[index])
    return tuple(reversed(parts))
