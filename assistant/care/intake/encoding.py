"""The encoding of a table in text: UTF-8 with or without a BOM, UTF-16 with one, GB18030; read on as UTF-8."""

from __future__ import annotations

import codecs
import re
from typing import IO, TYPE_CHECKING

from assistant.errors import NotTextError
from assistant.model import Line

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 4_194_304
BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "gb18030": "GB18030"}
# Two bytes of GB18030 that stand in Chinese tables: signs, full-width, Greek and Cyrillic letters, and the 3,755
# commonest characters. Western, Cyrillic, Thai ... text in its own code page is valid GB18030 too, but lands elsewhere;
# only Korean in EUC-KR and Japanese in EUC-JP land here as well.
PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
COMMON = re.compile(rb"[\xa1-\xa9\xb0-\xd7][\xa1-\xfe]")
COMMON_SHARE = 0.75
GOOD_FOR_ONE_DAMAGED = 3
BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"PAR1", b"\x1f\x8b")
NUL_SHARE = 0.02
DAMAGED = "�"


class Utf8Reader:
    """Reads a file of any of the encodings as UTF-8.

    The encoding is decided at the first byte that is not ASCII. A byte that does not belong there is read as U+FFFD,
    and the first one is remembered in `damage`. Raises NotTextError where the encoding is none of them.
    """

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.damage: Line | None = None
        self.bytes_read = 0
        self._path, self._file = path, file
        self._bare_returns: bool | None = None
        start = file.read(4096)
        if start.startswith(BINARY):
            raise NotTextError(str(path), Line(msgid="it is a file of another kind with the wrong name"))
        bom = next((bom for bom in BOMS if start.startswith(bom)), b"")
        self.encoding: str | None = BOMS.get(bom)
        if not self.encoding and start.count(0) > NUL_SHARE * len(start):
            why = Line(msgid="byte %(byte)s is NUL, as in binary files", slots=(("byte", start.index(0) + 1),))
            raise NotTextError(str(path), why)
        file.seek(len(bom))
        self.bytes_read = len(bom)
        self._decoder = codecs.getincrementaldecoder(self.encoding)("replace") if self.encoding else None
        self._rest = b""

    @property
    def name(self) -> str:
        """The encoding's name, for the staff."""
        return NAMES.get(self.encoding or "utf-8", "")

    def read(self) -> bytes:
        """Return the next part as UTF-8, empty at the end."""
        raw = self._file.read(CHUNK)
        final = len(raw) < CHUNK
        if self.encoding is None and not raw.isascii():
            raw = self._decide(raw, final=final)
        self.bytes_read += len(raw)
        if self.encoding is None:
            return self._lines(raw)
        return self._lines(self._utf8(raw) if self.encoding == "utf-8" else self._decoded(raw, final=final))

    def _decide(self, raw: bytes, *, final: bool) -> bytes:
        """Choose the encoding by the first part that is not ASCII."""
        bad = _first_bad(raw, "utf-8", final=final)
        if bad is None:
            self.encoding = "utf-8"
            return raw
        if _mostly_utf8(raw):
            self.encoding = "utf-8"
        elif _is_chinese(raw, final=final):
            self.encoding = "gb18030"
            self._decoder = codecs.getincrementaldecoder("gb18030")("replace")
        else:
            why = Line(
                msgid="byte %(byte)s (%(code)s) is neither UTF-8 nor GB18030",
                slots=(("byte", self.bytes_read + bad + 1), ("code", f"0x{raw[bad]:02X}")),
            )
            raise NotTextError(str(self._path), why)
        return raw

    def _utf8(self, raw: bytes) -> bytes:
        """Return whole characters; what is cut at the end waits for the next part."""
        whole, self._rest = self._rest + raw, b""
        if raw:
            cut = _cut(whole)
            whole, self._rest = whole[: len(whole) - cut], whole[len(whole) - cut :]
        try:
            whole.decode("utf-8")
        except UnicodeDecodeError as error:
            place = self.bytes_read - len(self._rest) - len(whole) + error.start + 1
            slots = (("place", place), ("byte", f"{whole[error.start]:02X}"))
            self.damage = self.damage or Line(msgid="byte %(place)s (0x%(byte)s) is not UTF-8", slots=slots)
            return whole.decode("utf-8", "replace").encode()
        return whole

    def _decoded(self, raw: bytes, *, final: bool) -> bytes:
        if self._decoder is None:  # pragma: no cover - a decoder is there for every encoding but UTF-8
            return raw
        text = self._decoder.decode(raw, final)
        if DAMAGED in text:
            slots = (("place", self.bytes_read), ("encoding", self.name))
            why = Line(msgid="a character among the bytes up to %(place)s is not %(encoding)s", slots=slots)
            self.damage = self.damage or why
        return text.encode("utf-8", "replace")

    def _lines(self, text: bytes) -> bytes:
        """Return the text with line feeds where an old program has written carriage returns alone."""
        if self._bare_returns is None and (b"\r" in text or b"\n" in text):
            self._bare_returns = b"\n" not in text
        return text.replace(b"\r", b"\n") if self._bare_returns else text


def _first_bad(raw: bytes, encoding: str, *, final: bool) -> int | None:
    try:
        codecs.getincrementaldecoder(encoding)().decode(raw, final)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _mostly_utf8(raw: bytes) -> bool:
    """Whether a few bytes are damaged in what is UTF-8 otherwise."""
    text = raw.decode("utf-8", "replace")
    damaged = text.count(DAMAGED)
    return sum(sign > "\x7f" for sign in text) - damaged > GOOD_FOR_ONE_DAMAGED * damaged


def _is_chinese(raw: bytes, *, final: bool) -> bool:
    if _first_bad(raw, "gb18030", final=final) is not None:
        return False
    pairs = PAIR.findall(raw)
    return sum(map(bool, map(COMMON.fullmatch, pairs))) >= COMMON_SHARE * len(pairs)


def _cut(raw: bytes) -> int:
    """Return how many bytes at the end begin a character of UTF-8 that is not whole."""
    for back in range(1, min(4, len(raw)) + 1):
        byte = raw[-back]
        if byte >= 0xC0:  # noqa: PLR2004 - the first byte of a character
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4  # noqa: PLR2004
            return back if back < length else 0
        if byte < 0x80:  # noqa: PLR2004 - ASCII
            return 0
    return 0
