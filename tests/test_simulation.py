"""The simulation of the ladder: its bound holds, its draws repeat, its buyers are consistent."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from assistant.model import Offer, Remedy
from benchmarks.deciding import CLAIRVOYANT, LADDER, OTHERS, known_options, simulate
from benchmarks.deciding_buyers import World, load_assumptions

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant

SHARES = [Decimal(share) / 20 for share in range(1, 21)]


@pytest.fixture(scope="module")
def world(assistant: Assistant) -> World:
    """The program before the assumed buyers."""
    return World(assistant, load_assumptions())


def refund(price: Decimal, share: Decimal) -> Offer:
    return Offer(remedy=Remedy.PARTIAL_REFUND, amount=price * share)


def test_nobody_beats_the_clairvoyant_in_any_case(world: World) -> None:
    for row in simulate(world, 2, 150):
        bound = row.endings[CLAIRVOYANT].loss
        assert all(bound <= ending.loss for ending in row.endings.values()), row
        assert bound <= known_options(world, row.case).loss <= row.endings[LADDER].loss, row


def test_the_bound_holds_with_other_buyers_too(world: World) -> None:
    hard = World(world.program, world.assumptions.scaled(Decimal("0.5"), Decimal(2)))
    for row in simulate(hard, 1, 100):
        assert row.endings[CLAIRVOYANT].loss == min(ending.loss for ending in row.endings.values()), row


def test_the_same_seed_gives_the_same_figures(world: World) -> None:
    first, again, other = (simulate(world, seeds, 40) for seeds in (1, 1, 2))
    assert first == again
    assert first == other[:40]
    assert [row.endings for row in first] != [row.endings for row in other[40:]]


def test_who_accepts_an_amount_accepts_a_larger_one(world: World) -> None:
    for case in world.cases(0, 200):
        accepted = [case.buyer.gain(refund(case.price, share), case.price) is not None for share in SHARES]
        assert accepted == sorted(accepted)


def test_generous_buyers_accept_whatever_the_others_accept(world: World) -> None:
    generous = World(world.program, world.assumptions.scaled(Decimal(2), Decimal(1)))
    for one, other in zip(world.cases(0, 200), generous.cases(0, 200), strict=True):
        assert one.order == other.order
        assert (one.buyer.least is None) == (other.buyer.least is None)
        assert one.buyer.least is None or other.buyer.least is None or other.buyer.least <= one.buyer.least
        for remedy, gain in one.buyer.gains.items():
            assert gain < 0 or other.buyer.gains[remedy] >= 0


def test_the_whole_price_settles_every_case_in_one_round(world: World) -> None:
    endings = [row.endings["full refund at once"] for row in simulate(world, 1, 100)]
    assert {(ending.remedy, ending.rounds) for ending in endings} <= {
        (Remedy.FULL_REFUND, 1),
        (Remedy.CANCEL_REFUND, 1),
    }


def test_orders_are_in_the_state_that_they_were_drawn_for(world: World) -> None:
    for case in world.cases(0, 200):
        state = world.plan(case.question, case.order).state
        assert state == case.situation.state or (case.situation.state, state) == ("delivered", "completed")


def test_a_buyer_refuses_as_often_as_he_has_patience_then_disputes(world: World) -> None:
    for row in simulate(world, 1, 100):
        for name in (LADDER, *OTHERS):
            ending = row.endings[name]
            assert ending.rounds <= row.case.buyer.patience
            assert ending.remedy is not None or ending.loss >= world.assumptions.costs.dispute.value
