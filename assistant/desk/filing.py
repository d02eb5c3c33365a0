"""Files what leaves the desk: the message, the reply that was copied, and what it offers, as one deed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.archive import NO_OFFER, Basis, Change, Entry, KeyBusyError, Kind, NewCase, Offered, State
from assistant.archive.urgency import reply_by
from assistant.desk.errors import NotSendableError
from assistant.desk.inputs import as_put_in
from assistant.desk.sending import may_go, obstacles, unasked
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from assistant.archive import Archive, Case
    from assistant.bootstrap import Assistant
    from assistant.desk.sending import Sent
    from assistant.desk.staff import Staff
    from assistant.desk.work import Work
    from assistant.model import Option

ASKED = Line(msgid="Draft for approval")


def file_reply(work: Work, sent: Sent, staff: Staff, assistant: Assistant, archive: Archive) -> Case:
    """File the reply and return its case. Raises NotSendableError, ConflictError and what the archive raises."""
    why = may_go(work, sent, staff)
    if why:
        raise NotSendableError(why)
    new = [option for option in _offers(work) if sent.proposal(option) is None]
    made = tuple(_offered(option, staff.name if staff.approves else None, assistant.today) for option in new)
    proposed = [one for option in _offers(work) if (one := sent.proposal(option))]
    carried = {one.number: one.approved_by for one in proposed if one.number is not None}
    entries = (*_message(work, archive), _reply(work, assistant))
    with archive.together():
        case = _filed(work, entries, made, State.PENDING, staff, assistant, archive, tuple(carried))
        for number in [number for number, approved_by in carried.items() if not approved_by]:
            case = archive.cases.approve(case.number, number, by=staff.name)  # who sends it himself allows it
        return case


def ask_approval(work: Work, sent: Sent, staff: Staff, assistant: Assistant, archive: Archive) -> Case:
    """File the message and the draft as a note, with the offers that wait for approval. Raises as file_reply."""
    if why := obstacles(work, sent, staff):
        raise NotSendableError(why)
    note = Entry(
        kind=Kind.NOTE,
        text=f"{assistant.word(ASKED)}\n\n{work.body}",
        channel=str(work.draft.channel) if work.draft else None,
        locale=work.draft.locale if work.draft else None,
        gloss=_gloss(work),  # the lead who approves it may not read the buyer's language
    )
    made = tuple(_offered(option, None, assistant.today) for option in unasked(work, sent))
    return _filed(work, (*_message(work, archive), note), made, State.OPEN, staff, assistant, archive)


def _filed(
    work: Work,
    entries: tuple[Entry, ...],
    offers: tuple[Offered, ...],
    state: State,
    staff: Staff,
    assistant: Assistant,
    archive: Archive,
    carried: tuple[int, ...] = (),
) -> Case:
    assert work.order is not None and work.plan is not None and work.reading is not None  # noqa: PT018, S101 - it may go
    thread = () if work.inputs.case is None else archive.cases.get(work.inputs.case).entries
    basis = Basis(
        order=work.order,
        reading=assistant.reading_json(work.reading),
        plan=assistant.plan_json(work.plan),
        reply_by=reply_by(thread, archive.now(), assistant.shop.reply_within_hours),
    )
    if work.inputs.case is not None:
        change = Change(
            state=state, reason=work.plan.reason, basis=basis, entries=entries, offers=offers, carried=carried
        )
        return archive.cases.change(work.inputs.case, change, by=staff.name, version=work.inputs.version)
    new = NewCase(
        entries=entries,
        basis=basis,
        offers=offers,
        platform=work.request.playbook.platform.key if work.request else None,
        shop=assistant.shop.shop.name,
        reason=work.plan.reason,
        locale=work.draft.locale if work.draft else None,
        state=state,
        assigned_to=staff.name,
    )
    return archive.cases.file(new, by=staff.name)


def _message(work: Work, archive: Archive) -> tuple[Entry, ...]:
    """Return the buyer's message, unless the case has it as its last one already."""
    if work.inputs.case is not None:
        thread = [entry for entry in archive.cases.get(work.inputs.case).entries if entry.kind is Kind.MESSAGE]
        if thread and as_put_in(thread[-1].text) == work.inputs.text:  # a file that was piped in ends in a line end
            return ()
    return (Entry(kind=Kind.MESSAGE, text=work.inputs.text, locale=work.reading.locale if work.reading else None),)


def _reply(work: Work, assistant: Assistant) -> Entry:
    draft = work.draft
    assert draft is not None  # noqa: S101 - it may go
    return Entry(
        kind=Kind.REPLY,
        text=work.body,
        channel=str(draft.channel),
        locale=draft.locale,
        subject=work.subject.text if work.subject else None,
        gloss=_gloss(work),
        findings=tuple(assistant.findings_json(work.findings)["findings"]),
    )


def _gloss(work: Work) -> dict[str, Any] | None:
    draft = work.draft
    if draft is None:
        return None
    said = {"locale": draft.gloss_locale, "subject": draft.gloss_subject, "body": draft.gloss_body}
    return {**said, "edited": work.is_edited}


def _offers(work: Work) -> list[Option]:
    return [option for option in work.made.options if option.remedy not in NO_OFFER]


def _offered(option: Option, approved_by: str | None, on: date) -> Offered:
    return Offered(
        remedy=option.remedy,
        amount=option.amount,
        currency=option.currency,
        on=on,
        needs_approval=option.approval,
        approved_by=approved_by if option.approval else None,
    )


def once(key: str, what: Callable[[], dict[str, Any]], work: Work, staff: Staff, archive: Archive) -> dict[str, Any]:
    """Do something once for a key: the same again gets the same answer. Raises KeyReusedError, KeyBusyError.

    The same is what was put in: what the archive knows beside it has changed by the first time.
    """
    if not key:
        return what()
    put_in = replace(work.inputs, history=(), earlier=(), about=None)
    edits = {name: edit.text for name, edit in put_in.edits.items()}
    said = json.dumps([put_in.record, edits, put_in.case], default=str, sort_keys=True)
    digest = hashlib.sha256(said.encode()).hexdigest()
    given = archive.answers.claim(staff.name, key, digest)
    if given == {}:
        raise KeyBusyError(key)
    if given is not None:
        return given
    try:
        with archive.together():  # killed in between, it is neither done nor answered
            answer = what()
            archive.answers.give(staff.name, key, answer)
    except BaseException:
        archive.answers.release(staff.name, key)
        raise
    return answer
