"""Pictures on a card: the shop's logo, checked before it is used, and the QR code of its address."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from assistant.cards.compose import scanned_link
from assistant.errors import FileError
from assistant.lines import Line
from assistant.print_errors import PictureError

if TYPE_CHECKING:
    from pathlib import Path

SIGNATURES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
LARGEST_LOGO = 5_000_000
SVG_ROOT = "{http://www.w3.org/2000/svg}svg"
# A code must be read by any telephone from a hand's distance: 15 mm at least, and no module under 0.4 mm.
SMALLEST_CODE, SMALLEST_MODULE, QUIET_MODULES = 15.0, 0.4, 4
SHARE, LARGEST_SHARE = 0.2, 0.62  # of the card's shorter side; the rest is for words


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code as SVG, its quiet zone included, and how long its side is in millimetres."""

    svg: str
    side: float


def read_logo(path: Path) -> tuple[str, bytes]:
    """Return a logo's kind and content. Raises FileError and PictureError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileError.unreadable(path, error.strerror, Line(msgid="check [card] logo in shop.toml")) from None
    if len(content) > LARGEST_LOGO:
        why = Line(msgid="the logo has %(bytes)s bytes", slots=(("bytes", f"{len(content):,}"),))
        step = Line(msgid="save it with at most %(most)s", slots=(("most", f"{LARGEST_LOGO:,}"),))
        raise PictureError(str(path), why, step)
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            return kind, content
    if _is_svg(content):
        return ".svg", content
    raise PictureError(str(path), Line(msgid="the logo is no picture"), Line(msgid="save it as PNG, JPEG or SVG"))


def _is_svg(content: bytes) -> bool:
    if b"<!ENTITY" in content:  # a drawing program writes none; a bomb of nested ones would fill the memory
        return False
    try:
        return ET.fromstring(content).tag == SVG_ROOT  # noqa: S314 - without entities there is nothing to expand
    except ET.ParseError:
        return False


def qr_code(link: str, width: float, height: float) -> Code:
    """Return the code of an address for a card of a size in millimetres. Raises PictureError where it does not fit."""
    import segno

    address = Line(msgid="The address of %(length)s characters", slots=(("length", len(link)),))
    try:  # left to itself segno writes Cyrillic and Japanese in Shift JIS, which few telephones guess
        code = segno.make(scanned_link(link), error="m", encoding="utf-8", micro=False, boost_error=True)
    except segno.DataOverflowError:
        step = Line(msgid="give a shorter one as [card] shop_url")
        raise PictureError(address, Line(msgid="no QR code holds it"), step) from None
    modules = code.symbol_size(border=0)[0]
    symbol = max(SMALLEST_CODE, modules * SMALLEST_MODULE, SHARE * min(width, height))
    side = symbol * (modules + 2 * QUIET_MODULES) / modules
    if side > LARGEST_SHARE * min(width, height):
        why = Line(
            msgid="its QR code would be %(side)s mm wide, too large for a card of %(size)s mm",
            slots=(("side", f"{side:.0f}"), ("size", f"{width:g} x {height:g}")),
        )
        raise PictureError(address, why, Line(msgid="give a shorter one as [card] shop_url, or a larger --size"))
    drawing = io.BytesIO()
    code.save(drawing, kind="svg", border=QUIET_MODULES, xmldecl=False, svgns=True, omitsize=True)
    return Code(drawing.getvalue().decode(), round(side, 2))
