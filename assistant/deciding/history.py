"""What the history of a case says: what was agreed or settled, what still stands, and how far down the ladder it is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.deciding.economics import REFUNDS, already_refunded
from assistant.model import Outcome, Remedy, Risk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.deciding.rulebook.playbook import ReasonRule, Rung
    from assistant.model import Offer

# What an angry buyer is not offered first: it sounds like being put off.
SOFT = {Remedy.GUIDE, Remedy.GOODWILL_COUPON, Remedy.GIFT}
# What alone does not hold up the next step after a refusal.
WEAK = {*SOFT, Remedy.EXPLAIN, Remedy.EXTEND_PROTECTION, Remedy.TRACE, Remedy.REORDER_COUPON}
# An offer of money or goods, now or with the next order.
MATERIAL = {
    Remedy.PARTIAL_REFUND, Remedy.FULL_REFUND, Remedy.RETURN_REFUND, Remedy.CANCEL_REFUND, Remedy.RESHIP,
    Remedy.SEND_MISSING, Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON,
}  # fmt: skip


def agreed(history: Sequence[Offer], price: Decimal | None = None) -> Offer | None:
    """Return what was agreed and neither done nor taken back since: it comes first, and nothing on top of it."""
    open_ones = agreements(payable(history, price))
    return open_ones[-1][0] if open_ones else None


def agreements(history: Sequence[Offer]) -> list[tuple[Offer, Sequence[Offer]]]:
    """Return all that was agreed and is neither done nor taken back, each with what came after it."""
    told = [(offer, history[place + 1 :]) for place, offer in enumerate(history) if offer.outcome is Outcome.ACCEPTED]
    return [(offer, later) for offer, later in told if not _closing(offer, later)]


def promised(history: Sequence[Offer], refund: Decimal) -> Decimal:
    """Return the parts of the price that are agreed and not paid yet, beside a part that is to be offered now.

    The same amount is the same deal, not one on top of it. An agreed refund of the whole price is no part: what is
    offered now comes instead of it.
    """
    total = Decimal(0)
    for offer, later in agreements(history):
        if offer.remedy is Remedy.PARTIAL_REFUND and offer.amount is not None and offer.amount != refund:
            parts = [one for one in later if one.remedy is offer.remedy and one.outcome is Outcome.DONE]
            total += offer.amount - sum((one.amount or Decimal(0) for one in parts), Decimal(0))
    return total


def payable(history: Sequence[Offer], price: Decimal | None) -> tuple[Offer, ...]:
    """Return the history without the refunds that were agreed, where nothing of the price is left to pay them with."""
    paid = already_refunded(history, price)
    if not price or paid is None or paid < price:
        return tuple(history)
    return tuple(one for one in history if one.outcome is not Outcome.ACCEPTED or one.remedy not in REFUNDS)


def _closing(promise: Offer, later: Sequence[Offer]) -> list[int]:
    """Return the places of the later lines that close what was agreed, of the same remedy; none while it is open.

    It is closed once what was done makes up its amount, and where the buyer has refused it after all.
    """
    paid, places = Decimal(0), []
    for place, offer in enumerate(later):
        if offer.outcome is Outcome.REFUSED and _is_same(promise, offer):
            return [place]
        if offer.outcome is Outcome.DONE and offer.remedy is promise.remedy:
            places.append(place)
            paid += offer.amount or 0
            if offer.amount is None or promise.amount is None or paid >= promise.amount:
                return places
    return []


def _is_same(one: Offer, other: Offer) -> bool:
    """Whether two lines may tell of the same offer: the same remedy, and no other amount."""
    return one.remedy is other.remedy and (None in {one.amount, other.amount} or one.amount == other.amount)


def deals(history: Sequence[Offer]) -> tuple[Offer, ...]:
    """Return the history with each deal told once, by the last that is known of it.

    An offer that was answered or merely repeated since is no second one, nor is what was agreed and then done, be it in
    several payments.
    """
    gone: set[int] = set()
    answers: set[int] = set()
    for place, offer in enumerate(history):
        later = range(place + 1, len(history))
        if offer.outcome is Outcome.OFFERED:
            answer = next((i for i in later if i not in answers and _is_same(offer, history[i])), None)
            if answer is not None:
                answers.add(answer)
                gone.add(place)
        if offer.outcome is Outcome.ACCEPTED:
            parts = [later[i] for i in _closing(offer, history[place + 1 :])]
            gone |= {place, *parts[:-1]} if parts else set()
    return tuple(offer for place, offer in enumerate(history) if place not in gone)


def is_settled(history: Sequence[Offer]) -> bool:
    """Whether the case was settled, or is to be: a question afterwards is answered, not paid for again."""
    whole = MATERIAL - {Remedy.PARTIAL_REFUND, Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON}
    done = any(offer.remedy in whole and offer.outcome is Outcome.DONE for offer in history)
    return done or agreed(history) is not None


def is_stopped(rule: ReasonRule, risks: Sequence[Risk], history: Sequence[Offer]) -> bool:
    """Whether nothing more is offered: the buyer has had his fair offer and asks for more for a review (U3, S3 no. 3).

    Where the goods never came, the law leaves him the choice all the same; what a running procedure owes is owed. An
    answer alone is fair where nothing is owed: in time, by his own choice, or with nothing wrong but the handling.
    """
    if rule.fault == "none":
        return False
    enough = rule.in_time or rule.fault == "buyer" or (rule.fault == "unknown" and rule.arrived == "yes")
    fair = any(offer.remedy in MATERIAL for offer in history) or (enough and bool(history))
    return Risk.EXTORTION in risks and fair and not rule.owed and not rule.procedure


def reached_rung(rungs: Sequence[Rung], history: Sequence[Offer]) -> int:
    """Return the rung below which nothing is offered any more.

    It is the last one of which something was offered, as long as something firm of it is left that the next one does
    not hold too; a coupon or more waiting is no choice that holds up the next step once the rest was refused, nor is a
    new parcel once a part was paid and more of it can be.
    """
    placed = [(place, offer) for offer, place in _places(rungs, history)]
    if not placed:
        return 0
    last = max(place for place, _ in placed)
    here = [offer for place, offer in placed if place == last]
    outcomes = {offer.outcome for offer in here}
    firm = set(fresh(rungs, last, history)) - WEAK
    after = next((set(rung.remedies) for rung in rungs[last + 1 :] if rung.remedies), set())
    comes_again = firm <= after and Remedy.PARTIAL_REFUND not in firm
    moves = Outcome.REFUSED in outcomes or (Outcome.DONE in outcomes and bool(firm))
    is_paid = any(offer.remedy is Remedy.PARTIAL_REFUND and offer.outcome is Outcome.DONE for offer in here)
    # He took the money of "money or a new one": more of it costs less than a new one on top.
    takes_more = is_paid and firm == {Remedy.RESHIP} and Remedy.PARTIAL_REFUND in after
    return last + 1 if takes_more or (moves and comes_again) else last


def _places(rungs: Sequence[Rung], history: Sequence[Offer]) -> Iterator[tuple[Offer, int]]:
    """Yield each offer with its rung: the first that has it; the n-th partial refund's is the n-th that has one."""
    partials = 0
    for offer in deals(history):
        places = [i for i, rung in enumerate(rungs) if offer.remedy in rung.whole]
        if not places or offer.remedy is Remedy.EXPLAIN:
            continue
        place = places[0]
        if offer.remedy is Remedy.PARTIAL_REFUND:
            place = places[min(partials, len(places) - 1)]
            partials += 1
        yield offer, place


def first_untried(rungs: Sequence[Rung], reached: int, history: Sequence[Offer]) -> int:
    """Return the first rung before the reached one of which nothing firm was ever offered, or else the reached one.

    An offer that was made early is no reason to pass cheaper steps. Who was offered the whole price was offered every
    part of it, and what also stands on the reached rung is not lost; once something is done or objected to, the ladder
    does not start over.
    """
    known = {offer.remedy for offer in history}
    if Remedy.CONTEST in known or any(offer.outcome is Outcome.DONE for offer in history):
        return reached
    known |= REFUNDS if Remedy.FULL_REFUND in known else set()
    here = set(rungs[reached].remedies) - {Remedy.PARTIAL_REFUND} if reached < len(rungs) else set()
    for number, rung in enumerate(rungs[:reached]):
        if set(rung.remedies) - WEAK - here and not (set(rung.whole) - WEAK) & known:
            return number
    return reached


def explains_again(rung: Rung, history: Sequence[Offer]) -> bool:
    """Whether a rung only explains what did not satisfy the buyer before."""
    refused = any(offer.remedy is Remedy.EXPLAIN and offer.outcome is Outcome.REFUSED for offer in history)
    return refused and set(rung.remedies) == {Remedy.EXPLAIN}


def fresh(rungs: Sequence[Rung], index: int, history: Sequence[Offer]) -> tuple[Remedy, ...]:
    """Return the remedies of a rung that were not answered yet; an offer without an answer still stands.

    What was refused, agreed or done does not come again; a partial refund may, on a higher rung with its higher share,
    and an explanation always.
    """
    answered = [offer.remedy for offer in deals(history) if offer.outcome is not Outcome.OFFERED]
    found = []
    for remedy in rungs[index].remedies:
        times = answered.count(remedy)
        if times and remedy is Remedy.PARTIAL_REFUND:
            partials = sum(Remedy.PARTIAL_REFUND in rung.whole for rung in rungs[: index + 1])
            times = 0 if rungs[index].ahead else max(0, times - partials + 1)
        if remedy is Remedy.EXPLAIN or not times:
            found.append(remedy)
    spoken_for = [remedy for remedy in found if remedy is not Remedy.EXPLAIN]
    only_explains = all(remedy is Remedy.EXPLAIN for remedy in rungs[index].remedies)
    return tuple(found) if spoken_for or only_explains else ()
