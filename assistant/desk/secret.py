"""The secret that signs the sessions: made once, in a file that only its user can read."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from assistant.errors import FileError
from assistant.lines import Line

if TYPE_CHECKING:
    from pathlib import Path

NAME, SHORTEST = "desk.key", 32


def session_secret(folder: Path) -> str:
    """Return the secret; the same again after a restart, so that nobody has to sign in anew. Raises FileError."""
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            secret = path.read_text(encoding="ascii").strip()
            if len(secret) < SHORTEST:
                raise FileError(
                    path, Line(msgid="is not the desk's key"), Line(msgid="remove it; all must sign in again then")
                ) from None
            return secret
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(made := secrets.token_urlsafe(SHORTEST))
    except (OSError, UnicodeDecodeError) as error:
        what = Line(msgid="cannot be read or written (%(why)s)", slots=(("why", str(error)),))
        raise FileError(path, what, Line(msgid="check the folder, or set ASSISTANT_DATA")) from error
    return made
