"""The whole story: reading -> deciding -> writing, and the lint of what was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from assistant.deciding.answer import heard, is_empty
from assistant.deciding.asked import asked_sum
from assistant.deciding.earlier import with_earlier
from assistant.deciding.pieces import concerned_of, concerns_several, counts_pieces, shortfall_of, wants_many
from assistant.deciding.plan import make_plan
from assistant.deciding.question import Question
from assistant.model import Evidence, Tone
from assistant.writing.channels import limit_of
from assistant.writing.lint.approval import RULE as NEEDS_APPROVAL
from assistant.writing.lint.approval import approvals
from assistant.writing.lint.known import known_of
from assistant.writing.lint.vetted import vetted_sentences
from assistant.writing.quantities import Cash
from assistant.writing.slots import Occasion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from assistant.deciding.rulebook.playbook import Playbook
    from assistant.model import Channel, Draft, Finding, Offer, Option, Order, Plan, Reading, Reason
    from assistant.shop import Shop
    from assistant.writing.compose import Composer
    from assistant.writing.lint import Linter
    from assistant.writing.own.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Request:
    """What the staff ask for beside the message: facts, rules, where the reply goes, and their own choices.

    `earlier` names the other cases about the order whose offers the history holds.
    """

    order: Order
    history: tuple[Offer, ...]
    playbook: Playbook
    shop: Shop
    today: date
    channel: Channel
    locale: str
    staff_locale: str
    reason: Reason | None = None
    refund: Decimal | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    claimed: tuple[Reason, ...] = ()
    tone: Tone = Tone.WARM
    earlier: tuple[int, ...] = ()
    about: Reason | None = None


def decide(reading: Reading, request: Request) -> Plan:
    """Return the plan for a reading; the staff's own reason wins over the guessed one."""
    said = heard(reading, request.history, request.reason, request.about, request.order.currency)
    question = Question(
        said.reason, said.secondary, reading.remedies, reading.risks, reading.evidence, said.history, request.refund,
        tracking_numbers=tuple(found.value for found in reading.facts.tracking_numbers),
        claimed=request.claimed,
        knows_order=bool(reading.facts.order_numbers or reading.facts.tracking_numbers),
        asked=asked_sum(reading, request.order, said.history),
        shortfall=shortfall_of(reading, request.order),
        concerned=concerned_of(reading, request.order),
        days=tuple(date.fromisoformat(found.value) for found in reading.facts.dates),
        wants_many=wants_many(reading, request.order),
        is_empty=is_empty(reading, request.reason),
        is_hazard=reading.is_hazard,
        names_sum=bool(reading.facts.amounts),
        counts_pieces=counts_pieces(reading, request.order),
    )  # fmt: skip
    plan = make_plan(question, request.order, request.playbook, request.shop, request.today)
    return with_earlier(plan.model_copy(update={"notes": (*said.notes, *plan.notes)}), request.earlier)


def write(
    reading: Reading, plan: Plan, options: tuple[Option, ...], request: Request, composer: Composer, linter: Linter
) -> Draft:
    """Return the linted draft that offers these options of the plan."""
    said = heard(reading, request.history, plan.reason, request.about, request.order.currency)
    occasion = Occasion(
        plan, said.secondary, plan.risks, reading.evidence, request.order, said.history, request.playbook,
        request.shop, request.today, request.typed, request.tone, is_wholesale=wants_many(reading, request.order),
        takes_offer=said.is_taken, is_empty=is_empty(reading, request.reason),
        counts_pieces=counts_pieces(reading, request.order), concerns_several=concerns_several(reading, request.order),
    )  # fmt: skip
    limit = limit_of(request.channel, request.playbook.platform.messages)
    draft = composer.compose(occasion, options, request.channel, request.locale, request.staff_locale, limit)
    found = _findings(draft.body, draft, request, linter)
    return draft.model_copy(update={"findings": (*approvals(draft, options), *found)})


def review(body: str, draft: Draft, request: Request, linter: Linter) -> tuple[Finding, ...]:
    """Return the findings for a draft that was edited: what needs approval still does, and numbers must match."""
    kept = tuple(finding for finding in draft.findings if finding.rule == NEEDS_APPROVAL)
    return (*kept, *_findings(body, draft, request, linter))


def fill(phrase: Phrase, plan: Plan, request: Request) -> tuple[str, tuple[str, ...]]:
    """Return a seller's own phrase filled for an order, and the slots that nothing is known for.

    Raises DataError with every defect of a phrase that passes no import.
    """
    from assistant.writing.own.fill import filled  # with it comes Jinja, which plans alone do not need

    occasion = Occasion(
        plan, (), (), Evidence.UNKNOWN, request.order, request.history, request.playbook, request.shop, request.today,
        request.typed,
    )  # fmt: skip
    currency = request.order.currency
    amount = Cash(request.refund, currency) if request.refund is not None and currency else None
    return filled(phrase, occasion, request.locale, amount)


def _findings(body: str, draft: Draft, request: Request, linter: Linter) -> tuple[Finding, ...]:
    vetted = vetted_sentences(draft.body, [*request.typed.values(), request.shop.gift or ""])
    limit = limit_of(request.channel, request.playbook.platform.messages)
    original = draft.body if body != draft.body else None
    known = known_of(request.order, request.shop)
    return linter.lint(body, allowed=known, vetted=vetted, draft=original, limit=limit)
