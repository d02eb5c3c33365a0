"""What of a reading and a plan the archive understands: their JSON may come from a file or another program."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from assistant.errors import DataError
from assistant.fitting import misfit
from assistant.lines import Line
from assistant.model import Reason
from assistant.money import MAXIMUM

if TYPE_CHECKING:
    from collections.abc import Mapping


class Costs(BaseModel):
    """What silence costs."""

    amount: Annotated[Decimal, Field(ge=0, le=MAXIMUM)] | None
    currency: str | None


class ClockShape(BaseModel):
    """A deadline; a moment needs its offset."""

    at: Annotated[datetime, Field(strict=False)]
    silence_costs: Costs | None = None


class PlanShape(BaseModel):
    """A plan."""

    reason: Reason | None = None
    clocks: tuple[ClockShape, ...] = ()


class FactsShape(BaseModel):
    """The numbers that a message tells."""

    order_numbers: tuple[str, ...] = ()
    tracking_numbers: tuple[str, ...] = ()


class ReadingShape(BaseModel):
    """A reading."""

    reason: Reason | None = None
    secondary: tuple[Reason, ...] = ()
    language: str | None = None
    locale: str | None = None
    facts: FactsShape | None = None


class Shape(BaseModel):
    """Both."""

    reading: ReadingShape | None
    plan: PlanShape | None


def require_shape(reading: Mapping[str, Any] | None, plan: Mapping[str, Any] | None) -> None:
    """Raise DataError with every place at which the JSON is none of ours."""
    try:
        Shape.model_validate({"reading": reading, "plan": plan})
    except ValidationError as error:
        hint = Line(msgid="pass what 'reply --json' prints")
        raise DataError(
            [misfit(".".join(map(str, one["loc"])), one["input"], hint) for one in error.errors(include_url=False)]
        ) from None
