"""Cases for the simulation of the ladder: an order, a buyer, and what this buyer would settle for.

Buyers follow the random-utility model: what an offer gains a buyer over refusing it is a common part, which the
assumptions give, plus a taste of his own with a logistic distribution; he accepts what gains him 0 or more. So a
partial refund is accepted with a probability that rises with its share of the price along a logistic curve, and who
accepts an amount accepts a larger one. Tastes, temper and patience are drawn once a case, whatever the policy and the
scale of the assumptions (common random numbers).
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from random import Random
from statistics import NormalDist
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from pydantic import Field

from assistant.deciding.plan import make_plan
from assistant.deciding.question import Question
from assistant.model import Buyer as Recipient
from assistant.model import Noun, Offer, Order, OrderState, OrderStatus, Reason, Remedy, Request, Risk
from assistant.money import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from assistant.bootstrap import Assistant
    from assistant.model import Plan

ASSUMPTIONS = Path(__file__).parent / "deciding_assumptions.toml"
CURRENCY = "USD"
WAITING = {Remedy.EXPLAIN, Remedy.TRACE, Remedy.EXTEND_PROTECTION}
TASTES = [remedy for remedy in Remedy if remedy not in WAITING]
WISHES = {
    Remedy.FULL_REFUND: Request.REFUND, Remedy.CANCEL_REFUND: Request.CANCELLATION, Remedy.RESHIP: Request.REPLACEMENT,
    Remedy.SEND_MISSING: Request.REPLACEMENT, Remedy.RETURN_REFUND: Request.RETURN,
}  # fmt: skip
NORMAL = NormalDist()

T = TypeVar("T")
Chance = Annotated[float, Field(gt=0, lt=1)]
Why = Annotated[str, Field(min_length=20)]


class Assumed(Noun, Generic[T]):
    """An assumed value and why it is plausible."""

    value: T
    why: Why


Number = Assumed[Decimal]
Range = Assumed[tuple[float, float]]


class Orders(Noun):
    """How orders are drawn."""

    price_median: Number
    price_sigma: Number
    price: Range
    cost: Range
    freight: Range
    postage: Range
    completed: Number
    ages: Assumed[dict[OrderState, tuple[int, int]]]
    shipped: Assumed[int]
    promised: Assumed[int]
    protected: Assumed[int]
    arrived: Assumed[tuple[int, int]]
    countries: Assumed[dict[str, int]]


class Costs(Noun):
    """What costs the seller money beside the formulas of the trade."""

    contact: Number
    dispute: Number
    missing_goods: Number
    missing_freight: Number


class Buyers(Noun):
    """How buyers differ."""

    spread: Number
    smallest_share: Number
    taste: Number
    temper: Number
    angry: Number
    names_wish: Number
    patience: Assumed[tuple[int, ...]]
    own_postage: Number
    unsent: Number


class Situation(Noun):
    """A reason in a state of the order: how often, and what settles it."""

    reason: Reason
    state: OrderState
    weight: int
    money: Decimal | None = None
    platform_pays: Annotated[Decimal, Field(gt=0, lt=1)]
    lost_again: Annotated[Decimal, Field(ge=0, lt=1)]
    chances: dict[Remedy, Chance]
    why: Why

    def scaled(self, generosity: Decimal) -> Situation:
        """Return the same with the middle refund divided, and the odds of other remedies multiplied, by a factor."""
        odds = float(generosity)
        chances = {key: chance * odds / (1 - chance + chance * odds) for key, chance in self.chances.items()}
        money = None if self.money is None else self.money / generosity
        return self.model_copy(update={"money": money, "chances": chances})


class Assumptions(Noun):
    """The whole file."""

    orders: Orders
    costs: Costs
    buyers: Buyers
    situation: tuple[Situation, ...]

    def scaled(self, generosity: Decimal, dispute: Decimal) -> Assumptions:
        """Return the same with buyers that are easier to content, and with dearer disputes, by these factors."""
        cost = self.costs.dispute.model_copy(update={"value": self.costs.dispute.value * dispute})
        costs = self.costs.model_copy(update={"dispute": cost})
        situations = tuple(one.scaled(generosity) for one in self.situation)
        return self.model_copy(update={"costs": costs, "situation": situations})


def load_assumptions() -> Assumptions:
    """Return the assumptions, checked."""
    return Assumptions.model_validate(tomllib.loads(ASSUMPTIONS.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Buyer:
    """What a buyer would settle for; the policies do not see it.

    `least` is the least share of the price for which he keeps, or still awaits, the goods: None where a partial refund
    is not lawful. `gains` says of the other remedies how much better than refusing they are to him, in shares of the
    price; a remedy that is not there is not lawful or senseless.
    """

    least: Decimal | None
    gains: Mapping[Remedy, float]
    patience: int
    sends_return: bool
    is_angry: bool

    def gain(self, offer: Offer, price: Decimal) -> float | None:
        """Return how much better than refusing the offer is to him; None where he refuses it."""
        gain = self.gains.get(offer.remedy)
        if offer.remedy is Remedy.PARTIAL_REFUND and self.least is not None and offer.amount is not None:
            gain = float(offer.amount / price - self.least)
        return None if gain is None or gain < 0 else gain

    def choice(self, offers: Sequence[Offer], price: Decimal) -> Offer | None:
        """Return the offer that he likes best among those that he accepts; the first of equals."""
        gains = [(gain, offer) for offer in offers if (gain := self.gain(offer, price)) is not None]
        return max(gains, key=lambda pair: pair[0])[1] if gains else None


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint about an order, and the buyer behind it."""

    situation: Situation
    order: Order
    price: Decimal
    question: Question
    buyer: Buyer
    seller_pays_return: bool


@dataclass(frozen=True, slots=True)
class World:
    """Where cases come from: the program with its rules, and the assumptions."""

    program: Assistant
    assumptions: Assumptions

    def plan(self, question: Question, order: Order) -> Plan:
        """Return the planner's plan."""
        return make_plan(question, order, self.program.playbook(None), self.program.shop, self.program.today)

    def cases(self, seed: int, count: int) -> Iterator[Case]:
        """Yield the cases of a seed; the same seed gives the same cases and tastes at every scale of assumptions."""
        situations = self.assumptions.situation
        weights = [situation.weight for situation in situations]
        for index in range(count):
            random = Random(f"{seed}:{index}")  # noqa: S311 - a simulation needs repeatable numbers, not secret ones
            yield self._case(random.choices(situations, weights)[0], random)

    def _case(self, situation: Situation, random: Random) -> Case:
        order = draw_order(situation, self.assumptions.orders, self.program.today, random)
        plan = self.plan(Question(situation.reason), order)
        seller_pays = plan.freight.paid_by != "buyer"
        buyer = draw_buyer(situation, self.assumptions.buyers, random, pays_return=not seller_pays)
        question = Question(
            situation.reason,
            requests=(wish_of(buyer),) if random.random() < self.assumptions.buyers.names_wish.value else (),
            risks=(Risk.REVIEW_THREAT,) if buyer.is_angry else (),
        )
        return Case(situation, order, order.price or Decimal(0), question, buyer, seller_pays)


def draw_order(situation: Situation, orders: Orders, today: date, random: Random) -> Order:
    """Return an order whose money is plausible and whose dates suit the situation."""
    centre, spread = math.log(orders.price_median.value), float(orders.price_sigma.value)
    least, most = orders.price.value
    price = 0.0
    while not least <= price <= most:
        price = random.lognormvariate(centre, spread)
    freight = price * random.uniform(*orders.freight.value)
    countries = orders.countries.value
    return Order(
        number="8190021447710231",
        currency=CURRENCY,
        price=_money(price),
        product_cost=_money(price * random.uniform(*orders.cost.value)),
        shipping_cost=_money(freight),
        return_shipping_cost=_money(freight * random.uniform(*orders.postage.value)),
        buyer=Recipient(country=random.choices(list(countries), list(countries.values()))[0]),
        **_dates(situation.state, orders, today, random),
    )


def _money(amount: float) -> Decimal:
    return rounded(Decimal(amount), CURRENCY)


def _dates(state: OrderState, orders: Orders, today: date, random: Random) -> dict[str, Any]:
    """Return status and dates of an order in a state."""
    ordered = today - timedelta(random.randint(*orders.ages.value[state]))
    arrived, is_completed = random.randint(*orders.arrived.value), random.random() < orders.completed.value
    promised = ordered + timedelta(orders.promised.value)
    found: dict[str, Any] = {"status": OrderStatus.PAID, "ordered_on": ordered, "promised_by": promised}
    found["protection_ends_on"] = promised + timedelta(orders.protected.value)
    if state is not OrderState.NOT_SHIPPED:
        found |= {"status": OrderStatus.SHIPPED, "shipped_on": ordered + timedelta(orders.shipped.value)}
    if state is OrderState.DELIVERED:
        found |= {"status": OrderStatus.DELIVERED, "delivered_on": today - timedelta(arrived)}
        if is_completed:
            found |= {"status": OrderStatus.COMPLETED, "completed_on": today}
    return found


def draw_buyer(situation: Situation, buyers: Buyers, random: Random, *, pays_return: bool) -> Buyer:
    """Return a buyer; every draw is made whatever the situation allows, so that tastes stay the same at every scale."""
    temper, weight = random.gauss(0, 1), float(buyers.temper.value)

    def hardness() -> float:
        """Return a logistic draw that is high for who is hard to please, correlated by temper."""
        return _logit(NORMAL.cdf(weight * temper + math.sqrt(1 - weight**2) * random.gauss(0, 1)))

    money, waiting, restless = hardness(), hardness(), hardness()
    tastes = {remedy: hardness() for remedy in TASTES} | dict.fromkeys(WAITING, waiting)
    postage = math.log(buyers.own_postage.value) if pays_return else 0.0
    least = None
    if situation.money is not None:
        least = max(buyers.smallest_share.value, situation.money + buyers.spread.value * Decimal(money))
    scale = float(buyers.taste.value)
    gains = {
        remedy: scale * (_logit(chance) + (postage if remedy is Remedy.RETURN_REFUND else 0.0) - tastes[remedy])
        for remedy, chance in situation.chances.items()
    }
    whole = Remedy.CANCEL_REFUND if situation.state is OrderState.NOT_SHIPPED else Remedy.FULL_REFUND
    gains[whole] = max(0.0, gains.get(whole, 1.0 - float(least or 0)))
    return Buyer(
        least=least,
        gains=gains,
        patience=_patience(buyers.patience.value, restless),
        sends_return=random.random() >= buyers.unsent.value,
        is_angry=NORMAL.cdf(temper) > 1 - float(buyers.angry.value),
    )


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _patience(weights: Sequence[int], restless: float) -> int:
    """Return after how many refused rounds he opens a dispute: the restless ones first."""
    calm = sum(weights) / (1 + math.exp(restless))
    limits = list(accumulate(weights))[:-1]
    return 1 + sum(calm > limit for limit in limits)


def wish_of(buyer: Buyer) -> Request:
    """Return what he asks for when he says it: what he would like best, and nobody asks for a part of his money."""
    return WISHES[max((remedy for remedy in WISHES if remedy in buyer.gains), key=lambda one: buyer.gains[one])]
