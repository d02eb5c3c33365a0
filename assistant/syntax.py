"""What a parser says of broken CSV, JSON or TOML, as a line for the staff; what it says anew stays in its own words."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from typing import Any

from assistant.lines import Line, recognised

CSV = (
    Line(msgid="unexpected end of data"),
    Line(msgid="'%(sign)s' expected after '%(quote)s'"),
    Line(msgid="field larger than field limit (%(limit)s)"),
)
BARE_RETURN = "new-line character seen in unquoted field"
JSON = (
    Line(msgid="Expecting value"),
    Line(msgid="Expecting '%(sign)s' delimiter"),
    Line(msgid="Expecting property name enclosed in double quotes"),
    Line(msgid="Illegal trailing comma before end of %(what)s"),
    Line(msgid="Unterminated string starting at"),
    Line(msgid="Invalid control character at"),
    Line(msgid="Invalid \\escape"),
    Line(msgid="Invalid \\uXXXX escape"),
    Line(msgid="Extra data"),
)
TOML = (
    Line(msgid="Invalid statement"),
    Line(msgid="Expected newline or end of document after a statement"),
    Line(msgid="Found invalid character %(character)s"),
    Line(msgid="Illegal character %(character)s"),
    Line(msgid="Cannot declare %(key)s twice"),
    Line(msgid="Cannot overwrite a value"),
    Line(msgid="Cannot mutate immutable namespace %(key)s"),
    Line(msgid="Cannot redefine namespace %(key)s"),
    Line(msgid="Duplicate inline table key %(key)s"),
    Line(msgid="Expected ']' at the end of a table declaration"),
    Line(msgid="Expected ']]' at the end of an array declaration"),
    Line(msgid="Expected '=' after a key in a key/value pair"),
    Line(msgid="Expected %(sign)s"),
    Line(msgid="Invalid initial character for a key part"),
    Line(msgid="Unclosed array"),
    Line(msgid="Unclosed inline table"),
    Line(msgid="Unescaped '\\' in a string"),
    Line(msgid="Unterminated string"),
    Line(msgid="Invalid date or datetime"),
    Line(msgid="Invalid value"),
)
PLACES = (
    Line(msgid="%(what)s (at line %(line)s, column %(column)s)"),
    Line(msgid="%(what)s (at end of document)"),
)


class NotUsableError(ValueError):
    """A text that is valid JSON and no record of ours; `why` says it."""

    def __init__(self, why: Line) -> None:
        super().__init__(str(why))
        self.why = why


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object. Raises NotUsableError where a key stands in it twice: one of its values would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotUsableError(Line(msgid="the key '%(name)s' stands twice in an object", slots=(("name", twice),)))
    return found


def csv_defect(error: Exception) -> Line:
    """Return what is wrong with a row that is no CSV."""
    if str(error).startswith(BARE_RETURN):
        return Line(msgid="A line ends with a bare carriage return: save the file as CSV in UTF-8.")
    return Line(
        msgid="The row is not valid CSV (%(detail)s): close the quotation mark, or double it inside a cell.",
        slots=(("detail", recognised(str(error), CSV)),),
    )


def json_defect(error: Exception) -> Line:
    """Return what is wrong with a text that is no JSON, and where."""
    if isinstance(error, NotUsableError):
        return error.why
    if isinstance(error, RecursionError):
        return Line(msgid="more brackets than an order has")
    if not isinstance(error, json.JSONDecodeError):
        return Line(msgid="a number that is too large")
    what = recognised(error.msg.removesuffix(": "), JSON)
    place = (("line", error.lineno), ("column", error.colno), ("character", error.pos))
    return Line(msgid="%(what)s: line %(line)s column %(column)s (char %(character)s)", slots=(("what", what), *place))


def toml_defect(error: Exception) -> Line | str:
    """Return what is wrong with a file that is no TOML, and where."""
    if isinstance(error, RecursionError):
        return Line(msgid="too many brackets inside one another")
    if not isinstance(error, tomllib.TOMLDecodeError):
        return Line(msgid="a number that is too large")
    line = recognised(str(error), PLACES)
    if isinstance(line, str):
        return line
    slots = ((name, recognised(str(value), TOML) if name == "what" else value) for name, value in line.slots)
    return replace(line, slots=tuple(slots))
