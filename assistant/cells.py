"""What stands in a cell of a table that others open: a spreadsheet shows it and does not run it."""

from __future__ import annotations

import re

# For re and RE2: what spreadsheets take for the start of a formula, in full width too, and what they skip before it.
FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
_BEGIN = re.compile(FORMULA)


def harmless(text: str) -> str:
    """Return a text that begins no formula: one that does gets an apostrophe in front."""
    return f"'{text}" if _BEGIN.match(text) else text
