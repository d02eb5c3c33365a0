"""What happens in the archive that another system may want to hear of; none of it says what a buyer wrote or who he is.

Neither do they name the staff. An order's number and the texts are added when a delivery is sent, and only where the
subscription asks for them (outbox.py).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import Field

from assistant.archive.nouns import Case, Entry, Kind, Offered, State
from assistant.model import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from assistant.archive.nouns import Change


class Event(StrEnum):
    """What is told to other systems; each has one meaning."""

    CASE_OPENED = "case.opened"
    CASE_CHANGED = "case.changed"
    CASE_CLOSED = "case.closed"
    CASE_REOPENED = "case.reopened"
    CASE_REDACTED = "case.redacted"
    CASE_PURGED = "case.purged"
    MESSAGE_RECEIVED = "message.received"
    REPLY_FILED = "reply.filed"
    FILE_ATTACHED = "file.attached"
    OFFER_MADE = "offer.made"
    OFFER_PROPOSED = "offer.proposed"
    OFFER_APPROVED = "offer.approved"
    OFFER_ANSWERED = "offer.answered"
    OFFER_WITHDRAWN = "offer.withdrawn"
    OUTCOME_RECORDED = "outcome.recorded"
    WEBHOOK_TEST = "webhook.test"


class Happened(Noun):
    """An event with its facts; `entry` is the number of the message or reply whose text may be asked for."""

    event: Event
    case: dict[str, Any] = Field(default_factory=dict)
    facts: dict[str, Any] = Field(default_factory=dict)
    entry: int | None = None


# What a worklist shows of a case: a change of one of these is told, by its name alone.
SHOWN = ("state", "snoozed_until", "label", "assigned_to", "reason", "at_risk", "currency", "due")
OF_ENTRY = {Kind.MESSAGE: (Event.MESSAGE_RECEIVED, "message"), Kind.REPLY: (Event.REPLY_FILED, "reply")}


def filed(case: Case, done: Mapping[str, Any]) -> Iterator[Happened]:
    """Yield what a new case is to others; `done` is what the trail says of its thread and its offers."""
    facts = _of_case(case)
    yield Happened(event=Event.CASE_OPENED, case=facts)
    yield from _of_thread(facts, case.entries)
    yield from _of_offers(facts, case.offers, done)
    if case.state is State.RESOLVED:
        yield Happened(event=Event.CASE_CLOSED, case=facts)


def changed(
    case: Case, change: Change, told: Mapping[str, Any], done: Mapping[str, Any], gone: Sequence[Offered] = ()
) -> Iterator[Happened]:
    """Yield what a change is to others; `told` and `done` are what the trail says of it, `gone` what it withdrew."""
    facts = _of_case(case)
    new = {one["entry"] for one in done.get("entries", ())}
    offered = {*(one["offer"] for one in done.get("offers", ())), *done.get("carried", ())}
    yield from _of_thread(facts, [entry for entry in case.entries if entry.number in new])
    yield from _of_offers(facts, [offer for offer in case.offers if offer.number in offered], done)
    answers = {one["offer"] for one in done.get("answered", ())}
    for offer in (one for one in case.offers if one.number in answers):
        yield Happened(event=Event.OFFER_ANSWERED, case=facts, facts={"offer": _of_offer(offer)})
    for offer in gone:
        yield Happened(event=Event.OFFER_WITHDRAWN, case=facts, facts={"offer": _of_offer(offer)})
    if names := [name for name in SHOWN if name in told]:
        yield Happened(event=Event.CASE_CHANGED, case=facts, facts={"changed": names})
    if change.ending and case.ending:  # the case has the amount as its currency writes it
        ending = case.ending.model_dump(mode="json", include={"result", "amount", "currency"})
        yield Happened(event=Event.OUTCOME_RECORDED, case=facts, facts={"outcome": ending})
    before, after = told.get("state", (None, None))
    if after == State.RESOLVED:
        yield Happened(event=Event.CASE_CLOSED, case=facts)
    elif before == State.RESOLVED:
        yield Happened(event=Event.CASE_REOPENED, case=facts)


def on_offer(event: Event, case: Case, number: int) -> Iterator[Happened]:
    """Yield that an offer was approved or answered."""
    (offer,) = (one for one in case.offers if one.number == number)
    yield Happened(event=event, case=_of_case(case), facts={"offer": _of_offer(offer)})


def attached(case: Case, size: int, media_type: str) -> Iterator[Happened]:
    """Yield that a file was attached; its name may say anything, so it is not told."""
    facts = {"file": {"size": size, "media_type": media_type}}
    yield Happened(event=Event.FILE_ATTACHED, case=_of_case(case), facts=facts)


def gone(event: Event, number: int, version: int) -> Iterator[Happened]:
    """Yield that a case was redacted or purged, so that others can forget it too."""
    yield Happened(event=event, case={"number": number, "version": version})


def _of_case(case: Case) -> dict[str, Any]:
    facts = case.model_dump(mode="json", include={"number", "version", "state", "reason", "platform"})
    return {**facts, "label": case.label.name.lower()}


def _of_thread(facts: dict[str, Any], entries: Sequence[Entry]) -> Iterator[Happened]:
    for entry in entries:
        if entry.kind in OF_ENTRY:
            event, name = OF_ENTRY[entry.kind]
            said = entry.model_dump(mode="json", include={"number", "channel", "locale"})
            yield Happened(event=event, case=facts, facts={name: said}, entry=entry.number)


def _of_offers(facts: dict[str, Any], offers: Sequence[Offered], done: Mapping[str, Any]) -> Iterator[Happened]:
    """Yield offers that are new, or that a reply carried: the buyer knows of those, whoever has allowed them."""
    for offer in offers:
        is_made = not offer.waits or offer.number in done.get("carried", ())
        event = Event.OFFER_MADE if is_made else Event.OFFER_PROPOSED
        yield Happened(event=event, case=facts, facts={"offer": _of_offer(offer)})


def _of_offer(offer: Offered) -> dict[str, Any]:
    return offer.model_dump(mode="json", include={"number", "remedy", "amount", "currency", "outcome"})
