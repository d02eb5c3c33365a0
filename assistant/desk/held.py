"""What the desk holds of buyers beside the archive: for a day, and nothing of it past a redaction."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.desk.jobs import Jobs
from assistant.desk.shelf import Shelf

if TYPE_CHECKING:
    from assistant.archive import Archive

KEPT = timedelta(days=1)


class Held:
    """The imported orders and the jobs; whoever asks for either gets nothing that should be forgotten."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._shelf, self._jobs = Shelf(), Jobs()
        self._seen, self._looking = 0, threading.Lock()

    @property
    def shelf(self) -> Shelf:
        """The imported orders."""
        self._forget()
        return self._shelf

    @property
    def on_shelf(self) -> int:
        """How many orders there are. It names nobody, so drafts, which go on without an archive, do not ask it."""
        return self._shelf.count

    @property
    def jobs(self) -> Jobs:
        """The work in bulk."""
        self._forget()
        return self._jobs

    def stop(self) -> None:
        """End all jobs and remove their files."""
        self._jobs.stop()

    def _forget(self) -> None:
        with self._looking:  # who asks meanwhile waits until all is gone
            self._seen, is_redacted = self._archive.trail.redacted_since(self._seen)
            # The trail does not say who it was: that is what a redaction is for. So everything goes.
            before = None if is_redacted else self._archive.now() - KEPT
            self._shelf.drop(before)
            self._jobs.drop(before)
