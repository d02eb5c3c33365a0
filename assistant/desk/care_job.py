"""Care messages in bulk: what is due for the orders of a table, looked at first, then written, each once."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.caring import Caring, open_ledger
from assistant.desk.care_shelf import ANY, FILES, MESSAGES
from assistant.desk.names import STEPS
from assistant.desk.showing import language_name

if TYPE_CHECKING:
    from assistant.care.ledger import Ledger
    from assistant.care.made import Summary, Work
    from assistant.desk.care_shelf import CareShelf
    from assistant.desk.jobs import Job
    from assistant.desk.program import Program

SAMPLES = 12


@dataclass(frozen=True, slots=True)
class CareJob:
    """What is done with the table; without a shelf nothing is written or noted down, only looked at."""

    program: Program
    staff_locale: str
    shelf: CareShelf | None

    def __call__(self, job: Job) -> None:
        """Write the messages that are due today, or show what would be written. Raises what a run of care raises."""
        caring = Caring(self.program.wording(self.staff_locale))
        work = caring.work(job.table, None, caring.settings(caring.steps()))
        work = replace(work, word=self.program.row_words(self.staff_locale))
        ledger = open_ledger(None)
        try:
            if self.shelf:
                caring.forget(ledger, datetime.now(UTC))
            summary = self._written(job, work, ledger, self.shelf) if self.shelf else self._looked(job, work, ledger)
        finally:
            ledger.close()
        job.done = summary.messages.total() + summary.skipped.total() + summary.refused
        job.counts = [
            (f"{work.word(STEPS[step])} · {language_name(locale, self.staff_locale)}", count)
            for (step, locale), count in sorted(summary.messages.items())
        ]
        job.counts += summary.skipped.most_common()
        job.rejected, job.rejected_rows = summary.refused, summary.rejected_rows

    @staticmethod
    def _looked(job: Job, work: Work, ledger: Ledger) -> Summary:
        from assistant.care.made import preview

        summary, samples = preview(work, ledger, None, SAMPLES, job.go_on)
        job.preview = [dict(sample) for sample in samples]
        return summary

    @staticmethod
    def _written(job: Job, work: Work, ledger: Ledger, shelf: CareShelf) -> Summary:
        from assistant.care.run import WHOLE, FileRun

        folder = shelf.begin(job.name, job.by, job.began)
        try:
            summary = FileRun(work, folder / MESSAGES, ledger)(lambda parts, _: job.go_on(parts / WHOLE))
        except BaseException:
            shelf.discard(folder)
            raise
        files = folder
        if summary.messages.total():
            job.kept = folder
        else:  # nothing that could not be written again
            for path in folder.glob(ANY):
                shutil.move(path, job.folder)
            shelf.discard(folder)
            files = job.folder
        job.downloads = {name: files / name for name in FILES if (files / name).is_file()}
        return summary
