"""A place for output that one run holds alone, as long as its process lives."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from assistant.errors import BusyOutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold an output for one run, by a file beside it. Raises BusyOutputError where another holds it, OSError."""
    path = _lock_of(out)
    with ExitStack() as stack:
        while not _taken(path, stack):
            stack.close()
        try:
            yield
        finally:
            with suppress(OSError):  # Windows removes no open file; one that stays behind says nothing
                path.unlink()  # while it is held: later it may be another's


def is_held(out: Path) -> bool:
    """Whether a run holds an output now; nothing new is written to find out."""
    path = _lock_of(out)
    try:
        if not path.exists():
            return False
        lock = FileLock(path)
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:  # nobody may write there: nobody does
        return False
    lock.release()
    return False


def _lock_of(out: Path) -> Path:
    return out.with_name(out.name + ".lock")


def _taken(path: Path, stack: ExitStack) -> bool:
    """Take the lock; whether its file still has its name, for the one who held it before may have removed it."""
    seen = stack.enter_context(path.open("a"))  # stays open, so that no other file can pass for this one
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyOutputError(path.with_suffix("")) from None
    stack.callback(lock.release)
    try:
        return os.path.samestat(path.stat(), os.fstat(seen.fileno()))
    except FileNotFoundError:
        return False
