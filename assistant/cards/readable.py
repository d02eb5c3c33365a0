"""Cards that can be read back: typst draws a raised mark apart, and gives it the text of its whole letter once more.

Readers of PDFs that copy or speak the text double such letters (Thai, Arabic). So a row that is read from the left is
given its text as a whole (ActualText, ISO 32000-1, 14.9.4). Rows from the right cannot have that: readers turn letters
round whatever they are told; there a mark that is drawn apart says nothing.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ONE_CODE = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
EM = 1000.0  # units of a font's widths


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What the codes of a font say, and how wide they are; a mark has no width."""

    texts: dict[int, str]
    widths: dict[int, float]

    @property
    def repeats(self) -> bool:
        """Whether a mark is drawn with it that says its letter again."""
        return any(len(text) > 1 and not self.widths.get(code) for code, text in self.texts.items())


NOTHING = Glyphs({}, {})


@dataclass(slots=True)
class Shown:
    """What one instruction draws: its text, whether all of it is marks, and where it stands in the page."""

    at: int
    text: str
    marks: bool
    span: int | None


@dataclass(slots=True)
class Piece:
    """A piece of a row as typst writes it, from `q` to `Q`."""

    first: int
    last: int = 0
    left: float = 0.0
    right: float = 0.0
    base: float = 0.0
    size: float = 0.0
    shown: list[Shown] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text, without what a mark says again."""
        return "".join(some.text for some in self.shown if not repeated(some))


def has_marks(text: str) -> bool:
    """Return whether a text has marks that are drawn on their own."""
    return any(unicodedata.category(sign) == "Mn" for sign in unicodedata.normalize("NFC", text))


def repeated(shown: Shown) -> bool:
    """Return whether nothing but marks is drawn, and their letter, which stands elsewhere, is said with them."""
    return shown.marks and len(shown.text) > 1


def readable(content: bytes) -> bytes:
    """Return a PDF by typst in which every letter is said once; how it looks does not change."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            named = page.Resources.get("/Font", {}).items()
            fonts = {name: glyphs_of(font) for name, font in named if "/DescendantFonts" in font}
            if any(font.repeats for font in fonts.values()):
                instructions = list(pikepdf.parse_content_stream(page))
                mended = _mended(instructions, list(pieces(instructions, fonts)))
                page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(mended))
        done = io.BytesIO()
        pdf.save(done, deterministic_id=True)
    return done.getvalue()


def glyphs_of(font: Any) -> Glyphs:
    """Read what a composite font of typst says of its codes: each is two bytes with its own text."""
    found = ONE_CODE.findall(font.ToUnicode.read_bytes())
    texts = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in found}
    return Glyphs(texts, _widths(list(font.DescendantFonts[0].get("/W", []))))


def _widths(parts: list[Any]) -> dict[int, float]:
    """Return the width of each code: they are told as 'first [width width ...]' and 'first last width' (9.7.4.3)."""
    from pikepdf import Array

    widths: dict[int, float] = {}
    while parts:
        first, then = int(parts.pop(0)), parts.pop(0)
        if isinstance(then, Array):
            widths.update(enumerate((float(one) for one in then.as_list()), start=first))
        else:
            widths.update(dict.fromkeys(range(first, int(then) + 1), float(parts.pop(0))))
    return widths


def pieces(instructions: Sequence[Any], fonts: dict[str, Glyphs]) -> Iterator[Piece]:
    """Yield the pieces of text of a page."""
    piece: Piece | None = None
    spans: list[int | None] = []
    glyphs = NOTHING
    for at, instruction in enumerate(instructions):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "q":
            piece = Piece(at)
        elif operator == "cm" and piece:
            piece.left, piece.base = float(operands[4]), float(operands[5])
        elif operator == "Tf" and piece:
            glyphs, piece.size = fonts.get(str(operands[0]), NOTHING), float(operands[1])
        elif operator in {"BDC", "BMC"}:
            spans.append(at if _actual_text(instruction) is not None else None)
        elif operator == "EMC":
            spans.pop()
        elif operator == "Tm" and piece:
            piece.right = piece.left + float(operands[4])
        elif operator in {"TJ", "Tj"} and piece:
            _show(piece, at, instructions, glyphs, next((span for span in reversed(spans) if span is not None), None))
        elif operator == "Q" and piece:
            if piece.shown:
                piece.last = at
                yield piece
            piece = None


def _show(piece: Piece, at: int, instructions: Sequence[Any], glyphs: Glyphs, span: int | None) -> None:
    """Add to a piece what an instruction draws."""
    operands = instructions[at].operands
    listed = list(operands[0]) if str(instructions[at].operator) == "TJ" else list(operands)
    codes: list[int] = []
    for part in listed:
        try:
            piece.right -= float(part) / EM * piece.size
        except (TypeError, ValueError):  # a string, not a distance
            drawn = bytes(part)
            codes += [int.from_bytes(drawn[place : place + 2]) for place in range(0, len(drawn), 2)]
    piece.right += sum(glyphs.widths.get(code, 0.0) for code in codes) / EM * piece.size
    text = "".join(glyphs.texts.get(code, "") for code in codes) if span is None else _actual_text(instructions[span])
    marks = not any(glyphs.widths.get(code) for code in codes)
    if span is not None and piece.shown and piece.shown[-1].span == span:
        piece.shown[-1].marks &= marks
    else:
        piece.shown.append(Shown(at, text or "", marks, span))


def _actual_text(instruction: Any) -> str | None:
    if str(instruction.operator) != "BDC" or "/ActualText" not in instruction.operands[1]:
        return None
    return str(instruction.operands[1].ActualText)


def rows(found: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces that stand side by side, without a gap, one after the other."""
    row: list[Piece] = []
    for piece in found:
        if row and not _follows(row[-1], piece):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def _follows(before: Piece, piece: Piece) -> bool:
    same_row = before.size == piece.size and abs(before.base - piece.base) < piece.size / 2
    return same_row and abs(before.right - piece.left) < piece.size / 2


def _mended(instructions: list[Any], found: list[Piece]) -> list[Any]:
    """Return the instructions of a page with what marks say again left out."""
    before: dict[int, list[Any]] = {}
    after: dict[int, list[Any]] = {}
    for row in rows(found):
        shown = [some for piece in row for some in piece.shown]
        text = "".join(piece.text for piece in row)
        if any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text):
            for some in filter(repeated, shown):
                _silence(some, instructions, before, after)
        elif any(repeated(some) or some.span is not None for some in shown):
            for piece in row:
                _unmark(instructions, piece)
            before[row[0].first], after[row[-1].last] = [_span(text)], [_end()]
    return [
        each
        for at, instruction in enumerate(instructions)
        for each in (*before.get(at, ()), *((instruction,) if instruction else ()), *after.get(at, ()))
    ]


def _silence(some: Shown, instructions: list[Any], before: dict[int, Any], after: dict[int, Any]) -> None:
    if some.span is not None:
        instructions[some.span] = _span("")
    else:
        before[some.at], after[some.at] = [_span("")], [_end()]


def _unmark(instructions: list[Any], piece: Piece) -> None:
    """Take the spans out of a piece, whose row has one of its own."""
    for at in range(piece.first, piece.last):
        if instructions[at] and str(instructions[at].operator) in {"BDC", "BMC", "EMC"}:
            instructions[at] = None


def _span(text: str) -> Any:
    from pikepdf import ContentStreamInstruction, Dictionary, Name, Operator, String

    said = String(b"\xfe\xff" + text.encode("utf-16-be"))
    return ContentStreamInstruction([Name.Span, Dictionary(ActualText=said)], Operator("BDC"))


def _end() -> Any:
    from pikepdf import ContentStreamInstruction, Operator

    return ContentStreamInstruction([], Operator("EMC"))
