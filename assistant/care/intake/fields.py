"""The fields that a table of orders may fill: those of `columns.ORDERS`, and some that only help to fill them."""

from __future__ import annotations

from assistant.care.columns import ORDERS

HELPING = ("variant", "cancelled_on", "payment_status")
FIELDS = (*(name for name in ORDERS.names if name != "row"), *HELPING)

NUMBERS = ("number", "tracking_number")
TEXTS = ("shop", "item", "carrier", "service", "tracking_url", "buyer_name", "buyer_email", "variant")
WORDS = ("platform", "currency", "buyer_country", "buyer_language", "remedy")
STATES = ("status", "dispute_stage", "payment_status")
FLAGS = ("marketing_consent", "dispute_open", "conversation_open", "refunded_in_full", "first_order")
AMOUNTS = ("price", "remedy_amount")
DATES = (
    "ordered_on", "shipped_on", "promised_by", "delivered_on", "protection_ends_on", "completed_on", "remedy_done_on",
    "review_left_on", "dispute_opened_on", "cancelled_on",
)  # fmt: skip
COUNTS = ("items",)

# What has happened already cannot lie in the future.
PAST = tuple(name for name in DATES if name not in {"promised_by", "protection_ends_on"})
IN_ORDER = (
    ("ordered_on", "shipped_on"),
    ("shipped_on", "delivered_on"),
    ("delivered_on", "completed_on"),
    ("ordered_on", "promised_by"),
    ("ordered_on", "protection_ends_on"),
    ("ordered_on", "review_left_on"),
)
