"""Dates of order tables: ISO, Chinese and slashed notations; a day that may be a month is decided or refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from assistant.care.columns import DAY
from assistant.care.intake.cells import Cleaned, as_text, looked_up
from assistant.care.intake.words import Bad
from assistant.local_days import TIME, local_day
from assistant.model import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    Zones: TypeAlias = Sequence[tuple[str | None, pa.Array | None]]  # each with a mask of its rows, None for all rows

YEAR_FIRST = re.compile(rf"(\d{{4}})(?:-(\d\d?)-|/(\d\d?)/|\.(\d\d?)\.|年\s?(\d\d?)月\s?)(\d\d?)日?{TIME}")
YEAR_LAST = re.compile(rf"(\d\d?)([/.-])(\d\d?)\2(\d{{4}}){TIME}")
COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)")
NAMED = re.compile(
    rf"(?:([A-Za-z]{{3,9}})\.? (\d\d?),? (\d{{4}})|(\d\d?)[ -]([A-Za-z]{{3,9}})\.?,?[ -](\d{{4}})){TIME}"
)
NO_DATE = re.compile(r"0000-00-00(?: 00:00:00)?|-+|/|N/?A", re.IGNORECASE)
ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
MOST_MONTHS = 12
COUNTED, SPREADSHEETS_BEGIN = re.compile(r"(\d{5})(?:\.\d+)?"), date(1899, 12, 30)
NOT_A_DATE = Line(msgid="This is not a date: write it like 2026-10-01.")
NO_SUCH_DAY = Line(msgid="There is no such day: write it like 2026-10-01.")
OTHER_WAY = Line(msgid="The other dates of the file have day and month the other way round: write it like 2026-10-01.")


@dataclass(slots=True)
class Notation:
    """How the file writes days and months: stated in the mapping, or proven by a date that can be read in one way only.

    Both orders proven: then nothing is.
    """

    stated: str | None = None
    day_first: bool = False
    month_first: bool = False

    def learn(self, columns: Iterable[pa.Array]) -> None:
        """Look for dates with a part above 12."""
        for column in columns:
            if self.stated is None and pa.types.is_string(column.type) and len(column):
                parts = pc.extract_regex(pc.utf8_trim_whitespace(column), r"^(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-]\d{4}")
                self.day_first |= _above(pc.struct_field(parts, "a"))
                self.month_first |= _above(pc.struct_field(parts, "b"))

    @property
    def order(self) -> str | None:
        """Return 'dmy', 'mdy', or None where it is not known."""
        if self.stated or self.day_first == self.month_first:
            return self.stated
        return "dmy" if self.day_first else "mdy"


def _above(part: pa.Array) -> bool:
    return bool(pc.any(pc.greater(part.cast(pa.int32()), MOST_MONTHS)).as_py())


def dates(values: pa.Array, name: str, notation: Notation, zones: Zones) -> Cleaned:
    """Return a column of dates; a time with an offset is turned into its row's zone before its day is taken."""
    whole = Cleaned(pa.nulls(len(values), DAY))
    for zone, rows in zones:
        part = _dates(_only(values, rows), name, notation, zone)
        whole.defects += part.defects
        whole.values = pc.coalesce(whole.values, part.values)
    return whole


def _only(values: pa.Array, rows: pa.Array | None) -> pa.Array:
    """Return a column with the cells of all other rows empty."""
    if rows is None:
        return values
    values = values if pa.types.is_temporal(values.type) else as_text(values)
    return pc.if_else(rows, values, pa.scalar(None, values.type))


def _dates(values: pa.Array, name: str, notation: Notation, zone: str | None) -> Cleaned:
    kind = values.type
    if pa.types.is_date32(kind):
        return Cleaned(values)
    if pa.types.is_date64(kind):
        return Cleaned(values.cast(DAY))
    if pa.types.is_timestamp(kind):
        return Cleaned(_local_days(values, zone))
    return looked_up(values, name, DAY, lambda text: parsed(text, notation.order, zone))


def iso_days(values: pa.Array, zones: Zones) -> pa.Array | None:
    """Return the days of a column of nothing but ISO dates or times; None where something else stands in it."""
    if not pa.types.is_string(values.type):
        return None
    whole = pa.nulls(len(values), DAY)
    for zone, rows in zones:
        part = _iso_days(_only(values, rows), zone)
        if part is None:
            return None
        whole = pc.coalesce(whole, part)
    return whole


def _iso_days(values: pa.Array, zone: str | None) -> pa.Array | None:
    for kind in (DAY, pa.timestamp("us"), pa.timestamp("us", "UTC")):
        try:
            days = values.cast(kind)
        except pa.ArrowInvalid:
            continue
        if kind == DAY:
            return days
        if kind.tz and not zone:  # the day as it is written
            return pc.utf8_slice_codeunits(values, 0, 10).cast(DAY)
        return _local_days(days, zone)
    return None


def _local_days(moments: pa.Array, zone: str | None) -> pa.Array:
    """Return the days of moments where `zone` is; those without an offset are local already."""
    kind = moments.type
    if kind.tz is not None:
        moments = pc.local_timestamp(moments.cast(pa.timestamp(kind.unit, zone)) if zone else moments)
    return pc.floor_temporal(moments, unit="day").cast(DAY, safe=False)


def parsed(text: str, order: str | None, zone: str | None) -> date | Bad | None:
    """Return the day that a text names."""
    if NO_DATE.fullmatch(text):
        return None
    try:
        found = _parts(text, order)
        if found is None or isinstance(found, Bad):
            return found or Bad(_counted(text) or NOT_A_DATE)
        year, month, day, clock = found
        return local_day(date(year, month, day), clock, zone)
    except ValueError:
        return Bad(NO_SUCH_DAY)


def _counted(text: str) -> Line | None:
    """Return that a number may be a day as spreadsheets count them, from 1900 or from 1904: it is not for us to say."""
    match = COUNTED.fullmatch(text)
    day = SPREADSHEETS_BEGIN + timedelta(days=int(match[1])) if match else LATEST
    if not EARLIEST <= day < LATEST:
        return None
    return Line(
        msgid="A spreadsheet has made a number of the day (perhaps %(day)s): format the column as dates, export again.",
        slots=(("day", day.isoformat()),),
    )


Parts = tuple[int, int, int, tuple[str | None, ...]]


def _parts(text: str, order: str | None) -> Parts | Bad | None:
    if match := YEAR_FIRST.fullmatch(text):
        month = next(part for part in match.groups()[1:5] if part)
        return int(match[1]), int(month), int(match[6]), match.groups()[6:]
    if match := YEAR_LAST.fullmatch(text):
        return _year_last(match, order)
    if match := COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3]), ()
    if match := NAMED.fullmatch(text):
        name, day, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        if name[:3].lower() in MONTHS:
            return int(year), MONTHS.index(name[:3].lower()) + 1, int(day), match.groups()[6:]
    return None


def _year_last(match: re.Match[str], order: str | None) -> Parts | Bad:
    first, sign, second, year, *clock = match.groups()
    one, two = int(first), int(second)
    if sign == ".":
        order = "dmy"  # with points the day stands first everywhere
    elif one == two or two > MOST_MONTHS:
        order = "mdy" if order is None or one == two else order
    elif one > MOST_MONTHS:
        order = order or "dmy"
    if order is None:
        return Bad(_ambiguous(f"{first}{sign}{second}{sign}{year}", year, one, two))
    day, month = (one, two) if order == "dmy" else (two, one)
    if month > MOST_MONTHS:
        return Bad(OTHER_WAY)
    return int(year), month, day, tuple(clock)


def _ambiguous(text: str, year: str, one: int, two: int) -> Line:
    return Line(
        msgid="%(text)s may be %(one)s or %(other)s: "
        'write 2026-10-01, or date_order = "dmy" or "mdy" in a mapping file.',
        slots=(("text", text), ("one", f"{year}-{two:02}-{one:02}"), ("other", f"{year}-{one:02}-{two:02}")),
    )
