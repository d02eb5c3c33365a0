"""The fonts that cards and case files are printed with: which family writes which locale, and what none of them has."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import FileError
from assistant.lines import Line
from assistant.print_errors import MissingFontError

if TYPE_CHECKING:
    import typst
    import uharfbuzz

LATIN, THAI, HEBREW = "Noto Sans", "Noto Sans Thai", "Heebo"
# Noto draws the dots apart from their letters: whoever copies such a text out of a PDF gets every letter twice.
ARABIC, MORE_ARABIC = "IBM Plex Sans Arabic", "Noto Sans Arabic"
REGIONS = {"zh_CN": "SC", "zh_TW": "TC", "ja": "JP", "ko": "KR"}
CJK = "Noto Sans CJK"
OWN = {LATIN, THAI, ARABIC, MORE_ARABIC, HEBREW}
# The script's own font stands first: quotation marks, stops and digits belong to the script around them.
FIRST = {"th": THAI, "ar": ARABIC, "he": HEBREW} | {locale: f"{CJK} {region}" for locale, region in REGIONS.items()}
CJK_MODULE, CJK_PACKAGE = "manimgx_fonts_cjk", "manimgx-fonts-cjk"
PACKAGED = {"Noto Sans Devanagari", "Noto Sans Khmer", "Noto Sans Tamil", "Noto Sans Telugu"}  # the rest is not on PyPI
UNSEEN = {"Cf", "Cc", "Zl", "Zp"}  # isolates, joiners and the like draw nothing
SYMBOLS = {"So": "Noto Sans Symbols", "Sm": "Noto Sans Math"}


def families(locale: str, own: Path | None = None) -> tuple[str, ...]:
    """Return the families for a text in a locale, in the order in which they are asked for a character.

    `own` is a folder with fonts of the shop's, for scripts that ours do not write.
    """
    chinese = f"{CJK} {REGIONS.get(locale, 'SC')}"
    known = (FIRST.get(locale, LATIN), LATIN, THAI, ARABIC, MORE_ARABIC, HEBREW, chinese)
    return tuple(dict.fromkeys((*known, *sorted(_added(own)))))


@cache
def files(own: Path | None = None) -> dict[str, Path]:
    """Return the upright file of every family. Raises MissingFontError where one of ours is not installed."""
    found = _packaged()
    for name in sorted(OWN - found.keys()):
        raise MissingFontError(name, f"fontpkg-{name.lower().replace(' ', '-')}")
    spec = find_spec(CJK_MODULE)
    collection = sorted(Path(spec.origin).parent.glob("NotoSansCJK*")) if spec and spec.origin else []
    if not collection:
        raise MissingFontError(CJK, CJK_PACKAGE)
    ours = {name: found[name] for name in OWN} | {f"{CJK} {region}": collection[0] for region in REGIONS.values()}
    return _added(own) | ours


@cache
def typst_fonts(own: Path | None = None) -> typst.Fonts:
    """Return the fonts as typst takes them: ours and `own` alone, so that every machine prints the same card."""
    import typst

    folders = sorted({str(path.parent) for path in files(own).values()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


def missing(text: str, locale: str, own: Path | None = None) -> str | None:
    """Return the first character of a text that no family can draw, None where all can be drawn."""
    names, known = families(locale, own), files(own)
    return next((character for character in text if not _drawn(character, [known[name] for name in names])), None)


def wanted_font(character: str) -> str:
    """Return the name of the family that would have a character, by its script."""
    category = unicodedata.category(character)
    if category in SYMBOLS:
        return SYMBOLS[category]
    script = unicodedata.name(character, "").split(" ")[0].title()
    return f"Noto Sans {script}" if script.isalpha() else "a font for its script"


def _drawn(character: str, paths: list[Path]) -> bool:
    if unicodedata.category(character) in UNSEEN:
        return True
    # A family is opened only when those before it lack the character.
    return any(ord(character) in _characters(path) for path in paths)


@cache
def _characters(path: Path) -> frozenset[int]:
    """Return what a font file can draw; the faces of the Chinese collection all have the same characters."""
    return frozenset(_face(path).unicodes)


def _face(path: Path) -> uharfbuzz.Face:
    import uharfbuzz

    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), 0)


@cache
def _added(own: Path | None) -> dict[str, Path]:
    """Return the families beside ours: Noto packages that somebody installed, and the fonts in the shop's folder."""
    packages = {name: path for name, path in _packaged().items() if name.startswith("Noto ") and name not in OWN}
    found = [path for kind in ("*.ttf", "*.otf") for path in sorted(own.glob(kind))] if own else []
    return packages | {_name(path): path for path in found}


def _name(path: Path) -> str:
    """Return the family that a font file belongs to. Raises FileError where it is no font."""
    from uharfbuzz import OTNameIdPredefined as Named

    face = _face(path)
    name = face.get_name(Named.TYPOGRAPHIC_FAMILY) or face.get_name(Named.FONT_FAMILY)
    if not name or not face.unicodes:
        raise FileError(path, Line(msgid="is no font"), Line(msgid="take it out of the folder"))
    return str(name)


@cache
def _packaged() -> dict[str, Path]:
    """Return the upright file of every family that is installed as a `fontpkg` package."""
    import fontpkg

    upright = {
        family.name: [file.path for file in family.files if file.style == "normal"]
        for family in fontpkg.families().values()
    }
    return {name: Path(paths[0]) for name, paths in upright.items() if paths}
