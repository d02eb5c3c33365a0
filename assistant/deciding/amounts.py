"""How much money an option is: from the playbook's share, under the break-even, the price and the shop's limits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.deciding.pieces import dearest_of
from assistant.model import Line, Remedy, Sum
from assistant.money import percent, rounded, rounded_down

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.deciding.economics import Economics
    from assistant.deciding.pieces import Shortfall
    from assistant.deciding.rulebook.playbook import Amounts, Rung
    from assistant.deciding.situation import Situation
    from assistant.shop import Limits


@dataclass(frozen=True, slots=True)
class Grant:
    """An amount with the lines that explain it; None is unknown."""

    amount: Decimal | None
    why: tuple[Line, ...]


def partial_amount(rung: Rung, situation: Situation, *, can_reship: bool) -> Grant:
    """Return the partial refund of a rung: its share of the price, capped, less what was refunded before.

    Every cap that bites says so; an amount of None is nothing that could be offered.
    """
    economics, limits, playbook = situation.economics, situation.shop.limits, situation.playbook
    currency, claimed = situation.order.currency, situation.claimed
    price, refunded, share = economics.price, economics.refunded, playbook.share(rung)
    if price is None or currency is None or share is None or refunded is None:
        return Grant(None, ())
    base, counted = _base(price, situation, currency)
    wanted, why = base * share, [_share_line(share), *counted]
    if rung.minor and situation.shortfall is not None:
        wanted, why = situation.shortfall.worth, [_shortfall_line(situation.shortfall, currency)]
    elif rung.minor and situation.lacking_of <= 1:  # whole pieces are no small fault
        minor = _in_currency(limits.minor_refund, Decimal(playbook.platform.amounts.minor_refund.value), currency)
        if minor is not None and minor < wanted:
            wanted = minor
            why = [Line(msgid="A small fault: the shop's amount for it.")]
    caps = [(price, Line(msgid="Capped at what is left of the price."))]
    if claimed is not None:
        caps.append((refunded + claimed, Line(msgid="Capped at what the buyer claims in the dispute.")))
    if situation.asked is not None:
        caps.append((refunded + situation.asked, Line(msgid="Capped at what the buyer asks for.")))
    if can_reship and situation.second_parcel is not None:
        even = refunded + situation.second_parcel  # what was paid before is spent either way
        caps.append((even, Line(msgid="Capped at the break-even: above it a reship costs less.")))
    if currency in limits.refund_at_most:
        caps.append((limits.refund_at_most[currency], Line(msgid="Capped at the shop's limit for a refund.")))
    cap, reason = min(caps, key=lambda pair: pair[0])
    if cap < wanted:
        wanted, why = cap, [*why, reason]
    if refunded:
        wanted, why = wanted - refunded, [*why, Line(msgid="Less what was refunded already.")]
    amount = rounded_down(wanted, currency) if reason in why else rounded(wanted, currency)
    return Grant(amount if amount > 0 else None, tuple(why))


def _base(price: Decimal, situation: Situation, currency: str) -> tuple[Decimal, list[Line]]:
    """Return what a share is taken of: the pieces that are not right, or the dearest one, or the whole price."""
    concerned, dearest = situation.concerned, dearest_of(situation.order)
    if concerned is not None:
        counted = Line(
            msgid="Counted: %(count)s of %(ordered)s pieces at %(price)s each. If it is another number, set the "
            "refund.",
            slots=(
                ("count", concerned.pieces),
                ("ordered", concerned.ordered),
                ("price", Sum(amount=concerned.unit_price, currency=currency)),
            ),
        )
        return min(price, concerned.worth), [counted]
    if situation.one_of > 1 and dearest is not None:
        counted = Line(
            msgid="Counted: one of %(ordered)s pieces, the dearest, at %(price)s. If it is another, or more, set the "
            "refund.",
            slots=(("ordered", situation.one_of), ("price", Sum(amount=dearest, currency=currency))),
        )
        return min(price, dearest), [counted]
    return price, []


def needs_approval(
    remedy: Remedy, amount: Decimal | None, currency: str | None, limits: Limits, amounts: Amounts
) -> bool:
    """Whether somebody above the staff must agree: every full refund, and amounts above the shop's threshold.

    The amount is what the buyer has of the order with this refund, so that no limit is passed in pieces.
    """
    if currency in limits.refund_at_most and amount is not None and amount > limits.refund_at_most[currency]:
        return True
    if remedy is Remedy.FULL_REFUND:
        return limits.full_refund_needs_approval
    if remedy not in {Remedy.PARTIAL_REFUND, Remedy.RETURN_REFUND}:
        return False
    if amount is None or currency is None:
        return True
    threshold = _in_currency(limits.approval_above, Decimal(amounts.approval_above.value), currency)
    return threshold is None or amount > threshold


def parcel_needs_approval(
    cost: Decimal | None, price: Decimal | None, currency: str | None, limits: Limits, amounts: Amounts
) -> bool:
    """Whether somebody must agree to goods that are sent again, counted at what they cost, or else at their price.

    The cost comes with what was refunded before, so that no limit is passed in pieces. A parcel at cost is no gift of
    money: it may cost so many times what a refund may be. Where its worth, or the threshold in this currency, is not
    known, nothing is compared.
    """
    worth = price if cost is None else cost
    if worth is None or currency is None:
        return False
    threshold = _in_currency(limits.approval_above, Decimal(amounts.approval_above.value), currency)
    if threshold is not None and worth > threshold * Decimal(amounts.parcel_approval_times.value):
        return True
    return currency in limits.refund_at_most and worth > limits.refund_at_most[currency]


def break_even_lines(economics: Economics, second_parcel: Decimal | None, currency: str | None) -> Iterator[Line]:
    """Yield the line that compares a refund with a reship, or says what is unknown; none where a reship is free.

    It is the trade's own figure; what the second parcel of this order costs stands beside it, where that differs.
    """
    if economics.break_even == 0 == second_parcel:
        return
    if economics.break_even is None or currency is None:
        yield Line(msgid="Product cost or freight is unknown: a refund cannot be compared with a reship.")
        return
    even = Sum(amount=rounded(economics.break_even, currency), currency=currency)
    yield Line(
        msgid="A refund below %(amount)s costs less than a reship; above it, a reship.", slots=(("amount", even),)
    )
    if second_parcel not in {None, economics.break_even}:
        again = Sum(amount=rounded(second_parcel, currency), currency=currency)
        yield Line(
            msgid="A second parcel would cost %(amount)s here: a refund is measured by that.",
            slots=(("amount", again),),
        )


def _share_line(share: Decimal) -> Line:
    return Line(msgid="%(share)s %% of the price, by the playbook.", slots=(("share", percent(share)),))


def _shortfall_line(shortfall: Shortfall, currency: str) -> Line:
    return Line(
        msgid="Counted as missing: %(count)s of %(ordered)s pieces at %(price)s each. If it is another number, set the "
        "refund.",
        slots=(
            ("count", shortfall.pieces),
            ("ordered", shortfall.ordered),
            ("price", Sum(amount=shortfall.unit_price, currency=currency)),
        ),
    )


def _in_currency(table: dict[str, Decimal], default: Decimal, currency: str) -> Decimal | None:
    """Look an amount up by currency; the playbook's default is in USD and is not converted by guess."""
    if currency in table:
        return table[currency]
    return default if currency == "USD" else None
