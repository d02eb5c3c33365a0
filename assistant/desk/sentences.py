"""How the page says what errors say in English: without options of the command line, and translated in the catalogue.

A pair is what an error's constructor writes and how the page says it; a line alone is said as it is written.
"""

from __future__ import annotations

from assistant.desk.names import COLUMN_NAMES
from assistant.model import Line
from assistant.writing.staff import Wording

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
    # tables
    ("%(path)s: the first line: %(rest)s", Line(msgid="The first line of the file cannot be read: save it as CSV in UTF-8.")),
    ("%(path)s: the first row is no header: %(rest)s", Line(msgid="The first row is no heading: write the names of the columns there.")),
    ("%(path)s: it has %(count)s columns: %(rest)s", Line(msgid="The file has %(count)s columns: this is hardly a table of orders.")),
    ("%(path)s: none of the first lines is an order %(rest)s", Line(msgid="None of the first lines is an order in JSON: write one in braces a line.")),
    ("%(path)s: the workbook has a password: %(rest)s", Line(msgid="The workbook has a password: save it without one.")),
    ("%(path)s: the workbook cannot be read %(rest)s", Line(msgid="The workbook cannot be read: save it again as .xlsx.")),
    ("%(path)s: the workbook is empty: %(rest)s", Line(msgid="The workbook is empty: export the orders again.")),
    ("%(path)s: this is not an Excel workbook: %(rest)s", Line(msgid="This is not an Excel workbook: save it as .xlsx without a password, or name it .csv if it is one.")),
    ("%(path)s: its sheets span %(cells)s cells, more than %(most)s: %(rest)s", Line(msgid="The workbook spans %(cells)s cells, more than %(most)s: save the orders as .csv.")),
    ("%(path)s: '%(part)s' in it has %(rest)s", Line(msgid="The workbook would unpack to too much: save the orders as .csv.")),
    ("%(path)s: cannot be read (%(rest)s", Line(msgid="The file cannot be read: choose it again.")),
    ("the columns '%(one)s' and '%(other)s' are both %(field)s; %(rest)s", Line(msgid="The columns “%(one)s” and “%(other)s” mean the same: leave one of them out.")),
    ("%(path)s: the columns '%(one)s' and '%(other)s' are both %(field)s; %(rest)s", Line(msgid="The columns “%(one)s” and “%(other)s” mean the same: leave one of them out.")),
    ("a history is a JSON list of offers, %(rest)s", Line(msgid="The offers so far are a JSON list: write it in square brackets.")),
    ("an offer is a JSON object %(rest)s", Line(msgid="An offer is a JSON object with remedy, amount, on and outcome.")),
    Line(msgid="this field is required"),
    ("There is no option %(number)s in this plan: %(rest)s", Line(msgid="The plan has no option %(number)s: choose another one.")),
    ("The results cannot be written (%(rest)s", Line(msgid="The results cannot be written: free some room, then begin again.")),
    # cards
    ("A card of %(size)s mm: its sides must be %(rest)s", Line(msgid="A card cannot be %(size)s mm: choose another size.")),
    ("Cards of %(size)s mm on %(paper)s: %(rest)s", Line(msgid="Cards of %(size)s mm do not fit on %(paper)s: choose another size or sheet.")),
    ("%(what)s: each card would be %(size)s mm, too small %(rest)s", Line(msgid="Each card would be %(size)s mm, too small for a text: choose another sheet.")),
    ("--start %(place)s: the sheet has the places 1 to %(most)s: %(rest)s", Line(msgid="The sheet has the places 1 to %(most)s: choose one of them.")),
    ("The shop's name: no font has '%(character)s' %(rest)s", Line(msgid="No font has “%(character)s”, which is in the shop's name: tell whoever runs the desk.")),
    ("The font %(family)s is not installed: %(rest)s", Line(msgid="The font %(family)s is not installed: tell whoever runs the desk.")),
    ("%(path)s: the logo has %(rest)s", Line(msgid="The shop's logo is too large: tell whoever runs the desk.")),
    ("%(path)s: the logo is no picture; %(rest)s", Line(msgid="The shop's logo is no picture: save it as PNG, JPEG or SVG.")),
    ("The logo: it cannot be drawn %(rest)s", Line(msgid="The shop's logo cannot be drawn: save it anew as PNG.")),
    ("The address of %(length)s characters: no QR code holds it; %(rest)s", Line(msgid="The shop's address is too long for a QR code: tell whoever runs the desk.")),
    ("The address of %(length)s characters: its QR code would be %(rest)s", Line(msgid="The QR code of the shop's address is too large for the card: choose a larger size.")),
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
    ("%(what)s: go to the first page.", Line(msgid="This does not work here: go to the first page.")),
    ("The field '%(field)s' cannot be used: %(rest)s", Line(msgid="The field “%(field)s” cannot be used: correct it.")),
)  # fmt: skip

# What the commands say of a row with an option or a file that the page has not, and how the page says it.
ON_THE_PAGE = {
    "The day lies after today (%(today)s): correct it, or set the day with --today.": Line(
        msgid="The day lies after today (%(today)s): correct it."
    ),
    'The amount has no currency: add a column currency, or currency = "USD" under [constants] in a mapping file.': Line(
        msgid="The amount has no currency: add a column currency."
    ),
    '%(text)s may be %(one)s or %(other)s: write 2026-10-01, or date_order = "dmy" or "mdy" in a mapping file.': Line(
        msgid="%(text)s may be %(one)s or %(other)s: write it like 2026-10-01."
    ),
    "neither the buyer's language nor his country is known: choose one with --language": Line(
        msgid="neither the buyer's language nor his country is known: fill in one of them"
    ),
    "it does not fit on %(size)s mm even at %(points)s points: shorten it, or print a larger --size.": Line(
        msgid="it does not fit on %(size)s mm even at %(points)s points: shorten it, or choose a larger card."
    ),
}


class PageWording(Wording):
    """Words why a row is rejected as the page says it: columns by their names, nothing about the command line."""

    def __call__(self, line: Line) -> str:
        """Return the sentence."""
        field = dict(line.slots).get("field")
        said = ON_THE_PAGE.get(line.msgid, line).msgid
        slots = (("field", COLUMN_NAMES[field]),) if isinstance(field, str) and field in COLUMN_NAMES else line.slots
        return super().__call__(Line(msgid=said, slots=slots))
