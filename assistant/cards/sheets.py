"""Where cards stand on paper: sizes, sheets by rows and columns, the places of fronts and backs. In millimetres."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from assistant.errors import UnknownValueError
from assistant.lines import Line
from assistant.print_errors import SheetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SIZES = {"90x54": (90.0, 54.0), "85x55": (85.0, 55.0), "a6": (105.0, 148.0), "a7": (74.0, 105.0)}
PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
SIZE = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)x(\d{1,4}(?:\.\d{1,2})?)")
GRID = re.compile(r"([a-z0-9]+):(\d{1,2})x(\d{1,2})")
SMALLEST, LARGEST = 30.0, 420.0
MARGIN, CUT = 5.0, 6.0  # what printers leave white at the edges; what crop marks need between two cards
PLACES = 2


@dataclass(frozen=True, slots=True)
class Size:
    """The trimmed card."""

    width: float
    height: float

    def __str__(self) -> str:
        """Return it as it is typed."""
        return f"{self.width:g}x{self.height:g}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper with places for cards; `start` is the first place that is still free, from 1."""

    paper: tuple[float, float]
    size: Size
    rows: int
    columns: int
    left: float
    top: float
    gap: tuple[float, float]
    start: int = 1

    @property
    def places(self) -> int:
        """How many cards stand on a sheet."""
        return self.rows * self.columns


@dataclass(frozen=True, slots=True)
class Slot:
    """A card's place on a leaf: the top left corner of the trimmed card, and which side of it is drawn."""

    x: float
    y: float
    card: int
    face: str = "front"


def parse_size(text: str) -> Size:
    """Return a size by its name, or by width x height. Raises UnknownValueError and SheetError."""
    name = text.strip().lower().replace("×", "x")
    match = SIZE.fullmatch(name)
    if name not in SIZES and not match:
        known: list[str | Line] = [*SIZES, Line(msgid="WIDTHxHEIGHT in millimetres")]
        raise UnknownValueError(Line(msgid="size"), text, known)
    size = Size(*SIZES[name]) if name in SIZES else Size(float(match[1]), float(match[2])) if match else Size(0, 0)
    if min(size.width, size.height) < SMALLEST or max(size.width, size.height) > LARGEST:
        why = Line(
            msgid="its sides must be from %(least)s to %(most)s mm long",
            slots=(("least", f"{SMALLEST:g}"), ("most", f"{LARGEST:g}")),
        )
        raise SheetError(Line(msgid="A card of %(size)s mm", slots=(("size", str(size)),)), why)
    return size


def parse_sheet(
    text: str,
    size: Size | None,
    margins: tuple[float, float] | None,
    gap: tuple[float, float] | None,
    start: int,
    *,
    cut: bool = False,
) -> Sheet:
    """Return a sheet: 'a4' holds as many cards of a size as fit, 'a4:8x3' has 8 rows and 3 columns of labels.

    On labels the size is what margins and gaps leave, where none is given. `margins` are left and top, `gap` lies
    between columns and rows; without margins the cards stand in the middle. `cut` leaves room for crop marks. Raises
    UnknownValueError and SheetError.
    """
    name = text.strip().lower().replace("×", "x")
    grid = GRID.fullmatch(name)
    paper_name = grid[1] if grid else name
    if paper_name not in PAPERS:
        raise UnknownValueError(Line(msgid="sheet"), text, [*PAPERS, "a4:ROWSxCOLUMNS", "letter:ROWSxCOLUMNS"])
    paper = PAPERS[paper_name]
    between = gap or ((CUT, CUT) if cut else (0.0, 0.0))
    if grid:
        rows, columns = int(grid[2]), int(grid[3])
        size = size or _left_over(paper, rows, columns, margins or (MARGIN, MARGIN), between)
    else:
        if size is None:
            size = Size(*SIZES["90x54"])
        outer = margins or ((MARGIN + CUT, MARGIN + CUT) if cut else (0.0, 0.0))
        rows = _fitting(paper[1] - 2 * outer[1], size.height, between[1])
        columns = _fitting(paper[0] - 2 * outer[0], size.width, between[0])
    return _placed(paper_name, paper, size, (rows, columns), margins, between, start)


def _fitting(room: float, length: float, gap: float) -> int:
    return max(0, int((room + gap + 1e-6) // (length + gap)))


def _left_over(
    paper: tuple[float, float], rows: int, columns: int, margins: tuple[float, float], gap: tuple[float, float]
) -> Size:
    width = (paper[0] - 2 * margins[0] - (columns - 1) * gap[0]) / max(1, columns)
    height = (paper[1] - 2 * margins[1] - (rows - 1) * gap[1]) / max(1, rows)
    if min(width, height) < SMALLEST:
        what = Line(msgid="%(rows)s rows and %(columns)s columns", slots=(("rows", rows), ("columns", columns)))
        size = f"{width:.1f} x {height:.1f}"
        raise SheetError(
            what, Line(msgid="each card would be %(size)s mm, too small for a text", slots=(("size", size),))
        )
    return Size(round(width, PLACES), round(height, PLACES))


def _placed(
    name: str,
    paper: tuple[float, float],
    size: Size,
    grid: tuple[int, int],
    margins: tuple[float, float] | None,
    gap: tuple[float, float],
    start: int,
) -> Sheet:
    rows, columns = grid
    width = columns * size.width + (columns - 1) * gap[0]
    height = rows * size.height + (rows - 1) * gap[1]
    left, top = margins or ((paper[0] - width) / 2, (paper[1] - height) / 2)
    if rows * columns == 0 or left < 0 or top < 0 or left + width > paper[0] + 0.01 or top + height > paper[1] + 0.01:
        what = Line(msgid="Cards of %(size)s mm on %(paper)s", slots=(("size", str(size)), ("paper", name)))
        why = Line(
            msgid="%(rows)s rows and %(columns)s columns of them do not fit",
            slots=(("rows", max(rows, 1)), ("columns", max(columns, 1))),
        )
        raise SheetError(what, why)
    if not 1 <= start <= rows * columns:
        why = Line(msgid="the sheet has the places 1 to %(most)s", slots=(("most", rows * columns),))
        raise SheetError(Line(msgid="--start %(place)s", slots=(("place", start),)), why)
    return Sheet(paper, size, rows, columns, round(left, PLACES), round(top, PLACES), gap, start)


def leaves(count: int, sheet: Sheet | None, *, duplex: bool, first: int = 0) -> Iterator[tuple[Slot, ...]]:
    """Yield the leaves for `count` cards: each card on its own page, or on sheets; with `duplex` a back behind each.

    `first` is how many cards stand on earlier leaves: only the first sheet of all begins at `start`.
    """
    if sheet is None:
        for card in range(count):
            yield (Slot(0, 0, card),)
            if duplex:
                yield (Slot(0, 0, card, "back"),)
        return
    cards: Iterable[int] = iter(range(count))
    skipped = sheet.start - 1 if first == 0 else 0
    while True:
        taken = list(islice(cards, sheet.places - skipped))
        if not taken:
            return
        yield tuple(_slot(sheet, skipped + index, card) for index, card in enumerate(taken))
        if duplex:
            yield tuple(_slot(sheet, skipped + index, card, "back") for index, card in enumerate(taken))
        skipped = 0


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where a leaf is cut: at these places from edge to edge, and the box around its cards that marks keep clear of."""

    across: tuple[float, ...]
    down: tuple[float, ...]
    box: tuple[float, float, float, float]


def cuts(leaf: Sequence[Slot], size: Size) -> Cuts:
    """Return the cuts of a leaf. Marks stand outside all its cards: between two cards there is only their bleed."""
    across = sorted({round(edge, PLACES) for slot in leaf for edge in (slot.x, slot.x + size.width)})
    down = sorted({round(edge, PLACES) for slot in leaf for edge in (slot.y, slot.y + size.height)})
    return Cuts(tuple(across), tuple(down), (across[0], down[0], across[-1], down[-1]))


def _slot(sheet: Sheet, place: int, card: int, face: str = "front") -> Slot:
    row, column = divmod(place, sheet.columns)
    x = sheet.left + column * (sheet.size.width + sheet.gap[0])
    if face == "back":  # the sheet is turned over its long edge: what was left is right
        x = sheet.paper[0] - x - sheet.size.width
    y = sheet.top + row * (sheet.size.height + sheet.gap[1])
    return Slot(round(x, PLACES), round(y, PLACES), card, face)
