"""What a message says to the offers that stand open: the buyer takes one, refuses them, or it may be an answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, TypeVar

from assistant.deciding.economics import WHOLE_PRICE
from assistant.deciding.labels import REASONS, REMEDIES
from assistant.deciding.ladder import wishes
from assistant.lines import listed
from assistant.model import Answer, Line, Offer, Option, Outcome, Reason, Remedy, Request, Sum

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from assistant.model import Plan, Reading

LETTERS = "AB"
# What is done anyway is a choice only beside something else.
MEASURES = {Remedy.TRACE, Remedy.EXTEND_PROTECTION, Remedy.GUIDE, Remedy.GIFT, Remedy.CONTEST}
# To find the size that fits is help of its own: nobody goes through a shirt step by step.
SAID_ANYWAY: dict[Reason | None, frozenset[Remedy]] = {Reason.DOES_NOT_FIT: frozenset({Remedy.GUIDE})}
# What a short answer to an offer is read as, where it holds no letter or the offers had none.
UNCLEAR = {Reason.THANKS, Reason.OTHER, Reason.CHANGE_ORDER, Reason.DISCOUNT_REQUEST, Reason.ORDER_STATUS}
LOOK = Line(
    msgid="Offers stand open, and this message may be the answer to them: read it, and record what the buyer has "
    "taken or refused before you reply."
)
UNKNOWN = Line(
    msgid="What the case is about does not stand in this message: set the reason, and the plan goes on from it."
)
WHICH = Line(
    msgid="Read as refusing, and several offers stand open: record which of them the buyer refuses before you reply."
)
UNRECORDED = Line(
    msgid="This message may answer an offer that is not in the history: if one was made, add it (--history) before you "
    "reply."
)
# What a consent is read as beside thanks, and who says what he would rather have ('keep it', 'my money'): nothing new.
AGREEING = {Reason.THANKS, Reason.OTHER, Reason.REFUND_STATUS, Reason.DISCOUNT_REQUEST}
PREFERRING = {*AGREEING, Reason.CANCEL_ORDER, Reason.UNWANTED_ITEM}
# What a refusal may be mistaken for ('too little', 'or one star'), but may just as well tell.
REFUSING = {*PREFERRING, Reason.MISSING_ITEMS, Reason.BAD_REVIEW}
VAGUE = {Reason.OTHER, Reason.THANKS, None}
# Who asks for one of these beside the sum that was offered refuses the sum.
INSTEAD = {Request.REFUND, Request.REPLACEMENT, Request.RETURN, Request.CANCELLATION}
O = TypeVar("O", Offer, Option)  # noqa: E741


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it is to be decided on, with what the staff must know first; `is_taken` if it takes an offer."""

    reason: Reason
    secondary: tuple[Reason, ...]
    history: tuple[Offer, ...]
    notes: tuple[Line, ...] = ()
    is_taken: bool = False


def choosable(offers: Sequence[O], reason: Reason | None) -> list[O]:
    """Return which of these may be a choice in a letter about a reason: not what it says in its own words anyway."""
    return [offer for offer in offers if offer.remedy not in SAID_ANYWAY.get(reason, frozenset())]


def lettered(offers: Sequence[O], granted: AbstractSet[Remedy] = frozenset()) -> tuple[O, ...]:
    """Return which of these a letter gives the choice of, in the order of their marks; none where all is just done."""
    if all(offer.remedy in MEASURES | granted for offer in offers):
        return ()
    firm = [offer for offer in offers if offer.remedy not in MEASURES]
    return tuple(offers if len(offers) <= len(LETTERS) else firm[: len(LETTERS)])


def offers_nothing(plan: Plan) -> bool:
    """Whether a plan has no option, or for such a message only an explanation: what was agreed before may be said."""
    return not plan.options or (plan.reason in UNCLEAR and {o.remedy for o in plan.options} == {Remedy.EXPLAIN})


def heard(
    reading: Reading, history: tuple[Offer, ...], reason: Reason | None, about: Reason | None = None,
    currency: str | None = None,
) -> Heard:  # fmt: skip
    """Return what a message says, given the offers that stand open; the staff's own reason wins.

    Who takes an offer says nothing else: what was a problem has its answer, and the reading of a letter is a guess. Who
    refuses one speaks of what the case has been `about`: 'that is too little' is read as a piece too few by itself.
    Where nobody knows what that is, a reason counts that he surely tells and that no refusal is mistaken for. The
    amounts of the history are in `currency`.
    """
    open_ones = tuple(choosable(_open(history), reason or about))
    before = tuple(offer for offer in history if offer not in open_ones)
    taken, note = _taken(reading, history, open_ones, about, currency)
    if taken is not None and note is not None:
        accepted = taken.model_copy(update={"outcome": Outcome.ACCEPTED})
        return Heard(reason or Reason.OTHER, (), (*before, accepted), (note,), is_taken=True)
    told = None if reading.needs_review or reading.reason in REFUSING else reading.reason
    known = reason or (told if about in VAGUE else about)
    asks_for_it = _asks_for_it(reading, _firm(open_ones), currency)
    if reading.answer is Answer.REFUSES and _firm(open_ones) and not asks_for_it:
        return _refused(reading, history, open_ones, known, currency)
    picks = _picks(reading, open_ones)
    if reason is None and _stays(reading, about, picks=picks, is_open=bool(open_ones)):
        return Heard(about or reading.reason, (), history, (LOOK, *_also_told(reading, {*AGREEING, about})))
    cause = reason or reading.reason
    is_unsure = reason is None and (reading.needs_review or picks)
    may_answer = is_unsure or cause in UNCLEAR or reading.answer is Answer.ACCEPTS or asks_for_it
    # A review is about what has been wrong, which its message need not tell again.
    behind = (about,) if about is not None and open_ones and cause is Reason.BAD_REVIEW else ()
    secondary = tuple(other for other in dict.fromkeys((*reading.secondary, *behind)) if other is not cause)
    notes = ((LOOK,) if may_answer else ()) if open_ones else _unrecorded(reading, history)
    if reason is None and cause is not about and _passes_over(reading, _firm(open_ones), picks=picks):
        return Heard(Reason.OTHER, secondary, history, (*notes, *_also_told(reading, {*VAGUE, *secondary})))
    return Heard(cause, secondary, history, notes)


def _passes_over(reading: Reading, firm: Sequence[Offer], *, picks: bool) -> bool:
    """Whether the letter for a reading would pass over an answer to what is on offer: the staff write what fits.

    'Fine for the 5, but at once' is read as thanks, 'a new one please, but to my new address' as a change of the order,
    'yes, refund the 5' as asking where it is.
    """
    is_his = reading.reason in UNCLEAR or (picks and reading.reason is Reason.REFUND_STATUS)
    return is_his and bool(firm)


def _unrecorded(reading: Reading, history: Sequence[Offer]) -> tuple[Line, ...]:
    """Return a note where a message seems to answer an offer, and none stands open: a letter, a consent, a sum refused.

    Where offers were recorded, a thread or a consent may speak of those. Many a complaint reads as if it refused
    something; few of them name a sum, unless it is the part that the buyer asks for.
    """
    is_wish = Request.PARTIAL_REFUND in reading.remedies and Request.REFUND not in reading.remedies
    refuses = reading.answer is Answer.REFUSES and bool(reading.facts.amounts) and not is_wish
    answers = reading.answers_shop or reading.answer is Answer.ACCEPTS or refuses
    return (UNRECORDED,) if reading.choice or (answers and not history) else ()


def _picks(reading: Reading, open_ones: Sequence[Offer]) -> bool:
    """Whether a message asks for what an open offer gives: 'the refund' is the one on offer, be it of a part."""
    part = (Request.PARTIAL_REFUND,) if Request.REFUND in reading.remedies else ()
    wished = wishes((*reading.remedies, *part))
    return any(offer.remedy in wished for offer in _firm(open_ones))


def _asks_for_it(reading: Reading, firm: Sequence[Offer], currency: str | None) -> bool:
    """Whether a message asks for the part that alone stands open, by its sum, and for nothing instead of it.

    'I agree to the 300 that you offered' may read as refusing; a refusal names the sum too, but seldom asks for it.
    """
    wishes_part = Request.PARTIAL_REFUND in reading.remedies and not INSTEAD & set(reading.remedies)
    is_part = len(firm) == 1 and firm[0].remedy is Remedy.PARTIAL_REFUND
    return wishes_part and is_part and bool(reading.facts.amounts) and _names_only(reading, firm[0], currency)


def _names_only(reading: Reading, offer: Offer, currency: str | None) -> bool:
    """Whether a message names no other sum than an offer's."""
    amounts = reading.facts.amounts
    return all(one.amount == offer.amount and (currency is None or one.may_be(currency)) for one in amounts)


def _stays(reading: Reading, about: Reason | None, *, picks: bool, is_open: bool) -> bool:
    """Whether a message is about what the case has been about: offers stand open, and it surely tells nothing else.

    'I prefer a replacement' is read as a thing that is not wanted, 'send me the refund' as a question for it. Pieces
    that are missing, or a review, are news, whatever he asks for.
    """
    is_known = is_open and about not in VAGUE
    return is_known and (reading.needs_review or (picks and reading.reason in PREFERRING))


def _also_told(reading: Reading, known: AbstractSet[Reason | None]) -> list[Line]:
    """Return a note for each reason that a message surely tells, besides those that are known or mean nothing new."""
    told = [] if reading.needs_review else [reading.reason, *reading.secondary]
    return [
        Line(msgid="The message may also tell of something else: %(reason)s.", slots=(("reason", REASONS[other]),))
        for other in dict.fromkeys(told)
        if other not in known
    ]


def _taken(
    reading: Reading, history: Sequence[Offer], open_ones: Sequence[Offer], about: Reason | None, currency: str | None
) -> tuple[Offer, Line] | tuple[None, None]:
    """Return the offer that a message takes, by its letter or as the only one, and what the staff are told.

    Without a letter none is taken where two had one, where an earlier one is still unanswered, where another sum than
    the offer's is named, or where the message surely tells something else as well.
    """
    choices = _choices(open_ones)
    lettered_one = dict(zip(LETTERS, choices, strict=False)).get(reading.choice or "")
    if lettered_one is not None:
        return lettered_one, Line(
            msgid="The buyer takes %(letter)s: %(remedy)s. Record it: this plan already follows it.",
            slots=(("letter", reading.choice or ""), ("remedy", _named(lettered_one, currency))),
        )
    standing = [offer for offer in _firm(history) if offer.outcome is Outcome.OFFERED]
    firm = _firm(open_ones)
    says_more = not reading.needs_review and reading.reason not in {*AGREEING, about}
    if reading.answer is not Answer.ACCEPTS or choices or says_more or len(firm) != 1 or standing != firm:
        return None, None
    if not _names_only(reading, firm[0], currency):
        return None, None
    return firm[0], Line(
        msgid="Read as taking what was offered: %(remedy)s. Record it, if it is so: this plan already follows it.",
        slots=(("remedy", _named(firm[0], currency)),),
    )


def _refused(
    reading: Reading, history: Sequence[Offer], open_ones: Sequence[Offer], known: Reason | None, currency: str | None
) -> Heard:
    """Return a refusal: of the one offer, or of all where the buyer wants his money and none was that.

    Which of two offers he refuses, the staff must say. What is done anyway, such as a search, nobody can refuse.
    """
    firm = _firm(open_ones)
    wants_money = Request.REFUND in reading.remedies and not any(offer.remedy in WHOLE_PRICE for offer in firm)
    notes = [*([] if known else [UNKNOWN]), *_also_told(reading, {*PREFERRING, known})]
    if len(firm) > 1 and not wants_money:
        return Heard(known or Reason.OTHER, (), tuple(history), (WHICH, *notes))
    refused = [offer.model_copy(update={"outcome": Outcome.REFUSED}) if offer in firm else offer for offer in history]
    note = Line(
        msgid="Read as refusing what was offered: %(remedies)s. Record it, if it is so: this plan already follows it.",
        slots=(("remedies", listed([_named(offer, currency) for offer in firm])),),
    )
    return Heard(known or Reason.OTHER, (), tuple(refused), (note, *notes))


def _named(offer: Offer, currency: str | None) -> Line:
    """Return an offer as the staff know it again among others: its remedy, its amount, its day."""
    details: list[Line] = []
    if offer.amount is not None and currency is not None:
        details.append(Line(msgid="%(amount)s", slots=(("amount", Sum(amount=offer.amount, currency=currency)),)))
    if offer.on is not None:
        details.append(Line(msgid="%(day)s", slots=(("day", offer.on),)))
    if not details:
        return REMEDIES[offer.remedy]
    slots = (("remedy", REMEDIES[offer.remedy]), ("details", listed(details)))
    return Line(msgid="%(remedy)s (%(details)s)", slots=slots)


def _firm(offers: Sequence[Offer]) -> list[Offer]:
    """Return the offers that can be taken or refused: not what is done anyway, or only explained."""
    return [offer for offer in offers if offer.remedy not in MEASURES | {Remedy.EXPLAIN}]


def is_empty(reading: Reading, reason: Reason | None) -> bool:
    """Whether nothing of the order was in the parcel; who sets the reason `missing_items` himself means a part."""
    return reading.is_empty and reason is None


def _open(history: Sequence[Offer]) -> tuple[Offer, ...]:
    """Return the offers of the last day, if nothing is known of them since; a measure may have been taken meanwhile."""
    day = history[-1].on if history else None
    last = takewhile(
        lambda offer: offer.on == day and (offer.outcome is Outcome.OFFERED or offer.remedy in MEASURES),
        reversed(history),
    )
    return tuple(offer for offer in last if offer.outcome is Outcome.OFFERED)[::-1]


def _choices(open_ones: Sequence[Offer]) -> tuple[Offer, ...]:
    """Return the offers in the order of their letters; none where they had no letters or may stand in two replies."""
    cancels = any(offer.remedy is Remedy.CANCEL_REFUND for offer in open_ones)
    real = [offer for offer in open_ones if offer.remedy is not Remedy.EXPLAIN or cancels]
    choices = lettered(real)
    beside = {offer.remedy for offer in real} - {offer.remedy for offer in choices}
    is_one_reply = beside <= MEASURES and len({offer.remedy for offer in real}) == len(real)
    return choices if len(choices) == len(LETTERS) and is_one_reply else ()
