"""Who pays for a return: whoever is at fault, unless consumer law says otherwise (SEEDS 3.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.deciding.state import has_goods
from assistant.model import Freight, Line, OrderState

if TYPE_CHECKING:
    from assistant.deciding.rulebook.playbook import Playbook, ReasonRule
    from assistant.model import Order
    from assistant.shop import Shop


def return_freight(rule: ReasonRule, order: Order, playbook: Playbook, shop: Shop, state: OrderState) -> Freight:
    """Return who pays the return postage, with the rule that says so."""
    if state is OrderState.RETURNED:
        return Freight(paid_by="none", why=Line(msgid="The goods are back already, so nothing is sent any more."))
    if not has_goods(rule, state):
        return Freight(paid_by="none", why=Line(msgid="The buyer does not have the goods, so nothing is sent back."))
    if rule.fault in {"seller", "carrier"}:
        if playbook.protects(order.buyer.country):
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
    if rule.fault == "buyer":
        return _buyers_choice(order, playbook, shop)
    if rule.fault == "unknown":
        return Freight(
            paid_by="agree",
            why=Line(msgid="It is open who is at fault: look at the evidence, then agree in writing who pays."),
        )
    return Freight(paid_by="none", why=Line(msgid="Nothing is sent back for this reason."))


def _buyers_choice(order: Order, playbook: Playbook, shop: Shop) -> Freight:
    if playbook.is_for_business:
        return Freight(
            paid_by="agree",
            why=Line(msgid="Between businesses, who pays for a return is agreed in writing before anything is sent."),
        )
    if not playbook.protects(order.buyer.country):
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
