"""The columns of an order table and of the messages made from it: the one shape that every part of `care` works on."""

from __future__ import annotations

import pyarrow as pa

DAY, TEXT, FLAG = pa.date32(), pa.string(), pa.bool_()
AMOUNT = pa.decimal128(18, 4)  # four places hold every currency of ISO 4217; KWD has three

# An order a row. Everything but `row` may be null, which is unknown: never zero, never no.
ORDERS = pa.schema([
    ("row", pa.int64()),              # where the order begins in the file, from 1; a header is row 1
    ("number", TEXT),                 # an order without one is rejected: it could not be written to once
    ("shop", TEXT),                   # whose order it is, where one table holds several shops' orders
    ("platform", TEXT),               # a platform that has a playbook
    ("status", TEXT),                 # an OrderStatus
    ("item", TEXT),                   # the title of the first item
    ("items", pa.int64()),            # how many different items
    ("currency", TEXT),               # ISO 4217
    ("price", AMOUNT),
    ("ordered_on", DAY),
    ("shipped_on", DAY),
    ("promised_by", DAY),
    ("delivered_on", DAY),
    ("protection_ends_on", DAY),
    ("completed_on", DAY),
    ("carrier", TEXT),                # as the shop writes it, for the buyer to read
    ("service", TEXT),                # as the shop writes it: ePacket, AliExpress Standard Shipping ...
    ("tracking_number", TEXT),
    ("tracking_url", TEXT),
    ("buyer_name", TEXT),
    ("buyer_country", TEXT),          # ISO 3166 alpha-2
    ("buyer_language", TEXT),         # a language or a locale
    ("buyer_email", TEXT),
    ("marketing_consent", FLAG),
    ("dispute_open", FLAG),           # a claim that somebody still has to act on
    ("dispute_stage", TEXT),          # a DisputeStage
    ("dispute_opened_on", DAY),
    ("conversation_open", FLAG),      # the buyer has written and waits for an answer
    ("refunded_in_full", FLAG),
    ("remedy", TEXT),                 # the Remedy that was carried out last
    ("remedy_amount", AMOUNT),        # in `currency`
    ("remedy_done_on", DAY),
    ("review_left_on", DAY),
    ("first_order", FLAG),            # the buyer's first order in this shop
])  # fmt: skip

# A message a row: the contract of DESIGN section 8, and what an outlet must know beside it.
MESSAGES = pa.schema([
    ("order", TEXT),
    ("step", TEXT),
    ("locale", TEXT),
    ("channel", TEXT),                # letter or email
    ("to", TEXT),                     # an address, or null where the platform delivers it
    ("subject", TEXT),
    ("body", TEXT),
    ("key", TEXT),
    ("day", TEXT),                    # on which it was due: files are added to, and each day pastes its own
])  # fmt: skip
MARKETING = pa.field("marketing", FLAG)  # kept beside a message until it is written, not part of the record

SKIPPED = pa.schema([("order", TEXT), ("step", TEXT), ("why", TEXT)])
REJECTED = pa.schema([("row", pa.int64()), ("field", TEXT), ("value", TEXT), ("why", TEXT)])
