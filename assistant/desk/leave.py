"""What needs a lead's leave: whoever records that something above the limits is agreed must be one who may allow it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.archive.endings import AGREED
from assistant.deciding.amounts import needs_approval
from assistant.deciding.economics import REFUNDS
from assistant.model import Remedy

if TYPE_CHECKING:
    from assistant.archive import Archive, Case, Offered
    from assistant.bootstrap import Assistant
    from assistant.desk.staff import Staff


def require_leave(before: Case, staff: Staff, assistant: Assistant, archive: Archive) -> None:
    """Note that one who may allow it has agreed to what a case holds since; to be called in the same transaction.

    Raises NotAllowedError where it is not for him to allow: then nothing of it is done.
    """
    after = archive.cases.get(before.number)
    known = {offer.number: offer.outcome for offer in before.offers}
    for offer in [one for one in after.offers if one.outcome in AGREED and known.get(one.number) is not one.outcome]:
        # Whoever is alone at his machine has no limits; what waits for somebody's leave has it from him. What is within
        # them by itself need not be so beside what was agreed before.
        is_weighed = offer.remedy in REFUNDS and not offer.approved_by and not staff.is_local
        if offer.waits or (is_weighed and _is_above(offer, after, assistant, archive)):
            staff.require("lead")
            archive.cases.approve(after.number, offer.number or 0, by=staff.name)


def _is_above(offer: Offered, case: Case, assistant: Assistant, archive: Archive) -> bool:
    """Whether an amount that no plan has weighed needs approval: all refunds of the order count, and its reason."""
    playbook = assistant.playbook(case.platform)
    if (case.reason and playbook.reasons[case.reason].approval) or playbook.platform.business.approval.value is True:
        return True
    amounts = [
        one.amount for one in archive.cases.history(case.number) if one.remedy in REFUNDS and one.outcome in AGREED
    ]
    total = None if None in amounts else sum((amount for amount in amounts if amount is not None), Decimal(0))
    remedy = Remedy.FULL_REFUND if total is not None and total == case.order.price else offer.remedy
    return needs_approval(remedy, total, offer.currency, assistant.shop.limits, playbook.platform.amounts)
