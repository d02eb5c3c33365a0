"""Cards into files: one PDF out of many pieces, a picture a page, or text; what got no card stands beside them."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import BatchFileError, FileError
from assistant.lines import Line, listed
from assistant.printing import card_json, cover_rows, refuser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.cards.nouns import Card
    from assistant.cards.press import Printed, Work
    from assistant.printing import CardShop, NoCard

OPEN_AT_ONCE = 100  # files; a process may open a thousand
TEXT = ".txt"
KINDS = (".pdf", ".png", ".svg", TEXT)


def require_kind(out: Path) -> str:
    """Return the kind of an output file. Raises BatchFileError."""
    kind = out.suffix.lower()
    if kind not in KINDS:
        raise BatchFileError(
            out,
            Line(
                msgid="'%(suffix)s' is not a kind of card file: use %(kinds)s",
                slots=(("suffix", out.suffix), ("kinds", listed(KINDS))),
            ),
        )
    return kind


def is_text(out: Path | None) -> bool:
    """Return whether cards come out as text, which carries no QR code: to the screen, or into a file."""
    return out is None or out.suffix.lower() == TEXT


def write_text(out: Path, cards: Iterable[Card]) -> list[Card]:
    """Write cards as text, a blank line between two, and return them."""
    done = list(cards)
    _write(out, "\n".join(f"{card.text}\n" for card in done).encode())
    return done


def print_cards(out: Path, cards: Iterable[Card], shop: CardShop, work: Work, without: list[NoCard]) -> list[Card]:
    """Print cards into a file, or a file a page for pictures, and return those that were printed."""
    done: list[Card] = []
    kind = out.suffix.lower()[1:]
    with shop.press(work) as press:
        files = _files(press.pages(cards, kind, refuser(without)), done)
        (_write_pdf if kind == "pdf" else _write_pictures)(out, files)
    return done


def write_cover(out: Path, cards: list[Card], shop: CardShop, work: Work) -> Path:
    """Write the list of the cards beside their file, and return its path."""
    path = cover_of(out)
    with shop.press(work) as press:
        rows = cover_rows(cards, work.font_folder)
        _write_pdf(path, press.cover(rows, [card.locale for card in cards], out.name))
    return path


def cover_of(out: Path) -> Path:
    """Return where the list of the cards of a file lies."""
    return out.with_suffix(".cover.pdf")


def shares_lists(out: Path) -> bool:
    """Return whether cards of another kind stand under the same name, whose lists those beside it may be."""
    others = (out.with_suffix(kind) for kind in KINDS if kind != out.suffix.lower())
    return any(other.is_file() or _numbered(other, 1).is_file() for other in others)


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write records a line; a file of an earlier run goes where there are none."""
    if rows:
        _write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())
    else:
        path.unlink(missing_ok=True)


def cards_json(cards: list[Card], skipped: list[dict[str, Any]], rejected: list[dict[str, Any]], word: Any) -> Any:
    """Return `card --json`."""
    return {"cards": [card_json(card, word) for card in cards], "skipped": skipped, "rejected": rejected}


def _files(printed: Iterable[Printed], done: list[Card]) -> Iterator[bytes]:
    for some in printed:
        done += some.cards
        yield from some.files


def _write_pdf(out: Path, pieces: Iterator[bytes]) -> None:
    """Write one file out of the pieces, which lie on the disk meanwhile. Raises FileError."""
    first = next(pieces, None)
    if first is None:
        out.unlink(missing_ok=True)  # else the cards of an earlier run would look like today's
        return
    with _whole(out) as part, tempfile.TemporaryDirectory(prefix="cards-") as name:
        folder = Path(name)
        paths = [_piece(folder, number, piece) for number, piece in enumerate(chain((first,), pieces))]
        while len(paths) > 1:
            groups = [paths[start : start + OPEN_AT_ONCE] for start in range(0, len(paths), OPEN_AT_ONCE)]
            paths = [_joined(group, folder) for group in groups]
        shutil.copyfile(paths[0], part)


def _piece(folder: Path, number: int, content: bytes) -> Path:
    path = folder / f"{number}.pdf"
    path.write_bytes(content)
    return path


def _joined(paths: Sequence[Path], folder: Path) -> Path:
    """Return a file with the pages of several, which are gone afterwards."""
    from pikepdf import ObjectStreamMode, Pdf

    out = folder / f"with-{paths[0].name}"
    with ExitStack() as opened, Pdf.new() as whole:
        for path in paths:  # what they hold is read when the whole is written
            whole.pages.extend(opened.enter_context(Pdf.open(path)).pages)
        whole.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    for path in paths:
        path.unlink()
    return out


def _write_pictures(out: Path, pages: Iterator[bytes]) -> None:
    """Write the page as OUT.png where there is one, else the pages as OUT-001.png and so on."""
    first, second = next(pages, None), next(pages, None)
    number = 0
    if first is not None and second is None:
        _write(out, first)
    elif first is not None and second is not None:
        for number, page in enumerate(chain((first, second), pages), start=1):
            _write(_numbered(out, number), page)
    if number or first is None:
        out.unlink(missing_ok=True)  # the one page of an earlier run
    while (stale := _numbered(out, number := number + 1)).is_file():  # of an earlier run with more pages
        stale.unlink()


def _numbered(out: Path, number: int) -> Path:
    return out.with_name(f"{out.stem}-{number:03d}{out.suffix}")


def _write(path: Path, content: bytes) -> None:
    """Write a file as a whole: half a card file must not look like one."""
    with _whole(path) as part:
        part.write_bytes(content)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Give a place to write to, which becomes the file. Raises FileError."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise FileError.unwritable(path, error.strerror, Line(msgid="check the folder")) from None
