"""What the staff must know beside the options: risks, the law, what is missing, what to do themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deciding.clocks import missing_bases
from assistant.deciding.guarantee import guarantee_notes
from assistant.deciding.hazard import hazard_notes
from assistant.deciding.history import MATERIAL, agreed, agreements, deals, fresh, is_stopped
from assistant.deciding.labels import REASONS, REMEDIES
from assistant.deciding.promised import promise_notes
from assistant.deciding.replacement import NOT_RECEIVED, replacement_notes
from assistant.deciding.returning import is_about_return, is_return_over, return_notes
from assistant.deciding.several import cancelling_notes, whole_return_notes
from assistant.deciding.situation import ENDLESS
from assistant.deciding.state import ON_ITS_WAY, is_unpaid
from assistant.model import DisputeStage, Line, OrderState, Outcome, Reason, Remedy, Risk, Sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.deciding.ladder import Position
    from assistant.deciding.question import Question
    from assistant.deciding.rulebook.playbook import ReasonRule
    from assistant.deciding.situation import Situation
    from assistant.model import Offer

ADDRESSED = {Reason.WRONG_ADDRESS, Reason.RETURNED_TO_SENDER}
CHOICE = {Reason.UNWANTED_ITEM, Reason.DOES_NOT_FIT, Reason.CANCEL_ORDER, Reason.CHANGE_ORDER}
EXCHANGED = {Reason.UNWANTED_ITEM, Reason.DOES_NOT_FIT}
QUALITY = {Reason.DEFECTIVE, Reason.POOR_QUALITY, Reason.DAMAGED, Reason.NOT_AS_DESCRIBED}
STOP = Line(
    msgid="No further step: the buyer has had a fair offer and asks for more for a review. The offer stands; keep the "
    "evidence, report it, and let the platform decide."
)


def staff_notes(
    risks: Sequence[Risk],
    history: Sequence[Offer],
    cause: Reason,
    place: Position,
    rule: ReasonRule,
    situation: Situation,
    urgent: Iterable[Line] = (),
) -> tuple[Line, ...]:
    """Return the notes, the gravest first; `urgent` are those on what silence costs."""
    stopped = is_stopped(rule, risks, history)
    notes = [
        *hazard_notes(situation),
        *_risk_notes(risks, situation),
        *_history_notes(
            history,
            place,
            situation.order.currency,
            stopped=stopped,
            refunded=situation.is_refunded,
            procedure=rule.procedure,
        ),
    ]
    notes += [*_case_notes(cause, rule, situation), *urgent, *_dispute_notes(situation)]
    notes += [*guarantee_notes(situation), *_delivery_notes(cause, rule, situation)]
    notes += [
        *cancelling_notes(cause, situation),
        *whole_return_notes(cause, place, situation),
        *promise_notes(cause, situation),
        *_state_notes(cause, situation),
        *_message_notes(cause, rule, situation),
        *_parcel_notes(cause, place, history),
    ]
    notes += [*replacement_notes(cause, rule, situation), *_platform_notes(rule, place, situation)]
    if stopped:
        notes.append(STOP)
    notes += [
        Line(msgid="A date is missing, so its clocks do not run: %(field)s.", slots=(("field", path),))
        for path in missing_bases(situation)
    ]
    return tuple(notes)


def _risk_notes(risks: Sequence[Risk], situation: Situation) -> Iterator[Line]:
    if Risk.EXTORTION in risks:
        yield Line(
            msgid="The buyer asks for more than is fair for a review: offer what the case is worth, nothing more, keep "
            "the message as evidence and report it to the platform."
        )
    if Risk.DISPUTE in risks and situation.order.dispute is None:
        yield Line(
            msgid="A dispute is opened or threatened: if it is open, set dispute.opened_on and dispute.stage, so that "
            "its clocks run."
        )
    if Risk.CHARGEBACK in risks:
        yield Line(
            msgid="A chargeback is threatened or running: do not refund the same money twice; first check whether the "
            "bank has already taken it back."
        )
    if Risk.LEGAL in risks:
        yield Line(msgid="Legal steps are mentioned: answer with facts only, and tell the shop's owner.")
    if Risk.ABUSIVE in risks:
        yield Line(msgid="The buyer is insulting: stay polite, stay in the platform's messages, keep the evidence.")
    if Risk.REVIEW_THREAT in risks:
        yield Line(msgid="A bad review is in the air: solve the problem and do not mention the review.")


def _history_notes(
    history: Sequence[Offer], place: Position, currency: str | None, *, stopped: bool, refunded: bool, procedure: bool
) -> Iterator[Line]:
    promise = agreed(history)
    if promise is not None and not procedure:
        yield Line(
            msgid="Agreed but not yet done: %(remedy)s. Do that first.", slots=(("remedy", REMEDIES[promise.remedy]),)
        )
    # Of an agreed return the procedure's own note tells.
    beside = [one for one, _ in agreements(history) if procedure and one.remedy is not Remedy.RETURN_REFUND]
    for offer in beside:
        yield Line(
            msgid="Agreed but not yet done: %(remedy)s. A refund of the whole price takes its place: do not do both.",
            slots=(("remedy", _with_amount(offer, currency)),),
        )
    standing = [o.remedy for o in deals(history) if o.outcome is Outcome.OFFERED and o.remedy in MATERIAL]
    for remedy in dict.fromkeys(standing):
        yield Line(
            msgid="Not answered yet: %(remedy)s. If the buyer has taken or refused it, record that first: the plan "
            "follows it, and a refusal leads to the next step.",
            slots=(("remedy", REMEDIES[remedy]),),
        )
    if history and place.rung is None and promise is None and not stopped and not refunded:
        yield Line(msgid="Every step of the ladder was tried: the owner decides on more, or the platform does.")


def _with_amount(offer: Offer, currency: str | None) -> Line:
    """Return an offer with its amount, where that is known."""
    if offer.amount is None or currency is None:
        return REMEDIES[offer.remedy]
    slots = (("remedy", REMEDIES[offer.remedy]), ("details", Sum(amount=offer.amount, currency=currency)))
    return Line(msgid="%(remedy)s (%(details)s)", slots=slots)


def _case_notes(cause: Reason, rule: ReasonRule, situation: Situation) -> Iterator[Line]:
    order = situation.order
    if cause in QUALITY and order.preship_check == "yes":
        yield Line(
            msgid="The goods were checked before shipping: find out what exactly is wrong, and never say that it is "
            "the buyer's fault."
        )
    if cause in QUALITY and order.preship_check == "unknown":
        yield Line(msgid="It is unknown whether the goods were checked before shipping: admit no fault, but help.")
    if cause is Reason.COUNTERFEIT:
        yield Line(msgid="Do not haggle and admit nothing: the owner decides; have the purchase papers ready.")
    may_come = rule.in_time and situation.is_in_time
    if rule.claim and situation.state is not OrderState.NOT_SHIPPED and not may_come:
        yield Line(msgid="File a claim with the carrier in parallel; its papers are needed for that.")


def _dispute_notes(situation: Situation) -> Iterator[Line]:
    order = situation.order
    if order.dispute and order.dispute.stage is None:
        yield Line(msgid="The stage of the dispute is unknown; its clocks run as for one that was just opened.")
    if order.dispute and order.dispute.is_open:
        yield Line(msgid="Never ask the buyer to close the dispute before the remedy is done.")


def _delivery_notes(cause: Reason, rule: ReasonRule, situation: Situation) -> Iterator[Line]:
    if situation.is_protected and cause in CHOICE and _may_withdraw(situation):
        yield Line(
            msgid="EU and UK buyers may withdraw within %(days)s days of delivery; the outbound standard shipping is "
            "then refunded too.",
            slots=(("days", int(situation.playbook.platform.law.withdrawal_days.value)),),
        )
    ends, promised = situation.order.protection_ends_on, situation.order.promised_by
    if rule.arrived != "yes" and situation.is_uncovered and ends and promised:
        yield Line(
            msgid="The buyer's protection ends on %(ends)s, the parcel is promised for %(promised)s: extend the "
            "protection, or offer a solution before it ends; do not let him wait.",
            slots=(("ends", ends), ("promised", promised)),
        )
    if rule.arrived == "yes" and situation.state in {OrderState.NOT_SHIPPED, OrderState.IN_TRANSIT, OrderState.OVERDUE}:
        yield Line(msgid="The tracking shows no delivery yet, but the buyer has the goods: check the order number.")


def _platform_notes(rule: ReasonRule, place: Position, situation: Situation) -> Iterator[Line]:
    if place.rung is not None and Remedy.EXTEND_PROTECTION in place.rung.remedies:
        yield Line(msgid="Extend the buyer's protection in the order yourself if you offer it.")
    platform, dispute = situation.playbook.platform, situation.order.dispute
    is_over = situation.stage == DisputeStage.RETURN_AGREED and is_return_over(situation)
    if situation.stage_rule is not None and not is_over:
        yield Line(msgid=situation.stage_rule.note)
    yield from return_notes(situation)
    if platform.disputes.known.value is False and dispute is not None and dispute.is_open:
        yield Line(
            msgid="The clocks of disputes on %(platform)s are not in the playbook: look them up in the seller centre.",
            slots=(("platform", platform.name),),
        )
    if situation.playbook.is_for_business and rule.fault != "none":
        yield Line(
            msgid="The buyer is a business: what the contract says about inspection, deadlines and freight comes first."
        )
    returns = any(Remedy.RETURN_REFUND in rung.remedies for rung in place.rungs)
    if platform.returns.agree_first.value is True and returns:
        yield Line(
            msgid="Nothing is sent back before the four points are agreed in the platform's chat: address and "
            "recipient, carrier and freight, date and condition, and that all of it is written down."
        )


def _message_notes(cause: Reason, rule: ReasonRule, situation: Situation) -> Iterator[Line]:
    """Yield what the buyer writes and the order does not say."""
    if situation.other_tracking and is_about_return(cause, situation):
        yield Line(
            msgid="The buyer names the tracking number %(number)s, which is not the order's: it is probably that of "
            "his return, so look there.",
            slots=(("number", situation.other_tracking),),
        )
    elif situation.other_tracking:
        yield Line(
            msgid="The buyer names another tracking number than the order: %(number)s. Find out which is right.",
            slots=(("number", situation.other_tracking),),
        )
    if cause is Reason.LATE_DELIVERY and situation.other_promise and situation.order.promised_by:
        yield Line(
            msgid="The buyer names %(day)s, the order says that the parcel is due by %(promised)s. Find out which day "
            "he was promised before you write that it is in time.",
            slots=(("day", situation.other_promise), ("promised", situation.order.promised_by)),
        )
    if situation.lacking_of > 1:
        yield Line(
            msgid="The order has %(ordered)s pieces, and how many have not come is not counted: set the refund to what "
            "those cost.",
            slots=(("ordered", situation.lacking_of),),
        )
    if cause is Reason.MISSING_ITEMS and rule.arrived == "no":
        yield Line(msgid="Read as a parcel with nothing in it. If something was in it, set the reason missing_items.")
    elif cause is Reason.MISSING_ITEMS and situation.shortfall is None and not situation.history:
        yield Line(msgid="If nothing was in the parcel, it is handled as a lost one: set the reason lost_parcel.")
    if situation.is_wholesale:
        yield Line(msgid="The buyer asks for a price for several pieces: say in the answer what they would cost.")
    if cause in EXCHANGED and Remedy.RESHIP in situation.wanted:
        yield Line(
            msgid="The buyer asks for an exchange, which is no offer of its own: say whether you exchange, and how."
        )


def _parcel_notes(cause: Reason, place: Position, history: Sequence[Offer]) -> Iterator[Line]:
    offered = () if place.rung is None else fresh(place.rungs, place.index, history)
    if cause in ADDRESSED and Remedy.RESHIP in offered:
        yield Line(
            msgid="Whose mistake the address was is open, and this reply offers a new parcel free of charge: look at "
            "the label first; if the buyer gave it wrong, agree who pays the second freight before you reply."
        )


def _may_withdraw(situation: Situation) -> bool:
    return situation.state not in ON_ITS_WAY and not situation.withdrawal_is_over


def _state_notes(cause: Reason, situation: Situation) -> Iterator[Line]:
    order = situation.order
    if situation.is_refunded:
        yield Line(msgid="The whole price was refunded already: look at the case before you promise anything more.")
    if is_unpaid(order, situation.state):
        yield Line(
            msgid="Nothing was paid yet: look whether the payment is still being checked, and prepare nothing before "
            "it is here. If the buyer wants to cancel, cancel the order, or let it lapse."
        )
    if cause is Reason.USAGE_HELP:
        yield Line(msgid="Add the steps for this product with --set instructions=… if you know them already.")
    note = situation.playbook.platform.notes.get(situation.state)
    if note is not None:
        yield Line(msgid=note.note)
    if situation.shop.returns.joined_free_return and cause in {Reason.UNWANTED_ITEM, Reason.DOES_NOT_FIT}:
        yield Line(
            msgid="Return without a reason: the buyer sends it to the local warehouse at his own cost, the item is "
            "refunded automatically, the freight is not; the platform compensates you within 1 to 2 working days."
        )
        yield Line(
            msgid="While its days run, the order page takes the buyer through that return: the letter names no address "
            "and does not ask him to wait."
        )
    if situation.state is OrderState.COMPLETED and order.completed_on is None and situation.window < ENDLESS:
        yield Line(
            msgid="The completion date is unknown: after %(days)s days a refund goes only through platform support.",
            slots=(("days", situation.window),),
        )


def claim_notes(question: Question) -> Iterator[Line]:
    """Yield a note where the platform judges by another reason than the one that the message is about."""
    reasons = (question.reason, *question.secondary)
    # 'Not received' without more is any of them.
    both_missing = len(question.claimed) > 1 and {*question.claimed, question.reason} <= NOT_RECEIVED
    if question.claimed and not set(question.claimed) & set(reasons) and not both_missing:
        slots = (("theirs", REASONS[question.claimed[0]]), ("ours", REASONS[question.reason]))
        yield Line(
            msgid="On the platform the dispute is about “%(theirs)s”, this plan is about “%(ours)s”: the platform "
            "judges by its own reason.",
            slots=slots,
        )
