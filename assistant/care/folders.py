"""What a run writes: messages into a file or a folder of e-mails, the others beside it; seen only when complete."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from assistant.care.columns import MESSAGES, REJECTED, SKIPPED
from assistant.care.outlets import (
    EmlFolder,
    Mail,
    RecordFile,
    Refusal,
    beside,
    build_email,
    cannot_write,
    open_record_file,
)
from assistant.errors import FileError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from assistant.care.made import Made
    from assistant.care.outlets import Sender

NOON = time(12, tzinfo=UTC)  # an e-mail in a folder has the run's day, so that the same run writes the same file


class Mailing:
    """Makes e-mails of messages."""

    def __init__(self, sender: Sender, today: date) -> None:
        self._sender, self._at = sender, datetime.combine(today, NOON)

    def refused(self, messages: pa.RecordBatch) -> Mapping[int, Line]:
        """Return why messages cannot be e-mails, by their places."""
        built = (
            (place, build_email(mail_of(row), self._sender, self._at)) for place, row in enumerate(messages.to_pylist())
        )
        return {place: mail.why for place, mail in built if isinstance(mail, Refusal)}

    def write(self, messages: pa.RecordBatch, folder: EmlFolder) -> None:
        """Write messages into a folder."""
        for row in messages.to_pylist():
            mail = build_email(mail_of(row), self._sender, self._at)
            assert not isinstance(mail, Refusal)  # noqa: S101 - `refused` has told those; a message must not get lost here
            folder.write(row["key"], mail)


def mail_of(row: Mapping[str, str]) -> Mail:
    """Return a message as an e-mail."""
    return Mail(row["key"], row["to"], row["subject"], row["body"], bool(row["marketing"]))


class Files:
    """The files of a run: messages, skipped orders, rejected rows."""

    def __init__(self, out: Path, mailing: Mailing | None) -> None:
        self._mailing, self._files = mailing, list[RecordFile]()
        self._folder, self._messages = None, None
        if mailing:
            require_folder(out)
            self._folder = EmlFolder(partial_of(out))
        try:
            if not mailing:
                self._messages = self._opened(out, MESSAGES)
                if out.exists():
                    self._messages.begin_with(out)
            self._skipped = self._opened(beside(out, "skipped"), SKIPPED)
            self._rejected = self._opened(beside(out, "rejected"), REJECTED)
        except BaseException:  # also what nobody has foreseen, and Ctrl-C, must leave nothing behind
            self.discard()
            raise

    def _opened(self, path: Path, schema: pa.Schema) -> RecordFile:
        self._files.append(open_record_file(path, schema))
        return self._files[-1]

    def write(self, one: Made) -> None:
        """Write what became of a batch."""
        if self._mailing and self._folder:
            self._mailing.write(one.messages, self._folder)
        elif self._messages:
            self._messages.write(one.messages)
        self._skipped.write(one.skipped)
        self._rejected.write(one.rejected)

    def close(self) -> None:
        """Bring everything to the disk, under the names of unfinished files."""
        if self._folder:
            self._folder.close()
        for file in self._files:
            file.close()

    def discard(self) -> None:
        """Remove what was written."""
        for file in self._files:
            file.discard()
        if self._folder:
            _remove(self._folder.folder)


def require_folder(out: Path) -> None:
    """Raise FileError where e-mails cannot go into a folder, because a file has its name."""
    if out.is_file():
        raise FileError(
            out, Line(msgid="is a file, and e-mails go into a folder"), Line(msgid="name another one with --out")
        )


def partial_of(path: Path) -> Path:
    """Return the name of a file, or a folder, that is not complete yet."""
    return path.with_name(path.name + ".partial")


def finish(out: Path) -> None:
    """Put the complete files of a run under their own names; what is there already stays. Raises FileError."""
    for path in (out, beside(out, "skipped"), beside(out, "rejected")):
        try:
            _put(partial_of(path), path)
        except OSError as error:
            raise cannot_write(path, error) from error


def _put(partial: Path, path: Path) -> None:
    if partial.is_dir():
        path.mkdir(exist_ok=True)
        for file in sorted(partial.iterdir()):
            file.replace(path / file.name)
        partial.rmdir()
    elif partial.exists():
        partial.replace(path)


def clear(out: Path) -> None:
    """Remove the files that a dead run has not completed."""
    for path in (out, beside(out, "skipped"), beside(out, "rejected")):
        _remove(partial_of(path))


def _remove(path: Path) -> None:
    if path.is_dir():
        for file in path.iterdir():
            file.unlink()
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
