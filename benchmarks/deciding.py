"""Does the planner's ladder lose less money than simple policies? Simulated: `python -m benchmarks.deciding`.

Orders and buyers are drawn from `deciding_assumptions.toml`, in which every number is an assumption: buyers differ in
the least refund for which they settle, in what they like besides, in temper and in patience; nobody has published how.
A buyer takes what he likes best of a round's offers, or refuses all of them; after as many refusals as he has patience,
or when nothing more comes, he opens a dispute. Buyers do not bargain: a refusal never aims at a better offer.

The loss of a case is the profit of an order in which nothing went wrong, less the result by the formulas of the trade
(`assistant.deciding.economics`), plus the staff's time a round and the cost of a dispute. Luck that nobody knows
beforehand, a verdict or a second lost parcel, counts with its expectation. A coupon costs nothing, as in the planner:
it is redeemed in an order that would not have come otherwise. All policies meet the same buyers.

The clairvoyant knows the buyer: of all that is lawful he offers at once the cheapest thing that this buyer accepts, a
refund to the cent, or lets it come to the dispute where that is cheaper. No policy can beat him in any case, and none
can equal him without knowing the buyer; 'its best option, buyer known' is what the ladder's own options would allow.
'Knows how buyers are drawn' (deciding_informed.py) shows what is possible without: it knows all assumptions and heeds
no rule of the house, of the shop or of the buyer's country.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_UP, Decimal
from itertools import islice
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from assistant.bootstrap import Assistant
from assistant.deciding.economics import economics_of
from assistant.model import Offer, OrderState, Outcome, Remedy
from assistant.money import rounded, unit
from benchmarks.deciding_buyers import CURRENCY, World, load_assumptions
from benchmarks.deciding_informed import Informed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.deciding_buyers import Case

    Rounds = Iterator[Sequence[Offer]]

TODAY = date(2026, 11, 20)
FIXED_SHARE = Decimal("0.30")
LONGEST = 8  # rounds of a dialogue in which the buyer refuses everything
LADDER, KNOWN, CLAIRVOYANT = "our ladder", "its best option, buyer known", "clairvoyant"
INFORMED = "knows how buyers are drawn"
SCALES = (Decimal("0.5"), Decimal(1), Decimal(2))
FREQUENT = 10
WORST = 15


class UnknownMoneyError(Exception):
    """A simulated order lacks a price or a cost."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case ended: with which remedy (None: a dispute), after how many rounds, at what loss."""

    remedy: Remedy | None
    rounds: int
    loss: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """A case with its ending under each policy."""

    seed: int
    case: Case
    endings: dict[str, Ending]


def _known(amount: Decimal | None) -> Decimal:
    if amount is None:
        raise UnknownMoneyError
    return amount


def settled(world: World, case: Case, offer: Offer, rounds: int) -> Ending:
    """Return the ending of a case in which the buyer accepted an offer."""
    costs = world.assumptions.costs
    return Ending(offer.remedy, rounds, _settlement(world, case, offer) + rounds * costs.contact.value)


def disputed(world: World, case: Case, rounds: int) -> Ending:
    """Return the ending of a case in which the buyer opened a dispute, with the expected verdict."""
    costs = world.assumptions.costs
    verdict = case.situation.platform_pays * _settlement(world, case, whole(case))
    return Ending(None, rounds, verdict + costs.dispute.value + rounds * costs.contact.value)


def _settlement(world: World, case: Case, offer: Offer) -> Decimal:
    economics, costs = economics_of(case.order), world.assumptions.costs
    if offer.remedy is Remedy.RETURN_REFUND and not case.buyer.sends_return:
        return Decimal(0)
    lost_again = case.situation.lost_again * case.price
    if offer.remedy is Remedy.SEND_MISSING:  # the formulas of the trade know no part of an order
        goods = costs.missing_goods.value * (_known(economics.product_cost) + lost_again)
        return goods + costs.missing_freight.value * _known(economics.freight)
    result = economics.result(offer.remedy, offer.amount, seller_pays_return=case.seller_pays_return)
    loss = _known(economics.profit) - _known(result)
    return loss + lost_again if offer.remedy is Remedy.RESHIP else loss


def whole(case: Case) -> Offer:
    """Return the offer of the whole price: a cancellation before shipping."""
    is_shipped = case.situation.state is not OrderState.NOT_SHIPPED
    return Offer(remedy=Remedy.FULL_REFUND if is_shipped else Remedy.CANCEL_REFUND, amount=case.price)


def ladder(world: World, case: Case) -> Rounds:
    """Yield what the planner offers, with a history that grows by refusals."""
    question = case.question
    while True:
        plan = world.plan(question, case.order)
        offers = [
            Offer(remedy=option.remedy, amount=option.amount, on=TODAY) for option in plan.options if option.offered
        ]
        if not offers:
            return
        yield offers
        refused = (offer.model_copy(update={"outcome": Outcome.REFUSED}) for offer in offers)
        question = replace(question, history=(*question.history, *refused))


def full_refund(_world: World, case: Case) -> Rounds:
    """Yield the whole price at once."""
    yield [whole(case)]


def reship(_world: World, case: Case) -> Rounds:
    """Yield a second parcel where one makes sense, then the whole price."""
    if Remedy.RESHIP in case.buyer.gains:
        yield [Offer(remedy=Remedy.RESHIP)]
    yield [whole(case)]


def fixed_share(_world: World, case: Case) -> Rounds:
    """Yield the same partial refund twice, where one is lawful."""
    offer = Offer(remedy=Remedy.PARTIAL_REFUND, amount=rounded(case.price * FIXED_SHARE, CURRENCY))
    if case.buyer.least is not None:
        yield from ([offer], [offer])


OTHERS: dict[str, Callable[[World, Case], Rounds]] = {
    "full refund at once": full_refund,
    "reship, then full refund": reship,
    "30 % refund, twice": fixed_share,
}


def talk(world: World, case: Case, rounds: Rounds) -> Ending:
    """Return how the buyer answers a policy's offers."""
    number = 0
    for number, offers in enumerate(islice(rounds, case.buyer.patience), start=1):
        choice = case.buyer.choice(offers, case.price)
        if choice is not None:
            return settled(world, case, choice, number)
    return disputed(world, case, number)


def best_of(world: World, case: Case, offers: Sequence[Offer]) -> Ending:
    """Return the cheapest ending among the offers that the buyer accepts, made at once, and a dispute at once."""
    accepted = [offer for offer in offers if case.buyer.gain(offer, case.price) is not None]
    return min(
        (*(settled(world, case, offer, 1) for offer in accepted), disputed(world, case, 0)), key=lambda e: e.loss
    )


def clairvoyant(world: World, case: Case) -> Ending:
    """Return the cheapest ending that is possible with this buyer."""
    offers = [Offer(remedy=remedy) for remedy in case.buyer.gains]
    if case.buyer.least is not None and case.buyer.least <= 1:
        least = (case.price * case.buyer.least).quantize(unit(CURRENCY), ROUND_UP)
        offers.append(Offer(remedy=Remedy.PARTIAL_REFUND, amount=least))
    return best_of(world, case, offers)


def known_options(world: World, case: Case) -> Ending:
    """Return the cheapest ending that is possible with this buyer and the ladder's own options."""
    return best_of(world, case, [offer for offers in islice(ladder(world, case), LONGEST) for offer in offers])


def simulate(world: World, seeds: int, cases: int) -> list[Row]:
    """Return every case of every seed with its endings."""
    rows = []
    for seed in range(seeds):
        for case in world.cases(seed, cases):
            endings = {CLAIRVOYANT: clairvoyant(world, case), LADDER: talk(world, case, ladder(world, case))}
            endings |= {name: talk(world, case, policy(world, case)) for name, policy in OTHERS.items()}
            rows.append(Row(seed, case, endings))
    return rows


def mean_loss(rows: Sequence[Row], policy: str) -> float:
    """Return a policy's mean loss a case, in USD."""
    return fmean(float(row.endings[policy].loss) for row in rows)


def best_other(rows: Sequence[Row]) -> tuple[str, float]:
    """Return the simple policy that loses least, and its mean loss."""
    return min(((name, mean_loss(rows, name)) for name in OTHERS), key=lambda pair: pair[1])


def print_header(*columns: str) -> None:
    """Print the head of a table."""
    print(f"\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}")


def by_policy(rows: Sequence[Row]) -> None:
    """Print loss, ratio, disputes and rounds of each policy."""
    print_header("policy", "loss a case, USD", "to the clairvoyant", "disputes of 100", "rounds")
    bound = mean_loss(rows, CLAIRVOYANT)
    for name in (CLAIRVOYANT, KNOWN, LADDER, *OTHERS):
        seeds = {row.seed for row in rows}
        means = [mean_loss([row for row in rows if row.seed == seed], name) for seed in seeds]
        spread = stdev(means) if len(means) > 1 else 0.0
        disputes = 100 * fmean(row.endings[name].remedy is None for row in rows)
        rounds = fmean(row.endings[name].rounds for row in rows)
        ratio = fmean(means) / bound
        print(f"| {name} | {fmean(means):.2f} ± {spread:.2f} | {ratio:.2f} | {disputes:.1f} | {rounds:.2f} |")


def without_knowing(world: World, rows: Sequence[Row]) -> None:
    """Print, for the first seed, how near a policy can come to the clairvoyant that does not know the buyer."""
    informed = Informed(
        whole, lambda case, offer: _settlement(world, case, offer), lambda case: disputed(world, case, 0).loss
    )
    some = [row for row in rows if row.seed == 0]
    for row in some:
        row.endings[INFORMED] = talk(world, row.case, informed(world, row.case))
    print_header(f"policy, first {len(some):,} cases", "loss a case, USD", "to the clairvoyant", f"to who {INFORMED}")
    bound, best = mean_loss(some, CLAIRVOYANT), mean_loss(some, INFORMED)
    for name in (CLAIRVOYANT, INFORMED, LADDER):
        loss = mean_loss(some, name)
        print(f"| {name} | {loss:.2f} | {loss / bound:.2f} | {loss / best:.2f} |")


def by_reason(rows: Sequence[Row]) -> None:
    """Print the most frequent reasons."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.case.situation.reason].append(row)
    print_header("reason", "of 100", CLAIRVOYANT, KNOWN, "ladder", "ratio", "best other", "")
    for reason, group in sorted(groups.items(), key=lambda pair: -len(pair[1]))[:FREQUENT]:
        bound, known, loss = (mean_loss(group, name) for name in (CLAIRVOYANT, KNOWN, LADDER))
        other, others = best_other(group)
        share = 100 * len(group) / len(rows)
        print(
            f"| {reason} | {share:.0f} | {bound:.2f} | {known:.2f} | {loss:.2f} | {loss / bound:.2f} "
            f"| {others:.2f} | {other} |"
        )


def by_ending(rows: Sequence[Row]) -> None:
    """Print where the ladder loses more than the clairvoyant: by state, round and remedy taken."""
    excess: dict[tuple[str, str, int, str], list[float]] = defaultdict(list)
    for row in rows:
        situation, ending = row.case.situation, row.endings[LADDER]
        key = (situation.reason, situation.state, ending.rounds, ending.remedy or "dispute")
        excess[key].append(float(ending.loss - row.endings[CLAIRVOYANT].loss))
    total = sum(map(sum, excess.values()))
    print_header("the ladder ends with", "round", "of 100", "above the clairvoyant, USD", "share of all that")
    for (reason, state, number, remedy), above in sorted(excess.items(), key=lambda pair: -sum(pair[1]))[:WORST]:
        share, part = 100 * len(above) / len(rows), 100 * sum(above) / total
        print(f"| {reason}, {state}: {remedy} | {number} | {share:.1f} | {fmean(above):.2f} | {part:.0f} % |")


def sensitivity(world: World, seeds: int, cases: int) -> None:
    """Print the ranking with buyers and disputes of other scales."""
    print_header("generosity", "dispute", CLAIRVOYANT, "ladder", "ratio", "best other", "")
    for generosity in SCALES:
        for dispute in SCALES:
            other_world = World(world.program, world.assumptions.scaled(generosity, dispute))
            rows = simulate(other_world, seeds, cases)
            bound, loss, (other, others) = mean_loss(rows, CLAIRVOYANT), mean_loss(rows, LADDER), best_other(rows)
            figures = f"{bound:.2f} | {loss:.2f} | {loss / bound:.2f} | {others:.2f}"
            print(f"| x{generosity} | x{dispute} | {figures} | {other} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cases", type=int, default=1000)
    chosen = parser.parse_args()
    world = World(Assistant(None, TODAY), load_assumptions())
    contact, dispute = world.assumptions.costs.contact.value, world.assumptions.costs.dispute.value
    print(
        f"{chosen.seeds} x {chosen.cases} simulated complaints. Assumed, not measured (deciding_assumptions.toml):\n"
        "the least refunds, tastes and patience of buyers, the platform's verdicts. A round costs the seller\n"
        f"{contact} USD, a dispute {dispute} USD beside its verdict, a coupon nothing. The ranking counts, not the USD."
    )
    rows = simulate(world, chosen.seeds, chosen.cases)
    for row in rows:
        row.endings[KNOWN] = known_options(world, row.case)
    by_policy(rows)
    without_knowing(world, rows)
    by_reason(rows)
    by_ending(rows)
    sensitivity(world, chosen.seeds, chosen.cases)


if __name__ == "__main__":
    main()
