"""What the bridge carries: a sentence that the staff typed, and a whole draft where there is no catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.bridge.masking import Private
from assistant.model import Finding, Line, Severity
from assistant.reading.naming import forms_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.bridge.service import Service, Translated
    from assistant.model import Draft, Order
    from assistant.shop import Shop

SENTENCES = ("answer", "instructions")
MACHINE, FAILED = "machine_translated", "not_translated"


def private_of(order: Order, shop: Shop) -> Private:
    """Return the names, titles and numbers that never go to a service."""
    words = (
        order.buyer.name, order.buyer.email, order.number, order.tracking_number, order.carrier, shop.shop.name,
        shop.shop.agent, shop.returns.recipient, shop.returns.address, *(item.title for item in order.items),
    )  # fmt: skip
    persons = (order.buyer.name, shop.shop.agent)
    names = (form for person in persons if person for form in forms_of(person))
    return Private(tuple(word for word in words if word), tuple(names))


def carried(
    typed: Mapping[str, str], service: Service, source: str, target: str, private: Private
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Return the sentences that the staff typed in their language in the buyer's, and what to say about each."""
    values, findings = dict(typed), []
    for slot in SENTENCES:
        if slot in typed:
            done = service.translate(typed[slot], source, target, private)
            values[slot] = done.text
            findings += [_finding(done, done.text)] if done.by_machine else []
    return values, tuple(findings)


def in_language(draft: Draft, service: Service, language: str, private: Private) -> Draft:
    """Return an English draft in a language without a catalogue; its findings are about the translation alone.

    The gloss stays beside each block, so the staff see what was meant. Where the service fails the draft stays English,
    with an error.
    """
    subject = service.translate(draft.subject, "en", language, private)
    done = [service.translate(block.text, "en", language, private) for block in draft.blocks]
    failed = next((one for one in (subject, *done) if one.why is not None), None)
    if failed is not None:
        return draft.model_copy(update={"findings": (_finding(failed, draft.body),)})
    body, at = draft.body, 0
    blocks = []
    for block, one in zip(draft.blocks, done, strict=True):
        at = body.index(block.text, at)
        body = body[:at] + one.text + body[at + len(block.text) :]
        at += len(one.text)
        blocks.append(block.model_copy(update={"text": one.text}))
    changed = {"locale": language, "subject": subject.text, "body": body, "blocks": tuple(blocks), "html": None}
    return draft.model_copy(update={**changed, "findings": (_finding(subject, body),)})


def _finding(done: Translated, text: str) -> Finding:
    if done.why is None:
        return Finding(
            rule=MACHINE,
            severity=Severity.WARNING,
            text=text,
            start=0,
            end=len(text),
            why=Line(msgid="A machine has translated this."),
            suggestion=Line(msgid="Let somebody who reads the language look at it before it goes out."),
        )
    return Finding(
        rule=FAILED,
        severity=Severity.ERROR,
        text=text,
        start=0,
        end=len(text),
        why=Line(msgid="The translation service failed: %(why)s.", slots=(("why", done.why),)),
        suggestion=Line(msgid="Try again, or write it in the buyer's language yourself."),
    )
