"""Why a card is written: what the order shows, or a holiday of the buyer's country that is near."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from assistant.cards.nouns import Occasion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from assistant.cards.nouns import Parcel


class Holidays(Protocol):
    """Knows the holidays of a country."""

    def __call__(self, country: str, first: date, days: int, /) -> tuple[str, ...]:
        """Return the English names of its public holidays in a period, the next one first."""
        ...


def occasion_of(parcel: Parcel, today: date) -> Occasion:
    """Return the occasion that the order itself shows; what is not known is no occasion."""
    if parcel.replaced:
        return Occasion.REPLACEMENT
    if parcel.completes:
        return Occasion.PLAIN
    if parcel.promised_by and (parcel.delivered_on or today) > parcel.promised_by:
        return Occasion.DELAYED
    if parcel.first_order is None:
        return Occasion.PLAIN
    return Occasion.FIRST_ORDER if parcel.first_order else Occasion.RETURNING


def holiday_of(
    country: str | None, first: date, days: int, wishes: Mapping[str, tuple[str, ...]], holidays: Holidays
) -> Occasion:
    """Return the wish for the next holiday of a country, PLAIN where there is none or the country is not known.

    `wishes` has, for each occasion, the names that the holidays begin with; a day that nobody wishes anything for, such
    as one of mourning, is in none of them.
    """
    if country is None:
        return Occasion.PLAIN
    for name in holidays(country, first, days):
        for occasion, beginnings in wishes.items():
            if name.startswith(tuple(beginnings)):
                return Occasion(occasion)
    return Occasion.PLAIN
