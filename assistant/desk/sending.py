"""Whether a draft may leave the desk: what its case was offered, what somebody agreed to, and what forbids it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.archive import Kind
from assistant.archive.columns import storable
from assistant.desk.work import shortened
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.archive import Archive, Case, Deed, Offered
    from assistant.desk.staff import Staff
    from assistant.desk.work import Work
    from assistant.model import Option, Order

NEEDS_APPROVAL = Line(msgid="Somebody above you must agree first: ask for approval, or offer another option.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What was offered in a case before, and what still waits for approval or has it and was not sent yet.

    `order` is the number of the order that the case is about; None where there is no case, or where it is not known.
    `agreed` are the drafts for which approval was asked and given.
    """

    offers: tuple[Offered, ...] = ()
    proposed: tuple[Offered, ...] = ()
    order: str | None = None
    agreed: tuple[str, ...] = ()

    def proposal(self, option: Option) -> Offered | None:
        """Return the proposal of this very option, if there is one."""
        wanted = option.remedy, option.amount, option.currency
        return next((o for o in self.proposed if (o.remedy, o.amount, o.currency) == wanted), None)


def sent_in(archive: Archive, case: Case) -> Sent:
    """Return what a case's buyer has been offered, told from what was only proposed."""
    offers, proposed = archive.cases.made_and_proposed(case)
    return Sent(offers, proposed, _number(case.order), tuple(_agreed(case, archive.trail.of_case(case.number))))


def _agreed(case: Case, deeds: Iterable[Deed]) -> Iterator[str]:
    """Yield the notes whose offers somebody has approved since: with them he agreed to how they are worded."""
    notes = {entry.number: _squeezed(entry.text) for entry in case.entries if entry.kind is Kind.NOTE}
    asked_with: dict[int, list[int]] = {}
    for deed in deeds:
        written = [entry["entry"] for entry in deed.details.get("entries", ())]
        asked_with |= {offer["offer"]: written for offer in deed.details.get("offers", ())}
        if deed.what == "approved":
            yield from (notes[one] for one in asked_with.get(deed.details["offer"], ()) if one in notes)


def may_go(work: Work, sent: Sent, staff: Staff) -> tuple[Line, ...]:
    """Return why the draft must not be copied by this one of the staff; nothing where it may."""
    waiting = not staff.approves and not is_approved(work, sent)
    return (*obstacles(work, sent, staff), *([NEEDS_APPROVAL] if waiting else []))


def obstacles(work: Work, sent: Sent, staff: Staff) -> tuple[Line, ...]:
    """Return why this one of the staff may neither copy the draft nor ask for approval of it.

    How the offers are worded is agreed to together with one of them; where none has to be asked for, our words stand.
    """
    reworded = () if staff.approves or unasked(work, sent) else _reworded(work, sent)
    return (*_of_order(work, sent), *work.obstacles, *reworded)


def is_approved(work: Work, sent: Sent) -> bool:
    """Whether somebody has agreed to all that the draft offers and that needs it."""
    proposals = [sent.proposal(option) for option in work.offered if option.approval] if work.needs_approval else []
    return all(one is not None and one.approved_by for one in proposals)


def unasked(work: Work, sent: Sent) -> tuple[Option, ...]:
    """Return the options of the draft for which approval is still to be asked."""
    if not work.needs_approval:
        return ()
    return tuple(option for option in work.offered if option.approval and sent.proposal(option) is None)


def _reworded(work: Work, sent: Sent) -> tuple[Line, ...]:
    """Return what stands among the offers, is none of our words, and was not agreed to: it may promise anything."""
    own = [text for text in work.made.own if not any(_squeezed(text) in draft for draft in sent.agreed)]
    return tuple(
        Line(
            msgid="“%(text)s” is not in the plan's words: put them back, or let somebody above you send the letter.",
            slots=(("text", shortened(text)),),
        )
        for text in own[:1]
    )


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _of_order(work: Work, sent: Sent) -> tuple[Line, ...]:
    """Refuse another order than the case's: what was agreed to, offered and promised there is none of its own.

    An order without its number is another one too: the next reply could give it any.
    """
    if sent.order is None or work.order is None or _number(work.order) == sent.order:
        return ()
    slots = (("number", sent.order),)
    return (Line(msgid="This case is about the order %(number)s: begin a new case for another one.", slots=slots),)


def _number(order: Order) -> str | None:
    """Return an order's number as the form gives it back and the archive keeps it; blanks alone are none."""
    return storable((order.number or "").strip()) or None
