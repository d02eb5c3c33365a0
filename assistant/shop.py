"""The shop's settings (`shop.toml`) as values: who signs, what may be offered, what needs approval."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[Decimal, Field(ge=0, le=1)]
Positive = Annotated[Decimal, Field(ge=0)]


class Table(BaseModel):
    """A table of the file; an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Identity(Table):
    """Who writes."""

    name: str | None = None
    agent: str | None = None
    platform: str = "aliexpress"
    staff_language: str = "en"


class Limits(Table):
    """What may be granted, and by whom: amounts by currency code."""

    approval_above: dict[str, Positive] = {}
    full_refund_needs_approval: bool = True
    refund_at_most: dict[str, Positive] = {}
    minor_refund: dict[str, Positive] = {}


class Coupons(Table):
    """What coupons the shop gives."""

    goodwill_share: Share | None = None
    reorder_share: Share | None = None
    code: str | None = None
    on_request: bool = False


class Returns(Table):
    """The four points that are agreed before a return (SEEDS 2.7)."""

    recipient: str | None = None
    address: str | None = None
    carrier: str | None = None
    days: Annotated[int, Field(ge=1, le=90)] | None = None
    joined_free_return: bool = False
    postage_told_beforehand: bool | None = None


class Lint(Table):
    """Rules that the shop switches off, by name, with the reason beside it."""

    suppress: dict[str, str] = {}


class Override(Table):
    """A playbook value that the shop has set differently."""

    value: Any
    source: str
    as_of: date | None = None


class Shop(Table):
    """Everything that the file may say."""

    shop: Identity = Identity()
    limits: Limits = Limits()
    coupons: Coupons = Coupons()
    gift: str | None = None
    reply_within_hours: Annotated[int, Field(ge=1, le=240)] = 24
    returns: Returns = Returns()
    lint: Lint = Lint()
    playbook: dict[str, Override] = {}
