"""The press: cards laid out by typst, checked that every line fits, printed a few leaves at a time into one file."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from itertools import islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from assistant import fonts
from assistant.cards.phrases import phrases
from assistant.cards.readable import has_marks, readable
from assistant.cards.refusals import titled, too_wide
from assistant.cards.sheets import cuts, leaves
from assistant.lines import Line
from assistant.print_errors import CardError, MissingGlyphError, PictureError
from assistant.writing.formats import is_right_to_left, parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from assistant.cards.nouns import Card, CardLine
    from assistant.cards.pictures import Code
    from assistant.cards.sheets import Sheet, Size, Slot
    from assistant.errors import AssistantError

    Refuse = Callable[[Card, CardLine, AssistantError], None]

FLOOR = 6.5  # points; below that nobody over forty reads a card
MARKS = 8.0  # millimetres around a single card for its crop marks
CHUNK, GENERATIONS = 50, 10  # cards that are laid out at once; for how many compilations typst keeps what it has made
ROWS = 400  # of the list that are laid out at once
PPI = 300.0
PAGE, COVER = "page.typ", "cover.typ"
REGIONS = {"zh_CN": "CN", "zh_TW": "TW", "pt_BR": "BR"}


@dataclass(frozen=True, slots=True)
class Work:
    """How cards are printed: design, size, paper, what stands on all of them."""

    design: str
    bleed: float
    size: Size
    sheet: Sheet | None = None
    marks: bool = False
    duplex: bool = False
    shop: str | None = None
    logo: tuple[str, bytes] | None = None
    code: Code | None = None
    font_folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """Some cards, and the files that they stand in."""

    cards: list[Card]
    files: list[bytes]


class Press:
    """Prints cards; a context manager, because typst reads a folder that is taken down afterwards."""

    def __init__(self, templates: Path, work: Work) -> None:
        self._work = work
        self._templates = templates
        self._folder = tempfile.TemporaryDirectory(prefix="cards-")
        self._root = Path(self._folder.name)

    def __enter__(self) -> Self:
        """Lay out the designs, and the logo beside them."""
        for path in self._templates.glob("*.typ"):
            shutil.copy(path, self._root)
        if self._work.logo:
            kind, content = self._work.logo
            (self._root / f"logo{kind}").write_bytes(content)
        return self

    def __exit__(self, *_: object) -> None:
        """Take the folder down."""
        self._folder.cleanup()

    def pages(self, cards: Iterable[Card], kind: str, refuse: Refuse) -> Iterator[Printed]:
        """Yield cards as they are printed, some sheets at a time: one PDF each, or a picture a page for png and svg.

        A card with a character that no font draws, or with a line that does not fit, is refused; the next one takes its
        place.
        """
        source = iter(self._drawable(cards, refuse))
        printed = 0
        for room in rooms(self._work.sheet):
            chunk, compiler = self._laid_out(source, room, printed, refuse)
            if compiler is None:
                return
            made = self._run(compiler.compile, format=kind, ppi=PPI, pdf_tags=False)
            if kind == "pdf" and any(has_marks(card.text) for card in chunk):
                made = readable(made)
            printed += len(chunk)
            if len(chunk) == room:
                _forget()
            yield Printed(chunk, made if isinstance(made, list) else [made])

    def _drawable(self, cards: Iterable[Card], refuse: Refuse) -> Iterator[Card]:
        for card in cards:
            defect = self._defect(card)
            if defect is None:
                yield card
            else:
                refuse(card, *defect)

    def _defect(self, card: Card) -> tuple[CardLine, MissingGlyphError] | None:
        """Return the first line with a character that no font can draw."""
        for line in card.lines:
            character = fonts.missing(line.text, card.locale, self._work.font_folder)
            if character is not None:
                font = fonts.wanted_font(character)
                where = Line(
                    msgid="The card for %(card)s, line '%(line)s'",
                    slots=(("card", titled(card.parcel)), ("line", str(line.role))),
                )
                return line, MissingGlyphError(where, character, font, packaged=font in fonts.PACKAGED)
        return None

    def _laid_out(self, source: Iterator[Card], room: int, printed: int, refuse: Refuse) -> tuple[list[Card], Any]:
        """Return as many cards as there is room for, all of which fit, and their layout; None at the end."""
        chunk = list(islice(source, room))
        while chunk:
            places = list(leaves(len(chunk), self._work.sheet, duplex=self._work.duplex, first=printed))
            compiler = self._compiler(PAGE, self._inputs(chunk, places))
            unfit = self._unfit(compiler, chunk)
            if not unfit:
                return chunk, compiler
            for place in sorted(unfit):
                refuse(chunk[place], *unfit[place])
            kept = [card for place, card in enumerate(chunk) if place not in unfit]
            chunk = kept + list(islice(source, len(unfit)))
        return [], None

    def _unfit(self, compiler: Any, cards: Sequence[Card]) -> dict[int, tuple[CardLine, CardError]]:
        """Return the cards, by their place in the list, with the line that does not fit at the smallest size."""
        why = too_wide(self._work.size, FLOOR)
        errors: dict[int, tuple[CardLine, CardError]] = {}
        for found in json.loads(self._run(compiler.query, "<overflow>", field="value")):
            card = cards[found["position"]]
            line = next(line for line in card.lines if line.role == found["role"])
            errors[found["position"]] = line, CardError(titled(card.parcel), line.role, line.text, why)
        return errors

    def cover(self, rows: Sequence[Sequence[str]], locales: Sequence[str], title: str) -> Iterator[bytes]:
        """Yield the list that lies on top of a pile of cards, some pages at a time: a row a card, in their order."""
        for first in range(0, len(rows), ROWS):
            some = rows[first : first + ROWS]
            data = {
                "rows": [list(row) for row in some],
                "title": f"{title}: {first + 1:,} to {first + len(some):,} of {len(rows):,}",
                "fonts": [list(self._fonts(locale)) for locale in ("en", *locales[first : first + ROWS])],
            }
            yield self._run(self._compiler(COVER, data).compile, format="pdf", pdf_tags=False)
            _forget()

    def _fonts(self, locale: str) -> tuple[str, ...]:
        return fonts.families(locale, self._work.font_folder)

    def _inputs(self, cards: Sequence[Card], places: Sequence[Sequence[Slot]]) -> dict[str, Any]:
        """Return what the page template reads."""
        work, sheet = self._work, self._work.sheet
        bleed = min(work.bleed, min(sheet.gap) / 2) if sheet else work.bleed
        around = 0.0 if sheet else bleed + (MARKS if work.marks else 0.0)
        return {
            "design": work.design,
            "width": work.size.width,
            "height": work.size.height,
            "bleed": bleed,
            "page": sheet.paper if sheet else (work.size.width, work.size.height),
            "page_bleed": around,
            "marks": work.marks,
            "floor": FLOOR,
            "logo": f"logo{work.logo[0]}" if work.logo else None,
            "shop": work.shop,
            "qr": work.code.svg if work.code else None,
            "qr_side": work.code.side if work.code else 0,
            "title": work.shop or "",
            "cards": [self._card(card, place) for place, card in enumerate(cards)],
            "leaves": [self._leaf(leaf) for leaf in places],
        }

    def _leaf(self, leaf: Sequence[Slot]) -> dict[str, Any]:
        marked = cuts(leaf, self._work.size)
        slots = [{"x": slot.x, "y": slot.y, "card": slot.card, "face": slot.face} for slot in leaf]
        return {"slots": slots, "across": marked.across, "down": marked.down, "box": marked.box}

    def _card(self, card: Card, place: int) -> dict[str, Any]:
        return {
            "position": place,
            "lines": [
                {"role": str(line.role), "text": line.text, "phrases": phrases(line.text, card.locale)}
                for line in card.lines
            ],
            "fonts": self._fonts(card.locale),
            "lang": parsed(card.locale).language,
            "region": REGIONS.get(card.locale),
            "rtl": is_right_to_left(card.locale),
            "code": card.link is not None,
        }

    def _compiler(self, template: str, data: dict[str, Any]) -> Any:
        import typst

        return typst.Compiler(
            input=str(self._root / template),
            root=str(self._root),
            font_paths=fonts.typst_fonts(self._work.font_folder),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )

    def _run(self, work: Any, *arguments: Any, **options: Any) -> Any:
        """Run typst; the only thing of the seller's that it can choke on is the logo. Raises PictureError."""
        try:
            return work(*arguments, **options)
        except RuntimeError as error:  # what typst raises, and the parent of its own kind
            if self._work.logo and ("image" in str(error) or "decode" in str(error)):
                raise _undrawable(error) from error
            raise


def _undrawable(error: Exception) -> PictureError:
    return PictureError(
        Line(msgid="The logo"),
        Line(msgid="it cannot be drawn (%(why)s)", slots=(("why", str(error)),)),
        Line(msgid="save it anew as PNG"),
    )


def _forget() -> None:
    """Let typst drop what it keeps of a layout: it does so after ten more compilations, and these are the shortest."""
    import typst

    for _ in range(GENERATIONS):
        typst.compile(b"", format="svg")


def rooms(sheet: Sheet | None) -> Iterator[int]:
    """Yield for how many cards there is room at once, so that each time ends with a full sheet."""
    per_sheet = sheet.places if sheet else 1
    size = max(1, CHUNK // per_sheet) * per_sheet
    yield size - (sheet.start - 1 if sheet else 0)
    yield from repeat(size)
