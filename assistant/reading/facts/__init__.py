"""Facts in the text, each with its place: numbers, amounts, days, quantities, stars, personal data."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, TypeVar

from assistant.model import Facts, FoundText
from assistant.reading.facts.alls import alls
from assistant.reading.facts.amounts import amounts
from assistant.reading.facts.dates import dates
from assistant.reading.facts.figures import plain
from assistant.reading.facts.lacking import told_of_pieces
from assistant.reading.facts.lacks import NOT_ONE
from assistant.reading.facts.numbers import order_numbers, overlaps, tracking_numbers
from assistant.reading.facts.parts import of_parts
from assistant.reading.facts.personal import cards, emails, phones
from assistant.reading.facts.quantities import quantities
from assistant.reading.facts.some import cancelled, some
from assistant.reading.facts.stars import stars

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from assistant.model import Amount, Personal

Fact = TypeVar("Fact", "Amount", FoundText)


def find_facts(text: str, language: str, received_on: date | None) -> Facts:
    """Return the facts; a date without a year is the one nearest to the day of receipt."""
    text = plain(text)
    tracking = tuple(tracking_numbers(text))
    private = [*emails(text), *cards(text, _places(tracking))]
    taken = _places(tracking) + _places(private)
    sums = tuple(amounts(text, language))
    orders = tuple(order_numbers(text, taken, _places(sums)))
    taken += _places(orders)
    days = _free(dates(text, language, received_on, _places(sums)), taken)
    sums = _free(sums, taken)
    taken += _places(days) + _places(sums)
    private += phones(text, language, taken)
    rated = tuple(_once(stars(text, language), taken))
    no_count = taken + _places(private) + _places(rated) + [match.span() for match in NOT_ONE.finditer(text)]
    lacking, arrived, whole = told_of_pieces(text, language)
    counted = [*quantities(text, language), *cancelled(text, language), *whole]
    of_goods = _once([*counted, *lacking, *arrived], no_count)
    no_count += of_parts(text, language, [(found.start, found.end, int(found.value)) for found in of_goods])
    return Facts(
        order_numbers=orders,
        tracking_numbers=tracking,
        amounts=sums,
        dates=days,
        quantities=tuple(_once(counted, no_count)),
        lacking=tuple(_once(lacking, no_count)),
        arrived=tuple(_once(arrived, no_count)),
        some=tuple(_once(some(text, language), no_count)),
        alls=tuple(_once(alls(text, language), no_count)),
        stars=rated,
        personal=tuple(sorted(private, key=lambda found: found.start)),
    )


def _places(found: Iterable[Amount | FoundText | Personal]) -> list[tuple[int, int]]:
    return [(fact.start, fact.end) for fact in found]


def _free(found: Iterable[Fact], taken: list[tuple[int, int]]) -> tuple[Fact, ...]:
    return tuple(fact for fact in found if not overlaps(fact.start, fact.end, taken))


def _once(found: Iterable[tuple[int, int, int]], taken: list[tuple[int, int]]) -> list[FoundText]:
    """Keep, of what overlaps, what is taken, else what comes first."""
    places = sorted(taken)
    kept: list[FoundText] = []
    for start, end, number in sorted(found):
        at = bisect_right(places, (start, end))
        free = (at == 0 or places[at - 1][1] <= start) and (at == len(places) or end <= places[at][0])
        if free and (not kept or kept[-1].end <= start):
            kept.append(FoundText(value=str(number), start=start, end=end))
    return kept
