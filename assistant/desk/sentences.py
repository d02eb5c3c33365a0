"""How the page says what errors say: without options of the command line, and with nothing that only its shell knows.

An error's own line is what the page says, but for the lines here, which are found by their English sentence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.desk.names import COLUMN_NAMES
from assistant.lines import SLOT
from assistant.model import Line
from assistant.writing.staff import Wording

if TYPE_CHECKING:
    from collections.abc import Mapping

CHOOSE = Line(msgid="“%(value)s” is not known here: choose from the list.")
NO_AMOUNT = Line(msgid="“%(value)s” is not an amount: write it like 8.40.")
NO_DATE = Line(msgid="“%(value)s” is not a date: write it like 2026-10-01.")
NO_OPTION = Line(msgid="The plan has no option %(number)s: choose another one.")
NO_TABLE = Line(msgid="The file %(name)s cannot be read: save it as .xlsx, or as CSV in UTF-8.")
NO_COLUMN = Line(msgid="The column “%(name)s” is not known: rename it, or leave it out.")
TOO_LARGE = Line(msgid="The workbook would unpack to too much: save the orders as .csv.")
NOT_TEXT = Line(msgid="The file is not text: save it as CSV in UTF-8.")
NO_WORKBOOK = Line(
    msgid="This is not an Excel workbook: save it as .xlsx without a password, or name it .csv if it is one."
)
LONG_ADDRESS = Line(msgid="The shop's address is too long for a QR code: tell whoever runs the desk.")

# Sentences, each in other words.
ON_THE_PAGE: Mapping[str, Line] = {
    # the message and the choices
    "There is no reply catalogue for the language '%(language)s': choose one with --language (%(names)s).": Line(
        msgid="There are no replies in the language “%(language)s” yet: choose another one."
    ),
    "The message has no words that show its language: "
    "name it with --language or in the field 'language' (%(names)s).": Line(
        msgid="The message has no words that show its language: choose the language of the reply."
    ),
    "The message is empty: pass the text as an argument or on standard input with '-'.": Line(
        msgid="The message is empty: paste what the buyer wrote."
    ),
    "The message has %(length)s characters, more than the %(limit)s that are read: "
    "paste only the buyer's last messages.": Line(
        msgid="The message has %(length)s characters, more than %(limit)s: paste only the last messages."
    ),
    "Unknown %(kind)s '%(value)s': %(advice)s.": CHOOSE,
    "There is no option %(number)s in this plan: choose a number from 1 to %(count)s.": NO_OPTION,
    "There is no option %(number)s in this plan: this plan has no options.": NO_OPTION,
    # who may enter
    "You are not signed in: sign in, or pass an API token as 'Authorization: Bearer ...'.": Line(
        msgid="You are not signed in: sign in again; what you typed is kept."
    ),
    "%(who)s may not do this: it needs the role or scope '%(needed)s'.": Line(
        msgid="%(who)s may not do this: ask a lead or an admin."
    ),
    # what the desk stands on
    "The font %(family)s is not installed: pip install %(package)s.": Line(
        msgid="The font %(family)s is not installed: tell whoever runs the desk."
    ),
    "The database %(place)s cannot be reached (%(detail)s): check ASSISTANT_DATA or DATABASE_URL, or --ledger where it "
    "was given.": Line(msgid="The archive cannot be reached: tell whoever runs the desk, then try again."),
    "There is no room for the database %(place)s: nothing was written; free some and repeat it.": Line(
        msgid="The archive's disk is full: nothing was filed. Free some room, then try again."
    ),
    "The database %(place)s may only be read: nothing was written; give this user the right to.": Line(
        msgid="The archive may only be read: nothing was filed."
    ),
    "Another program is writing to the database %(place)s: nothing was written; repeat it.": Line(
        msgid="Another program holds the archive: nothing was filed. Try again."
    ),
    "There is no %(what)s in the archive: '%(command)s' shows what is there.": Line(
        msgid="This is not in the archive any more."
    ),
    "The results cannot be written (%(why)s): free some room.": Line(
        msgid="The results cannot be written: free some room, then begin again."
    ),
    "There is no page %(path)s: go to the first page.": Line(msgid="There is no such page."),
    "%(what)s: go to the first page.": Line(msgid="This does not work here: go to the first page."),
    "The field '%(field)s' cannot be used: %(why)s.": Line(msgid="The field “%(field)s” cannot be used: correct it."),
    # why a row is rejected
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

# Phrases, each as the sentence that stands for the whole one in which it is.
INSTEAD: Mapping[str, Line] = {
    # the message and the choices
    "The message": Line(msgid="The message holds control characters: paste it as plain text."),
    "phrase in %(locale)s": Line(msgid="There is no phrase “%(name)s” in this language."),
    "a refund is an amount above 0, such as 8.40": Line(
        msgid="“%(value)s” is no refund: write an amount above 0, such as 8.40."
    ),
    "the order has no currency; add --set currency=USD (or its own)": Line(
        msgid="A refund needs the currency of the order: fill it in under Money."
    ),
    "the order is in %(currency)s; give the refund in that currency": Line(
        msgid="The order is in %(currency)s: give the refund in that currency."
    ),
    "the smallest amount of %(currency)s is %(unit)s": Line(
        msgid="“%(value)s” is finer than the smallest coin of the currency: round it."
    ),
    "it may be %(more)s or %(less)s: write the one that is meant": Line(
        msgid="“%(value)s” may be %(more)s or %(less)s: write the one that is meant."
    ),
    "a date is written like 2026-10-01": NO_DATE,
    "the day has passed; name today, %(today)s, or a later one": Line(
        msgid="The day of dispatch, %(value)s, has passed: choose today or a later day."
    ),
    "name its currency, such as USD": Line(msgid="The amount %(value)s has no currency: name it, such as USD."),
    "an amount is written like 8.40": NO_AMOUNT,
    # the order
    "'%(value)s' is not an amount": NO_AMOUNT,
    "%(value)s is negative": Line(msgid="%(value)s is negative: amounts are 0 or more, an unknown one is left out."),
    "%(value)s is above %(most)s": Line(msgid="%(value)s is above %(most)s: check the decimal point."),
    "%(value)s is finer than the smallest coin of %(currency)s, %(unit)s": Line(
        msgid="“%(value)s” is finer than the smallest coin of the currency: round it."
    ),
    "'%(value)s' is not a date": NO_DATE,
    "'%(value)s' is not an ISO 4217 code": Line(msgid="“%(value)s” is no currency: write it like USD."),
    "the amount is in %(other)s but the order is in %(currency)s": Line(
        msgid="The amount is in %(other)s, the order in %(currency)s: convert it first."
    ),
    "amounts are in %(currency)s but the order names no currency": Line(
        msgid="The amounts are in %(currency)s, and the order names no currency: fill it in."
    ),
    "the amounts have no currency": Line(msgid="The amounts have no currency: fill it in, like USD."),
    "%(later)s lies before %(field)s (%(earlier)s)": Line(
        msgid="%(later)s lies before %(earlier)s, which must come first: check both dates."
    ),
    "%(day)s lies after today (%(today)s)": Line(msgid="%(day)s lies after today: correct the date."),
    "%(claimed)s is above the price %(price)s": Line(
        msgid="%(claimed)s is above the price %(price)s: a claim cannot be more; check both amounts."
    ),
    "%(stars)s is not between 1 and 5": Line(msgid="%(stars)s is not between 1 and 5."),
    "%(number)s is below 1": Line(msgid="%(number)s is below 1."),
    "'%(value)s' is not known": CHOOSE,
    "there is no such field": Line(msgid="There is no such field of an order."),
    "this is not valid JSON (%(why)s)": Line(msgid="This is not valid JSON: paste the whole object, from { to }."),
    "one line is no order": Line(
        msgid="One line is no order: paste the heading of the table and the row below it, or JSON."
    ),
    "there is more than one order": Line(msgid="There is more than one order: paste the heading and the row of one."),
    "the row has %(cells)s cells, its heading %(names)s": Line(
        msgid="The row has %(cells)s cells, its heading %(names)s: put a cell with a comma in quotation marks."
    ),
    "the column '%(name)s' is not known": NO_COLUMN,
    "an order is a JSON object with fields such as number and price": Line(
        msgid="An order is a JSON object, in braces."
    ),
    "'%(value)s' does not fit here": Line(msgid="“%(value)s” does not fit here."),
    "a history is a JSON list of offers, each with remedy, amount, on and outcome": Line(
        msgid="The offers so far are a JSON list: write it in square brackets."
    ),
    "an offer is a JSON object with remedy, amount, on and outcome": Line(
        msgid="An offer is a JSON object with remedy, amount, on and outcome."
    ),
    # files
    "no file was chosen": Line(msgid="No file was chosen."),
    "it is a packed file, not text; unpack it first": NO_TABLE,
    "it is no workbook, or a locked one; save it as .xlsx or .csv": NO_TABLE,
    "its first sheet cannot be read; save it as .csv": NO_TABLE,
    "it is neither UTF-8 nor GB18030; save it as CSV in UTF-8": NO_TABLE,
    "it has %(bytes)s bytes, more than %(most)s; make it smaller": Line(
        msgid="The file %(name)s is larger than 10 MB: make it smaller."
    ),
    "it is empty": Line(msgid="The file %(name)s is empty."),
    "case %(case)s has %(most)s files already": Line(msgid="The case has as many files already as it can keep."),
    "its content is of no kind that is kept; these are %(kinds)s": Line(
        msgid="The file %(name)s is of no kind that is kept: photos, videos, PDF and plain text are."
    ),
    "cannot be read (%(why)s)": Line(msgid="The file cannot be read: choose it again."),
    # tables
    "there is no column '%(name)s': the columns are %(columns)s": Line(msgid="The table has no column “%(name)s”."),
    "unknown column '%(name)s': the columns are %(columns)s": NO_COLUMN,
    "the header is missing: the columns are %(columns)s": Line(msgid="The table has no heading."),
    "the file is empty: export the orders again": Line(msgid="The file is empty."),
    "it is a file of another kind with the wrong name": NOT_TEXT,
    "byte %(byte)s is NUL, as in binary files": NOT_TEXT,
    "byte %(byte)s (%(code)s) is neither UTF-8 nor GB18030": NOT_TEXT,
    "it has bytes that are not UTF-8": NOT_TEXT,
    "no column is the order's number": Line(msgid="No column is the order's number: name one “order number”."),
    "the first line: %(defect)s": Line(msgid="The first line of the file cannot be read: save it as CSV in UTF-8."),
    "the first row is no header: write the names of the columns there": Line(
        msgid="The first row is no heading: write the names of the columns there."
    ),
    "it has %(count)s columns: this is hardly a table of orders": Line(
        msgid="The file has %(count)s columns: this is hardly a table of orders."
    ),
    "none of the first lines is an order in JSON: write an object in braces a line": Line(
        msgid="None of the first lines is an order in JSON: write one in braces a line."
    ),
    "the workbook has a password: save it without one": Line(msgid="The workbook has a password: save it without one."),
    "the workbook cannot be read (%(why)s): save it again as .xlsx": Line(
        msgid="The workbook cannot be read: save it again as .xlsx."
    ),
    "the workbook is empty: export the orders again": Line(msgid="The workbook is empty: export the orders again."),
    "this is not an Excel workbook: save it as .xlsx without a password": NO_WORKBOOK,
    "this is not an Excel workbook: save it as .xlsx, or name it .csv if it is one": NO_WORKBOOK,
    "its sheets span %(cells)s cells, more than %(most)s: save the orders as .csv": Line(
        msgid="The workbook spans %(cells)s cells, more than %(most)s: save the orders as .csv."
    ),
    "'%(part)s' in it has %(bytes)s bytes unpacked: save the orders as .csv": TOO_LARGE,
    "the columns '%(one)s' and '%(other)s' are both %(field)s": Line(
        msgid="The columns “%(one)s” and “%(other)s” mean the same: leave one of them out."
    ),
    # cards
    "A card of %(size)s mm": Line(msgid="A card cannot be %(size)s mm: choose another size."),
    "Cards of %(size)s mm on %(paper)s": Line(
        msgid="Cards of %(size)s mm do not fit on %(paper)s: choose another size or sheet."
    ),
    "each card would be %(size)s mm, too small for a text": Line(
        msgid="Each card would be %(size)s mm, too small for a text: choose another sheet."
    ),
    "the sheet has the places 1 to %(most)s": Line(msgid="The sheet has the places 1 to %(most)s: choose one of them."),
    "The shop's name": Line(
        msgid="No font has “%(character)s”, which is in the shop's name: tell whoever runs the desk."
    ),
    "the logo has %(bytes)s bytes": Line(msgid="The shop's logo is too large: tell whoever runs the desk."),
    "the logo is no picture": Line(msgid="The shop's logo is no picture: save it as PNG, JPEG or SVG."),
    "it cannot be drawn (%(why)s)": Line(msgid="The shop's logo cannot be drawn: save it anew as PNG."),
    "no QR code holds it": LONG_ADDRESS,
    "its QR code would be %(side)s mm wide, too large for a card of %(size)s mm": Line(
        msgid="The QR code of the shop's address is too large for the card: choose a larger size."
    ),
    # the archive
    "case %(number)s": Line(msgid="There is no case %(number)s."),
}


def on_the_page(line: Line) -> Line:
    """Return how the page says a line; one that lacks a value which the page's words need stays as it is."""
    inside = [value for _, value in line.slots if isinstance(value, Line)]
    phrase = next((one for one in (*inside, line) if one.msgid in INSTEAD), None)
    said = INSTEAD[phrase.msgid] if phrase else ON_THE_PAGE.get(line.msgid, line)
    values = dict(line.slots) | dict(phrase.slots if phrase else ())
    if not values.keys() >= set(SLOT.findall(said.msgid)):
        said, values = line, dict(line.slots)
    slots = tuple((name, on_the_page(value) if isinstance(value, Line) else value) for name, value in values.items())
    return replace(said, slots=slots)


class PageWording(Wording):
    """Words why a row is rejected as the page says it: columns by their names, nothing about the command line."""

    def __call__(self, line: Line) -> str:
        """Return the sentence."""
        field = dict(line.slots).get("field")
        if isinstance(field, str) and field in COLUMN_NAMES:
            line = replace(line, slots=tuple({**dict(line.slots), "field": COLUMN_NAMES[field]}.items()))
        return super().__call__(on_the_page(line))
