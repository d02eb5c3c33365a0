"""Messages in bulk: each row of a table is read, planned for and answered; nothing is sent or filed."""

from __future__ import annotations

import csv
import json
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.answers import reply_record
from assistant.cells import harmless
from assistant.desk.names import COLUMN_NAMES
from assistant.desk.told import told
from assistant.desk.uploads import rows_of
from assistant.errors import DataError
from assistant.fields import REPLY
from assistant.outcomes import outcome
from assistant.records import Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from assistant.desk.jobs import Job
    from assistant.desk.program import Program
    from assistant.outcomes import Outcome
    from assistant.writing.staff import Wording

PREVIEW = 20
COLUMNS = ("id", "language", "reason", "confidence", "needs_review", "remedy", "amount", "currency", "body", "gloss")
REJECTED = ("row", "field", "value", "why")
FILES = ("results.jsonl", "results.csv", "rejected.csv")


@dataclass(frozen=True, slots=True)
class Triage:
    """What is done with each row; `defaults` stand where a row says nothing."""

    program: Program
    staff_locale: str
    defaults: Mapping[str, Any]

    def __call__(self, job: Job) -> None:
        """Write one result or one rejection a row. Raises BatchFileError, StoppedError, OSError."""
        program = self.program.assistant(self.staff_locale)
        size = max(1, job.table.stat().st_size)
        with ExitStack() as files:
            table = files.enter_context(job.table.open("rb"))
            results, rows, rejected = (_Written(job.folder / name, files) for name in FILES)
            job.downloads = {name: job.folder / name for name in FILES}
            rows.row(COLUMNS)
            rejected.row(REJECTED)
            source, rows_seen = Source(job.table, table, REPLY.names, REPLY.needs), rows_of(job.table)
            for line, record in source:
                number = rows_seen.get(line, line)
                job.go_on(source.bytes_read / size)
                became = outcome(number, record, program, reply_record, REPLY, self.defaults)
                job.done += 1
                if became.result is None:
                    rejection = {**became.rejection, "why": reason(became, program.word)}
                    job.reject(rejection)
                    rejected.row([rejection[name] for name in REJECTED])
                    continue
                results.line(became.result)
                short = summary(became.result)
                rows.row(list(short.values()))
                if len(job.preview) < PREVIEW:
                    job.preview.append(short)


class _Written:
    """A file that grows line by line; a spreadsheet shows what stands in a cell and does not run it."""

    def __init__(self, path: Path, files: ExitStack) -> None:
        # The mark at the beginning tells Excel that it is UTF-8.
        encoding = "utf-8-sig" if path.suffix == ".csv" else "utf-8"
        self._file = files.enter_context(path.open("w", encoding=encoding, newline=""))
        self._table = csv.writer(self._file, lineterminator="\r\n")

    def line(self, record: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(record, ensure_ascii=False) + "\n")

    def row(self, cells: Any) -> None:
        self._table.writerow(map(_cell, cells))


def reason(became: Outcome, word: Wording) -> str:
    """Return why a row was rejected, in the staff's language, each defect of its order beside its field."""
    if isinstance(became.error, DataError):
        return " ".join(told(problem, word, COLUMN_NAMES) for problem in became.error.problems)
    return told(became.error, word, COLUMN_NAMES) if became.error else became.why


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
    return harmless("" if value is None else str(value))
