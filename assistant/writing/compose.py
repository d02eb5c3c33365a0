"""Compose a reply from parallel blocks: the same blocks with the same slots are the buyer's text and its gloss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.deciding.answer import LETTERS, choosable, lettered
from assistant.deciding.economics import REFUNDS
from assistant.model import Block, Channel, Draft, OrderState, Reason, Remedy
from assistant.writing.channels import WITH_SUBJECT, dispensable, left_out, tone_in
from assistant.writing.formats import bullet, is_right_to_left, sentence_space
from assistant.writing.formatted import formatted
from assistant.writing.review import compose_review
from assistant.writing.slots import choice_facts, facts_of, offer_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.model import Option, Plan
    from assistant.writing.slots import Occasion
    from assistant.writing.templates import Templates

# What a buyer asks for by his very reason is simply granted; nobody asks him whether that would be all right.
ASKED_FOR = {Reason.CANCEL_ORDER: {Remedy.CANCEL_REFUND}, Reason.DISCOUNT_REQUEST: {Remedy.GOODWILL_COUPON}}
# What is asked comes first whatever is offered: where the order stands; that the price stands, before 'but a coupon'.
TOLD_FIRST = {Reason.ORDER_STATUS, Reason.DISCOUNT_REQUEST}
FACTS = {
    "problem", "undelivered", "replacement", "explanation", "exhausted", "tracking", "acknowledgement", "received",
    "apology", "evidence",
}  # fmt: skip
UNPAID_LEAVES, CORRECTED = {"problem", "explanation", "apology"}, {Reason.CHANGE_ORDER, Reason.WRONG_ADDRESS}
FAULTS = {
    Reason.DAMAGED, Reason.DEFECTIVE, Reason.POOR_QUALITY, Reason.NOT_AS_DESCRIBED, Reason.WRONG_ITEM,
    Reason.MISSING_ITEMS,
}  # fmt: skip
FIRM = {*REFUNDS, Remedy.RESHIP, Remedy.SEND_MISSING}
MONEY = REFUNDS | {Remedy.GOODWILL_COUPON, Remedy.REORDER_COUPON, Remedy.GIFT}
MARK = "⟦{}⟧"
RIGHT_TO_LEFT_MARK = "\u200f"
NO_SLOTS: dict[str, Any] = {}
PARAGRAPHS = (
    ("greeting",),
    ("introduction", "acknowledgement", "received", "follow_up", "evidence", "upset", "dispute", "apology"),
    (
        "refunded",
        "closed",
        "unpaid",
        "problem",
        "undelivered",
        "replacement",
        "explanation",
        "also",
        "procedure",
        "measures",
        "steps",
        "tracking",
    ),
    # By themselves: a link before them ends its paragraph, else it would run into the next sentence.
    ("extortion", "exhausted", "agreed", "support"),
    ("offer_intro",),
    ("options",),
    ("carrier_claim", "refund_route", "rights"),
    ("ask_intro",),
    ("asks",),
    ("terms_intro",),
    ("terms",),
    ("question",),
    ("availability",),
    ("signoff",),
    ("signature",),
)
ORDER = tuple(name for paragraph in PARAGRAPHS for name in paragraph)
# A letter without any of these says nothing: the staff have to answer.
SAYING = frozenset({*PARAGRAPHS[2], *PARAGRAPHS[3], "options", "asks", "terms"})
# What a letter says of the first parcel, which nobody asks for once another one is on its way.
OLD = {"problem", "explanation", "tracking"}
REPEATED = {"problem", "also", "tracking"}  # nor is it an answer to who has turned down what was said to it
COMPOSED = {"options", "measures", "also", "asks", "terms", "carrier_claim"}  # made here, out of several templates
# Follows these without an empty line.
INTRODUCED_BY = {"options": "offer_intro", "asks": "ask_intro", "terms": "terms_intro", "signature": "signoff"}


@dataclass(frozen=True, slots=True)
class Choice:
    """The options that a reply speaks of: those to choose from, and those that are simply done."""

    choices: tuple[Option, ...]
    measures: tuple[Option, ...]
    explains: bool
    guides: bool

    @property
    def options(self) -> tuple[Option, ...]:
        """All of them."""
        return self.choices + self.measures


def choose(options: Sequence[Option], plan: Plan) -> Choice:
    """Sort options into at most two choices and what is done anyway.

    Measures are a choice only beside something else: 'A: we search for the parcel, B: we send it again'. Where a
    cancellation is offered that nobody asked for, the explanation is the other choice: to wait. A refund for goods that
    are back is due, so it is not asked about either.
    """
    reason = plan.reason
    cancels = reason is not Reason.CANCEL_ORDER and any(o.remedy is Remedy.CANCEL_REFUND for o in options)
    real = [option for option in options if option.remedy is not Remedy.EXPLAIN or cancels]
    due = {Remedy.FULL_REFUND} if plan.state is OrderState.RETURNED else set()
    asked = ASKED_FOR.get(reason, set()) | due
    explains = reason in TOLD_FIRST or any(option.remedy is Remedy.EXPLAIN for option in options)
    guides = any(option.remedy is Remedy.GUIDE for option in real)
    chosen = lettered(choosable(real, reason), asked)
    return Choice(chosen, () if chosen else tuple(real), explains, guides)


class Composer:
    """Writes drafts with a set of templates."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def compose(
        self,
        occasion: Occasion,
        options: Sequence[Option],
        channel: Channel,
        locale: str,
        gloss_locale: str,
        limit: int,
    ) -> Draft:
        """Return the draft in the buyer's locale with its gloss; optional blocks are left out down to `limit`."""
        if channel is Channel.REVIEW:
            return compose_review(self._templates, occasion, locale, gloss_locale, limit)
        choice = choose(options, occasion.plan)
        text, missing = self._blocks(occasion, choice, channel, locale)
        gloss, _ = self._blocks(occasion, choice, channel, gloss_locale)
        too_long: set[str] = set()
        for some in dispensable(channel, len(choice.choices)):
            if len(_body(text, locale, too_long)) <= limit:
                break
            too_long.update(some)
        names = [name for name in ORDER if text.get(name) and name not in too_long]
        has_subject = channel in WITH_SUBJECT
        body = _body(text, locale, too_long)
        return Draft(
            locale=locale,
            channel=channel,
            subject=text["subject"] if has_subject else "",
            body=body,
            blocks=tuple(Block(name=name, text=text[name], gloss=gloss[name]) for name in names),
            gloss_locale=gloss_locale,
            gloss_subject=gloss["subject"] if has_subject else "",
            gloss_body=_body(gloss, gloss_locale, too_long),
            html=self._templates.html(text["subject"], body, locale) if channel is Channel.EMAIL else None,
            missing=tuple(missing),
        )

    def ask_lines(self, keys: Sequence[str], locale: str) -> tuple[str, ...]:
        """Return what the buyer is asked for, one phrase a key."""
        return tuple(self._templates.render("asks.j2", key, locale, NO_SLOTS) for key in keys)

    def _blocks(
        self, occasion: Occasion, choice: Choice, channel: Channel, locale: str
    ) -> tuple[dict[str, str], list[str]]:
        missing: list[str] = []

        def need(slot: str) -> str:
            value = values.get(slot)
            if value:
                return str(value)
            if slot not in missing:
                missing.append(slot)
            return MARK.format(slot)

        facts = facts_of(occasion) | choice_facts(choice.options, len(choice.choices), occasion)
        tone = tone_in(channel, occasion.tone)
        facts |= {"email": channel is Channel.EMAIL, "takes_offer": occasion.takes_offer, "tone": str(tone)}
        values = formatted(facts, locale, need)
        reason = f"reasons/{occasion.plan.reason}.j2"
        special = COMPOSED | self._left(choice, occasion) | left_out(channel, tone)
        if facts["replacement_on"]:  # customs may hold the new parcel too: what helps there is still said
            special |= OLD - ({"explanation"} if occasion.plan.reason is Reason.CUSTOMS_HOLD else set())
        blocks = {
            name: self._templates.render(reason, name, locale, values)
            for name in ("subject", *ORDER)
            if name not in special
        }
        blocks["options"] = self._options(choice, occasion, locale, values)
        blocks["measures"] = self._measures(choice, occasion, locale, values)
        blocks["also"] = _joined(self._also(choice, occasion, locale, values), locale)
        blocks["terms"] = self._terms(choice, occasion, locale, values)
        blocks["asks"] = "\n".join(bullet(locale) + line for line in self.ask_lines(occasion.plan.ask, locale))
        blocks["carrier_claim"] = self._carrier_claim(choice, occasion, locale, values)
        here = frozenset(blocks) - left_out(channel, tone)
        saying = SAYING - REPEATED if _is_exhausted(choice, occasion) else SAYING
        if not any(blocks[name] for name in saying & here):
            blocks["explanation"] = need("answer")
        return {name: blocks[name] if name in here else "" for name in ("subject", *ORDER)}, missing

    @staticmethod
    def _left(choice: Choice, occasion: Occasion) -> set[str]:
        """Return the blocks that have no place in this reply."""
        left = set() if choice.explains else {"explanation"}
        over = occasion.is_refunded or occasion.is_closed
        left |= set() if choice.guides or (occasion.plan.reason is Reason.DOES_NOT_FIT and not over) else {"steps"}
        left |= {"acknowledgement", "received", "apology", "introduction"} if occasion.is_follow_up else {"follow_up"}
        left |= set() if _is_exhausted(choice, occasion) and occasion.offer_stands else {"exhausted"}
        left |= set() if occasion.is_agreed and not occasion.is_return_over else {"agreed"}
        left |= set() if occasion.is_support_left and not {o.remedy for o in choice.options} & FIRM else {"support"}
        left |= set() if occasion.plan.ask else {"ask_intro"}
        left |= FACTS if over else set()
        left |= _beside_unpaid(occasion) if occasion.is_unpaid else {"unpaid"}
        left |= set() if occasion.is_refunded else {"refunded"}
        left |= set() if occasion.is_closed and not occasion.is_refunded else {"closed"}
        settled = occasion.shop.returns.address and occasion.shop.returns.recipient
        return left if _returns(choice, occasion) and settled else left | {"terms_intro"}

    def _options(self, choice: Choice, occasion: Occasion, locale: str, values: dict[str, Any]) -> str:
        offers = [self._offer(option, occasion, locale, values) for option in choice.choices]
        if len(offers) == 1:
            return offers[0]
        # Without the mark a line that begins with a Latin letter would run from left to right.
        mark = RIGHT_TO_LEFT_MARK if is_right_to_left(locale) else ""
        return "\n".join(f"{mark}{letter}) {offer}" for letter, offer in zip(LETTERS, offers, strict=False))

    def _measures(self, choice: Choice, occasion: Occasion, locale: str, values: dict[str, Any]) -> str:
        return _joined((self._offer(option, occasion, locale, values) for option in choice.measures), locale)

    def _offer(self, option: Option, occasion: Occasion, locale: str, values: dict[str, Any]) -> str:
        slots = formatted(offer_facts(option, occasion), locale, values["need"])
        if option.remedy is Remedy.PARTIAL_REFUND and slots["amount"] is None:
            slots["amount"] = values["need"]("refund")
        return self._templates.render(f"remedies/{option.remedy}.j2", "offer", locale, values | slots)

    def _also(self, choice: Choice, occasion: Occasion, locale: str, values: dict[str, Any]) -> Iterable[str]:
        money = bool({option.remedy for option in choice.options} & MONEY)
        for reason in occasion.secondary:
            if reason is not occasion.plan.reason and _is_second_problem(reason, occasion.plan.reason, money=money):
                yield self._templates.render(f"reasons/{reason}.j2", "also", locale, values)

    def _terms(self, choice: Choice, occasion: Occasion, locale: str, values: dict[str, Any]) -> str:
        if not _returns(choice, occasion):
            return ""
        lines = self._templates.render_lines("remedies/return_refund.j2", "terms", locale, values)
        return "\n".join(lines)

    def _carrier_claim(self, choice: Choice, occasion: Occasion, locale: str, values: dict[str, Any]) -> str:
        if not occasion.rule.claim or not choice.choices or not occasion.has_left:
            return ""
        return self._templates.render("remedies/carrier_claim.j2", "offer", locale, values)


def _beside_unpaid(occasion: Occasion) -> set[str]:
    """Return what has no place beside an order that was not paid; what can still be changed in it has one."""
    reason = occasion.plan.reason
    if reason is Reason.CANCEL_ORDER and occasion.counts_pieces:  # he may still pay for those that he keeps
        return {"unpaid", *UNPAID_LEAVES} - {"explanation"}
    return UNPAID_LEAVES - ({"problem"} if reason in CORRECTED else set())


def _is_exhausted(choice: Choice, occasion: Occasion) -> bool:
    """Whether the buyer has turned something down, and nothing is left to offer."""
    return occasion.is_follow_up and not choice.options and not occasion.is_agreed


def _is_second_problem(reason: Reason, first: Reason, *, money: bool) -> bool:
    """Whether a letter should speak of a second reason: two faults of the goods, or a fault and the delay.

    A word about the review has no place beside an offer of money (U3, U14).
    """
    if reason is Reason.BAD_REVIEW:
        return not money
    both = {reason, first}
    return both <= FAULTS | {Reason.LATE_DELIVERY} and bool(both & FAULTS)


def _returns(choice: Choice, occasion: Occasion) -> bool:
    """Whether goods may come back, those of a parcel on its way too: nobody is to send them before the terms stand."""
    is_option = any(option.remedy is Remedy.RETURN_REFUND for option in choice.options)
    return (is_option and not occasion.is_platforms_return) or occasion.is_return_agreed


def _joined(texts: Iterable[str], locale: str) -> str:
    return sentence_space(locale).join(text for text in texts if text)


def _body(blocks: dict[str, str], locale: str, left_out: set[str]) -> str:
    space = sentence_space(locale)
    body = ""
    above: tuple[str, ...] = ()
    for names in PARAGRAPHS:
        paragraph = space.join(blocks[name] for name in names if name not in left_out and blocks.get(name))
        if paragraph:
            gap = "\n" if INTRODUCED_BY.get(names[0], "") in above else "\n\n"
            body += (gap if body else "") + paragraph
            above = names
    return body
