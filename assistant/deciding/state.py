"""The order's state, decided from its status and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.model import OrderState, OrderStatus

if TYPE_CHECKING:
    from datetime import date

    from assistant.deciding.playbook import ReasonRule
    from assistant.model import Order

FINISHED = {OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.CLOSED}
ON_ITS_WAY = {OrderState.NOT_SHIPPED, OrderState.IN_TRANSIT, OrderState.OVERDUE}
HAS_GOODS = {OrderState.DELIVERED, OrderState.COMPLETED}


def order_state(order: Order, today: date) -> OrderState:
    """Return where the order is; UNKNOWN where neither status nor dates say it."""
    status = order.status
    if status in FINISHED:
        return OrderState.CLOSED
    if status is OrderStatus.COMPLETED or order.completed_on:
        return OrderState.COMPLETED
    if status is OrderStatus.DELIVERED or order.delivered_on:
        return OrderState.DELIVERED
    if status is OrderStatus.SHIPPED or order.shipped_on:
        return OrderState.OVERDUE if order.promised_by and order.promised_by < today else OrderState.IN_TRANSIT
    if status in {OrderStatus.UNPAID, OrderStatus.PAID}:
        return OrderState.NOT_SHIPPED
    if order.promised_by and order.promised_by < today:
        return OrderState.OVERDUE
    return OrderState.UNKNOWN


def has_goods(rule: ReasonRule, state: OrderState) -> bool:
    """Whether the buyer has the goods: the reason says so, or else the order's state."""
    if rule.arrived == "likely":
        return state not in ON_ITS_WAY
    return rule.arrived == "yes" or (rule.arrived == "order" and state in HAS_GOODS)
