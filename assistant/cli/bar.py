"""The progress bar of a batch: share done, rows, rows a second, time left; nothing where nobody looks at a screen."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.cli.staff import wording
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress_bar(total: int) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error; what is given is called with how much of `total` is done, and with the rows."""
    if not sys.stderr.isatty():
        yield lambda _completed, _rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rows]}"),
        TextColumn("{task.fields[rate]:,.0f}/s"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as progress:
        word = wording()

        def said(rows: int) -> str:
            return word(Line(msgid="%(count)s rows", slots=(("count", f"{rows:,}"),)))

        task = progress.add_task("", total=total, rows=said(0), rate=0.0)
        started, first = time.monotonic(), -1

        def show(completed: int, rows: int) -> None:
            nonlocal first
            first = rows if first < 0 else first
            rate = (rows - first) / max(1e-3, time.monotonic() - started)
            progress.update(task, completed=completed, rows=said(rows), rate=rate)

        yield show
