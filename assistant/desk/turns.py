"""Whose turn it is to compute: Python runs one thread at a time, and many that want to run at once delay each other.

Who waits for the database, a file or a browser takes no turn.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from threading import Lock, local
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_ONCE = 2  # one computes while the other one's message is with the encoder, which needs no Python
_mine = local()


class Turns:
    """So many at once, the others in the order in which they came: a semaphore lets a newcomer overtake who waits."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: deque[Lock] = deque()
        self._counted = Lock()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self) -> None:
        """Return when it is this thread's turn."""
        called = Lock()
        with self._counted:
            if self._free:
                self._free -= 1
                return
            called.acquire()
            self._waiting.append(called)
        called.acquire()

    def give(self) -> None:
        """Give the turn to whoever has waited longest."""
        with self._counted:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


_turns = Turns(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn and hold it; whoever has one already goes on."""
    if getattr(_mine, "held", False):
        yield
        return
    _turns.take()
    _mine.held = True
    try:
        yield
    finally:
        _mine.held = False
        _turns.give()
