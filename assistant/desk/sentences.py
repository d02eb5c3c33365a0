"""How the page says what errors say in English: without options of the command line, and translated in the catalogue.

A pair is what an error's constructor writes and how the page says it; a line alone is said as it is written.
"""

from __future__ import annotations

from assistant.model import Line

SENTENCES: tuple[tuple[str, Line] | Line, ...] = (
    # the message and the choices
    (
        "There is no reply catalogue for the language '%(language)s': %(rest)s",
        Line(msgid="There are no replies in the language “%(language)s” yet: choose another one."),
    ),
    (
        "The message has no words that show its language: %(rest)s",
        Line(msgid="The message has no words that show its language: choose the language of the reply."),
    ),
    ("The message is not text %(rest)s", Line(msgid="The message holds control characters: paste it as plain text.")),
    ("The message is empty: %(rest)s", Line(msgid="The message is empty: paste what the buyer wrote.")),
    (
        "The message has %(length)s characters, more than the %(limit)s that are read: %(rest)s",
        Line(msgid="The message has %(length)s characters, more than %(limit)s: paste only the last messages."),
    ),
    (
        "--set refund=%(value)s: a refund is an amount above 0, %(rest)s",
        Line(msgid="“%(value)s” is no refund: write an amount above 0, such as 8.40."),
    ),
    (
        "--set refund=%(value)s: the order has no currency; %(rest)s",
        Line(msgid="A refund needs the currency of the order: fill it in under Money."),
    ),
    (
        "--set refund=%(value)s: the order is in %(currency)s; %(rest)s",
        Line(msgid="The order is in %(currency)s: give the refund in that currency."),
    ),
    (
        "--set refund=%(value)s: the smallest amount of %(rest)s",
        Line(msgid="“%(value)s” is finer than the smallest coin of the currency: round it."),
    ),
    ("--set ship_by=%(value)s: %(rest)s", Line(msgid="“%(value)s” is not a date: write it like 2026-10-01.")),
    (
        "--set amount=%(value)s: name its currency, %(rest)s",
        Line(msgid="The amount %(value)s has no currency: name it, such as USD."),
    ),
    ("--set amount=%(value)s: %(rest)s", Line(msgid="“%(value)s” is not an amount: write it like 8.40.")),
    ("Unknown phrase in %(locale)s '%(name)s': %(rest)s", Line(msgid="There is no phrase “%(name)s” in this language.")),
    ("Unknown %(kind)s '%(value)s': %(rest)s", Line(msgid="“%(value)s” is not known here: choose from the list.")),
    # the order
    ("'%(value)s' is not an amount; %(rest)s", Line(msgid="“%(value)s” is not an amount: write it like 8.40.")),
    ("%(value)s is negative; %(rest)s", Line(msgid="%(value)s is negative: amounts are 0 or more, an unknown one is left out.")),
    ("%(value)s is above %(most)s; %(rest)s", Line(msgid="%(value)s is above %(most)s: check the decimal point.")),
    ("'%(value)s' is not a date; %(rest)s", Line(msgid="“%(value)s” is not a date: write it like 2026-10-01.")),
    ("'%(value)s' is not an ISO 4217 code; %(rest)s", Line(msgid="“%(value)s” is no currency: write it like USD.")),
    (
        "the amount is in %(other)s but the order is in %(currency)s; %(rest)s",
        Line(msgid="The amount is in %(other)s, the order in %(currency)s: convert it first."),
    ),
    (
        "amounts are in %(currency)s but the order names no currency; %(rest)s",
        Line(msgid="The amounts are in %(currency)s, and the order names no currency: fill it in."),
    ),
    ("the amounts have no currency; %(rest)s", Line(msgid="The amounts have no currency: fill it in, like USD.")),
    (
        "%(later)s lies before %(field)s (%(earlier)s); %(rest)s",
        Line(msgid="%(later)s lies before %(earlier)s, which must come first: check both dates."),
    ),
    ("%(day)s lies after today (%(today)s); %(rest)s", Line(msgid="%(day)s lies after today: correct the date.")),
    (
        "a claim cannot be more than the price%(rest)s",
        Line(msgid="A claim cannot be more than the price: check both amounts."),
    ),
    (
        "%(claimed)s is above the price %(price)s; %(rest)s",
        Line(msgid="%(claimed)s is above the price %(price)s: a claim cannot be more; check both amounts."),
    ),
    ("%(stars)s is not between 1 and 5", Line(msgid="%(stars)s is not between 1 and 5.")),
    ("%(number)s is below 1", Line(msgid="%(number)s is below 1.")),
    ("'%(value)s' is not known; %(rest)s", Line(msgid="“%(value)s” is not known here: choose from the list.")),
    ("there is no such field; %(rest)s", Line(msgid="There is no such field of an order.")),
    ("this is not valid JSON (%(detail)s); %(rest)s", Line(msgid="This is not valid JSON: paste the whole object, from { to }.")),
    (
        "one line is no order; %(rest)s",
        Line(msgid="One line is no order: paste the heading of the table and the row below it, or JSON."),
    ),
    (
        "the column '%(name)s' is not known; %(rest)s",
        Line(msgid="The column “%(name)s” is not known: rename it, or leave it out."),
    ),
    ("an order is a JSON object %(rest)s", Line(msgid="An order is a JSON object, in braces.")),
    ("'%(value)s' does not fit here; %(rest)s", Line(msgid="“%(value)s” does not fit here.")),
    # who may enter
    ("You are not signed in: %(rest)s", Line(msgid="You are not signed in: sign in again; what you typed is kept.")),
    ("%(who)s may not do this: %(rest)s", Line(msgid="%(who)s may not do this: ask a lead or an admin.")),
    Line(msgid="This form is out of date: load the page again; what you typed is kept there."),
    Line(msgid="Name or password is wrong: try again, or ask an admin for a new password."),
    Line(msgid="There were too many wrong passwords: try again in %(minutes)s minutes."),
    # files
    Line(msgid="This is larger than the %(limit)s MB that the desk takes: send it in parts."),
    ("The file (none) is not taken: %(rest)s", Line(msgid="No file was chosen.")),
    (
        "The file %(name)s is not taken: its kind is not one of %(kinds)s.",
        Line(msgid="The file %(name)s is not taken: its kind is not one of %(kinds)s."),
    ),
    (
        "The file %(name)s is not taken: it would unpack %(rest)s",
        Line(msgid="The file %(name)s is not taken: it would unpack to more than a table can be."),
    ),
    (
        "The file %(name)s is not taken: %(rest)s",
        Line(msgid="The file %(name)s cannot be read: save it as .xlsx, or as CSV in UTF-8."),
    ),
    (
        "The file %(name)s is not kept: it has %(rest)s",
        Line(msgid="The file %(name)s is larger than 10 MB: make it smaller."),
    ),
    ("The file %(name)s is not kept: it is empty.", Line(msgid="The file %(name)s is empty.")),
    (
        "The file %(name)s is not kept: case %(rest)s",
        Line(msgid="The case has as many files already as it can keep."),
    ),
    (
        "The file %(name)s is not kept: %(rest)s",
        Line(msgid="The file %(name)s is of no kind that is kept: photos, videos, PDF and plain text are."),
    ),
    ("%(path)s: there is no column '%(name)s': %(rest)s", Line(msgid="The table has no column “%(name)s”.")),
    ("%(path)s: unknown column '%(name)s': %(rest)s", Line(msgid="The column “%(name)s” is not known: rename it, or leave it out.")),
    ("%(path)s: the header is missing: %(rest)s", Line(msgid="The table has no heading.")),
    ("%(path)s: the file is empty: %(rest)s", Line(msgid="The file is empty.")),
    ("%(path)s is not text (%(rest)s", Line(msgid="The file is not text: save it as CSV in UTF-8.")),
    ("no column is the order's number; %(rest)s", Line(msgid="No column is the order's number: name one “order number”.")),
    ("%(path)s: no column is the order's number; %(rest)s", Line(msgid="No column is the order's number: name one “order number”.")),
    # rows of a table
    ("The field '%(name)s' is missing or not text: %(rest)s", Line(msgid="The field “%(name)s” is missing: fill it in.")),
    ("There is no field '%(name)s': %(rest)s", Line(msgid="The column “%(name)s” is not known: rename it, or leave it out.")),
    ("The row has %(cells)s cells, not %(names)s: %(rest)s", Line(msgid="The row has %(cells)s cells, not %(names)s: correct it.")),
    ("The line is not usable JSON %(rest)s", Line(msgid="The line is not valid JSON: correct it.")),
    ("The cell is not usable JSON %(rest)s", Line(msgid="The cell is not valid JSON: correct it.")),
    # rows of a table of orders
    ("This is not an amount: %(rest)s", Line(msgid="This is not an amount: write it like 24.90.")),
    ("This is not a date: %(rest)s", Line(msgid="This is not a date: write it like 2026-10-01.")),
    ("Digits are lost: %(rest)s", Line(msgid="Digits are lost: format the column as text and export it again.")),
    ("There is no such day: %(rest)s", Line(msgid="There is no such day: write it like 2026-10-01.")),
    ("An amount is 0 or more: %(rest)s", Line(msgid="An amount is 0 or more: correct it.")),
    ("The amount is above %(most)s: %(rest)s", Line(msgid="The amount is above %(most)s: check the decimal point.")),
    ("The amount is finer than %(rest)s", Line(msgid="The amount is finer than the smallest coin: check the decimal point.")),
    ("The amount is in %(other)s, but the order is in %(currency)s: %(rest)s", Line(msgid="The amount is in %(other)s, the order in %(currency)s: convert it first.")),
    ("The %(what)s '%(value)s' is not known: %(rest)s", Line(msgid="“%(value)s” is not known: correct it.")),
    ("The day lies after today (%(rest)s", Line(msgid="The day lies after today: correct it.")),
    ("The day lies before %(earlier)s: %(rest)s", Line(msgid="Two days of the order are in the wrong sequence: check both.")),
    ("There is no order number: %(rest)s", Line(msgid="There is no order number.")),
    ("The order stands in row %(row)s already%(rest)s", Line(msgid="The order stands in row %(row)s already: remove one of the two.")),
    ("The row has %(found)s cells, and the header %(names)s: %(rest)s", Line(msgid="The row has %(found)s cells, the heading %(names)s: correct it.")),
    # the archive
    ("The database %(place)s cannot be reached (%(rest)s", Line(msgid="The archive cannot be reached: tell whoever runs the desk, then try again.")),
    ("There is no room for the database %(rest)s", Line(msgid="The archive's disk is full: nothing was filed. Free some room, then try again.")),
    ("The database %(place)s may only be read: %(rest)s", Line(msgid="The archive may only be read: nothing was filed.")),
    ("Another program is writing to the database %(rest)s", Line(msgid="Another program holds the archive: nothing was filed. Try again.")),
    ("There is no case %(number)s in the archive: %(rest)s", Line(msgid="There is no case %(number)s.")),
    ("There is no %(what)s in the archive: %(rest)s", Line(msgid="This is not in the archive any more.")),
    (
        "Case %(number)s was changed meanwhile (%(done)s): %(rest)s",
        Line(msgid="Case %(number)s was changed meanwhile (%(done)s): look at it, then repeat what you did."),
    ),
    Line(msgid="The program failed on this: nothing was filed; please report what you did."),
    Line(msgid="The program failed on this file: please report it."),
    ("There is no page %(rest)s", Line(msgid="There is no such page.")),
)  # fmt: skip
