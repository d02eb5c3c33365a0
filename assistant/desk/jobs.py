"""Work in bulk beside the page: one job at a time, with its progress, its first results, and what was rejected."""

from __future__ import annotations

import csv
import io
import json
import secrets
import shutil
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answers import reply_record
from assistant.errors import AssistantError
from assistant.outcomes import outcome
from assistant.records import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.desk.program import Program

PREVIEW, KEPT = 20, 20
COLUMNS = ("id", "language", "reason", "confidence", "needs_review", "remedy", "amount", "currency", "body", "gloss")
REJECTED = ("row", "field", "value", "why")


class Stage(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass
class Job:
    """One upload and what has become of it so far; changed by its own thread alone."""

    name: str
    table: Path
    by: str
    staff_locale: str
    defaults: Mapping[str, Any]
    number: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    stage: Stage = Stage.WAITING
    done: int = 0
    share: float = 0.0
    preview: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    failure: str = ""
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def is_running(self) -> bool:
        """Whether more is to come."""
        return self.stage in {Stage.WAITING, Stage.RUNNING}

    @property
    def results(self) -> Path:
        """The file of the results, a line of JSON each."""
        return self.table.with_name("results.jsonl")

    def as_csv(self) -> str:
        """Return the results as a table that a spreadsheet reads and does not run."""
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\n")
        table.writerow(COLUMNS)
        with self.results.open(encoding="utf-8") as lines:
            for line in lines:
                table.writerow(map(_cell, summary(json.loads(line)).values()))
        return out.getvalue()

    def rejected_csv(self) -> str:
        """Return what was rejected, and why."""
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\n")
        table.writerow(REJECTED)
        table.writerows([_cell(row[key]) for key in REJECTED] for row in self.rejected)
        return out.getvalue()


class Jobs:
    """The jobs of this desk; they end with it, the files that were uploaded stay with the staff."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._jobs: dict[str, Job] = {}
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bulk")
        self._folder = Path(tempfile.mkdtemp(prefix="desk-"))

    def folder(self) -> Path:
        """Return a new folder for an upload."""
        return Path(tempfile.mkdtemp(dir=self._folder))

    def start(self, job: Job) -> Job:
        """Put a job in line; of the old ones only the newest are kept."""
        self._jobs[job.number] = job
        for old in [one for one in self._jobs.values() if not one.is_running][:-KEPT]:
            shutil.rmtree(old.table.parent, ignore_errors=True)
            del self._jobs[old.number]
        self._worker.submit(self._run, job)
        return job

    def get(self, number: str) -> Job | None:
        """Return a job, None where there is none of that number any more."""
        return self._jobs.get(number)

    def all(self) -> tuple[Job, ...]:
        """Return the jobs, the newest first."""
        return tuple(reversed(self._jobs.values()))

    def stop(self) -> None:
        """End all jobs and remove their files."""
        for job in self._jobs.values():
            job.stopping.set()
        self._worker.shutdown(cancel_futures=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, job: Job) -> None:
        job.stage = Stage.RUNNING
        try:
            self._triage(job)
            job.stage = Stage.STOPPED if job.stopping.is_set() else Stage.DONE
        except AssistantError as error:
            job.failure, job.stage = str(error), Stage.FAILED
        except OSError as error:
            job.failure, job.stage = f"The results cannot be written ({error.strerror}): free some room.", Stage.FAILED
        except BaseException:
            job.failure, job.stage = "The program failed on this file: please report it.", Stage.FAILED
            raise

    def _triage(self, job: Job) -> None:
        """Write one result or one rejection a row. Raises BatchFileError, OSError."""
        program = self._program.assistant(job.staff_locale)
        size = max(1, job.table.stat().st_size)
        with job.table.open("rb") as file, job.results.open("w", encoding="utf-8") as out:
            source = Source(job.table, file, "text")
            for number, record in source:
                if job.stopping.is_set():
                    return
                became = outcome(number, record, program, reply_record, "text", job.defaults)
                if became.result is None:
                    job.rejected.append(became.rejection)
                else:
                    out.write(json.dumps(became.result, ensure_ascii=False) + "\n")
                    if len(job.preview) < PREVIEW:
                        job.preview.append(summary(dict(became.result)))
                job.done, job.share = job.done + 1, min(1.0, source.bytes_read / size)
        job.share = 1.0


def summary(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a table shows of a reply."""
    reading, plan, draft = result["reading"], result["plan"], result["draft"]
    nothing: dict[str, Any] = {}
    first = next((option for option in plan["options"] if option["offered"]), nothing)
    values = (
        result.get("id"), reading["locale"], plan["reason"], reading["confidence"], reading["needs_review"],
        first.get("remedy"), first.get("amount"), first.get("currency"), draft["body"], draft["gloss"]["body"],
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
