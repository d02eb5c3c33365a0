"""What of a reading, a plan and a draft the archive understands: their JSON may come from a file or another program."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from assistant.archive.days import FIRST, LAST
from assistant.errors import DataError
from assistant.fitting import misfit
from assistant.lines import Line
from assistant.model import Channel, Reason, Remedy
from assistant.money import MAXIMUM, is_currency
from assistant.writing.formats import is_locale

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Test = Callable[[str], bool]


def _fitting(fits: Test) -> AfterValidator:
    def check(value: str) -> str:
        if not fits(value):
            raise ValueError  # the problem names the value
        return value

    return AfterValidator(check)


def _is_moment(text: str) -> bool:
    """Whether a text is a moment with its offset, of a year in which one can still count on."""
    at = datetime.fromisoformat(text)
    return at.tzinfo is not None and FIRST <= at.date() <= LAST


Known = Annotated[str, _fitting(is_locale)]
Currency = Annotated[str, _fitting(is_currency)]
Amount = Annotated[Decimal, Field(ge=0, le=MAXIMUM)]


class Costs(BaseModel):
    """What silence costs."""

    amount: Amount | None
    currency: Currency | None


class ClockShape(BaseModel):
    """A deadline."""

    at: Annotated[str, _fitting(_is_moment)]
    silence_costs: Costs | None = None


class OptionShape(BaseModel):
    """What is offered, or could be."""

    remedy: Remedy
    amount: Amount | None = None
    currency: Currency | None = None


class PlanShape(BaseModel):
    """A plan."""

    reason: Reason | None = None
    clocks: tuple[ClockShape, ...] = ()
    options: tuple[OptionShape, ...] = ()


class FactsShape(BaseModel):
    """The numbers that a message tells."""

    order_numbers: tuple[str, ...] = ()
    tracking_numbers: tuple[str, ...] = ()


class ReadingShape(BaseModel):
    """A reading."""

    reason: Reason | None = None
    secondary: tuple[Reason, ...] = ()
    language: str | None = None
    locale: Known | None = None
    facts: FactsShape | None = None


class GlossShape(BaseModel):
    """A draft in the staff's language."""

    locale: Known | None = None
    subject: str | None = None
    body: str | None = None


class DraftShape(BaseModel):
    """A draft."""

    body: str
    subject: str | None = None
    locale: Known | None = None
    channel: Channel | None = None
    gloss: GlossShape | None = None
    findings: tuple[dict[str, Any], ...] = ()


class Shape(BaseModel):
    """Reading and plan."""

    reading: ReadingShape | None
    plan: PlanShape | None


class ReplyShape(BaseModel):
    """A reply as `reply --json` prints it."""

    reading: ReadingShape
    plan: PlanShape
    draft: DraftShape


def require_shape(reading: Mapping[str, Any] | None, plan: Mapping[str, Any] | None) -> None:
    """Raise DataError with every place at which the JSON is none of ours."""
    _require(Shape, {"reading": reading, "plan": plan})


def require_reply(reply: object) -> None:
    """Raise DataError with every place at which the JSON is no reply."""
    _require(ReplyShape, reply)


def _require(shape: type[BaseModel], data: object) -> None:
    try:
        shape.model_validate(data)
    except ValidationError as error:
        hint = Line(msgid="pass what 'reply --json' prints")
        raise DataError(
            [misfit(".".join(map(str, one["loc"])), one["input"], hint) for one in error.errors(include_url=False)]
        ) from None
