"""Who pays for a return: whoever is at fault, unless consumer law says otherwise (SEEDS 3.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deciding.guarantee import guarantee_ended
from assistant.deciding.state import has_goods
from assistant.model import Freight, Line, OrderState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deciding.rulebook.playbook import ReasonRule
    from assistant.deciding.situation import Situation
    from assistant.model import Reason


def return_freight(rule: ReasonRule, secondary: Sequence[Reason], situation: Situation) -> Freight:
    """Return who pays the return postage, with the rule that says so."""
    state = situation.state
    if state is OrderState.RETURNED:
        return Freight(paid_by="none", why=Line(msgid="The goods are back already, so nothing is sent any more."))
    if state is OrderState.CHARGEBACK and rule.arrived == "order":
        return Freight(paid_by="none", why=Line(msgid="The bank decides on the payment, so nothing is sent back now."))
    sends_later = rule.fault == "buyer" and state is OrderState.IN_TRANSIT
    if state is OrderState.NOT_SHIPPED or not (has_goods(rule, state) or sends_later):
        return Freight(paid_by="none", why=Line(msgid="The buyer does not have the goods, so nothing is sent back."))
    # Where the parcel's arrival says whether something is wrong, only its being late is.
    in_time = rule.arrived == "order" and rule.fault == "carrier" and not situation.came_late
    if rule.fault == "none" or in_time:
        return Freight(paid_by="none", why=Line(msgid="Nothing is sent back for this reason."))
    if situation.playbook.platform.returns.agree_first.value is True:
        return Freight(
            paid_by="agree",
            why=Line(msgid="Between businesses, who pays for a return is agreed in writing before anything is sent."),
        )
    return _by_fault(rule, secondary, situation)


def _by_fault(rule: ReasonRule, secondary: Sequence[Reason], situation: Situation) -> Freight:
    playbook = situation.playbook
    if rule.fault in {"seller", "carrier"}:
        if rule.arrived == "yes" and situation.is_protected and guarantee_ended(situation) is None:
            return Freight(
                paid_by="seller",
                why=Line(
                    msgid="Faulty or damaged goods in the EU or UK: the seller pays the return by law, whatever the "
                    "platform's own rule says."
                ),
            )
        return Freight(
            paid_by="seller",
            why=Line(msgid="The fault is on the seller's side (or the carrier's), so the seller pays the return."),
        )
    if rule.fault == "buyer" and not any(playbook.reasons[other].fault == "seller" for other in secondary):
        return _buyers_choice(situation)
    return Freight(
        paid_by="agree",
        why=Line(msgid="It is open who is at fault: look at the evidence, then agree in writing who pays."),
    )


def _buyers_choice(situation: Situation) -> Freight:
    shop = situation.shop
    if not situation.is_protected or situation.withdrawal_is_over:
        return Freight(
            paid_by="buyer",
            why=Line(msgid="The goods are fine and the buyer has changed his mind, so he pays the return."),
        )
    if shop.returns.postage_told_beforehand is True:
        return Freight(
            paid_by="buyer",
            why=Line(
                msgid="Withdrawal in the EU or UK: the buyer pays the return postage because he was told so before."
            ),
        )
    if shop.returns.postage_told_beforehand is False:
        return Freight(
            paid_by="seller",
            why=Line(
                msgid="Withdrawal in the EU or UK: the buyer was not told that he pays, so the seller pays the return."
            ),
        )
    return Freight(
        paid_by="agree",
        why=Line(
            msgid="Withdrawal in the EU or UK: the buyer pays the return only if he was told so before the purchase; "
            "set returns.postage_told_beforehand in shop.toml."
        ),
    )
