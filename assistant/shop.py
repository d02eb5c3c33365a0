"""The shop's settings (`shop.toml`) as values: who signs, what may be offered, what needs approval."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, model_validator

from assistant.money import MAXIMUM, is_currency


def _known_currency(code: str) -> str:
    if not is_currency(code):
        message = f"'{code}' is not an ISO 4217 code, such as USD"
        raise ValueError(message)
    return code


def known_zone(name: str) -> str:
    """Return the name of a time zone of the IANA database. Raises ValueError where there is none."""
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError) as error:
        message = f"'{name}' is no time zone, such as Asia/Shanghai"
        raise ValueError(message) from error
    return name


def _rising(days: tuple[int, int]) -> tuple[int, int]:
    if not 0 < days[0] <= days[1]:
        message = "write the shortest and the longest time in days, such as [15, 30]"
        raise ValueError(message)
    return days


def _stated(reason: str) -> str:
    if not reason.strip():
        message = "write why the rule is off"
        raise ValueError(message)
    return reason


LINK = r"^(?i:https?://\S{4,}|[^\s:]{4,})$"  # javascript: and the like lead to no shop
SERVER = r"^https?://\S{4,}$"
ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
WAY_OFF = r"^https?://([^\s{}<>]|\{address\})+$"  # {address} becomes the recipient's own
Currency = Annotated[str, AfterValidator(_known_currency)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Discount = Annotated[Decimal, Field(gt=0, le=1)]
Positive = Annotated[Decimal, Field(ge=0, le=MAXIMUM)]


class Table(BaseModel):
    """A table of the file; an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Identity(Table):
    """Who writes; by `id` the ledger knows the shop, and stays the same when `name` changes."""

    name: Annotated[str, Field(min_length=1)] | None = None
    id: Annotated[str, Field(max_length=80)] | None = None
    agent: str | None = None
    platform: str = "aliexpress"
    staff_language: Literal["en", "zh_CN", "zh"] = "en"
    tone: Literal["warm", "formal", "brief"] = "warm"
    time_zone: Annotated[str, AfterValidator(known_zone)] | None = None

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of `time_zone`; None is the machine's."""
        return ZoneInfo(self.time_zone) if self.time_zone else None


class Limits(Table):
    """What may be granted, and by whom: amounts by currency code."""

    approval_above: dict[Currency, Positive] = {}
    full_refund_needs_approval: bool = True
    refund_at_most: dict[Currency, Positive] = {}
    minor_refund: dict[Currency, Positive] = {}


class Coupons(Table):
    """What coupons the shop gives."""

    goodwill_share: Discount | None = None
    reorder_share: Discount | None = None
    code: str | None = None


class Costs(Table):
    """What the trade's formulas leave out; every term is nothing until it is set (SEEDS 3.6)."""

    commission_share: Share = Decimal(0)
    payment_share: Share = Decimal(0)
    second_failure: Share = Decimal(0)
    salvage_share: Share = Decimal(0)


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

    suppress: dict[str, Annotated[str, AfterValidator(_stated)]] = {}


class Translation(Table):
    """A translation service; without a provider nothing is sent anywhere.

    `key_variable` names the environment variable that holds the key, so that no key stands in a file.
    """

    provider: str | None = None
    url: Annotated[str, Field(pattern=SERVER)] | None = None
    account: str | None = None
    key_variable: str | None = None
    seconds: Annotated[float, Field(gt=0, le=120)] = 10
    retries: Annotated[int, Field(ge=0, le=5)] = 1


class CardSettings(Table):
    """What thank-you cards carry beside their words; `lines` has a line of the shop's own for a locale.

    Paths are seen from the settings file.
    """

    logo: str | None = None
    fonts: str | None = None
    shop_url: Annotated[str, Field(pattern=LINK)] | None = None
    qr: bool = True
    email: Annotated[str, Field(pattern=ADDRESS)] | None = None
    coupon_code: Annotated[str, Field(min_length=2, max_length=30)] | None = None
    coupon_share: Discount | None = None
    review: bool = True
    lines: dict[str, Annotated[str, Field(min_length=1)]] = {}


class CareRule(Table):
    """A rule of the shop's own for a message after shipping: other days, or that it is not sent."""

    step: Literal["shipped", "in_transit", "late_warning", "care", "after_remedy"]
    base: Literal["shipped_on", "promised_by", "delivered_on", "remedy_done_on"] | None = None
    service: str | None = None
    country: str | None = None
    platform: str | None = None
    shop: str | None = None
    start: Annotated[int | None, Field(alias="from", ge=-60, le=365)] = None
    until: Annotated[int | None, Field(ge=-60, le=365)] = None
    off: StrictBool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        both = self.start is not None and self.until is not None
        if self.off is None and not (both and self.start <= self.until):  # type: ignore[operator]  # both are known
            message = "a rule has off = true, or from and until with from not after until"
            raise ValueError(message)
        return self


class Transit(Table):
    """How long parcels usually take, in days, as the shop itself has seen it."""

    service: str | None = None
    country: str | None = None
    days: Annotated[tuple[int, int], AfterValidator(_rising)]


class Care(Table):
    """The messages after shipping: which, when, from whom; the hours are the buyer's."""

    steps: tuple[Literal["shipped", "in_transit", "late_warning", "care", "after_remedy"], ...] | None = None
    rules: tuple[CareRule, ...] = ()
    transit: tuple[Transit, ...] = ()
    languages: dict[str, str] = {}
    choices: tuple[Literal["wait", "reship", "refund"], ...] = ("wait", "reship", "refund")
    sender: str | None = None
    reply_to: str | None = None
    postal_address: str | None = None
    unsubscribe_url: Annotated[str, Field(pattern=WAY_OFF, max_length=200)] | None = None
    unsubscribe_mail: Annotated[str, Field(pattern=ADDRESS)] | None = None
    user_variable: str | None = None
    password_variable: str | None = None
    a_second: Annotated[float, Field(gt=0, le=1000)] = 5
    quiet_from: Annotated[int, Field(ge=0, le=23)] = 21
    quiet_until: Annotated[int, Field(ge=0, le=23)] = 8


class Archiving(Table):
    """How long cases are kept after they were last touched."""

    keep_days: Annotated[int, Field(ge=1, le=3650)] = 180


class Override(Table):
    """A playbook value that the shop has set differently."""

    value: StrictBool | int | Decimal | str  # a lax flag would be what 1.0 is read as
    source: Annotated[str, Field(min_length=2)]
    as_of: date
    verified: bool = False


class Shop(Table):
    """Everything that the file may say."""

    shop: Identity = Identity()
    limits: Limits = Limits()
    coupons: Coupons = Coupons()
    costs: Costs = Costs()
    gift: str | None = None
    reply_within_hours: Annotated[int, Field(ge=1, le=240)] = 24
    returns: Returns = Returns()
    lint: Lint = Lint()
    translation: Translation = Translation()
    card: CardSettings = CardSettings()
    care: Care = Care()
    archive: Archiving = Archiving()
    playbook: dict[str, Override] = {}
