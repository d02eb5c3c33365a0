"""What a slot holds that each locale writes in its own way: a period, a share, an amount of money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days or hours."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Share:
    """A part of one, written as a percentage."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Cash:
    """An amount in a currency."""

    amount: Decimal
    currency: str
