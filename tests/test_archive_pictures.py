"""A picture that would fill the memory is listed, not drawn; the others are drawn beside it."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from assistant.archive.nouns import Attached
from assistant.archive.pictures import LARGEST, MOST, drawn, pixels
from tests.filed import NOON
from tests.test_archive_export import png

if TYPE_CHECKING:
    from pathlib import Path

SIDE = 7_000  # 49 megapixels


def made(kind: str) -> bytes:
    """A picture of 3 by 2 pixels."""
    out = io.BytesIO()
    Image.new("RGB", (3, 2)).save(out, kind)
    return out.getvalue()


def wide_frame() -> bytes:
    """A GIF whose screen is one dot, and its picture 5,000 by 5,000."""
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    return screen + b"," + struct.pack("<HHHHB", 0, 0, 5_000, 5_000, 0) + b"\x02\x02\x4c\x01\x00;"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_the_head_of_each_kind_tells_its_size(kind: str) -> None:
    assert pixels(made(kind)) == 6


def test_a_picture_that_is_larger_than_its_screen_has_its_own_size() -> None:
    assert pixels(wide_frame()) == 25_000_000


@pytest.mark.parametrize("data", [png(side=30_000), png(side=10_000), png()[:20], b"GIF8", b""])
def test_what_is_far_too_large_or_no_picture_has_no_size_to_draw(data: bytes) -> None:
    assert pixels(data) is None


def test_what_would_fill_the_memory_is_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.archive.pictures._can_draw", lambda folder, name, _: (folder / name).exists())
    assert MOST // 5 < SIDE**2 < LARGEST < 9_000**2
    contents = [png(side=9_000), png(side=30_000), *(png(side=SIDE + more) for more in (4, 3, 2, 1, 0)), png(), b"x"]
    kinds = [*["image/png"] * 8, "text/plain"]
    files = [
        Attached(name="a", sha256="", size=len(data), media_type=kind, at=NOON, by="wei")
        for data, kind in zip(contents, kinds, strict=True)
    ]
    shown = drawn(files, contents, tmp_path, None)
    assert list(shown) == list(range(8))
    # Of five large ones those are left out that do not fit beside the smaller.
    assert [place for place, name in shown.items() if name] == [3, 4, 5, 6, 7]
