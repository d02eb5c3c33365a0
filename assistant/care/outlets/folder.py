"""A folder of e-mails, one file a message: .eml opens in every mail program."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from assistant.care.outlets.files import cannot_write, sync_folder
from assistant.care.outlets.mail import POLICY
from assistant.errors import FileError
from assistant.lines import Line

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
READABLE = 80


class EmlFolder:
    """A folder that gets an .eml file for each message, whole or not at all; the same message again changes nothing.

    Single files are not forced to the disk, which would take a thousand times longer; `close` forces their names.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if folder.is_file():
            raise FileError(
                folder, Line(msgid="is a file, and e-mails go into a folder"), Line(msgid="name another one with --out")
            )
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise cannot_write(folder, error) from error

    def write(self, key: str, message: EmailMessage) -> Path:
        """Write a message and return its file. Raises FileError."""
        path = self.folder / file_name(key)
        waiting = path.with_suffix(".eml.partial")
        try:
            waiting.write_bytes(message.as_bytes(policy=POLICY))
            waiting.replace(path)
        except OSError as error:
            waiting.unlink(missing_ok=True)
            raise cannot_write(path, error) from error
        return path

    def close(self) -> None:
        """Bring the names of the files to the disk."""
        sync_folder(self.folder)


def file_name(key: str) -> str:
    """Return the file of a key: readable, and another one for every key, whatever is in it."""
    readable = UNSAFE.sub("-", key)[:READABLE].strip(".-")
    return f"{readable or 'message'}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.eml"
