"""Where a batch runs: here, in a process for each core, or on Ray. Each engine gives the outcomes back in order."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from assistant.errors import WorkerLostError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.cli.job import Job
    from assistant.outcomes import Outcome
    from assistant.records import Row

CHUNK = 32
WORTH_A_PROCESS = 100_000  # bytes; a process needs a second before it has read its first message
MOST_WORKERS = 61  # Windows can wait for no more
AHEAD = 4  # chunks a worker that are read ahead: enough to keep it busy, few enough for constant memory


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_here(job: Job, rows: Iterator[Row], workers: int | None, size: int) -> Iterator[list[Outcome]]:
    """Run on this machine; a small file (in bytes) in this process, if the number of processes is left open."""
    count = workers or (1 if size < WORTH_A_PROCESS else cores())
    if count > 1:
        yield from in_processes(job, rows, count)
        return
    for chunk in chunks(rows):
        yield job.run(chunk)


def in_processes(job: Job, rows: Iterator[Row], workers: int) -> Iterator[list[Outcome]]:
    """Run in so many processes. Raises WorkerLostError where one of them dies."""
    workers = min(workers, MOST_WORKERS)
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_prepare, initargs=(job,))
    try:
        waiting: deque[Future[list[Outcome]]] = deque()
        for chunk in chunks(rows):
            waiting.append(pool.submit(_run, chunk))
            if len(waiting) >= workers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise WorkerLostError(workers) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def chunks(rows: Iterable[Row], size: int = CHUNK) -> Iterator[list[Row]]:
    """Yield the rows by the chunk."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk


_job: Job


def _prepare(job: Job) -> None:
    global _job  # noqa: PLW0603 - a worker process serves one job
    _job = job
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair


def _end_with_parent() -> None:
    """End when the parent is gone: killed, it cannot tell its workers, which would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run(chunk: list[Row]) -> list[Outcome]:
    return _job.run(chunk)
