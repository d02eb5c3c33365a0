"""Records of CSV out of text: blocks that end with a record, quoted line breaks and stray quotation marks included."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from assistant.model import Line
from assistant.syntax import csv_defect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

QUOTE, LINE_FEED, RETURN = 34, 10, 13
LONGEST_RECORD = 16_777_216
STRAY_AT_ONCE = 5_000
SHOWN = 800
TOO_LONG = Line(msgid="The line is longer than 16 MB: this is hardly a row of orders.")


class BadLine(NamedTuple):
    """A line that is no record."""

    text: str
    why: Line


@dataclass(frozen=True, slots=True)
class Clean:
    """A block of whole records whose quotation marks are all where they belong."""

    text: bytes


@dataclass(frozen=True, slots=True)
class Stray:
    """Records of a block with a stray quotation mark, read one by one."""

    records: Sequence[list[str] | BadLine]


def blocks(read: Callable[[], bytes], delimiter: str, size: Callable[[], int]) -> Iterator[Clean | Stray]:
    """Yield a text in blocks of about so many bytes as `size` says; `read` gives its parts, empty at the end."""
    rest, wanted = b"", size()
    while True:
        text, ended = _filled(read, rest, wanted)
        if not text:
            return
        if not ended and len(text) >= LONGEST_RECORD and b"\n" not in text:
            yield Stray([BadLine(text[:SHOWN].decode("utf-8", "ignore"), TOO_LONG)])
            rest = _next_line(read)
            continue
        end = len(text) if ended else _end(text)
        full = len(text) >= LONGEST_RECORD
        wanted = size()
        if end and is_structural(text[:end], delimiter):
            rest = text[end:]
            yield Clean(text[:end])
        elif end or full:
            lines = text if ended else text[: text.rfind(b"\n") + 1]
            records, used = stray_records(lines, delimiter, ended=ended, full=full)
            rest = text[used:]
            if records:
                yield Stray(records)
            wanted = wanted if used else 2 * len(rest)
        else:
            rest, wanted = text, 2 * len(text)
        if ended and not rest:
            return


def _filled(read: Callable[[], bytes], rest: bytes, wanted: int) -> tuple[bytes, bool]:
    """Return what is there and what is read on to so many bytes, and whether that is the end."""
    parts, length = [rest], len(rest)
    while length < wanted:
        part = read()
        if not part:
            return b"".join(parts), True
        parts.append(part)
        length += len(part)
    return b"".join(parts), False


def _next_line(read: Callable[[], bytes]) -> bytes:
    """Read on to the next line."""
    while part := read():
        _, found, rest = part.partition(b"\n")
        if found:
            return rest
    return b""


def _end(text: bytes) -> int:
    """Return where the last whole record ends, supposing that every quotation mark is where it belongs; 0 for none."""
    if b'"' not in text:
        return text.rfind(b"\n") + 1
    signs = np.frombuffer(text, np.uint8)
    quotes, lines = np.flatnonzero(signs == QUOTE), np.flatnonzero(signs == LINE_FEED)
    outside = lines[np.searchsorted(quotes, lines) % 2 == 0]
    return int(outside[-1]) + 1 if len(outside) else 0


def is_structural(text: bytes, delimiter: str) -> bool:
    """Whether quotation marks stand around whole cells only, doubled inside: then counting them finds the records."""
    if b'"' not in text:
        return True
    signs = np.frombuffer(text, np.uint8)
    quotes = np.flatnonzero(signs == QUOTE)
    if len(quotes) % 2:
        return False
    around = np.zeros(256, bool)
    around[[QUOTE, LINE_FEED, RETURN, ord(delimiter)]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    before = around[signs[np.maximum(opening - 1, 0)]] | (opening == 0)
    after = around[signs[np.minimum(closing + 1, len(signs) - 1)]] | (closing == len(signs) - 1)
    return bool(before.all() and after.all())


class _Lines:
    """Lines from a place on, which counts how many were taken."""

    def __init__(self, lines: Sequence[str], place: int) -> None:
        self._lines, self.place = lines, place

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.place >= len(self._lines):
            raise StopIteration
        self.place += 1
        return self._lines[self.place - 1]


def stray_records(
    text: bytes, delimiter: str, *, ended: bool, full: bool = False
) -> tuple[list[list[str] | BadLine], int]:
    """Read records one by one; an open quotation mark takes its own line with it and no other.

    Returns the records and how many bytes they took. Where the text has not `ended` the last one may go on in the next
    block, unless it is the only one and has filled this block already.
    """
    lines = io.StringIO(text.decode("utf-8"), newline="").readlines()
    records: list[list[str] | BadLine] = []
    place = 0
    while place < len(lines) and len(records) < STRAY_AT_ONCE:
        source = _Lines(lines, place)
        try:
            for cells in csv.reader(source, delimiter=delimiter, strict=True):
                records.append(cells)
                place = source.place
                if len(records) >= STRAY_AT_ONCE:  # what follows is probably clean, and read much faster
                    break
        except csv.Error as error:
            if source.place >= len(lines) and not ended and (place or not full):
                break
            records.append(BadLine(lines[place].rstrip("\r\n"), csv_defect(error)))
            place += 1
    return records, sum(len(line.encode()) for line in lines[:place])
