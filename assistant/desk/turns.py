"""Whose turn it is to compute: Python runs one thread at a time, and many that want to run at once delay each other.

Who waits for the database, a file or a browser takes no turn.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import BoundedSemaphore, local
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_ONCE = 2  # one computes while the other one's message is with the encoder, which needs no Python
_free = BoundedSemaphore(AT_ONCE)
_mine = local()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn and hold it; whoever has one already goes on."""
    if getattr(_mine, "held", False):
        yield
        return
    with _free:
        _mine.held = True
        try:
            yield
        finally:
            _mine.held = False
