"""Work in bulk beside the page: one job at a time, with its progress, its first results, and what was rejected."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.desk.errors import StoppedError
from assistant.errors import AssistantError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

KEPT, REJECTED_SHOWN = 20, 50


class Stage(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass
class Job:
    """One upload and what has become of it so far; changed by its own thread alone.

    `preview` are its first results as `kind` shows them; `downloads` and `pictures` are the files that it has made,
    `kept` is the folder of those that stay when it is forgotten.
    """

    kind: str
    name: str
    table: Path
    by: str
    do: Callable[[Job], None]
    began: datetime
    number: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    stage: Stage = Stage.WAITING
    done: int = 0
    rejected: int = 0
    share: float = 0.0
    preview: list[dict[str, Any]] = field(default_factory=list)
    counts: list[tuple[str, int]] = field(default_factory=list)
    rejected_rows: list[dict[str, Any]] = field(default_factory=list)
    downloads: dict[str, Path] = field(default_factory=dict)
    pictures: dict[str, Path] = field(default_factory=dict)
    kept: Path | None = None
    failure: Line | None = None
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def is_running(self) -> bool:
        """Whether more is to come."""
        return self.stage in {Stage.WAITING, Stage.RUNNING}

    @property
    def folder(self) -> Path:
        """Where its files lie; they go with it."""
        return self.table.parent

    def reject(self, row: dict[str, Any]) -> None:
        """Count a rejected row, and keep it to be shown while there are few."""
        self.rejected += 1
        self.tell(row)

    def tell(self, row: dict[str, Any]) -> None:
        """Keep why a row is rejected, to be shown, while there are few."""
        if len(self.rejected_rows) < REJECTED_SHOWN:
            self.rejected_rows.append(row)

    def go_on(self, share: float) -> None:
        """Tell how far it is. Raises StoppedError where somebody has stopped it."""
        self.share = min(1.0, share)
        if self.stopping.is_set():
            raise StoppedError


class Jobs:
    """The jobs of this desk; they end with it, the files that were uploaded stay with the staff."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bulk")
        self._folder: Path | None = None
        self._lock = threading.Lock()

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Yield a new folder for an upload; one that is refused leaves nothing in it behind."""
        with self._lock:  # not earlier: a desk that cannot be opened would leave it behind
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="desk-"))
        path = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            yield path
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise

    def start(self, job: Job) -> Job:
        """Put a job in line; of the old ones only the newest are kept."""
        with self._lock:
            self._jobs[job.number] = job
            for old in [one for one in self._jobs.values() if not one.is_running][:-KEPT]:
                self._remove(old)
        self._worker.submit(self._run, job)
        return job

    def get(self, number: str) -> Job | None:
        """Return a job, None where there is none of that number any more."""
        with self._lock:
            return self._jobs.get(number)

    def all(self) -> tuple[Job, ...]:
        """Return the jobs, the newest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def drop(self, before: datetime | None) -> None:
        """Drop the ended jobs that began before a moment, with their files; where none is given, all jobs.

        One that still runs is stopped: it would write of the buyer anew. Its files go when it has ended.
        """
        with self._lock:
            for job in tuple(self._jobs.values()):
                if before is None or (job.began < before and not job.is_running):
                    self._remove(job)

    def stop(self) -> None:
        """End all jobs and remove their files."""
        for job in self.all():
            job.stopping.set()
        self._worker.shutdown(cancel_futures=True)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _remove(self, job: Job) -> None:
        del self._jobs[job.number]
        job.stopping.set()
        if not job.is_running:  # else its files go in _run, when nobody writes to them any more
            shutil.rmtree(job.folder, ignore_errors=True)

    def _run(self, job: Job) -> None:
        try:
            self._do(job)
        finally:
            if self.get(job.number) is None:
                shutil.rmtree(job.folder, ignore_errors=True)

    @staticmethod
    def _do(job: Job) -> None:
        try:
            job.go_on(0.0)  # it may have been stopped in line
            job.stage = Stage.RUNNING
            job.do(job)
        except StoppedError:
            job.stage = Stage.STOPPED
        except AssistantError as error:
            job.failure, job.stage = renamed(error.line, job.table, job.name), Stage.FAILED
        except OSError as error:
            why = (("why", error.strerror or type(error).__name__),)
            job.failure = Line(msgid="The results cannot be written (%(why)s): free some room.", slots=why)
            job.stage = Stage.FAILED
        except BaseException:
            job.failure = Line(msgid="The program failed on this file: please report it.")
            job.stage = Stage.FAILED
            raise
        else:
            job.share, job.stage = 1.0, Stage.DONE


def renamed(value: Any, table: Path, name: str) -> Any:
    """Return a line that names our copy of a file by the name that the staff know."""
    if isinstance(value, Line):
        return replace(value, slots=tuple((slot, renamed(one, table, name)) for slot, one in value.slots))
    return value.replace(str(table), name) if isinstance(value, str) else value
