"""The press: cards laid out by typst, checked that every line fits, printed a few leaves at a time into one file."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from assistant import fonts
from assistant.cards.phrases import phrases
from assistant.cards.sheets import cuts, leaves
from assistant.print_errors import CardError, MissingGlyphError, PictureError
from assistant.writing.formats import is_right_to_left, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.cards.nouns import Card, CardLine
    from assistant.cards.pictures import Code
    from assistant.cards.sheets import Sheet, Size, Slot

FLOOR = 6.5  # points; below that nobody over forty reads a card
MARKS = 8.0  # millimetres around a single card for its crop marks
CHUNK = 50  # cards that are laid out at once: with more of them typst keeps more than it gains
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

    def defect(self, card: Card) -> tuple[CardLine, MissingGlyphError] | None:
        """Return the first line with a character that no font can draw."""
        for line in card.lines:
            character = fonts.missing(line.text, card.locale, self._work.font_folder)
            if character is not None:
                font = fonts.wanted_font(character)
                where = f"The card for {card.parcel.title}, line '{line.role}'"
                return line, MissingGlyphError(where, character, font, packaged=font in fonts.PACKAGED)
        return None

    def unfit(self, cards: Sequence[Card]) -> dict[int, tuple[CardLine, CardError]]:
        """Return the cards, by their place in the list, with the line that does not fit at the smallest size."""
        compiler = self._compiler(PAGE, self._inputs(cards, list(leaves(len(cards), None, duplex=False)), alone=True))
        why = f"it does not fit on {self._work.size} mm even at {FLOOR:g} points: shorten it, or print a larger --size."
        errors: dict[int, tuple[CardLine, CardError]] = {}
        for found in json.loads(self._run(compiler.query, "<overflow>", field="value")):
            card = cards[found["position"]]
            line = next(line for line in card.lines if line.role == found["role"])
            errors[found["position"]] = line, CardError(card.parcel.title, line.role, line.text, why)
        return dict(sorted(errors.items()))

    def pages(self, cards: Iterable[Sequence[Card]], kind: str) -> Iterator[list[bytes]]:
        """Yield the finished chunks: one PDF each, or a picture a page for png and svg."""
        printed = 0
        for chunk in cards:
            places = list(leaves(len(chunk), self._work.sheet, duplex=self._work.duplex, first=printed))
            compiler = self._compiler(PAGE, self._inputs(chunk, places))
            made = self._run(compiler.compile, format=kind, ppi=PPI, pdf_tags=False)
            printed += len(chunk)
            yield made if isinstance(made, list) else [made]

    def cover(self, rows: Sequence[Sequence[str]], title: str, locales: Sequence[str]) -> bytes:
        """Return the list that lies on top of a pile of cards: a row a card, in their order."""
        data = {
            "rows": [list(row) for row in rows],
            "title": title,
            "fonts": [list(fonts.families(locale, self._work.font_folder)) for locale in locales],
        }
        made = self._run(self._compiler(COVER, data).compile, format="pdf")
        assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
        return made

    def _inputs(
        self, cards: Sequence[Card], places: Sequence[Sequence[Slot]], *, alone: bool = False
    ) -> dict[str, Any]:
        """Return what the page template reads; `alone` is for measuring, without sheet and marks."""
        work = self._work
        sheet = None if alone else work.sheet
        marks = work.marks and not alone
        bleed = min(work.bleed, min(sheet.gap) / 2) if sheet else work.bleed
        around = 0.0 if sheet else bleed + (MARKS if marks else 0.0)
        return {
            "design": work.design,
            "width": work.size.width,
            "height": work.size.height,
            "bleed": bleed,
            "page": sheet.paper if sheet else (work.size.width, work.size.height),
            "page_bleed": around,
            "marks": marks,
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
            "fonts": fonts.families(card.locale, self._work.font_folder),
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
                raise PictureError("The logo", f"it cannot be drawn ({error})", "save it anew as PNG") from error
            raise


def chunks(cards: Iterable[Card], sheet: Sheet | None) -> Iterator[list[Card]]:
    """Yield cards in chunks that end with a full sheet, so that no sheet but the last has a gap."""
    per_sheet = sheet.places if sheet else 1
    size = max(1, CHUNK // per_sheet) * per_sheet
    room = size - (sheet.start - 1 if sheet else 0)
    chunk: list[Card] = []
    for card in cards:
        chunk.append(card)
        if len(chunk) == room:
            yield chunk
            chunk, room = [], size
    if chunk:
        yield chunk
