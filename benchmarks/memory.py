"""How much memory a process has held at the most (Linux)."""

from __future__ import annotations

import re
from pathlib import Path


def peak() -> float:
    """Return the most that this process has held at once, in MB.

    Not the kernel's ru_maxrss: for a child that begins with what its parent held when it was started.
    """
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    if found is None:
        raise OSError("/proc/self/status tells no VmHWM: run it on Linux")
    return int(found[1]) / 1024
