"""What the staff read instead of a key: the names of reasons, remedies, requests, risks and states."""

from __future__ import annotations

from assistant.model import Line, OrderState, Reason, Remedy, Request, Risk

REASONS: dict[Reason, Line] = {
    Reason.LATE_DELIVERY: Line(msgid="late delivery"),
    Reason.TRACKING_PROBLEM: Line(msgid="tracking problem"),
    Reason.LOST_PARCEL: Line(msgid="lost parcel"),
    Reason.DELIVERED_NOT_RECEIVED: Line(msgid="shown as delivered, not received"),
    Reason.WRONG_ADDRESS: Line(msgid="wrong address"),
    Reason.CUSTOMS_HOLD: Line(msgid="held at customs"),
    Reason.RETURNED_TO_SENDER: Line(msgid="returned to sender"),
    Reason.DAMAGED: Line(msgid="arrived damaged"),
    Reason.DEFECTIVE: Line(msgid="defective"),
    Reason.POOR_QUALITY: Line(msgid="poor quality"),
    Reason.NOT_AS_DESCRIBED: Line(msgid="not as described"),
    Reason.WRONG_ITEM: Line(msgid="wrong item"),
    Reason.MISSING_ITEMS: Line(msgid="something missing"),
    Reason.COUNTERFEIT: Line(msgid="said to be counterfeit"),
    Reason.UNWANTED_ITEM: Line(msgid="not wanted any more"),
    Reason.DOES_NOT_FIT: Line(msgid="does not fit"),
    Reason.USAGE_HELP: Line(msgid="help with using it"),
    Reason.CANCEL_ORDER: Line(msgid="cancel the order"),
    Reason.CHANGE_ORDER: Line(msgid="change the order"),
    Reason.BAD_REVIEW: Line(msgid="bad review"),
    Reason.REFUND_STATUS: Line(msgid="where is the refund"),
    Reason.PRODUCT_QUESTION: Line(msgid="question about the product"),
    Reason.ORDER_STATUS: Line(msgid="where is the order"),
    Reason.DISCOUNT_REQUEST: Line(msgid="asks for a discount"),
    Reason.THANKS: Line(msgid="thanks"),
    Reason.OTHER: Line(msgid="something else"),
}
REMEDIES: dict[Remedy, Line] = {
    Remedy.EXPLAIN: Line(msgid="explain"),
    Remedy.GUIDE: Line(msgid="guide step by step"),
    Remedy.EXTEND_PROTECTION: Line(msgid="extend the buyer protection"),
    Remedy.TRACE: Line(msgid="have the parcel traced"),
    Remedy.GOODWILL_COUPON: Line(msgid="goodwill coupon"),
    Remedy.REORDER_COUPON: Line(msgid="coupon for a new order"),
    Remedy.GIFT: Line(msgid="small gift"),
    Remedy.PARTIAL_REFUND: Line(msgid="partial refund, no return"),
    Remedy.SEND_MISSING: Line(msgid="send the missing part"),
    Remedy.RESHIP: Line(msgid="send again"),
    Remedy.RETURN_REFUND: Line(msgid="return and refund"),
    Remedy.FULL_REFUND: Line(msgid="full refund, no return"),
    Remedy.CANCEL_REFUND: Line(msgid="cancel and refund"),
    Remedy.CARRIER_CLAIM: Line(msgid="claim against the carrier"),
    Remedy.CONTEST: Line(msgid="contest at the platform"),
}
REQUESTS: dict[Request, Line] = {
    Request.REFUND: Line(msgid="refund"),
    Request.PARTIAL_REFUND: Line(msgid="partial refund"),
    Request.REPLACEMENT: Line(msgid="replacement"),
    Request.RETURN: Line(msgid="return"),
    Request.CANCELLATION: Line(msgid="cancellation"),
    Request.DISCOUNT: Line(msgid="discount"),
    Request.INFORMATION: Line(msgid="information"),
}
RISKS: dict[Risk, Line] = {
    Risk.REVIEW_THREAT: Line(msgid="threatens a bad review"),
    Risk.DISPUTE: Line(msgid="dispute opened or threatened"),
    Risk.CHARGEBACK: Line(msgid="chargeback"),
    Risk.LEGAL: Line(msgid="legal steps"),
    Risk.ABUSIVE: Line(msgid="insults"),
    Risk.EXTORTION: Line(msgid="extortion"),
}
STATES: dict[OrderState, Line] = {
    OrderState.UNKNOWN: Line(msgid="state unknown"),
    OrderState.NOT_SHIPPED: Line(msgid="not shipped yet"),
    OrderState.IN_TRANSIT: Line(msgid="in transit"),
    OrderState.OVERDUE: Line(msgid="overdue"),
    OrderState.DELIVERED: Line(msgid="delivered"),
    OrderState.COMPLETED: Line(msgid="completed"),
    OrderState.RETURNED: Line(msgid="goods returned"),
    OrderState.CLOSED: Line(msgid="closed"),
    OrderState.CHARGEBACK: Line(msgid="chargeback running"),
}
