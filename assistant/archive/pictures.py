"""The pictures of a case's PDF: which of them can be drawn, without decoding what would fill the memory."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from assistant.archive.nouns import Attached

PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")
# A pixel takes up to eight bytes while it is drawn, and those of all pictures are held at once. A file of a few
# megabytes can have a thousand million of them; where they do not fit, the program is ended, and its desk with it.
LARGEST = 64_000_000  # what a telephone's 50 megapixels take
MOST = 200_000_000


def drawn(files: Sequence[Attached], contents: Sequence[bytes], folder: Path, fonts: Any) -> dict[int, str | None]:
    """Return the pictures by their place among the files: the name in the folder, None for what cannot be drawn."""
    places = [place for place, file in enumerate(files) if file.media_type in PICTURES]
    fitting = set(_fitting({place: pixels(contents[place]) for place in places}))
    found: dict[int, str | None] = {}
    for place in places:
        name = f"{place + 1}.{files[place].media_type.removeprefix('image/')}"
        if place in fitting:
            (folder / name).write_bytes(contents[place])
        found[place] = name if place in fitting and _can_draw(folder, name, fonts) else None
    return found


def pixels(data: bytes) -> int | None:
    """Return how many pixels the head of a picture says that it has; None where it says none, or far too many."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "WEBP")) as picture:
                return picture.width * picture.height
        except (OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            return None


def _fitting(sizes: Mapping[int, int | None]) -> Iterator[int]:
    """Yield which pictures can be drawn together, the smallest first: a huge one takes the place of no other."""
    known = sorted((size, place) for place, size in sizes.items() if size is not None and size <= LARGEST)
    left = MOST
    for size, place in known:
        left -= size
        if left >= 0:
            yield place


def _can_draw(folder: Path, name: str, fonts: Any) -> bool:
    import typst

    probe = folder / "probe.typ"
    probe.write_text(f'#image("{name}", width: 1cm)', encoding="utf-8")
    try:
        typst.compile(probe, root=folder, font_paths=fonts, format="pdf")
    except typst.TypstError:
        return False
    return True
