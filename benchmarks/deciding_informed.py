"""What can be reached without knowing the buyer: a policy that knows how buyers are drawn, but not whom it talks to.

It knows the assumptions, the order and what the message says (a wish, a threat). Of the buyers who would write so it
looks for the round of one or two offers after which the least is lost on the average, and after a refusal, of those who
are still there, for the next one. So it is fitted to the very assumptions by which it is measured: it shows how much of
the distance to the clairvoyant is ignorance of the buyer, which no ladder can overcome, and is none to be used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, islice
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from assistant.model import Offer, Remedy, Request, Risk
from assistant.money import rounded
from benchmarks.deciding_buyers import CURRENCY, draw_buyer, wish_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.deciding_buyers import Buyer, Case, Situation, World

    Loss = Callable[[Case, Offer], Decimal]

SAMPLE, ROUNDS, BEAM = 300, 4, 6
SHARES = tuple(Decimal(share) / 100 for share in (5, 8, 10, 12, 15, 18, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80))
GUESSED = 0.7  # of what a dispute costs, for those who stay: only to choose what is looked at more closely


@dataclass(frozen=True, slots=True)
class Tables:
    """Which sets of offers each buyer accepts (set, buyer), what that loses, and how many rounds each waits for."""

    accepts: np.ndarray
    losses: np.ndarray
    patience: np.ndarray
    dispute: float
    contact: float

    def best(self, here: np.ndarray, before: int) -> tuple[int, float]:
        """Return the set to offer after so many rounds to those who are here, and what all of them lose from now on."""
        taking = self.accepts[:, here]
        now = np.where(taking, self.losses[:, here], 0.0).sum(axis=1) + self.contact * here.sum()
        leaving = self.dispute * (~taking).sum(axis=1)
        values = now + leaving
        for number in np.argsort(now + GUESSED * leaving)[:BEAM] if before + 1 < ROUNDS else ():
            stay = self.staying(here, int(number), before)
            if stay.any():
                values[number] += min(0.0, self.best(stay, before + 1)[1] - self.dispute * stay.sum())
        best = int(values.argmin())
        return best, float(values[best])

    def staying(self, here: np.ndarray, chosen: int, before: int) -> np.ndarray:
        """Return who refuses a set and still waits for another one."""
        found: np.ndarray = here & ~self.accepts[chosen] & (self.patience > before + 1)
        return found


class Informed:
    """Makes the rounds of offers of a case; `settlement` and `dispute` say what an ending loses, rounds left out."""

    def __init__(self, whole: Callable[[Case], Offer], settlement: Loss, dispute: Callable[[Case], Decimal]) -> None:
        self._whole, self._settlement, self._dispute = whole, settlement, dispute
        self._alike: dict[object, tuple[Buyer, ...]] = {}

    def __call__(self, world: World, case: Case) -> Iterator[Sequence[Offer]]:
        """Yield the rounds, until a dispute is cheaper than what could still be offered."""
        wish = case.question.requests[0] if case.question.requests else None
        angry = Risk.REVIEW_THREAT in case.question.risks
        key = (case.situation.reason, case.situation.state, case.seller_pays_return, wish, angry)
        if key not in self._alike:
            pays_return = not case.seller_pays_return
            self._alike[key] = tuple(
                islice(_alike(world, case.situation, wish, angry=angry, pays_return=pays_return), SAMPLE)
            )
        buyers = self._alike[key]
        offers = self._offers(case, buyers[0])
        sets = [(one,) for one in range(len(offers))] + list(combinations(range(len(offers)), 2))
        tables = self._tables(world, case, buyers, offers, sets)
        here = np.ones(len(buyers), dtype=bool)
        for before in range(ROUNDS):
            chosen, loss = tables.best(here, before)
            if loss >= tables.dispute * here.sum():
                return
            yield [offers[one] for one in sets[chosen]]
            here = tables.staying(here, chosen, before)
            if not here.any():
                return

    def _offers(self, case: Case, buyer: Buyer) -> list[Offer]:
        whole = self._whole(case)
        offers = [whole, *(Offer(remedy=remedy) for remedy in buyer.gains if remedy is not whole.remedy)]
        if buyer.least is not None:
            amounts = dict.fromkeys(rounded(case.price * share, CURRENCY) for share in SHARES)
            offers += [Offer(remedy=Remedy.PARTIAL_REFUND, amount=amount) for amount in amounts if amount]
        return offers

    def _tables(
        self,
        world: World,
        case: Case,
        buyers: Sequence[Buyer],
        offers: Sequence[Offer],
        sets: Sequence[tuple[int, ...]],
    ) -> Tables:
        gains = np.array([[_gain(buyer, offer, case.price) for buyer in buyers] for offer in offers])
        losses = np.empty(gains.shape)
        for sends in (True, False):
            behind = replace(case, buyer=replace(case.buyer, sends_return=sends))
            which = np.array([buyer.sends_return is sends for buyer in buyers])
            losses[:, which] = np.array([[float(self._settlement(behind, offer))] for offer in offers])
        choices = [np.array(one)[gains[list(one)].argmax(axis=0)] for one in sets]
        everyone = np.arange(len(buyers))
        return Tables(
            accepts=np.array([gains[choice, everyone] >= 0 for choice in choices]),
            losses=np.array([losses[choice, everyone] for choice in choices]),
            patience=np.array([buyer.patience for buyer in buyers]),
            dispute=float(self._dispute(case)),
            contact=float(world.assumptions.costs.contact.value),
        )


def _gain(buyer: Buyer, offer: Offer, price: Decimal) -> float:
    gain = buyer.gain(offer, price)
    return -1.0 if gain is None else gain


def _alike(
    world: World,
    situation: Situation,
    wish: Request | None,
    *,
    angry: bool,
    pays_return: bool,
) -> Iterator[Buyer]:
    """Yield buyers of whom the same is known; other ones than those of the cases."""
    random = Random(f"{situation.reason} {situation.state} {pays_return} {wish} {angry}")  # noqa: S311 - repeatable
    while True:
        buyer = draw_buyer(situation, world.assumptions.buyers, random, pays_return=pays_return)
        if buyer.is_angry is angry and wish in {None, wish_of(buyer)}:
            yield buyer
