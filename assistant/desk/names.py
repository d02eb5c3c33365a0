"""The staff's words for what is no noun of the lower floors: fields, blocks, channels, states, deeds."""

from __future__ import annotations

from assistant.archive import Kind, Label, Result, State
from assistant.model import Channel, DisputeStage, Evidence, Line, OrderStatus, Outcome, Severity, Tone

CHANNELS = {
    Channel.LETTER: Line(msgid="letter"),
    Channel.CHAT: Line(msgid="chat"),
    Channel.NOTE: Line(msgid="order note"),
    Channel.EMAIL: Line(msgid="e-mail"),
    Channel.REVIEW: Line(msgid="reply to a review"),
}
TONES = {Tone.WARM: Line(msgid="warm"), Tone.FORMAL: Line(msgid="formal"), Tone.BRIEF: Line(msgid="brief")}
SEVERITIES = {
    Severity.ERROR: Line(msgid="must go"),
    Severity.WARNING: Line(msgid="look at it"),
    Severity.SUGGESTION: Line(msgid="could be better"),
}
STATUS_NAMES = {
    OrderStatus.UNPAID: Line(msgid="not paid yet"),
    OrderStatus.PAID: Line(msgid="paid, to be shipped"),
    OrderStatus.SHIPPED: Line(msgid="shipped"),
    OrderStatus.DELIVERED: Line(msgid="delivered"),
    OrderStatus.COMPLETED: Line(msgid="completed"),
    OrderStatus.CANCELLED: Line(msgid="cancelled"),
    OrderStatus.RETURNED: Line(msgid="goods returned"),
    OrderStatus.CLOSED: Line(msgid="closed"),
}
STAGES = {
    DisputeStage.OPENED: Line(msgid="opened by the buyer"),
    DisputeStage.SELLER_REFUSED: Line(msgid="refused by you"),
    DisputeStage.RETURN_AGREED: Line(msgid="return agreed"),
    DisputeStage.RETURN_SENT: Line(msgid="return on its way"),
    DisputeStage.ESCALATED: Line(msgid="with the platform"),
    DisputeStage.EVIDENCE: Line(msgid="platform asks for evidence"),
    DisputeStage.DECIDED: Line(msgid="decided"),
    DisputeStage.CLOSED: Line(msgid="closed"),
}
EVIDENCE = {
    Evidence.UNKNOWN: Line(msgid="unknown"),
    Evidence.ATTACHED: Line(msgid="attached"),
    Evidence.OFFERED: Line(msgid="offered"),
    Evidence.MISSING: Line(msgid="missing"),
}
CHECKS = {"unknown": Line(msgid="unknown"), "yes": Line(msgid="yes"), "no": Line(msgid="no")}
GROUP_NAMES = {
    "order": Line(msgid="Order"),
    "money": Line(msgid="Money"),
    "dates": Line(msgid="Dates"),
    "parcel": Line(msgid="Parcel"),
    "buyer": Line(msgid="Buyer"),
    "problem": Line(msgid="Dispute, review, return"),
}
FIELD_NAMES = {
    "number": Line(msgid="Order number"),
    "platform": Line(msgid="Platform"),
    "status": Line(msgid="Status"),
    "item.title": Line(msgid="Item"),
    "item.variant": Line(msgid="Variant"),
    "item.sku": Line(msgid="SKU"),
    "item.quantity": Line(msgid="Quantity"),
    "currency": Line(msgid="Currency"),
    "price": Line(msgid="Price paid"),
    "product_cost": Line(msgid="Product cost"),
    "shipping_cost": Line(msgid="Freight"),
    "return_shipping_cost": Line(msgid="Return freight"),
    "ordered_on": Line(msgid="Ordered"),
    "shipped_on": Line(msgid="Shipped"),
    "promised_by": Line(msgid="Promised by"),
    "delivered_on": Line(msgid="Delivered"),
    "protection_ends_on": Line(msgid="Protection ends"),
    "completed_on": Line(msgid="Completed"),
    "carrier": Line(msgid="Carrier"),
    "service": Line(msgid="Service"),
    "tracking_number": Line(msgid="Tracking number"),
    "tracking_url": Line(msgid="Tracking page"),
    "buyer.name": Line(msgid="Name"),
    "buyer.country": Line(msgid="Country"),
    "buyer.language": Line(msgid="Language"),
    "dispute.opened_on": Line(msgid="Dispute opened"),
    "dispute.stage": Line(msgid="Stage"),
    "dispute.claimed": Line(msgid="Amount claimed"),
    "dispute.reason": Line(msgid="Reason on the platform"),
    "review.stars": Line(msgid="Stars"),
    "review.left_on": Line(msgid="Review left"),
    "return_sent_on": Line(msgid="Return sent"),
    "return_received_on": Line(msgid="Return received"),
    "chargeback_on": Line(msgid="Chargeback"),
    "preship_check": Line(msgid="Checked before shipping"),
    "evidence": Line(msgid="Photos, videos"),
}
# What a rejected row names: a column of an order table, or a field of a message.
COLUMN_NAMES = {
    **FIELD_NAMES,
    "line": Line(msgid="whole row"),
    "card": Line(msgid="card"),
    "text": Line(msgid="Message"),
    "body": Line(msgid="Message"),
    "order": Line(msgid="Order"),
    "history": Line(msgid="Offers so far"),
    "reason": Line(msgid="Reason"),
    "channel": Line(msgid="Channel"),
    "tone": Line(msgid="Tone"),
    "language": Line(msgid="Language"),
    "shop": Line(msgid="Shop"),
    "item": FIELD_NAMES["item.title"],
    "variant": FIELD_NAMES["item.variant"],
    "items": Line(msgid="Number of items"),
    "buyer_name": FIELD_NAMES["buyer.name"],
    "buyer_country": FIELD_NAMES["buyer.country"],
    "buyer_language": FIELD_NAMES["buyer.language"],
    "buyer_email": Line(msgid="E-mail"),
    "marketing_consent": Line(msgid="Agreed to advertising"),
    "dispute_open": Line(msgid="Dispute open"),
    "dispute_stage": FIELD_NAMES["dispute.stage"],
    "dispute_opened_on": FIELD_NAMES["dispute.opened_on"],
    "conversation_open": Line(msgid="Buyer waits for an answer"),
    "refunded_in_full": Line(msgid="Refunded in full"),
    "payment_status": Line(msgid="Payment"),
    "cancelled_on": Line(msgid="Cancelled"),
    "remedy": Line(msgid="Remedy"),
    "remedy_amount": Line(msgid="Amount of the remedy"),
    "remedy_done_on": Line(msgid="Remedy carried out"),
    "review_left_on": FIELD_NAMES["review.left_on"],
    "first_order": Line(msgid="First order"),
}
BLOCK_NAMES = {
    "subject": Line(msgid="subject line"),
    "greeting": Line(msgid="greeting"),
    "introduction": Line(msgid="who writes"),
    "acknowledgement": Line(msgid="thanks"),
    "received": Line(msgid="receipt"),
    "follow_up": Line(msgid="follow-up"),
    "evidence": Line(msgid="evidence"),
    "upset": Line(msgid="sympathy"),
    "dispute": Line(msgid="dispute"),
    "apology": Line(msgid="apology"),
    "refunded": Line(msgid="already refunded"),
    "closed": Line(msgid="order closed"),
    "problem": Line(msgid="the problem"),
    "explanation": Line(msgid="explanation"),
    "also": Line(msgid="second problem"),
    "procedure": Line(msgid="procedure"),
    "measures": Line(msgid="what we do"),
    "steps": Line(msgid="steps"),
    "tracking": Line(msgid="tracking"),
    "extortion": Line(msgid="limits"),
    "exhausted": Line(msgid="no further offer"),
    "agreed": Line(msgid="what is agreed"),
    "support": Line(msgid="further help"),
    "offer_intro": Line(msgid="before the offer"),
    "options": Line(msgid="the offer"),
    "carrier_claim": Line(msgid="claim against the carrier"),
    "refund_route": Line(msgid="how the refund comes"),
    "rights": Line(msgid="the buyer's rights"),
    "ask_intro": Line(msgid="before the request"),
    "asks": Line(msgid="what we need"),
    "terms_intro": Line(msgid="before the terms"),
    "terms": Line(msgid="terms of the return"),
    "question": Line(msgid="the question"),
    "availability": Line(msgid="availability"),
    "signoff": Line(msgid="closing"),
    "signature": Line(msgid="signature"),
    "thanks": Line(msgid="thanks"),
    "regret": Line(msgid="sympathy"),
    "invitation": Line(msgid="invitation"),
    "short": Line(msgid="the reply"),
}


STATE_NAMES = {
    State.OPEN: Line(msgid="to do"),
    State.PENDING: Line(msgid="waits for the buyer"),
    State.SNOOZED: Line(msgid="later"),
    State.RESOLVED: Line(msgid="settled"),
}
LABEL_NAMES = {
    Label.WHITE: Line(msgid="white"),
    Label.RED: Line(msgid="red"),
    Label.ORANGE: Line(msgid="orange"),
    Label.GREEN: Line(msgid="green"),
    Label.BLUE: Line(msgid="blue"),
    Label.PURPLE: Line(msgid="purple"),
}
OUTCOMES = {
    Outcome.OFFERED: Line(msgid="offered, no answer yet"),
    Outcome.ACCEPTED: Line(msgid="accepted"),
    Outcome.REFUSED: Line(msgid="refused"),
    Outcome.DONE: Line(msgid="done"),
}
RESULTS = {
    Result.ACCEPTED: Line(msgid="offer accepted"),
    Result.REFUSED: Line(msgid="offer refused"),
    Result.DISPUTE_WON: Line(msgid="dispute won"),
    Result.DISPUTE_LOST: Line(msgid="dispute lost"),
}
KINDS = {
    Kind.MESSAGE: Line(msgid="the buyer wrote"),
    Kind.REPLY: Line(msgid="the reply"),
    Kind.NOTE: Line(msgid="a note"),
}
ROLES = {"agent": Line(msgid="agent"), "lead": Line(msgid="lead"), "admin": Line(msgid="admin")}
JOB_STAGES = {
    "waiting": Line(msgid="in line"),
    "running": Line(msgid="running"),
    "done": Line(msgid="done"),
    "failed": Line(msgid="failed"),
    "stopped": Line(msgid="stopped"),
}
STEPS = {
    "shipped": Line(msgid="after shipping"),
    "in_transit": Line(msgid="on the way"),
    "late_warning": Line(msgid="before the promised day passes"),
    "care": Line(msgid="after arrival"),
    "after_remedy": Line(msgid="after a remedy"),
}
PLATFORM_NAMES = {
    "1688": Line(msgid="1688"),
    "alibaba": Line(msgid="Alibaba.com"),
    "aliexpress": Line(msgid="AliExpress"),
    "amazon": Line(msgid="Amazon"),
    "ebay": Line(msgid="eBay"),
    "own_shop": Line(msgid="Own shop"),
    "taobao": Line(msgid="Taobao"),
    "tmall": Line(msgid="Tmall"),
}
LEFT = Line(msgid="{d} d {h} h|{h} h {m} min")
