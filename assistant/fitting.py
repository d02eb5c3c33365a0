"""Values that do not fit, as problems; what pydantic says of them is a line, what it says anew stays as it is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.errors import Problem, advice
from assistant.lines import Line, listed, recognised

if TYPE_CHECKING:
    from collections.abc import Sequence

# JSON has no way to write a number that is neither whole nor a float: it is marked as a text, and the marks taken away.
MARKED = re.compile(r'"\\u0000([^"\\]*)\\u0000"')
# The first that fits counts: the last one fits most of them.
SAID = (
    Line(msgid="field required"),
    Line(msgid="value error, '%(value)s' is not an ISO 4217 code, such as USD"),
    Line(msgid="value error, '%(value)s' is no time zone, such as Asia/Shanghai"),
    Line(msgid="value error, write why the rule is off"),
    Line(msgid="value error, write the shortest and the longest time in days, such as [15, 30]"),
    Line(msgid="input should be a valid string"),
    Line(msgid="input should be a valid integer"),
    Line(msgid="input should be a valid integer, unable to parse string as an integer"),
    Line(msgid="input should be a valid integer, got a number with a fractional part"),
    Line(msgid="input should be a valid number"),
    Line(msgid="input should be a valid number, unable to parse string as a number"),
    Line(msgid="input should be a valid decimal"),
    Line(msgid="decimal input should be an integer, float, string or Decimal object"),
    Line(msgid="decimal input should be an integer, float, string or decimal object"),
    Line(msgid="input should be a valid boolean"),
    Line(msgid="input should be a valid boolean, unable to interpret input"),
    Line(msgid="input should be a valid list"),
    Line(msgid="input should be a valid tuple"),
    Line(msgid="input should be a valid dictionary"),
    Line(msgid="input should be a valid dictionary or instance of %(kind)s"),
    Line(msgid="input should be a valid date"),
    Line(msgid="input should be a valid date or datetime, input is too short"),
    Line(msgid="input should be a valid date or datetime, day value is outside expected range"),
    Line(msgid="input should be a valid date or datetime, month value is outside expected range of 1-12"),
    Line(msgid="datetimes provided to dates should have zero time - e.g. be exact dates"),
    Line(msgid="string should have at least %(least)s characters"),
    Line(msgid="string should have at least %(least)s character"),
    Line(msgid="string should have at most %(most)s characters"),
    Line(msgid="string should match pattern '%(pattern)s'"),
    Line(msgid="value error, a rule has off = true, or from and until with from not after until"),
    Line(msgid="input should be a finite number"),
    Line(msgid="input should be greater than or equal to %(limit)s"),
    Line(msgid="input should be less than or equal to %(limit)s"),
    Line(msgid="input should be greater than %(limit)s"),
    Line(msgid="input should be less than %(limit)s"),
    Line(msgid="input should be %(expected)s"),
)


def fitting(message: str) -> Line | str:
    """Return what a value should be; the message begins with a small letter."""
    line = recognised(message, SAID)
    if not isinstance(line, Line) or line.msgid != "input should be %(expected)s":
        return line
    first, _, last = str(dict(line.slots)["expected"]).rpartition(" or ")  # "'a', 'b' or 'c'"
    if not first:
        return line
    choice = Line(msgid="%(one)s or %(other)s", slots=(("one", listed(first.split(", "))), ("other", last)))
    return replace(line, slots=(("expected", choice),))


def as_json(value: object) -> str:
    """Return a value as a file has it: its exact decimals are numbers there, and no texts."""
    return MARKED.sub(r"\1", json.dumps(value, ensure_ascii=False, default=_marked))


def written(value: object) -> str:
    """Return a value as it is told: text in quotation marks, a flag as true or false, a number in its figures."""
    return repr(value) if isinstance(value, str) else as_json(value)


def misfit(where: str, value: object, hint: Line | str) -> Problem:
    """Return that a value of JSON or TOML does not fit at its place."""
    return Problem(where, Line(msgid="%(value)s does not fit here", slots=(("value", f"{written(value):.60}"),)), hint)


def _marked(value: object) -> str:
    return f"\0{value}\0" if isinstance(value, Decimal) else str(value)


def unknown(where: str, value: str, known: Sequence[str]) -> Problem:
    """Return that a name is not one of the known ones."""
    return Problem(where, Line(msgid="'%(value)s' is not known", slots=(("value", value),)), advice(value, known))
