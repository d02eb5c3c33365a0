"""Whether a draft may leave the desk: what its case was offered, what somebody agreed to, and what forbids it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.archive.columns import storable
from assistant.model import Line

if TYPE_CHECKING:
    from assistant.archive import Archive, Case, Offered
    from assistant.desk.staff import Staff
    from assistant.desk.work import Work
    from assistant.model import Option, Order

NEEDS_APPROVAL = Line(msgid="Somebody above you must agree first: ask for approval, or offer another option.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What was offered in a case before, and what still waits for approval or has it and was not sent yet.

    `order` is the number of the order that the case is about; None where there is no case, or where it is not known.
    """

    offers: tuple[Offered, ...] = ()
    proposed: tuple[Offered, ...] = ()
    order: str | None = None

    def proposal(self, option: Option) -> Offered | None:
        """Return the proposal of this very option, if there is one."""
        wanted = option.remedy, option.amount, option.currency
        return next((o for o in self.proposed if (o.remedy, o.amount, o.currency) == wanted), None)


def sent_in(archive: Archive, case: Case) -> Sent:
    """Return what a case's buyer has been offered, told from what was only proposed."""
    return Sent(*archive.cases.made_and_proposed(case), _number(case.order))


def may_go(work: Work, sent: Sent, staff: Staff) -> tuple[Line, ...]:
    """Return why the draft must not be copied by this one of the staff; nothing where it may."""
    waiting = work.needs_approval and not staff.approves and not is_approved(work, sent)
    return (*obstacles(work, sent), *([NEEDS_APPROVAL] if waiting else []))


def obstacles(work: Work, sent: Sent) -> tuple[Line, ...]:
    """Return why nobody may copy the draft, nor ask for approval of it."""
    return (*_of_order(work, sent), *work.obstacles)


def is_approved(work: Work, sent: Sent) -> bool:
    """Whether somebody has agreed to all that the draft offers and that needs it."""
    proposals = [sent.proposal(option) for option in work.offered if option.approval]
    return all(proposal is not None and proposal.approved_by for proposal in proposals)


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
