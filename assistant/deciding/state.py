"""The order's state, decided from its status and dates, and the running procedure that changes what may be offered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.model import DisputeStage, OrderState, OrderStatus

if TYPE_CHECKING:
    from datetime import date

    from assistant.deciding.rulebook.playbook import Playbook, ReasonRule
    from assistant.model import Order

FINISHED = {OrderStatus.CANCELLED, OrderStatus.CLOSED}
ON_ITS_WAY = {OrderState.NOT_SHIPPED, OrderState.IN_TRANSIT, OrderState.OVERDUE}
ARRIVED = {OrderState.DELIVERED, OrderState.COMPLETED}
HAS_GOODS = ARRIVED | {OrderState.RETURNED}
PROCEDURES = {OrderState.RETURNED, OrderState.CLOSED, OrderState.CHARGEBACK}


def order_state(order: Order, today: date, playbook: Playbook) -> OrderState:
    """Return where the order is: with the bank where a chargeback runs, else where its parcel is."""
    return OrderState.CHARGEBACK if order.chargeback_on else parcel_state(order, today, playbook)


def parcel_state(order: Order, today: date, playbook: Playbook) -> OrderState:
    """Return where the parcel is, whatever a bank does; UNKNOWN where neither status nor dates say it."""
    if order.status in FINISHED:
        return OrderState.CLOSED
    if order.status is OrderStatus.RETURNED or order.return_received_on:
        return OrderState.RETURNED
    return _on_the_way(order, due(order, playbook), today)


def due(order: Order, playbook: Playbook) -> date | None:
    """Return the promised day, or the law's where none was promised and consumer law protects the buyer (E3, U10)."""
    if order.promised_by or not order.ordered_on or not playbook.protects(order.buyer.country):
        return order.promised_by
    return order.ordered_on + timedelta(days=int(playbook.platform.law.delivery_days.value))


def _on_the_way(order: Order, promised: date | None, today: date) -> OrderState:
    status = order.status
    if status is OrderStatus.COMPLETED or order.completed_on:
        return OrderState.COMPLETED
    if status is OrderStatus.DELIVERED or order.delivered_on:
        return OrderState.DELIVERED
    if status is OrderStatus.SHIPPED or order.shipped_on:
        return OrderState.OVERDUE if promised and promised < today else OrderState.IN_TRANSIT
    if status in {OrderStatus.UNPAID, OrderStatus.PAID}:
        return OrderState.NOT_SHIPPED
    if promised and promised < today:
        return OrderState.OVERDUE
    return OrderState.UNKNOWN


def running_stage(order: Order, state: OrderState) -> str | None:
    """Return whose rules count: of a chargeback, of goods that are back, of a closed order, of a dispute's stage."""
    if state in PROCEDURES:
        return str(state)
    if order.dispute is None or order.dispute.known_stage is DisputeStage.CLOSED:
        return None
    return str(order.dispute.known_stage)


def is_unpaid(order: Order, state: OrderState) -> bool:
    """Whether the order waits for the buyer's payment, as far as is known."""
    return state is OrderState.NOT_SHIPPED and order.status is OrderStatus.UNPAID


def has_goods(rule: ReasonRule, state: OrderState) -> bool:
    """Whether the goods reached the buyer: the reason says so, or else the order's state."""
    if rule.arrived == "likely":
        return state not in ON_ITS_WAY
    return rule.arrived == "yes" or (rule.arrived == "order" and state in HAS_GOODS)
