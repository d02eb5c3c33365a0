"""Care messages that the ledger counts as written: none is written twice, so they are kept until they are purged."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant import resources
from assistant.errors import FileError
from assistant.lines import Line

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.care.concerned import Whom

MESSAGES, REJECTED = "messages.csv", "messages.rejected.csv"
FILES = (MESSAGES, "messages.skipped.csv", REJECTED)
NAMING = (MESSAGES, REJECTED)
ANY = "messages*"
FOLDER, ABOUT = "care", "run.json"
MOMENT = "%Y-%m-%d-%H%M%S"
NUMBER = re.compile(r"(\d{4}-\d{2}-\d{2}-\d{6})-[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Written:
    """One run: when it was, whose table it was, who began it, and its files by name."""

    number: str
    at: datetime
    table: str
    by: str
    files: dict[str, Path]


class CareShelf:
    """The runs in the user's data folder, each in a folder that bears its date; only this user may open them."""

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return resources.data_folder().absolute() / FOLDER

    def begin(self, table: str, by: str, at: datetime) -> Path:
        """Return a new folder for what is to be written out of a table. Raises FileError."""
        path = self.folder / f"{at.astimezone():{MOMENT}}-{secrets.token_hex(3)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            path.mkdir()
            (path / ABOUT).write_text(json.dumps({"table": table, "by": by}, ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            what = Line(msgid="cannot be read or written (%(why)s)", slots=(("why", error.strerror or str(error)),))
            raise FileError(path, what, Line(msgid="check the folder, or set ASSISTANT_DATA")) from error
        return path

    def all(self) -> tuple[Written, ...]:
        """Return the runs that have written messages, the newest first."""
        return tuple(filter(None, map(self._read, sorted(self._runs(), reverse=True))))

    def get(self, number: str) -> Written | None:
        """Return a run, None where there is none of that number any more."""
        return next((run for run in self.all() if run.number == number), None)

    @staticmethod
    def discard(folder: Path) -> None:
        """Remove the folder of a run that has written nothing; what a ledger still has to put in its place stays."""
        if not any(folder.glob(ANY)):
            shutil.rmtree(folder)

    def delete(self, number: str) -> None:
        """Remove a run for good."""
        for path in self._runs():
            if path.name == number:
                shutil.rmtree(path)

    def purge(self, keep_days: int, now: datetime) -> None:
        """Remove the runs that are older."""
        for path in self._runs():
            at = _moment(path.name)
            if at and now - at > timedelta(days=keep_days):
                shutil.rmtree(path)

    def redact(self, whom: Whom) -> int:
        """Empty the texts of the messages that concern somebody, and rejected rows that name him; return how many.

        Raises FileError.
        """
        from assistant.care.outlets import withhold

        paths = (run / name for run in self._runs() for name in NAMING if (run / name).is_file())
        return sum(withhold(path, whom) for path in paths)

    def _runs(self) -> list[Path]:
        """Return the folders of runs; what else somebody has put there is not ours."""
        if not self.folder.is_dir():
            return []
        return [path for path in self.folder.iterdir() if path.is_dir() and _moment(path.name)]

    @staticmethod
    def _read(path: Path) -> Written | None:
        """Return a run, None where it has written no messages."""
        at, files = _moment(path.name), {name: path / name for name in FILES if (path / name).is_file()}
        if at is None or MESSAGES not in files:
            return None
        try:
            about = json.loads((path / ABOUT).read_text(encoding="utf-8"))
        except (OSError, ValueError):  # whose table it was is lost, the messages are not
            about = {}
        return Written(path.name, at, str(about.get("table", "")), str(about.get("by", "")), files)


def _moment(number: str) -> datetime | None:
    match = NUMBER.fullmatch(number)
    if match is None:
        return None
    try:
        return datetime.strptime(match[1], MOMENT).astimezone()
    except ValueError:
        return None
